"""The BagIt profile that our bags keep to (``docs/bagit-profile.json``), and whether a bag does."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pressmark.archive.bag import DECLARATION, INFO, oxum, read_info
from pressmark.resources import resource
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def profile() -> dict[str, Any]:
    """Return the profile (BagIt Profiles Specification 1.3.0)."""
    found: dict[str, Any] = json.loads(resource("docs/bagit-profile.json").read_bytes())
    return found


def problems(files: Mapping[str, bytes]) -> list[Finding]:
    """Return where the bag *files* breaks the profile: its ``bag-info.txt``, manifests, ``fetch.txt`` and version."""
    found = []
    if files.get("bagit.txt") != DECLARATION:
        found.append(Finding("bagit.txt", "the profile accepts BagIt 1.0 only"))
    for kind, key in (("manifest", "Manifests-Required"), ("tagmanifest", "Tag-Manifests-Required")):
        names = (f"{kind}-{algorithm}.txt" for algorithm in profile()[key])
        found += [Finding(name, "the profile requires it") for name in names if name not in files]
    if "fetch.txt" in files:
        found.append(Finding("fetch.txt", "the profile allows no files that have yet to be fetched"))
    return found + _info(files)


def _info(files: Mapping[str, bytes]) -> list[Finding]:
    try:
        info = read_info(files[INFO].decode("utf-8"))
    except KeyError:
        return [Finding(INFO, "missing; the profile requires it")]
    except ValueError as error:
        return [Finding(INFO, str(error))]
    found = []
    for label, rule in profile()["Bag-Info"].items():
        values = [value for name, value in info if name == label]
        if rule["required"] and not any(values):
            found.append(Finding(INFO, f"{label} is missing"))
        if len(values) > 1:
            found.append(Finding(INFO, f"{label} is there {len(values)} times"))
        if "values" in rule and not set(values) <= set(rule["values"]):
            found.append(Finding(INFO, f"{label} is not “{rule['values'][0]}”"))
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    if dict(info).get("Payload-Oxum") not in {None, oxum(payload)}:
        found.append(Finding(INFO, f"Payload-Oxum does not fit: the payload has {oxum(payload)}"))
    return found

"""A package opened: what its crate says of each file, and the article's own files under their own names."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pressmark.archive import bag, bagit
from pressmark.archive.container import UnsafePackage, read
from pressmark.archive.crate import RENDERING, SOFTWARE, TAKEN_BACK, THEME
from pressmark.archive.deposit import CRATE, SOURCE, TakenBack
from pressmark.archive.holdings import find, has_crate
from pressmark.archive.ocfl import Snapshot
from pressmark.disk import clashes, foreign
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


# Each question to a package begins with its crate, so that it is asked for again and again.
@lru_cache(maxsize=2)
def _nodes(data: bytes) -> dict[str, dict[str, Any]]:
    """Return the nodes of the crate *data* by their ``@id``; nobody may change them."""
    return {node["@id"]: node for node in json.loads(data)["@graph"]}


@dataclass(frozen=True, slots=True)
class Crate:
    """The nodes of a crate by their ``@id``."""

    nodes: Mapping[str, dict[str, Any]]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Crate:
        """Return the crate among the payload's *files*. Raises ValueError where there is none that can be read."""
        try:
            return cls(_nodes(files[CRATE]))
        except KeyError as error:
            raise ValueError(f"{error} is missing") from error
        except (TypeError, RecursionError) as error:
            raise ValueError(f"no RO-Crate metadata ({error})") from error

    @staticmethod
    def written_by_us(files: Mapping[str, bytes]) -> bool:
        """Return whether the crate among the payload's *files* says that pressmark made it."""
        return f'"{SOFTWARE}pressmark"'.encode() in files.get(CRATE, b"")

    def described(self) -> dict[str, dict[str, Any]]:
        """Return the nodes of the files below the crate's root, by path."""
        return {name: node for name, node in self.nodes.items() if node.get("@type") == "File"}

    @property
    def title(self) -> str:
        """Return the article's headline, outlet and day, for people."""
        root = self.nodes.get("./", {})
        outlet = self.nodes.get(str(_reference(root.get("publisher"))), {})
        return f"“{root.get('name', '?')}” ({outlet.get('name', '?')}, {str(root.get('datePublished', '?'))[:10]})"

    @property
    def identifier(self) -> str:
        """Return the article's identifier."""
        return str(self.nodes.get("./", {}).get("identifier", ""))

    @property
    def attested(self) -> str | None:
        """Return the date that the depositor gave for the packing, if any."""
        end = self.nodes.get(RENDERING, {}).get("endTime")
        return str(end["@value"]) if isinstance(end, dict) and "@value" in end else None

    @property
    def taken_back(self) -> tuple[TakenBack, ...]:
        """Return the withdrawals that it tells of, and that were taken back."""
        found = [node for name, node in self.nodes.items() if name.startswith(TAKEN_BACK)]
        return tuple(
            TakenBack(_value(node.get("startTime")), str(node.get("description")), _value(node.get("endTime")))
            for node in found
        )

    @property
    def theme(self) -> str:
        """Return the digest of the theme that the renditions were made with."""
        return str(self.nodes.get(THEME, {}).get("sha256", ""))

    @property
    def program(self) -> str:
        """Return the digest of pressmark's words, rules and code that made it; "" where none was kept."""
        return str(self.nodes.get(f"{SOFTWARE}pressmark", {}).get("sha256", ""))

    @property
    def software(self) -> dict[str, str]:
        """Return name → version of the software that made the renditions."""
        nodes = (node for name, node in self.nodes.items() if name.startswith(SOFTWARE))
        return {str(node.get("name")): str(node.get("version")) for node in nodes}


def disagreements(files: Mapping[str, bytes]) -> list[Finding]:
    """Return where the payload's *files* and their crate disagree: missing, or of another size or digest."""
    try:
        described = Crate.of(files).described()
    except ValueError as error:
        return [Finding(CRATE, str(error))]
    found = [Finding(name, "missing; the crate describes it") for name in described if name not in files]
    for name, data in files.items():
        node = described.get(name)
        if name == CRATE or node is None:
            continue
        if node.get("sha256") != hashlib.sha256(data).hexdigest() or node.get("contentSize") != str(len(data)):
            found.append(Finding(name, "altered: its digest or size is not the one in the crate"))
    return found


def undescribed(files: Mapping[str, bytes]) -> list[Finding]:
    """Return those of the payload's *files* that their crate does not describe; none where it can't be read."""
    try:
        described = Crate.of(files).described()
    except ValueError:
        return []
    return [
        Finding(name, "undeclared: the crate does not describe it")
        for name in files
        if name not in described and name != CRATE
    ]


def originals(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the article's own files, by the paths they had in its folder, the source first.

    Raises UnsafePackage where the crate can't be read, has no source, or gives a name that could do harm.
    """
    try:
        described = Crate.of(files).described()
    except ValueError as error:
        raise UnsafePackage(f"{CRATE}: {error}") from error
    found: dict[str, bytes] = {}
    for name in (SOURCE, *sorted(described.keys() - {SOURCE})):
        original = described.get(name, {}).get("alternateName")
        if original is None and name != SOURCE:
            continue
        if not isinstance(original, str) or name not in files:
            raise UnsafePackage(f"{name} is missing, or has lost its own name")
        if why := foreign(original):
            raise UnsafePackage(f"{name} wants to be restored as {original!r}: {why}")
        if original in found:
            raise UnsafePackage(f"two files want to be restored as {original!r}")
        found[original] = files[name]
    if twice := clashes(found):
        raise UnsafePackage(f"two files want to be restored as {twice[0]!r}, capitals apart")
    return found


def _value(value: object) -> str:
    return str(value.get("@value")) if isinstance(value, dict) else ""


def _reference(value: object) -> object:
    return value.get("@id") if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Restored:
    """An article's own *files* by their own paths, and what should be known of the package that they come from."""

    files: dict[str, bytes]
    remarks: tuple[str, ...] = ()


_NOTHING = "there is no article in it that could be given back"


def restore(path: Path, *, identifier: str | None = None, version: int | None = None, force: bool = False) -> Restored:
    """Return the article's own files, byte for byte.

    *path* is a package, a crate, an OCFL object, or a store (then *identifier* says which article, *version* which of
    its versions). The sums of the payload decide: what a repository changed beside it is a remark. With *force* even
    what is altered is given back, and said to be. Raises UnsafePackage or InvalidStore for what is altered, incomplete,
    or could do harm.
    """
    if path.is_dir() and (any(path.glob("0=ocfl_*")) or (path / "inventory.json").exists()):
        place = path if (path / "inventory.json").exists() else find(path, identifier)
        if not has_crate(place):
            raise UnsafePackage(f"{place} is not one of pressmark's: {_NOTHING}")
        return Restored(originals(Snapshot.of(place).files(version)))
    contents = read(path)
    if "bagit.txt" not in contents.files and CRATE in contents.files:
        payload, faults, odd = contents.files, [], []
    else:
        judged = bagit.judge(contents.files, folders=contents.empty)
        payload = bag.payload(contents.files)
        faults = judged.payload_faults if judged.readable else judged.faults
        told = set(faults)
        odd = [one for one in (*judged.faults, *judged.remarks) if one not in told]
        odd += bagit.touched(contents.files, contents.empty) if bagit.ours(contents.files) else []
    if not Crate.written_by_us(payload) and not force:
        raise UnsafePackage(f"{path} is not one of pressmark's: {_NOTHING}")
    faults = [*faults, *disagreements(payload)]
    odd += undescribed(payload)
    if faults and not force:
        raise UnsafePackage(f"{path} is not whole: {_said(faults)}; --force gives back what is there")
    odd = [Finding("", contents.odd), *odd] if contents.odd else odd
    remarks = [f"{one.path}: {one.message}" if one.path else one.message for one in (*faults, *odd)]
    return Restored(originals(payload), tuple(dict.fromkeys(remarks)))


def _said(findings: list[Finding]) -> str:
    more = f" (and {len(findings) - 1} more; see “pressmark verify”)" if len(findings) > 1 else ""
    return f"{findings[0].path}: {findings[0].message}{more}"

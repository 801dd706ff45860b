"""Names of files that strangers chose: which may be written below a folder, and which fall together there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Windows opens a device for these, whatever suffix follows.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
)


def trouble(path: str) -> str | None:
    """Return why *path* must not be written below a folder, or None where it may (a package is a stranger's).

    Refused are absolute paths and drive letters, ``..``, empty parts, backslashes, control and reserved characters,
    names that Windows trims or takes for devices, and paths too long to write.
    """
    if not path or len(path.encode("utf-8", "replace")) > 1024:
        return "an empty or overlong name"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "an absolute path"
    if any(unicodedata.category(char) in {"Cc", "Cs"} or char in '\\:*?"<>|' for char in path):
        return "a control or reserved character in the name"
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return "a path that leaves its folder" if part == ".." else "an empty part in the path"
        if part.endswith((".", " ")) or part.startswith(" ") or len(part.encode()) > 255:
            return "a name that not every system can write"
        if part.split(".", 1)[0].rstrip().casefold() in DEVICES:
            return "the name of a Windows device"
    return None


def clashes(paths: Iterable[str]) -> list[str]:
    """Return those of *paths* that fall together with an earlier one where case or Unicode form makes no difference.

    A path that is a folder of another one clashes too.
    """
    seen: dict[str, str] = {}
    folders: set[str] = set()
    bad = []
    for path in paths:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        parents = {str(parent) for parent in PurePosixPath(key).parents} - {"."}
        if key in seen or key in folders or parents & seen.keys():
            bad.append(path)
        seen.setdefault(key, path)
        folders |= parents
    return bad

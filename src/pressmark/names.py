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
_DEEPEST = 30
_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji are not written without them
# What an article consists of: its source, its metadata, its pictures.
_OF_AN_ARTICLE = (".yaml", ".yml", ".jsonld", ".evidence.json", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
# Kept copies of sources, in a folder of their own: by these names nothing looks for its settings there.
_COPIES = (".txt", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml", ".warc", ".warc.gz", ".wacz")
# What its house gives it besides, in a folder of its own: fonts and style sheets.
_OF_A_HOUSE = (".css", ".ttf", ".otf", ".woff", ".woff2")
# YAML files that a program takes for its own where it finds them.
_OF_A_TOOL = re.compile(
    r"(?:(?:docker-)?compose(?:\..*)?|_config|_quarto|appveyor|azure-pipelines|bitbucket-pipelines|buildspec|cloudbuild"
    r"|codecov|kustomization|mkdocs|netlify|pnpm-(?:lock|workspace)|pubspec|readthedocs|serverless|skaffold|taskfile"
    r"|wercker)\.ya?ml",
    re.IGNORECASE,
)


def trouble(path: str) -> str | None:
    """Return why *path* must not be written below a folder, or None where it may (a package is a stranger's).

    Refused are absolute paths and drive letters, ``..``, empty parts, backslashes, control, format and reserved
    characters, names that Windows trims or takes for devices, and paths too long to write.
    """
    if not path or len(path.encode("utf-8", "replace")) > 1024:
        return "an empty or overlong name"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "an absolute path"
    if any(_unwritable(char) or char in '\\:*?"<>|' for char in path):
        return "a control or reserved character, or an invisible one, in the name"
    if path.count("/") > _DEEPEST:
        return f"a file more than {_DEEPEST} folders deep"
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return "a path that leaves its folder" if part == ".." else "an empty part in the path"
        if part.endswith((".", " ")) or part.startswith(" ") or len(part.encode()) > 255:
            return "a name that not every system can write"
        if part.split(".", 1)[0].rstrip().casefold() in DEVICES:
            return "the name of a Windows device"
    return None


def foreign(path: str) -> str | None:
    """Return why *path* is no file that an article consists of, or None where a stranger's may be restored.

    Besides what `trouble` refuses: anything hidden, anything but YAML, JSON-LD and pictures, and names by which a
    build or another program would find its own settings.
    """
    if why := trouble(path):
        return why
    *_, name = parts = path.split("/")
    if any(part.startswith((".", "~", "-")) for part in parts):
        return "a hidden file, or a name that a command would take for an option"
    own = {"sources": _COPIES, "house": _OF_A_HOUSE}.get(parts[0], ())
    if len(parts) > 1 and name.lower().endswith(own):
        return None
    if not name.lower().endswith(_OF_AN_ARTICLE):
        return f"no file that an article consists of ({', '.join(_OF_AN_ARTICLE)})"
    if _OF_A_TOOL.fullmatch(name):
        return "a name by which another program would take it for its settings"
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


def _unwritable(char: str) -> bool:
    category = unicodedata.category(char)
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and char not in _JOINERS)

"""The theme: templates, styles and their assets, read once and handed to the writers as values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from pressmark.problems import BuildError
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Edition = Literal["standard", "archive", "press", "large-print", "booklet"]

_LARGEST_FILE = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Theme:
    """The files of a theme by their path inside it (forward slashes), and one digest over all of them.

    *sha256* is over the sorted names and contents, in hex.
    """

    files: Mapping[str, bytes]
    sha256: str

    def text(self, name: str) -> str:
        """Return the template or style *name* as text. Raises BuildError if it is not UTF-8."""
        try:
            return self.files[name].decode("utf-8")
        except UnicodeDecodeError as error:
            raise BuildError(f"theme file {name} is not UTF-8 text (byte {error.start})") from error


@dataclass(frozen=True, slots=True)
class Options:
    """What a writer may be asked for besides the article itself; the same options give the same bytes.

    The rest is for print: *page* is a paper's name or ``WxH``, *columns* 0 leaves their number to the edition,
    *icc* is a printing condition's profile for the press edition (None: the one that comes with pressmark).
    """

    theme: Theme
    images: Literal["embed", "beside"] = "embed"
    edition: Edition = "standard"
    page: str = "a4"
    columns: int = 0
    notes: Literal["foot", "end"] = "foot"
    icc: bytes | None = None


def load_theme(folder: Path | None = None) -> Theme:
    """Return pressmark's theme, with every file that *folder* has put in its place by name.

    Raises BuildError where *folder* is no folder, or holds a link that leaves it or an oversized file.
    """
    shipped = _shipped()
    if folder is None:
        return shipped
    if not folder.is_dir():
        raise BuildError(f"the theme {folder} is not a folder")
    return _theme({**shipped.files, **_read(folder)})


@cache
def _shipped() -> Theme:
    return _theme(_read(resource("templates")))


def _read(folder: Path) -> dict[str, bytes]:
    root = folder.resolve()
    files = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            raise BuildError(f"theme file {folder / name} links to a place outside the theme")
        if path.stat().st_size > _LARGEST_FILE:
            raise BuildError(f"theme file {folder / name} is larger than {_LARGEST_FILE // 1024**2} MB")
        files[name] = path.read_bytes()
    return files


def _theme(files: dict[str, bytes]) -> Theme:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return Theme(files, digest.hexdigest())

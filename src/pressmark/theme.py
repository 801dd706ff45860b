"""The theme: templates, styles and their assets, read once and handed to the writers as values."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from pressmark.problems import BuildError
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

Edition = Literal["standard", "archive", "press", "large-print", "booklet"]

# A style with all that it imports, each time again, in signs; and how far one may lead to the next.
_LONGEST_STYLE, _DEEPEST = 4_000_000, 20
_LARGEST_TOGETHER, _MOST_FILES = 256 * 1024 * 1024, 5000
_LARGEST_FILE = 32 * 1024 * 1024
# A theme's own styles for page and paper, which come after all others.
OWN = ("house.css", "house-print.css")
_STYLES = ("epub.css", "page.css", "print.css", "screen.css")
_OURS = "pressmark/"
_IMPORT = re.compile(
    r"""/\*.*?(?:\*/|\Z)|@import\s{1,99}(?:url\(\s{0,99})?["']?(?P<name>[^"'()\s;@]++)["']?\s{0,99}\)?(?P<more>[^;@]*);""",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The files of a theme by their path inside it (forward slashes), and one digest over all of them.

    *sha256* is over the sorted names and contents, in hex. *idle* are files of a folder that no other file names and
    that stand in the place of none of ours.
    """

    files: Mapping[str, bytes]
    sha256: str
    idle: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """Return the template or style *name* as text. Raises BuildError if it is not UTF-8."""
        try:
            return self.files[name].decode("utf-8")
        except UnicodeDecodeError as error:
            raise BuildError(f"theme file {name} is not UTF-8 text (byte {error.start})") from error

    def style(self, name: str) -> str:
        """Return the style sheet *name* with those that it imports in their place.

        ``pressmark/screen.css`` is the shipped one. Raises BuildError where one is not there, or is elsewhere.
        """
        return self._with_imports(name, (), [_LONGEST_STYLE])

    def _with_imports(self, name: str, within: tuple[str, ...], left: list[int]) -> str:
        def put(found: re.Match[str]) -> str:
            wanted = found["name"]
            if wanted is None:
                return found[0]
            inside = f"{_OURS}{wanted}" if name.startswith(_OURS) else wanted
            there = _shipped().files if inside.startswith(_OURS) else self.files
            known = inside.removeprefix(_OURS) in there and inside.endswith(".css")
            if not known or found["more"].strip() or inside in (*within, name):
                raise BuildError(
                    f"theme file {name} imports {wanted!r}: a style imports, without conditions, another file of its"
                    f" theme or one of {', '.join(sorted(f'{_OURS}{file}' for file in _STYLES))}"
                )
            return self._with_imports(inside, (*within, name), left)

        theme = _shipped() if name.startswith(_OURS) else self
        text = theme.text(name.removeprefix(_OURS))
        left[0] -= len(text) + 1000
        if left[0] < 0 or len(within) > _DEEPEST:
            raise BuildError(f"theme file {name}: styles that import each other come to more than any page needs")
        return _IMPORT.sub(put, text) if "@import" in text.lower() else text


@dataclass(frozen=True, slots=True)
class Options:
    """What a writer may be asked for besides the article itself; the same options give the same bytes.

    *along* are the endings of the files that are built beside a page, to which it leads. The rest is for print: *page*
    is a paper's name or ``WxH``, *columns* 0 leaves their number to the edition, *qr* asks for a code of the address,
    *icc* is a printing condition's profile for the press edition (None: the one that comes with pressmark).
    """

    theme: Theme
    images: Literal["embed", "beside"] = "embed"
    edition: Edition = "standard"
    page: str = "a4"
    columns: int = 0
    notes: Literal["foot", "end"] = "foot"
    icc: bytes | None = None
    qr: bool = False
    along: tuple[str, ...] = ()


# The formats that may name images by their files.
NAMING = frozenset({"html", "markdown"})
# The formats that a page leads to where they are built with it, by the ends of their files' names.
LINKED = {"pdf": ".pdf", "jsonld": ".jsonld", "markdown": ".md"}


def linked(formats: Container[str], edition: Edition = "standard") -> tuple[str, ...]:
    """Return the endings of those of *formats*, built together, that a page leads to: what `Options.along` holds."""
    return tuple(
        f".{edition}{end}" if name == "pdf" and edition != "standard" else end
        for name, end in LINKED.items()
        if name in formats
    )


def load_theme(folder: Path | None = None) -> Theme:
    """Return pressmark's theme, with every file that *folder* has put in its place by name.

    Raises BuildError where *folder* is no folder, or holds a link that leaves it or an oversized file.
    """
    shipped = _shipped()
    if folder is None:
        return shipped
    if not folder.is_dir():
        raise BuildError(f"the theme {folder} is not a folder")
    own = _read(folder)
    made = _theme({**shipped.files, **own})
    ours = folder.resolve() == resource("templates").resolve()  # `--watch` reads our own anew
    return made if ours else replace(made, idle=tuple(_idle(own)))


def _idle(own: Mapping[str, bytes]) -> Iterator[str]:
    """Yield which of a theme's *own* files change nothing: they have no name of ours, and no other names them."""
    said = "\n".join(data.decode("utf-8", "replace") for name, data in own.items() if name.endswith((".css", ".j2")))
    words = set(re.findall(r"[\w.-]+", said))
    for name in own:
        file = name.rpartition("/")[2]
        about = file.lower().startswith(("readme", "license", "licence", "ofl")) or file.lower().endswith(
            (".md", ".txt")
        )
        ours = name in OWN or (name in _shipped().files and not name.startswith("looks/"))
        named = file in words or (not re.fullmatch(r"[\w.-]+", file) and file in said)
        if not ours and not named and not about:
            yield name


@cache
def _shipped() -> Theme:
    return _theme(_read(resource("templates")))


def _read(folder: Path) -> dict[str, bytes]:
    root = folder.resolve()
    files: dict[str, bytes] = {}
    left = _LARGEST_TOGETHER
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            raise BuildError(f"theme file {folder / name} links to a place outside the theme")
        if path.stat().st_size > _LARGEST_FILE:
            raise BuildError(f"theme file {folder / name} is larger than {_LARGEST_FILE // 1024**2} MB")
        left -= path.stat().st_size
        if left < 0 or len(files) >= _MOST_FILES:
            message = f"{_MOST_FILES} files, or {_LARGEST_TOGETHER // 1024**2} MB"
            raise BuildError(f"the theme {folder} has more than {message}; name the folder of the theme alone")
        files[name] = path.read_bytes()
    return files


def _theme(files: dict[str, bytes]) -> Theme:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return Theme(files, digest.hexdigest())

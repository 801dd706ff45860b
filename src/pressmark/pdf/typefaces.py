"""The typefaces an article is set in: which files a text needs, and which characters none of them has.

Every face is a file that a dependency or pressmark itself ships; fonts of the machine are never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where a face's URL starts: a name that the network never resolves (RFC 6761), answered from memory.
BASE_URL = "https://package.invalid/"
_FOLDER = ".typefaces/"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: the *family*, *weight* and *style* that styles ask for, and the *package* that ships the *file*.

    *script* names the writing system that calls for it ("" is always there).
    """

    family: str
    weight: int
    style: Literal["normal", "italic"]
    package: str
    file: str
    script: str = ""

    @property
    def url(self) -> str:
        """Return the address under which the fetcher serves the face."""
        return f"{BASE_URL}{_FOLDER}{self.file}"

    @property
    def rule(self) -> str:
        """Return the face as an ``@font-face`` rule."""
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; font-style: {self.style};'
            f' src: url("{self.url}") }}'
        )

    def read(self) -> bytes:
        """Return the font file's bytes."""
        if self.package == "pressmark.pdf":
            return (files(self.package) / "fonts" / self.file).read_bytes()
        return (files(self.package) / "files" / self.file).read_bytes()

    @property
    def installed(self) -> bool:
        """Return whether the package that ships the face is there (extras need not be)."""
        return find_spec(self.package) is not None


_Cut = tuple[str, int, Literal["normal", "italic"]]


def _family(family: str, package: str, stem: str, cuts: Iterable[_Cut], script: str = "") -> tuple[Face, ...]:
    return tuple(Face(family, weight, style, package, f"{stem}-{cut}.ttf", script) for cut, weight, style in cuts)


_ROMAN: _Cut = ("Regular", 400, "normal")
_ITALIC: _Cut = ("Italic", 400, "italic")
_BOLD: _Cut = ("Bold", 700, "normal")
_BOLD_ITALIC: _Cut = ("BoldItalic", 700, "italic")

FACES: tuple[Face, ...] = (
    *_family("Spectral", "fontpkg_spectral", "Spectral", (_ROMAN, _ITALIC, _BOLD, _BOLD_ITALIC)),
    *_family("Fira Sans", "fontpkg_fira_sans", "FiraSans", (_ROMAN, _ITALIC, ("SemiBold", 600, "normal"))),
    *_family("Noto Serif Greek", "pressmark.pdf", "NotoSerifGreek", (_ROMAN, _ITALIC, _BOLD), "greek"),
    *_family("Frank Ruhl Libre", "pressmark.pdf", "FrankRuhlLibre", (_ROMAN, _BOLD), "hebrew"),
    *_family("Amiri", "fontpkg_amiri", "Amiri", (_ROMAN, _BOLD), "arabic"),
)
_BY_FILE = {face.file: face for face in FACES}

_SCRIPTS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("greek", ((0x0370, 0x03FF), (0x1F00, 0x1FFF))),
    ("hebrew", ((0x0590, 0x05FF), (0xFB1D, 0xFB4F))),
    (
        "arabic",
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    ),
)


def scripts(characters: Iterable[str]) -> frozenset[str]:
    """Return the writing systems, beyond Latin and Cyrillic, that *characters* belong to."""
    codes = [ord(character) for character in set(characters) if character > "\u036f"]
    return frozenset(
        name for name, ranges in _SCRIPTS if any(low <= code <= high for code in codes for low, high in ranges)
    )


def faces(needed: frozenset[str]) -> tuple[Face, ...]:
    """Return the faces for a text with the *needed* scripts: fewer faces are less to load."""
    return tuple(face for face in FACES if (not face.script or face.script in needed) and face.installed)


def serve(path: str) -> bytes | None:
    """Return the font file behind *path* (an address without its base), None for what is no face's."""
    face = _BY_FILE.get(path.removeprefix(_FOLDER)) if path.startswith(_FOLDER) else None
    return face.read() if face else None


# What has no shape of its own (Unicode's Default_Ignorable_Code_Point): joiners, marks of direction, the soft hyphen,
# variation selectors, those of ideographs among them. HarfBuzz draws nothing for them.
_SHAPELESS = frozenset(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xFFF0, 0xFFF9),
        *range(0x1BCA0, 0x1BCA4),
        *range(0x1D173, 0x1D17B),
        *range(0xE0000, 0xE1000),
    ]
)
# Spaces that HarfBuzz makes out of the ordinary one, and white space.
_SPACES = frozenset([0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)])


def without_glyph(characters: Iterable[str], elsewhere: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Return those of *characters* that no face has a glyph for, nor a font *elsewhere*, in code point order."""
    missing = {ord(character) for character in characters} - _SHAPELESS - _SPACES - elsewhere
    for face in FACES:
        if not missing:
            break
        if face.weight == 400 and face.style == "normal" and face.installed:
            missing -= coverage(face)
    return tuple(chr(code) for code in sorted(missing))


@cache
def coverage(face: Face) -> frozenset[int]:
    """Return the code points that *face* has a glyph for."""
    from io import BytesIO  # noqa: PLC0415 - only wanted here

    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy

    with TTFont(BytesIO(face.read()), lazy=True) as font:
        return frozenset(font.getBestCmap())

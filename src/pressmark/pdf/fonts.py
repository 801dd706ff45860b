"""The typefaces an article is set in: which files a text needs, and which characters none of them has.

Every face is a file that a dependency, pressmark itself, or a theme brings; fonts of the machine are never looked at.
Chinese, Japanese and Korean faces are cut to a page's characters from fonts that an optional extra brings: Noto Sans
(SIL OFL 1.1), variable and tens of megabytes, which no copy should wait for.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from pressmark.letters import without_ignorable
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.model import Look
    from pressmark.theme import Theme

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


# Spaces that HarfBuzz makes out of the ordinary one, and white space.
_SPACES = frozenset([0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)])


def without_glyph(characters: Iterable[str], elsewhere: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Return those of *characters* that no face has a glyph for, nor a font *elsewhere*, in code point order.

    What has no shape of its own needs none: HarfBuzz draws nothing for it.
    """
    missing = set(map(ord, without_ignorable("".join(characters)))) - _SPACES - elsewhere
    for face in FACES:
        if not missing:
            break
        if face.weight == 400 and face.style == "normal" and face.installed:
            missing -= coverage(face)
    return tuple(chr(code) for code in sorted(missing))


@cache
def coverage(face: Face) -> frozenset[int]:
    """Return the code points that *face* has a glyph for."""
    from io import BytesIO  # only wanted here

    from fontTools.ttLib import TTFont  # heavy

    with TTFont(BytesIO(face.read()), lazy=True) as font:
        return frozenset(font.getBestCmap())


_FACE = re.compile(rb"@font-face\s*\{([^{}]*)\}", re.IGNORECASE)
_FAMILY = re.compile(rb"font-family\s*:\s*[\"']?([^;\"'}]+)", re.IGNORECASE)
_FONTS = (".ttf", ".otf", ".woff", ".woff2")


def theme_families(theme: Theme, look: Look) -> frozenset[str]:
    """Return the families that *theme*'s styles bring with ``@font-face``, and those of a *look*, in lower case."""
    found = {font.family.lower() for font in look.fonts}
    for name, data in theme.files.items():
        if name.endswith(".css"):
            for face in _FACE.findall(data):
                family = _FAMILY.search(face)
                if family:
                    found.add(family[1].decode("utf-8", "replace").strip().lower())
    return frozenset(found)


def theme_coverage(theme: Theme, look: Look) -> frozenset[int]:
    """Return the code points that the font files of *theme* and *look* have glyphs for.

    Raises BuildError for a damaged one.
    """
    found: set[int] = set()
    for font in look.fonts:
        found |= _theme_characters(font.file.file, font.file.data)
    for name in sorted(theme.files):
        if name.lower().endswith(_FONTS):
            found |= _theme_characters(name, theme.files[name])
    return frozenset(found)


@lru_cache(maxsize=32)
def _theme_characters(name: str, data: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # heavy

    try:
        with TTFont(io.BytesIO(data), lazy=True, fontNumber=0) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception as error:
        raise BuildError(f"the file {name} is not a font that can be read: {error}") from error


PACK = "justmytype-intl-cjk"
EXTRA = "cjk"
_MODULE = "justmytype_intl_cjk"
_EAST_ASIAN_FOLDER = ".east-asia/"
_WEIGHTS = (400, 700)

# Radicals and ideographs, kana, bopomofo, Hangul, their marks, and full-width forms.
_EAST_ASIAN_RANGES = (
    (0x1100, 0x11FF),
    (0x2E80, 0x2FFF),
    (0x3000, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of the extra: its *name* in styles, the *folder* it lies in, and the *languages* it is drawn for."""

    name: str
    folder: str
    languages: str

    def read(self) -> bytes:
        """Return the variable font's bytes."""
        from importlib.resources import files  # only wanted here

        file = f"{self.name.replace(' ', '')}[wght].ttf"
        return (files(_MODULE) / "fonts" / "ofl" / self.folder / file).read_bytes()


EAST_ASIAN = (
    Family("Noto Sans JP", "notosansjp", "ja"),
    Family("Noto Sans TC", "notosanstc", "zh-(?:[Hh]ant|TW|HK|MO)"),
    Family("Noto Sans SC", "notosanssc", "zh"),
    Family("Noto Sans KR", "notosanskr", "ko"),
)


def east_asian_installed() -> bool:
    """Return whether the extra's fonts are there."""
    return find_spec(_MODULE) is not None


def east_asian(characters: Iterable[str]) -> frozenset[int]:
    """Return the code points of those *characters* that Chinese, Japanese or Korean is written with."""
    codes = {ord(character) for character in set(characters)}
    return frozenset(code for code in codes if any(low <= code <= high for low, high in _EAST_ASIAN_RANGES))


def east_asian_coverage() -> frozenset[int]:
    """Return the code points that the extra's fonts have glyphs for; none where it isn't installed."""
    if not east_asian_installed():
        return frozenset()
    return frozenset().union(*map(_family_coverage, EAST_ASIAN))


def east_asian_versions(text: str) -> dict[str, str]:
    """Return the version of the fonts that shape a copy whose source is *text*; nothing where they don't."""
    return {PACK: version(PACK)} if east_asian_installed() and east_asian(text) else {}


def east_asian_faces(words: str, languages: Iterable[str], elsewhere: frozenset[int]) -> tuple[str, dict[str, bytes]]:
    """Return ``@font-face`` rules for *words*, and the files they name, by path.

    Empty where no East Asian character occurs that the fonts *elsewhere* (code points) lack, or without the extra.
    *languages*, those the page is tagged with, decide whose shapes are taken: one ideograph is drawn differently.
    """
    wanted = east_asian(words) - elsewhere
    if not wanted or not east_asian_installed():
        return "", {}
    # Latin letters, digits and marks within the lines come from the same face; styles add signs of their own.
    characters = "".join(sorted({*words, *map(chr, range(0x20, 0x7F)), *"•–—‐…·“”‘’"}))
    rules, cuts = [], {}
    for family in _east_asian_families(wanted, languages):
        for weight, data in _cut(family, characters).items():
            # The name follows from the bytes, since parsed styles are kept by their text.
            path = f"{_EAST_ASIAN_FOLDER}{family.folder}-{weight}-{sha256(data).hexdigest()[:16]}.ttf"
            cuts[path] = data
            rules.append(f'@font-face {{ font-family: "{family.name}"; font-weight: {weight}; src: url("{path}") }}')
    return "\n".join(rules), cuts


def _east_asian_families(wanted: frozenset[int], languages: Iterable[str]) -> list[Family]:
    """Return the families drawn for *languages*, and those that have what these lack."""
    chosen: list[Family] = []
    for language in languages:
        drawn = next((family for family in EAST_ASIAN if re.match(rf"(?:{family.languages})\b", language)), None)
        if drawn is not None and drawn not in chosen:
            chosen.append(drawn)
    missing = wanted.difference(*map(_family_coverage, chosen))
    for family in EAST_ASIAN:
        if missing & _family_coverage(family):
            chosen.append(family)
            missing -= _family_coverage(family)
    return chosen


@lru_cache(maxsize=len(EAST_ASIAN))
def _family_coverage(family: Family) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # heavy

    with TTFont(BytesIO(family.read()), lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=8)
def _cut(family: Family, characters: str) -> dict[int, bytes]:
    """Return static fonts by weight, with glyphs for *characters* alone; the same ones give the same bytes."""
    from fontTools.subset import Options, Subsetter  # heavy
    from fontTools.ttLib import TTFont  # heavy
    from fontTools.varLib.instancer import instantiateVariableFont  # heavy

    with TTFont(BytesIO(family.read()), lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(Options(layout_features=["*"], notdef_outline=True, recalc_timestamp=False))
        subsetter.populate(text=characters)
        subsetter.subset(font)
        small = BytesIO()
        font.save(small)
    cuts = {}
    for weight in _WEIGHTS:
        with TTFont(BytesIO(small.getvalue()), recalcTimestamp=False) as font:
            instantiateVariableFont(font, {"wght": weight}, inplace=True)
            out = BytesIO()
            font.save(out)
            cuts[weight] = out.getvalue()
    return cuts

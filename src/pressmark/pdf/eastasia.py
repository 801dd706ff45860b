"""Chinese, Japanese and Korean faces: cut to a page's characters from fonts that an optional extra brings.

The fonts (Noto Sans, SIL OFL 1.1) are variable and tens of megabytes, which no copy should wait for: a static face of
the characters that a page needs takes a moment. They come with ``pip install "pressmark[cjk]"``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACK = "justmytype-intl-cjk"
EXTRA = "cjk"
_MODULE = "justmytype_intl_cjk"
FOLDER = ".east-asia/"
_WEIGHTS = (400, 700)

# Radicals and ideographs, kana, bopomofo, Hangul, their marks, and full-width forms.
_RANGES = (
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
        from importlib.resources import files  # noqa: PLC0415 - only wanted here

        file = f"{self.name.replace(' ', '')}[wght].ttf"
        return (files(_MODULE) / "fonts" / "ofl" / self.folder / file).read_bytes()


FAMILIES = (
    Family("Noto Sans JP", "notosansjp", "ja"),
    Family("Noto Sans TC", "notosanstc", "zh-(?:[Hh]ant|TW|HK|MO)"),
    Family("Noto Sans SC", "notosanssc", "zh"),
    Family("Noto Sans KR", "notosanskr", "ko"),
)


def installed() -> bool:
    """Return whether the extra's fonts are there."""
    return find_spec(_MODULE) is not None


def east_asian(characters: Iterable[str]) -> frozenset[int]:
    """Return the code points of those *characters* that Chinese, Japanese or Korean is written with."""
    codes = {ord(character) for character in characters}
    return frozenset(code for code in codes if any(low <= code <= high for low, high in _RANGES))


def coverage() -> frozenset[int]:
    """Return the code points that the extra's fonts have glyphs for; none where it isn't installed."""
    if not installed():
        return frozenset()
    return frozenset().union(*map(_coverage, FAMILIES))


def versions(text: str) -> dict[str, str]:
    """Return the version of the fonts that shape a copy whose source is *text*; nothing where they don't."""
    return {PACK: version(PACK)} if installed() and east_asian(text) else {}


def faces(words: str, languages: Iterable[str], elsewhere: frozenset[int]) -> tuple[str, dict[str, bytes]]:
    """Return ``@font-face`` rules for *words*, and the files they name, by path.

    Empty where no East Asian character occurs that the fonts *elsewhere* (code points) lack, or without the extra.
    *languages*, those the page is tagged with, decide whose shapes are taken: one ideograph is drawn differently.
    """
    wanted = east_asian(words) - elsewhere
    if not wanted or not installed():
        return "", {}
    # Latin letters, digits and marks within the lines come from the same face; styles add signs of their own.
    characters = "".join(sorted({*words, *map(chr, range(0x20, 0x7F)), *"•–—‐…·“”‘’"}))
    rules, cuts = [], {}
    for family in _families(wanted, languages):
        for weight, data in _cut(family, characters).items():
            # The name follows from the bytes, since parsed styles are kept by their text.
            path = f"{FOLDER}{family.folder}-{weight}-{sha256(data).hexdigest()[:16]}.ttf"
            cuts[path] = data
            rules.append(f'@font-face {{ font-family: "{family.name}"; font-weight: {weight}; src: url("{path}") }}')
    return "\n".join(rules), cuts


def _families(wanted: frozenset[int], languages: Iterable[str]) -> list[Family]:
    """Return the families drawn for *languages*, and those that have what these lack."""
    chosen: list[Family] = []
    for language in languages:
        drawn = next((family for family in FAMILIES if re.match(rf"(?:{family.languages})\b", language)), None)
        if drawn is not None and drawn not in chosen:
            chosen.append(drawn)
    missing = wanted.difference(*map(_coverage, chosen))
    for family in FAMILIES:
        if missing & _coverage(family):
            chosen.append(family)
            missing -= _coverage(family)
    return chosen


@lru_cache(maxsize=len(FAMILIES))
def _coverage(family: Family) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy

    with TTFont(BytesIO(family.read()), lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=8)
def _cut(family: Family, characters: str) -> dict[int, bytes]:
    """Return static fonts by weight, with glyphs for *characters* alone; the same ones give the same bytes."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - heavy
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415 - heavy

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

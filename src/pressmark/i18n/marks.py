"""Quotation marks by language, the inner ones too.

The marks are those that the CLDR names as a language's delimiters and alternate delimiters, save for those in
`_OWN_CHOICE`. French guillemets stand off the words by U+00A0: the narrow space that French printers prefer
(U+202F) is missing from the print fonts, and a space that the PDF can't show would break its words apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """The marks around a quote, and those around a quote within a quote; a no-break space belongs to its mark."""

    open: str
    close: str
    inner_open: str
    inner_close: str

    def at(self, depth: int) -> tuple[str, str]:
        """Return the marks for a quote that stands inside *depth* others."""
        return (self.open, self.close) if depth % 2 == 0 else (self.inner_open, self.inner_close)


_CLDR = {
    "“”‘’": (
        "af az bn ckb cy en es-419 fil ga gl gu hi id kn ko lv ml mr ms ne pa pt si "
        "sw ta te th tr vi zh zu"  # codespell:ignore te
    ),
    "„“‚‘": "cs de dsb et hr hsb is lb mk sk sl",
    "„”‘’": "bs",
    "„”«»": "pl ro",
    "„”»«": "hu",
    "„“«»": "ka",
    "«»“”": "ca el eu it kk pt-PT sq",
    "«»„“": "be ru uk",
    "«»‘’": "nb nn no",
    "«»‹›": "am fa fr-CH",
    "””’’": "fi he sv yi",
    "”“’‘": "ur",
    "»«›‹": "ug",
    "「」『』": "ja zh-Hant zh-HK zh-MO zh-TW",
}
# Where the CLDR has the same marks for both levels, a pair that tells them apart; where print has other habits than the
# CLDR, those of print; and for Arabic script guillemets, which right-to-left text mirrors, as it does no other mark.
_OWN_CHOICE = {
    "“”‘’": "es-AR es-CL es-CO es-MX es-PE es-US es-VE",
    "‘’“”": "nl",
    "„“‚‘": "lt",
    "„“«»": "bg",
    "„“’’": "sr",
    "«»“”": "es hy",
    "«»‹›": "ar de-CH de-LI ps",
    "»«›‹": "da",
}
_FRENCH = QuotationMarks("«\u00a0", "\u00a0»", "“", "”")
_ENGLISH = "“”‘’"


def _table() -> dict[str, QuotationMarks]:
    table = {"fr": _FRENCH}
    for shapes, tags in [*_CLDR.items(), *_OWN_CHOICE.items()]:
        for tag in tags.split():
            table[tag.lower()] = QuotationMarks(*shapes)
    return table


_MARKS = _table()


def quotation(language: str) -> QuotationMarks:
    """Return the marks of the BCP 47 tag *language*: of its script or region where they differ, else English ones."""
    primary, *rest = language.lower().split("-")
    for tag in [*(f"{primary}-{subtag}" for subtag in rest), primary]:
        if tag in _MARKS:
            return _MARKS[tag]
    return QuotationMarks(*_ENGLISH)

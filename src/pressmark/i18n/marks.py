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
        "af az bn en eu fil ga gl gu hi id kn ko ml mr ms ne nl pa pt si "
        "sw ta te th tr ur vi zh zu"  # codespell:ignore te
    ),
    "„“‚‘": "bg cs de dsb hr hsb is lb lt mk sk sl sr",
    "„”‘’": "bs",
    "„”«»": "pl ro",
    "„”»«": "hu",
    "„“«»": "et",
    "„““”": "ka",
    "«»“”": "ca el es hy it pt-PT sq",
    "«»„“": "be kk ru uk",
    "«»‘’": "nb nn no",
    "«»‹›": "am de-CH de-LI fa fr-CH it-CH ps",
    "””’’": "fi he sv yi",
    "‘’“”": "cy",
    "「」『』": "ja zh-Hant zh-HK zh-MO zh-TW",
}
# The CLDR gives Arabic and Danish the English shapes; printed Arabic and Danish point with guillemets, and only
# guillemets are mirrored in right-to-left text.
_LATIN_AMERICA = "es-419 es-AR es-CL es-CO es-MX es-PE es-US es-VE"  # the CLDR's es-419 and its larger countries
_OWN_CHOICE = {"«»‹›": "ar ckb ug", "»«›‹": "da"}
_FRENCH = QuotationMarks("«\u00a0", "\u00a0»", "“", "”")
_ENGLISH = "“”‘’"


def _table() -> dict[str, QuotationMarks]:
    table = {"fr": _FRENCH}
    for shapes, tags in [*_CLDR.items(), (_ENGLISH, _LATIN_AMERICA), *_OWN_CHOICE.items()]:
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

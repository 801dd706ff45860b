"""The sheet a copy is printed on: paper, columns, and the style rules that follow from an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.pdf.weasy import hyphenates
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

# Millimetres, upright.
PAPERS = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_SMALLEST, _LARGEST = 90.0, 1200.0
# A picture's height at most, and what is between columns.
_TALLEST, _GAP = 150.0, 7.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's trimmed *width* and *height* in millimetres, and how many *columns* the text runs in."""

    width: float
    height: float
    columns: int

    @property
    def compact(self) -> bool:
        """Return whether the page is smaller than a letter sheet, so that margins and headline shrink with it."""
        return self.width < 180


def paper(name: str) -> tuple[float, float]:
    """Return width and height in millimetres of the paper *name*, or of ``WxH`` as in ``6x9in`` or ``170x240`` (mm).

    Raises BuildError for what is neither, and for pages that no column of text fits.
    """
    if name in PAPERS:
        return PAPERS[name]
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(mm|cm|in|pt)?x(\d+(?:\.\d+)?)(mm|cm|in|pt)?", name)
    if match is None:
        raise BuildError(f"unknown page size “{name}”; there are: {', '.join(PAPERS)}, or WxH as in 170x240mm or 6x9in")
    unit = match[4] or match[2] or "mm"
    size = (float(match[1]) * _UNITS[match[2] or unit], float(match[3]) * _UNITS[unit])
    if not all(_SMALLEST <= side <= _LARGEST for side in size):
        raise BuildError(f"a page of {name} is out of bounds: each side must be {_SMALLEST:g} to {_LARGEST:g} mm")
    return size


def sheet(page: str, columns: int, *, folded: bool = False, large: bool = False) -> Sheet:
    """Return the sheet for a page size and a number of columns (0: one); *folded* halves the paper, *large* has one."""
    width, height = paper(page)
    if folded:
        short, long = sorted((width, height))
        width, height = long / 2, short
    return Sheet(width, height, 1 if large else max(1, columns))


def third(on: Sheet, *, large: bool = False) -> int:
    """Return about how many characters of a quote fill a third of a page of the sheet *on*."""
    side, top, foot = _margins(on, large=large)
    letter, line = (3.9, 10.9) if large else (2.06, 6.35)
    width = (on.width - 2 * side - _GAP * (on.columns - 1)) / on.columns
    return int(width / letter * (on.height - top - foot) / line / 3)


_OUTLET, _HEADLINE = ("string(outlet)", "35%"), ("string(headline)", "65%")


def rules(on: Sheet, language: str, *, rtl: bool = False, large: bool = False) -> str:
    """Return what the sheet decides as styles: page size and margins, columns, page numbers in the language's digits.

    And what no theme need think of: running heads, the outlet's where lines begin (on the right where they run *rtl*);
    quotation marks that are characters in the text; notes that hide until a style floats them to the foot. The theme's
    own styles come after these and may change them.
    """
    side, top, foot = _margins(on, large=large)
    digits = _digits(language)
    number = f'counter(page{digits}) " / " counter(pages{digits})'
    markers = f"ol {{ list-style-type: {digits.removeprefix(', ')} }}" if digits else ""
    # One column is said by saying nothing: WeasyPrint lays out even a single column several times, and with every page
    # all the text that follows it.
    left, right = (_HEADLINE, _OUTLET) if rtl else (_OUTLET, _HEADLINE)
    columns = f".body {{ columns: {on.columns} }}" if on.columns > 1 else ""
    return f"""
@page {{
  size: {on.width:g}mm {on.height:g}mm;
  margin: {top:g}mm {side:g}mm {foot:g}mm;
  @bottom-center {{ content: {number} }}
}}
:root {{
  --columns: {on.columns};
  --left-head: {left[0]}; --left-head-width: {left[1]};
  --right-head: {right[0]}; --right-head-width: {right[1]};
  --tallest: {min(_TALLEST, 0.8 * (on.height - top - foot)):g}mm;
}}
q::before, q::after {{ content: none }}
.footnote {{ display: none }}
{columns}
{markers}
"""


def ragged(languages: Iterable[str]) -> str:
    """Return the styles that keep text in those of *languages* from being justified that nobody here can hyphenate.

    Without hyphens, justified lines have gaps.
    """
    return "\n".join(
        f".body p:lang({language}), .body li:lang({language}) {{ text-align: start }}"
        for language in sorted(set(languages))
        if re.fullmatch(r"[A-Za-z0-9-]+", language) and not hyphenates(language)
    )


def numbering(page: Element) -> str:
    """Return the styles by which lists of the tree *page* count from where it says.

    HTML says it in attributes (``ol start``, ``li value``; HTML, 4.4.5 and 4.4.8), which WeasyPrint takes for hints
    that may be passed over: a list from 4 would be printed from 1.
    """
    starts = {number for ol in page.iter("ol") if (number := _integer(ol.get("start"))) is not None}
    values = {number for li in page.iter("li") if (number := _integer(li.get("value"))) is not None}
    return "\n".join(
        [
            *(f'ol[start="{number}"] {{ counter-reset: list-item {number - 1} }}' for number in sorted(starts)),
            *(
                f'li[value="{number}"] {{ counter-set: list-item {number}; counter-increment: none }}'
                for number in sorted(values)
            ),
        ]
    )


def _integer(written: str | None) -> int | None:
    """Return the number *written* in its plain form; None for anything else."""
    return int(written) if written and re.fullmatch(r"0|-?[1-9][0-9]{0,8}", written) else None


def _margins(on: Sheet, *, large: bool) -> tuple[float, float, float]:
    """Return side, top and foot in millimetres; one column is never wider than about 70 characters."""
    if large:
        return (20, 22, 22)
    if on.compact:
        return (round(on.width * 0.105, 1), 17, 18)
    if on.columns > 1:
        return (round(on.width * 0.095, 1), 25, 25)
    measure = 126
    return (round(max(on.width * 0.12, (on.width - measure) / 2), 1), 27, 27)


# A language's digit one -> the counter style that counts with its digits.
_COUNTERS = {"۱": ", persian", "١": ", arabic-indic", "१": ", devanagari", "১": ", bengali", "၁": ", myanmar"}


def _digits(language: str) -> str:
    return _COUNTERS.get(locale_of(language).digits("1"), "")

"""What elements look like before any style says so: WeasyPrint's own sheet, without what a page has no use for.

That sheet styles six pseudo-elements of every element and sixteen boxes in the margins of every page, nearly all of
which stay empty: a tenth of the time that a copy takes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import CSS

# A selector at the beginning of a line, and the only elements that can have such a box here.
_ONLY = {"marker": "li", "footnote-call": ".footnote", "footnote-marker": ".footnote"}
_NEVER = ("note-call", "note-marker", "note-callback")
_MARGIN = re.compile(r"@((?:top|right|bottom|left)-[a-z-]+)\s*\{[^{}]*\}")


@lru_cache(maxsize=8)
def plain_style(styles: tuple[str, ...]) -> CSS | None:
    """Return the sheet for a page that has no styles but *styles*; None where they need WeasyPrint's own.

    They do where they make list items of other elements than ``li``, footnotes of others than ``.footnote``, or notes
    beside the text (CSS Generated Content for Paged Media, 2; CSS Lists 3, 3.1).
    """
    from weasyprint import CSS  # noqa: PLC0415 - heavy
    from weasyprint.html import UA  # noqa: PLC0415 - heavy

    said = "\n".join(styles)
    floats = len(re.findall(r"float\s*:\s*footnote", said))
    if floats != len(re.findall(r"\.footnote\s*\{[^{}]*float\s*:\s*footnote", said)):
        return None
    if re.search(r"display\s*:[^;}]*list-item|\bnote\(|@import", said):
        return None
    sheet: str = UA
    for name, element in _ONLY.items():
        sheet = re.sub(rf"^::{name}(?=\s*\{{)", f"{element}::{name}", sheet, flags=re.MULTILINE)
    sheet = re.sub(rf"^::(?:{'|'.join(_NEVER)})\s*\{{[^{{}}]*\}}", "", sheet, flags=re.MULTILINE)
    sheet = _MARGIN.sub(lambda box: box[0] if re.search(rf"@{box[1]}(?![\w-])", said) else "", sheet)
    return CSS(string=sheet)

"""The strings that all outputs share, made from the article and its language.

A line is a tuple of pieces (`lines.Piece`), a fact a labelled line; `lines.plain` gives their words. The page
marks up the same pieces that the text writes out.
"""

from __future__ import annotations

from pressmark.wording import placed
from pressmark.wording.facts import (
    about,
    brief,
    contacts,
    correction,
    credit,
    dates,
    demand,
    embargo,
    letterhead,
    quoted,
    reference,
    rights,
    withdrawal,
)
from pressmark.wording.lines import (
    Fact,
    Line,
    Piece,
    Span,
    attribution,
    based_on_line,
    byline,
    inline_text,
    marked,
    marked_original,
    original_label,
    outlet,
    person,
    plain,
    rubric,
    short_attribution,
    signature,
    spans,
    summarised_by,
)

__all__ = [
    "Fact",
    "Line",
    "Piece",
    "Span",
    "about",
    "attribution",
    "based_on_line",
    "brief",
    "byline",
    "contacts",
    "correction",
    "credit",
    "dates",
    "demand",
    "embargo",
    "inline_text",
    "letterhead",
    "marked",
    "marked_original",
    "original_label",
    "outlet",
    "person",
    "placed",
    "plain",
    "quoted",
    "reference",
    "rights",
    "rubric",
    "short_attribution",
    "signature",
    "spans",
    "summarised_by",
    "withdrawal",
]

"""Dates as the metadata's readers need them."""

from __future__ import annotations


def moment(date: str) -> str:
    """Return *date* with a time: a day alone is meant as its beginning in UTC (the source format's rule).

    Without a zone every consumer takes its own, and the same article is dated differently by each.
    """
    return date if "T" in date.upper() else f"{date}T00:00:00Z"

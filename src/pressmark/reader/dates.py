"""Dates as articles write them: a day, or a time with its offset (RFC 3339, section 5.6)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


def day(text: str) -> date | None:
    """Return the day that *text* is, or None if it is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time(text: str) -> datetime | None:
    """Return the moment that *text* is, or None if it is none or lacks its offset."""
    if not _TIME.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found


def before(one: str, other: str) -> bool:
    """Return whether *one* is surely earlier than *other*; two dates are compared as days if either lacks a time."""
    one_time, other_time = time(one), time(other)
    if one_time and other_time:
        return one_time < other_time
    one_day, other_day = day(one[:10]), day(other[:10])
    return bool(one_day and other_day and one_day < other_day)

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
    """Return whether *one* is earlier than *other*; where only one of them has a time, a day is its beginning in UTC.

    That is how every reader of the metadata compares them (the source format, "When a value is missing").
    """
    if day(one) and day(other):
        return one < other
    one_time, other_time = _moment(one), _moment(other)
    return bool(one_time and other_time and one_time < other_time)


def days_before(one: str, other: str) -> bool:
    """Return whether *one* is earlier than *other* beyond doubt: by days where one of them has no time of day."""
    if day(one) or day(other):
        return valid(one) and valid(other) and one[:10] < other[:10]
    return before(one, other)


def in_utc(text: str) -> str:
    """Return the valid date *text* to the second in UTC (``YYYY-MM-DDThh:mm:ssZ``), a day as its beginning."""
    found = datetime.fromisoformat(f"{text}T00:00:00+00:00" if day(text) else text.upper())
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def valid(text: str) -> bool:
    """Return whether *text* is a day or a time with its offset."""
    return _moment(text) is not None


def _moment(text: str) -> datetime | None:
    return time(f"{text}T00:00:00Z") if day(text) else time(text)

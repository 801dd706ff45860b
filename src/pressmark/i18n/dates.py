"""Dates as readers write them, in the offset that the article gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import babel


def day(text: str, locale: babel.Locale) -> str:
    """Return the day of *text* (``YYYY-MM-DD`` or RFC 3339) in the long form of *locale*. Raises ValueError."""
    from babel.dates import format_date  # noqa: PLC0415 - Babel loads only where an article is written

    return format_date(date.fromisoformat(text[:10]), "long", locale)


def month(text: str, locale: babel.Locale) -> str:
    """Return the month of *text* (``YYYY-MM`` or more) with its year, in the long form of *locale*.

    Raises ValueError.
    """
    from babel.dates import format_skeleton  # noqa: PLC0415 - Babel loads only where an article is written

    return format_skeleton("yMMMM", date.fromisoformat(f"{text[:7]}-01"), locale=locale)


def parts(text: str, locale: babel.Locale) -> tuple[str, str, str]:
    """Return the day, time and offset of *text* in the forms of *locale*; the last two are empty without a time.

    The offset stays in Latin letters and digits, which keep their order in right-to-left text. Raises ValueError.
    """
    if len(text) == len("YYYY-MM-DD"):
        return day(text, locale), "", ""
    from babel.dates import format_time  # noqa: PLC0415 - Babel loads only where an article is written

    moment = datetime.fromisoformat(text.upper())
    clock = format_time(moment.time().replace(tzinfo=None), "short", locale=locale)
    return day(text, locale), clock, _offset(moment.utcoffset())


def _offset(offset: timedelta | None) -> str:
    """Return *offset* as ``UTC+5:30``. Raises ValueError for a moment without one."""
    if offset is None:
        raise ValueError("a date-time without an offset has no place in an article")
    minutes = int(offset.total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")

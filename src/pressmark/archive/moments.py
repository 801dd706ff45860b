"""Dates of a package: given ones only, as days or as moments; nothing here reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pressmark.problems import BuildError

_DAY = len("YYYY-MM-DD")


def day(text: str) -> str:
    """Return the day of a date or RFC 3339 date-time, as written there."""
    return text[:_DAY]


def moment(text: str) -> str:
    """Return *text* as an RFC 3339 date-time; a date is that day at 00:00:00Z (the source format's own rule)."""
    return f"{text}T00:00:00Z" if len(text) == _DAY else text.replace("t", "T").replace("z", "Z").replace(" ", "T")


def attested(given: str | None, epoch: str | None) -> str | None:
    """Return the date that the user attests: *given* (a date or date-time), else the SOURCE_DATE_EPOCH *epoch*.

    None where there is neither. Raises BuildError for what is no date, or has a time without an offset.
    """
    if given is None:
        if not epoch:
            return None
        try:
            return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError):
            raise BuildError(f"SOURCE_DATE_EPOCH is “{epoch}”, which is no number of seconds") from None
    try:
        if len(given) == _DAY:
            return date.fromisoformat(given).isoformat()
        if datetime.fromisoformat(given.upper()).tzinfo is None:
            raise BuildError(f"the date “{given}” has a time without an offset; write it as 2026-05-04T07:30:00+01:00")
    except ValueError:
        raise BuildError(f"“{given}” is no date; write it as 2026-05-04 or 2026-05-04T07:30:00+01:00") from None
    return moment(given)


def instant(text: str) -> datetime:
    """Return *text* as a moment that can be compared. Raises ValueError."""
    return datetime.fromisoformat(moment(text))

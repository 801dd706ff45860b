"""Dates as newsrooms write them, read without a clock: a date counts only with its day, month and year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}|[١٢][٠-٩]{3})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_TIME = re.compile(r"\d[:.h]\d{2}|\d\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h)\b", re.IGNORECASE)
_DIGITS = {ord(char): str(digit) for digit, char in enumerate("٠١٢٣٤٥٦٧٨٩")}
_MONTH_FIRST = ("en-us", "en-ph")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found: as the source format writes it, where it stands in the text, and how sure it is."""

    value: str
    start: int
    end: int
    confidence: float
    why: str


def find_date(text: str, language: str) -> Dated | None:
    """Return the first date in *text*, which is in the language of the tag *language*; None where there is none."""
    if iso := _ISO.search(text):
        value = _iso(iso)
        if value:
            return Dated(value, iso.start(), iso.end(), 0.97, "a date in figures, year first")
    if numeric := _NUMERIC.search(text):
        found = _numeric(numeric, language)
        if found:
            return found
    return _in_words(text, language)


def whole(value: str) -> str:
    """Return a date of some metadata as the source format writes it, or "" if it is none.

    A time without an offset is cut off, since nobody can say where its clock stood.
    """
    match = _ISO.match(value.strip())
    return _iso(match) if match else ""


def _iso(match: re.Match[str]) -> str:
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return ""
    if not match[2] or not match[3]:
        return match[1]
    offset = match[3] if match[3] == "Z" or ":" in match[3] else f"{match[3][:3]}:{match[3][3:]}"
    clock = match[2] if match[2].count(":") == 2 else f"{match[2]}:00"
    moment = f"{match[1]}T{clock}{offset}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return moment


def _numeric(match: re.Match[str], language: str) -> Dated | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    tag = language.lower()
    month_first = match[2] == "/" and (tag in _MONTH_FIRST or (tag == "en" and second > 12))
    day, month = (second, first) if month_first else (first, second)
    try:
        value = date(year, month, day).isoformat()
    except ValueError:
        return None
    sure = match[2] == "." or first > 12 or second > 12 or first == second or not tag.startswith("en")
    why = "a date in figures" if sure else "day and month may be the other way round"
    return Dated(value, match.start(), match.end(), 0.9 if sure else 0.5, why)


def _in_words(text: str, language: str) -> Dated | None:
    """Try the few words around each year, the longest stretch first."""
    primary = language.lower().split("-")[0]
    for year in list(_YEAR.finditer(text))[:4]:
        before = list(re.finditer(r"\S+", text[max(0, year.start() - 40) : year.start()]))
        offset = max(0, year.start() - 40)
        for count in range(min(5, len(before)), 0, -1):
            start = offset + before[-count].start()
            stretch = text[start : year.end()]
            if not any(char.isdigit() for char in stretch[:-4]):
                continue
            found = _parsed(stretch.strip(" ,(|·–—"), primary)
            if found:
                return Dated(found, start, year.end(), 0.92, "a date in words")
    return None


@cache
def _parsed(text: str, language: str) -> str:
    from dateparser import parse  # noqa: PLC0415 - half a second to load

    # Without these the library would fill what is missing from today's date.
    strict = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - the library asks for a naive one
    }
    for languages in ([language, "en"], ["en"]):
        try:
            found = parse(text, languages=languages, settings=strict)
        except (ValueError, OverflowError, RecursionError):
            continue
        if found is not None and str(found.year) in text.translate(_DIGITS):
            return str(found.date().isoformat())
    return ""


def only_date(text: str, dated: Dated) -> bool:
    """Tell whether *text* holds nothing of weight besides *dated* and perhaps a time of day."""
    rest = text[: dated.start] + " " + text[dated.end :]
    rest = _TIME.sub(" ", rest)
    return sum(char.isalpha() for char in rest) <= 8

"""Dates as newsrooms write them, read without a clock: a date counts only with its day, month and year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from pressmark.importing.manuscript import DOUBTFUL, SHOWN, STATED

_ISO = re.compile(
    r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})[/.]?(?P<m>\d{2})[/.]?(?P<d>\d{2})(?!\d)")
_EAST = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]")
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.h](\d{2}))?(?:\s?([ap])\.?m\b\.?|\s?(?:uhr|h|heures|horas|uur)\b)?", re.IGNORECASE
)
# Names of clocks with one reading each; “ET” and its like depend on the season, “IST” on the country.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "JST": 540, "EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "MST": -420,
    "PDT": -420, "PST": -480,
}  # fmt: skip
_ZONES |= {
    f"{place} {clock} Time": -60 * (5 + hours) + more
    for hours, place in enumerate(("Eastern", "Central", "Mountain", "Pacific"))
    for clock, more in (("Standard", 0), ("Daylight", 60))
}
_ZONE = re.compile(r"(?:UTC|GMT)\s?([+-])(\d{1,2}):?(\d{2})?\b|\b(" + "|".join(_ZONES) + r")\b")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}|[١٢][٠-٩]{3})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})([./])\s?(?P<m>\d{1,2})\2\s?(?P<d>\d{1,2})(?![\d/])\.?")
# A year of two figures counts beside a time: “28.09.19 12:44”.
_NUMERIC = re.compile(
    r"(?<!\d)(\d{1,2})(\.\s|[./-]|\s[|¦]\s)(\d{1,2})\2((?:19|20)\d{2}(?!\d|:\d)|(?<=\.)\d{2}(?=,?\s\d{1,2}[:.]\d{2}(?![\d.])))"
)
_RANGE = re.compile(r"(?<=\d)\s?[–—-]\s?\d{1,2}[:.]\d{2}(?!\d)")
_TIME = re.compile(r"\d[:.h]\d{2}|\d\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h)\b", re.IGNORECASE)
_DIGITS = {ord(char): str(digit) for row in ("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９") for digit, char in enumerate(row)}
# The months of the Levant and Iraq, which the library does not know, perhaps with the Gregorian name behind them.
_LEVANT = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
           "تشرين الثاني", "كانون الأول")  # fmt: skip
_ARABIC = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s(?:من\s)?(?P<m>{'|'.join(_LEVANT)})(?:\s?/\s?\w+)?،?\s(?P<y>(?:19|20)\d{{2}})(?!\d)"
)
# Japan's years by era: 2019 was the first of Reiwa, 1989 that of Heisei.
_ERA = re.compile(r"(令和|平成)\s?(?P<y>\d{1,2}|元)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日")
_BEFORE_ERA = {"令和": 2018, "平成": 1988}
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
            return Dated(value, iso.start(), iso.end(), STATED, "a date in figures, year first")
    text = text.translate(_DIGITS)
    for pattern in (_EAST, _ERA, _ARABIC, _YEAR_FIRST):
        other = pattern.search(text)
        if other and (value := _named(other)):
            return Dated(value, other.start(), other.end(), STATED, "a date in the usual order of its language")
    if numeric := _NUMERIC.search(text):
        found = _numeric(numeric, language)
        if found:
            return found
    return _in_words(text, language)


def _named(match: re.Match[str]) -> str:
    """Return the day of a *match* of a pattern that names its parts y, m and d, "" where there is no such day."""
    year = 1 if match["y"] == "元" else int(match["y"])
    year += _BEFORE_ERA[match[1]] if match.re is _ERA else 0
    return _of(year, _LEVANT.index(match["m"]) + 1 if match.re is _ARABIC else int(match["m"]), int(match["d"]))


def whole(value: str) -> str:
    """Return a date of some metadata as the source format writes it, or "" if it is none.

    A time without an offset is cut off, since nobody can say where its clock stood.
    """
    value = value.strip()[:80]
    if match := _ISO.match(value):
        return _iso(match)
    if match := _COMPACT.match(value) or _EAST.match(value):
        return _named(match)
    if re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4}", value):
        from email.utils import parsedate_to_datetime  # few metadata are in the style of RFC 5322

        try:
            found = parsedate_to_datetime(value)
        except ValueError:
            return ""
        return found.isoformat() if found.tzinfo else found.date().isoformat()
    return ""


def find_moment(text: str, language: str) -> tuple[Dated, str] | None:
    """Return the first moment in *text* with its hour and offset, and what of the hour could not be kept.

    Where the text names no zone, Central European and Japanese clocks are taken for copy in the languages that keep
    no other; then the guess is doubtful. Else the day alone is returned, with the hour as what is lost.
    """
    dated = find_date(text, language)
    if dated is None or "T" in dated.value:
        return (dated, "") if dated else None
    within = _CLOCK.finditer(text, dated.start, dated.end)
    if early := next((one for one in within if one[3] or ":" in one[0]), None):  # “00:01 BST, Tuesday 12 May 2026”
        zone = _ZONE.search(text, early.end(), min(early.end() + 6, dated.end))
        dated = replace(dated, start=zone.end() if zone else early.end())
    rest = text[: dated.start].ljust(dated.start) + " " * (dated.end - dated.start) + text[dated.end :]
    clocks = [m for m in _CLOCK.finditer(rest) if m[2] or m[3] or m[0] != m[1]]
    if not clocks:
        return dated, ""
    clock = clocks[0]
    hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "p" else 0) if clock[3] else int(clock[1])
    minute = int(clock[2] or 0)
    if hour > 23 or minute > 59:
        return dated, clock[0].strip()
    zone = _ZONE.search(rest, clock.end())
    offset = _offset(zone) if zone else usual_offset(dated.value, language)
    if offset is None:
        why = f"the hour is {clock[0].strip()}, but no time zone is named; a day alone ends at 00:00 UTC"
        return replace(dated, confidence=DOUBTFUL, why=why), clock[0].strip()
    sign = "-" if offset < 0 else "+"
    moment = f"{dated.value}T{hour:02}:{minute:02}:00{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    end = max(dated.end, zone.end() if zone else clock.end())
    found = Dated(moment, min(dated.start, clock.start()), end, min(dated.confidence, SHOWN), dated.why)
    if not zone:
        found = replace(found, confidence=DOUBTFUL, why="the hour has no time zone; the language’s usual one is taken")
    if _RANGE.match(rest, clock.end()):
        found = replace(found, confidence=DOUBTFUL, why="it names a range of hours; the first is taken")
    return found, ""


def _offset(zone: re.Match[str]) -> int:
    if zone[4]:
        return _ZONES[zone[4]]
    return int(zone[1] + "1") * (int(zone[2]) * 60 + int(zone[3] or 0))


def usual_offset(day: str, language: str) -> int | None:
    """Return the minutes from UTC of the clock that all who write *language* share on *day*, None where they don't."""
    primary, _, region = language.lower().partition("-")
    if primary == "ja":
        return 540
    if primary not in {"de", "nl", "it"} and (primary, region) not in {("fr", "fr"), ("es", "es"), ("fr", "be")}:
        return None
    when = date.fromisoformat(day)
    turns = [date(when.year, month, 31) for month in (3, 10)]
    start, end = (turn - timedelta(days=(turn.weekday() + 1) % 7) for turn in turns)
    return 120 if start <= when < end else 60


def _of(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _iso(match: re.Match[str]) -> str:
    try:
        date.fromisoformat(match[1])
        if not match[2] or not match[3]:
            return match[1]
        offset = match[3] if match[3] == "Z" or ":" in match[3] else f"{match[3][:3]}:{match[3][3:]}"
        clock = match[2].partition(".")[0]
        moment = f"{match[1]}T{clock if clock.count(':') == 2 else clock + ':00'}{offset}"
        datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return moment


def _numeric(match: re.Match[str], language: str) -> Dated | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    tag = language.lower()
    month_first = match[2] == "/" and (tag in _MONTH_FIRST or (tag == "en" and second > 12))
    day, month = (second, first) if month_first else (first, second)
    value = _of(year, month, day)
    sure = match[2][0] == "." or first > 12 or second > 12 or first == second or not tag.startswith("en")
    why = "a date in figures" if sure else "day and month may be the other way round"
    return Dated(value, match.start(), match.end(), SHOWN if sure else DOUBTFUL, why) if value else None


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
                return Dated(found, start, year.end(), SHOWN, "a date in words")
        behind = re.match(r"\.?\s[^\W\d_]{3,14}\s\d{1,2}\b\.?", text[year.end() :])  # “2026. május 4.”
        if behind and (found := _parsed(text[year.start() : year.end() + behind.end()].rstrip("."), primary)):
            return Dated(found, year.start(), year.end() + behind.end(), SHOWN, "a date in words")
    return None


@cache
def _parsed(text: str, language: str) -> str:
    from dateparser import parse  # half a second to load

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
    rest = _ZONE.sub(" ", _TIME.sub(" ", rest))
    return sum(char.isalpha() for char in rest) <= 8

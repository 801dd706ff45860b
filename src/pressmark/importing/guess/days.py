"""The day of publication: what a page shows beside its headline, weighed with what its metadata state."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from pressmark.importing.dating import Dated, find_date, usual_offset, whole
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, STATED, Guess, LeftOut
from pressmark.importing.read.inline import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_OPENED = re.compile(r"[.,]?\s?(?:/[^/]{2,40}/|\([^)]{2,40}\))?\s?(?:[–—/|:]|\.?-+\s)")
_STOPPED = re.compile(r"\)?\.\s|\)\s(?=[^\Wa-zß-ÿ])|\s?(?=[„“«»])")
_PLACE_BEFORE = re.compile(r"\(?|[^\W\d_a-zß-ÿ][\w’'-]*(?: [\w’'-]+){0,3},?\s?(?:[–—-]?\s?(?:le |den |a )?|\()")
_IN_ADDRESS = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)([/-])(\d\d)\2(\d\d)|(\d\d)-(\d\d)-((?:19|20)\d\d))(?!\d)")
_LONGEST_OPENING, _LONGEST_LEAD = 110, 60
_FEW, _SHORT, _LONG = 6, 20, 200
_SENTENCE = 10
_LABEL = 4
_FIRST_METAS, _WEAK = 11, 0.7
_SAME_WEEKS = 14
_AHEAD, _BEHIND = 11, 11


def opening_day(text: str, language: str) -> Dated | None:
    """Return the day that *text* begins with, before a dash, in brackets, before a full stop, or after a place."""
    found = find_date(text[:_LONGEST_OPENING], language)
    if found is None or found.start >= _LONGEST_LEAD:
        return None
    behind = text[found.end :]
    placed = _PLACE_BEFORE.fullmatch(text[: found.start]) and _STOPPED.match(behind)
    return found if placed or _OPENED.match(behind) else None


def shown_days(pieces: Sequence[Piece], title_at: int, words: Words) -> Iterator[tuple[str, Guess]]:
    """Yield the days that a page shows as those of its article, each with its key: “published” or “modified”.

    A day counts in a short line beside the headline that has no other, at the beginning of the text, and behind a
    label; never one of a list of other articles.
    """
    first = (n for n, one in enumerate(pieces) if not one.out and one.kind == "paragraph" and n > title_at)
    body = next(first, 0)
    above = (n for n in range(body, 0, -1) if pieces[n].kind == "heading")
    title = title_at if title_at >= 0 else next(above, 0)
    for number, piece in enumerate(pieces):
        beside = title - 2 <= number <= title + 7 or (number < title and not piece.out)
        if piece.aside and not beside:
            continue
        near = number < max(title, body) + 14
        for text in _lines(piece, words):
            before = pieces[number - 1].text if number else ""
            label = before if before[-1:] == ":" and len(before) < _LONGEST_LEAD else ""
            for key, dated in _told(f"{label} {text}".strip(), words, near=near, beside=beside):
                yield key, Guess(dated.value, min(dated.confidence, LIKELY), "a date beside the headline", piece.place)
        opens = opening_day(piece.text, words.tag) if title < number <= body else None
        if opens:
            sure = min(opens.confidence, LIKELY)
            yield "published", Guess(opens.value, sure, "the date at the beginning of the text", piece.place)


def _lines(piece: Piece, words: Words) -> list[str]:
    """Return the lines of *piece* that may have the day: of a list the only one that is little more than it."""
    if piece.kind != "list":
        return [piece.text]
    dated = [item.text for item in piece.items if find_date(item.text[:_LONG], words.tag)]
    labelled = [text for text in dated if words.leading("published", text)]
    return labelled or (dated if len(dated) == 1 and len(dated[0].split()) <= _FEW else [])


def _told(text: str, words: Words, *, near: bool, beside: bool) -> Iterator[tuple[str, Dated]]:
    """Yield the days that a short line calls those of publication or change, or the only one *beside* a headline."""
    if not text or len(text) > _LONG or len(text.split()) > _SHORT * 2:
        return
    at = 0
    sentence = text[-1] in ".!?" and len(text.split()) > _SENTENCE
    while dated := find_date(text[at:], words.tag):
        lead, start = text[at : at + dated.end], at  # a date in words may take its label with it
        at += dated.end
        changed = words.found("updated", lead)
        said = words.found("published", lead)
        short = near and len(text.split()) <= _SHORT
        if (
            said
            and (short or (_is_label(said, dated) and not sentence))
            and not (changed and changed.start() > said.start())
        ):
            yield "published", dated
        elif changed:
            yield "modified", dated
        elif short and beside and not start and not sentence and find_date(text[at:], words.tag) is None:
            yield "published", dated


def _is_label(said: re.Match[str], dated: Dated) -> bool:
    """Tell whether what is *said* stands right before a date as its label: “Published on:”."""
    return len(said[0]) > _LABEL and not re.search(r"\w", said.string[said.end() : dated.start])


def day_of(name: str, manuscript: Manuscript, shown: Guess | None, language: str) -> Guess:
    """Return the day of *name* (“published”, “modified”, “embargo”), with its hour and offset where a place has them.

    Published is the day that most places state. A moment in UTC is written by the clock that the page shows; where it
    shows but the next day, that day counts. What it shows beside its headline is no publication where its metadata call
    that day the one of a change. There is at least one fact of that name, or *shown*.
    """
    stated = [Guess(fact.value, fact.confidence, fact.why) for fact in manuscript.all_facts(name)]
    if name != "published":
        candidates = stated + ([shown] if shown else [])
        return _exact(max(candidates, key=lambda guess: guess.confidence), candidates)
    strong = [one for one in stated if one.confidence > DOUBTFUL]
    changed = {fact.value[:10] for fact in manuscript.all_facts("modified")} - {one.value[:10] for one in strong}
    told = shown is not None and _near(shown, [one for one in strong if _weight(one) > _WEAK])
    candidates = stated + ([shown] if shown and told and not (strong and shown.value[:10] in changed) else [])
    sure = [one for one in candidates if one.confidence > DOUBTFUL] or candidates or [shown or Guess("")]
    days: dict[str, float] = {}
    for why in dict.fromkeys(one.why for one in sure):  # one voice a place
        days_of = dict.fromkeys(one.value[:10] for one in sure if one.why == why)
        for number, day in enumerate(days_of):
            first = next(one for one in sure if one.why == why and one.value[:10] == day)
            days[day] = days.get(day, 0.0) + (_weight(first) if not number else 0.2)
    top = max(days, key=lambda day: days[day])
    best = next(one for one in sure if one.value[:10] == top)
    other = any(_in_utc(one) and one.confidence > best.confidence and abs(_apart(one, best)) == 1 for one in strong)
    if best is not shown and shown and shown.value == top and other and _in_utc(best):
        return replace(best, value=top)  # a local hour that somebody called UTC
    return _by_local_clock(_exact(best, candidates), shown, language)


def _near(shown: Guess, stated: Sequence[Guess]) -> bool:
    """Tell whether the day *shown* may be the one that metadata mean: other dates stand near headlines, too."""
    return not stated or any(abs(_apart(one, shown)) <= _SAME_WEEKS for one in stated)


def _apart(one: Guess, other: Guess) -> int:
    """Return how many days *one* is later than *other*."""
    return (date.fromisoformat(one.value[:10]) - date.fromisoformat(other.value[:10])).days


def _in_utc(one: Guess) -> bool:
    return one.value.endswith(("Z", "+00:00"))


def _weight(guess: Guess) -> float:
    """Return how much a place's word counts: metas that catalogues and servers fill in tell least."""
    weak = guess.why == "the page’s metadata" and guess.confidence < STATED - _FIRST_METAS / 1000
    return _WEAK if weak else 1.0 if guess.confidence > STATED - 0.05 else 0.75


def _by_local_clock(best: Guess, shown: Guess | None, language: str) -> Guess:
    if not _in_utc(best):
        return best
    moment = datetime.fromisoformat(best.value)
    if shown is not None and "T" not in shown.value and moment.date().isoformat() != shown.value:
        apart = date.fromisoformat(shown.value) - moment.date()
        # No clock that people live by is further from UTC: but for a few islands: eleven hours ahead, eleven behind.
        reached = moment.hour >= 24 - _AHEAD if apart.days > 0 else moment.hour < _BEHIND
        if abs(apart.days) == 1 and reached and shown.confidence >= LIKELY:
            return replace(best, value=shown.value, why=f"the day that the page shows; {best.why} has {best.value}")
    offset = usual_offset(best.value[:10], language)
    if offset is not None and (moment + timedelta(minutes=offset)).time() == time():
        day = (moment + timedelta(minutes=offset)).date().isoformat()  # midnight there: a day without an hour
        return replace(best, value=day)
    return best


def _exact(best: Guess, candidates: list[Guess]) -> Guess:
    """Return the candidate that has the hour of the same day, or the same moment by a local clock."""
    if "T" in best.value:
        if not _in_utc(best):
            return best
        local = (one for one in candidates if "T" in one.value and not _in_utc(one))
        return next((one for one in local if _moment(one.value)[:16] == _moment(best.value)[:16]), best)
    same = (one for one in candidates if one.value.startswith(best.value + "T") and one.confidence > DOUBTFUL)
    return next(same, best)


def settle(fields: dict[str, Guess], left_out: list[LeftOut]) -> None:
    """Drop a change that was none; let the only date, or the one in the address, be that of publication, doubtful."""
    if "modified" in fields and "published" not in fields:
        stale = fields.pop("modified")
        fields["published"] = replace(stale, confidence=DOUBTFUL, why="the only date, and it is that of a change")
    named = _IN_ADDRESS.search(path_of(fields["url"].value)) if "url" in fields else None
    if named and "published" not in fields:
        year, month, day = (named[1], named[3], named[4]) if named[1] else (named[7], named[6], named[5])
        if value := whole(f"{year}-{month}-{day}"):
            fields["published"] = Guess(value, DOUBTFUL, "the day in the address; the page shows none")
    if "modified" in fields and _moment(fields["modified"].value) <= _moment(fields["published"].value):
        stale = fields.pop("modified")
        left_out.append(LeftOut(stale.value, "a change no later than the publication", stale.place))


def _moment(value: str) -> str:
    """Return *value* in UTC, so that moments sort as they follow; a day counts as its first."""
    if "T" not in value:
        return f"{value}T00:00:00+00:00"
    return datetime.fromisoformat(value).astimezone(UTC).isoformat()

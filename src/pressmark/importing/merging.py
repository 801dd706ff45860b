"""What the text shows, what metadata state, and what the caller gives, weighed into one value for each key."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing import addresses
from pressmark.importing.draft import Given, Guess
from pressmark.importing.manuscript import LeftOut

if TYPE_CHECKING:
    from pressmark.importing.headlines import Head
    from pressmark.importing.manuscript import Manuscript
    from pressmark.importing.names import Person

_SIMPLE = ("headline", "deck", "summary", "rubric", "dateline", "outlet", "published", "modified", "url", "embargo")
_DATES = ("published", "modified", "embargo")
_NEWSROOM = re.compile(
    r"report|editor|correspond|journalis|redakt|redac|korrespond|periodist|verslag|staff|repórter|rédac|red\b|chroniqu",
    re.IGNORECASE,
)
_PATHS = {
    "opinion": "opinion|opinions|op-ed|commentary|comment|meinung|kommentar|tribune|tribunes|idees|opinie|debatte"
    "|editorial|opiniao|blogs",
    "analysis": "analysis|analyse|analisis|decryptage",
    "statement": "press-release|press-releases|pressemitteilung|presse|communique|persbericht|statements",
    "news": "news|nachrichten|actualites|noticias|nieuws|world|politics|local",
}
_NOBODY = re.compile(
    r"^(?:admin|administrator|editor|staff|webmaster|redaktion|unknown|guest|https?:.*|.*@.*)$", re.IGNORECASE
)


def fields_of(manuscript: Manuscript, head: Head, given: Given, language: Guess) -> dict[str, Guess]:
    """Return the simple fields, the best guess for each; a key without one is absent. ``kind`` is always there."""
    fields: dict[str, Guess] = {}
    for key in _SIMPLE:
        stated = manuscript.fact(key)
        shown = head.fields.get(key)
        candidates = [
            guess for guess in (shown, Guess(stated.value, stated.confidence, stated.why) if stated else None) if guess
        ]
        if candidates:
            fields[key] = max(candidates, key=lambda guess: (guess.confidence, len(guess.value)))
            if shown and key not in _DATES and _flat(shown.value) != _flat(fields[key].value):
                head.left_out.append(LeftOut(shown.value, f"the metadata give another {key}", shown.place))
    for key in ("url", "outlet", "published"):
        if value := getattr(given, key):
            fields[key] = Guess(value, 1.0, "as given")
    fields["language"] = language
    _settle_dates(fields)
    for key in ("deck", "summary"):
        if key in fields and _flat(fields[key].value) in {
            _flat(fields[k].value) for k in ("headline", "deck") if k in fields and k != key
        }:
            del fields[key]
    fields["kind"] = _kind(manuscript, head, given, fields)
    if fields["kind"].value in {"statement", "summary"}:
        fields.pop("dateline", None)
    return fields


def _settle_dates(fields: dict[str, Guess]) -> None:
    """Drop a change that was none, and let the only date be that of publication, doubtful."""
    if "modified" in fields and "published" not in fields:
        stale = fields.pop("modified")
        fields["published"] = replace(stale, confidence=0.5, why="the only date, and it is that of a change")
    if ("modified" in fields and fields["modified"].value[:10] < fields["published"].value[:10]) or (
        "modified" in fields and fields["modified"].value == fields["published"].value
    ):
        del fields["modified"]


def _kind(manuscript: Manuscript, head: Head, given: Given, fields: dict[str, Guess]) -> Guess:
    if given.kind:
        return Guess(given.kind, 1.0, "as given")
    stated = manuscript.fact("kind")
    sure = [Guess(stated.value, stated.confidence, stated.why)] if stated is not None else []
    sure += [head.fields["kind"]] if "kind" in head.fields else []
    if sure:
        return max(sure, key=lambda guess: guess.confidence)
    path = addresses.path(fields["url"].value).casefold() if "url" in fields else ""
    for kind, names in _PATHS.items():
        if re.search(rf"/(?:{names})/", path):
            return Guess(kind, 0.75, "the path of the URL")
    people = head.authors or manuscript.people
    if any(person.role and not _NEWSROOM.search(person.role) for person in people):
        return Guess("opinion", 0.5, "the author’s role is not one of a newsroom")
    if people and all(person.type == "organization" for person in people):
        return Guess("statement", 0.5, "an organisation signs it")
    return Guess("news", 0.4, "nothing in the text says what kind of article it is")


def authors_of(manuscript: Manuscript, head: Head, fields: dict[str, Guess]) -> tuple[tuple[Person, ...], Guess]:
    """Return the authors in order and how sure they are: metadata name them best, the byline adds their roles."""
    outlet = _flat(fields["outlet"].value) if "outlet" in fields else ""
    stated = tuple(person for person in manuscript.people if not _NOBODY.match(person.name))
    if stated and head.authors and all(_flat(person.name) == outlet for person in stated):
        stated = ()
    fact = manuscript.fact("author")
    sure = fact.confidence if fact else 0.0
    if not stated or (head.authors and head.byline.confidence > sure):
        if not head.authors:
            return (), head.byline
        by_name = {_flat(person.name): person for person in stated}
        return tuple(_joined(person, by_name.get(_flat(person.name))) for person in head.authors), head.byline
    by_name = {_flat(person.name): person for person in head.authors}
    authors = tuple(_joined(person, by_name.get(_flat(person.name))) for person in stated)
    known = {_flat(person.name) for person in stated}
    authors += tuple(person for person in head.authors if _flat(person.name) not in known)
    why = fact.why if fact else "metadata"
    return authors, Guess(", ".join(person.name for person in authors), sure, why, head.byline.place)


def _joined(person: Person, other: Person | None) -> Person:
    if other is None:
        return person
    name = other.name if person.name.isupper() and not other.name.isupper() else person.name
    return replace(
        person,
        name=name,
        role=person.role or other.role,
        affiliation=person.affiliation or other.affiliation,
        email=person.email or other.email,
        url=person.url or other.url,
    )


def _flat(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()

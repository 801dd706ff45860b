"""What metadata state, what the text shows, and what the caller gives, weighed into one value for each key."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pressmark.importing.guess.bylines import key, leading_by, people_of
from pressmark.importing.guess.days import day_of, settle
from pressmark.importing.guess.headline import BETWEEN, site_names
from pressmark.importing.guess.lines import flat
from pressmark.importing.manuscript import (
    DOUBTFUL,
    FAINT,
    GIVEN,
    LIKELY,
    LISTED,
    SHOWN,
    STATED,
    THRESHOLD,
    Given,
    Guess,
    LeftOut,
)
from pressmark.importing.read.inline import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from py3langid.langid import LanguageIdentifier

    from pressmark.importing.guess.lines import Head
    from pressmark.importing.manuscript import Fact, Manuscript, Person, Piece
    from pressmark.importing.words import Words

_SAMPLE = 8000
_SHORT = 60


def detect(text: str) -> Guess:
    """Return the language of *text* as a BCP 47 tag; short or wordless text gives a doubtful guess."""
    letters = sum(char.isalpha() for char in text[:_SAMPLE])
    if not letters:
        return Guess("en", FAINT, "the text has no words to tell a language by")
    language, probability = _identifier().classify(text[:_SAMPLE])
    if letters < _SHORT:
        return Guess(str(language), DOUBTFUL, "too short to be sure of the language")
    sure = STATED if probability > 0.98 else SHOWN if probability > 0.8 else DOUBTFUL
    return Guess(str(language), sure, "the words of the text")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads numpy and its model

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


_SIMPLE = tuple("headline deck summary rubric dateline outlet published modified url embargo".split())  # noqa: SIM905 - as a line
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
# A page with so many blocks beside its article is a site's, which would show who wrote it.
_WHOLE_PAGE = 12
_MOST_GUESSED = 4
_ODD = re.compile(r"[\[_*<{^~]")  # signs at which the reader of names stops


def fields_of(  # noqa: C901 - one step a rule
    manuscript: Manuscript, head: Head, given: Given, language: Guess
) -> dict[str, Guess]:
    """Return the simple fields, the best guess for each; a key without one is absent. ``kind`` is always there."""
    fields: dict[str, Guess] = {}
    for name in _SIMPLE:
        stated = manuscript.fact(name)
        shown = head.fields.get(name)
        other = Guess(stated.value, stated.confidence, stated.why) if stated else None
        candidates = [guess for guess in (other, shown) if guess]
        if candidates:
            best = max(candidates, key=lambda guess: guess.confidence)
            fields[name] = best
            if name in _DATES:
                fields[name] = day_of(name, manuscript, shown, language.value)
            if name == "headline" and shown:
                fields[name] = shown
            if shown and name not in _DATES and flat(shown.value) != flat(fields[name].value):
                head.left_out.append(LeftOut(shown.value, f"the metadata give another {name}", shown.place))
    for name in ("url", "outlet", "published"):
        if value := getattr(given, name):
            fields[name] = Guess(value, GIVEN, "as given")
    fields["language"] = language
    for name in ("deck", "summary", "rubric", "outlet", "headline"):
        if name in fields:
            fields[name] = replace(fields[name], value=" ".join(fields[name].value.split()))
    settle(fields, head.left_out)
    for name in ("deck", "summary"):
        others = {flat(fields[k].value) for k in ("headline", "deck") if k in fields and k != name}
        if name in fields and (flat(fields[name].value) in others or not flat(fields[name].value)):
            del fields[name]
    fields["kind"] = _kind(manuscript, head, given, fields)
    if fields["kind"].value in {"statement", "summary"}:
        fields.pop("dateline", None)
    return fields


def _kind(manuscript: Manuscript, head: Head, given: Given, fields: dict[str, Guess]) -> Guess:
    if given.kind:
        return Guess(given.kind, GIVEN, "as given")
    stated = manuscript.fact("kind")
    sure = [Guess(stated.value, stated.confidence, stated.why)] if stated is not None else []
    sure += [head.fields["kind"]] if "kind" in head.fields else []
    if sure:
        return max(sure, key=lambda guess: guess.confidence)
    path = path_of(fields["url"].value).casefold() if "url" in fields else ""
    for kind, names in _PATHS.items():
        if re.search(rf"/(?:{names})/", path):
            return Guess(kind, LIKELY, "the path of the URL")
    if any(person.role and not _NEWSROOM.search(person.role) for person in head.authors):
        return Guess("opinion", DOUBTFUL, "the author’s role is not one of a newsroom")
    if "embargo" in fields or (head.authors and all(person.type == "organization" for person in head.authors)):
        return Guess("statement", DOUBTFUL, "an organisation signs it, or it has an embargo")
    return Guess("news", FAINT, "nothing in the text says what kind of article it is")


def authors_of(
    manuscript: Manuscript, head: Head, given: Given, words: Words, left_out: list[LeftOut]
) -> tuple[tuple[Person, ...], Guess]:
    """Return the authors in order and how sure they are.

    The first place of the metadata that names somebody counts, and another one only where it names all of them and
    more. The text's byline adds roles to them, never names; alone it counts where metadata name nobody. What
    trafilatura finds is the last resort, and doubtful.
    """
    nobody = frozenset(key(name) for name in _outlets(manuscript, given, head))
    every = [
        (people_of(people, nobody, words, firms=fact.confidence == STATED or fact.value == LISTED), fact)
        for people, fact in manuscript.people
    ]
    head.authors = people_of(head.authors, nobody, words)
    if manuscript.form != "html":
        signed = head.byline.why != "the byline"
        issuers = [one for one in head.authors if _issues(one, words, signed=signed)]
        head.authors = tuple(one for one in head.authors if one not in issuers)
        left_out += [LeftOut(head.byline.value, "a byline that names nobody", head.byline.place)] if issuers else []
    if manuscript.form == "markdown":  # a page has such names in many places, front matter only where its writer put it
        kept = {key(one.name) for people, _ in every for one in people}
        names = [one.name for people, _ in manuscript.people for one in people]
        gone = [name for name in names if not any(one in key(name) for one in kept)]
        left_out += [LeftOut(", ".join(gone), "the front matter’s author, which is nobody’s name")] if gone else []
    every = _shown(manuscript, every, left_out)
    stated = [(people, fact) for people, fact in every if people and fact.confidence > DOUBTFUL]
    if stated:
        best, fact = _believed(stated, {key(one.name) for one in head.authors})
        others = {key(one.name) for one in head.authors} - {key(one.name) for one in best}
        if others:
            left_out.append(LeftOut(_listed(head.authors), "the metadata name the author", head.byline.place))
        by_name = {key(one.name): one for one in head.authors}
        authors = tuple(_joined(one, by_name.get(key(one.name))) for one in best)
        return authors, Guess(_listed(authors), fact.confidence, fact.why, head.byline.place)
    if head.authors:
        return head.authors, head.byline
    refused = {flat(one.name) for people, fact in manuscript.people if fact.confidence > DOUBTFUL for one in people}
    for people, fact in every:
        likely = people and len(people) <= _MOST_GUESSED and all(" " in one.name for one in people)
        if likely and not any(flat(one.name) in refused for one in people):
            return people, Guess(_listed(people), DOUBTFUL, fact.why)
    return (), Guess("", 0.0, "no byline found")


def _issues(one: Person, words: Words, *, signed: bool) -> bool:
    """Tell whether *one* is an outlet, or an organisation that has not *signed*: who issues a text is no author."""
    return (one.type != "person" and not signed) or (
        " " in one.name and words.has("outlets", one.name.rsplit(maxsplit=1)[-1])
    )


def without_known_byline(manuscript: Manuscript, words: Words) -> tuple[Manuscript, Guess | None]:
    """Return *manuscript* without the byline of names that no reader of bylines takes for such, and that byline.

    It is known by the metadata, which give these very names: nothing else but roles in brackets stands beside them.
    They are the only people of the manuscript then.
    """
    for people, fact in manuscript.people:
        odd = fact.confidence > DOUBTFUL and any(_ODD.search(one.name) for one in people)
        for index, piece in enumerate(manuscript.pieces[:40] if odd else ()):
            rest, known = piece.text[leading_by(piece.text, words) :], []
            for who in people:
                found = re.search(re.escape(who.name) + r"(?:\s\(([^()]{2,80})\))?", rest)
                known += [replace(who, role=found[1] or who.role)] if found else []
                rest = rest.replace(found[0], " ", 1) if found else rest
            if len(known) == len(people) and all(words.has("and", word) for word in re.findall(r"\w+", rest)):
                pieces = (*manuscript.pieces[:index], *manuscript.pieces[index + 1 :])
                guess = Guess(piece.text, STATED, "the names in it are those of the metadata", piece.place)
                return replace(manuscript, pieces=pieces, people=((tuple(known), fact),)), guess
    return manuscript, None


def _shown(
    manuscript: Manuscript, every: list[tuple[tuple[Person, ...], Fact]], left_out: list[LeftOut]
) -> list[tuple[tuple[Person, ...], Fact]]:
    """Return *every* without the names that a whole page shows nowhere: those of owners and accounts of the site.

    A page that is not much more than its article has its metadata's word taken.
    """
    if sum(bool(piece.out) for piece in manuscript.pieces) < _WHOLE_PAGE:
        return every
    texts = [flat(text) for piece in manuscript.pieces if not is_footer(piece) for text in piece.texts]
    near = [flat(text) for piece in manuscript.pieces if not piece.aside for text in piece.texts]
    made: list[tuple[tuple[Person, ...], Fact]] = []
    gone: dict[str, None] = {}
    for people, fact in every:
        where = texts if fact.confidence > DOUBTFUL else near
        there = tuple(one for one in people if any(flat(one.name) in text for text in where))
        gone |= dict.fromkeys(one.name for one in people if one not in there)
        made.append((there, fact))
    if gone and not any(people for people, _ in made):
        left_out.append(LeftOut(", ".join(gone), "the page’s metadata name them, but the page shows them nowhere"))
    return made


def is_footer(piece: Piece) -> bool:
    """Tell whether the page itself sets *piece* into a footer."""
    return piece.out.startswith(("a footer", "the page’s contentinfo"))


def _believed(stated: list[tuple[tuple[Person, ...], Fact]], shown: set[str]) -> tuple[tuple[Person, ...], Fact]:
    """Return the first of *stated* that no two others, the byline *shown* among them, contradict with one voice."""
    sets = [frozenset(key(one.name) for one in people) for people, _ in stated]
    voices = [*sets, *([frozenset(shown)] if shown else [])]
    first = sets[0]
    best = next((n for n, one in enumerate(sets) if voices.count(one) > max(1, voices.count(first))), 0)
    people, fact = stated[best]
    others = [
        more
        for more, other in stated
        if other.confidence >= LIKELY and not sets[best] & {key(one.name) for one in more}
    ]
    if others and not sets[best] & shown:  # two places of the page name different people, and it shows neither or both
        why = f"{fact.why} names them, another place {_listed(others[0])}"
        return people, replace(fact, confidence=DOUBTFUL, why=why)
    return people, fact


def _listed(people: Iterable[Person]) -> str:
    return ", ".join(person.name for person in people)


def _outlets(manuscript: Manuscript, given: Given, head: Head) -> Sequence[str]:
    """Return all that the outlet may be called, the name of its host included."""
    names = [part for fact in manuscript.all_facts("title") for part in BETWEEN.split(fact.value)[1:]]
    shown = head.fields["outlet"].value if "outlet" in head.fields else ""
    return [*site_names(manuscript, THRESHOLD), *names, *filter(None, (given.outlet, shown))]


def _joined(person: Person, other: Person | None) -> Person:
    """Return *person* with what *other*, of the same name, adds; a name is not left in capitals."""
    if other is None:
        return person
    name = other.name if person.name.isupper() and not other.name.isupper() else person.name
    more = {key: getattr(person, key) or getattr(other, key) for key in ("role", "affiliation", "email", "url")}
    return replace(person, name=name, **more)

"""Demands: a list that a sentence introduces as what somebody calls for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.importing.draft import Guess
from pressmark.importing.names import Person, read_backward, read_forward
from pressmark.importing.saying import ends_sentence
from pressmark.importing.tokens import tokens

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from pressmark.importing.cast import Cast
    from pressmark.importing.manuscript import Rich
    from pressmark.importing.tokens import Token
    from pressmark.importing.words import Words


@dataclass(frozen=True, slots=True)
class Calls:
    """Who demands (None: the text does not say) and of whom each item demands it, with the sureness of the first."""

    by: Person | None
    guess: Guess
    of: tuple[Person | None, ...]


def read_calls(intro: str, items: Sequence[Rich], authors: Sequence[Person], cast: Cast, words: Words) -> Calls | None:
    """Return the demands that *items* are, *intro* being the paragraph before them; None if they are a plain list."""
    starts = [0, *[end for end in ends_sentence(intro) if intro[end:].strip()]]
    sentence = intro[starts[-1] :].strip()
    verb = words.found("demand", sentence)
    noun = words.found("demand_nouns", sentence)
    share = sum(bool(words.found("must", item.text)) for item in items) / len(items)
    if not sentence or not (verb or (noun and share >= 0.5)):
        return None
    if not sentence.endswith(":") and not (verb and noun):
        return None
    by, confidence, why = _by(sentence, verb, authors, cast, words)
    if not noun:
        confidence -= 0.05 if share >= 0.5 else 0.15
    general = _addressee(sentence, verb, by, cast, words)
    of = tuple(_of(item.text, by, cast, words) or general for item in items)
    return Calls(by, Guess(by.name if by else "", round(confidence, 2), why), of)


def _by(
    sentence: str, verb: re.Match[str] | None, authors: Sequence[Person], cast: Cast, words: Words
) -> tuple[Person | None, float, str]:
    found = tokens(sentence)
    first = any(words.has("first_person", token.text) for token in found)
    at = next((n for n, token in enumerate(found) if verb and token.start >= verb.start()), -1)
    backward = read_backward(found, at, words) if at > 0 else None
    subject = backward[0] if backward is not None and not _doubted(found, backward[1], backward[0], cast) else Person()
    if subject.name:
        generic = subject.name.islower()
        known = cast.described(subject.name) if generic else cast.full(subject)
        return known or subject, 0.7 if generic else 0.92, "the subject of the sentence that introduces the list"
    if authors and (first or (verb and _speaks_for_us(verb[0]))):
        return authors[0], 0.75, "the sentence says “we” or “I”, so it is the author"
    if first:
        return None, 0.2, "the sentence says “we” or “I”, and no author is named"
    forward = read_forward(found, at + 1, words) if at >= 0 else None
    if forward is not None and forward[0].name:
        return cast.full(forward[0]), 0.75, "the name after the verb that introduces the list"
    if subject.description and (known := cast.described(subject.description)):
        return known, 0.7, f"“{subject.description}”, as the text names them before"
    named = cast.people_in(sentence)
    if named:
        return named[0], 0.65, "the name in the sentence that introduces the list"
    if authors:
        return authors[0], 0.4, "nobody else is named as demanding it"
    return None, 0.2, "nobody is named as demanding it"


def _doubted(found: list[Token], start: int, who: Person, cast: Cast) -> bool:
    """Tell whether a lone capital at the start of a sentence may be no name at all (“Therefore …”)."""
    return start == 0 and " " not in who.name and found[0].text == who.name and cast.full(who) == who


def _speaks_for_us(verb: str) -> bool:
    """Tell whether a verb's ending says “we”, as in French and Spanish and Portuguese."""
    return verb.casefold().endswith(("ons", "mos"))


def _addressee(sentence: str, verb: re.Match[str] | None, by: Person | None, cast: Cast, words: Words) -> Person | None:
    """Return the organisation that the introducing sentence names after its verb, other than who demands."""
    if verb is None:
        return None
    found = tokens(sentence[verb.end() :])
    for index in range(min(4, len(found))):
        if found[index].text in ":,.":
            return None
        named = read_forward(found, index, words)
        if named is not None and named[0].name:
            who = cast.full(named[0])
            return who if who.type == "organization" and (by is None or who.name != by.name) else None
    return None


def _of(item: str, by: Person | None, cast: Cast, words: Words) -> Person | None:
    """Return who must act, where an item says “X must do …” of a named X; what must *be* done names nobody."""
    found = tokens(item)
    named = read_forward(found, 0, words) if found else None
    if named is None or not named[0].name:
        return None
    who, end = named
    rest = item[found[end].start :] if end < len(found) else ""
    taken = words.leading("must", rest)
    after = rest[taken:].split()
    if (
        not taken
        or not after
        or words.has("passive", after[0].strip(",."))
        or (after and words.has("passive", after[-1].strip(".,")))
    ):
        return None
    who = cast.full(who)
    return None if by is not None and who.name == by.name else who

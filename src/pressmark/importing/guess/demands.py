"""Demands: a list that a sentence introduces as what somebody calls for, named in it or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.importing.draft import Guess
from pressmark.importing.guess.cast import sentence_ends, tokens
from pressmark.importing.manuscript import LIKELY, SHOWN, Person

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from pressmark.importing.guess.cast import Cast
    from pressmark.importing.manuscript import Rich


@dataclass(frozen=True, slots=True)
class Demands:
    """Who demands (None: nobody is named), how sure that is, and of whom each item demands it."""

    by: Person | None
    guess: Guess
    of: tuple[Person | None, ...]


def read_demands(intro: str, items: Sequence[Rich], authors: Sequence[Person], cast: Cast) -> Demands | None:
    """Return the demands that *items* are, *intro* being the paragraph before them; None if they are a plain list."""
    words = cast.words
    starts = [0, *[end for end in sentence_ends(intro) if intro[end:].strip()]]
    sentence = intro[starts[-1] :].strip()
    verb = words.found("demand", sentence)
    noun = words.found("demand_nouns", sentence)
    share = sum(bool(words.found("must", item.text)) for item in items) / len(items)
    if not sentence or not (verb or (noun and share >= 0.5)):
        return None
    if not sentence.endswith(":") and not (verb and noun):
        return None
    by, confidence, why = _by(sentence, verb, authors, cast)
    general = _addressee(sentence, verb, by, cast)
    of = tuple(_of(item.text, by, cast) or general for item in items)
    return Demands(by, Guess(by.name if by else "", confidence, why), of)


def _by(
    sentence: str, verb: re.Match[str] | None, authors: Sequence[Person], cast: Cast
) -> tuple[Person | None, float, str]:
    """Return whom the sentence names as its subject, or the author where it says “we” or “I”."""
    found = tokens(sentence)
    words = cast.words
    before = sentence[: verb.start()] if verb else sentence
    named = cast.named_in(before)
    if len(named) == 1:
        return named[0], SHOWN, "the one name before the verb that introduces the list"
    if len(named) > 1:
        return None, 0.0, "more than one may be meant"
    subject = [token for token in tokens(before) if token.is_word][-6:]
    article = next((n for n, token in enumerate(subject) if words.has("determiners", token.key)), -1)
    if article >= 0 and (known := cast.described(" ".join(token.text for token in subject[article + 1 :][:3]))):
        return known, LIKELY, "as the text names them before"
    first = any(words.has("first_person", token.text) for token in found)
    if authors and (first or (verb and verb[0].casefold().endswith(("ons", "mos")))):
        return authors[0], LIKELY, "the sentence says “we” or “I”, so it is the author"
    after = cast.named_in(sentence[verb.end() :]) if verb and cast.words.flag("inverts") else []
    if len(after) == 1 and not named:
        return after[0], LIKELY, "the one name in the sentence that introduces the list"
    return None, 0.0, "the sentence does not name who demands it"


def _addressee(sentence: str, verb: re.Match[str] | None, by: Person | None, cast: Cast) -> Person | None:
    """Return the organisation that the introducing sentence names after its verb, other than who demands."""
    named = cast.named_in(sentence[verb.end() :]) if verb else []
    bodies = [who for who in named if who.type == "organization" and (by is None or who.name != by.name)]
    return bodies[0] if len(named) == len(bodies) == 1 else None


def _of(item: str, by: Person | None, cast: Cast) -> Person | None:
    """Return who must act, where an item says “X must do …” of a known X; what must *be* done names nobody."""
    words = cast.words
    match = words.found("must", item)
    named = cast.named_in(item[: match.start()]) if match else []
    after = item[match.end() :].split() if match else []
    if len(named) != 1 or not after or any(words.has("passive", word.strip(",.")) for word in (after[0], after[-1])):
        return None
    return None if by is not None and named[0].name == by.name else named[0]

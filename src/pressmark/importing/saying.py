"""The ways in which prose says whose words stand between its quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.names import (
    HONORIFICS,
    Person,
    apposition_after,
    capital,
    read_backward,
    read_forward,
    run_backward,
)
from pressmark.importing.tokens import tokens

if TYPE_CHECKING:
    from pressmark.importing.cast import Cast
    from pressmark.importing.quotations import Quotation
    from pressmark.importing.tokens import Token
    from pressmark.importing.words import Words

FEW = 4
_SENTENCE_END = re.compile(r"(\w+)?[.!?…]+[\"”’»)]*(?=\s|$)")
_REFLEXIVE = frozenset({"sich", "se", "zich", "mich"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quotation's *speaker*, how sure that is, and *why*."""

    speaker: Person
    confidence: float
    why: str


def ends_sentence(text: str) -> list[int]:
    """Return the places after each sentence of *text*; abbreviations and initials end none."""
    ends = []
    for match in _SENTENCE_END.finditer(text):
        word = match[1] or ""
        if match[0].startswith(word + ".") and (word.casefold() in HONORIFICS or (len(word) == 1 and word.isupper())):
            continue
        ends.append(match.end())
    return ends


class Saying:
    """Reads what stands before and after quoted words, in one language."""

    def __init__(self, cast: Cast, words: Words) -> None:
        """Begin with the *cast* of the text and the *words* of its language."""
        self.cast, self.words = cast, words

    def after(self, tail: str, quotation: Quotation) -> Attribution | None:
        """Read “…,” said X; “…,” X said; “…”, according to X."""
        found = tokens(tail)
        index = 0
        while index < len(found) and found[index].text in ",–—-―":
            index += 1
        if index >= len(found):
            return None
        rest = tail[found[index].start :]
        taken = self.words.leading("according", rest)
        if taken and (named := read_forward(tokens(rest[taken:]), 0, self.words)):
            return Attribution(named[0], 0.88, "“according to” after the words")
        lead = tail[: found[index].start] + quotation.text[-1:]
        return (
            self._verb_first(found, index)
            or self._name_first(found, index, quotation)
            or (self._later_verb(found, index) or self._any_verb(found, index) if set(lead) & set(",!?") else None)
        )

    def _later_verb(self, found: list[Token], index: int) -> Attribution | None:
        """Read “…,” Pell’s successor, Maud Ferrier, said."""
        for verb in range(index + 1, min(index + 16, len(found))):
            if self.words.has("say", found[verb].text) and found[verb].text[0].islower():
                named = read_backward(found, verb, self.words)
                return (
                    Attribution(named[0], 0.82, "a name and a verb of saying after the words")
                    if named and named[0].name
                    else None
                )
        return None

    def _any_verb(self, found: list[Token], index: int) -> Attribution | None:
        """Read “…”, sighed the baker Jo Arden: any one word between the words and a name is taken for a verb."""
        token = found[index]
        if (
            not token.text[0].islower()
            or self.words.has("stops", token.key)
            or self.words.has("determiners", token.key)
        ):
            return None
        after = index + 1
        while after < len(found) and found[after].key in _REFLEXIVE:
            after += 1
        named = read_forward(found, after, self.words)
        if named is None or not named[0].name:
            return None
        who, end = named
        return Attribution(
            self._with_role(who, found, end), 0.75, f"a name after “{token.text}”, which may say how it was said"
        )

    def _verb_first(self, found: list[Token], index: int) -> Attribution | None:
        if pronoun := self._inverted(found, index):
            return pronoun
        verb = index
        while verb < len(found) - 1 and verb < index + 2 and self.words.has("auxiliary", found[verb].text):
            verb += 1
        said = self.words.has("say", found[verb].text) or self.words.has("say_after", found[verb].text)
        if not said or (capital(found[verb], self.words) and not self.words.flag("unicase")):
            return None
        after = verb + 1
        while after < len(found) and found[after].key in _REFLEXIVE:
            after += 1
        named = read_forward(found, after, self.words)
        if named is None and self.words.flag("pro_drop"):
            return Attribution(
                Person(pronoun=True, description=found[verb].text), 0.9, "a verb of saying without a name"
            )
        if named is None:
            return None
        who, end = named
        return Attribution(self._with_role(who, found, end), 0.95, "a verb of saying and a name after the words")

    def _inverted(self, found: list[Token], index: int) -> Attribution | None:
        """Read the French “dit-elle” and “a-t-il dit”."""
        for token in found[index : index + 2]:
            for ending in self.words.sets.get("pronoun_endings", ()):
                if token.key.endswith(ending):
                    stem = token.key.removesuffix(ending).removesuffix("-t")
                    if self.words.has("say", stem) or self.words.has("auxiliary", stem):
                        pronoun = Person(pronoun=True, description=ending.rsplit("-", 1)[-1])
                        return Attribution(pronoun, 0.9, "a verb of saying after the words")
        return None

    def _name_first(self, found: list[Token], index: int, quotation: Quotation) -> Attribution | None:
        named = read_forward(found, index, self.words)
        if named is None:
            return None
        who, end = named
        who = self._with_role(who, found, end)
        verb = end
        if verb < len(found) and found[verb].text == ",":
            verb = next((n + 1 for n in range(verb + 1, len(found)) if found[n].text == ","), len(found))
        while verb < len(found) and (self.words.has("auxiliary", found[verb].text) or found[verb].text.endswith("ly")):
            verb += 1
        if verb < len(found) and self.words.has("say", found[verb].text):
            if quotation.text.endswith(".") and verb + 2 < len(found):
                return None  # “… home.” Reyl said later that … is a new sentence
            return Attribution(who, 0.95, "a name and a verb of saying after the words")
        if found[0].text in "–—―-" and end >= len(found) - 1 and not who.pronoun and who.name:
            return Attribution(who, 0.85, "a name after a dash")
        return None

    def _with_role(self, who: Person, found: list[Token], end: int) -> Person:
        role = "" if who.role or not who.name else apposition_after(found, end, self.words)
        return replace(who, role=role) if role else who

    def lead(self, lead: str, quotation: Quotation) -> Attribution | None:
        """Read X said: “…”; X described it as “…”; According to X, “…”."""
        found = tokens(lead)
        if not found:
            return None
        colon = lead.rstrip().endswith(":")
        return (
            self._verb_before(found, lead, quotation)
            or self._according(lead)
            or (self._colon(found) if colon else None)
        )

    def _verb_before(self, found: list[Token], lead: str, quotation: Quotation) -> Attribution | None:
        few = len(quotation.text.split()) < FEW
        for verb in range(len(found) - 1, -1, -1):
            describes = self.words.has("describe", found[verb].text)
            if not describes and not self.words.has("say", found[verb].text):
                continue
            who = self._subject(found, verb, colon=lead.rstrip().endswith((":", ",")))
            if who is None:
                continue
            near = len(found) - 1 - verb
            if lead.rstrip().endswith((":", ",")):
                return Attribution(who, 0.92, "a name and a verb of saying before the words")
            if near <= 2 or describes:
                return Attribution(who, 0.85 if near <= 2 else 0.75, "a name and a verb of saying before the words")
            return Attribution(who, 0.6 if few else 0.7, "a name and a verb of saying earlier in the sentence")
        return self._far_subject(found)

    def _far_subject(self, found: list[Token]) -> Attribution | None:
        """Read “Moll brushed the figures aside and described them as …”: the sentence’s first name is its subject."""
        told = any(self.words.has("say", token.text) or self.words.has("describe", token.text) for token in found)
        named = self.cast.people_in(" ".join(token.text for token in found)) if told else []
        return (
            Attribution(named[0], 0.65, "the first name in the sentence, which has a verb of saying") if named else None
        )

    def _subject(self, found: list[Token], verb: int, *, colon: bool) -> Person | None:
        backward = read_backward(found, verb, self.words)
        if backward is not None and (backward[0].name or backward[0].pronoun):
            return backward[0]
        forward = read_forward(found, verb + 1, self.words) if colon or self.words.flag("unicase") else None
        if forward is not None and forward[0].name:
            who, end = forward
            return self._with_role(who, found, end)
        return backward[0] if backward is not None else None

    def _according(self, lead: str) -> Attribution | None:
        match = self.words.found("according", lead)
        if match is None:
            return None
        rest = tokens(lead[match.end() :])
        named = read_forward(rest, 0, self.words)
        if named is None:
            return None
        role = apposition_after(rest, named[1], self.words)
        if len(rest) - named[1] > (12 if role else 5):
            return None
        return Attribution(self._with_role(named[0], rest, named[1]), 0.85, "“according to” before the words")

    def _colon(self, found: list[Token]) -> Attribution | None:
        """Read “Tomas Reyl, ferry pilot: …” and “Reyl puts it plainly: …”."""
        named = self.cast.people_in(" ".join(token.text for token in found))
        if not named:
            end = len(found) - 1
            start = run_backward(found, end, self.words)
            forward = read_forward(found, start, self.words) if start < end else None
            return Attribution(forward[0], 0.6, "a name before the colon") if forward and forward[0].name else None
        return Attribution(named[0], 0.75, "the name in the sentence that leads to the words")

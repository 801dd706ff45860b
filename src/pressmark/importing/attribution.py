"""Who said a quotation, as far as the words around it show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.quotations import Quotation, quotations
from pressmark.importing.saying import FEW, Attribution, Saying, ends_sentence

if TYPE_CHECKING:
    from pressmark.importing.cast import Cast
    from pressmark.importing.names import Person
    from pressmark.importing.words import Words


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a paragraph: the *recent* ones, the last one last, and who spoke last."""

    recent: tuple[str, ...] = ()
    speaker: Person | None = None
    unclosed: bool = False

    @property
    def text(self) -> str:
        """Return the last paragraph."""
        return self.recent[-1] if self.recent else ""


def attribute(text: str, found: list[Quotation], before: Before, cast: Cast, words: Words) -> list[Attribution | None]:
    """Return the attribution of each quotation of the paragraph *text*, None where nobody is said to have said it."""
    reader = _Reader(text, found, before, cast, words)
    made: list[Attribution | None] = []
    for number in range(len(found)):
        made.append(reader.judge(number, made))
    return made


class _Reader:
    """One paragraph under judgement."""

    def __init__(self, text: str, found: list[Quotation], before: Before, cast: Cast, words: Words) -> None:
        self.text, self.found, self.before, self.cast, self.words = text, found, before, cast, words
        self.saying = Saying(cast, words)
        self.alone = not any(char.isalpha() for char in self._outside())

    def _outside(self) -> str:
        kept, at = [], 0
        for quotation in self.found:
            kept.append(self.text[at : quotation.start])
            at = quotation.end
        return "".join([*kept, self.text[at:]])

    def judge(self, number: int, made: list[Attribution | None]) -> Attribution | None:
        quotation = self.found[number]
        start = self.found[number - 1].end if number else 0
        stop = self.found[number + 1].start if number + 1 < len(self.found) else len(self.text)
        lead = self._sentence_before(start, quotation.start)
        tail = self._sentence_after(quotation.end, stop)
        if self._no_speech(lead, quotation):
            return None
        return (
            self._settled(self.saying.after(tail, quotation), number)
            or self._settled(self.saying.lead(lead, quotation), number)
            or self._continued(number, made)
            or self._settled(self._alone(number), number)
        )

    def _sentence_before(self, start: int, stop: int) -> str:
        part = self.text[start:stop]
        ends = [end for end in ends_sentence(part) if part[end:].strip()]
        return part[ends[-1] :] if ends else part

    def _sentence_after(self, start: int, stop: int) -> str:
        part = self.text[start:stop]
        ends = ends_sentence(part)
        return part[: ends[0]] if ends else part

    def _no_speech(self, lead: str, quotation: Quotation) -> bool:
        """Tell whether the words are a title, or words that the writer keeps at a distance."""
        near = " ".join(lead.split()[-4:])
        match = self.words.found("so_called", near)
        if match and len(near) - match.end() <= 2:
            return True
        few = len(quotation.text.split()) <= 8
        return few and any(self.words.has("titles", word.strip("(,:")) for word in lead.split()[-2:])

    def _continued(self, number: int, made: list[Attribution | None]) -> Attribution | None:
        quotation = self.found[number]
        sentence = len(quotation.text.split()) >= FEW
        if number == 0:
            if self.before.unclosed and quotation.start == 0 and self.before.speaker:
                return Attribution(self.before.speaker, 0.9, "the quotation goes on from the paragraph before")
            return None
        last = made[-1]
        if last is None or not sentence:
            return None
        return Attribution(last.speaker, min(last.confidence, 0.8), "the quotation goes on in the same paragraph")

    def _alone(self, number: int) -> Attribution | None:
        """Give words that stand alone to whom the paragraph before leads up to, or names last."""
        if number or not self.alone or len(self.found[0].text.split()) < FEW:
            return None
        last = self.before.text.rstrip()
        if last.endswith(":"):
            lead = last[max([0, *[end for end in ends_sentence(last) if end < len(last)]]) :]
            if found := self.saying.lead(lead, self.found[0]):
                return replace(
                    found, confidence=min(found.confidence, 0.85), why="the paragraph before leads to the words"
                )
        named = self.cast.people_in(last)
        people = [who for who in named if who.type == "person"] or named
        if people:
            return Attribution(people[-1], 0.5, "the name in the paragraph before; the words have no attribution")
        return None

    def _settled(self, attribution: Attribution | None, number: int) -> Attribution | None:
        """Return *attribution* with the full name; a pronoun or description is looked up, and stays doubtful."""
        if attribution is None:
            return None
        who = attribution.speaker
        if who.name:
            if who.type == "organization" and who.name.islower():
                known = self.cast.described(who.name)
                return replace(
                    attribution, speaker=known or who, confidence=min(attribution.confidence, 0.7 if known else 0.5)
                )
            full = self.cast.full(who)
            if self.words.flag("nouns_capitalised") and " " not in who.name and who.type == "person" and full == who:
                return None  # any noun has a capital here, and this one is nobody's name elsewhere
            return replace(attribution, speaker=full)
        if who.pronoun:
            if self.words.has("first_person", who.description):
                return None
            candidate = self._last_named(number)
            if candidate is None:
                return None
            return Attribution(candidate, 0.45, f"“{who.description}” may be somebody else")
        known = self.cast.described(who.description)
        if known is not None:
            return replace(attribution, speaker=known, confidence=min(attribution.confidence, 0.7))
        if not who.description or not any(self.words.has("roles", word) for word in who.description.split()):
            return None
        why = "the text gives no name"
        return replace(attribution, confidence=min(attribution.confidence, 0.5), why=why)

    def _last_named(self, number: int) -> Person | None:
        """Return the person named last before a quotation: in its paragraph, as the last speaker, or shortly before."""
        for text in (self.text[: self.found[number].start], *reversed(self.before.recent)):
            people = [who for who in self.cast.people_in(text) if who.type == "person"]
            if people:
                return people[-1]
        return self.before.speaker


def speaker_before(text: str, cast: Cast, words: Words) -> Attribution | None:
    """Return who is said to speak next at the end of *text*, a paragraph that leads to a block quote."""
    if not text.rstrip().endswith((":", ",")):
        return None
    marked = text.rstrip() + " “…… …… …… ……”"
    return attribute(marked, quotations(marked)[-1:], Before(), cast, words)[0]

"""Quotation marks in a paragraph, and who said what they enclose, only as far as the words around it show."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pressmark.importing.guess.people import PREPOSITIONS, Token, sentence_ends, spelled, tokens
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, Person
from pressmark.importing.words import common

if TYPE_CHECKING:
    from pressmark.importing.guess.people import People

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‟": "”", "「": "」", "『": "』", '"': '"”', "‹": "›", "”": "”"} | {
    "‘": "’",
    "‚": "‘’",
    "'": "'",
}
# Marks that may close as well open where they stand after space and right before a word.
_OPENING = re.compile(r"""(?<![^\W_])[“„«‟「『‹]|(?<![^\s(\[—–/¿¡-])["”»](?=\S)""")
_OPENING_SINGLE = re.compile(r"(?<![^\s(\[—–/¿¡-])[‘‚'](?=\S)")
# Each unclosed mark is looked for to the end of the paragraph; a paragraph of nothing else must not take for ever.
_MOST_UNCLOSED = 20


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: *start* and *end* (exclusive) hold the marks too, *text* doesn't.

    *open_ended* tells that the paragraph ends before the quotation does: the next one goes on with it.
    """

    start: int
    end: int
    text: str
    open_ended: bool = False


def quotations(text: str, *, continues: bool = False) -> list[Quotation]:
    """Return the outermost quotations of *text*, in order, none overlapping.

    *continues* tells that the next paragraph opens with a mark, too: then a last one may stay open in this one.
    """
    opening = _OPENING if any(char in text for char in '“”„«»"「') else _OPENING_SINGLE
    found: list[Quotation] = []
    index = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (mark := opening.search(text, index)):
        start, index = mark.start(), mark.end()
        end = _close(text, start)
        if end > 0 and text[index:end].strip():
            found.append(Quotation(start, end + 1, text[index:end].strip()))
        elif end < 0 and (start == 0 or continues) and mark[0] in '“„«"':
            found.append(Quotation(start, len(text), text[index:].strip(), open_ended=True))
            break
        unclosed += end < 0
        index = max(index, end + 1)
    return found


def _close(text: str, start: int) -> int:
    """Return the place of the mark that closes the quotation opened at *start*, or -1."""
    opening, closing, depth = text[start], _PAIRS[text[start]], 0
    inner = "“" if opening == '"' else ""  # a straight mark may be closed by a curly one, but for one that “ opened
    for match in re.compile("[" + re.escape(opening + closing + inner) + "]").finditer(text, start + 1):
        index, char = match.start(), match[0]
        if char not in closing:
            depth += 1
        elif (char in "’'" and text[index + 1 : index + 2].isalnum()) or (char in "\"'" and text[index - 1].isspace()):
            continue
        elif char == opening or depth == 0:
            return index
        else:
            depth -= 1
    return -1


_FEW = 4
_FEWEST = 3  # words: fewer are more often a term or a title than a statement, but for “We go”
_FAR = 14
_DASHES = frozenset(",–—-―")
_BREAKS = frozenset('.;:!?…“”„«»"()[]|•')
_UNNAMED = common("unnamed")
# A clause ends where one of these begins another, in any of the languages.
_CLAUSES = common("clauses")
# With these, words are only said to have been said, not said at all, or said to somebody.
_UNSURE = common("hearsay") | common("negations")
_PASSIVE = frozenset(["was", "were", "is", "been", "being"])


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quotation's *speaker*, how sure that is, and *why*; *said* is the day on which it was said, "" if unknown."""

    speaker: Person
    confidence: float
    why: str
    said: str = ""


def attribute(
    text: str, found: list[Quotation], people: People, before: str = "", speaker: Person | None = None
) -> list[Attribution | None]:
    """Return the attribution of each quotation of the paragraph *text*, None where nobody is said to have said it.

    *before* is the paragraph before it, *speaker* whose quotation goes on from there.
    """
    if people.words.flag("unicase"):  # names cannot be told from other words
        return [None] * len(found)
    reader = _Reader(text, found, people, before, speaker)
    made: list[Attribution | None] = []
    for number in range(len(found)):
        made.append(reader.judge(number, made[-1] if made else None))
    return made


def speaker_before(text: str, people: People) -> Attribution | None:
    """Return who is said to speak next at the end of *text*, a paragraph that leads to a block quote."""
    if not text.rstrip().endswith((":", ",")):
        return None
    marked = text.rstrip() + " “…… …… …… ……”"
    return attribute(marked, quotations(marked)[-1:], people)[0]


class _Reader:
    """One paragraph under judgement."""

    def __init__(self, text: str, found: list[Quotation], people: People, before: str, speaker: Person | None) -> None:
        self.text, self.found, self.people, self.words = text, found, people, people.words
        self.before, self.speaker = before, speaker

    def judge(self, number: int, last: Attribution | None) -> Attribution | None:
        """Return whom quotation *number* is tied to; *last* is the attribution of the one before it."""
        quotation = self.found[number]
        start = self.found[number - 1].end if number else 0
        stop = self.found[number + 1].start if number + 1 < len(self.found) else len(self.text)
        between, after = self.text[start : quotation.start], self.text[quotation.end : stop]
        lead = between[max(sentence_ends(between), default=0) :]
        tail = after[: min(sentence_ends(after), default=len(after))]
        if (between[-1:] == "(" and after[:1] == ")") or self._no_speech(lead, quotation):
            return None  # a translation, or its original; a title
        found = self._after(tail, quotation, number)
        near = tokens(lead[-40:])[-2:]
        if found and len(near) > 1 and near[1].text in ",:" and self._says(near[0]):
            return None  # “He said, “We go,” the harbour office said”: who told it, and of whom?
        # Where a verb of saying names somebody whom the text does not introduce, nobody else has said it.
        words = [token for token in tokens(tail)[:8] if token.is_word]
        alone = len(words) < _FEWEST and self.words.flag("drops_pronouns")  # “…”, añade.
        if found or (any(self._says(token, after=True) for token in words) and not alone):
            return found
        few = len(quotation.text.split()) == _FEWEST and quotation.text[-1:].isalnum()
        noun = few and re.match(r" [^\W\d_]", tail) and tail[1].islower()  # “gig economy” workers
        return (None if noun else self._lead(lead, number)) or self._goes_on(between, lead, number, last)

    def _no_speech(self, lead: str, quotation: Quotation) -> bool:
        """Tell whether the words are too few to be a statement, a title, or kept at a distance by the writer."""
        near, split = " ".join(lead.split()[-4:]), quotation.text.split()
        match = self.words.found("so_called", near)
        distant = match is not None and len(near) - match.end() <= 2
        titled = any(self.words.has("titles", word.strip("(,:")) for word in lead.split()[-2:])
        sentence = len(split) >= _FEWEST or (len(split) > 1 and split[0][0].isupper() and split[1][0].islower())
        return distant or not sentence or (titled and len(split) <= 14)

    def _goes_on(self, between: str, lead: str, number: int, last: Attribution | None) -> Attribution | None:
        quotation = self.found[number]
        if self.speaker and quotation.start == 0:
            return Attribution(self.speaker, SHOWN, "the quotation goes on from the paragraph before")
        if last is None:
            return None
        comma = between.rstrip().endswith(",") and self.found[number - 1].text[-1:] in ",!?—–" and len(between) < 120
        alone = not any(char.isalnum() for char in lead) and len(quotation.text.split()) >= _FEW
        why = "the quotation goes on in the same paragraph"
        return Attribution(last.speaker, min(last.confidence, LIKELY), why) if alone or comma else None

    def _after(self, tail: str, quotation: Quotation, number: int) -> Attribution | None:
        """Read “…,” said X; “…,” X said; “…”, according to X."""
        if endings := self.words.sets.get("pronoun_endings"):  # “dit-elle”, “a-t-il dit”
            tail = re.sub(rf"(?:-t)?-({'|'.join(endings)})\b", r" \1", tail)
        found = tokens(tail)
        index = next((n for n, one in enumerate(found) if one.text not in _DASHES), len(found))
        ends = quotation.text[-1:]
        spoken = index > 0 or ends in ",!?…—–"
        if index == len(found) or not (spoken or ends == "." or ends.isalnum()):
            return None
        rest = tail[found[index].start :]
        if taken := self.words.leading("according", rest):
            who = self._forward(tokens(rest[taken:]), 0)
            return self._settled(who, SHOWN, "“according to” after the words", number)
        verb = index
        while (
            verb < len(found) and not self._says(found[verb], after=verb == index) and found[verb].text not in _BREAKS
        ):
            verb += 1
        if verb == len(found) or verb > index + 24 or found[verb].text in _BREAKS or (not spoken and ends == "."):
            return None
        why = "a verb of saying beside a name, after the words"
        helpers = found[index:verb]
        pronoun = next((one for one in helpers if self.words.has("pronouns", one.text)), None)
        if len(helpers) < 4 and all(one is pronoun or self.words.has("auxiliary", one.text) for one in helpers):
            who = Person(description=pronoun.key, type="pronoun") if pronoun else self._forward(found, verb + 1)
            return self._settled(None if _unsure(found[index : verb + 2]) else who, SHOWN, why, number)
        leads = ends != "," and number + 1 < len(self.found) and (len(found) - verb <= 2 or found[-1].text == ":")
        passes_on = any(map(self._says, takewhile(lambda one: one.is_word, found[verb + 1 : verb + 8])))
        if not spoken or leads or passes_on:
            return None  # “… X said that “…””: it leads to what comes next; “Lorne claimed Reyl had said”
        return self._settled(self._backward(found, verb, index), SHOWN, why, number)

    def _says(self, token: Token, *, after: bool = False) -> bool:
        """Tell whether *token* is a verb of saying; *after* the words, “so” and “aldus” stand for one."""
        said = self.words.has("say", token.text) or (after and self.words.has("say_after", token.text))
        return said and token.text[0].islower()

    def _lead(self, lead: str, number: int) -> Attribution | None:
        """Read X said: “…”; X described it as “…”; according to X, “…”."""
        found = tokens(lead)
        closing = lead.rstrip().endswith((":", ","))
        for verb in range(len(found) - 1, -1, -1):
            describes = found[verb].text[0].islower() and self.words.has("describe", found[verb].text)
            if not describes and not self._says(found[verb], after=closing):
                continue
            between = found[verb + 1 :]
            parted = any(one.text in '.;!?“”„«»"' or (one.text == ":" and not closing) for one in between)
            if (
                len(between) >= (2 * _FAR if describes else _FAR)
                or parted
                or (describes and any(map(self._says, found[:verb])))
            ):
                return None  # “Lorne wrote that Reyl spoke …”
            subject = self._backward(found, verb, 0) if describes or self._says(found[verb]) else None
            if subject is None and closing and self.words.flag("inverts"):
                subject = self._forward(found, verb + 1)
            near = len(between) <= 3 or closing or describes
            why = "a name and a verb of saying before the words"
            return self._settled(subject, SHOWN if near else LIKELY, why, number)
        match = self.words.found("according", lead)
        rest = tokens(lead[match.end() :]) if match else []
        who = self._forward(rest, 0) if len(rest) <= _FAR else None
        return self._settled(who, SHOWN, "“according to” before the words", number)

    def _forward(self, found: list[Token], start: int) -> Person | None:
        """Return who is named from *start* on: the last name of the words up to the next sign or clause."""
        while start < len(found) and self.words.has("auxiliary", found[start].text):
            start += 1
        end = start
        while end < len(found) and found[end].is_word and (end == start or found[end].key not in _CLAUSES):
            end += 1
        joined = end + 1 < len(found) and self.words.has("and", found[end].key) and self.people.capital(found[end + 1])
        return None if joined else self._phrase(found, start, end)  # “said Lorne and Reyl”: neither alone

    def _phrase(self, found: list[Token], start: int, end: int, *, last: bool = False) -> Person | None:
        """Return who the words from *start* to *end* are: role words and a name, or a described person.

        The name must stand at the end where it is *last*, right before a verb.
        """
        chunk = found[start:end]
        if chunk and chunk[0].text[0].islower() and self.words.has("pronouns", chunk[0].text):
            return Person(description=chunk[0].key, type="pronoun")
        article = bool(chunk) and self.words.has("determiners", chunk[0].key)
        inner = chunk[article:]
        for n, stop in reversed(list(self.people.runs(inner))):
            before, led = inner[:n], n > 0 and inner[n - 1].key in PREPOSITIONS
            role = any(map(self.people.role, before))
            if (last and stop < len(inner)) or led or (not role and any(one.key in PREPOSITIONS for one in before)):
                continue
            owner = inner[stop - 1].text.endswith(("’s", "'s")) and stop < len(inner)
            who = self.people.person(inner[n:stop], before)
            noun = not n and stop > 2 and inner[1].text[0].islower()  # “der Bruder von Anna Lorne”, “Fans of Mayor …”
            of_another = noun and ((article and inner[1].key == "von") or (who.role and not self.people.role(inner[0])))
            if owner or of_another or any(self.words.has("titles", one.key) for one in before):
                return None  # “Anna Lorne’s brother”, “the film Two Rivers”: someone or something else
            if before and not role and len(before) > 2:
                return None
            aside = self.people.apposition(found, end) if stop == len(inner) else ""
            return replace(who, role=who.role or aside) if who.name else None
        return self._described(inner, found, end, definite=chunk[0].key not in _UNNAMED) if article else None

    def _described(self, inner: list[Token], found: list[Token], end: int, *, definite: bool) -> Person | None:
        """Return who “the mayor” or “a clerk” is; a name may follow after a comma."""
        inner = list(takewhile(lambda one: not self.words.has("auxiliary", one.text), inner))
        head = list(takewhile(lambda one: one.key not in PREPOSITIONS, inner))
        if definite and (named := self._apposed(inner, found, end)):
            return named
        if any(map(self.people.role, head)) or (head and self.people.organisation(head[-1])):
            return Person(description=spelled(inner), type="definite" if definite else "anonymous")
        return None

    def _apposed(self, role: list[Token], found: list[Token], comma: int) -> Person | None:
        """Return whom “the harbourmaster, Ole Thorsen” names: the whole name behind the *comma* after a *role*."""
        if comma >= len(found) or found[comma].text != "," or not self.people.of_one(role):
            return None
        stop = self.people.run(found, comma + 1)
        who = self.people.person(found[comma + 1 : stop], role)
        apart = " " in who.name and (stop == len(found) or not found[stop].is_word)
        return who if apart and who.type == "person" else None  # “Ada Quill, Leader of Harbour Council, said”

    def _backward(self, found: list[Token], verb: int, start: int) -> Person | None:
        """Return the subject of the verb at *verb*, nothing before *start* counted.

        In “Mirko Sands, chief executive of Arden Robotics, said” it is the name at the start of the clause. Where the
        words that open sentences are not known, none is: “Gestern Ada Quill” is no name.
        """
        if not self.words.sets.get("starters"):
            return None
        index = verb
        while index > start and (
            self.words.has("auxiliary", found[index - 1].text)
            or re.fullmatch(r"[^\W\d_A-Z]{3,}(?:ly|mente?|lich)", found[index - 1].text)
        ):
            index -= 1
        apart = index > start and found[index - 1].text == ","
        begin = index - apart
        while begin > start and (
            found[begin - 1].text not in _BREAKS
            if apart
            else found[begin - 1].is_word and found[begin - 1].key not in _CLAUSES
        ):
            begin -= 1
        if _unsure(found[index if apart else begin : verb + 1]):
            return None
        if apart:
            first = next((n for n in range(begin, index - 1) if found[n].text == ","), index)
            if first == index or any(self._joins(found, n) for n in range(begin, first)):
                return None
            at = next((n + 1 for n in range(begin, first) if self.words.has("determiners", found[n].key)), begin)
            whole = self.people.run(found, first + 1) == index - 1
            who = self._apposed(found[at:first], found, first) if whole else None
            who = who or self._phrase(found[:first], begin, first, last=True) or Person()
            return replace(who, role=who.role or self.people.apposition(found, first)) if who.name else None
        if begin > start + 1 and self._joins(found, begin - 1):
            return None  # “Lorne and Reyl said”: neither alone
        while begin < index and self.words.has("starters", found[begin].text) and not self.people.capital(found[begin]):
            begin += 1
        return self._phrase(found, begin, index, last=True)

    def _joins(self, found: list[Token], at: int) -> bool:
        """Tell whether the word at *at* is an “and” after a name or a comma."""
        beside = at > 0 and (self.people.capital(found[at - 1]) or found[at - 1].text == ",")
        return beside and self.words.has("and", found[at].key)

    def _settled(self, who: Person | None, confidence: float, why: str, number: int) -> Attribution | None:
        """Return the attribution to *who* as the text introduces them, None where it does not."""
        if who is None:
            return None
        if who.type == "pronoun":
            found = self._in_reach(number)
            return Attribution(found, DOUBTFUL, f"“{who.description}” may be somebody else") if found else None
        if who.name:
            known = self.people.known(who)
        else:
            known = self.people.described(who.description) if who.type == "definite" else None
        if known is not None:
            return Attribution(known, confidence if who.name else LIKELY, why)
        if not who.name:
            role = any(self.words.has("roles", word) for word in who.description.casefold().split())
            return Attribution(replace(who, type="person"), DOUBTFUL, "the text gives no name") if role else None
        parts = who.name.split()
        other = "of" in parts or any(self.words.has(kind, one) for one in parts for kind in ("outlets", "stops"))
        genitive = self.words.flag("nouns_capitalised") and self.people.known(Person(parts[0].removesuffix("s")))
        if who.type != "person" or not 1 < len(parts) <= 4 or other or genitive or self.people.place(who.name):
            return None  # “Lornes Bruder” is no name
        self.people.meet(who)
        return Attribution(who, confidence, why)

    def _in_reach(self, number: int) -> Person | None:
        """Return the one person whom a pronoun can mean: named in its paragraph before it, else in the one before."""
        for text in (_outside(self.text[: self.found[number].start]), _outside(self.before)):
            named = [who for who in self.people.mentioned(text) if who is None or who.type == "person"]
            if named:
                last = named[0].name.split()[-1] if named[0] else ""
                owner = text.count(last) == len(re.findall(rf"{re.escape(last)}[’']s", text))
                return named[0] if len(named) == 1 and not owner else None
        return None


def _unsure(words: list[Token]) -> bool:
    """Tell whether somebody only may have said it, has not, or was spoken to: “would have said”, “was asked”."""
    keys = {one.key for one in words}
    return bool(keys & _UNSURE or (keys & _PASSIVE and keys & {"told", "asked"}))


def _outside(text: str) -> str:
    """Return *text* without the words of its quotations."""
    kept, at = [], 0
    for quotation in quotations(text):
        kept.append(text[at : quotation.start])
        at = quotation.end
    return " … ".join([*kept, text[at:]])

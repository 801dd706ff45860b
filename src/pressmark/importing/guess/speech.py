"""Quotation marks in a paragraph, and who said what they enclose, only as far as the words around it show."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.guess.people import HONORIFICS, PREPOSITIONS, Token, sentence_ends, tokens
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, Person
from pressmark.importing.words import common

if TYPE_CHECKING:
    from pressmark.importing.guess.people import People

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‟": "”", "「": "」", "『": "』", '"': '"', "‹": "›", "”": "”"}
_SINGLE = {"‘": "’", "‚": "‘’", "'": "'"}
_MARK = re.compile("[" + "".join([*_PAIRS, *_SINGLE]) + "]")
_STRAIGHT = frozenset("\"'")
# Each unclosed mark is looked for to the end of the paragraph; a paragraph of nothing else must not take for ever.
_MOST_UNCLOSED = 20
# Marks that the article's own language may set around a whole quote; all others stay in the text.
MARKS = frozenset("“”„‟«»‹›「」『』\"‘’‚'")


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
    single = not any(char in text for char in '“„«»"「')
    found: list[Quotation] = []
    index = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (mark := _MARK.search(text, index)):
        index = mark.start()
        closing = _closing_marks(text, index, single=single)
        if not closing:
            index += 1
            continue
        end = _close(text, index, closing)
        if end < 0:
            if (index == 0 or continues) and text[index] in '“„«"':
                found.append(_made(text, index, len(text), open_ended=True))
                break
            index += 1
            unclosed += 1
            continue
        if text[index + 1 : end].strip():
            found.append(_made(text, index, end + 1))
        index = end + 1
    return found


def _made(text: str, start: int, end: int, *, open_ended: bool = False) -> Quotation:
    inner = text[start + 1 : end if open_ended else end - 1]
    return Quotation(start, end, inner.strip(), open_ended)


def _closing_marks(text: str, index: int, *, single: bool) -> str:
    char = text[index]
    closing = _PAIRS.get(char, "") or (_SINGLE.get(char, "") if single else "")
    if not closing:
        return ""
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    if before.isalnum():
        return ""
    if char in _STRAIGHT or char in _SINGLE or char in "”»":
        # These may close as well: one that opens stands after space and right before a word.
        return closing if (before.isspace() or before in "([—–-/¿¡") and not after.isspace() else ""
    return closing


def _close(text: str, start: int, closing: str) -> int:
    """Return the place of the mark that closes the quotation opened at *start*, or -1."""
    opening = text[start]
    depth = 0
    for match in re.compile("[" + re.escape(opening + closing) + "]").finditer(text, start + 1):
        index, char = match.start(), match[0]
        after = text[index + 1] if index + 1 < len(text) else " "
        if char in closing:
            if char in "’'" and after.isalnum():
                continue
            if char in _STRAIGHT and text[index - 1].isspace():
                continue
            if char == opening or depth == 0:
                return index
            depth -= 1
        elif char == opening and opening not in closing:
            depth += 1
    return -1


_FEW = 4
_FAR = 14
_DASHES = frozenset(",–—-―")
_BREAKS = frozenset('.;:!?…“”„«»"()[]|•')
_MANY = frozenset(["they", "ils", "elles", "ellos", "ellas", "eles", "elas"])
_UNNAMED = common("unnamed")
_REFLEXIVE = frozenset({"sich", "se", "zich", "mich"})
# A clause ends where one of these begins another, in any of the languages.
_CLAUSES = common("clauses")
_HEARSAY = common("hearsay")
_NEGATIONS = common("negations")
_PASSIVE = frozenset(["was", "were", "is", "been", "being"])


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quotation's *speaker*, how sure that is, and *why*; *said* is the day on which it was said, "" if unknown."""

    speaker: Person
    confidence: float
    why: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a paragraph: the last one, who spoke last, and whether a quotation goes on."""

    text: str = ""
    speaker: Person | None = None
    unclosed: bool = False


def attribute(text: str, found: list[Quotation], before: Before, people: People) -> list[Attribution | None]:
    """Return the attribution of each quotation of the paragraph *text*, None where nobody is said to have said it."""
    if people.words.flag("unicase"):  # names cannot be told from other words
        return [None] * len(found)
    reader = _Reader(text, found, before, people)
    bracketed = [text[one.start - 1 : one.start] == "(" and text[one.end : one.end + 1] == ")" for one in found]
    made: list[Attribution | None] = []
    for number in range(len(found)):
        made.append(None if bracketed[number] else reader.judge(number, made))  # a translation, or its original
    return made


def speaker_before(text: str, people: People) -> Attribution | None:
    """Return who is said to speak next at the end of *text*, a paragraph that leads to a block quote."""
    if not text.rstrip().endswith((":", ",")):
        return None
    marked = text.rstrip() + " “…… …… …… ……”"
    return attribute(marked, quotations(marked)[-1:], Before(), people)[0]


def candidates(text: str, before: Before, people: People) -> list[str]:
    """Return the names near a quotation that has no speaker, for a person to choose from."""
    named = [*people.named_in(text), *people.named_in(before.text)]
    return list(dict.fromkeys(who.name for who in named))[:3]


class _Reader:
    """One paragraph under judgement."""

    def __init__(self, text: str, found: list[Quotation], before: Before, people: People) -> None:
        self.text, self.found, self.before, self.people = text, found, before, people
        self.words, self.names = people.words, people.names

    def judge(self, number: int, made: list[Attribution | None]) -> Attribution | None:
        quotation = self.found[number]
        start = self.found[number - 1].end if number else 0
        stop = self.found[number + 1].start if number + 1 < len(self.found) else len(self.text)
        between = self.text[start : quotation.start]
        lead = _last_sentence(between)
        tail = _first_sentence(self.text[quotation.end : stop])
        if self._no_speech(lead, quotation):
            return None
        found = self._after(tail, quotation, number)
        # Where a verb of saying names somebody whom the text does not introduce, nobody else has said it.
        if found or any(self._says(token) for token in tokens(tail)[:8]):
            return found
        told = None if self._attributive(quotation, tail) else self._lead(lead, number)
        return told or self._goes_on(between, lead, number, made)

    @staticmethod
    def _attributive(quotation: Quotation, tail: str) -> bool:
        """Tell whether a word or two in marks only qualify the noun behind them, as in “gig economy” workers."""
        short = len(quotation.text.split()) <= 3 and quotation.text[-1:].isalnum()
        return short and tail[:1] == " " and tail[1:2].isalpha() and tail[1:2].islower()

    def _no_speech(self, lead: str, quotation: Quotation) -> bool:
        """Tell whether the words are a title, or words that the writer keeps at a distance."""
        near = " ".join(lead.split()[-4:])
        match = self.words.found("so_called", near)
        if match and len(near) - match.end() <= 2:
            return True
        split = quotation.text.split()
        if len(split) <= 2 and all(word[0].isupper() for word in split) and quotation.text[-1:].isalnum():
            return True  # a name in marks
        few = len(split) <= 14
        return few and any(self.words.has("titles", word.strip("(,:")) for word in lead.split()[-2:])

    def _goes_on(self, between: str, lead: str, number: int, made: list[Attribution | None]) -> Attribution | None:
        quotation = self.found[number]
        if number == 0:
            if self.before.unclosed and quotation.start == 0 and self.before.speaker:
                return Attribution(self.before.speaker, SHOWN, "the quotation goes on from the paragraph before")
            return None
        last = made[-1]
        comma = between.rstrip().endswith(",") and self.found[number - 1].text[-1:] in ",!?—–" and len(between) < 120
        alone = not any(char.isalnum() for char in lead) and len(quotation.text.split()) >= _FEW
        if last is None or not (alone or comma):
            return None
        return Attribution(last.speaker, min(last.confidence, LIKELY), "the quotation goes on in the same paragraph")

    def _after(self, tail: str, quotation: Quotation, number: int) -> Attribution | None:  # noqa: C901 - one step a form
        """Read “…,” said X; “…,” X said; “…”, according to X."""
        found = tokens(tail)
        index = 0
        while index < len(found) and found[index].text in _DASHES:
            index += 1
        ends = quotation.text[-1:]
        if index >= len(found) or not (index or ends in ",!?…—–." or ends.isalnum() or not ends):
            return None
        rest = tail[found[index].start :]
        taken = self.words.leading("according", rest)
        if taken:
            return self._settled(
                self._forward(tokens(rest[taken:]), 0), SHOWN, "“according to” after the words", number
            )
        spoken = bool(index) or ends in ",!?…—–"
        why = "a verb of saying beside a name, after the words"
        verb = self._verb_at(found, index)
        if verb >= 0 and (spoken or ends != "."):
            pronoun = self._inverted(found, index)
            if pronoun:
                return self._settled(pronoun, SHOWN, why, number)
            after = verb + 1
            while after < len(found) and found[after].key in _REFLEXIVE:
                after += 1
            # Not in “aurait dit Lorne”, nor in “sagte nicht Lorne, sondern Reyl”.
            unsure = {one.key for one in found[index : after + 1]} & (_HEARSAY | _NEGATIONS)
            return self._settled(None if unsure else self._forward(found, after), SHOWN, why, number)
        if self._inverted(found, index):
            return self._settled(self._inverted(found, index), SHOWN, why, number)
        if not spoken:
            return None
        for verb in range(index + 1, min(index + 24, len(found))):
            if found[verb].text in _BREAKS:
                break
            if self._says(found[verb]):
                on = number + 1 < len(self.found) and ends != ","  # “… X said that “…””: it leads to what comes next
                leads = on and (len(found) - verb <= 2 or found[-1].text == ":")
                subject = None if leads or self._passes_on(found, verb) else self._backward(found, verb, index)
                return self._settled(subject, SHOWN, why, number)
        return None

    def _passes_on(self, found: list[Token], verb: int) -> bool:
        """Tell whether somebody else's saying follows, as in “Lorne claimed Reyl had said”."""
        for at in range(verb + 1, min(verb + 8, len(found))):
            if found[at].text in _BREAKS or found[at].text == ",":
                return False
            if self._says(found[at]):
                return self.names.capital(found[verb + 1])
        return False

    def _says(self, token: Token) -> bool:
        return token.text[0].islower() and self.words.has("say", token.text)

    def _verb_at(self, found: list[Token], index: int) -> int:
        """Return the place of the verb of saying that *found* begins with at *index*, -1 where there is none."""
        verb = index
        while verb < len(found) - 1 and verb < index + 2 and self.words.has("auxiliary", found[verb].text):
            verb += 1
        said = self._says(found[verb]) or self.words.has("say_after", found[verb].text)
        return verb if said else -1

    def _inverted(self, found: list[Token], index: int) -> Person | None:
        """Read the French “dit-elle” and “a-t-il dit”."""
        for token in found[index : index + 2]:
            for ending in self.words.sets.get("pronoun_endings", ()):
                if token.key.endswith(ending):
                    stem = token.key.removesuffix(ending).removesuffix("-t")
                    if self.words.has("say", stem) or self.words.has("auxiliary", stem):
                        return Person(description=ending.rsplit("-", 1)[-1], type="pronoun")
        return None

    def _lead(self, lead: str, number: int) -> Attribution | None:
        """Read X said: “…”; X described it as “…”; according to X, “…”."""
        found = tokens(lead)
        if not found:
            return None
        closing = lead.rstrip().endswith((":", ","))
        for verb in range(len(found) - 1, -1, -1):
            token = found[verb]
            describes = token.text[0].islower() and self.words.has("describe", token.text)
            if not describes and not self._says(token):
                continue
            far = 2 * _FAR if describes and found[-1].key in {"as", "als", "comme", "como"} else _FAR
            if len(found) - verb > far or (
                token.text in {"told", "asked"} and verb and found[verb - 1].key in {"was", "were"}
            ):
                return None
            between = found[verb + 1 :]
            if any(one.text in '.;!?“”„«»"' for one in between) or (
                not closing and any(one.text == ":" for one in between)
            ):
                return None
            subject = self._backward(found, verb, 0)
            if describes and any(map(self._says, found[:verb])):
                return None  # “Lorne wrote that Reyl spoke …”
            if subject is None and closing and self.words.flag("inverts"):
                subject = self._forward(found, verb + 1)
            near = len(between) <= 3 or closing or describes
            why = "a name and a verb of saying before the words"
            return self._settled(subject, SHOWN if near else LIKELY, why, number)
        match = self.words.found("according", lead)
        rest = tokens(lead[match.end() :]) if match else []
        if match is None or len(rest) > _FAR:
            return None
        return self._settled(self._forward(rest, 0), SHOWN, "“according to” before the words", number)

    def _forward(self, found: list[Token], start: int) -> Person | None:
        """Return who is named from *start* on: the last name of the words up to the next sign or clause."""
        end = start
        while end < len(found) and found[end].is_word and end - start < _FAR:
            if found[end].key in _CLAUSES and end > start:
                break
            end += 1
        chunk = found[start:end]
        joined = end + 1 < len(found) and self.words.has("and", found[end].key) and self.names.capital(found[end + 1])
        return None if joined else self._noun_phrase(chunk, found, end)  # “said Lorne and Reyl”: neither alone

    def _noun_phrase(self, chunk: list[Token], found: list[Token], end: int, *, last: bool = False) -> Person | None:
        """Return who *chunk* is, which ends at *end* in *found*: role words and a name, or a described person.

        The name must stand at the chunk's end where it is *last*, right before a verb.
        """
        if not chunk:
            return None
        if chunk[0].text[0].islower() and self.words.has("pronouns", chunk[0].text):
            return Person(description=chunk[0].key, type="pronoun")
        article = self.words.has("determiners", chunk[0].key)
        inner = chunk[1:] if article else chunk
        first = next(
            (n for n, one in enumerate(inner) if one.key in PREPOSITIONS and not self._in_name(inner, n)), len(inner)
        )
        runs = [
            (n, self.names.run(inner, n))
            for n in range(len(inner))
            if self.names.capital(inner[n]) and (n == 0 or not self.names.capital(inner[n - 1]))
        ]
        runs = [(n, stop) for n, stop in runs if stop > n and (stop == len(inner) or not last)]
        for n, stop in reversed(runs):
            role_words = inner[:n]
            owner = inner[stop - 1].text.endswith(("’s", "'s")) and stop < len(inner)
            of_another = stop - n > 2 and inner[n + 1].key == "von"
            if article and not n and of_another and self.words.flag("nouns_capitalised"):
                return None  # “der Bruder von Anna Lorne”
            if owner or any(self.words.has("titles", one.key) for one in role_words):
                return None  # “Anna Lorne’s brother”, “the film Two Rivers”: someone or something else
            bare = all(not self.names.capital(one) for one in role_words)
            barred = any(one.key in PREPOSITIONS for one in role_words)
            if barred and not (any(map(self.names.role, role_words)) and inner[n - 1].key not in PREPOSITIONS):
                continue
            if n and inner[n - 1].key in PREPOSITIONS:
                continue
            if role_words and not any(map(self.names.role, role_words)) and not (bare and len(role_words) <= 2):
                return None
            who = self.names.person(inner[n:stop], role_words)
            role = who.role or self.names.apposition(found, end if stop == len(inner) else len(found))
            return replace(who, role=role) if who.name else None
        if article and inner:
            return self._described(inner[:first], inner, found, end, definite=chunk[0].key not in _UNNAMED)
        return None

    @staticmethod
    def _in_name(inner: list[Token], at: int) -> bool:
        """Tell whether the particle at *at* is part of a name, as in “Anna de Vries”."""
        return 0 < at < len(inner) - 1 and inner[at - 1].text[0].isupper() and inner[at + 1].text[0].isupper()

    def _described(
        self, head: list[Token], inner: list[Token], found: list[Token], end: int, *, definite: bool
    ) -> Person | None:
        """Return who “the mayor” or “a clerk” is; a name may follow after a comma."""
        if not head:
            return None
        stop = next((n for n, one in enumerate(inner) if self.words.has("auxiliary", one.text)), len(inner))
        head, inner = head[:stop], inner[:stop]
        known_role = any(self.names.role(one) and one.key not in HONORIFICS for one in head)
        if known_role and definite and end < len(found) and found[end].text == ",":
            stop = self.names.run(found, end + 1)
            who = self.names.person(found[end + 1 : stop], head) if stop > end + 1 else Person()
            if " " in who.name and (stop >= len(found) or not found[stop].is_word):
                return who
        words = " ".join(token.text for token in inner)
        if (head and self.names.organisation(head[-1])) or known_role:
            return Person(description=words, type="definite" if definite else "anonymous")
        return None

    def _backward(self, found: list[Token], verb: int, start: int) -> Person | None:
        """Return the subject of the verb at *verb*, nothing before *start* counted."""
        index = verb
        while index > start and self._skippable(found[index - 1]):
            index -= 1
        helpers = {one.key for one in found[index:verb]}
        if helpers & _HEARSAY or (helpers & _PASSIVE and found[verb].key in {"told", "asked"}):
            return None  # “would have said”, “was asked”
        if index > start and found[index - 1].text in {",", ")"}:
            return self._with_apposition(found, index - 1, start)
        begin = index
        while begin > start and found[begin - 1].is_word and found[begin - 1].key not in _CLAUSES:
            begin -= 1
        chunk = found[begin:index]
        if any(one.key in _HEARSAY for one in chunk):
            return None  # “soll Lorne gesagt haben”
        if begin > start + 1 and self.words.has("and", found[begin - 1].key) and self.names.capital(found[begin - 2]):
            return None  # “Lorne and Reyl said”: neither alone
        while chunk and self.words.has("starters", chunk[0].text) and not self.names.capital(chunk[0]):
            chunk = chunk[1:]
        if not chunk:
            return None
        end = self.names.run(chunk, 0) if self.names.capital(chunk[0]) else 0
        who = self._noun_phrase(chunk, found, index, last=True)
        if (
            who is not None
            and who.name
            and end < len(chunk)
            and chunk[end].key in PREPOSITIONS
            and who.type == "person"
        ):
            return None  # “Residents of Eastport said”: the place does not
        last = chunk[-1]
        ends_in_name = self.names.capital(last) or last.key in {"he", "she"} or who is None or not who.name
        return who if ends_in_name else None

    def _with_apposition(self, found: list[Token], comma: int, start: int) -> Person | None:
        """Read “Mirko Sands, chief executive of Arden Robotics, said”: the name at the start of the clause."""
        begin = comma
        while begin > start and found[begin - 1].text not in _BREAKS:
            begin -= 1
        clause = found[begin:comma]
        first = next((n for n, one in enumerate(clause) if one.text in {",", "("}), len(clause))
        head = clause[:first]
        while (
            head
            and not self.names.capital(head[0])
            and not self.words.has("determiners", head[0].key)
            and not self.names.role(head[0])
        ):
            head = head[1:]
        if not head or first == len(clause):
            return None
        who = self._noun_phrase(head, [*clause, found[comma]], first)
        if who is not None and who.name and self.names.capital(head[-1]):
            return replace(who, role=who.role or self.names.apposition([*clause, found[comma]], first))
        if who is not None and who.description and not who.name:
            stop = self.names.run(clause, first + 1)
            if stop == len(clause):  # “the harbourmaster, Ole Thorsen, said”
                named = self.names.person(clause[first + 1 : stop], head[1:])
                return named if " " in named.name else None
        return None

    def _skippable(self, token: Token) -> bool:
        text = token.text
        if not text[0].isalpha() or self.words.has("pronouns", text) or self.names.capital(token):
            return False
        return self.words.has("auxiliary", text) or (len(text) > 4 and text.endswith(("ly", "mente", "ment", "lich")))

    def _settled(self, who: Person | None, confidence: float, why: str, number: int) -> Attribution | None:
        """Return the attribution to *who* as the text introduces them, None where it does not."""
        if who is None:
            return None
        if who.type == "pronoun":
            found = self._in_reach(number, who.description)
            return Attribution(found, DOUBTFUL, f"“{who.description}” may be somebody else") if found else None
        if not who.name:
            known = self.people.described(who.description) if who.type == "definite" else None
            if known is not None:
                return Attribution(known, LIKELY, why)
            if not any(self.words.has("roles", word) for word in who.description.casefold().split()):
                return None
            return Attribution(replace(who, type="person"), DOUBTFUL, "the text gives no name")
        known = self.people.known(who)
        if known is not None:
            return Attribution(known, confidence, why)
        plain = " " not in who.name or " of " in who.name or who.type == "organization"
        if plain or len(who.name.split()) > 4 or self.people.place(who.name):
            return None
        if any(self.words.has("outlets", part) or self.words.has("stops", part) for part in who.name.split()):
            return None
        if self.words.flag("nouns_capitalised") and self.people.known(Person(who.name.split()[0].removesuffix("s"))):
            return None  # “Lornes Bruder” is no name
        self.people.meet(who)
        return Attribution(who, confidence, why)

    def _in_reach(self, number: int, pronoun: str) -> Person | None:
        """Return the one person whom a pronoun can mean: named in its paragraph before it, else in the one before."""
        if self.words.has("first_person", pronoun) or pronoun in _MANY:
            return None
        for text in (_outside(self.text[: self.found[number].start], self.found[:number]), _outside(self.before.text)):
            named = [who for who in self.people.named_in(text) if who.type == "person"]
            last = named[0].name.split()[-1] if named else ""
            owner = bool(last) and text.count(last) == text.count(f"{last}’s") + text.count(f"{last}'s")
            if len(named) == 1 and not owner and not self.people.strangers_in(text):
                return named[0]
            if named or self.people.strangers_in(text):
                return None
        return None


def _outside(text: str, found: list[Quotation] | None = None) -> str:
    """Return *text* without the words of its quotations."""
    kept, at = [], 0
    for quotation in quotations(text) if found is None else found:
        kept.append(text[at : quotation.start])
        at = quotation.end
    return " … ".join([*kept, text[at:]])


def _last_sentence(text: str) -> str:
    ends = [end for end in sentence_ends(text) if text[end:].strip()]
    whole = [end for end in sentence_ends(text) if not text[end:].strip()]
    return text[ends[-1] :] if ends and not whole else "" if whole else text


def _first_sentence(text: str) -> str:
    ends = sentence_ends(text)
    return text[: ends[0]] if ends else text

"""What stands around the body besides the head: corrections, tags, rights, contacts, notes to editors, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import about_author, leading_by, read_byline, signature, takes_leave
from pressmark.importing.guess.lines import cased, furniture, greets, is_record, is_rubric, only_signs
from pressmark.importing.guess.names import is_name, is_organisation, people_of
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, Guess, LeftOut, Missing, Person
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.lines import Head
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words


_PRESS = re.compile(r"press|presse|prensa|stampa|pers\b|imprensa|communicat|comunica|^source\b", re.IGNORECASE)


_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?\s*((?:19|20)\d{2})?", re.IGNORECASE)
_TAGS = re.compile(r"^([^\W\d_][^:]{1,24}):\s*(\S.*)$")
_VOICES = 2
_LINE = 12
QUOTING, CLOSING = frozenset('“„«"「『'), frozenset('”“»"」』')
_SHORT_LINE = 14
_FAREWELL = 4
_ON_BEHALF = re.compile(
    r"(?:for|on behalf of|für|im namen|im auftrag|pour|au nom|por|en nombre|per|namens|voor|för)\s.{2,40}[,:]$",
    re.IGNORECASE,
)
_LIVES = common("lives")
_EDITOR = re.compile(
    r"^re:\s?[“\"‘'«„]|\b(?:editor|direct(?:eur|or)|direttor|r[eé]da[ck]|lette|lettre|courrier|leserbrief|cartas?|insändare|ingezonden)",
    re.IGNORECASE,
)
_MOST_NOTES, _LONGEST_NOTE = 2, 25
_IN_BRACKETS = re.compile(r"[.!?。”»]\s?([(（][^()（）]{3,60}[)）])$")
_WRITERS = re.compile(rf"(?:{'|'.join(map(re.escape, listed('writers')))})\s?[:,،]?\s", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![0-9])\+?[0-9][0-9 ()./-]{6,28}[0-9]")


@dataclass
class Tail:
    """What was found, and the indices of the pieces *used* for it."""

    corrections: list[object] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)


def read_tail(pieces: Sequence[Piece], used: set[int], words: Words) -> Tail:
    """Return what the *pieces* that are not *used* yet hold besides the body."""
    reader = _TailReader(pieces, words)
    reader.contacts(used)
    for index, piece in enumerate(pieces):
        if index not in used and index not in reader.tail.used:
            reader.take(index, piece)
    return reader.tail


class _TailReader:
    def __init__(self, pieces: Sequence[Piece], words: Words) -> None:
        self.pieces, self.words = pieces, words
        self.tail = Tail()
        self.last = [n for n, piece in enumerate(pieces) if piece.kind != "picture"][-8:]

    def contacts(self, used: set[int]) -> None:
        """Take “Media contact:” with the short lines below it, wherever they stand."""
        for index, piece in enumerate(self.pieces):
            label = piece.text.strip(" :").casefold()
            if index in used or "contact" in self.tail.extra or len(label) > 60 or not self.words.has("contact", label):
                continue
            below = [piece]
            for other in self.pieces[index + 1 : index + 8]:
                apart = len(below) > 1 and other.place > below[-1].place + 1
                if other.kind != "paragraph" or len(other.text.split()) > 12 or apart:
                    break
                below.append(other)
            contact = _contact("\n".join(one.text for one in below[1:]))
            if contact is None:
                continue
            self._keep_contact(contact, below[1].text)
            self.tail.used.update(range(index, index + len(below)))
            rest = [one for one in below if one.text != contact["name"]]
            self.tail.left_out += [LeftOut(one.text, "part of the contact", one.place) for one in rest]

    def take(self, index: int, piece: Piece) -> None:
        """Use *piece* where it is furniture, a correction, or one of the last lines."""
        if piece.kind not in {"paragraph", "heading"} or not piece.text:
            return
        if piece.kind == "heading" and self._headed(index, piece):
            return
        why = "no words" if only_signs(piece.text) else furniture(piece.text, self.words)
        if why and (index > 1 or not is_rubric(piece.text, self.words)):
            self._leave(index, piece.text, why)
        elif piece.kind == "paragraph" and not self._correction(index, piece) and index in self.last:
            _ = self._rights(index, piece) or self._tags(index, piece) or self._contact(index, piece)

    def _leave(self, index: int, text: str, why: str) -> None:
        self.tail.used.add(index)
        self.tail.left_out.append(LeftOut(text, why, self.pieces[index].place))

    def _headed(self, index: int, piece: Piece) -> bool:
        """Take a heading such as “Correction” or “Notes to editors” with what stands under it."""
        label = piece.text.rstrip(":")
        own = locale_of(self.words.tag or self.words.language)
        if label in {own.label("About this article"), own.label("People and organisations")}:
            for number in (index, *self._under(index)):
                self._leave(number, "\n".join(self.pieces[number].texts), "pressmark’s own account of the article")
            return True
        correction = self.words.has("correction", label)
        if not correction and not self.words.has("editors", label):
            return False
        what = "corrections" if correction else "notes to editors"
        self._leave(index, piece.text, f"the heading of the {what}")
        below = self._under(index)
        self.tail.used.update(below)
        if correction:
            for number in below:
                for text in self.pieces[number].texts:
                    self._headed_correction(text, self.pieces[number].place)
        else:
            self.tail.notes = below
        return True

    def _under(self, index: int) -> list[int]:
        below: list[int] = []
        for number in range(index + 1, len(self.pieces)):
            if self.pieces[number].kind == "heading":
                break
            below += [number] if self.pieces[number].kind in {"paragraph", "list"} else []
        return below

    def _correction(self, index: int, piece: Piece) -> bool:
        text, words = piece.text, self.words
        if len(text.split()) > 120:
            return False
        taken = words.leading("correction", text)
        label = re.match(r"\s*(?:[,(–—-][^:]{3,60}?\s*)?[:.—–]\s+", text[taken:]) if taken else None
        named = not text.casefold().startswith(("editor", "note", "anm", "nota", "noot"))
        if label and (named or words.found("correction_words", text[taken:])):
            end = taken + label.end()
            dated = find_date(text[:end], words.tag)
            date = Guess(dated.value, SHOWN, dated.why, piece.place) if dated else None
            self._add(text[end:], piece.place, SHOWN, date)
            self._leave(index, text[:end].strip(), "the label of a correction")
            return True
        opening = words.found("correction_words", text[:90])
        if opening and index in self.last and " " in opening[0] and len(text.split()) <= 60:
            self.tail.used.add(index)
            self._add(text, piece.place, LIKELY)
            return True
        return False

    def _headed_correction(self, text: str, place: int) -> None:
        """Keep a correction that may begin with its day and, perhaps, its hour: “5 May 2026, 09:00: The …”."""
        dated = find_date(text, self.words.tag)
        lead = re.match(r"(?:,? \d\d?[:.]\d\d(?: \([^)]{1,20}\))?)?:\s", text[dated.end :]) if dated else None
        if dated is None or lead is None or dated.start:
            self._add(text, place, SHOWN)
            return
        rest = text[dated.end :]
        if lead[0].strip(" :"):
            self.tail.left_out.append(LeftOut(lead[0].strip(" ,:"), "the hour of a correction", place))
        self._add(rest[lead.end() :], place, SHOWN, Guess(dated.value, SHOWN, dated.why, place))

    def _add(self, text: str, place: int, confidence: float, date: Guess | None = None) -> None:
        dated = None if date else find_date(text, self.words.tag)
        if dated is not None:
            date = Guess(dated.value, DOUBTFUL, "a date in the correction’s text; it may be another one", place)
        value = Guess(text, confidence, "it reads like a correction", place)
        missing = Missing("the text gives no date for this correction")
        self.tail.corrections.append({"date": date or missing, "text": value})

    def _rights(self, index: int, piece: Piece) -> bool:
        match = _COPYRIGHT.match(piece.text)
        if match is None or len(piece.text.split()) > 20 or "rights" in self.tail.extra:
            return False
        self.tail.used.add(index)
        self.tail.extra["rights"] = {**({"year": int(match[1])} if match[1] else {}), "notice": piece.text}
        return True

    def _tags(self, index: int, piece: Piece) -> bool:
        match = _TAGS.match(piece.text)
        known = match and match[1].casefold() in self.words.groups("labels").get("keywords", [])
        if match is None or not known or len(piece.text.split()) > 30:
            return False
        self.tail.keywords = tuple(part.strip(" #.") for part in re.split(r"[,;،]", match[2]) if part.strip(" #."))
        self._leave(index, match[1] + ":", "the label of the keywords")
        return True

    def _contact(self, index: int, piece: Piece) -> bool:
        taken = self.words.leading("contact", piece.text)
        contact = _contact(piece.text) if taken and len(piece.text.split()) <= 25 else None
        if contact is None or "contact" in self.tail.extra:
            return False
        rest = piece.text[taken:].replace(contact["email"] or "\0", " ").replace(contact["phone"] or "\0", " ")
        if self.words.found("contact", rest) or _EMAIL.search(rest):
            return False  # more than one contact: better left as words
        self._keep_contact(contact, rest)
        self._leave(index, piece.text[:taken], "the label of the contact")
        return True

    def _keep_contact(self, contact: dict[str, str], text: str) -> None:
        """Keep *contact* with the name that *text* gives besides the address and the number."""
        for value in filter(None, contact.values()):
            text = text.replace(value, " ")
        name = re.sub(r"^[\W_]+|(?<![\s,;:|·(–—-])[\s,;:|·(–—-]+$", "", re.sub(r"(?<!\s)\s*[,;|][,;|\s]*", ", ", text))
        contact["name"] = re.sub(r"(?<![\s,;:|·(–—-])[\s,;:|·(–—-]+$", "", name)
        self.tail.extra["contact"] = {key: contact[key] for key in ("name", "email", "phone") if contact[key]}


def _contact(text: str) -> dict[str, str] | None:
    """Return the address and the number of a contact in *text*, None where it has neither."""
    email, phone = _EMAIL.search(text), _PHONE.search(text)
    return {"email": email[0] if email else "", "phone": phone[0].strip() if phone else ""} if email or phone else None


def read_late(
    pieces: Sequence[Piece], used: set[int], fields: dict[str, Guess], head: Head, words: Words, *, loose: bool
) -> None:
    """Look for author and date in the last lines, where the head has none; they stay words of the text."""
    left = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"]
    ending = _Ending(pieces, left, fields, words, loose=loose)
    last = left[-4:]
    for piece in [*(one for one in left[:2] if one not in last), *last]:
        text = piece.text
        if not head.authors and (found := ending.bio(piece)):
            head.authors = people_of([found], frozenset(), words.own)
            head.byline = Guess(text, SHOWN, "the lines about the author", piece.place)
        signed = words.leading("signed", text)
        if piece not in last or (len(text.split()) > 14 and not (signed and ";" in text)):
            continue
        text = text.strip("()[] ")  # “(Text und Foto: Timo Brandt)”
        taken = words.leading("signed", text) or leading_by(text, words)
        rest = text[taken:].strip(" ,:.")
        byline = None
        if taken and rest and not head.authors:
            byline = read_byline(text if ";" in text else rest, words, expected=True)
        if byline is not None:
            head.authors = byline.authors
            head.byline = Guess(text, SHOWN, "the signature at the end", piece.place)
        dated = find_date(text, words.tag) if "published" not in fields else None
        if dated is not None and (words.found("published", text) or (loose and text[-1] not in ".!?")):
            fields["published"] = Guess(dated.value, LIKELY, "a date at the end of the text", piece.place)
    if loose and not head.authors and "headline" in fields:
        _speaker(fields["headline"], head, words)
    if loose and not head.authors and not ending.release:
        signed_by = ending.signatures()
        if signed_by:
            head.authors = tuple(who for who, _ in signed_by)
            names = ", ".join(who.name for who in head.authors)
            head.byline = Guess(names, LIKELY, "the name that stands alone at the end", signed_by[0][1].place)


def _speaker(headline: Guess, head: Head, words: Words) -> None:
    """Take whose speech it is from its headline: “Rede von Bürgermeisterin Karla Wendt zur Eröffnung …”."""
    taken = words.leading("speeches", headline.value)
    named = re.match(r"[^\W\d_][\w.’'-]*(?:\s[^\W\d_a-zß-öø-ÿ][\w.’'-]*){1,5}", headline.value[taken:].strip())
    byline = read_byline(named[0], words, expected=True) if taken and named else None
    if byline is not None:
        head.authors = byline.authors
        head.byline = Guess(headline.value, LIKELY, "the speech’s headline names the speaker", headline.place)


class _Ending:
    """The last lines of a text: who signs it, or whom they tell of as its author.

    Only a text in which somebody speaks (a letter, an opinion) has signatures with offices under them; any other has
    at most one name, on its last line or in brackets. A release has none: who stands there answers the telephone.
    """

    def __init__(
        self, pieces: Sequence[Piece], left: Sequence[Piece], fields: dict[str, Guess], words: Words, *, loose: bool
    ) -> None:
        self.left, self.words = left, words
        self.texts = [piece.text for piece in pieces if piece.text]
        spoken = re.sub(r"[“„«\"「][^”“»\"」]*[”“»\"」]", " ", "\n".join(self.texts))
        voices = sum(len(re.findall(rf"(?<!\w){re.escape(one)}(?!\w)", spoken, re.IGNORECASE)) for one in self._voice())
        greeted = any(greets(text, words) for text in self.texts[:10])
        closed = any(takes_leave(text, words) for text in self.texts[-12:])
        kind = fields["kind"]
        self.greeted = greeted or closed or (kind.value == "opinion" and not kind.doubtful)
        self.headline = fields["headline"].value if "headline" in fields else ""
        self.letter = loose and (voices >= _VOICES or self.greeted)
        stated = kind.value == "statement" and not kind.doubtful and not (greeted or closed)
        self.release = "embargo" in fields or stated or is_release(self.texts, words)

    def _voice(self) -> Sequence[str]:
        return sorted(self.words.own.sets.get("voice", ()))

    def bio(self, piece: Piece) -> Person | None:
        """Return the author whom the last paragraph tells of: “Ada Quill is a transport planner and …”."""
        words = self.words
        lead = _WRITERS.match(piece.text)
        text = piece.text[lead.end() :] if lead else piece.text
        split = text.split()
        for count in (2, 3, 4) if len(split) <= 90 else ():
            name = " ".join(split[:count]).strip(",.")
            if "," in name:  # “Friends, I was born here”
                break
            rest = text[len(name) :].lstrip()
            if lead and rest[:1] in {",", ".", ""} and is_name(name) and about_author(text, name, words) is None:
                return Person(name)
            said = about_author(text, name, words)
            if said is None or not is_name(name) or self._no_name(name):
                continue
            told = re.split(r"[,.;(]|\s(?:and|und|et|y|e|en|who|der|die|qui|que)\s", said, maxsplit=1)
            role = re.sub(r"^(?:an?|the|eine?|une?|une|una)\s", "", told[0]).strip()
            known = any(words.has("roles", word.strip(",.")) for word in role.split())
            styled = any(one.start == 0 and one.end >= len(piece.text) for one in piece.rich.spans)
            speaks = bool(QUOTING & set(piece.text)) or any(words.has("say", word) for word in split)
            ends = piece is self.left[-1] and not speaks and bool(_LIVES & set(split[len(name.split()) :][:3]))
            if not self.release and (known or lead or styled or self.letter or ends) and self._new(name, piece):
                return Person(name, role if known and len(role.split()) <= 6 else "")
        return None

    def _new(self, name: str, piece: Piece) -> bool:
        """Tell whether the text speaks of nobody with the last part of *name*: writers hardly name themselves."""
        last = name.rsplit(maxsplit=1)[-1]
        prose = (text for text in self.texts if text != piece.text and (len(text.split()) > _LINE or len(text) > 90))
        return last not in self.headline and not any(last in text for text in prose)

    def signatures(self) -> list[tuple[Person, Piece]]:
        """Return the names at the end, each with its line."""
        block: list[Piece] = []
        above = ""
        skipped = 0  # notes on the text below its signature, which must then show by its form that it is one
        for piece in reversed(self.left[-14:]):
            text = piece.text
            inline = _IN_BRACKETS.search(text)
            if (
                inline is None
                and len(text.split()) <= _SHORT_LINE
                and text[-1] not in ".!?:。”»"
                and (len(text) <= 60 or " " in text)
                and "。" not in text
            ):
                block.insert(0, piece)
                continue
            who = signature(inline[1])[0] if inline and not block else None
            if who is not None and self._new(who.name, piece):
                return [(who, piece)]
            above = text
            if block or skipped == _MOST_NOTES or len(text.split()) > _LONGEST_NOTE:
                break
            skipped += 1
        leaves = (n for n, one in enumerate(block) if takes_leave(one.text, self.words) or _is_farewell(one.text))
        closing = next(leaves, -1)
        block = block[closing + 1 :]
        if any(_PRESS.search(_EMAIL.sub("", piece.text)) for piece in block):
            return []
        if any(_ON_BEHALF.match(piece.text) for piece in self.left[-6:]):
            return []  # who signs for a body
        labelled = above[-1:] in {":", "："} and not self.words.found("signed", above) and closing < 0
        marked = [above, *(piece.text for piece in block)]
        quoted = any(text[:1] in QUOTING and (text is not above or text[-1] in CLOSING) for text in marked if text)
        if labelled or quoted:  # whose words stand above, or whom the label asks to call
            return []
        return self._named(block, closed=closing >= 0, plain=not skipped)

    def _to_the_editor(self) -> bool:
        """Tell whether this is a letter to a paper, whose writer gives a town below the name."""
        return any(
            (greets(text, self.words) and _EDITOR.search(text)) or _EDITOR.match(text) for text in self.texts[:8]
        )

    def _beside(self, text: str) -> bool:
        """Tell whether a line says nothing of who wrote the text: a number to call, a note on its use."""
        return is_record(text) or only_signs(text) or bool(furniture(text, self.words))

    def _named(self, block: list[Piece], *, closed: bool, plain: bool) -> list[tuple[Person, Piece]]:
        found: list[tuple[Person, Piece]] = []
        others = 0
        for piece in block:
            dated = find_date(piece.text, self.words.tag)
            line = (piece.text[: dated.start] + piece.text[dated.end :]).strip(" ,·|") if dated else piece.text
            if (dated and not line) or self._beside(line):
                continue
            who, marked = signature(line)
            shown = marked or closed or cased(line)
            formed = plain or marked or closed or self.greeted or (who is not None and len(who.name) < len(line))
            if (
                who is not None
                and shown
                and formed
                and not self._no_name(who.name)
                and (closed or self._new(who.name, piece))
            ):
                found.append((who, piece))
                if self._to_the_editor() and len(found) == 2 and not found[1][0].role:
                    return found[:1]
                if marked and not self.letter:
                    return found
            else:
                others += 1
        town = others == 1 and self._to_the_editor()
        return found if self.letter or (len(found) == 1 and (not others or town)) else []

    def _no_name(self, name: str) -> bool:
        """Tell whether *name* is an organisation, a trade, or begins as a sentence does: “The Long Road”."""
        split, words = name.split(), self.words
        opens = any(words.has(key, split[0]) for key in ("determiners", "starters", "stops"))
        return opens or is_organisation(name, words) or any(words.has("roles", word.strip(",.")) for word in split)


def _is_farewell(text: str) -> bool:
    """Tell whether *text* is a line like “Until next time,” before a name."""
    return text[-1:] in ",،" and len(text.split()) <= _FAREWELL


def is_release(texts: Sequence[str], words: Words) -> bool:
    """Tell whether a text names somebody for the press to ask: then no name in it is its author’s but after “by”."""
    short = [text for text in texts if len(text.split()) <= _LINE]
    return any(words.leading("contact", text.lstrip("【[*_ ")) for text in short) or any(
        words.has("editors", text.rstrip(":")) for text in short
    )

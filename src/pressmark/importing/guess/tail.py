"""What stands around the body besides the head: corrections, tags, rights, contacts, notes to editors, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import (
    TITLED,
    about_author,
    is_name,
    is_organisation,
    is_role,
    leading_by,
    opens_sentence,
    people_of,
    read_byline,
    signature,
    split_names,
    takes_leave,
)
from pressmark.importing.guess.lines import cased, furniture, greets, is_record, is_rubric, listed_words
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, Guess, LeftOut, Missing, Person
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.dating import Dated
    from pressmark.importing.guess.lines import Head
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words


_PRESS = re.compile(
    r"press|presse|prensa|stampa|pers\b|imprensa|communicat|comunica|öffentlichkeitsarbeit|public relations|^source\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?\s*((?:19|20)\d{2})?", re.IGNORECASE)
_TAGS = re.compile(r"^([^\W\d_][^:]{1,24}):\s*(\S.*)$")
_QUOTING, _CLOSING = frozenset('“„«"「『'), frozenset('”“»"」』')
_VOICES, _LINE, _SHORT_LINE, _FAREWELL = 2, 12, 14, 4
_LONGEST_BIO = 90
_LIVES = common("lives")
_EDITOR = re.compile(
    r"^re:\s?[“\"‘'«„]|\b(?:editor|direct(?:eur|or)|direttor|r[eé]da[ck]|lette|lettre|courrier|leserbrief|cartas?|insändare|ingezonden)",
    re.IGNORECASE,
)
# Who signs for a body, not for themselves.
_ON_BEHALF = re.compile(
    r"(?:for|on behalf of|für|im namen|im auftrag|pour|au nom|por|en nombre|per|namens|voor|för)\s.{2,40}[,:]$",
    re.IGNORECASE,
)
_MOST_NOTES, _LONGEST_NOTE = 2, 25
_IN_BRACKETS = re.compile(r"[.!?。”»]\s?([(（][^()（）]{3,60}[)）])$")
_WRITERS = re.compile(rf"(?:{'|'.join(map(re.escape, listed('writers')))})\s?[:,،]?\s", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![0-9])\+?[0-9][0-9 ()./-]{6,28}[0-9]")
_EDGES = " \t\n,;:|·(–—-"


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
            if index in used or not self.words.has("contact", piece.text.strip(" :")):
                continue
            below: list[Piece] = []
            for other in self.pieces[index + 1 : index + 8]:
                apart = below and other.place > below[-1].place + 1
                if other.kind != "paragraph" or len(other.text.split()) > _LINE or apart:
                    break
                below.append(other)
            name = below[0].text if below else ""
            if self._keep_contact("\n".join(one.text for one in below), name):
                self._leave(index, piece.text, "part of the contact")
                for number, one in enumerate(below, index + 1):
                    self.tail.used.add(number)
                    if one.text != name:
                        self._leave(number, one.text, "part of the contact")

    def take(self, index: int, piece: Piece) -> None:
        """Use *piece* where it is furniture, a correction, or one of the last lines."""
        if piece.kind not in {"paragraph", "heading"} or not piece.text:
            return
        if piece.kind == "heading" and self._headed(index, piece):
            return
        why = furniture(piece.text, self.words)
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
        taken = words.leading("correction", text)
        label = re.match(r"\s*(?:[,(–—-][^:]{3,60}?\s*)?[:.—–]\s+", text[taken:]) if taken else None
        noted = text.casefold().startswith(("editor", "note", "anm", "nota", "noot"))
        if label is None or (noted and not words.found("correction_words", text[taken:])):
            return False
        end = taken + label.end()
        self._add(text[end:], piece.place, find_date(text[:end], words.tag))
        self._leave(index, text[:end].strip(), "the label of a correction")
        return True

    def _headed_correction(self, text: str, place: int) -> None:
        """Keep a correction that may begin with its day and, perhaps, its hour: “5 May 2026, 09:00: The …”."""
        dated = find_date(text, self.words.tag)
        lead = re.match(r"(?:,? \d\d?[:.]\d\d(?: \([^)]{1,20}\))?)?:\s", text[dated.end :]) if dated else None
        if dated is None or lead is None or dated.start:
            self._add(text, place)
            return
        if hour := lead[0].strip(" ,:"):
            self.tail.left_out.append(LeftOut(hour, "the hour of a correction", place))
        self._add(text[dated.end + lead.end() :], place, dated)

    def _add(self, text: str, place: int, dated: Dated | None = None) -> None:
        date = Guess(dated.value, SHOWN, dated.why, place) if dated else None
        if dated is None and (within := find_date(text, self.words.tag)):
            date = Guess(within.value, DOUBTFUL, "a date in the correction’s text; it may be another one", place)
        value = Guess(text, SHOWN, "it reads like a correction", place)
        self.tail.corrections.append(
            {"date": date or Missing("the text gives no date for this correction"), "text": value}
        )

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
        self.tail.keywords = listed_words(match[2])
        self._leave(index, match[1] + ":", "the label of the keywords")
        return True

    def _contact(self, index: int, piece: Piece) -> bool:
        """Take “Press contact: Ada Quill, ada@example.org”; with more than one address it stays as it is."""
        taken = self.words.leading("contact", piece.text)
        rest = piece.text[taken:]
        many = len(rest.split()) > _LONGEST_NOTE or len(_EMAIL.findall(rest)) > 1 or self.words.found("contact", rest)
        if not taken or many or not self._keep_contact(rest, rest):
            return False
        self._leave(index, piece.text[:taken], "the label of the contact")
        return True

    def _keep_contact(self, text: str, name: str) -> bool:
        """Keep the address and the number in *text*, with what else stands in *name*; tell whether there are any."""
        email, phone = _EMAIL.search(text), _PHONE.search(text)
        if "contact" in self.tail.extra or not (email or phone):
            return False
        contact = {"email": email[0] if email else "", "phone": phone[0].strip() if phone else ""}
        for value in filter(None, contact.values()):
            name = name.replace(value, " ")
        contact = {"name": re.sub(r"(?<!\s)\s*[,;|][,;|\s]*", ", ", name).strip(_EDGES), **contact}
        self.tail.extra["contact"] = {key: value for key, value in contact.items() if value}
        return True


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
        if piece not in last or len(text.split()) > _SHORT_LINE:
            continue
        text = text.strip("()[] ")  # “(Text und Foto: Timo Brandt)”
        taken = words.leading("signed", text) or leading_by(text, words)
        rest = text[taken:].strip(" ,:.") if taken and not head.authors else ""
        if byline := read_byline(rest, words, expected=True):
            head.authors = byline.authors
            head.byline = Guess(text, SHOWN, "the signature at the end", piece.place)
        dated = find_date(text, words.tag) if "published" not in fields else None
        if dated is not None and (words.found("published", text) or (loose and text[-1] not in ".!?")):
            fields["published"] = Guess(dated.value, LIKELY, "a date at the end of the text", piece.place)
    if loose and not head.authors and not ending.release and (signed_by := ending.signatures()):
        head.authors = tuple(who for who, _ in signed_by)
        names = ", ".join(who.name for who in head.authors)
        head.byline = Guess(names, LIKELY, "the name that stands alone at the end", signed_by[0][1].place)


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
        voice = "|".join(map(re.escape, sorted(words.own.sets.get("voice", ()), key=len, reverse=True)))
        voices = re.findall(rf"(?<!\w)(?:{voice or '(?!)'})(?!\w)", spoken, re.IGNORECASE)
        self.headline = fields["headline"].value if "headline" in fields else ""
        greeted = any(greets(text, words) for text in self.texts[:10])
        greeted = greeted or any(takes_leave(text, words) for text in self.texts[-12:])
        kind = "" if fields["kind"].doubtful else fields["kind"].value
        self.greeted = greeted or kind == "opinion"
        self.letter = loose and (len(voices) >= _VOICES or self.greeted)
        self.release = "embargo" in fields or (kind == "statement" and not greeted) or is_release(self.texts, words)
        # A letter to a paper, whose writer gives a town below the name.
        self.to_the_editor = any(
            (greets(text, words) and _EDITOR.search(text)) or _EDITOR.match(text) for text in self.texts[:8]
        )

    def bio(self, piece: Piece) -> Person | None:
        """Return the author whom the last paragraph tells of: “Ada Quill is a transport planner and …”."""
        words = self.words
        lead = _WRITERS.match(piece.text)
        text = TITLED.sub("", piece.text[lead.end() :] if lead else piece.text, count=1)
        split = text.split()
        names = [" ".join(split[:count]).strip(",.") for count in (2, 3, 4)]
        mine = words.flag("nouns_capitalised") and words.own.has("voice", split[0])  # “Mein Vorschlag ist einfach”
        told = ((one, about_author(text, one, words)) for one in names if not mine and "," not in one and is_name(one))
        name, said = next(((one, said) for one, said in told if said is not None), ("", ""))
        if self.release or not name or len(split) > _LONGEST_BIO or self._no_name(name) or not self._new(name, piece):
            return None
        role = re.split(r"[,.;(]|\s(?:and|und|et|y|e|en|who|der|die|qui|que)\s", said or "", maxsplit=1)[0]
        role = re.sub(r"^(?:an?|the|eine?|une?|une|una)\s", "", role).strip()
        noun = re.split(r"\s(?:of|at|in|for|bei|von|der|des|de|du|del)\s", role, maxsplit=1)[0].split()[-1:]
        if any(words.has("organisations", word) for word in noun):
            return None  # “Harbour Friends is a registered charity”
        known = any(words.has("roles", word.strip(",.")) for word in role.split())
        styled = any(one.start == 0 and one.end >= len(piece.text) for one in piece.rich.spans)
        speaks = bool(_QUOTING & set(text)) or any(words.has("say", word) for word in split)
        ends = piece is self.left[-1] and not speaks and bool(_LIVES & set(split[len(name.split()) :][:3]))
        if not (known or lead or styled or self.letter or ends):
            return None
        return Person(name, role if known and len(role.split()) <= 6 else "")

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
            short = len(text.split()) <= _SHORT_LINE and (len(text) <= 60 or " " in text)
            if inline is None and short and text[-1] not in ".!?:。”»" and "。" not in text:
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
        labelled = above[-1:] in {":", "："} and not self.words.found("signed", above) and closing < 0
        marked = [above, *(piece.text for piece in block)]
        quoted = any(text[:1] in _QUOTING and (text is not above or text[-1] in _CLOSING) for text in marked if text)
        behalf = any(_ON_BEHALF.match(piece.text) for piece in self.left[-6:])
        if labelled or quoted or behalf or any(_PRESS.search(_EMAIL.sub("", piece.text)) for piece in block):
            return []  # whose words stand above, or whom the press is to call
        return self._named(block, closed=closing >= 0, plain=not skipped)

    def _named(self, block: list[Piece], *, closed: bool, plain: bool) -> list[tuple[Person, Piece]]:
        found: list[tuple[Person, Piece]] = []
        others = 0
        for piece in block:
            dated = find_date(piece.text, self.words.tag)
            line = (piece.text[: dated.start] + piece.text[dated.end :]).strip(" ,·|") if dated else piece.text
            if not line or is_record(line) or furniture(line, self.words):
                continue  # a number to call, a note on its use
            who, marked = signature(line)
            pair = split_names(line, self.words) if who is None and self.letter else []
            two = [signature(name)[0] for name in pair] if len(pair) == 2 else []  # “Solfrid Nes og Torgeir Aulie”
            formed = plain or marked or closed or self.greeted or (who is not None and len(who.name) < len(line))
            shown = formed and (marked or closed or cased(line))
            signers = [one for one in two or [who] if one and shown and not self._no_name(one.name)]
            below = self.to_the_editor and others and not found  # a town below a name that was not known for one
            if (
                not below
                and len(signers) == max(1, len(two))
                and all(closed or self._new(one.name, piece) for one in signers)
            ):
                found += [(one, piece) for one in signers]
                if marked and not self.letter:
                    return found
            else:
                others += 1
        if self.to_the_editor and len(found) > 1 and not found[1][0].role:
            found = found[:1]  # and the town below the name
        return found if self.letter or (len(found) == 1 and others <= self.to_the_editor) else []

    def _no_name(self, name: str) -> bool:
        """Tell whether *name* is an organisation, a trade, or begins as a sentence does: “The Long Road”."""
        return opens_sentence(name, self.words) or is_organisation(name, self.words) or is_role(name, self.words)


def _is_farewell(text: str) -> bool:
    """Tell whether *text* is a line like “Until next time,” before a name."""
    return text[-1:] in ",،" and len(text.split()) <= _FAREWELL


def is_release(texts: Sequence[str], words: Words) -> bool:
    """Tell whether a text names somebody for the press to ask: then no name in it is its author’s but after “by”."""
    short = [text for text in texts if len(text.split()) <= _LINE]
    return any(words.leading("contact", text.lstrip("【[*_ ")) for text in short) or any(
        words.has("editors", text.rstrip(":")) for text in short
    )

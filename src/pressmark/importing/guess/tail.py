"""What stands around the body besides the head: corrections, tags, rights, contacts, notes to editors, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import is_name, leading_by, people_of, read_byline, signer
from pressmark.importing.guess.lines import furniture, only_signs
from pressmark.importing.manuscript import (
    DOUBTFUL,
    LIKELY,
    SHOWN,
    Guess,
    LeftOut,
    Missing,
    Person,
)
from pressmark.importing.words import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.lines import Head
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words

_PLACES = common("places")
_PRESS = re.compile(r"press|presse|prensa|stampa|pers\b|imprensa|communicat|comunica|@|\d{4}|^source\b", re.IGNORECASE)


_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?\s*((?:19|20)\d{2})?", re.IGNORECASE)
_TAGS = re.compile(r"^([^\W\d_][^:]{1,24}):\s*(\S.*)$")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![0-9])\+?[0-9][0-9 ()./-]{6,28}[0-9]")


@dataclass
class Tail:
    """What was found, and the indices of the pieces *used* for it."""

    fields: dict[str, Guess] = field(default_factory=dict)
    corrections: list[object] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)


def read_tail(pieces: Sequence[Piece], used: set[int], language: str, vocabularies: Sequence[Words]) -> Tail:
    """Return what the *pieces* that are not *used* yet hold besides the body."""
    reader = _TailReader(pieces, language, vocabularies)
    reader.contacts(used)
    for index, piece in enumerate(pieces):
        if index not in used and index not in reader.tail.used:
            reader.take(index, piece)
    return reader.tail


class _TailReader:
    def __init__(self, pieces: Sequence[Piece], language: str, vocabularies: Sequence[Words]) -> None:
        self.pieces, self.language, self.vocabularies = pieces, language, vocabularies
        self.tail = Tail()
        self.last = [n for n, piece in enumerate(pieces) if piece.kind != "picture"][-8:]

    def contacts(self, used: set[int]) -> None:
        """Take “Media contact:” with the short lines below it, wherever they stand."""
        for index, piece in enumerate(self.pieces):
            label = piece.text.strip(" :").casefold()
            if (
                index in used
                or not label
                or len(label) > 60
                or not any(words.has("contact", label) for words in self.vocabularies)
            ):
                continue
            below: list[Piece] = []
            for other in self.pieces[index + 1 : index + 8]:
                last = below[-1] if below else piece
                if (
                    other.kind != "paragraph"
                    or len(other.text.split()) > 12
                    or (below and other.place > last.place + 1)
                ):
                    break
                below.append(other)
            text = "\n".join(one.text for one in below)
            email, phone = _EMAIL.search(text), _PHONE.search(text)
            if not (email or phone) or "contact" in self.tail.extra:
                continue
            contact = {
                "name": below[0].text if not _EMAIL.search(below[0].text) and not _PHONE.search(below[0].text) else "",
                "email": email[0] if email else "",
                "phone": phone[0].strip() if phone else "",
            }
            self.tail.extra["contact"] = {key: value for key, value in contact.items() if value}
            self.tail.used.update(range(index, index + len(below) + 1))
            self.tail.left_out += [
                LeftOut(one.text, "part of the contact", one.place)
                for one in (piece, *below)
                if one.text != contact["name"]
            ]

    def take(self, index: int, piece: Piece) -> None:
        if piece.kind == "heading" and self._headed(index, piece):
            return
        if piece.kind not in {"paragraph", "heading"} or not piece.text:
            return
        why = "no words" if only_signs(piece.text) else furniture(piece.text, self.vocabularies)
        if why:
            self._leave(index, piece, why)
        elif piece.kind == "paragraph":
            _ = self._correction(index, piece) or (index in self.last and self._closing(index, piece))

    def _leave(self, index: int, piece: Piece, why: str) -> None:
        self.tail.used.add(index)
        self.tail.left_out.append(LeftOut(piece.text, why, piece.place))

    def _headed(self, index: int, piece: Piece) -> bool:
        """Take a heading such as “Correction” or “Notes to editors” with what stands under it."""
        for words in self.vocabularies:
            if words.has("correction", piece.text.rstrip(":")):
                self._leave(index, piece, "the heading of the corrections")
                for below in self._under(index):
                    self.tail.used.add(below)
                    self._add(self.pieces[below].text, self.pieces[below].place, SHOWN)
                return True
            if words.has("editors", piece.text.rstrip(":")):
                self._leave(index, piece, "the heading of the notes to editors")
                self.tail.notes = self._under(index)
                self.tail.used.update(self.tail.notes)
                return True
        return False

    def _under(self, index: int) -> list[int]:
        below: list[int] = []
        for number in range(index + 1, len(self.pieces)):
            if self.pieces[number].kind == "heading":
                break
            if self.pieces[number].kind in {"paragraph", "list"}:
                below.append(number)
        return below

    def _correction(self, index: int, piece: Piece) -> bool:
        text = piece.text
        if len(text.split()) > 120:
            return False
        for words in self.vocabularies:
            taken = words.leading("correction", text)
            label = re.match(r"\s*(?:[,(–—-][^:]{3,60}?\s*)?[:.—–]\s+", text[taken:]) if taken else None
            if label and (
                words.found("correction_words", text[taken:])
                or not text.casefold().startswith(("editor", "note", "anm", "nota", "noot"))
            ):
                head = text[: taken + label.end()]
                rest = text[taken + label.end() :]
                self.tail.used.add(index)
                dated = find_date(head, self.language)
                self._add(
                    rest, piece.place, SHOWN, Guess(dated.value, SHOWN, dated.why, piece.place) if dated else None
                )
                self.tail.left_out.append(LeftOut(head.strip(), "the label of a correction", piece.place))
                return True
            opening = words.found("correction_words", text[:90])
            if opening and index in self.last and " " in opening[0] and len(text.split()) <= 60:
                self.tail.used.add(index)
                self._add(text, piece.place, LIKELY)
                return True
        return False

    def _add(self, text: str, place: int, confidence: float, date: Guess | None = None) -> None:
        dated = None if date else find_date(text, self.language)
        if dated is not None:
            date = Guess(dated.value, DOUBTFUL, "a date in the correction’s text; it may be another one", place)
        value = Guess(text, confidence, "it reads like a correction", place)
        self.tail.corrections.append(
            {"date": date or Missing("the text gives no date for this correction"), "text": value}
        )

    def _closing(self, index: int, piece: Piece) -> bool:
        text = piece.text
        if match := _COPYRIGHT.match(text):
            if len(text.split()) > 20 or "rights" in self.tail.extra:
                return False
            self.tail.used.add(index)
            self.tail.extra["rights"] = {**({"year": int(match[1])} if match[1] else {}), "notice": text}
            return True
        return self._tags(index, piece) or self._contact(index, piece)

    def _tags(self, index: int, piece: Piece) -> bool:
        match = _TAGS.match(piece.text)
        if match is None or len(piece.text.split()) > 30:
            return False
        for words in self.vocabularies:
            if match[1].casefold() in words.groups("labels").get("keywords", []):
                self.tail.used.add(index)
                self.tail.keywords = tuple(
                    part.strip(" #.") for part in re.split(r"[,;،]", match[2]) if part.strip(" #.")
                )
                self.tail.left_out.append(LeftOut(match[1] + ":", "the label of the keywords", piece.place))
                return True
        return False

    def _contact(self, index: int, piece: Piece) -> bool:
        for words in self.vocabularies:
            taken = words.leading("contact", piece.text)
            email, phone = _EMAIL.search(piece.text), _PHONE.search(piece.text)
            if not taken or not (email or phone) or len(piece.text.split()) > 25 or "contact" in self.tail.extra:
                continue
            rest = piece.text[taken:]
            for found in (email, phone):
                rest = rest.replace(found[0], " ") if found else rest
            if words.found("contact", rest) or _EMAIL.search(rest):
                continue  # more than one contact: better left as words
            name = re.sub(r"^[\W_]+|[\W_]+$", "", re.sub(r"(?<!\s)\s*[,;|][,;|\s]*", ", ", rest)).strip(" ,")
            self.tail.used.add(index)
            contact = {"name": name, "email": email[0] if email else "", "phone": phone[0].strip() if phone else ""}
            self.tail.extra["contact"] = {key: value for key, value in contact.items() if value}
            self.tail.left_out.append(LeftOut(piece.text[:taken], "the label of the contact", piece.place))
            return True
        return False


def read_late(
    pieces: tuple[Piece, ...],
    used: set[int],
    fields: dict[str, Guess],
    head: Head,
    known: tuple[Words, ...],
    *,
    loose: bool,
) -> None:
    """Look for author and date in the last lines, where the head has none; they stay words of the text."""
    last = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"][-4:]
    for piece in last:
        text = piece.text
        if not head.authors and (found := _bio(text, known)):
            head.authors, head.byline = (
                people_of([found], frozenset(), known[0]),
                Guess(text, SHOWN, "the lines about the author at the end", piece.place),
            )
        if len(text.split()) > 14 and not (";" in text and any(words.leading("signed", text) for words in known)):
            continue
        for words in known:
            taken = words.leading("signed", text) or leading_by(text, words)
            rest = text[taken:].strip(" ,:.")
            whole = text if ";" in text else rest
            if taken and not head.authors and rest and (byline := read_byline(whole, known, expected=True)):
                head.authors = byline.authors
                head.byline = Guess(text, SHOWN, "the signature at the end", piece.place)
            dated = find_date(text, fields["language"].value) if "published" not in fields else None
            if dated is not None and words.found("published", text):
                fields["published"] = Guess(dated.value, LIKELY, "a date at the end of the text", piece.place)
    if loose and not head.authors and fields["kind"].value != "statement" and "embargo" not in fields:
        _signatures(pieces, used, head, known)


def _bio(text: str, known: tuple[Words, ...]) -> Person | None:
    """Return the author whom the last paragraph tells of: “Ada Quill is a transport planner and …”."""
    split = text.split()
    if len(split) > 90:
        return None
    for words in known:
        for count in (2, 3, 4):
            name = " ".join(split[:count])
            rest = text[len(name) :].lstrip()
            taken = words.leading("of_author", rest)
            if not taken or not is_name(name) or words.has("roles", split[0]):
                continue
            told = re.split(r"[,.;(]|\s(?:and|und|et|y|e|en|who|der|die|qui|que)\s", rest[taken:].strip(), maxsplit=1)[
                0
            ]
            role = re.sub(r"^(?:an?|the|eine?|une?|une|una)\s", "", told)
            if any(words.has("roles", word.strip(",.")) for word in role.split()):
                return Person(name, role.strip() if len(role.split()) <= 6 else "")
    return None


def _signatures(pieces: tuple[Piece, ...], used: set[int], head: Head, known: tuple[Words, ...]) -> None:
    """Take the names that stand alone at the end, as under a letter, each with a role or a place behind it."""
    found: list[Person] = []
    last = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"]
    for piece in reversed(last[-8:]):
        text = piece.text
        if len(text.split()) > 12 or text[-1:] in "!?:" or _PRESS.search(text):
            break
        place = _PLACES & set(text.partition(",")[0].casefold().split())
        who = None if place or any(words.leading("closings", text) for words in known) else signer(text)
        if who is None and found:
            break
        if who is not None:
            found.insert(0, who)
            line = piece.place
    if found:
        head.authors = tuple(found)
        head.byline = Guess(", ".join(one.name for one in found), LIKELY, "the name that stands alone at the end", line)

"""The head of an article: headline, deck, byline, dates, outlet, rubric, and the furniture among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.importing.draft import Given, Guess
from pressmark.importing.furniture import breadcrumbs, furniture, only_signs
from pressmark.importing.headlines import Head, HeadLines, capitals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_LONGEST_HEAD = 40
_LABEL = re.compile(r"^([^\W\d_][^:\n]{1,28}?)\s*:\s+(\S.*)$")
_BAR = re.compile(r"\s*[|•·]\s*")
_BODY_WORDS = 25
_OUTLET_WORDS = 6


def read_head(manuscript: Manuscript, given: Given, language: str, vocabularies: Sequence[Words]) -> Head:
    """Return what the head of *manuscript* says. Facts of metadata help to recognise lines; they add none here."""
    reader = _HeadReader(manuscript, given, language, vocabularies)
    for index, piece in enumerate(manuscript.pieces[:_LONGEST_HEAD]):
        if piece.kind == "picture":
            continue
        if index < reader.title_at:
            reader.before_title(index, piece)
        elif piece.kind in {"list", "quote"} or not reader.take(index, piece):
            break
    return reader.head


class _HeadReader:
    def __init__(self, manuscript: Manuscript, given: Given, language: str, vocabularies: Sequence[Words]) -> None:
        self.pieces = manuscript.pieces
        self.lines = HeadLines(given, language, vocabularies)
        self.head = self.lines.head
        fact = manuscript.fact("headline")
        self.known_headline = _flat(fact.value) if fact else ""
        deck = manuscript.fact("deck")
        self.known_deck = _flat(deck.value) if deck else ""
        self.title_at = self._title_at()

    def _title_at(self) -> int:
        """Return the index of the piece that is the headline for sure, -1 where none is."""
        first = list(enumerate(self.pieces[:_LONGEST_HEAD]))
        for index, piece in first:
            if self.known_headline and piece.text and _flat(piece.text) == self.known_headline:
                return index
        return next((index for index, piece in first if piece.kind == "heading" and piece.level == 1), -1)

    def before_title(self, index: int, piece: Piece) -> None:
        """Read a piece that stands before the headline: what says nothing of itself is left out."""
        text = piece.text
        if piece.kind in {"list", "quote"} or len(text.split()) > _BODY_WORDS:
            return
        if not self._plainly(piece, text):
            self.lines.leave(piece, "it stands before the headline")
        self.head.used.add(index)

    def take(self, index: int, piece: Piece) -> bool:
        """Use *piece* for the head; return False where it is the first of the body."""
        text = piece.text
        if self._plainly(piece, text):
            self.head.used.add(index)
            return True
        if self._headline(piece, text) or self._deck(index, piece, text):
            self.head.used.add(index)
            return True
        return False

    def _plainly(self, piece: Piece, text: str) -> bool:
        """Take what shows by itself what it is."""
        if only_signs(text):
            return self.lines.leave(piece, "no words")
        if why := furniture(text, self.lines.vocabularies):
            return self.lines.leave(piece, why)
        if "headline" not in self.head.fields and breadcrumbs(text):
            return self.lines.leave(piece, "the trail to the page")
        if self.known_headline and _flat(text) == self.known_headline:
            return False
        return (
            self.lines.hinted(piece, text)
            or self.lines.labelled(piece, text)
            or self.lines.release(piece, text)
            or self.lines.rubric(piece, text)
            or self.lines.dated(piece, text)
            or self.lines.barred(piece, text)
            or self.lines.byline(piece, text, expected=False)
            or self.lines.outlet(piece, text)
            or self.lines.byline(piece, text, expected=self._byline_expected(piece))
        )

    def _byline_expected(self, piece: Piece) -> bool:
        return (
            "headline" in self.head.fields
            and not self.head.authors
            and piece.kind == "paragraph"
            and capitals(piece.text)
        )

    def _headline(self, piece: Piece, text: str) -> bool:
        if "headline" in self.head.fields:
            return False
        if self.known_headline:
            same = _flat(text) == self.known_headline
            if same:
                return self.head.put("headline", Guess(text, 0.97, "as in the page’s metadata", piece.place))
            if piece.kind == "heading" and piece.level == 1:
                return self.head.put("headline", Guess(text, 0.9, "the first heading", piece.place))
            return False
        if piece.kind == "heading":
            return self.head.put(
                "headline", Guess(text, 0.95 if piece.level == 1 else 0.85, "the first heading", piece.place)
            )
        if len(text.split()) > _BODY_WORDS:
            return False
        sure = text[-1] not in ".:;," and len(text.split()) > 1
        return self.head.put("headline", Guess(text, 0.9 if sure else 0.5, "the first line of the text", piece.place))

    def _deck(self, index: int, piece: Piece, text: str) -> bool:
        if "headline" not in self.head.fields or "deck" in self.head.fields:
            return False
        if self.known_deck and _flat(text) == self.known_deck:
            return self.head.put("deck", Guess(text, 0.9, "as in the page’s metadata", piece.place))
        count = len(text.split())
        if not 4 <= count <= 50 or self.head.authors or text.lstrip()[:1] in '“"„«':
            return False
        ahead = [other for other in self.pieces[index + 1 : index + 4] if other.kind == "paragraph"]
        if any(self._looks_like_head(other) for other in ahead[:2]):
            return self.head.put("deck", Guess(text, 0.85, "it stands between headline and byline", piece.place))
        plain = text[-1] not in '.!?:”"»“' and count <= 30 and bool(ahead) and len(ahead[0].text.split()) > count
        subtitle = piece.kind == "heading" or (plain and not capitals(text))
        return subtitle and self.head.put("deck", Guess(text, 0.55, "it may as well be a sub-heading", piece.place))

    def _looks_like_head(self, piece: Piece) -> bool:
        text = piece.text
        if len(text.split()) > 16 or text[-1:] in ".!?":
            return False
        trial = HeadLines(self.lines.given, self.lines.language, self.lines.vocabularies)
        trial.head.fields["headline"] = Guess("…")
        return (
            trial.hinted(piece, text)
            or trial.dated(piece, text)
            or trial.barred(piece, text)
            or trial.byline(piece, text, expected=capitals(text))
        )


def _flat(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()

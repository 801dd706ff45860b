"""The head of an article: headline, deck, byline, dates, outlet, rubric, labels, and the furniture among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import FIRMS, read_byline
from pressmark.importing.guess.lines import Head, HeadLines, breadcrumbs, capitals, flat, furniture, only_signs
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Given, Guess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_LONGEST_HEAD = 40
_BODY_WORDS = 25
_WIRE = re.compile(
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|EXCLUSIVE|FEATURE|ANALYSIS|FOCUS)(?: \d{1,2})?-(?=\S)|ROUNDUP(?: \d)?: "
)


def read_head(  # noqa: PLR0917 - what a head is read by
    manuscript: Manuscript,
    given: Given,
    language: str,
    vocabularies: Sequence[Words],
    headline: Guess | None,
    taken: AbstractSet[int] = frozenset(),
) -> Head:
    """Return what the head of *manuscript* says; *headline* is what the metadata give as it, *taken* other pieces."""
    reader = _HeadReader(manuscript, given, language, vocabularies, headline)
    for index, piece in enumerate(manuscript.pieces):
        if index > reader.title_at + _LONGEST_HEAD:
            break
        if piece.kind == "picture" or not piece.texts or index in taken or reader.skips(index, piece):
            continue
        if index < reader.title_at:
            reader.before_title(index, piece)
        elif piece.out:
            reader.beside(index, piece)
        elif piece.kind in {"list", "quote", "table"} or not reader.take(index, piece):
            break
    if not reader.page:
        reader.late_lines()
    if reader.lines.subject:
        reader.head.put("headline", reader.lines.subject)
    if reader.page and "published" not in reader.head.fields:
        _near_date(manuscript.pieces, reader.title_at, language, vocabularies, reader.head)
    return reader.head


def _near_date(pieces: Sequence[Piece], title: int, language: str, vocabularies: Sequence[Words], head: Head) -> None:
    """Take a date in a short line beside the headline: the only one there, or one that is said to be its."""
    body = next((n for n, one in enumerate(pieces) if not one.out and one.kind == "paragraph" and n > title), 0)
    for number, piece in enumerate(pieces[: max(title, body) + 14]):
        text = piece.text[:200]
        beside = max(0, title - 2) <= number <= max(0, title) + 7
        dated = find_date(text, language) if text and (beside or not _aside(piece)) else None
        if dated is None:
            continue
        said = any(words.found("published", text[: dated.start]) for words in vocabularies)
        alone = len(text.split()) <= 20 and find_date(text[dated.end :], language) is None
        opens = number == body and bool(re.match(r"\s?[|–—:-]\s", text[dated.end :])) and dated.start < 40
        if (said and len(text.split()) <= 20) or (alone and beside) or opens:
            sure = min(dated.confidence, LIKELY)
            head.put("published", Guess(dated.value, sure, "a date beside the headline", piece.place))
            return


class _HeadReader:
    def __init__(
        self,
        manuscript: Manuscript,
        given: Given,
        language: str,
        vocabularies: Sequence[Words],
        headline: Guess | None,
    ) -> None:
        self.pieces = manuscript.pieces
        self.page = manuscript.form == "html"
        self.lines = HeadLines(given, language, vocabularies)
        self.head = self.lines.head
        self.known_headline = flat(headline.value) if headline else ""
        self.named = bool(manuscript.people) and any(fact.confidence >= LIKELY for _, fact in manuscript.people)
        deck = manuscript.fact("deck") or manuscript.fact("summary")
        self.known_deck = flat(deck.value) if deck else ""
        self.lines.mail = any(self.lines.label_of(piece.text) == "subject" for piece in self.pieces[:10])
        self.title_at = self._title_at()
        if headline:
            self.head.put("headline", headline)

    def _title_at(self) -> int:
        """Return the index of the piece that is the headline for sure, -1 where none is."""
        first = list(enumerate(self.pieces[: 400 if self.page else _LONGEST_HEAD]))
        for kind in ("heading", "paragraph"):
            for index, piece in first:
                if self.known_headline and piece.kind == kind and flat(piece.text) == self.known_headline:
                    return index
        for index, piece in first:
            if self.known_headline and piece.level == 1 and self.known_headline in flat(piece.text):
                return index
        found = next((i for i, one in first if one.kind == "heading" and one.level == 1 and not _aside(one)), -1)
        return found if found >= 0 or self.page or self.known_headline else self._likeliest()

    def _likeliest(self) -> int:
        """Return the index of the line at the head of a text that reads most like its headline, -1 where none does."""
        best, at, seen = 0.0, -1, 0
        for index, piece in enumerate(self.pieces[:_LONGEST_HEAD]):
            text = piece.text
            if piece.kind == "picture" or not text:
                continue
            greets = self.lines.opens("salutations", text)
            if piece.kind in {"list", "quote", "table"} or _long(text) or (greets and (at >= 0 or self.lines.mail)):
                break
            if greets or self._says_something(piece, text):
                continue
            weight = _titleness(piece, text, self.lines.language, self.lines.vocabularies) - seen / 4
            seen += 1
            if weight > best:
                best, at = weight, index
        return at

    def _says_something(self, piece: Piece, text: str) -> bool:
        """Tell whether *piece* is a date, a byline, a label or furniture, and so no headline."""
        trial = HeadLines(self.lines.given, self.lines.language, self.lines.vocabularies)
        trial.mail = self.lines.mail
        return (
            only_signs(text)
            or bool(furniture(text, trial.vocabularies))
            or trial.labelled(piece, text)
            or trial.release(piece, text)
            or trial.rubric(piece, text)
            or trial.dated(piece, text)
            or trial.barred(piece, text)
            or trial.byline(piece, text, expected=False)
            or trial.outlet(piece, text)
        )

    def skips(self, index: int, piece: Piece) -> bool:
        """Tell whether *piece* can say nothing of the head: it stands aside on the page, or far above the title."""
        return bool(piece.out) and (_aside(piece) or index < self.title_at - 8)

    def before_title(self, index: int, piece: Piece) -> None:
        """Read a piece that stands before the headline: what says nothing of itself is left out."""
        text = piece.text
        if piece.kind in {"list", "quote", "table"} or len(text.split()) > _BODY_WORDS:
            return
        if self._plainly(piece, text) or not piece.out:
            if index not in self.head.used and not self._told:
                alone = not self.page and index == self.title_at - 1 and len(text.split()) <= 3
                alone = alone and text[-1] not in ".:," and not self.lines.opens("salutations", text)
                above = Guess(text, LIKELY, "it stands above the headline", piece.place)
                if not alone or not self.head.put("rubric", above):
                    self.lines.leave(piece, "it stands before the headline")
            self.head.used.add(index)

    def beside(self, index: int, piece: Piece) -> None:
        """Read a piece below the headline that is no part of the body, for what it says of the article."""
        text = piece.text
        if piece.kind in {"list", "quote", "table"} or len(text.split()) > 90:
            return
        title = self.known_headline and flat(text) == self.known_headline
        if title or self._plainly(piece, text) or self._known_deck(piece, text):
            self.head.used.add(index)

    def take(self, index: int, piece: Piece) -> bool:
        """Use *piece* for the head; return False where it is the first of the body."""
        text = piece.text
        if self._plainly(piece, text) or self._headline(piece, text) or self._deck(index, piece, text):
            self.head.used.add(index)
            return True
        return False

    def _plainly(self, piece: Piece, text: str) -> bool:
        """Take what shows by itself what it is."""
        self._told = True
        if only_signs(text):
            return self.lines.leave(piece, "no words")
        if self.known_headline and flat(text) == self.known_headline:
            return False
        if why := furniture(text, self.lines.vocabularies):
            return self.lines.leave(piece, why)
        if "headline" not in self.head.fields and breadcrumbs(text):
            return self.lines.leave(piece, "the trail to the page")
        self._told = (
            self.lines.hinted(piece, text)
            or self.lines.labelled(piece, text)
            or self.lines.release(piece, text)
            or self.lines.rubric(piece, text)
            or self.lines.dated(piece, text)
            or self.lines.barred(piece, text)
            or self.lines.byline(piece, text, expected=False)
            or self.lines.outlet(piece, text)
            or (self._name_expected(piece) and self.lines.byline(piece, text, expected=True))
        )
        return self._told

    def _name_expected(self, piece: Piece) -> bool:
        """Tell whether a bare name below the headline is a byline: in copy it is, a page has other lines there."""
        return (
            "headline" in self.head.fields
            and not self.head.authors
            and not self.named
            and not self.page
            and "embargo" not in self.head.fields
            and ("kind" not in self.head.fields or self.head.fields["kind"].value != "statement")
            and piece.kind == "paragraph"
            and capitals(piece.text)
            and len(piece.text.split()) <= 12
        )

    def late_lines(self) -> None:
        """Take a line that begins as a byline, or is a date, behind the first points or the summary of a story."""
        for index, piece in enumerate(self.pieces[:12]):
            short = piece.kind == "paragraph" and len(piece.text.split()) <= 14 and piece.text[-1:] not in "!?"
            if not short or index in self.head.used:
                continue
            found = None if self.head.authors else read_byline(piece.text, self.lines.vocabularies)
            byline = (
                found is not None
                and found.confidence == STATED
                and self.lines.byline(piece, piece.text, expected=False)
            )
            if byline or ("published" not in self.head.fields and self.lines.dated(piece, piece.text)):
                self.head.used.add(index)

    def _headline(self, piece: Piece, text: str) -> bool:
        if self.known_headline:
            return flat(text) == self.known_headline or (piece.level == 1 and self.known_headline in flat(text))
        if "headline" in self.head.fields:
            return flat(text) == flat(self.head.fields["headline"].value)
        if self.lines.subject and self.title_at < 0:
            self.head.put("headline", self.lines.subject)
            return flat(text) == flat(self.lines.subject.value)
        text = _WIRE.sub("", text)
        if piece.kind == "heading":
            return self.head.put(
                "headline", Guess(text, STATED if piece.level == 1 else SHOWN, "the first heading", piece.place)
            )
        if len(text.split()) > _BODY_WORDS or len(text) > 200:
            return False
        sure = text[-1] not in ".:;,。" and (len(text.split()) > 1 or len(text) > 12)
        return self.head.put(
            "headline", Guess(text, SHOWN if sure else DOUBTFUL, "the first line of the text", piece.place)
        )

    def _known_deck(self, piece: Piece, text: str) -> bool:
        same = bool(self.known_deck) and flat(text) == self.known_deck
        return same and self.head.put("deck", Guess(text, SHOWN, "as in the page’s metadata", piece.place))

    def _deck(self, index: int, piece: Piece, text: str) -> bool:
        if "headline" not in self.head.fields or "deck" in self.head.fields:
            return False
        if self._known_deck(piece, text):
            return True
        if self.page and piece.hint != "deck":
            return False
        count = len(text.split())
        if (
            not 4 <= count <= 50
            or self.head.authors
            or self.lines.opens("salutations", text)
            or text.lstrip()[:1] in '“"„«'
        ):
            return False
        ahead = [other for other in self.pieces[index + 1 : index + 4] if other.kind == "paragraph"]
        if any(self._looks_like_head(other) for other in ahead[:2]):
            return self.head.put("deck", Guess(text, SHOWN, "it stands between headline and byline", piece.place))
        plain = text[-1] not in '.!?:”"»“' and count <= 30 and bool(ahead) and len(ahead[0].text.split()) > count
        subtitle = piece.kind == "heading" or (plain and not capitals(text))
        return subtitle and self.head.put("deck", Guess(text, DOUBTFUL, "it may as well be a sub-heading", piece.place))

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


def _long(text: str) -> bool:
    """Tell whether *text* is too long for a line of the head; signs of scripts without spaces count as words do."""
    return (
        len(text.split()) > _BODY_WORDS
        or len(text) > 200
        or (len(text) > 70 and not text.isascii() and len(text.split()) < 5)
    )


def _titleness(piece: Piece, text: str, language: str, vocabularies: Sequence[Words]) -> float:
    """Return how much a line reads like a headline: a few words that are no name, no address and no date."""
    split = text.split()
    count = len(split) if len(split) > 2 or text.isascii() else len(text) // 4
    firm = FIRMS.search(text) or any(words.has("organisations", split[0]) for words in vocabularies)
    addressed = any(words.leading("addressed", text) for words in vocabularies) and capitals(text)
    name = (
        capitals(text)
        and text != text.lower()
        and not text.isupper()
        and count <= 5
        and not any(map(str.islower, split))
    )
    short = 2.0 if count >= 4 else count / 2
    return (
        short
        + 3 * (piece.kind == "heading")
        - 3 * (text[-1] in ":,;،、")
        - 1.5 * (text[-1] in ".。")
        - 2 * bool(firm and count <= 7)
        - 4 * addressed
        - name
        - 2 * (find_date(text, language) is not None)
        - 2 * (text[0] in "~〜~▪•■-–*(")
        + 1
    )


def _aside(piece: Piece) -> bool:
    """Tell whether the page itself sets *piece* aside, as a menu or a list of other articles."""
    return bool(piece.out) and not piece.out.startswith(("trafilatura", "outside"))

"""The lines of an article's head, each told by what it shows: a rubric, a date, a byline, an outlet, a label."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.importing.bylines import parts_of, read_byline
from pressmark.importing.dating import find_date, only_date
from pressmark.importing.draft import Given, Guess
from pressmark.importing.furniture import furniture
from pressmark.importing.manuscript import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.manuscript import Piece
    from pressmark.importing.names import Person
    from pressmark.importing.words import Words

_LABEL = re.compile(r"^([^\W\d_][^:\n]{1,28}?)\s*:\s+(\S.*)$")
_BAR = re.compile(r"\s*[|•·]\s*")
_OUTLET_WORDS = 6


@dataclass
class Head:
    """What the first pieces say: *fields* by key, *authors*, and the pieces that are *used*; the rest is body."""

    fields: dict[str, Guess] = field(default_factory=dict)
    authors: tuple[Person, ...] = ()
    byline: Guess = field(default_factory=lambda: Guess("", 0.0, "no byline found"))
    keywords: tuple[str, ...] = ()
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)

    def put(self, key: str, guess: Guess) -> bool:
        """Keep *guess* unless *key* has one already; tell whether it was kept."""
        if key in self.fields or not guess.value.strip():
            return False
        self.fields[key] = guess
        return True


class HeadLines:
    """Takes lines for what they are and keeps what they say in `head`."""

    def __init__(self, given: Given, language: str, vocabularies: Sequence[Words]) -> None:
        """Begin with nothing read."""
        self.given, self.language, self.vocabularies = given, language, vocabularies
        self.head = Head()

    def leave(self, piece: Piece, why: str) -> bool:
        """Take *piece* as no part of the article, and say *why*."""
        self.head.left_out.append(LeftOut(piece.text, why, piece.place))
        return True

    def hinted(self, piece: Piece, text: str) -> bool:
        """Take a piece that the input itself names: a byline, a date, a deck."""
        if piece.hint == "byline":
            return self.byline(piece, text, expected=True) or self.leave(piece, "a byline that gives no name")
        if piece.hint in {"date", "updated"}:
            return self.dated(piece, text) or (len(text.split()) < 12 and self.leave(piece, "a date that is not whole"))
        if piece.hint in {"deck", "rubric", "dateline"}:
            return self.head.put(piece.hint, Guess(text, 0.9, "the input names it so", piece.place))
        return False

    def labelled(self, piece: Piece, text: str) -> bool:
        """Take “Headline: …” and its like."""
        match = _LABEL.match(text)
        if match is None:
            return False
        for words in self.vocabularies:
            for key, labels in words.groups("labels").items():
                if match[1].casefold() in labels:
                    return self._label(piece, key, match[2])
        return False

    def _label(self, piece: Piece, key: str, value: str) -> bool:
        if key == "byline":
            return self.byline(piece, value, expected=True)
        if key == "published":
            return self.dated(piece, value)
        if key == "keywords":
            self.head.keywords = tuple(part.strip() for part in re.split(r"[,;،]", value) if part.strip())
            return True
        if key == "rubric" and not self.rubric(piece, value):
            return self.head.put("rubric", Guess(value, 0.9, "labelled so", piece.place))
        return key == "rubric" or self.head.put(key, Guess(value, 0.95, "labelled so", piece.place))

    def release(self, piece: Piece, text: str) -> bool:
        """Take the line of an embargo."""
        for words in self.vocabularies:
            taken = words.leading("embargo", text)
            if taken and len(text.split()) <= 16 and (dated := find_date(text, self.language)):
                self.head.put(
                    "embargo", Guess(dated.value, min(dated.confidence, 0.8), "the embargo line", piece.place)
                )
                return True
        return False

    def rubric(self, piece: Piece, text: str) -> bool:
        """Take the name of a department, which also tells the kind of article."""
        key = re.sub(r"^[\W_]+|[\W_]+$", "", text).casefold()
        parts = [part.strip() for part in re.split(r"[/|•·›>]", key)]
        for words in self.vocabularies:
            for kind, names in words.groups("rubrics").items():
                if key in names or (len(parts) == 2 and any(part in names for part in parts)):
                    if self.head.put("rubric", Guess(text.strip(" |:›>"), 0.9, "a rubric", piece.place)):
                        self.head.put("kind", Guess(kind, 0.85, f"the rubric “{text}”", piece.place))
                        return True
                    return self.leave(piece, "a second rubric")
        return False

    def dated(self, piece: Piece, text: str) -> bool:
        """Take a line that is a date, perhaps with a word that says whose."""
        if len(text.split()) > 18:
            return False
        updated = any(words.found("updated", text[:40]) for words in self.vocabularies)
        dated = find_date(text, self.language)
        if dated is None:
            return False
        lead = text[: dated.start].strip(" :,|–—-")
        said = any(words.leading(key, lead) for words in self.vocabularies for key in ("published", "updated"))
        if not said and not only_date(text, dated):
            return False
        second = re.split(r"[|•·;]", text[dated.end :], maxsplit=1)
        key = (
            "modified"
            if updated and (not said or "published" in self.head.fields or not self._says_published(lead))
            else "published"
        )
        if not self.head.put(key, Guess(dated.value, dated.confidence, dated.why, piece.place)):
            return self.leave(piece, "a second date")
        self._beside(piece, text[: dated.start] + " " + text[dated.end :])
        rest = find_date(second[1], self.language) if len(second) > 1 else None
        if rest is not None:
            self.head.put("modified", Guess(rest.value, rest.confidence, rest.why, piece.place))
        return True

    def _beside(self, piece: Piece, rest: str) -> None:
        """List the words that stand beside a date."""
        if any(char.isalpha() for char in rest):
            self.head.left_out.append(LeftOut(" ".join(rest.split()), "words beside a date", piece.place))

    def _says_published(self, lead: str) -> bool:
        return any(words.leading("published", lead) for words in self.vocabularies)

    def barred(self, piece: Piece, text: str) -> bool:
        """Take a line of several parts: “The Harbour Post | 4 May 2026 | By Mira Sandoval”."""
        parts = [part for part in _BAR.split(text) if part.strip()]
        if len(parts) < 2 or len(text.split()) > 24:
            return False
        before = (dict(self.head.fields), self.head.authors, self.head.byline, list(self.head.left_out))
        known = [self._part(piece, part) for part in parts]
        if len(parts) == 2 and sum(known) == 1 and "outlet" in self.head.fields and "headline" not in before[0]:
            other = parts[known.index(False)]
            named = capitals(other) and len(other.split()) <= 3
            known = (
                [True] * 2
                if named and self.head.put("rubric", Guess(other, 0.6, "it stands beside the outlet", piece.place))
                else known
            )
        if all(known) or (sum(known) >= 2 and sum(known) >= len(known) - 1):
            for part, is_known in zip(parts, known, strict=True):
                if not is_known:
                    self.head.left_out.append(LeftOut(part, "part of a line of the page’s head", piece.place))
            return True
        self.head.fields, self.head.authors, self.head.byline, self.head.left_out = before
        return False

    def _part(self, piece: Piece, text: str) -> bool:
        if why := furniture(text, self.vocabularies):
            self.head.left_out.append(LeftOut(text, why, piece.place))
            return True
        return (
            self.rubric(piece, text)
            or self.dated(piece, text)
            or self.byline(piece, text, expected=False)
            or self.outlet(piece, text)
            or (len(text.split()) > 1 and self.byline(piece, text, expected=True))
        )

    def byline(self, piece: Piece, text: str, *, expected: bool) -> bool:
        """Take a byline; *expected* tells that the line stands where one would."""
        if self.head.authors or (piece.kind == "heading" and not expected):
            return False
        line, dated = text, find_date(text, self.language)
        if dated is not None and len(text.split()) <= 20:
            line = (text[: dated.start] + text[dated.end :]).strip(" ,|–—-·•")
        found = read_byline(line, self.vocabularies, expected=expected)
        if found is None:
            return False
        if not expected and found.confidence < 0.9 and "headline" not in self.head.fields:
            return False
        if dated is not None:
            self.head.put("published", Guess(dated.value, dated.confidence, dated.why, piece.place))
        self.head.authors = found.authors
        self.head.byline = Guess(line, found.confidence, "the byline", piece.place)
        if found.place:
            self.head.put("dateline", Guess(found.place, 0.5, "the place in the byline", piece.place))
        told = [found.place, *(part for author in found.authors for part in parts_of(author))]
        rest = Counter(re.findall(r"\w+", text)) - Counter(re.findall(r"\w+", " ".join(told)))
        if dated is not None:
            rest -= Counter(re.findall(r"\w+", text[dated.start : dated.end]))
        if rest:
            words = [word for word in re.findall(r"\w+", text) if word in rest]
            self.head.left_out.append(LeftOut(" ".join(words), "words of the byline besides its names", piece.place))
        return True

    def outlet(self, piece: Piece, text: str) -> bool:
        """Take the name of an outlet."""
        bare = text.strip(" |–—-")
        if self.given.outlet and bare.casefold() == self.given.outlet.casefold():
            return self.head.put("outlet", Guess(bare, 1.0, "as given", piece.place)) or self.leave(
                piece, "the outlet again"
            )
        split = bare.split()
        if not 1 <= len(split) <= _OUTLET_WORDS or not capitals(bare) or bare[-1] in ".!?":
            return False
        named = any(words.has("outlets", word) for words in self.vocabularies for word in (split[-1], *split[:2]))
        if len(split) == 1:  # “Hafenbote”: one word, made of others, and the text goes on
            ends = tuple(word for word in self.vocabularies[0].sets.get("outlets", ()) if len(word) > 3)
            named = bare.casefold().endswith(ends) and not self.head.fields
        return named and self.head.put("outlet", Guess(bare, 0.75, "it reads like an outlet’s name", piece.place))


def capitals(text: str) -> bool:
    """Tell whether nearly all words of *text* begin with a capital, as in a name."""
    split = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return bool(split) and all(word[0].isupper() or word[0].lower() == word[0].upper() for word in split)

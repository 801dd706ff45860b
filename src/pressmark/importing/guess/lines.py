"""Single lines taken for what they are: bylines, dates, rubrics, labels, outlets, and the furniture among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date, find_moment, only_date
from pressmark.importing.guess.bylines import is_name, leading_by, read_byline
from pressmark.importing.manuscript import DOUBTFUL, GIVEN, LIKELY, SHOWN, STATED, Given, Guess, LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.manuscript import Person, Piece
    from pressmark.importing.words import Words

_LABEL = re.compile(r"([^\W\d_][^:：\n]{1,28}?)\s?[:：]\s?(\S.{0,400})$")
_BAR = re.compile(r"\s?[|•·]\s?")
_OUTLET_WORDS = 6
_SUBJECT = re.compile(
    r"^(?:(?:press|media|news) release|pressemitteilung|presseinformation|communiqué(?: de presse)?|nota de prensa"
    r"|comunicado|comunicato stampa|persbericht|pressmeddelande|wg|fwd?|re|aw|tr|rv|vs)\s?[:–—-]\s{1,3}",
    re.IGNORECASE,
)

_LONGEST = 14
_CRUMBS = re.compile(r"^\S[^.]*(?:\s[>›»/]\s[^.]+){1,5}$")
_MEASURE = re.compile(r"^\W*\d[\d.,]*\s*(.+?)\W*$")
_ONLY_SIGNS = re.compile(r"^[\W\d_]*$")
_HANDLES = re.compile(r"^(?:@\w+\s*)+$")


def furniture(text: str, vocabularies: Sequence[Words]) -> str:
    """Return why the line *text* is furniture, or "" if it is part of the article."""
    bare = text.strip()
    if not bare or len(bare.split()) > _LONGEST:
        return ""
    key = re.sub(r"^[\W_]+|[\W_]+$", "", bare).casefold()
    folded = " ".join(key.split())
    for words in vocabularies:
        if folded in words.sets.get("furniture", ()) or bare.casefold() in words.sets.get("ends", ()):
            return "page furniture"
        if words.leading("furniture_starts", bare):
            return "page furniture"
        measure = _MEASURE.match(folded)
        if measure and measure[1] in words.sets.get("minutes", ()):
            return "page furniture"
    return _by_shape(bare, folded, vocabularies)


def _by_shape(bare: str, folded: str, vocabularies: Sequence[Words]) -> str:
    if _HANDLES.match(bare):
        return "a handle of a social network"
    parts = [part.strip(" :-–—•·*") for part in re.split(r"\s{2,}|[|•·,/]|\s[–-]\s", bare) if part.strip(" :-–—•·*")]
    every = set().union(*(words.sets.get("furniture", frozenset()) for words in vocabularies))
    if len(parts) > 1 and all(part.casefold() in every or _ONLY_SIGNS.match(part) for part in parts):
        return "page furniture"
    if len(folded.split()) > 1 and all(word.strip("|·•") in every or not word.strip("|·•") for word in folded.split()):
        return "page furniture"
    return ""


def breadcrumbs(text: str) -> bool:
    """Tell whether *text* is a trail such as “Home > Opinion > …”; only at the head of a page does it count."""
    return len(text.split()) <= _LONGEST and bool(_CRUMBS.match(text.strip())) and not re.search(r"\d/\d", text)


def only_signs(text: str) -> bool:
    """Tell whether *text* has neither a letter nor a figure."""
    return not any(char.isalnum() for char in text)


@dataclass
class Head:
    """What the first pieces say: *fields* by key, *authors*, and the pieces that are *used*; the rest is body."""

    fields: dict[str, Guess] = field(default_factory=dict)
    authors: tuple[Person, ...] = ()
    byline: Guess = field(default_factory=lambda: Guess("", 0.0, "no byline found"))
    keywords: tuple[str, ...] = ()
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

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
        self.mail = False
        self.subject: Guess | None = None
        self._by_alone = False

    def leave(self, piece: Piece, why: str) -> bool:
        """Take *piece* as no part of the article, and say *why*."""
        self.head.left_out.append(LeftOut(piece.text, why, piece.place))
        return True

    def hinted(self, piece: Piece, text: str) -> bool:
        """Take a piece that the input itself names: a byline, a date, a deck."""
        if piece.hint == "byline" and len(text.split()) <= 25:
            return self.byline(piece, text, expected=True) or self.leave(piece, "a byline that gives no name")
        if piece.hint == "date":
            return self.dated(piece, text) or (len(text.split()) < 12 and self.leave(piece, "a date that is not whole"))
        if piece.hint == "deck" and "headline" not in self.head.fields:
            return False
        if piece.hint in {"deck", "rubric", "dateline"}:
            return self.head.put(piece.hint, Guess(text, SHOWN, "the input names it so", piece.place))
        return False

    def labelled(self, piece: Piece, text: str) -> bool:
        """Take “Headline: …” and its like."""
        key = self.label_of(text)
        match = _LABEL.match(text)
        return bool(key and match) and self._label(piece, key, match[2] if match else "")

    def label_of(self, text: str) -> str:
        """Return what the label before a colon says the rest is, "" where there is none."""
        match = _LABEL.match(text)
        if match is None:
            return ""
        every = (pair for words in self.vocabularies for pair in words.groups("labels").items())
        return next(
            (key for key, labels in every if match[1].casefold() in labels and (key != "mail" or self.mail)), ""
        )

    def _label(self, piece: Piece, key: str, value: str) -> bool:
        if key == "byline":
            return self.byline(piece, value, expected=True)
        if key == "subject":
            self.subject = Guess(unlabelled_subject(value), SHOWN, "the subject of the mail", piece.place)
            return self.leave(piece, "the subject")
        if key == "mail":
            return self.leave(piece, "the head of the mail")
        if key in {"published", "sent"}:
            return self.dated(piece, value)
        if key == "keywords":
            self.head.keywords = tuple(part.strip() for part in re.split(r"[,;،、]", value) if part.strip())
            return True
        if key == "rubric" and not self.rubric(piece, value):
            return self.head.put("rubric", Guess(value, STATED, "labelled so", piece.place))
        return key == "rubric" or self.head.put(key, Guess(value, STATED, "labelled so", piece.place))

    def release(self, piece: Piece, text: str) -> bool:
        """Take the line of an embargo, with its hour."""
        for words in self.vocabularies:
            taken = words.leading("embargo", text)
            found = find_moment(text, self.language) if taken and len(text.split()) <= 20 else None
            if found:
                dated, lost = found
                self.head.put("embargo", Guess(dated.value, dated.confidence, dated.why, piece.place))
                if lost:
                    self.head.left_out.append(
                        LeftOut(lost, "the hour of an embargo whose time zone is not named", piece.place)
                    )
                return True
        return False

    def rubric(self, piece: Piece, text: str) -> bool:
        """Take the name of a department, which also tells the kind of article."""
        key = re.sub(r"^[\W_]+|[\W_]+$", "", text[:80]).casefold()
        key = re.sub(r"\s(?:nr|no|n|núm)?[.°º]?\s?\d[\d/.-]{0,9}$", "", key)
        parts = [part.strip() for part in re.split(r"[/|•·›>]", key)]
        for words in self.vocabularies:
            for kind, names in words.groups("rubrics").items():
                if key in names or (
                    len(parts) == 2
                    and len(key.split()) < 6
                    and not re.search(r"\d{4}", text)
                    and any(part in names for part in parts)
                ):
                    if self.head.put("rubric", Guess(text.strip(" |:›>"), SHOWN, "a rubric", piece.place)):
                        self.head.put("kind", Guess(kind, SHOWN, f"the rubric “{text}”", piece.place))
                        return True
                    return self.leave(piece, "a second rubric")
        return False

    def dated(self, piece: Piece, text: str) -> bool:
        """Take a line that is a date, perhaps with a word that says whose."""
        if len(text.split()) > 18 or len(text) > 160:
            return False
        updated = any(words.found("updated", text[:40]) for words in self.vocabularies)
        moment = find_moment(text, self.language)
        if moment is None:
            return False
        dated = find_date(text, self.language) or moment[0]
        lead = text[: dated.start].strip(" :,|–—-")
        said = any(words.leading(key, lead) for words in self.vocabularies for key in ("published", "updated"))
        masthead = capitals(lead) and lead.count(" ") < 6 and not text[dated.end :].strip() and not self._led_by(lead)
        if not said and not only_date(text, dated) and not self._placed(text, lead) and not masthead:
            return False
        if (
            masthead
            and not said
            and any(words.has("outlets", lead.split(",")[0].split()[0]) for words in self.vocabularies)
        ):
            self.head.put("outlet", Guess(lead.split(",")[0], LIKELY, "it stands before the date", piece.place))
        second = re.split(r"[|•·;]", text[dated.end :], maxsplit=1)
        first = any(words.leading("published", lead) for words in self.vocabularies)
        key = "modified" if updated and (not said or "published" in self.head.fields or not first) else "published"
        exact = moment[0] if moment[0].confidence > DOUBTFUL else dated
        if not self.head.put(key, Guess(exact.value, exact.confidence, exact.why, piece.place)):
            return self.leave(piece, "a second date")
        rest = find_date(second[1], self.language) if len(second) > 1 else None
        if rest is not None:
            self.head.put("modified", Guess(rest.value, rest.confidence, rest.why, piece.place))
        beside = " ".join((text[: dated.start] + " " + text[dated.end :]).split())
        if any(char.isalnum() for char in beside):
            self.head.left_out.append(LeftOut(beside, "words beside a date", piece.place))
        return True

    def _placed(self, text: str, lead: str) -> bool:
        """Tell whether a line is a place and a date, as at the head of a letter or a release: “Hafenstadt, 4. Mai”."""
        return (
            not self._led_by(lead)
            and 0 < len(lead) <= 30
            and len(lead.split()) <= 3
            and text[len(lead) : len(lead) + 1] in ",، "
            and is_name(lead, alone=True)
        )

    def opens(self, key: str, text: str) -> bool:
        """Tell whether *text* begins with one of the words under *key*."""
        return any(words.leading(key, text) for words in self.vocabularies)

    def _led_by(self, text: str) -> bool:
        return any(leading_by(text, words) for words in self.vocabularies)

    def barred(self, piece: Piece, text: str) -> bool:
        """Take a line of several parts: “The Harbour Post | 4 May 2026 | By Mira Sandoval”."""
        parts = [part for part in _BAR.split(text) if part.strip()]
        if len(parts) < 2 or len(text.split()) > 24:
            return False
        before = (dict(self.head.fields), self.head.authors, self.head.byline, list(self.head.left_out))
        known = [self._part(replace(piece, hint=""), part) for part in parts]
        if len(parts) == 2 and sum(known) == 1 and "headline" not in before[0]:
            other = parts[known.index(False)]
            if "rubric" in self.head.fields and "rubric" not in before[0] and len(other.split()) <= 3:
                return self.leave(piece, "it stands beside a rubric")
            if "outlet" in self.head.fields and capitals(other) and len(other.split()) <= 3:
                known = [True] * 2
                self.head.put("rubric", Guess(other, LIKELY, "it stands beside the outlet", piece.place))
            elif "rubric" in self.head.fields and len(other.split()) > 3:  # “Opinion | The levy was a tax”
                return self.head.put("headline", Guess(other.strip(), SHOWN, "it follows a rubric", piece.place))
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

    def byline(self, piece: Piece, text: str, *, expected: bool) -> bool:  # noqa: C901 - one line, many forms
        """Take a byline; *expected* tells that the line stands where one would."""
        if piece.kind == "heading" and not expected:
            return False
        if self.opens("salutations", text) or self.opens("closings", text):
            return False
        if any(
            taken and not text[taken:].strip(" :") for taken in (leading_by(text, words) for words in self.vocabularies)
        ):
            self._by_alone = True  # “By”, and the name in the next element
            return self.leave(piece, "the word before a byline")
        line, dated = text, find_date(text, self.language) if len(text) < 200 else None
        if dated is not None and len(text.split()) <= 20:
            line = (text[: dated.start] + text[dated.end :]).strip(" ,|–—-·•")
        found = read_byline(line, self.vocabularies, expected=expected or self._by_alone)
        if found is None:
            return False
        if not expected and not self._by_alone and found.confidence < STATED and "headline" not in self.head.fields:
            return False
        self._by_alone = False
        if self.head.authors:
            if piece.hint != "byline" and found.confidence < STATED:
                return False
            known = {author.name for author in self.head.authors}
            new = tuple(author for author in found.authors if author.name not in known)
            self.head.authors += new if piece.hint == "byline" else ()
            return self.leave(piece, "the byline again") if not new else True
        if dated is not None:
            self.head.put("published", Guess(dated.value, dated.confidence, dated.why, piece.place))
        self.head.authors = found.authors
        self.head.byline = Guess(line, found.confidence, "the byline", piece.place)
        if found.place:
            self.head.put("dateline", Guess(found.place, DOUBTFUL, "the place in the byline", piece.place))
        told = [
            found.place,
            *(part for one in found.authors for part in (one.name, one.role, one.affiliation, one.email)),
        ]
        told_words = re.findall(r"\w+", " ".join(told) + (text[dated.start : dated.end] if dated else ""))
        rest = [word for word in re.findall(r"\w+", text) if word not in told_words]
        if rest:
            self.head.left_out.append(LeftOut(" ".join(rest), "words of the byline besides its names", piece.place))
        return True

    def outlet(self, piece: Piece, text: str) -> bool:
        """Take the name of an outlet."""
        bare = text.strip(" |–—-")
        if self.given.outlet and bare.casefold() == self.given.outlet.casefold():
            return self.head.put("outlet", Guess(bare, GIVEN, "as given", piece.place)) or self.leave(
                piece, "the outlet again"
            )
        split = bare.split()
        if not 1 <= len(split) <= _OUTLET_WORDS or not capitals(bare) or bare[-1] in ".!?":
            return False
        named = any(words.has("outlets", word) for words in self.vocabularies for word in (split[-1], *split[:2]))
        if len(split) == 1:  # “Hafenbote”: one word, made of others, and the text goes on
            ends = tuple(word for word in self.vocabularies[0].sets.get("outlets", ()) if len(word) > 3)
            named = bare.casefold().endswith(ends) and not self.head.fields
        return named and self.head.put("outlet", Guess(bare, LIKELY, "it reads like an outlet’s name", piece.place))


def unlabelled_subject(subject: str) -> str:
    """Return the *subject* of a mail without “Press release:”, “Fwd:” and their like."""
    return _SUBJECT.sub("", _SUBJECT.sub("", subject))


def capitals(text: str) -> bool:
    """Tell whether nearly all words of *text* begin with a capital, as in a name."""
    split = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return bool(split) and all(word[0].isupper() or word[0].lower() == word[0].upper() for word in split)


def flat(text: str) -> str:
    """Return the words of *text* in small letters, for comparing."""
    return re.sub(r"\W+", " ", text).strip().casefold()

"""The head of an article: headline, deck, byline, dates, outlet, rubric, labels, and the furniture among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date, find_moment, only_date
from pressmark.importing.draft import Given, Guess
from pressmark.importing.guess.bylines import FIRMS, is_name, leading_by, read_byline
from pressmark.importing.guess.furniture import breadcrumbs, furniture, only_signs
from pressmark.importing.manuscript import DOUBTFUL, GIVEN, LIKELY, SHOWN, STATED, LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from pressmark.importing.manuscript import Manuscript, Person, Piece
    from pressmark.importing.words import Words

_LONGEST_HEAD = 40
_BODY_WORDS = 25
_LABEL = re.compile(r"([^\W\d_][^:：\n]{1,28}?)\s?[:：]\s?(\S.{0,400})$")
_BAR = re.compile(r"\s?[|•·]\s?")
_WIRE = re.compile(
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|EXCLUSIVE|FEATURE|ANALYSIS|FOCUS)(?: \d{1,2})?-(?=\S)|ROUNDUP(?: \d)?: "
)
_OUTLET_WORDS = 6
_SUBJECT = re.compile(
    r"^(?:(?:press|media|news) release|pressemitteilung|presseinformation|communiqué(?: de presse)?|nota de prensa"
    r"|comunicado|comunicato stampa|persbericht|pressmeddelande|wg|fwd?|re|aw|tr|rv|vs)\s?[:–—-]\s{1,3}",
    re.IGNORECASE,
)


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

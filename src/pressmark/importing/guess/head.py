"""The head of an article: which of its first lines is the headline, and what the others say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.guess.bylines import about_author, read_byline, takes_leave
from pressmark.importing.guess.days import shown_days
from pressmark.importing.guess.lines import (
    DATELINE,
    SPEECHES,
    Head,
    HeadLines,
    capitals,
    cased,
    flat,
    greets,
    is_dateline,
)
from pressmark.importing.guess.names import WRITING, is_name, is_role, names_nobody
from pressmark.importing.guess.tail import is_release
from pressmark.importing.guess.text_headline import (
    BLOCKS,
    BODY_WORDS,
    FORM,
    LONGEST_HEAD,
    SENTENCE,
    UNSPACED,
    Headline,
    is_long_enough,
    lines_about_book,
)
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Given, Guess, Person, Rich

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_LONGEST_LETTERHEAD = 16
_LONGEST_ROLE = 6
_NAME_ONLY = re.compile(r"\w[^\d,;:|@]{3,40}(?:[(<]\S+@\S+[)>])?$")
_WIRE = re.compile(
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|EXCLUSIVE|FEATURE|ANALYSIS|FOCUS)(?: \d{1,2})?-(?=\S)|ROUNDUP(?: \d)?: "
)


def read_head(
    manuscript: Manuscript, given: Given, words: Words, headline: Guess | None, taken: AbstractSet[int] = frozenset()
) -> Head:
    """Return what the head of *manuscript* says; *headline* is what the metadata give as it, *taken* other pieces."""
    reader = _HeadReader(manuscript, given, words, headline, taken)
    for index, piece in enumerate(manuscript.pieces):
        if index > reader.title_at + LONGEST_HEAD:
            break
        far = 2 if piece.out.startswith("outside") else 8  # above it stands the clock of the site
        aside = piece.out and (stands_aside(piece) or index < reader.title_at - far)
        if piece.kind == "picture" or not piece.texts or index in taken or aside:
            continue
        if index < reader.title_at:
            reader.before_title(index, piece)
        elif piece.out:
            reader.beside(index, piece)
        elif index in reader.head.used:
            continue
        elif piece.kind in BLOCKS or not reader.take(index, piece):
            break
    if reader.page:
        reader.shown_day()
    else:
        reader.late_lines()
    if reader.lines.subject:
        reader.head.put("headline", reader.lines.subject)
    return reader.head


def stands_aside(piece: Piece) -> bool:
    """Tell whether the page itself sets *piece* aside, as a menu or a list of other articles."""
    return piece.aside


class _HeadReader:
    def __init__(
        self, manuscript: Manuscript, given: Given, words: Words, headline: Guess | None, known: AbstractSet[int]
    ) -> None:
        self.known = known
        self.reviewed = lines_about_book(manuscript.pieces)
        self.pieces, self.words = manuscript.pieces, words
        self.page = manuscript.form == "html"
        self.lines = HeadLines(given, words.tag, words, page=self.page)
        self.lines.mail = any(self.lines.label_of(piece.text) == "subject" for piece in self.pieces[:10])
        self.head = self.lines.head
        self.release = not self.page and is_release([piece.text for piece in self.pieces if piece.text], words)
        self.known_headline = flat(headline.value) if headline else ""
        self.named = any(fact.confidence >= LIKELY for _, fact in manuscript.people)
        deck = manuscript.fact("deck") or manuscript.fact("summary")
        self.known_deck = flat(deck.value) if deck else ""
        self.likeliest = Headline(self.pieces, words, self.lines)
        self.signed_at = self.byline_at = -1
        summary = manuscript.fact("summary")
        self.known_summary = flat(summary.value) if summary and deck is not summary else ""
        self.title_at = self._title_at()
        texts = [] if self.page or headline else [piece.text for piece in self.pieces[:_LONGEST_LETTERHEAD]]
        self.greeting_at = next((n for n, text in enumerate(texts) if greets(text, words)), -1)
        if headline:
            self.head.put("headline", headline)

    def _title_at(self) -> int:
        """Return the index of the piece that is the headline, -1 where none is for sure."""
        first = list(enumerate(self.pieces[: 400 if self.page else LONGEST_HEAD]))
        known = self.known_headline
        for index, piece in sorted(first, key=lambda pair: pair[1].kind != "heading") if known else []:
            if piece.kind in {"heading", "paragraph"} and flat(piece.text) == known:
                return index
        prose = (
            n
            for n, one in first
            if not self.page and one.kind == "paragraph" and one.text[-1:] in ".!?" and is_long_enough(one.text)
        )
        first = first[: next(prose, len(first))]
        for index, piece in first:
            if piece.level == 1 and (known in flat(piece.text) if known else not stands_aside(piece)):
                return index
        for index, piece in first:
            if known and piece.kind == "heading" and known in flat(piece.text):
                return index
        if known:
            return next((i for i, one in first if one.level == 1 and not stands_aside(one)), -1)
        return -1 if self.page else self.likeliest.at()

    def _speech(self, piece: Piece, text: str) -> bool:
        """Take “Speech by Petra Lund, Mayor of Harbour Town”, above what the speech is called."""
        taken = 0 if self.page or self.head.authors else self.words.leading("speeches", text)
        above = [] if taken or self.page else [one for one in self.pieces if 0 < piece.place - one.place <= 2]
        given = any(flat(one.text) in SPEECHES for one in above)
        taken_for = given and not self.head.authors and cased(text)
        found = read_byline(text[taken:].strip(" :"), self.words, expected=True) if taken or taken_for else None
        if found is None:
            return False
        self.head.authors = found.authors
        self.head.byline = Guess(text, SHOWN, "the line that says whose speech it is", piece.place)
        return self.lines.leave(piece, "the line that says whose speech it is")

    def _told_of(self, piece: Piece, text: str) -> bool:
        """Take the lines about the author that stand above a headline."""
        names = (" ".join(text.split()[:count]).rstrip(",") for count in (2, 3))
        name = next((one for one in names if is_name(one) and about_author(text, one, self.words) is not None), "")
        if self.page or self.head.authors or not name or self._house(name):
            return False
        self.head.authors = (Person(name),)
        self.head.byline = Guess(text, SHOWN, "the lines about the author", piece.place)
        return self.lines.leave(piece, "the lines about the author")

    def before_title(self, index: int, piece: Piece) -> None:
        """Read a piece that stands before the headline: what says nothing of itself is its rubric or is left out."""
        text = piece.text
        if piece.kind in BLOCKS or len(text.split()) > BODY_WORDS:
            return
        told = self._plainly(index, piece, text) or self._speech(piece, text) or self._told_of(piece, text)
        if told or not piece.out:
            above = not self.page and index == self.title_at - 1 and len(text.split()) <= 3 and text[-1] not in ".:,"
            if not told and not (
                above
                and not greets(text, self.words)
                and not (index and takes_leave(self.pieces[index - 1].text, self.words))
                and self.head.put("rubric", Guess(text, LIKELY, "it stands above the headline", piece.place))
            ):
                self.lines.leave(piece, "it stands before the headline")
            self.head.used.add(index)

    def beside(self, index: int, piece: Piece) -> None:
        """Read a piece below the headline that is no part of the body, for what it says of the article."""
        text = piece.text
        if piece.kind in BLOCKS or len(text.split()) > 90:
            return
        title = self.known_headline and (flat(text) == self.known_headline or self._in_title(index, piece))
        if title or self._plainly(index, piece, text) or self._known_deck(piece, text) or self._known_summary(text):
            self.head.used.add(index)

    def take(self, index: int, piece: Piece) -> bool:
        """Use *piece* for the head; return False where it is the first of the body."""
        text = piece.text
        greeting = self.lines.mail and len(text.split()) <= 6 and greets(text, self.words)
        if greeting and "headline" not in self.head.fields:
            self.head.used.add(index)
            return self.lines.leave(piece, "a greeting")
        if self.title_at < 0 and index < self.greeting_at and "headline" not in self.head.fields:
            self.head.used.add(index)  # a letter without a headline
            return self._plainly(index, piece, text) or self.lines.leave(piece, "the head of a letter")
        taken = (
            self._known_summary(text)
            or self._plainly(index, piece, text)
            or (
                self.words.leading("speeches", text) > 0
                and "headline" in self.head.fields
                and self._speech(piece, text)
            )
            or self._headline(index, piece, text)
            or self._deck(index, piece, text)
        )
        self.head.used |= {index} if taken else set()
        return taken

    def _plainly(self, index: int, piece: Piece, text: str) -> bool:
        """Take what shows by itself what it is, and a bare name that something ties to the writing."""
        if self.known_headline and flat(text) == self.known_headline:
            return False
        if not self.page and index != self.title_at and index in self.reviewed:
            return self.lines.leave(piece, "what the review says of the book")
        if self._another(piece, text) or self._role_below(piece, text):
            return True
        before = self.head.authors
        taken = self._taken(index, piece, text)
        if taken and self.head.authors and not before:
            self.byline_at = piece.place
            self.signed_at = piece.place if self.head.byline.confidence < STATED else -1
        return taken

    def _another(self, piece: Piece, text: str) -> bool:
        """Take a further name on the line below a byline; whom the text tells of is a source or a place."""
        kind = self.head.fields.get("kind")
        far = piece.place - self.signed_at > (2 if kind and kind.value == "opinion" else 1)
        if self.page or self.signed_at < 0 or far or not _NAME_ONLY.match(text):
            return False
        trial = self.lines.trial()
        trial.head.fields["headline"] = Guess("…")
        if not trial.byline(piece, text, expected=True) or len(trial.head.authors) != 1:
            return False
        who = trial.head.authors[0]
        told = any(who.name.split()[-1] in one.text for one in self.pieces if len(one.text.split()) > BODY_WORDS)
        if told or who.role or who.affiliation or " " not in who.name or who.type != "person":
            return False
        if any(self.words.has("roles", word) for word in who.name.split()):
            return False
        self.head.authors += (who,)
        self.signed_at = self.byline_at = piece.place
        return True

    def _role_below(self, piece: Piece, text: str) -> bool:
        """Take what or whose the author is from the line right below the name: “Engineer”, “Associated Wire”."""
        if self.page or self.byline_at < 0 or piece.place != self.byline_at + 1 or not self.head.authors:
            return False
        author, kind = self.head.authors[-1], self.head.fields.get("kind")
        if (
            len(text.split()) > _LONGEST_ROLE
            or re.search(r"[\d.!?:;@“„«\"]", text)
            or author.role
            or author.affiliation
        ):
            return False
        if is_role(text, self.words) or (kind and kind.value == "opinion" and self.signed_at >= 0):
            author = replace(author, role=text)
        elif self.signed_at < 0 and capitals(text) and len(text.split()) > 1 and cased(text):
            author = replace(author, affiliation=text)
        else:
            return False
        self.head.authors = (*self.head.authors[:-1], author)
        self.signed_at = self.signed_at if self.signed_at < 0 else piece.place
        self.byline_at = piece.place
        return True

    def _taken(self, index: int, piece: Piece, text: str) -> bool:
        if self.lines.useless(piece, text) or self.lines.told(piece, text):
            return True
        fields = self.head.fields
        statement = "embargo" in fields or ("kind" in fields and fields["kind"].value == "statement")
        open_ = "headline" in fields and not (self.head.authors or self.named or self.page or statement or self.release)
        name = text.split(",", 1)[0]
        shown = (cased(text) and capitals(name)) or "\u0620" <= text[0] <= "\u064a"
        bare = piece.kind == "paragraph" and shown and len(text.split()) <= 12
        return open_ and bare and self._tied(index, text) and self.lines.byline(piece, text, expected=True)

    def _tied(self, index: int, text: str) -> bool:
        """Tell whether something ties the bare name *text* to the writing: a name alone may as well be a sub-heading.

        That is an address of mail or a writer's trade beside it, a date on the line before or behind, a rubric that
        says that somebody gives an opinion, or the same name in the lines about the author. Whom the text speaks of,
        or what it says in small letters, is no author. A name that nothing ties is kept as a candidate.
        """
        found = read_byline(text, self.words, expected=True)
        if found is None or any(one.type != "person" or self._house(one.name) for one in found.authors):
            return False
        after = self.pieces[index + 1 : index + 3]
        place = self.pieces[index].place
        before = [one for one in self.pieces[max(0, index - 1) : index] if one.place == place - 1]
        below = [one for one in after[:1] if one.place == place + 1]
        if any(
            "@" in one or WRITING & set(re.findall(r"\w+", one.casefold())) for one in [text, *(o.text for o in below)]
        ):
            return True
        if any(self._spoken_of(one.name, index) for one in found.authors):
            self.head.bare |= {self.pieces[index].place, self.pieces[index].place + 1}
            return False
        if not cased(text):  # “the place – the name”, and the text goes on in that place
            there = any(found.place in one.text for one in self.pieces[index + 1 :]) or any(map(self._is_date, after))
            few = len(text.split()) in {2, 3} and any(map(self._is_date, after[:1]))
            return (bool(found.place) and there) or few
        kind = self.head.fields.get("kind")
        ends = [one.text.lstrip("*_– —(") for one in self.pieces[-6:] if one is not self.pieces[index]]
        last = {word for one in found.authors for word in one.name.split()[-1:]}
        tied = (
            (kind is not None and kind.value == "opinion")
            or any(self._is_date(one) for one in [*before, *after])
            or any((m := DATELINE.match(one.text[:140])) and is_dateline(m, self.words.tag) for one in after[:1])
            or any(self._is_bare_name(one.text) for one in [*before, *below])
            or any(end == one.name or about_author(end, one.name, self.words) for one in found.authors for end in ends)
        )
        if not tied and last:
            self.head.candidates.append((", ".join(one.name for one in found.authors), self.pieces[index].place))
        return tied

    def _is_date(self, piece: Piece) -> bool:
        trial = self.lines.trial()
        return trial.dated(piece, piece.text) or (
            len(piece.text.split()) < 8 and bool(self.words.leading("published", piece.text))
        )

    def _is_bare_name(self, text: str) -> bool:
        found = read_byline(text, self.words, expected=True) if capitals(text) and len(text.split()) < 5 else None
        return found is not None and all(" " in one.name and not self._house(one.name) for one in found.authors)

    def _house(self, name: str) -> bool:
        split = name.split()
        opens = any(self.words.has(key, split[0]) for key in ("determiners", "starters", "stops"))
        return opens or self.words.has("outlets", split[-1]) or names_nobody(name)

    def _spoken_of(self, name: str, index: int) -> bool:
        """Tell whether the prose speaks of *name*, or has a word of it in small letters."""
        prose = [one.text for n, one in enumerate(self.pieces) if n > index and len(one.text.split()) > SENTENCE]
        prose = [text for text in prose if about_author(text, name, self.words) is None]
        every = {word for text in prose for word in re.findall(r"\w+", text)}
        split = [word for word in re.findall(r"\w+", name) if len(word) > 3]
        small = any(word.casefold() in every for word in split if word != word.casefold())
        return small or name.rsplit(maxsplit=1)[-1] in every

    def shown_day(self) -> None:
        """Take the day that a page shows beside its headline, or at the beginning of its text."""
        found = shown_days(self.pieces, self.title_at, self.words) if "published" not in self.head.fields else ()
        for key, guess in found:
            self.head.put(key, guess)
            if key == "published":
                return

    def late_lines(self) -> None:
        """Take a line that begins as a byline, or is a date, behind the first points or the summary of a story."""
        for index, piece in enumerate(self.pieces[:12]):
            text = piece.text
            short = piece.kind == "paragraph" and len(text.split()) <= 14 and text[-1:] not in "!?"
            if not short or index in self.head.used:
                continue
            if self.words.leading("speeches", text) and self._speech(piece, text):
                self.head.used.add(index)
                continue
            found = None if self.head.authors else read_byline(text, self.words)
            sure = found is not None and found.confidence == STATED
            byline = sure and self.lines.byline(piece, text, expected=False)
            if byline or ("published" not in self.head.fields and self.lines.dated(piece, text)):
                self.head.used.add(index)

    def _headline(self, index: int, piece: Piece, text: str) -> bool:
        known = self.known_headline
        if known:
            return flat(text) == known or self._in_title(index, piece)
        if "headline" not in self.head.fields and self.lines.subject and self.title_at < 0:
            self.head.put("headline", self.lines.subject)
        if "headline" in self.head.fields:
            return flat(text) == flat(self.head.fields["headline"].value)
        if self.title_at < index == self.greeting_at:
            return False
        parts = [index]
        if not self.page and piece.kind == "paragraph":
            text, parts = self.likeliest.whole(index), self.likeliest.parts
        text = _WIRE.sub("", text)
        if piece.kind == "heading":
            sure, why = STATED if piece.level == 1 else SHOWN, "the first heading"
        else:
            whole = text[-1] not in ".:;,。" and (len(text.split()) > 1 or len(text) > 12)
            sure, why = SHOWN if whole else DOUBTFUL, "the first line of the text"
        fits = piece.kind == "heading" or (len(text.split()) <= BODY_WORDS and len(text) <= 200)
        if not fits or not self.head.put("headline", Guess(text, sure, why, piece.place)):
            return False
        self.head.used.update(parts)
        return True

    def _in_title(self, index: int, piece: Piece) -> bool:
        """Take the heading that holds the headline; what stands before or behind it in the heading is told apart."""
        if index != self.title_at or piece.kind != "heading" or self.known_headline not in flat(piece.text):
            return False
        headline = self.head.fields["headline"].value
        before, found, after = piece.text.partition(headline)
        for key, rest in (("rubric", before.strip(" :–—|·")), ("deck", after.strip(" :–—|·"))) if found else ():
            if not rest:
                continue
            part = replace(piece, kind="paragraph", rich=Rich(rest), level=0, hint=key if len(rest.split()) > 1 else "")
            told = self.lines.rubric(part, rest) or self.lines.dated(part, rest) or self.lines.hinted(part, rest)
            if not told:
                self.lines.leave(part, "it stands beside the headline")
        return True

    def _known_summary(self, text: str) -> bool:
        """Tell whether a line is the summary that metadata give beside a deck: “In brief: …”."""
        labelled = re.match(r"[^:]{2,20}:\s", text)
        return bool(labelled and self.known_summary and flat(text[labelled.end() :]) == self.known_summary)

    def _known_deck(self, piece: Piece, text: str) -> bool:
        same = bool(self.known_deck) and flat(text) == self.known_deck
        return same and self.head.put("deck", Guess(text, SHOWN, "as in the page’s metadata", piece.place))

    def _deck(self, index: int, piece: Piece, text: str) -> bool:
        if "headline" not in self.head.fields or "deck" in self.head.fields:
            return False
        if self.page and piece.hint != "deck":
            return self._known_deck(piece, text)
        count = len(text) // 3 if UNSPACED.search(text) and " " not in text else len(text.split())
        named = any(about_author(text, " ".join(text.split()[:n]).rstrip(","), self.words) for n in (2, 3))
        opening = named or greets(text, self.words) or text.lstrip()[:1] in '“"„«(（['
        following = self.pieces[index + 1].text if index + 1 < len(self.pieces) else ""
        form = bool(FORM.match(text)) and bool(FORM.match(following))  # “Who: … / When: …”
        opening = opening or form or piece.place in self.head.bare
        if self._known_deck(piece, text) or not 4 <= count <= 50 or self.head.authors or opening:
            return "deck" in self.head.fields
        ahead = [
            other
            for number, other in enumerate(self.pieces[index + 1 : index + 4], index + 1)
            if other.kind == "paragraph" and number not in self.known
        ]
        if (opened := DATELINE.match(text[:140])) and is_dateline(opened, self.words.tag):
            return False
        # The line of a byline or a date comes next, perhaps after another short one, and then the text.
        first = 1 if len(ahead) > 1 and len(ahead[0].text.split()) <= SENTENCE and not self._ends(ahead[0]) else 0
        heads = [n for n, other in enumerate(ahead[: first + 1]) if self._looks_like_head(other)]
        if heads and any(len(other.text.split()) > SENTENCE for other in self.pieces[index + 2 + heads[0] :]):
            return self.head.put("deck", Guess(text, SHOWN, "it stands between headline and byline", piece.place))
        longer = bool(ahead) and (len(ahead[0].text) > len(text) or ahead[0].text[-1:] == "?")
        plain = text[-1] not in '.!?:”"»“。' and count <= 30 and longer
        sentence = any(word.islower() for word in text.split()) or not cased(text)
        subtitle = piece.kind == "heading" or (plain and sentence)
        return subtitle and self.head.put("deck", Guess(text, DOUBTFUL, "it may as well be a sub-heading", piece.place))

    @staticmethod
    def _ends(piece: Piece) -> bool:
        return piece.text[-1:] in ".!?"

    def _looks_like_head(self, piece: Piece) -> bool:
        text = piece.text
        if len(text.split()) > 16 or text[-1:] in ".!?":
            return False
        trial = self.lines.trial()
        trial.head.fields["headline"] = Guess("…")
        return (
            trial.hinted(piece, text)
            or trial.dated(piece, text)
            or trial.barred(piece, text)
            or trial.byline(piece, text, expected=capitals(text.split(",", 1)[0]))
        )

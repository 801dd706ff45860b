"""The head of an article: which of its first lines is the headline, and what the others say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.guess.bylines import (
    WRITING,
    about_author,
    is_name,
    is_role,
    names_nobody,
    opens_sentence,
    read_byline,
    takes_leave,
)
from pressmark.importing.guess.days import shown_days
from pressmark.importing.guess.headline import (
    BODY_WORDS,
    EDITION,
    FORM,
    LONGEST_HEAD,
    SENTENCE,
    UNSPACED,
    Title,
    in_blocks_with,
    is_long_enough,
)
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
from pressmark.importing.guess.tail import is_release
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Given, Guess, Rich
from pressmark.letters import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from pressmark.importing.manuscript import Manuscript, Person, Piece
    from pressmark.importing.words import Words

_LONGEST_PAGE_HEAD, _LONGEST_LETTERHEAD, _LONGEST_ROLE, _MOST_NAMES = 400, 16, 6, 3
_BLOCKS = frozenset(["list", "quote", "table"])
_ACCOUNT, _BODY_AT = re.compile(r"([\w.+-]{2,60})@\w"), 8
_WIRE = re.compile(
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|EXCLUSIVE|FEATURE|ANALYSIS|FOCUS)(?: \d{1,2})?-(?=\S)|ROUNDUP(?: \d)?: "
)


def read_head(
    manuscript: Manuscript, given: Given, words: Words, headline: Guess | None, taken: AbstractSet[int] = frozenset()
) -> Head:
    """Return what the head of *manuscript* says; *headline* is what the metadata give as it, *taken* other pieces."""
    reader = _HeadReader(manuscript, given, words, headline, taken)
    for index, piece in enumerate(manuscript.pieces[: reader.title_at + LONGEST_HEAD + 1]):
        far = 2 if piece.out.startswith("outside") else 8  # above it stands the clock of the site
        aside = piece.out and (piece.aside or index < reader.title_at - far)
        if piece.kind == "picture" or not piece.texts or index in taken or aside:
            continue
        if index < reader.title_at:
            reader.before_title(index, piece)
        elif piece.out:
            reader.beside(index, piece)
        elif index in reader.head.used:
            continue
        elif piece.kind in _BLOCKS or not reader.take(index, piece):
            break
    if reader.page:
        reader.shown_day()
    else:
        reader.late_lines()
    if reader.lines.subject:
        reader.head.put("headline", reader.lines.subject)
    return reader.head


class _HeadReader:
    def __init__(
        self, manuscript: Manuscript, given: Given, words: Words, headline: Guess | None, known: AbstractSet[int]
    ) -> None:
        self.known = known
        self.pieces, self.words = manuscript.pieces, words
        self.page = manuscript.form == "html"
        self.lines = HeadLines(given, words.tag, words, page=self.page)
        subject = manuscript.fact("headline") if manuscript.form == "mail" else None
        self.lines.subject = Guess(subject.value, SHOWN, subject.why) if subject else None
        pasted = any(self.lines.label_of(piece.text) == "subject" for piece in self.pieces[:10])
        self.lines.mail = manuscript.form == "mail" or pasted
        self.head = self.lines.head
        self.release = not self.page and is_release([piece.text for piece in self.pieces if piece.text], words)
        self.known_headline = flat(headline.value) if headline else ""
        self.named = any(fact.confidence >= LIKELY for _, fact in manuscript.people)
        summary = manuscript.fact("summary")
        deck = manuscript.fact("deck") or summary
        self.known_deck = flat(deck.value) if deck else ""
        self.known_summary = flat(summary.value) if summary and deck is not summary else ""
        text = () if self.page else self.pieces
        self.reviewed = in_blocks_with(text, lambda lines: any(map(EDITION.search, lines)))
        self.title = Title(self.pieces, words, self.lines)
        self.title_at = self._title_at()
        # Where the last name of the byline stands, and whether it is a bare one.
        self.byline_at, self.bare = -1, False
        texts = [] if self.page or headline else [piece.text for piece in self.pieces[:_LONGEST_LETTERHEAD]]
        self.greeting_at = next((n for n, text in enumerate(texts) if greets(text, words)), -1)
        if headline:
            self.head.put("headline", headline)

    def _title_at(self) -> int:
        """Return the index of the piece that is the headline, -1 where none is for sure."""
        known, first = self.known_headline, list(self.pieces[: _LONGEST_PAGE_HEAD if self.page else LONGEST_HEAD])
        tests: list[Callable[[Piece], bool]] = [lambda one: one.level == 1 and not one.aside]
        if known:
            tests = [
                lambda one: one.kind == "heading" and flat(one.text) == known,
                lambda one: one.kind == "paragraph" and flat(one.text) == known,
                lambda one: one.kind == "heading" and known in flat(one.text),
                *tests,
            ]
        elif not self.page:
            prose = (n for n, one in enumerate(first) if one.text[-1:] in ".!?" and is_long_enough(one.text))
            first = first[: next(prose, len(first))]
        for test in tests:
            for index, piece in enumerate(first):
                if test(piece):
                    return index
        return -1 if self.page or known else self.title.at()

    def _speech(self, piece: Piece, text: str) -> bool:
        """Take “Speech by Petra Lund, Mayor of Harbour Town”, or only her name below “Remarks as prepared”."""
        if self.page or self.head.authors:
            return False
        taken = self.words.leading("speeches", text)
        above = any(flat(one.text) in SPEECHES for one in self.pieces if 0 < piece.place - one.place <= 2)
        led = taken or (above and cased(text))
        rest = text[taken:].strip(" :").split()
        # “… by Hester Amadi at St Brannoc’s on 14 June”: where and when it was said goes off
        end = next((n for n, word in enumerate(rest) if n > 1 and self.words.own.has("stops", word)), len(rest))
        found = read_byline(" ".join(rest[:end]), self.words, expected=True) if led else None
        if found is None:
            return False
        self.head.authors = found.authors
        self.head.byline = Guess(text, SHOWN, "the line that says whose speech it is", piece.place)
        return self.lines.leave(piece, "the line that says whose speech it is")

    def before_title(self, index: int, piece: Piece) -> None:
        """Read a piece that stands before the headline: what says nothing of itself is its rubric or is left out."""
        text = piece.text
        if piece.kind in _BLOCKS or len(text.split()) > BODY_WORDS:
            return
        told = self._plainly(index, piece, text) or self._speech(piece, text)
        if told or not piece.out:
            self.head.used.add(index)
            above = not self.page and index == self.title_at - 1 and len(text.split()) <= 3 and text[-1] not in ".:,"
            signed = index and takes_leave(self.pieces[index - 1].text, self.words)
            named = self._full_names(text) if capitals(text) else ()
            self.head.candidates += [(one.name, piece.place) for one in named if not told]
            kicker = not (told or named or signed or greets(text, self.words)) and above
            if kicker and self.head.put("rubric", Guess(text, LIKELY, "it stands above the headline", piece.place)):
                return
            if not told:
                self.lines.leave(piece, "it stands before the headline")

    def beside(self, index: int, piece: Piece) -> None:
        """Read a piece below the headline that is no part of the body, for what it says of the article."""
        text = piece.text
        if piece.kind in _BLOCKS or len(text.split()) > 90:
            return
        title = self.known_headline and (flat(text) == self.known_headline or self._in_title(index, piece))
        if title or self._plainly(index, piece, text) or self._known_deck(piece, text):
            self.head.used.add(index)

    def take(self, index: int, piece: Piece) -> bool:
        """Use *piece* for the head; return False where it is the first of the body."""
        text = piece.text
        untitled = "headline" not in self.head.fields
        if untitled and self.lines.mail and len(text.split()) <= 6 and greets(text, self.words):
            taken = self.lines.leave(piece, "a greeting")
        elif untitled and self.title_at < 0 and index < self.greeting_at:  # a letter without a headline
            taken = self._plainly(index, piece, text) or self.lines.leave(piece, "the head of a letter")
        else:
            speech = not untitled and self.words.leading("speeches", text) > 0
            taken = (
                self._plainly(index, piece, text)
                or (speech and self._speech(piece, text))
                or self._headline(index, piece, text)
                or self._deck(index, piece, text)
            )
        self.head.used |= {index} if taken else set()
        return taken

    def _plainly(self, index: int, piece: Piece, text: str) -> bool:
        """Take what shows by itself what it is, and a bare name that something ties to the writing."""
        if self.known_headline and flat(text) == self.known_headline:
            return False
        if index != self.title_at and index in self.reviewed:
            return self.lines.leave(piece, "what the review says of the book")
        if self._below_name(index, piece, text):
            return True
        named = bool(self.head.authors)
        taken = self.lines.useless(piece, text) or self.lines.told(piece, text) or self._bare_name(index, piece, text)
        if taken and self.head.authors and not named:
            self.byline_at, self.bare = piece.place, self.head.byline.confidence < STATED
        return taken

    def _below_name(self, index: int, piece: Piece, text: str) -> bool:
        """Take what stands on the line right below a name: “Engineer”, “Associated Wire”, or a second author."""
        author, opinion = self.head.authors[-1] if self.head.authors else None, self._says("opinion")
        below = piece.place - self.byline_at
        if self.page or not author or not 0 < below <= 1 + opinion or len(text.split()) > _LONGEST_ROLE:
            return False
        if re.search(r"[\d.!?:;@“„«\"]", text.rsplit("(", 1)[0]):
            return False
        told = author.role or author.affiliation
        who = self._full_names(text) if opinion and self.bare and told else ()
        if len(who) == 1 and not self._spoken_of(who[0].name, index) and not is_role(text, self.words):
            self.head.authors += who
            self.byline_at = piece.place
            return True
        if below > 1 or told:
            return False
        if is_role(text, self.words) or (opinion and self.bare):
            self.head.authors = (*self.head.authors[:-1], replace(author, role=text))
        elif not self.bare and capitals(text) and len(text.split()) > 1 and cased(text):
            self.head.authors = (*self.head.authors[:-1], replace(author, affiliation=text))
        else:
            return False
        self.byline_at = piece.place
        return True

    def _says(self, kind: str) -> bool:
        return "kind" in self.head.fields and self.head.fields["kind"].value == kind

    def _bare_name(self, index: int, piece: Piece, text: str) -> bool:
        """Take a name that stands alone, below the headline of a text in which nobody is named yet."""
        fields = self.head.fields
        above = index < self.title_at and any(map(self._mailed, self._full_names(text)))
        if not ("headline" in fields or above) or self.head.authors or self.named or self.page or self.release:
            return False
        if "embargo" in fields or self._says("statement") or piece.kind != "paragraph" or len(text.split()) > 12:
            return False
        shown = (cased(text) and capitals(text.split(",", 1)[0])) or "\u0620" <= text[0] <= "\u064a"
        return shown and self._tied(index, text) and self.lines.byline(piece, text, expected=True)

    def _full_names(self, text: str) -> tuple[Person, ...]:
        """Return the people whom the line *text* names in full and who may be authors, none where anything else is."""
        found = read_byline(text, self.words, expected=True)
        return found.authors if found and all(map(self._may_write, found.authors)) else ()

    def _may_write(self, one: Person) -> bool:
        house = opens_sentence(one.name, self.words) or self.words.has("outlets", one.name.split()[-1])
        return one.type == "person" and not house and not names_nobody(one.name)

    def _tied(self, index: int, text: str) -> bool:
        """Tell whether something ties the bare name *text* to the writing: a name alone may as well be a sub-heading.

        That is an address of mail made of it, or one or a writer's trade beside it, a date on the line before or
        behind, a rubric that says that somebody gives an opinion, another name, or the same name in the lines about
        the author. Whom the text speaks of, what it says in small letters, or who stands in a list of names, is no
        author. A name that nothing ties is kept as a candidate.
        """
        people = self._full_names(text)
        if not people:
            return False
        place, after = self.pieces[index].place, self.pieces[index + 1 : index + 3]
        beside = [one for one in self.pieces[max(0, index - 1) : index + 2] if abs(one.place - place) == 1]
        if any(map(self._mailed, people)):
            return True
        for line in (text, *(one.text for one in beside if one.place > place)):
            if "@" in line or WRITING & set(re.findall(r"\w+", line.casefold())):
                return True
        if any(self._spoken_of(one.name, index) for one in people) or self._listed(index):
            self.head.bare |= {place, place + 1}
            return False
        dates = [self._is_date(one) for one in after]
        if not cased(text):  # “the place – the name”, and the text goes on in that place
            found = read_byline(text, self.words, expected=True)
            there = found.place if found else ""
            if there and any(there in one.text for one in self.pieces[index + 1 :]):
                return True
            return any(dates) and (bool(there) or (dates[0] and len(text.split()) in {2, 3}))
        ends = [one.text.lstrip("*_– —(") for one in self.pieces[-6:] if one is not self.pieces[index]]
        tied = (
            self._says("opinion")
            or len(people) > 1
            or any(dates)
            or any(self._is_date(one) for one in beside)
            or any((m := DATELINE.match(one.text[:140])) and is_dateline(m, self.words.tag) for one in after[:1])
            or any(len(one.text.split()) < 5 and capitals(one.text) and self._full_names(one.text) for one in beside)
            or any(end == one.name or about_author(end, one.name, self.words) for one in people for end in ends)
        )
        if not tied:
            self.head.candidates.append((", ".join(one.name for one in people), place))
        return tied

    def _mailed(self, who: Person) -> bool:
        """Tell whether the first or last lines hold an address of mail that is made of the name: “n.sahin@…”."""
        last = fold(who.name.split()[-1]).replace("-", "")
        lines = [*self.pieces[:_BODY_AT], *self.pieces[-_BODY_AT:]]
        accounts = [fold(one).replace("-", "") for piece in lines for one in _ACCOUNT.findall(piece.text)]
        return len(last) > 2 and any(last in account for account in accounts)

    def _listed(self, index: int) -> bool:
        """Tell whether the line at *index* is one of several with a name each: a list of candidates, of winners."""
        place = self.pieces[index].place
        lines = [one for one in self.pieces[max(0, index - _MOST_NAMES) : index + _MOST_NAMES + 1] if one.text]
        near = {one.place for one in lines if len(one.text.split()) <= _LONGEST_ROLE and self._full_names(one.text)}
        first, last = place, place
        while first - 1 in near:
            first -= 1
        while last + 1 in near:
            last += 1
        return last - first >= _MOST_NAMES

    def _is_date(self, piece: Piece) -> bool:
        said = len(piece.text.split()) < 8 and self.words.leading("published", piece.text)
        return bool(said) or self.lines.trial().dated(piece, piece.text)

    def _spoken_of(self, name: str, index: int) -> bool:
        """Tell whether the prose speaks of *name*, or has a word of it in small letters."""
        prose = [one.text for one in self.pieces[index + 1 :] if len(one.text.split()) > SENTENCE]
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
            found = None if self.head.authors else read_byline(text, self.words)
            sure = found is not None and found.confidence == STATED
            taken = sure and self.lines.byline(piece, text, expected=False)
            taken = taken or (bool(self.words.leading("speeches", text)) and self._speech(piece, text))
            if taken or ("published" not in self.head.fields and self.lines.dated(piece, text)):
                self.head.used.add(index)

    def _headline(self, index: int, piece: Piece, text: str) -> bool:
        if self.known_headline:
            return flat(text) == self.known_headline or self._in_title(index, piece)
        if self.lines.subject and self.title_at < 0:
            self.head.put("headline", self.lines.subject)
        if "headline" in self.head.fields:
            return flat(text) == flat(self.head.fields["headline"].value)
        if self.title_at < index == self.greeting_at:
            return False
        parts = [index]
        if not self.page and piece.kind == "paragraph":
            text, parts = self.title.whole(index)
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
        before, found, after = piece.text.partition(self.head.fields["headline"].value)
        for key, rest in (("rubric", before.strip(" :–—|·")), ("deck", after.strip(" :–—|·"))) if found else ():
            part = replace(piece, kind="paragraph", rich=Rich(rest), level=0, hint=key if " " in rest else "")
            told = self.lines.rubric(part, rest) or self.lines.dated(part, rest) or self.lines.hinted(part, rest)
            if rest and not told:
                self.lines.leave(part, "it stands beside the headline")
        return True

    def _known_deck(self, piece: Piece, text: str) -> bool:
        """Take the deck that metadata give, or the summary that they give beside it: “In brief: …”."""
        labelled = re.match(r"[^:]{2,20}:\s", text)
        if labelled and self.known_summary and flat(text[labelled.end() :]) == self.known_summary:
            return True
        same = bool(self.known_deck) and flat(text) == self.known_deck
        return same and self.head.put("deck", Guess(text, SHOWN, "as in the page’s metadata", piece.place))

    def _deck(self, index: int, piece: Piece, text: str) -> bool:
        if "headline" not in self.head.fields:
            return False
        if self._known_deck(piece, text):
            return True
        if "deck" in self.head.fields or (self.page and piece.hint != "deck"):
            return False
        count = len(text) // 3 if UNSPACED.search(text) and " " not in text else len(text.split())
        if not 4 <= count <= 50 or self.head.authors or piece.place in self.head.bare or self._opens(text):
            return False
        ahead = [
            other
            for number, other in enumerate(self.pieces[index + 1 : index + 4], index + 1)
            if other.kind == "paragraph" and number not in self.known
        ]
        if ahead and FORM.match(text) and FORM.match(ahead[0].text):  # “Who: … / When: …”
            return False
        # The line of a byline or a date comes next, perhaps after another short one, and then the text.
        short = len(ahead) > 1 and not ahead[0].rich.spans and len(ahead[0].text.split()) <= SENTENCE
        short = short and ahead[0].text[-1] not in ".!?"
        heads = [n for n, other in enumerate(ahead[: 2 if short else 1]) if self._looks_like_head(other)]
        if heads and any(len(other.text.split()) > SENTENCE for other in self.pieces[index + 2 + heads[0] :]):
            return self.head.put("deck", Guess(text, SHOWN, "it stands between headline and byline", piece.place))
        longer = bool(ahead) and (len(ahead[0].text) > len(text) or ahead[0].text[-1:] == "?")
        plain = text[-1] not in '.!?:”"»“。' and count <= 30 and longer
        sentence = any(word.islower() for word in text.split()) or not cased(text)
        subtitle = piece.kind == "heading" or (plain and sentence)
        return subtitle and self.head.put("deck", Guess(text, DOUBTFUL, "it may as well be a sub-heading", piece.place))

    def _opens(self, text: str) -> bool:
        """Tell whether *text* opens a letter, a quotation, a report or the lines about the author, hence is no deck."""
        names = (" ".join(text.split()[:n]).rstrip(",") for n in (2, 3))
        dateline = DATELINE.match(text[:140])
        return (
            any(is_name(name) and about_author(text, name, self.words) for name in names)
            or greets(text, self.words)
            or bool(self.words.leading("addressed", text) and capitals(text))
            or text[:1] in '“"„«(（['
            or (dateline is not None and is_dateline(dateline, self.words.tag))
        )

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

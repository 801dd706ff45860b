"""The head of an article: which of its first lines is the headline, and what the others say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import (
    ARABIC_PLACE,
    FIRMS,
    WRITING,
    about_author,
    is_credit,
    names_nobody,
    read_byline,
    takes_leave,
)
from pressmark.importing.guess.lines import (
    DATELINE,
    Head,
    HeadLines,
    capitals,
    cased,
    flat,
    greets,
    is_dateline,
    is_record,
)
from pressmark.importing.guess.tail import is_release
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Given, Guess
from pressmark.importing.words import common

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_LONGEST_HEAD = 40
_BODY_WORDS = 25
_SENTENCE = 10
_LONGEST_LETTERHEAD = 16
_UNSPACED_SENTENCE = 25
_KICKER = 5
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NAME_ONLY = re.compile(r"\w[^\d,;:|@]{3,40}(?:[(<]\S+@\S+[)>])?$")
_FORM = re.compile(r"[^\W\d_][^:：]{0,24}\s?[:：]\s?\S")  # “What: a march”: an entry of a form
# Names for the desk: “harbour-levy-2”, “BC-US--Ferry Levy,412”, “Verkehr/Kommunen/”
_SLUG = re.compile(r"\S*[^\W\d_]-\S*$|[A-Z]{2}-\S|\S.{1,60},\s?\d{2,4}$|(?:[^\s/]+/){2,}$")
_LIKELY_TITLE = 2.5
_WIRE = re.compile(
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|EXCLUSIVE|FEATURE|ANALYSIS|FOCUS)(?: \d{1,2})?-(?=\S)|ROUNDUP(?: \d)?: "
)
# A line that ends with one of these goes on with the next.
_OPEN = common("prepositions") | common("clauses") | frozenset(["&"])
_NOBODY = common("nobody")
_BLOCKS = frozenset(["list", "quote", "table"])


def read_head(
    manuscript: Manuscript, given: Given, words: Words, headline: Guess | None, taken: AbstractSet[int] = frozenset()
) -> Head:
    """Return what the head of *manuscript* says; *headline* is what the metadata give as it, *taken* other pieces."""
    reader = _HeadReader(manuscript, given, words, headline)
    for index, piece in enumerate(manuscript.pieces):
        if index > reader.title_at + _LONGEST_HEAD:
            break
        aside = piece.out and (stands_aside(piece) or index < reader.title_at - 8)
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
        reader.near_date()
    else:
        reader.late_lines()
    if reader.lines.subject:
        reader.head.put("headline", reader.lines.subject)
    return reader.head


def stands_aside(piece: Piece) -> bool:
    """Tell whether the page itself sets *piece* aside, as a menu or a list of other articles."""
    return bool(piece.out) and not piece.out.startswith(("trafilatura", "outside"))


class _HeadReader:
    def __init__(self, manuscript: Manuscript, given: Given, words: Words, headline: Guess | None) -> None:
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
        self.parts: list[int] = []
        self.signed_at = -1
        summary = manuscript.fact("summary")
        self.known_summary = flat(summary.value) if summary and deck is not summary else ""
        self.title_at = self._title_at()
        texts = [] if self.page or headline else [piece.text for piece in self.pieces[:_LONGEST_LETTERHEAD]]
        self.greeting_at = next((n for n, text in enumerate(texts) if greets(text, words)), -1)
        if headline:
            self.head.put("headline", headline)

    def _title_at(self) -> int:
        """Return the index of the piece that is the headline, -1 where none is for sure."""
        first = list(enumerate(self.pieces[: 400 if self.page else _LONGEST_HEAD]))
        known = self.known_headline
        for index, piece in sorted(first, key=lambda pair: pair[1].kind != "heading") if known else []:
            if piece.kind in {"heading", "paragraph"} and flat(piece.text) == known:
                return index
        prose = (
            n
            for n, one in first
            if not self.page and one.kind == "paragraph" and one.text[-1:] in ".!?" and _is_long_enough(one.text)
        )
        first = first[: next(prose, len(first))]
        for index, piece in first:
            if piece.level == 1 and (known in flat(piece.text) if known else not stands_aside(piece)):
                return index
        if known:
            return next((i for i, one in first if one.level == 1 and not stands_aside(one)), -1)
        return -1 if self.page else self._likeliest()

    def _likeliest(self) -> int:
        """Return the index of the line at the head of a text that reads most like its headline, -1 where none does.

        The head ends with the first sentence that follows a likely line. Lines of a letterhead, which stand above the
        word “release”, an embargo or beside an address, are the headline only where nothing below them may be it.
        """
        likely: list[tuple[int, float]] = []
        released, letterhead, mailed = -1, self._letterhead(), False
        for index, piece in enumerate(self.pieces[:_LONGEST_HEAD]):
            text = piece.text
            if piece.kind == "picture" or not text:
                continue
            greeting = greets(text, self.words)
            whole = piece.kind == "paragraph" and text[-1] in ".!?。”“»」" and _is_long_enough(text)
            if likely and whole and max(weight for _, weight in likely) > 0:
                break
            if piece.kind in _BLOCKS and not (likely and max(weight for _, weight in likely) >= _LIKELY_TITLE):
                continue
            mailed = mailed or (greeting and self.lines.mail)
            if piece.kind in _BLOCKS or _long(text) or (greeting and likely and not mailed):
                break
            if mailed and not _styled(piece):
                continue  # below a mail's greeting, only what is set apart is the headline of its text
            trial = self.lines.trial()
            if greeting or trial.useless(piece, text) or trial.told(piece, text):
                kind = trial.head.fields.get("kind")
                released = index if "embargo" in trial.head.fields or (kind and kind.value == "statement") else released
                continue
            heads_list = index + 1 < len(self.pieces) and self.pieces[index + 1].kind == "list"
            heads_list = heads_list and self.pieces[index + 1].place == piece.place + 1
            weight = self._titleness(piece, self._whole(index)) - 3 * (index in letterhead) - 3 * heads_list
            likely.append((index, weight))
        best, at = 0.0, -1
        for number, (index, weight) in enumerate(likely):
            later = [self.pieces[n].text for n, other in likely[number + 1 :] if other >= _LIKELY_TITLE]
            text = self._whole(index)
            apart = index + 1 < len(self.pieces) and self.pieces[index + 1].place > self.pieces[index].place + 1
            kicker = text.isupper() and len(text.split()) <= _KICKER and (apart or len(text.split()) < 4)
            kicker = kicker and not all(map(str.isupper, later))
            less = number / 4 + 3 * bool(later and index < released) + 2 * bool(later and kicker)
            if weight - less > best:
                best, at = weight - less, index
        return at

    def _whole(self, index: int) -> str:
        """Return the line at *index* with those that go on with it: all in capitals, or broken off before a noun."""
        text, self.parts = self.pieces[index].text, [index]
        for number in range(index + 1, min(index + 4, len(self.pieces))):
            piece, last = self.pieces[number], self.pieces[number - 1]
            if piece.kind != "paragraph" or piece.place != last.place + 1 or not (last.text and piece.text):
                break
            caps = last.text.isupper() and piece.text.isupper() and len(last.text.split()) > 2
            open_ = last.text.split()[-1].casefold() in _OPEN | self.words.own.sets.get("determiners", frozenset())
            caseless = piece.text.lower() == piece.text.upper()
            joined = caps or open_ or (caseless and self.words.has("stops", piece.text.split()[0]))
            trial = self.lines.trial()
            if not joined or trial.useless(piece, piece.text) or trial.told(piece, piece.text):
                break
            text = f"{text} {piece.text}"
            self.parts.append(number)
        return text

    def _letterhead(self) -> set[int]:
        """Return the lines that stand in one block with a number to call, an address of mail, or a house's number."""
        blocks: list[list[int]] = []
        for index, piece in enumerate(self.pieces[:_LONGEST_HEAD]):
            if blocks and piece.place == self.pieces[blocks[-1][-1]].place + 1:
                blocks[-1].append(index)
            else:
                blocks.append([index])
        texts = [[self.pieces[n].text for n in block] for block in blocks]
        heads = [any(map(is_record, lines)) or sum(map(bool, map(_FORM.match, lines))) > 1 for lines in texts]
        return {n for block, head in zip(blocks, heads, strict=True) if head for n in block}

    def _titleness(self, piece: Piece, text: str) -> float:
        """Return how much a line reads like a headline: a few words that are no name, no address and no date."""
        split = text.split()
        count = len(split) if len(split) > 2 or not _UNSPACED.search(text) else len(text) // 3
        bodies = tuple(self.words.own.sets.get("organisations", ()))
        firm = capitals(text) and (FIRMS.search(text) or self.words.has("organisations", split[0]))
        firm = firm or (bool(_UNSPACED.search(text)) and text.endswith(bodies))
        named = capitals(text) and text != text.lower() and not text.isupper() and not any(map(str.islower, split))
        return (
            (3.0 if count >= 4 else 2.76 if count == 3 else count / 2 + 1)
            + 3 * _styled(piece)
            - 3 * (text[-1] in ":,;،、")
            - 1.5 * (text[-1] in ".。")
            - 2 * bool(firm and count <= 7)
            - 4 * bool(self.words.leading("addressed", text) and capitals(text))
            - (named and count <= 5)
            - (1 if count > 7 else 2) * (find_date(text, self.words.tag) is not None)
            - (count <= 4 and bool(_FORM.match(text)))
            - 2 * (flat(text).removeprefix("the ") in _NOBODY)
            - 4 * is_credit(text)
            - 2 * bool(ARABIC_PLACE.match(text))
            - 6 * is_record(text)
            - 3 * bool(_SLUG.match(text))
            - 2 * (text[0] in "~〜～▪•-–(（【[")
            - 2 * self._is_reference(text)
        )

    def _speech(self, piece: Piece, text: str) -> bool:
        """Take “Speech by Petra Lund, Mayor of Harbour Town”, above what the speech is called."""
        taken = 0 if self.page or self.head.authors else self.words.leading("speeches", text)
        found = read_byline(text[taken:].strip(" :"), self.words, expected=True) if taken else None
        if found is None:
            return False
        self.head.authors = found.authors
        self.head.byline = Guess(text, SHOWN, "the line that says whose speech it is", piece.place)
        return self.lines.leave(piece, "the line that says whose speech it is")

    def _is_reference(self, text: str) -> bool:
        """Tell whether *text* says what it answers to, or whose it is: “Letter on ‘The quay’”, “Speech by …”."""
        if (taken := self.words.leading("speeches", text)) and capitals(text[taken:].split(",", maxsplit=1)[0]):
            return True
        names = (name for names in self.words.groups("rubrics").values() for name in names)
        opened = any(text.casefold().startswith(f"{name} ") for name in names)
        return opened and bool(re.search(r"[“”„«»\"「]", text))

    def before_title(self, index: int, piece: Piece) -> None:
        """Read a piece that stands before the headline: what says nothing of itself is its rubric or is left out."""
        text = piece.text
        if piece.kind in _BLOCKS or len(text.split()) > _BODY_WORDS:
            return
        told = self._plainly(index, piece, text) or self._speech(piece, text)
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
        if piece.kind in _BLOCKS or len(text.split()) > 90:
            return
        title = self.known_headline and flat(text) == self.known_headline
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
            or self._headline(index, piece, text)
            or self._deck(index, piece, text)
        )
        self.head.used |= {index} if taken else set()
        return taken

    def _plainly(self, index: int, piece: Piece, text: str) -> bool:
        """Take what shows by itself what it is, and a bare name that something ties to the writing."""
        if self.known_headline and flat(text) == self.known_headline:
            return False
        if self._another(piece, text):
            return True
        before = self.head.authors
        taken = self._taken(index, piece, text)
        if taken and self.head.authors and not before and self.head.byline.confidence < STATED:
            self.signed_at = piece.place
        return taken

    def _another(self, piece: Piece, text: str) -> bool:
        """Take a further name on the line below a byline; whom the text tells of is a source or a place."""
        if self.page or self.signed_at < 0 or piece.place != self.signed_at + 1 or not _NAME_ONLY.match(text):
            return False
        trial = self.lines.trial()
        trial.head.fields["headline"] = Guess("…")
        if not trial.byline(piece, text, expected=True) or len(trial.head.authors) != 1:
            return False
        who = trial.head.authors[0]
        told = any(who.name.split()[-1] in one.text for one in self.pieces if len(one.text.split()) > _BODY_WORDS)
        if told or who.role or who.affiliation or " " not in who.name or who.type != "person":
            return False
        if any(self.words.has("roles", word) for word in who.name.split()):
            return False
        self.head.authors += (who,)
        self.signed_at = piece.place
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
            return False
        if not cased(text):  # “the place – the name”, and the text goes on in that place
            there = any(found.place in one.text for one in self.pieces[index + 1 :]) or any(map(self._is_date, after))
            return bool(found.place) and there
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
        prose = [one.text for n, one in enumerate(self.pieces) if n > index and len(one.text.split()) > _SENTENCE]
        prose = [text for text in prose if about_author(text, name, self.words) is None]
        every = {word for text in prose for word in re.findall(r"\w+", text)}
        split = [word for word in re.findall(r"\w+", name) if len(word) > 3]
        small = any(word.casefold() in every for word in split if word != word.casefold())
        return small or name.rsplit(maxsplit=1)[-1] in every

    def near_date(self) -> None:
        """Take a date in a short line beside the headline: the only one there, or one that is said to be its."""
        if "published" in self.head.fields:
            return
        title = max(0, self.title_at)
        first = (n for n, one in enumerate(self.pieces) if not one.out and one.kind == "paragraph" and n > title)
        body = next(first, 0)
        for number, piece in enumerate(self.pieces[: max(title, body) + 14]):
            text = piece.text[:200]
            beside = title - 2 <= number <= title + 7
            dated = find_date(text, self.words.tag) if text and (beside or not stands_aside(piece)) else None
            if dated is None:
                continue
            short = len(text.split()) <= 20
            said = short and self.words.found("published", text[: dated.start])
            alone = short and beside and find_date(text[dated.end :], self.words.tag) is None
            opens = number == body and dated.start < 40 and re.match(r"\s?[|–—:-]\s", text[dated.end :])
            if said or alone or opens:
                sure = min(dated.confidence, LIKELY)
                self.head.put("published", Guess(dated.value, sure, "a date beside the headline", piece.place))
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
            byline = sure and self.lines.byline(piece, text, expected=False)
            if byline or ("published" not in self.head.fields and self.lines.dated(piece, text)):
                self.head.used.add(index)

    def _headline(self, index: int, piece: Piece, text: str) -> bool:
        known = self.known_headline
        if known:
            return flat(text) == known or (piece.level == 1 and known in flat(text))
        if "headline" not in self.head.fields and self.lines.subject and self.title_at < 0:
            self.head.put("headline", self.lines.subject)
        if "headline" in self.head.fields:
            return flat(text) == flat(self.head.fields["headline"].value)
        if self.title_at < index == self.greeting_at:
            return False
        if not self.page and piece.kind == "paragraph":
            text = self._whole(index)
            self.head.used.update(self.parts)
        text = _WIRE.sub("", text)
        if piece.kind == "heading":
            sure, why = STATED if piece.level == 1 else SHOWN, "the first heading"
        else:
            whole = text[-1] not in ".:;,。" and (len(text.split()) > 1 or len(text) > 12)
            sure, why = SHOWN if whole else DOUBTFUL, "the first line of the text"
        fits = piece.kind == "heading" or (len(text.split()) <= _BODY_WORDS and len(text) <= 200)
        return fits and self.head.put("headline", Guess(text, sure, why, piece.place))

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
        count = len(text.split())
        named = any(about_author(text, " ".join(text.split()[:n]).rstrip(","), self.words) for n in (2, 3))
        opening = named or greets(text, self.words) or text.lstrip()[:1] in '“"„«'
        if self._known_deck(piece, text) or not 4 <= count <= 50 or self.head.authors or opening:
            return "deck" in self.head.fields
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
        trial = self.lines.trial()
        trial.head.fields["headline"] = Guess("…")
        return (
            trial.hinted(piece, text)
            or trial.dated(piece, text)
            or trial.barred(piece, text)
            or trial.byline(piece, text, expected=capitals(text.split(",", 1)[0]))
        )


def _styled(piece: Piece) -> bool:
    """Tell whether the input sets the whole line off, as a heading or by its style."""
    return piece.kind == "heading" or any(one.start == 0 and one.end == len(piece.text) for one in piece.rich.spans)


def _is_long_enough(text: str) -> bool:
    return len(text.split()) >= _SENTENCE or (len(text) >= _UNSPACED_SENTENCE and bool(_UNSPACED.search(text)))


def _long(text: str) -> bool:
    """Tell whether *text* is too long for a line of the head; signs of scripts without spaces count as words do."""
    count = len(text.split())
    return count > _BODY_WORDS or len(text) > 200 or (len(text) > 70 and not text.isascii() and count < 5)

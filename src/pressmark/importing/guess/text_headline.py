"""The headline of a text: which of its first lines reads most like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import ARABIC_PLACE, is_credit
from pressmark.importing.guess.lines import capitals, flat, greets, is_issue, is_record
from pressmark.importing.guess.names import FIRMS
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.lines import HeadLines
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words

LONGEST_HEAD = 40
BODY_WORDS = 25
SENTENCE = 10
_SIGNED = 3
BLOCKS = frozenset(["list", "quote", "table"])
_KICKER = 5
_REVIEWED = 1.5
_UNSPACED_SENTENCE = 25
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
FORM = re.compile(r"[^\W\d_][^:：]{0,24}\s?[:：]\s?\S")  # “What: a march”: an entry of a form
# Names for the desk: “harbour-levy-2”, “BC-US--Ferry Levy,412”, “Verkehr/Kommunen/”
_SLUG = re.compile(r"\S*[^\W\d_]-\S*$|[A-Z]{2}-\S|\S.{1,60},\s?\d{2,4}$|(?:[^\s/]+/){2,}$")
# “Lantern Press, 240 pp.”, “320 Seiten”, “ISBN 978-…”: what a review says of the book
EDITION = re.compile(
    rf"\bISBN\b|(?<![\d.,])\d{{2,4}}\s?(?:{'|'.join(map(re.escape, listed('pages')))})(?=[\s.,;:|)]|$)", re.IGNORECASE
)
_LIKELY_TITLE = 2.5
_NOBODY = common("nobody")
_DEPARTMENTS = common("departments")
_REVIEWER = tuple(listed("reviewed"))
# A line that ends with one of these goes on with the next.
_OPEN = common("prepositions") | common("clauses") | frozenset(["&"])


class Headline:
    """Finds the headline among the first *pieces* of a text; *lines* is tried for what else they may be."""

    def __init__(self, pieces: Sequence[Piece], words: Words, lines: HeadLines) -> None:
        """Begin with nothing found; *parts* are the pieces of the line that was joined last."""
        self.pieces, self.words, self.lines = pieces, words, lines
        self.parts: list[int] = []

    def at(self) -> int:
        """Return the index of the line at the head of a text that reads most like its headline, -1 where none does.

        The head ends with the first sentence that follows a likely line. Lines of a letterhead, which stand above the
        word “release”, an embargo or beside an address, are the headline only where nothing below them may be it.
        """
        likely: list[tuple[int, float]] = []
        released, dated, letterhead, mailed = -1, -1, self._letterhead(), False
        reviewed = lines_about_book(self.pieces)
        for index, piece in enumerate(self.pieces[:LONGEST_HEAD]):
            text = piece.text
            if piece.kind == "picture" or not text:
                continue
            greeting = greets(text, self.words)
            whole = piece.kind == "paragraph" and text[-1] in '.!?。”“»」"' and is_long_enough(text)
            if likely and whole and max(weight for _, weight in likely) > 0:
                break
            if piece.kind in BLOCKS and not (likely and max(weight for _, weight in likely) >= _LIKELY_TITLE):
                continue
            mailed = mailed or (greeting and self.lines.mail)
            if piece.kind in BLOCKS or _long(text) or (greeting and likely and not mailed):
                break
            if mailed and not _styled(piece):
                continue  # below a mail's greeting, only what is set apart is the headline of its text
            trial = self.lines.trial()
            if greeting or trial.useless(piece, text) or trial.told(piece, text):
                kind = trial.head.fields.get("kind")
                dated = index if "published" in trial.head.fields and not trial.head.authors else dated
                released = index if "embargo" in trial.head.fields or (kind and kind.value == "statement") else released
                continue
            heads_list = index + 1 < len(self.pieces) and self.pieces[index + 1].kind == "list"
            heads_list = heads_list and self.pieces[index + 1].place == piece.place + 1
            weight = self._titleness(piece, self.whole(index)) - 3 * (index in letterhead) - 3 * heads_list
            weight -= _REVIEWED * (index in reviewed) + 6 * bool(EDITION.search(text))
            likely.append((index, weight))
        best, at = 0.0, -1
        for number, (index, weight) in enumerate(likely):
            after = [n for n, other in likely[number + 1 :] if other >= _LIKELY_TITLE]
            later = [self.pieces[n].text for n in after]
            text = self.whole(index)
            apart = not any(self.pieces[n].place - self.pieces[index].place == n - index for n in after)
            kicker = text.isupper() and len(text.split()) <= _KICKER and (apart or len(text.split()) < 4)
            kicker = kicker or (
                text.isupper() and any(text.casefold().startswith(f"{name} ") for name in self._kinds())
            )
            kicker = kicker and not all(map(str.isupper, later))
            # What stands above a date is the letterhead, where a headline may follow below it.
            below = index < dated and any(
                n > dated and self.pieces[n].text.rstrip('"”“»')[-1:] not in ".!?" for n in after
            )
            less = number / 4 + 3 * bool(later and index < released) + 2 * bool(later and (kicker or below))
            if weight - less > best:
                best, at = weight - less, index
        return at

    def whole(self, index: int) -> str:
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
        for index, piece in enumerate(self.pieces[:LONGEST_HEAD]):
            if blocks and piece.place == self.pieces[blocks[-1][-1]].place + 1:
                blocks[-1].append(index)
            else:
                blocks.append([index])
        texts = [[self.pieces[n].text for n in block] for block in blocks]
        heads = [
            (any(map(is_record, lines)) and not _signed(lines))
            or sum(map(bool, map(FORM.match, lines))) > 1
            or any(is_issue(line, self.words.tag) for line in lines)
            for lines in texts
        ]
        return {n for block, head in zip(blocks, heads, strict=True) if head for n in block}

    def _titleness(self, piece: Piece, text: str) -> float:
        """Return how much a line reads like a headline: a few words that are no name, no address and no date."""
        split = text.split()
        count = len(split) if len(split) > 2 or not UNSPACED.search(text) else len(text) // 3
        bodies = tuple(self.words.own.sets.get("organisations", ()))
        firm = capitals(text) and (FIRMS.search(text) or self.words.has("organisations", split[0]))
        firm = firm or (capitals(text) and bool(_DEPARTMENTS & set(re.findall(r"\w+", text.casefold()))))
        firm = firm or (bool(UNSPACED.search(text)) and text.endswith((*bodies, *_DEPARTMENTS)))
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
            - (count <= 4 and bool(FORM.match(text)))
            - 2 * (flat(text).removeprefix("the ") in _NOBODY)
            - 4 * is_credit(text)
            + (text[0] in '„“«»"「' and text[-1] in '“”»«"」')
            - 2 * bool(ARABIC_PLACE.match(text))
            - 6
            * (is_record(text) or (text[(called := self.words.leading("contact", text)) :][:1] in ":：" and called > 0))
            - 3 * bool(_SLUG.match(text))
            - 2 * (text[0] in "~〜～▪•-–(（【[")
            - 2 * self._is_reference(text)
        )

    def _kinds(self) -> list[str]:
        return [name for names in self.words.groups("rubrics").values() for name in names]

    def _is_reference(self, text: str) -> bool:
        """Tell whether *text* says what it answers to, or whose it is: “Letter on ‘The quay’”, “Speech by …”."""
        if (taken := self.words.leading("speeches", text)) and capitals(text[taken:].split(",", maxsplit=1)[0]):
            return True
        opened = any(text.casefold().startswith(f"{name} ") for name in self._kinds())
        return opened and bool(re.search(r"[“”„«»\"「]", text))


def lines_about_book(pieces: Sequence[Piece]) -> set[int]:
    """Return the lines of the head that tell of a reviewed book, in one block with its pages; its author is another."""
    found: set[int] = set()
    for at, piece in enumerate(pieces[:LONGEST_HEAD]):
        if len(piece.text.split()) > BODY_WORDS or not EDITION.search(piece.text):
            continue
        for step in (-1, 1):
            number = at
            while 0 <= number < len(pieces) and pieces[number].place - piece.place == number - at:
                if len(pieces[number].text.split()) > BODY_WORDS:
                    break
                found.add(number)
                number += step
    return {n for n in found if not pieces[n].text.casefold().startswith(_REVIEWER)}


def _styled(piece: Piece) -> bool:
    """Tell whether the input sets the whole line off, as a heading or by its style."""
    return piece.kind == "heading" or any(one.start == 0 and one.end == len(piece.text) for one in piece.rich.spans)


def _signed(lines: Sequence[str]) -> bool:
    """Tell whether *lines* are a headline, a name and that author's address."""
    return len(lines) == _SIGNED and re.fullmatch(r"\S+@\S+", lines[-1]) is not None


def is_long_enough(text: str) -> bool:
    """Tell whether *text* has the words of a sentence; signs count in scripts without spaces."""
    return len(text.split()) >= SENTENCE or (len(text) >= _UNSPACED_SENTENCE and bool(UNSPACED.search(text)))


def _long(text: str) -> bool:
    """Tell whether *text* is too long for a line of the head; signs of scripts without spaces count as words do."""
    count = len(text.split())
    return count > BODY_WORDS or len(text) > 200 or (len(text) > 70 and not text.isascii() and count < 5)

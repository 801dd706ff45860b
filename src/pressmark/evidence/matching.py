"""A quotation looked for in a text: where its words stand, exactly, or the nearest passage and what differs.

Nothing here is fuzzy. Words may be left out only where the quotation says so (… or […]) and others put in only within
square brackets, both within limits; a gap that leaves out a negation of its own sentence is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Literal

from pressmark.evidence.folding import (
    APOSTROPHES,
    Folded,
    ends_word,
    fold,
    fold_quote,
    part_by_spaces,
    same,
    starts_word,
    words,
    words_of,
)
from pressmark.model.parts import TextQuote
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


# How much a gap may leave out, in signs of the source: about three sentences, and of all gaps together.
_LONGEST_GAP = 400
_LONGEST_INSERTION = 120
_ALL_GAPS = 900
# An attribution that interrupts a quotation in the copy, with its marks.
_INTERRUPTION = 90
_LONGEST_IN_WORD = 12
# Places looked at for each part of a quotation.
_MOST_PLACES = 400
_MOST_TRIES = 4000
# Places at which its letters are found, as words or within words.
_MOST_LOOKED_AT = 50_000
# Pairs of the same word that a comparison with the nearest passage goes through; a hundredth is usual.
_MOST_PAIRS = 400_000

_GAP = re.compile(r"[\[(](?:\s*(?:…|\.\s?\.\s?\.))+\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)*|\[[^\[\]]{0,200}\]")
_CLOSED_THEN_OPENED = re.compile(r"[”’»“«\"'」』][ \t]*(?:\r?\n[ \t]*){2,}[“„«»‘‚\"'「『]")
# A point behind one of these ends no sentence, nor one behind a single letter.
_SHORT = re.compile(
    r"(?<!\w)(?:[^\W\d_]|mrs?|ms|mx|mme|mlle|dr|prof|st|sr|sra|jr|rev|hon|gen|col|capt|lt|sgt|sen|rep|gov|vs|hr|fr|bzw|ca)$",
    re.IGNORECASE,
)
# Endings that make of a word its opposite.
_DENYING_END = re.compile(r"(?:less|free|n['’]t|(?:los|frei)(?:e[rnms]?)?)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？｡]|[.!?؟](?=[\s”’»\"'」』)\]]|$)|\n[ \t]*\n")

# What turns a statement round, in the languages that pressmark has labels for and some more.
_NEGATING = """
not no never none neither nor nobody nothing nowhere cannot without hardly scarcely barely rarely seldom
unable unlikely impossible kaum selten unmöglich guère
nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder ohne
ne pas jamais rien personne aucun aucune sans ni nunca jamás nada nadie ninguno ninguna ningún sin tampoco
não nenhum nenhuma ninguém sem nem non mai niente nessuno nessuna nulla senza né
niet geen nooit niemand niets zonder noch inte ej aldrig ingen inget inga utan ikke aldri intet ei uden uten ekki
nigdy nikt nic żaden żadna bez ani nikdy nikdo žádný soha senki semmi nincs eikä koskaan mikään
не нет ни никогда никто ничего без нікто ні немає ніколи δεν μη μην όχι ποτέ κανείς τίποτα χωρίς
değil yok asla hiç hiçbir kimse لا لم لن ليس ليست ما غير بدون لیس نه نیست هرگز هیچ نہیں
לא אין בלי אף מעולם नहीं न मत कभी बिना không chưa chẳng tidak bukan jangan tanpa hindi wala
"""
_NEGATIONS = frozenset(_NEGATING.split())
_NEGATING_SIGNS = re.compile(
    r"n['’]t\b|['’]nt\b|\b[Nn]['’](?=[^\W\d]|$)"
    r"|[不沒没無无未非別别勿]|ない|ません|なかっ|ず(?=に|、|。)|안 |않|못|없|아니|\u0e44\u0e21\u0e48"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quotation stands in a text: offsets of its first character and of the one after its last.

    *left_out* are the stretches between them that the quotation leaves out, as pairs of offsets.
    """

    start: int
    end: int
    left_out: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of the nearest passage beside the quotation: the *same* words, or what stands in one of them alone."""

    kind: Literal["same", "copy", "quote"]
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """The passage of a text most like a quotation that isn't in it, and how the two differ, in reading order."""

    start: int
    end: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a quotation without a gap; *reach* is how far it may stand from the one before it.

    *before* and *after* are the words of a bracket of the quotation that no space parts from it, as in ``[T]he``; None
    where there is none. *denies*: what is put in between it and the one before it (or behind the last) has a “not”.
    """

    folded: Folded
    text: str
    reach: int = 0
    before: str | None = None
    after: str | None = None
    denies: bool = False
    denies_after: bool = False

    def may_begin(self, text: str, offset: int) -> bool:
        """Tell whether it may begin in *text* at *offset*: not within a word, nor with letters put in before a word."""
        whole = starts_word(text, offset)
        if self.before is None:
            return whole
        # “[T]he” stands for “the”: its bracket is there for a letter of the copy. “[S]he” for “he” is another word.
        stands_for_nothing = whole and bool(self.before) and part_by_spaces(text[offset : offset + 1])
        return not stands_for_nothing or text[offset - 1 : offset] in APOSTROPHES

    def may_end(self, text: str, offset: int) -> bool:
        """Tell whether it may end in *text* before *offset*: not within a word, nor where its bracket denies it."""
        whole = ends_word(text, offset)
        return whole if self.after is None else not (whole and _DENYING_END.match(self.after))


class SearchedText:
    """A text in which quotations are looked for; it is folded once, and cut into words when first asked for them."""

    def __init__(self, text: str) -> None:
        """Keep *text*."""
        self.text = text
        self._turning: dict[tuple[int, int], bool] = {}

    def turns_round(self, start: int, end: int) -> bool:
        """Tell whether a gap from *start* to *end* takes a negation out of a sentence that stays."""
        known = self._turning.get((start, end))
        if known is None:
            known = self._turning[start, end] = _turns_round(self.text, start, end)
        return known

    def denies_before(self, end: int) -> bool:
        """Tell whether a negation stands in the sentence before *end*, as near as a bracket may stand for it."""
        stretch = self.text[max(0, end - _LONGEST_INSERTION) : end]
        return _denies(stretch[max(_sentence_ends(stretch), default=0) :])

    def denies_after(self, start: int) -> bool:
        """Tell whether a negation stands in the sentence after *start*, as near as a bracket may stand for it."""
        stretch = self.text[start : start + _LONGEST_INSERTION]
        return _denies(stretch[: min(_sentence_ends(stretch), default=len(stretch))])

    @cached_property
    def folded(self) -> Folded:
        """The text as it is compared."""
        return fold(self.text)

    @cached_property
    def words(self) -> list[tuple[str, int, int]]:
        """The words of the text, each with where it begins and ends."""
        return words_of(self.folded)

    @cached_property
    def keys(self) -> list[str]:
        """The words in small letters, in order."""
        return [word.lower() for word, _, _ in self.words]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word in small letters stands in the text."""
        return Counter(self.keys)


def find(quote: str, source: SearchedText) -> Passage | None:
    """Return where *quote* stands in *source*, None where it doesn't: the first of several places."""
    return next(places(quote, source), None)


def places(quote: str, source: SearchedText) -> Iterator[Passage]:
    """Yield where *quote* stands in *source*, in order: first its brackets as they are, then as gaps."""
    whole = [_Part(fold_quote(quote), quote)]
    parts = _parts_of(quote)
    for pieces in [whole, parts] if parts != whole and parts else [whole]:
        if not any(piece.folded.bare for piece in pieces):
            continue
        yield from _sequences(pieces, source)


def made_of(quote: str, exact: str) -> bool:
    """Tell whether *exact* is a passage that *quote* may have been taken from: its words from the first to the last.

    What a gap leaves out is not looked at, since *exact* stands alone here.
    """
    there = fold(exact).bare
    if there == fold_quote(quote).bare:
        return True
    parts = [part.folded.bare for part in _parts_of(quote)]
    if not parts or not there.startswith(parts[0]) or not there.endswith(parts[-1]):
        return False
    at = 0
    for part in parts[:-1]:
        at = there.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(there) - len(parts[-1])


def _parts_of(quote: str) -> list[_Part]:
    """Cut *quote* where it says that something is left out or put in."""
    cuts = [(match.start(), match.end(), match.group()) for match in _GAP.finditer(quote)]
    edges = [(0, 0, ""), *cuts, (len(quote), len(quote), "")]
    parts: list[_Part] = []
    reach = 0
    denies = False
    for (start, end, mark), (next_start, next_end, next_mark) in pairwise(edges):
        if mark:
            reach += _LONGEST_GAP if _leaves_out(mark) else _LONGEST_INSERTION
            denies |= _put_in(mark) is not None and _denies(mark)
        text = quote[end:next_start]
        folded = fold_quote(text)
        if not any(sign.isalnum() for sign in folded.bare):
            continue
        before = _put_in(mark) if text[:1].isalnum() else None
        after = _put_in(quote[next_start:next_end]) if next_mark and text[-1:].isalnum() else None
        parts.append(_Part(folded, text, reach if start or mark else 0, before, after, denies))
        reach, denies = 0, False
    if denies and parts:
        parts[-1] = replace(parts[-1], denies_after=True)
    return parts


def _leaves_out(mark: str) -> bool:
    return "…" in mark or "..." in mark.replace(" ", "")


def _put_in(mark: str) -> str | None:
    """Return the words that the bracket *mark* puts in, None where it puts in none."""
    return mark[1:-1].strip() if mark.startswith("[") and not _leaves_out(mark) else None


def _denies(text: str) -> bool:
    """Tell whether a word or sign of *text* turns a statement round."""
    return bool({word.lower() for word, _, _ in words(text)} & _NEGATIONS or _NEGATING_SIGNS.search(text))


def _sequences(parts: Sequence[_Part], source: SearchedText) -> Iterator[Passage]:
    tries = iter(range(_MOST_TRIES))
    for start, end in islice(_occurrences(parts[0], source), _MOST_PLACES):
        if parts[0].denies and not source.denies_before(start):
            continue
        found = _follow(parts[1:], source, Passage(start, end), joined=parts[0].after is not None, tries=tries)
        if found is None or _two_quotations(source.text, found):
            continue
        if parts[-1].denies_after and not source.denies_after(found.end):
            continue
        yield found


def _follow(
    parts: Sequence[_Part], source: SearchedText, so_far: Passage, *, joined: bool, tries: Iterator[int]
) -> Passage | None:
    """Return *so_far* with *parts* behind it, each within its reach.

    *joined*: no space parts *so_far* from a bracket of the quotation. *tries* bounds what is looked at in all.
    """
    if not parts:
        return so_far
    part, gaps = parts[0], so_far.left_out
    for start, end in _occurrences(part, source, so_far.end, so_far.end + part.reach):
        if next(tries, None) is None:
            return None
        skipped = (so_far.end, start)
        if sum(right - left for left, right in (*gaps, skipped)) > _ALL_GAPS:
            return None
        # A “not” is left out only where one is put in for it, and put in only where one is left out.
        if source.turns_round(*skipped) != part.denies:
            continue
        if part.before is not None and joined and start - so_far.end > _LONGEST_IN_WORD:
            continue
        found = _follow(
            parts[1:], source, Passage(so_far.start, end, (*gaps, skipped)), joined=part.after is not None, tries=tries
        )
        if found is not None:
            return found
    return None


def _turns_round(text: str, start: int, end: int) -> bool:
    """Tell whether a gap in *text* from *start* to *end* takes a negation out of a sentence that stays.

    Of the sentences in the gap these are the one that stands before it and the one that goes on behind it.
    """
    skipped = text[start:end]
    edges = _sentence_ends(skipped)
    if not edges:
        return _denies(skipped)
    ended_before = bool(_SENTENCE_END.match(text, start - 1)) and not _SHORT.search(text[max(0, start - 8) : start - 1])
    return (not ended_before and _denies(skipped[: edges[0]])) or _denies(skipped[edges[-1] :])


def _sentence_ends(text: str) -> list[int]:
    """Return where sentences of *text* end, as offsets behind their last signs."""
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if match.group() != "." or not _SHORT.search(text[max(0, match.start() - 8) : match.start()])
    ]


def _two_quotations(text: str, passage: Passage) -> bool:
    """Tell whether *passage* runs over the end of one quotation and the beginning of the next paragraph's."""
    bounds = [passage.start, *(offset for gap in passage.left_out for offset in gap), passage.end]
    return any(
        _CLOSED_THEN_OPENED.search(text, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    )


def _occurrences(
    part: _Part, source: SearchedText, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where *part* stands in *source*: offsets of its start (from *start* on, up to *end*) and its end."""
    folded, wanted = source.folded, part.folded
    if not wanted.bare:
        return
    at = bisect_right(folded.offsets, start - 1) if start else 0
    bare = bisect_right(folded.kept, at - 1) if at else 0
    stop_at = len(folded.bare)
    if end is not None:
        # No further than where it may begin, with its length.
        stop_at = bisect_right(folded.kept, bisect_right(folded.offsets, end)) + len(wanted.bare)
    for _ in range(_MOST_LOOKED_AT):
        if (bare := folded.bare.find(wanted.bare, bare, stop_at)) == -1:
            return
        first, last = folded.kept[bare], folded.kept[bare + len(wanted.bare) - 1]
        begin = folded.offsets[first]
        if end is not None and begin > end:
            return
        # A dash may stand before the first or behind the last word.
        left = first - (len(wanted.signs) - len(wanted.signs.lstrip("-")))
        right = last + 1 + (len(wanted.signs) - len(wanted.signs.rstrip("-")))
        if left >= 0 and same(folded.signs[left:right], wanted.signs):
            stop = folded.ends[last]
            if part.may_begin(source.text, begin) and part.may_end(source.text, stop):
                yield folded.offsets[left], stop
        bare += 1


def nearest(quote: str, source: SearchedText) -> Near | None:
    """Return the passage of *source* that is most like *quote*, None where nothing is like it.

    Found by the words that both have, the rarer the weightier; what is returned says how the two differ.
    """
    wanted = words(_GAP.sub(" ", quote))
    there = source.words
    if not wanted or not there:
        return None
    counts = source.counts
    weights = {word.lower(): 1 / counts[word.lower()] for word, _, _ in wanted if counts[word.lower()]}
    if not weights:
        return None
    size = max(3, round(len(wanted) * 1.25))
    start = _heaviest(source.keys, weights, size)
    window = there[start : start + size]
    return _compared(wanted, window)


def _heaviest(keys: list[str], weights: dict[str, float], size: int) -> int:
    """Return where the window of *size* words begins that holds the most of *weights*, each word counted once."""
    inside: Counter[str] = Counter()
    best, best_at, total = -1.0, 0, 0.0
    for index, key in enumerate(keys):
        if key in weights:
            total += weights[key] if not inside[key] else 0.0
            inside[key] += 1
        gone = keys[index - size] if index >= size else None
        if gone in weights:
            inside[gone] -= 1
            total -= weights[gone] if not inside[gone] else 0.0
        if total > best + 1e-12:
            best, best_at = total, max(0, index - size + 1)
    return best_at


def _compared(wanted: list[tuple[str, int, int]], window: list[tuple[str, int, int]]) -> Near | None:
    ours, theirs = [word for word, _, _ in wanted], [word for word, _, _ in window]
    there, wanted_counts = Counter(theirs), Counter(ours)
    if sum(count * there[word] for word, count in wanted_counts.items()) > _MOST_PAIRS:
        return None  # the same few words again and again: to tell how they differ would take hours
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < max(1, len(ours) // 4):
        return None
    # Only what lies between the first and the last word that both have is the passage.
    low, high = blocks[0].a, blocks[-1].a + blocks[-1].size
    differences: list[Difference] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, theirs[low:high], ours, autojunk=False).get_opcodes():
        if tag == "equal":
            differences.append(Difference("same", " ".join(theirs[low + a1 : low + a2])))
            continue
        if a2 > a1:
            differences.append(Difference("copy", " ".join(theirs[low + a1 : low + a2])))
        if b2 > b1:
            differences.append(Difference("quote", " ".join(ours[b1:b2])))
    return Near(window[low][1], window[high - 1][2], tuple(differences))


# The most signs of text that are looked through, about 1,000 pages.
MOST_TEXT = 3_000_000
# The most of all readings of a copy together.
MOST_TOGETHER = 8_000_000
# A text and the offsets at which its pages begin.
Words = tuple[str, tuple[int, ...]]
# What stands around a passage, in signs: enough to tell it from another with the same words.
_CONTEXT = 32


class UnreadableCopy(PressmarkError):
    """A copy that can't be read: what it is, and what would do instead."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage most like a quotation that was not found, and where it stands."""

    near: Near
    page: int | None
    paragraph: int | None


class WordOrder:
    """One way to read a copy's words in order, *pages* the offsets at which its pages begin (none: it has no pages)."""

    def __init__(self, text: str, pages: tuple[int, ...] = ()) -> None:
        """Keep *text*, which is folded when it is looked through."""
        self.text = SearchedText(text)
        self.pages = pages

    def place(self, offset: int) -> tuple[int | None, int | None]:
        """Return the page, or else the paragraph, in which the character at *offset* stands."""
        if self.pages:
            return max(1, bisect_right(self.pages, offset)), None
        return None, bisect_right(self._paragraphs, offset) + 1

    @cached_property
    def _paragraphs(self) -> list[int]:
        """The offsets at which the paragraphs after the first begin."""
        return [match.end() for match in re.finditer(r"\S[ \t]*\r?\n[ \t]*\r?\n\s*", self.text.text)]

    def found(self, passage: Passage) -> TextQuote:
        """Return *passage* with its words, its place and what stands around it."""
        text = self.text.text
        page, paragraph = self.place(passage.start)
        return TextQuote(
            exact=_plain(text[passage.start : passage.end]),
            prefix=_plain(text[max(0, passage.start - 3 * _CONTEXT) : passage.start], lead=True)[-_CONTEXT:],
            suffix=_plain(text[passage.end : passage.end + 3 * _CONTEXT], tail=True)[:_CONTEXT],
            page=page,
            paragraph=paragraph,
            offset=passage.start,
            left_out=tuple(plain for start, end in passage.left_out if (plain := _plain(text[start:end]))),
        )


# What no article may hold either: controls, overrides of direction, private use, lone surrogates, no characters.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)


def fit(text: str) -> str:
    """Return *text* of a stranger's copy without what can't be published."""
    return _UNFIT.sub("", text)


def _plain(text: str, *, lead: bool = False, tail: bool = False) -> str:
    """Return *text* as one line; the space at the end that joins it to the passage stays where *lead* or *tail*."""
    text = re.sub(r"[\u00ad\ufffe\x02]\s*|(?<=\w)[-‐]\s*\n\s*(?=\w)", "", text)
    one = " ".join(fit(text).split())
    if lead and text[-1:].isspace() and one:
        one += " "
    return f" {one}" if tail and text[:1].isspace() and one else one

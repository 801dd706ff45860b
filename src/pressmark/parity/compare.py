"""Claims against blocks: what is missing, changed, moved, relabelled or added, each named by the claim it concerns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from pressmark.parity import claims
from pressmark.parity.claims import OUTLET, PASSAGE, PULL_QUOTE, QUOTED, WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pressmark.model import Article
    from pressmark.parity.claims import Claim, Said


_AROUND = 24
_ALIKE = 0.5
_KEPT_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
# Signs without a shape of their own (Unicode's Default_Ignorable_Code_Point), which print need not keep.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Fonts for Chinese and Japanese draw these by one shape, of which print says the same everywhere.
_DOTS = dict.fromkeys("•‧・･", "·")
# Fonts draw them all by one glyph, and a line's end may add one to a word or take it away.
_JOINTS = {"-", "\u2010", "\u2011"}
# Forms of letters, which a font may draw by one glyph with others; “²” and “½” are other numbers than “2” and “1/2”.
_SHAPES = re.compile(r"<(?:compat|initial|medial|final|isolated|wide|narrow|noBreak|vertical)>")


class UnreadableRendition(ValueError):
    """A rendition that is not whole, or one that is made to be hard to read; the message says why."""


@dataclass(slots=True)
class ReadPart:
    """An element as any format may have it: whether it is a block, and what it holds; *body* if it is the article's.

    *label* is a list item's, *kind* a heading's or a quotation's (`Claim`), *anchor* what a link leads to; *sign* is
    what the link of a note shows, which is no word. *unheard* and *outside* are as in `Block`.
    """

    block: bool
    body: bool = False
    held: list[ReadPart | str] = field(default_factory=list)
    label: str = ""
    kind: str = ""
    anchor: str | None = None
    sign: str = ""
    unheard: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one block; *body* where it lies inside a section of the article.

    *label*, *kind* and *links* (words and address) are as in `Claim`, None where the format does not tell.
    *unheard* words are hidden from screen readers; those *outside* do not stand in the article's element.
    """

    words: str
    body: bool = False
    label: str | None = None
    kind: str | None = None
    links: tuple[tuple[str, str], ...] | None = None
    unheard: bool = False
    outside: bool = False


def blocks(part: ReadPart) -> list[Block]:
    """Return the blocks of *part* in order, those without words left out."""
    return _Collector().collect(part)


class _Collector:
    def __init__(self) -> None:
        self._made: list[Block] = []
        self._run: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._labels: list[str] = []
        self._open: list[tuple[ReadPart, int]] = []

    def collect(self, part: ReadPart) -> list[Block]:
        self._walk(part, ReadPart(block=True))
        return self._made

    def _walk(self, part: ReadPart, around: ReadPart) -> None:
        """Add the blocks of *part*; the words since the last boundary stand in *around*."""
        inside = ReadPart(
            part.block,
            body=around.body or part.body,
            kind=part.kind or around.kind,
            unheard=around.unheard or part.unheard,
            outside=part.outside,
        )
        if part.block:
            self._flush(around)
        if part.label:
            self._labels.append(part.label)
        if part.anchor is not None:
            self._open.append((part, len(self._run)))
        for held in part.held:
            if isinstance(held, str):
                self._run.append(held)
            else:
                self._walk(held, inside)
        if part.anchor is not None:
            self._close(*self._open.pop())
        if part.block:
            self._flush(inside)

    def _close(self, part: ReadPart, start: int) -> None:
        words = part.sign or " ".join("".join(self._run[start:]).split())
        if words:
            self._links.append((words, part.anchor or ""))

    def _flush(self, around: ReadPart) -> None:
        for part, start in self._open:
            if "".join(self._run[start:]).strip():
                self._close(part, start)  # It goes on in the next block.
        self._open = [(part, 0) for part, _ in self._open]
        words = " ".join("".join(self._run).split())
        self._run.clear()
        if words:
            self._made.append(
                Block(
                    words,
                    around.body,
                    " ".join(self._labels),
                    around.kind,
                    tuple(self._links),
                    around.unheard,
                    around.outside,
                )
            )
            self._labels.clear()
            self._links.clear()


class _Loose(dict[int, str]):
    """What is compared of each letter where lines are broken, found once; for `str.translate`."""

    def __init__(self, form: Form) -> None:
        self._form = form
        super().__init__()

    def __missing__(self, letter: int) -> str:
        found = self[letter] = "".join(sign for sign, _ in self._form.signs(chr(letter)))
        return found


@dataclass(frozen=True, slots=True)
class Form:
    """How words are compared.

    *loose* where lines are broken, so that spaces and signs without a shape say nothing; *cased* False where a theme
    may set words in capitals; *hyphened* False where lines are read as they are drawn, with the hyphens at their ends.
    """

    loose: bool = False
    cased: bool = True
    hyphened: bool = True

    def key(self, text: str) -> str:
        """Return what is compared of *text*."""
        flat = unicodedata.normalize("NFC", text)
        if self.loose:
            return flat.translate(_loose(self)).rstrip(" ")
        flat = " ".join(flat.split())
        return flat if self.cased else flat.casefold().replace("\u0307", "").rstrip(" ")

    def signs(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield the signs of *text* that count, with their places in its NFC form; `key` is made of the same."""
        space = True
        for place, letter in enumerate(unicodedata.normalize("NFC", text)):
            if letter.isspace():
                if not self.loose and not space:
                    yield " ", place
                space = True
            elif self.loose and letter in _JOINTS:
                if self.hyphened:
                    yield "-", place
            elif not (self.loose and _IGNORABLE.match(letter)):
                space = False
                shown = _shown(letter) if self.loose else letter
                for sign in shown if self.cased else shown.casefold().replace("\u0307", ""):
                    yield sign, place

    def difference(self, expected: str, found: str) -> str:
        """Return where *found* parts from *expected*, with some words around; signs without a shape by their number."""
        one, other = list(self.signs(expected)), list(self.signs(found))
        first = 0
        while first < min(len(one), len(other)) and one[first][0] == other[first][0]:
            first += 1
        last = 0
        while last < min(len(one), len(other)) - first and one[-1 - last][0] == other[-1 - last][0]:
            last += 1
        shown = [_excerpt(unicodedata.normalize("NFC", text), signs, first, len(signs) - last) for text, signs in
                 ((found, other), (expected, one))]  # fmt: skip
        return f"it says “{shown[0]}” where the source says “{shown[1]}”"


@cache
def _loose(form: Form) -> _Loose:
    return _Loose(form)


def _shown(letter: str) -> str:
    """Return *letter* as its glyph may be read again: “ﬁ” as “fi”, a radical as its ideograph."""
    if letter in _DOTS:
        return _DOTS[letter]
    parted = unicodedata.decomposition(letter)
    return unicodedata.normalize("NFKC", letter) if not parted.startswith("<") or _SHAPES.match(parted) else letter


def _excerpt(text: str, signs: list[tuple[str, int]], first: int, last: int) -> str:
    """Return the part of *text* from sign *first* to before *last*, with whole words around it."""
    places = [place for _, place in signs]
    start = places[first] if first < len(places) else len(text)
    end = places[last - 1] + 1 if last > first else start
    start, end = max(0, start - _AROUND), min(len(text), end + _AROUND)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return f"{'…' if start else ''}{visible(' '.join(text[start:end].split()))}{'…' if end < len(text) else ''}"


def visible(text: str) -> str:
    """Return *text* with the signs that have no shape named, as “Auf<U+200C>lage”."""
    return _IGNORABLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def short(words: str, most: int = 60) -> str:
    """Return *words* on one line, cut where they are more than *most* letters."""
    flat = visible(" ".join(words.split()))
    return flat if len(flat) <= most else f"{flat[: most - 3].rstrip()}…"


def address(href: str) -> str:
    """Return the address *href* in one spelling, as programs write it in different ones."""
    spelt = quote(href.strip(), safe=_KEPT_IN_ADDRESSES)
    return spelt.removesuffix("/") if spelt.count("/") == 3 else spelt


class Comparison:
    """Compares claims with blocks and keeps what it found: *wrong*, and *unsure* what only the theme's maker can tell.

    *foreign* is set for a rendition in a theme that is not here: words it adds around the article are not known to be
    its own. *labels*, if set, tells words that differ in labels alone, as another version's do.
    """

    def __init__(self, form: Form, *, foreign: bool = False, labels: Labels | None = None) -> None:
        """Compare in *form*."""
        self.form = form
        self.foreign = foreign
        self.wrong: list[str] = []
        self.unsure: list[str] = []
        self._labels = labels

    def fork(self) -> Comparison:
        """Return a comparison like this one that has found nothing yet."""
        return Comparison(self.form, foreign=self.foreign, labels=self._labels)

    def take(self, other: Comparison) -> None:
        """Take over what *other* found."""
        self.wrong += other.wrong
        self.unsure += other.unsure

    def body(self, claims: Sequence[tuple[Claim, str]], found: Sequence[Block]) -> list[Block]:
        """Compare the body, and return the blocks that are not part of it.

        *claims* stand with their words as this format shows them. Where no block is marked as the body's, the body is
        what lies between the first and the last block that says what a claim says.
        """
        keys = [self.form.key(words) for _, words in claims]
        marked = [n for n, block in enumerate(found) if block.body]
        if marked:
            first, end = marked[0], marked[-1] + 1
        else:
            first, end = _range(keys, [self.form.key(block.words) for block in found])
        inside = [block for block in found[first:end] if block.body or not marked]
        outside = [block for n, block in enumerate(found) if not (first <= n < end) or (marked and not block.body)]
        others = [self.form.key(block.words) for block in inside]
        for operation, a, b, c, d in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
            if operation == "equal":
                for (claim, _), block in zip(claims[a:b], inside[c:d], strict=True):
                    self._details(claim, block)
            else:
                self._explain(claims[a:b], inside[c:d], claims[a - 1][0] if a else None)
        return outside

    def surroundings(
        self, claims: Sequence[tuple[Claim, str]], found: Sequence[Block], optional: Sequence[str] = ()
    ) -> None:
        """Compare *claims* that may stand in any order among the blocks *found*, those of one part in their own.

        *optional* words may be there or not; any others are more than the source says.
        """
        places: dict[str, list[int]] = {}
        for n, block in enumerate(found):
            places.setdefault(self.form.key(block.words), []).append(n)
        numbered: dict[str, set[str]] = {}
        for claim, words in claims:
            numbered.setdefault(self.form.key(words), set()).update(filter(None, [claim.label]))
        lost, last = [], dict[str, int]()
        for claim, words in claims:
            key = self.form.key(words)
            free = places.get(key, [])
            if not free:
                lost.append((claim, words))
                continue
            after = last.get(claim.part, -1) if claim.part else -1
            # A source may be called as somebody is: of blocks with the same words, the one with its number is it.
            others = numbered[key] - {claim.label}
            place = min(free, key=lambda n: ((n <= after) + _is_anothers(claim, found[n], others), n))
            if place < after:
                self.wrong.append(f"{claim.name} stands in another place than in the source")
            free.remove(place)
            last[claim.part] = place
            self._details(claim, found[place])
        left = sorted(n for free in places.values() for n in free)
        spare = [found[n] for n in left]
        for claim, words in lost:
            near = self._near(claim, words, spare)
            if near is not None:
                spare.remove(near)
                self._differs(claim, words, near)
            else:
                self.wrong.append(f"{claim.name} is missing: “{short(words)}”")
        known = {self.form.key(words) for words in optional}
        for block in spare:
            if self.form.key(block.words) not in known:
                (self.unsure if self.foreign else self.wrong).append(
                    f"words that the source does not account for: “{short(block.words)}”"
                )

    def _near(self, claim: Claim, words: str, spare: list[Block]) -> Block | None:
        masthead = self.form.key(words)
        if claim.sort == OUTLET and self.foreign:
            # A theme may say more beside the outlet's name.
            found = next((block for block in spare if masthead in self.form.key(block.words)), None)
            if found is not None:
                return found
        near = get_close_matches(words, [block.words for block in spare], 1, _ALIKE)
        if not near and self._labels is not None:
            return next((block for block in spare if self._labels.alike(words, block.words, self.form)), None)
        return next(block for block in spare if block.words == near[0]) if near else None

    def _explain(self, claims: Sequence[tuple[Claim, str]], found: Sequence[Block], before: Claim | None) -> None:
        """Tell what became of *claims* that are not as they should be, and what of *found* is too much."""
        left = list(found)
        for claim, words in claims:
            near = self._near(claim, words, left)
            if near is None and len(claims) == len(found) and left:
                near = left[0]
            if near is not None:
                left.remove(near)
                self._differs(claim, words, near)
            else:
                self.wrong.append(f"{claim.name} is missing: “{short(words)}”")
            before = claim
        for block in left:
            place = f" after {before.name}" if before else " before the body"
            self.wrong.append(f"more is said than in the source{place}: “{short(block.words)}”")

    def _differs(self, claim: Claim, words: str, block: Block) -> None:
        if claim.sort == OUTLET and self.foreign and self.form.key(words) in self.form.key(block.words):
            self.unsure.append(f"more stands beside {claim.name}: “{short(block.words)}”")
        elif self._labels is not None and claim.kind == "" and self._labels.alike(words, block.words, self.form):
            self.unsure.append(f"{claim.name} has another label: “{short(block.words, 200)}”")
        else:
            self.wrong.append(f"{claim.name} differs: {self.form.difference(words, block.words)}")
        self._details(claim, block)

    def _details(self, claim: Claim, block: Block) -> None:
        """Tell what else differs between *claim* and *block* than their words."""
        if claim.label is not None and block.label is not None and claim.label != block.label:
            there = f"the number “{block.label}”" if block.label else "no number"
            wanted = f"“{claim.label}”" if claim.label else "none"
            self.wrong.append(f"{claim.name} has {there} where the source has {wanted}")
        if claim.label is not None and block.kind is not None and not _same_kind(claim.kind, block.kind):
            self.wrong.append(f"{claim.name} is shown as {_KINDS(block.kind)}, not as {_KINDS(claim.kind)}")
        if block.unheard and claim.sort != PULL_QUOTE:
            self.wrong.append(f"{claim.name} is hidden from screen readers")
        if block.links is not None:
            self._links(claim, block.links)

    def _links(self, claim: Claim, links: Sequence[tuple[str, str]]) -> None:
        """Tell which links of *claim* are not there, lead elsewhere or are more than the source has."""
        expected = [((self.form.key(one.words), address(one.href)), one) for one in claim.links]
        found = [((self.form.key(words), address(href)), (words, href)) for words, href in links]
        for key, one in expected:
            there = next((pair for pair in found if pair[0] == key), None)
            if there is not None:
                found.remove(there)
            elif one.needed:
                other = next((pair for pair in found if pair[0][0] == key[0] or pair[0][1] == key[1]), None)
                if other is None:
                    self.wrong.append(f"{claim.name}: the link “{short(one.words)}” to {one.href} is missing")
                    continue
                found.remove(other)
                wanted = f"“{short(one.words)}” to {one.href}"
                self.wrong.append(f"{claim.name}: {_linked(other[1])} where the source has {wanted}")
        for _, (words, href) in found:
            self.wrong.append(f"{claim.name}: {_linked((words, href))}, which the source does not have")


def _is_anothers(claim: Claim, block: Block, others: set[str]) -> bool:
    """Return whether *block* has not the number of *claim*, or that of one of *others* where *claim* has none."""
    return block.label not in (None, claim.label) if claim.label else block.label in others


def _same_kind(wanted: str, found: str) -> bool:
    # A quote's words may stand in a paragraph: their marks and what follows them say whose they are.
    if wanted == WITHIN:
        return found in ("", QUOTED, PASSAGE)
    return wanted == found or {wanted, found} == {QUOTED, PASSAGE} or (wanted == QUOTED and not found)


def _KINDS(kind: str) -> str:  # noqa: N802 - reads as the table that it is
    if kind in (QUOTED, PASSAGE, WITHIN):
        return "a quotation"
    return f"a heading of level {kind[1:]}" if kind else "plain text"


def _linked(link: tuple[str, str]) -> str:
    return f"the link “{short(link[0])}” leads to {short(link[1])}"


def _range(keys: list[str], found: list[str]) -> tuple[int, int]:
    """Return where the body begins and ends among *found*: as far out as claims at its ends are not found."""
    matches = [m for m in SequenceMatcher(None, keys, found, autojunk=False).get_matching_blocks() if m.size]
    if not matches:
        return 0, len(found) if keys else 0
    first = max(0, matches[0].b - matches[0].a)
    after = len(keys) - (matches[-1].a + matches[-1].size)
    return first, min(len(found), matches[-1].b + matches[-1].size + after)


def hold(  # noqa: PLR0917 - what a format has of its own
    article: Article,
    blocks: Sequence[Block],
    compared: Comparison,
    lines: Callable[[Claim], Said],
    shown: Callable[[Said], list[Said]],
    optional: Sequence[str] = (),
) -> None:
    """Hold *blocks* to *article*: *lines* parts a claim's words, *shown* gives the orders that they may have."""

    def spread(found: Sequence[Claim]) -> list[Said]:
        orders = shown([one for claim in found for one in lines(claim)])
        return [[(claim, words) for claim, words in order if compared.form.key(words)] for order in orders]

    # A page may have a quotation's original before who said it in one place, and after it in another.
    around = spread(claims.surroundings(article))
    tried = []
    for order in spread(claims.body(article)):
        one = compared.fork()
        outside = one.body(order, blocks)
        for others in around:
            both = one.fork()
            both.surroundings(others, outside, optional)
            both.take(one)
            tried.append(both)
    compared.take(min(tried, key=lambda both: len(both.wrong)))


class Labels:
    """The labels of a language, and whether words differ in them alone."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Know *labels*, which may have ``{places}`` for the article's words in them."""
        literals = {part.strip(" :()") for label in labels for part in re.split(r"\{[a-z]+\}", label)}
        spelt = "|".join(
            re.escape(one) for one in sorted(literals, key=len, reverse=True) if any(map(str.isalpha, one))
        )
        self._any = re.compile(rf"(?<!\w)(?:{spelt})(?!\w)") if spelt else None

    def alike(self, expected: str, found: str, form: Form) -> bool:
        """Return whether *found* is *expected* with other words in place of one or more labels."""
        if self._any is None or not self._any.search(expected):
            return False
        pieces = [form.key(piece) for piece in self._any.split(expected)]
        return len(pieces) <= _MOST_LABELS and _in_turn(pieces, form.key(found))


# A paragraph with more of them differs in more than its labels; and a label in another language has so many letters.
_MOST_LABELS, _LONGEST_LABEL = 50, 48


def _in_turn(pieces: list[str], text: str) -> bool:
    """Return whether *text* is *pieces* with a label, or none, between each two: letters without figures or line ends.

    As a pattern, this would try all ways to part a hostile page.
    """
    ends = {len(pieces[0])} if text.startswith(pieces[0]) else set()
    for piece in pieces[1:]:
        starts = set()
        for end in ends:
            for at in range(end, min(end + _LONGEST_LABEL, len(text)) + 1):
                starts.add(at)
                if text[at : at + 1].isdecimal() or text[at : at + 1] == "\n":
                    break
        ends = {at + len(piece) for at in starts if text.startswith(piece, at)}
    return len(text) in ends

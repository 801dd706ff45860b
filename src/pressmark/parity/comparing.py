"""Claims against blocks: what is missing, changed, moved or added, each named by the claim it concerns."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pressmark.parity.blocks import Block
    from pressmark.parity.claims import Claim

# What a line's end may add to a word or take from it, and signs that only say in which direction to read.
_JOINTS = {"-", "\u2010", "\u2011", "\u00ad", "\u200b", *(chr(c) for c in (0x200E, 0x200F, *range(0x2066, 0x206A)))}
_AROUND = 24
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Form:
    """How words are compared: *loose* where lines are broken, so that spaces and hyphens say nothing."""

    loose: bool = False

    def key(self, text: str) -> str:
        """Return what is compared of *text*."""
        return "".join(sign for sign, _ in self._signs(text))

    def _signs(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield the signs of *text* that count, with their places in its NFC form."""
        space = True
        for place, letter in enumerate(unicodedata.normalize("NFC", text)):
            if letter.isspace():
                if not self.loose and not space:
                    yield " ", place
                space = True
            elif not (self.loose and letter in _JOINTS):
                space = False
                for sign in unicodedata.normalize("NFKC", letter) if self.loose else letter:
                    yield sign, place

    def difference(self, expected: str, found: str) -> str:
        """Return where *found* parts from *expected*, with some words around."""
        one, other = list(self._signs(expected)), list(self._signs(found))
        first = 0
        while first < min(len(one), len(other)) and one[first][0] == other[first][0]:
            first += 1
        last = 0
        while last < min(len(one), len(other)) - first and one[-1 - last][0] == other[-1 - last][0]:
            last += 1
        shown = [_excerpt(unicodedata.normalize("NFC", text), signs, first, len(signs) - last) for text, signs in
                 ((found, other), (expected, one))]  # fmt: skip
        return f"it says “{shown[0]}” where the source says “{shown[1]}”"


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
    return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"


def compare_body(
    claims: Sequence[tuple[Claim, str]], blocks: Sequence[Block], form: Form
) -> tuple[list[str], list[Block]]:
    """Return what is wrong with the body, and the blocks that are not part of it.

    *claims* stand with their words as this format shows them. Where no block is marked as the body's, the body is
    what lies between the first and the last block that says what a claim says.
    """
    keys = [form.key(words) for _, words in claims]
    marked = [n for n, block in enumerate(blocks) if block.body]
    if marked:
        first, end = marked[0], marked[-1] + 1
    else:
        first, end = _range(keys, [form.key(block.words) for block in blocks])
    inside = [block for block in blocks[first:end] if block.body or not marked]
    outside = [block for n, block in enumerate(blocks) if not (first <= n < end) or (marked and not block.body)]
    found = [form.key(block.words) for block in inside]
    wrong: list[str] = []
    for operation, a, b, c, d in SequenceMatcher(None, keys, found, autojunk=False).get_opcodes():
        if operation != "equal":
            wrong += _explain(claims[a:b], inside[c:d], claims[a - 1][0] if a else None, form)
    return wrong, outside


def _range(keys: list[str], found: list[str]) -> tuple[int, int]:
    """Return where the body begins and ends among *found*: as far out as claims at its ends are not found."""
    matches = [m for m in SequenceMatcher(None, keys, found, autojunk=False).get_matching_blocks() if m.size]
    if not matches:
        return 0, len(found) if keys else 0
    first = max(0, matches[0].b - matches[0].a)
    after = len(keys) - (matches[-1].a + matches[-1].size)
    return first, min(len(found), matches[-1].b + matches[-1].size + after)


def _explain(
    claims: Sequence[tuple[Claim, str]], blocks: Sequence[Block], before: Claim | None, form: Form
) -> Iterator[str]:
    """Yield what became of *claims* that are not there as they should be, and of *blocks* that should not be there."""
    left = list(blocks)
    for claim, words in claims:
        near = get_close_matches(words, [block.words for block in left], 1, _ALIKE)
        if not near and len(claims) == len(blocks) and left:
            near = [left[0].words]
        if near:
            block = next(block for block in left if block.words == near[0])
            left.remove(block)
            yield f"{claim.name} differs: {form.difference(words, block.words)}"
        else:
            yield f"{claim.name} is missing: “{_short(words)}”"
        before = claim
    for block in left:
        place = f" after {before.name}" if before else " before the body"
        yield f"more is said than in the source{place}: “{_short(block.words)}”"


def compare_surroundings(claims: Sequence[tuple[Claim, str]], blocks: Sequence[Block], form: Form) -> Iterator[str]:
    """Yield what is wrong with *claims* that may stand in any order among *blocks*."""
    there = Counter(form.key(block.words) for block in blocks)
    lost = []
    for claim, words in claims:
        key = form.key(words)
        if there[key]:
            there[key] -= 1
        else:
            lost.append((claim, words))
    spare = [block.words for block in blocks if there[form.key(block.words)]]
    for claim, words in lost:
        near = get_close_matches(words, spare, 1, _ALIKE)
        if near:
            spare.remove(near[0])
            yield f"{claim.name} differs: {form.difference(words, near[0])}"
        else:
            yield f"{claim.name} is missing: “{_short(words)}”"


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 60 else f"{flat[:57].rstrip()}…"

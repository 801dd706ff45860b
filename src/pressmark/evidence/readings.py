"""One way to read a copy's words in order, and where in it a quotation stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from pressmark.evidence.matching import Near, Passage, Text
from pressmark.problems import PressmarkError

# The most signs of text that are looked through, about 1,000 pages.
MOST_TEXT = 3_000_000
# The most of all readings of a copy together.
MOST_TOGETHER = 8_000_000
# A text and the offsets at which its pages begin.
Words = tuple[str, tuple[int, ...]]
# What stands around a passage, in signs: enough to tell it from another with the same words.
_CONTEXT = 32


class Unreadable(PressmarkError):
    """A copy that can't be read: what it is, and what would do instead."""


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation found: the words as they stand in the copy, white space made single.

    *page* counts from 1 where the copy has pages, *paragraph* from 1 where it has none; *offset* counts characters from
    the beginning of the copy's text. *prefix* and *suffix* are what stands around it, *left_out* what the gaps of the
    quotation leave out, each as in W3C's Web Annotation Data Model, 4.2.4.
    """

    exact: str
    prefix: str
    suffix: str
    page: int | None
    paragraph: int | None
    offset: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage most like a quotation that was not found, and where it stands."""

    near: Near
    page: int | None
    paragraph: int | None


class Reading:
    """One way to read a copy's words in order, *pages* the offsets at which its pages begin (none: it has no pages)."""

    def __init__(self, text: str, pages: tuple[int, ...] = ()) -> None:
        """Keep *text*, which is folded when it is looked through."""
        self.text = Text(text)
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

    def found(self, passage: Passage) -> Found:
        """Return *passage* with its words, its place and what stands around it."""
        text = self.text.text
        page, paragraph = self.place(passage.start)
        return Found(
            exact=_plain(text[passage.start : passage.end]),
            prefix=_plain(text[max(0, passage.start - 3 * _CONTEXT) : passage.start], lead=True)[-_CONTEXT:],
            suffix=_plain(text[passage.end : passage.end + 3 * _CONTEXT], tail=True)[:_CONTEXT],
            page=page,
            paragraph=paragraph,
            offset=passage.start,
            left_out=tuple(plain for start, end in passage.left_out if (plain := _plain(text[start:end]))),
        )


def _plain(text: str, *, lead: bool = False, tail: bool = False) -> str:
    """Return *text* as one line; the space at the end that joins it to the passage stays where *lead* or *tail*."""
    text = re.sub(r"[\u00ad\ufffe\x02]\s*|(?<=\w)[-‐]\s*\n\s*(?=\w)", "", text)
    one = " ".join(text.split())
    if lead and text[-1:].isspace() and one:
        one += " "
    return f" {one}" if tail and text[:1].isspace() and one else one

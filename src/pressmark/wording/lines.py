"""A line of words made of pieces, so that text, page and print say the same and each marks it up its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pressmark.model import Party

Role = Literal[
    "text",
    "party",
    "mention",
    "role",
    "affiliation",
    "outlet",
    "date",
    "title",
    "link",
    "email",
    "phone",
    "handle",
    "note",
    "passage",
    "keyword",
    "place",
    "topic",
    "translation",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: what they are (*role*) and what they point to.

    *value* is the date behind a date's words; *href* what a link leads to; *language* is set where it may differ
    from the article's; *index* counts pieces that have an own fragment (from 1).
    """

    text: str
    role: Role = "text"
    party: Party | None = None
    value: str = ""
    href: str | None = None
    language: str | None = None
    index: int = 0


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line: *label* holds its punctuation (“Due:”), *gap* is what stands between it and the line."""

    name: str
    label: str
    gap: str
    line: Line

    @property
    def text(self) -> str:
        """Return label and line as plain text."""
        return self.label + self.gap + plain(self.line)


def plain(line: Line) -> str:
    """Return the words of *line*."""
    return "".join(piece.text for piece in line)


def words(text: str) -> Line:
    """Return *text* as a line of one plain piece."""
    return (Piece(text),) if text else ()


def fill(pattern: str, **lines: Line) -> Line:
    """Return *pattern* with each ``{name}`` replaced by the line of that name; other braces are text."""
    made: list[Piece] = []
    for n, part in enumerate(re.split(r"\{([a-z]+)\}", pattern)):
        if n % 2 == 0:
            made.extend(words(part))
        else:
            made.extend(lines[part] if part in lines else words(f"{{{part}}}"))
    return tuple(made)


def join(lines: list[Line], separator: str) -> Line:
    """Return the non-empty *lines* as one, *separator* between them."""
    made: list[Piece] = []
    for line in lines:
        if line:
            made.extend([*words(separator), *line] if made else line)
    return tuple(made)

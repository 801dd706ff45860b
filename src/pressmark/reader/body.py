"""One body while it is read: what it places, and how a problem inside it finds its place in the file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pressmark.reader.compose import places

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.document import Document, Scalar


PlacementKind = Literal["quote", "demand", "demands", "image", "note"]
WORDS: tuple[PlacementKind, ...] = ("quote", "demand", "demands", "image")


@dataclass(frozen=True, slots=True)
class Placement:
    """A mark: what it places, whether as a block, and the offsets in the file of its id (without one, of all)."""

    kind: PlacementKind
    id: str
    block: bool
    start: int
    end: int


@dataclass(slots=True)
class Body:
    """The *tokens* of one body and its *placements* in reading order; *headed* where sub-headings may stand in it.

    *told* are the warnings that one body gets once.
    """

    node: Scalar
    document: Document
    headed: bool
    tokens: list[Token] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _line_starts: list[int] = field(default_factory=list)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the file of the value's characters from *start* up to *end*."""
        if not self._starts:
            self._starts, self._ends = places(self.document.plain, self.node)
        return self._starts[start], self._ends[max(end - 1, start)]

    def problem(self, rule: str, message: str, start: int, end: int, help_: str) -> None:
        """Report a problem with the value's characters from *start* up to *end*."""
        self.document.report.add(rule, message, *self.raw(start, end), self.document.pointer(self.node), help_=help_)

    def lines(self) -> list[str]:
        """Return the lines of the value."""
        if not self._lines:
            self._lines = self.node.text.split("\n")
            at = 0
            for line in self._lines:
                self._line_starts.append(at)
                at += len(line) + 1
        return self._lines

    def block_problem(self, token: Token, rule: str, message: str, help_: str, markup: str = "") -> None:
        """Report a problem with the block that *token* opens: its first line, from its *markup* on."""
        number = (token.map or [0])[0]
        line = self.lines()[number]
        column = max(line.find(markup), 0) if markup else 0
        column += len(line[column:]) - len(line[column:].lstrip())
        start = self._line_starts[number]
        self.problem(rule, message, start + column, start + max(len(line.rstrip()), column + 1), help_)

    def inline_range(self, inline: Token, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the value of the characters *start* up to *end* of an inline token's content."""
        rows = inline.meta.get("rows") or self._rows(inline)

        def at(offset: int) -> int:
            beginning, in_value = rows[bisect_right(rows, (offset, len(self.node.text))) - 1]
            return in_value + offset - beginning

        return at(start), at(end - 1) + 1

    def _rows(self, inline: Token) -> list[tuple[int, int]]:
        """Return where each line of the *inline* token's content begins, in the content and in the value.

        A line of the content is the end of one in the value, which may begin with a list's or block quote's sign.
        """
        first = (inline.map or [0])[0]
        rows, at = [], 0
        for number, content in enumerate(inline.content.split("\n"), first):
            line = self.lines()[number].rstrip()
            bare = content.strip()
            column = len(line) - len(bare) if line.endswith(bare) else max(line.rfind(bare), 0)
            rows.append((at, self._line_starts[number] + column - (len(content) - len(content.lstrip()))))
            at += len(content) + 1
        inline.meta["rows"] = rows
        return rows

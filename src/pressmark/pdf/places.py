"""Where in a source something stands: a value by its pointer, a character or words by their first appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.reader.compose import SyntaxSlip, compose
from pressmark.reader.document import Collector, Mapping, Node, Sequence, Unreadable
from pressmark.reader.source import Lines

if TYPE_CHECKING:
    from pressmark.problems import Span


class Places:
    """The places of one source; its *text* was read without an error before."""

    def __init__(self, text: str) -> None:
        """Keep *text*; its tree is read when it is first needed."""
        self._text = text
        self._lines = Lines(text)
        self._root: Node | None = None

    def value(self, pointer: str) -> Span | None:
        """Return where the value behind the JSON Pointer (RFC 6901) *pointer* stands, None where there is none."""
        if self._root is None:
            try:
                self._root = compose(self._text, Collector())
            except (SyntaxSlip, Unreadable):
                return None
        node: Node | None = self._root
        for step in (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]):
            if isinstance(node, Mapping):
                node = node.values.get(step)
            elif isinstance(node, Sequence) and step.isdecimal() and int(step) < len(node.items):
                node = node.items[int(step)]
            else:
                return None
        return self._lines.span(node.start, node.end) if node is not None else None

    def words(self, words: str) -> Span | None:
        """Return where *words* first stand in the source; None where it writes them otherwise (escaped, folded)."""
        start = self._text.find(words)
        return self._lines.span(start, start + len(words)) if start >= 0 else None

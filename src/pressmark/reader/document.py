"""One article while it is read: its text, its tree, and how a problem finds its place in both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from pressmark.problems import Severity
    from pressmark.reader.collector import Collector
    from pressmark.reader.source import Lines


@dataclass(slots=True)
class Document:
    """The *root* of the tree, the *lines* of the text, and the *report* to which problems go.

    *plain* is the text that the tree was read from: it has stand-ins, as long, for characters that were refused.

    *body_lines* and *body_signs* count what was read of bodies so far, and their signs of markup; *told* are the
    warnings that one article gets once.
    """

    root: Node
    lines: Lines
    report: Collector
    plain: str
    body_lines: int = 0
    body_signs: int = 0
    told: set[str] = field(default_factory=set)
    _pointers: dict[int, str] = field(default_factory=dict)

    def pointer(self, node: Node) -> str:
        """Return the JSON Pointer (RFC 6901) of *node*; for a repeated value, of its first place."""
        if not self._pointers:
            self._point(self.root, "")
        return self._pointers.get(id(node), "")

    def _point(self, node: Node, pointer: str) -> None:
        if id(node) in self._pointers:
            return
        self._pointers[id(node)] = pointer
        match node:
            case Sequence():
                for index, item in enumerate(node.items):
                    self._point(item, f"{pointer}/{index}")
            case Mapping():
                for key, value in node.values.items():
                    self._point(value, f"{pointer}/{escape(key)}")

    def at(self, rule: str, message: str, node: Node, help_: str = "", weight: Severity | None = None) -> None:
        """Report a problem with *node* as a whole; *weight* where it isn't the rule's own."""
        start, end = self.extent(node)
        self.report.add(rule, message, start, end, self.pointer(node), help_=help_, weight=weight)

    def at_key(self, rule: str, message: str, parent: Mapping, key: str, help_: str = "") -> None:
        """Report a problem with the *key* of *parent* itself."""
        token = parent.keys[key]
        pointer = f"{self.pointer(parent)}/{escape(key)}"
        self.report.add(rule, message, token.start, token.end, pointer, help_=help_)

    def extent(self, node: Node) -> tuple[int, int]:
        """Return the offsets between which *node* is shown: a token whole, a block by its beginning."""
        match node:
            case Scalar(style="|" | ">"):
                return node.start, node.start + 1
            case Scalar():
                return node.start, node.end
            case Sequence() if not node.flow and node.items:
                return node.start, node.start + 1
            case Mapping() if not node.flow and node.keys:
                first = next(iter(node.keys.values()))
                return first.start, first.end
        return node.start, max(node.end, node.start + 1)


def escape(key: str) -> str:
    """Return *key* as a reference token of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")

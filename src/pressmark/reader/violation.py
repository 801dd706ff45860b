"""One thing that the schema holds against one value, and how to speak of that value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pressmark.reader.document import Document
    from pressmark.reader.nodes import Mapping, Node

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """The *node* at *path* breaks the schema's *keyword* (None: it may not be there at all), whose value is *wanted*.

    *parent* is the mapping in which the last step of *path* is a key, or None.
    """

    document: Document
    node: Node
    parent: Mapping | None
    path: Path
    keyword: str | None
    wanted: Any

    @property
    def key(self) -> str:
        """Return the name of the key that the value belongs to."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def name(self) -> str:
        """Return how to call the value in a sentence."""
        if not self.path:
            return "the article"
        if isinstance(self.path[-1], int):
            return f"entry {self.path[-1] + 1} of “{self.key}”"
        return f"“{self.key}”"

    def tell(self, rule: str, message: str, help_: str) -> None:
        """Report a problem with the value."""
        self.document.at(rule, message, self.node, help_)

    def tell_key(self, rule: str, message: str, help_: str) -> None:
        """Report a problem with the value's key, or with the value where it has none."""
        if self.parent is None:
            self.tell(rule, message, help_)
        else:
            self.document.at_key(rule, message, self.parent, self.key, help_)


def short(text: str) -> str:
    """Return as much of *text* as fits into a message."""
    line = text.split("\n", maxsplit=1)[0]
    return line if len(line) <= 60 else line[:59] + "…"

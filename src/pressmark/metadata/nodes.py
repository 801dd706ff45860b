"""The nodes of one graph: each has an absolute IRI, is written in full where first mentioned and by reference after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.letters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Node = dict[str, object]


class Nodes:
    """Hands out the nodes of the graph whose fragments hang on *base*, and remembers which it has handed out."""

    def __init__(self, base: str) -> None:
        """Start a graph without nodes."""
        self._base = base
        self._described: set[str] = set()

    def iri(self, fragment: str) -> str:
        """Return the IRI of the part of the article whose id is *fragment*."""
        return f"{self._base}#{fragment}"

    def node(self, iri: str, kind: str, properties: Callable[[], Mapping[str, object]]) -> Node:
        """Return the node *iri* of the type *kind* with its *properties*, or a reference where it was described before.

        The node counts as described before its properties are asked for, so that they may refer back to it.
        """
        if iri in self._described:
            return {"@id": iri}
        self._described.add(iri)
        return {"@type": kind, "@id": iri, **stated(properties())}

    def leaf(self, iri: str, kind: str, properties: Mapping[str, object]) -> Node:
        """Return the node *iri* of the type *kind* whose *properties* hold no other nodes, or a reference to it."""
        return self.node(iri, kind, lambda: properties)


def stated(properties: Mapping[str, object]) -> Node:
    """Return the *properties* that say something: no None, nothing empty; text without soft hyphens."""
    said = {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [plain(item) if isinstance(item, str) else item for item in value]
    return value


def one_or_many(values: Iterable[object]) -> object:
    """Return None for no value, the value itself for one, a list for more: metascraper reads no list of one author."""
    found = list(values)
    return found[0] if len(found) == 1 else found or None

"""The YAML tree of an article: plain values that know where in the text they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A single value: its *text* as YAML reads it, the *value* that the core schema makes of it, its *style*.

    *style* is ``""`` for a plain scalar, else the indicator that opens it (``'``, ``"``, ``|`` or ``>``).
    *start* and *end* are offsets of the scalar itself, without its anchor.
    """

    start: int
    end: int
    text: str
    value: str | int | float | bool | None
    style: str


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    start: int
    end: int
    items: list[Node] = field(default_factory=list)
    flow: bool = False


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys and values in file order; *keys* holds the key tokens, *values* what belongs to them, by the key's text."""

    start: int
    end: int
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    flow: bool = False


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Plain:
    """Return *node* as values without places; what an alias repeats is built anew at each use, within bounds."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.values.items()}


def get(node: Node | None, key: str) -> Node | None:
    """Return the value of *key* in *node*, or None where there is none or *node* is no mapping."""
    return node.values.get(key) if isinstance(node, Mapping) else None


def mapping(node: Node | None, key: str) -> Mapping | None:
    """Return the mapping under *key*, or None."""
    found = get(node, key)
    return found if isinstance(found, Mapping) else None


def entries(node: Node | None, key: str) -> list[tuple[str, Mapping]]:
    """Return the ids and the mappings of the map under *key*, leaving out what is of the wrong type."""
    found = get(node, key)
    if not isinstance(found, Mapping):
        return []
    return [(id_, value) for id_, value in found.values.items() if isinstance(value, Mapping)]


def items(node: Node | None, key: str) -> list[tuple[int, Mapping]]:
    """Return the positions and the mappings of the list under *key*, leaving out what is of the wrong type."""
    found = get(node, key)
    if not isinstance(found, Sequence):
        return []
    return [(index, item) for index, item in enumerate(found.items) if isinstance(item, Mapping)]


def words(node: Node | None, key: str) -> Scalar | None:
    """Return the scalar under *key* if it is text, or None."""
    found = get(node, key)
    return found if isinstance(found, Scalar) and isinstance(found.value, str) else None

"""One article while it is read: its tree with the place of every value, and its problems with theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pressmark.problems import Problem, Span
from pressmark.rulebook import severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.problems import Severity
    from pressmark.reader.source import Lines


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


# More errors than these, or warnings, help nobody, and a hostile file could have a million.
MOST = 500


class Unreadable(Exception):
    """There is no sense in reading on: the YAML can't be read further, or has more errors than anybody mends."""


class Collector:
    """Collects problems; offsets into the text become spans once the text is known."""

    def __init__(self) -> None:
        """Begin without text and without problems."""
        self.span_of: Callable[[int, int], Span] | None = None
        self._counts: dict[Severity, int] = {"error": 0, "warning": 0}
        self._problems: dict[tuple[str, Span | None, str], Problem] = {}

    def add(
        self,
        rule: str,
        message: str,
        start: int | None = None,
        end: int | None = None,
        pointer: str = "",
        *,
        help_: str = "",
        span: Span | None = None,
        weight: Severity | None = None,
    ) -> None:
        """Keep a problem of the *rule*, between the offsets *start* and *end* or at the *span*, once.

        Raises Unreadable with the last error that is kept: what a hostile file costs must end somewhere.
        *weight* is for rules that an article can make stricter; without it the rule's own severity counts.
        """
        if start is not None and self.span_of is not None:
            span = self.span_of(start, start + 1 if end is None else end)
        key = (rule, span, message)
        weight = weight or severity(rule)
        if key not in self._problems and self._counts[weight] < MOST:
            self._counts[weight] += 1
            self._problems[key] = Problem(rule, message, span, pointer, help_, weight)
            if weight == "error" and self._counts["error"] == MOST:
                raise Unreadable

    def has_errors(self) -> bool:
        """Return whether anything found so far stops the article from being built."""
        return self._counts["error"] > 0

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found, in file order."""
        return tuple(sorted(self._problems.values(), key=lambda problem: problem.sort_key))


@dataclass(slots=True)
class Document:
    """The *root* of the tree, the *lines* of the text, and the *report* to which problems go.

    *plain* is the text that the tree was read from: it has stand-ins, as long, for characters that were refused.

    *own* is the tree without what came from the article's house, *contributors* are the ids of the people whom that
    introduces.
    *body_lines* and *body_signs* count what was read of bodies so far, and their signs of markup; *told* are the
    warnings that one article gets once.
    """

    root: Node
    lines: Lines
    report: Collector
    plain: str
    own: Node | None = None
    contributors: tuple[str, ...] = ()
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

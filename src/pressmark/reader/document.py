"""One article while it is read: its text and its tree with the place of every character and value, and its problems."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pressmark.problems import Problem, Span, severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.problems import Severity


LARGEST = 2 * 1024 * 1024

_LINE_END = re.compile(r"\r\n|\r|\n")
_STAND_IN = "\ufffd"

# What is refused anywhere in an article, raw or written as an escape. The C0 and C1 controls (NEL is one) and
# the separators U+2028 and U+2029 have no glyph, private-use characters no meaning, and PDF/A (ISO 19005-2,
# 6.2.11.7) forbids noncharacters' kin; embeddings and overrides make text read otherwise than it is stored (UTR 36).
# Tabs, line feeds and carriage returns are YAML's own white space: they are looked at in values only.
_REFUSED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffb\U000f0000-\U0010ffff"
)
_PLANE_ENDS = "".join(chr(plane << 16 | low) for plane in range(1, 15) for low in (0xFFFE, 0xFFFF))
REFUSED_IN_FILE = re.compile(f"[{_REFUSED}{_PLANE_ENDS}]")
REFUSED_IN_VALUE = re.compile(f"[{_REFUSED}{_PLANE_ENDS}\t\r]")

_NAMES = {
    "\x00": "a null character",
    "\t": "a tab",
    "\r": "a carriage return",
    "\x7f": "a delete character",
    "\x85": "a “next line” character (NEL)",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u202a": "a left-to-right embedding",
    "\u202b": "a right-to-left embedding",
    "\u202c": "a “pop directional formatting” character",
    "\u202d": "a left-to-right override",
    "\u202e": "a right-to-left override",
    "\ufeff": "a byte order mark inside the text",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of *text* begin; they end at LF, CRLF and CR, and nowhere else."""

    text: str
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Find the lines."""
        object.__setattr__(self, "starts", [0, *(match.end() for match in _LINE_END.finditer(self.text))])

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, from 1, of the character at *offset*."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the stretch from *start* up to *end*, at least one column wide."""
        line, column = self.place(start)
        end_line, end_column = self.place(max(start, end))
        if (end_line, end_column) <= (line, column):
            end_line, end_column = line, column + 1
        return Span(line, column, end_line, end_column)

    def line(self, number: int) -> str:
        """Return the line *number*, from 1, without its end."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")


def decode(data: bytes, report: Collector) -> str | None:
    """Return *data* as text without a byte order mark, or None with the problem that it is no text of ours."""
    if len(data) > LARGEST:
        report.add("file-too-large", f"the file is larger than {LARGEST // 1024**2} MB", help_=_LARGE)
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(data):
        report.add(
            "encoding", "the file is in UTF-16", help_="save it as UTF-8 (in many editors: “Save with encoding”)"
        )
        return None
    if data.count(b"\0") * 100 > len(data):
        report.add("binary", "this is a binary file, not YAML text", help_=_binary(data))
        return None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        _not_utf8(data.removeprefix(codecs.BOM_UTF8), error.start, report)
        return None
    if not text.strip():
        report.add("empty", "the file is empty", help_="start one with “pressmark new”")
        return None
    return text


def without_refused(text: str, report: Collector) -> str:
    """Return *text* with stand-ins for characters that no output can carry, each of them a problem.

    The stand-ins keep every offset, and let the YAML be read to the end in spite of them.
    """
    if REFUSED_IN_FILE.search(text) is None:
        return text
    for match in REFUSED_IN_FILE.finditer(text):
        refuse(report, match.group(), match.start(), match.end())
    return REFUSED_IN_FILE.sub(_STAND_IN, text)


def refuse(report: Collector, character: str, start: int, end: int, pointer: str = "") -> None:
    """Report the refused *character*, written between the offsets *start* and *end*."""
    message = f"{_name(character)} (U+{ord(character):04X}) can’t be printed or archived"
    report.add("character", message, start, end, pointer, help_=_instead(character))


_LARGE = "an article is text: keep pictures and recordings in files of their own"


def _name(character: str) -> str:
    if character in _NAMES:
        return _NAMES[character]
    code = ord(character)
    if code < 0xA0:
        return "a control character"
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        return "a private-use character"
    return "a character without meaning"


def _instead(character: str) -> str:
    if character in "\u202a\u202b\u202c\u202d\u202e":
        return "take it out; to set off a name of the other direction, put it between U+2068 and U+2069"
    if character == "\t":
        return "write a space"
    if character in "\r\x85\u2028\u2029":
        return "begin a new line in the usual way"
    return "take it out; it may have come along with pasted text"


def _looks_like_utf16(data: bytes) -> bool:
    start = data[:200]
    half = len(start) // 2
    return half >= 8 and (start[::2].count(0) > half * 0.6) != (start[1::2].count(0) > half * 0.6)


_SIGNATURES = {
    b"%PDF": "it is a PDF; give pressmark the YAML that it was made from",
    b"PK\x03\x04": "it is a Word document or a zip archive; “pressmark import” turns documents into YAML",
    b"\x89PNG": "it is a picture; list it under “images” in an article",
    b"\xff\xd8\xff": "it is a picture; list it under “images” in an article",
    b"\xd0\xcf\x11\xe0": "it is an old Office document; save it as .docx, which “pressmark import” reads",
}


def _binary(data: bytes) -> str:
    return next((text for start, text in _SIGNATURES.items() if data.startswith(start)), "give the YAML file")


def _not_utf8(data: bytes, offset: int, report: Collector) -> None:
    known = next((text for start, text in _SIGNATURES.items() if data.startswith(start)), None)
    control = sum(byte < 0x20 and byte not in b"\t\n\r\x0c\x1b" for byte in data[:4096])
    if known or control > len(data[:4096]) * 0.02:
        report.add("binary", "this is a binary file, not YAML text", help_=known or "give the YAML file")
        return
    before = data[:offset].decode("utf-8")
    line, column = Lines(before).place(len(before))
    report.add(
        "encoding",
        f"the byte 0x{data[offset]:02X} is not UTF-8",
        help_="save the file as UTF-8; it may be in an older encoding such as Windows-1252",
        span=Span(line, column, line, column + 1),
    )


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
# The keys and the positions that lead to a value.
Path: TypeAlias = "tuple[str | int, ...]"


def plain(node: Node) -> Plain:
    """Return *node* as values without places; what an alias repeats is built anew at each use, within bounds."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.values.items()}


def find(root: Node, path: Path) -> tuple[Node, Mapping | None]:
    """Return the node at *path*, and the mapping whose key it is the value of, if it is one."""
    node, parent = root, None
    for step in path:
        parent = None
        if isinstance(node, Mapping) and isinstance(step, str):
            parent, node = node, node.values[step]
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node, parent


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


class UnreadableSource(Exception):
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

        Raises UnreadableSource with the last error that is kept: what a hostile file costs must end somewhere.
        *weight* is for rules that an article can make stricter; without it the rule's own severity counts.
        """
        if start is not None and self.span_of is not None:
            span = self.span_of(start, start + 1 if end is None else end)
        message, help_ = _cut(message), _cut(help_)
        key = (rule, span, message)
        weight = weight or severity(rule)
        if key not in self._problems and self._counts[weight] < MOST:
            self._counts[weight] += 1
            self._problems[key] = Problem(rule, message, span, pointer, help_, weight)
            if weight == "error" and self._counts["error"] == MOST:
                raise UnreadableSource

    def has_errors(self) -> bool:
        """Return whether anything found so far stops the article from being built."""
        return self._counts["error"] > 0

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found, in file order."""
        return tuple(sorted(self._problems.values(), key=lambda problem: problem.sort_key))


def short(text: str) -> str:
    """Return as much of *text* as fits into a message."""
    line = text.split("\n", maxsplit=1)[0]
    return line if len(line) <= 60 else line[:59] + "…"


def _cut(text: str) -> str:
    """Return *text* for a message: what it quotes may be as long as the file, and there may be hundreds of them."""
    return text if len(text) <= 2 * _TOLD else f"{text[:_TOLD]}…{text[-_TOLD:]}"


_TOLD = 500  # letters at the beginning and at the end of a message


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

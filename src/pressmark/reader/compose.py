"""YAML text becomes a tree of plain values that know their places, down to the character.

What a plain scalar means is YAML 1.2.2's core schema (10.3.2), where `no` is a word and a date is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from pressmark.reader.document import Mapping, Node, Scalar, Sequence, UnreadableSource

if TYPE_CHECKING:
    from pressmark.reader.document import Collector


_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})

# Python refuses to read integers of more than 4300 digits, in time that grows with their square.
_LONGEST_INTEGER = 300


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value of the plain scalar *text*."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in "+-.0123456789":
        return text
    return _number(text)


def _number(text: str) -> str | float:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else float("inf")
    for pattern, base in ((_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return int(text[2:], base) if len(text) <= _LONGEST_INTEGER else float("inf")
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float("-inf" if text[0] == "-" else "inf")
    return float("nan") if text in _NAN else text


# libyaml's parser; where PyYAML was built without it, its own gives the same events, forty times slower
Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 32
MOST_NODES = 50_000
# Characters that aliases may repeat: as much again as the largest file holds.
MOST_REPEATED = 2 * 1024 * 1024
# Letters of a key: whatever is wrong below it is told with all the keys that lead there.
LONGEST_KEY = 500

_ANCHOR_OR_TAG = re.compile(r"[&!][^\s]*(?:[ \t\r\n]+|#[^\r\n]*)*")


@dataclass(slots=True)
class SyntaxSlip(Exception):
    """The YAML is not well-formed: libyaml's words and the offset where it stopped, for `reader.syntax_problems`.

    *context* is what libyaml was about since *context_offset*; *quoted* are the offsets of the last quoted scalar.
    """

    problem: str
    offset: int
    context: str
    context_offset: int
    quoted: tuple[int, int] | None = None


@dataclass(slots=True)
class _Level:
    """A collection that is being read; *key* waits for its value, *skip* where that value belongs nowhere."""

    node: Sequence | Mapping
    anchor: str | None
    key: Scalar | None = None
    skip: bool = False
    size: int = 1
    length: int = 0


@dataclass(slots=True)
class _Composer:
    text: str
    report: Collector
    stack: list[_Level] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    open_anchors: set[str] = field(default_factory=set)
    root: Node | None = None
    nodes: int = 0
    repeated: int = 0
    quoted: tuple[int, int] | None = None

    def event(self, event: Any) -> bool:  # noqa: ANN401 -- PyYAML's C parser is untyped
        """Take in one event; return whether to go on."""
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "SequenceStartEvent" | "MappingStartEvent":
                self._open(event)
            case "SequenceEndEvent" | "MappingEndEvent":
                self._close(event)
            case "AliasEvent":
                self._alias(event)
            case "DocumentStartEvent":
                return self._document(event)
        return True

    def _document(self, event: Any) -> bool:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        if self.root is not None:
            message = "a second YAML document begins here; one file is one article"
            self.report.add("multiple-documents", message, start, start + 3, help_="take out the line “---”")
            return False
        if event.tags or (event.version and event.version != (1, 2)):
            self.report.add("tag", "a “%” directive changes how YAML is read", start, end, help_="take the line out")
        return True

    def _own_start(self, event: Any) -> int:  # noqa: ANN401
        """Return where the value itself starts, after its anchor and tag; report the tag."""
        start: int = event.start_mark.index
        while (match := _ANCHOR_OR_TAG.match(self.text, start)) is not None:
            if match.group()[0] == "&":
                self.unused[match.group().split()[0][1:]] = start
            else:
                tag = match.group().split()[0]
                message = f"the tag “{tag}” tells YAML how to read a value; an article has none"
                self.report.add("tag", message, start, start + len(tag), help_="take it out; put text in quotes")
            start = match.end()
        return start

    def _count(self, start: int, more: int = 1) -> None:
        self.nodes += more
        if self.nodes > MOST_NODES:
            message = f"the article has more than {MOST_NODES} values"
            self._stop("too-many-values", message, start, "use fewer aliases (“*name”), or split the article")

    def _stop(self, rule: str, message: str, start: int, help_: str) -> NoReturn:
        self.report.add(rule, message, start, help_=help_)
        raise UnreadableSource

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        start = event.start_mark.index
        self._count(start)
        if event.anchor or event.tag is not None:
            start = self._own_start(event)
        plain = event.style in (None, "") and event.tag is None
        value = resolve(event.value) if plain else event.value
        style = self.text[start] if start < event.end_mark.index and self.text[start] in "'\"|>" else ""
        if style in {"'", '"'}:
            self.quoted = (start, event.end_mark.index)
        node = Scalar(start, event.end_mark.index, event.value, value, style)
        self._place(node, event.anchor, 1, len(event.value))

    def _open(self, event: Any) -> None:  # noqa: ANN401
        start = event.start_mark.index
        self._count(start)
        if len(self.stack) >= DEEPEST:
            message = f"values are nested more than {DEEPEST} deep"
            self._stop(
                "too-deep", message, start, "an article needs no more than seven levels; look for stray brackets"
            )
        if event.anchor or event.tag is not None:
            start = self._own_start(event)
        kind = Sequence if type(event).__name__ == "SequenceStartEvent" else Mapping
        node: Sequence | Mapping = kind(start, event.end_mark.index, flow=bool(event.flow_style))
        if event.anchor:
            self.open_anchors.add(event.anchor)
        self.stack.append(_Level(node, event.anchor))

    def _close(self, event: Any) -> None:  # noqa: ANN401
        level = self.stack.pop()
        if level.node.flow:
            level.node.end = event.end_mark.index
        if level.anchor:
            self.open_anchors.discard(level.anchor)
        self._place(level.node, level.anchor, level.size, level.length)

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        name = event.anchor
        if name in self.open_anchors:
            self._stop("alias", f"“*{name}” stands inside the very value that it repeats", start, "write the value out")
        if name not in self.anchors:
            self.report.add("alias", f"“*{name}” repeats a value “&{name}” that isn’t there", start, end,
                            help_="text that begins with * must be put in quotes")  # fmt: skip
            self._place(Scalar(start, end, self.text[start:end], self.text[start:end], ""), None, 1, end - start)
            return
        self.unused.pop(name, None)
        node, size, length = self.anchors[name]
        self._count(start, size)
        self.repeated += length
        if self.repeated > MOST_REPEATED:
            message = f"aliases (“*name”) repeat more than {MOST_REPEATED // 1024**2} MB of text"
            self._stop("too-many-values", message, start, "write the values out, or split the article")
        self._place(node, None, size, length)

    def _place(self, node: Node, anchor: str | None, size: int, length: int) -> None:
        """Put a finished *node* where it belongs."""
        if anchor:
            self.anchors[anchor] = (node, size, length)
        if not self.stack:
            self.root = node
            return
        level = self.stack[-1]
        level.size += size
        level.length += length
        if isinstance(level.node, Sequence):
            level.node.items.append(node)
        elif level.skip:
            level.skip = False
        elif level.key is None:
            self._key(level, node)
        else:
            level.node.keys[level.key.text] = level.key
            level.node.values[level.key.text] = node
            level.key = None

    def _key(self, level: _Level, node: Node) -> None:
        mapping = level.node
        if not isinstance(mapping, Mapping):  # pragma: no cover -- only mappings have keys
            return
        if not isinstance(node, Scalar):
            message = "a list or a map can’t be a key"
            self.report.add("key-not-text", message, node.start, node.end if node.flow else None, help_=_BRACES)
            level.skip = True
        elif not isinstance(node.value, str):
            shown = node.text or "nothing"
            message = f"the key “{shown}” is {kind_of(node.value)}, not a word"
            self.report.add(
                "key-not-text", message, node.start, node.end, help_="write the key in quotes, or correct it"
            )
            level.skip = True
        elif len(node.text) > LONGEST_KEY:
            message = f"a key has {len(node.text)} letters; none has more than {LONGEST_KEY}"
            self.report.add(
                "too-long", message, node.start, node.end, help_="keys are single words; write text as a value"
            )
            level.skip = True
        elif node.text in mapping.keys and node.text[0] == "-":
            level.skip = True  # the space that is missing after each dash is reported once
        elif node.text in mapping.keys:
            first = mapping.keys[node.text]
            line = self.report.span_of(first.start, first.end).line if self.report.span_of else 0
            message = f"the key “{node.text}” is here twice; the first is on line {line}"
            entry = len(self.stack) > 1 and isinstance(self.stack[-2].node, Sequence)
            help_ = "keep one of the two" + ("; if another entry begins here, write “- ” before it" if entry else "")
            self.report.add("duplicate-key", message, node.start, node.end, help_=help_)
            level.skip = True
        else:
            level.key = node


_BRACES = "text that begins with { or [ must be put in quotes, or stand in a block after “|”"


def kind_of(value: object) -> str:
    """Return what *value* is in an editor's words."""
    match value:
        case None:
            return "empty"
        case bool():
            return "a yes-or-no value"
        case int():
            return "a number"
        case float():
            return "a decimal number" if isfinite(value) else "no finite number"
        case str():
            return "text"
        case list():
            return "a list"
    return "a group of keys"


def compose(text: str, report: Collector) -> Node:
    """Return the tree of the YAML *text*.

    Raises SyntaxSlip where it is not well-formed, and UnreadableSource, after reporting why, where it can't be read on.
    """
    composer = _Composer(text, report)
    parser = Parser(text)
    try:
        while parser.check_event():
            if not composer.event(parser.get_event()):
                break
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        since = error.context_mark.index if error.context_mark else at
        raise SyntaxSlip(error.problem or "", at, error.context or "", since, composer.quoted) from None
    except yaml.YAMLError as error:
        raise SyntaxSlip(str(error), 0, "", 0) from None
    finally:
        parser.dispose()
    for name, start in composer.unused.items():
        message = f"“&{name}” names a value for repetition, but nothing repeats it"
        report.add(
            "anchor-unused", message, start, start + len(name) + 1, help_="put text that begins with & in quotes"
        )
    if composer.root is None or (isinstance(composer.root, Scalar) and composer.root.text == ""):
        report.add("empty", "the file holds no article, only comments", 0, help_="start one with “pressmark new”")
        raise UnreadableSource
    return composer.root


_BREAK = r"(?:\r\n|\r|\n)"
# Blanks are looked at from their first one on: a thousand of them, and no line break after them, are one look.
_FOLD = re.compile(rf"(?<![ \t])[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_BLANKS = re.compile(r"[ \t]*")
_FOLD_HERE = re.compile(rf"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_CONTINUED = re.compile(rf"\\{_BREAK}[ \t]*(?:{_BREAK}[ \t]*)*")
_ONE_BREAK = re.compile(_BREAK)
_LINE = re.compile(rf"([^\r\n]*)({_BREAK}|\Z)")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODED = {"x": 2, "u": 4, "U": 8}

Pieces = list[tuple[str, int, int]]
"""What a stretch of raw text gives: the characters, and the offsets where that stretch begins and ends."""


def places(text: str, node: Scalar) -> tuple[list[int], list[int]]:
    """Return for each character of the value of *node* the offsets in *text* where it begins and ends.

    Both lists have one entry more, for the end of the value.
    """
    match node.style:
        case "|" | ">":
            pieces, end = _block(text, node), None
        case "'":
            pieces, end = _single(text, node.start + 1, node.end - 1), node.end - 1
        case '"':
            pieces, end = _double(text, node.start + 1, node.end - 1), node.end - 1
        case _:
            pieces, end = _flow(text, node.start, node.end), node.end
    if "".join(piece[0] for piece in pieces) != node.text:
        return [node.start] * (len(node.text) + 1), [node.end] * (len(node.text) + 1)
    starts: list[int] = []
    ends: list[int] = []
    for characters, start, stop in pieces:
        if len(characters) == stop - start:
            starts.extend(range(start, stop))
            ends.extend(range(start + 1, stop + 1))
        else:
            starts.extend([start] * len(characters))
            ends.extend([stop] * len(characters))
    last = (ends[-1] if ends else node.start) if end is None else end
    return [*starts, last], [*ends, last]


def _folded(text: str, start: int, stop: int) -> Pieces:
    """Return what the line breaks between *start* and *stop* fold into: a space, or all but the first of them."""
    breaks = list(_ONE_BREAK.finditer(text, start, stop))
    if len(breaks) == 1:
        return [(" ", start, stop)]
    return [("\n", match.start(), match.end()) for match in breaks[1:]]


def _flow(text: str, start: int, stop: int) -> Pieces:
    pieces: Pieces = []
    at = start
    for match in _FOLD.finditer(text, start, stop):
        pieces.append((text[at : match.start()], at, match.start()))
        pieces += _folded(text, match.start(), match.end())
        at = match.end()
    pieces.append((text[at:stop], at, stop))
    return pieces


def _single(text: str, start: int, stop: int) -> Pieces:
    pieces: Pieces = []
    for characters, begin, end in _flow(text, start, stop):
        if characters != text[begin:end]:
            pieces.append((characters, begin, end))
            continue
        at = begin
        while (quote := text.find("''", at, end)) >= 0:
            pieces += [(text[at:quote], at, quote), ("'", quote, quote + 2)]
            at = quote + 2
        pieces.append((text[at:end], at, end))
    return pieces


def _double(text: str, start: int, stop: int) -> Pieces:
    pieces: Pieces = []
    at = plain = start

    def flush(upto: int) -> None:
        if upto > plain:
            pieces.append((text[plain:upto], plain, upto))

    while at < stop:
        if text[at] == "\\":
            flush(at)
            if match := _CONTINUED.match(text, at, stop):
                pieces += [("\n", found.start(), found.end()) for found in _ONE_BREAK.finditer(text, at, match.end())][
                    1:
                ]
                at = plain = match.end()
                continue
            digits = _CODED.get(text[at + 1], 0)
            end = at + 2 + digits
            value = chr(int(text[at + 2 : end], 16)) if digits else _ESCAPES.get(text[at + 1], text[at + 1])
            pieces.append((value, at, end))
            at = plain = end
        elif text[at] in " \t\r\n":
            end = _end_of_blanks(text, at, stop)
            if end < stop and text[end] in "\r\n" and (match := _FOLD_HERE.match(text, at, stop)):
                flush(at)
                pieces += _folded(text, match.start(), match.end())
                at = plain = match.end()
            else:
                at = end
        else:
            at += 1
    flush(stop)
    return pieces


def _end_of_blanks(text: str, start: int, stop: int) -> int:
    match = _BLANKS.match(text, start, stop)
    return match.end() if match else start


def _block(text: str, node: Scalar) -> Pieces:
    header = _LINE.match(text, node.start)
    if header is None:
        return []
    indent = _indent(text, header.end(), node.text)
    keep = "+" in header.group(1).split("#")[0]
    strip = "-" in header.group(1).split("#")[0]
    pieces: Pieces = []
    pending: Pieces = []  # the break after the last content line
    blank: Pieces = []  # the breaks of empty lines since
    more_indented = False
    at = header.end()
    while at < len(text) and (line := _LINE.match(text, at)) is not None:
        content = at + _leading(line.group(1), indent)
        end_of_line = line.end(1)
        broken: Pieces = [("\n", end_of_line, line.end())] if line.group(2) else []
        if content == end_of_line:
            blank += broken
        elif content - at < indent:
            break
        else:
            starts_blank = text[content] in " \t"
            if node.style == ">" and pending and not more_indented and not starts_blank:
                pieces += [] if blank else [(" ", pending[0][1], pending[0][2])]
            else:
                pieces += pending
            pieces += blank
            pieces.append((text[content:end_of_line], content, end_of_line))
            more_indented, pending, blank = starts_blank, broken, []
        at = line.end()
    if not strip:
        pieces += pending
    if keep:
        pieces += blank
    return pieces


def _leading(line: str, most: int) -> int:
    return min(len(line) - len(line.lstrip(" ")), most)


def _indent(text: str, start: int, value: str) -> int:
    """Return by how much a block scalar's lines are indented, from its first line that isn't empty."""
    inside = value.lstrip("\n")
    at = start
    while at < len(text) and (line := _LINE.match(text, at)) is not None:
        if line.group(1).strip(" "):
            raw = len(line.group(1)) - len(line.group(1).lstrip(" "))
            return max(raw - (len(inside) - len(inside.lstrip(" "))), 0)
        at = line.end()
    return 0

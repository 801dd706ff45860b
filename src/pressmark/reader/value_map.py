"""From a character of a value back to the raw text: what YAML unescapes, unfolds and unindents, found again.

The rules are those of YAML 1.2.2: flow folding (6.5), escapes (5.7), block scalars (8.1). A map is made only
where a problem lies inside a value, and is checked against what libyaml read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.reader.nodes import Scalar

_BREAK = r"(?:\r\n|\r|\n)"
_FOLD = re.compile(rf"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
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
        elif text[at] in " \t\r\n" and (match := _FOLD.match(text, at, stop)):
            flush(at)
            pieces += _folded(text, match.start(), match.end())
            at = plain = match.end()
        else:
            at += 1
    flush(stop)
    return pieces


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

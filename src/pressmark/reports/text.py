"""Problems for people: where, what, the line with the token underlined, and what would be right."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pressmark.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.problems import Problem, Span
    from pressmark.reports import Read

# Lines end where editors end them, as in the reader; `str.splitlines` would split at NEL and U+2028, too.
_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDEST = 100
_BEFORE = 40
_TAB = "    "
_SPACES = str.maketrans("\n\r\t", "   ")

_RED, _YELLOW, _CYAN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"


def render(readings: Iterable[Read], *, color: bool = False) -> str:
    """Return the problems of the *readings*, one block of lines for each; "" where there are none."""
    blocks = []
    for reading in readings:
        lines = _LINE_END.split(reading.text) if reading.problems else []
        blocks += [problem_text(reading.name, problem, lines, color=color) for problem in reading.problems]
    return "".join(blocks)


def problem_text(name: str, problem: Problem, lines: list[str], *, color: bool = False) -> str:
    """Return the block for one *problem* of the source *name*, whose *lines* are without their ends."""

    def paint(text: str, *codes: str) -> str:
        return f"{''.join(codes)}{text}{_PLAIN}" if color and text else text

    tone = _RED if problem.severity == "error" else _YELLOW
    place = f":{problem.span.line}:{problem.span.column}" if problem.span else ""
    label = paint(f"{problem.severity}[{problem.rule}]", _BOLD, tone)
    found = f"{paint(_safe(name) + place, _BOLD)}: {label}: {_safe(problem.message)}\n"
    if problem.span and problem.span.line <= len(lines):
        number = str(problem.span.line)
        shown, indent, underline = _excerpt(lines[problem.span.line - 1], problem.span)
        gutter = " " * len(number)
        found += f" {paint(number + ' |', _CYAN)} {shown}\n"
        found += f" {paint(gutter + ' |', _CYAN)} {indent}{paint(underline, _BOLD, tone)}\n"
    if problem.help:
        found += f"   {paint('help:', _BOLD)} {_safe(problem.help)}\n"
    return found


def _excerpt(line: str, span: Span) -> tuple[str, str, str]:
    """Return a readable part of *line*, the white space up to the token, and the underline of the token."""
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    end = max(end, start + 1)
    first = 0
    # A line may be as long as the file: its beginning tells enough.
    if end > 4 * _WIDEST or _width(line[:end]) > _WIDEST:
        first = max(start - _BEFORE, 0)
        while first < start and unicodedata.combining(line[first]):
            first += 1
    last = min(len(line), first + _WIDEST)
    head, token, tail = line[first:start], line[start : min(end, last)], line[min(end, last) : last]
    lead, trail = "…" if first else "", "…" if last < len(line) else ""
    shown = lead + _visible(head) + _visible(token) + _visible(tail) + trail
    indent = " " * (len(lead) + _width(_visible(head)))
    return shown.rstrip(), indent, "^" * max(_width(_visible(token)), 1)


def _visible(text: str) -> str:
    """Return *text* with tabs spread out and characters that would disturb a terminal replaced."""
    return _safe(text.replace("\t", _TAB))


def _safe(text: str) -> str:
    """Return *text* on one line, without characters by which a file could steer the terminal that shows it."""
    return shown(text.translate(_SPACES))


def _width(text: str) -> int:
    """Return the columns that *text* takes on a terminal: two for wide letters, none for combining marks."""
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(letter) in "FW"
        else 1
        for letter in text
    )

"""Problems as people and machines read them: text, JSON, SARIF 2.1.0 (OASIS), GitHub’s workflow commands."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from pressmark import __version__
from pressmark.letters import shown
from pressmark.problems import Rule, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pressmark.problems import Problem, Span


# Lines end where editors end them, as in the reader; `str.splitlines` would split at NEL and U+2028, too.
_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDEST = 100
_BEFORE = 40
_TAB = "    "
_SPACES = str.maketrans("\n\r\t", "   ")

_RED, _YELLOW, _CYAN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"


def as_text(readings: Iterable[Read], *, color: bool = False) -> str:
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


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(readings: Iterable[Read]) -> str:
    """Return the problems of the *readings* as a JSON array, one problem on a line."""
    found = [
        json.dumps(as_object(reading.name, problem), ensure_ascii=False)
        for reading in readings
        for problem in reading.problems
    ]
    return "[\n  " + ",\n  ".join(found) + "\n]\n" if found else "[]\n"


def as_object(name: str, problem: Problem) -> dict[str, Any]:
    """Return *problem* of the source *name* as a JSON object; its places are null where it has none.

    Lines and columns count from 1, columns in Unicode code points; the end column is exclusive.
    """
    span = problem.span
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "file": name,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "pointer": problem.pointer,
        "help": problem.help,
    }


def as_sarif(readings: Iterable[Read]) -> str:
    """Return one SARIF log with one run, in which every problem of the *readings* is a result."""
    found = [(reading.name, problem) for reading in readings for problem in reading.problems]
    used = [rule for slug, rule in rules().items() if any(problem.rule == slug for _, problem in found)]
    numbers = {rule.slug: number for number, rule in enumerate(used)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "pressmark", "version": __version__, "rules": [_rule(rule) for rule in used]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(name, problem, numbers[problem.rule]) for name, problem in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.slug,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"Broken:\n\n{rule.bad}\n\nRight:\n\n{rule.good}"},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(name: str, problem: Problem, rule: int) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(name)}}}
    if problem.span:
        location["physicalLocation"]["region"] = {
            "startLine": problem.span.line,
            "startColumn": problem.span.column,
            "endLine": problem.span.end_line,
            "endColumn": problem.span.end_column,
        }
    if problem.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.pointer, "kind": "value"}]
    words = f"{problem.message}. Help: {problem.help}" if problem.help else problem.message
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": words},
        "locations": [location],
    }


def _uri(name: str) -> str:
    """Return *name* as a URI reference: relative paths stay relative, for the code host to place."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix().removeprefix("./"), safe="/~")


def as_commands(readings: Iterable[Read]) -> str:
    """Return one command for each problem of the *readings*."""
    return "".join(_command(reading.name, problem) for reading in readings for problem in reading.problems)


def _command(name: str, problem: Problem) -> str:
    values = {"file": name, "title": f"pressmark: {problem.rule}"}
    if problem.span:
        values |= {"line": str(problem.span.line), "endLine": str(problem.span.end_line)}
        if problem.span.line == problem.span.end_line:  # columns are for a single line only
            values |= {"col": str(problem.span.column), "endColumn": str(problem.span.end_column)}
    settings = ",".join(f"{key}={_property(value)}" for key, value in values.items())
    words = f"{problem.message}\n{problem.help}" if problem.help else problem.message
    return f"::{problem.severity} {settings}::{_data(words)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = ("text", "json", "sarif", "github")


class Read(Protocol):
    """What a report needs to know of one source: `pressmark.reader.Reading` is one."""

    @property
    def name(self) -> str:
        """Return the file as the user named it."""

    @property
    def text(self) -> str:
        """Return its decoded source, "" where it could not be decoded."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return its problems in file order."""


def render(name: str, readings: Iterable[Read], *, color: bool = False) -> str:
    """Return the report of the *readings* in the format *name*, one of FORMATS; only text knows *color*."""
    reports: dict[str, Callable[[Iterable[Read]], str]] = {
        "text": partial(as_text, color=color),
        "json": as_json,
        "sarif": as_sarif,
        "github": as_commands,
    }
    return reports[name](readings)

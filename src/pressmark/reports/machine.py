"""Problems as machines read them: JSON, SARIF 2.1.0 (OASIS) for code hosts and editors, GitHub's workflow commands."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pressmark import __version__
from pressmark.rulebook import Rule, rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.problems import Problem
    from pressmark.reports import Read

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

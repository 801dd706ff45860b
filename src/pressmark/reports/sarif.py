"""Problems as SARIF 2.1.0 (OASIS), which code hosts and editors show at their places."""

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


def render(readings: Iterable[Read]) -> str:
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

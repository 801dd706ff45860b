"""Problems as JSON: a list of objects with the rule, severity, message, file, place, JSON Pointer and help."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.problems import Problem
    from pressmark.reports import Read


def render(readings: Iterable[Read]) -> str:
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

"""Problems as GitHub's workflow commands, which a workflow's log turns into annotations of the changed files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.problems import Problem
    from pressmark.reports import Read


def render(readings: Iterable[Read]) -> str:
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

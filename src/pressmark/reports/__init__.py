"""Problems as people and machines read them: text, JSON, SARIF, GitHub’s workflow commands; nothing is printed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pressmark.problems import Problem

__all__ = ["FORMATS", "Read", "render"]

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
    from pressmark.reports import machine, text

    reports: dict[str, Callable[[Iterable[Read]], str]] = {
        "text": partial(text.render, color=color),
        "json": machine.as_json,
        "sarif": machine.as_sarif,
        "github": machine.as_commands,
    }
    return reports[name](readings)

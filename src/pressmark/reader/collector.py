"""The problems of one article while it is read, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.problems import Problem, Span
from pressmark.rulebook import severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.problems import Severity

# More errors than these, or warnings, help nobody, and a hostile file could have a million.
MOST = 500


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

        *weight* is for rules that an article can make stricter; without it the rule's own severity counts.
        """
        if start is not None and self.span_of is not None:
            span = self.span_of(start, start + 1 if end is None else end)
        key = (rule, span, message)
        weight = weight or severity(rule)
        if key not in self._problems and self._counts[weight] < MOST:
            self._counts[weight] += 1
            self._problems[key] = Problem(rule, message, span, pointer, help_, weight)

    def has_errors(self) -> bool:
        """Return whether anything found so far stops the article from being built."""
        return self._counts["error"] > 0

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found, in file order."""
        return tuple(sorted(self._problems.values(), key=lambda problem: problem.sort_key))

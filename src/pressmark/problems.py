"""What is wrong with an article (problems, as data), the rules it breaks, and what stops a command (errors, raised)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the source: lines and columns count from 1, *end_column* is exclusive.

    Columns count characters (Unicode code points), lines are what editors show:
    they end at LF, CRLF or CR and nowhere else.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in an article.

    *rule* is a stable slug of the rule book; *pointer* is the JSON Pointer (RFC 6901)
    of the value; *span* is None where there is no place to point to (a missing file).
    *message* says what is wrong, *help* what would be right.
    """

    rule: str
    message: str
    span: Span | None = None
    pointer: str = ""
    help: str = ""
    severity: Severity = "error"

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """Order problems as they stand in the file; those without a place come first."""
        line, column = (self.span.line, self.span.column) if self.span else (0, 0)
        return (line, column, self.rule, self.message)


class PressmarkError(Exception):
    """Something the user can mend: shown without a traceback, exit status 1."""


class InvalidArticle(PressmarkError):
    """An article that cannot be built: *problems* holds everything wrong with it, in file order.

    *name* is the file as the user named it, *text* its decoded source ("" where it could not be decoded).
    """

    def __init__(self, name: str, problems: tuple[Problem, ...], text: str = "") -> None:
        """Keep the file's *name*, its *problems* and its *text*, from which lines are shown."""
        super().__init__("\n".join(_line(name, problem) for problem in problems))
        self.name = name
        self.problems = problems
        self.text = text


def _line(name: str, problem: Problem) -> str:
    place = f":{problem.span.line}:{problem.span.column}" if problem.span else problem.pointer and f" {problem.pointer}"
    help_ = f" ({problem.help})" if problem.help else ""
    return f"{name}{place}: {problem.severity}[{problem.rule}]: {problem.message}{help_}"


class BuildError(PressmarkError):
    """Outputs could not be made or written for a reason outside the article."""


_BOOK = Path(__file__).with_name("rulebook.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule by its stable *slug*; *what* it asks, *why*, and an example of each, *bad* and *good*."""

    slug: str
    severity: Severity
    what: str
    why: str
    bad: str
    good: str


class UnknownRule(PressmarkError):
    """No rule has this slug."""


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by their slugs, in the order of the book."""
    import tomllib

    book = tomllib.loads(_BOOK.read_text(encoding="utf-8"))
    return {
        slug: Rule(
            slug=slug,
            severity=cast("Severity", entry.get("severity", "error")),
            what=entry["what"],
            why=entry["why"],
            bad=entry["bad"].strip("\n"),
            good=entry["good"].strip("\n"),
        )
        for slug, entry in book.items()
    }


def rule(slug: str) -> Rule:
    """Return the rule with the *slug*. Raises UnknownRule, which names those that are near."""
    found = rules().get(slug)
    if found is None:
        from difflib import get_close_matches  # only a mistake needs it

        near = get_close_matches(slug, rules(), n=3)
        hint = f"did you mean “{'” or “'.join(near)}”?" if near else "“pressmark explain” lists them all"
        raise UnknownRule(f"there is no rule “{slug}”; {hint}")
    return found


def severity(slug: str) -> Severity:
    """Return the severity of the rule with the *slug*. Raises UnknownRule."""
    return rule(slug).severity

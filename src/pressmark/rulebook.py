"""The rule book: what each rule asks, why, and what it looks like broken and kept; read only when there is need."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from pressmark.problems import PressmarkError, Severity

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
        from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

        near = get_close_matches(slug, rules(), n=3)
        hint = f"did you mean “{'” or “'.join(near)}”?" if near else "“pressmark explain” lists them all"
        raise UnknownRule(f"there is no rule “{slug}”; {hint}")
    return found


def severity(slug: str) -> Severity:
    """Return the severity of the rule with the *slug*. Raises UnknownRule."""
    return rule(slug).severity

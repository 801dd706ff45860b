"""Starters: one complete, commented article for each kind, to be changed into one's own."""

from __future__ import annotations

import sys
from string import Template
from typing import TYPE_CHECKING, get_args

import yaml

from pressmark.model import Kind
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: tuple[str, ...] = get_args(Kind)

# The headlines of the starters, for who gives no title.
_HEADLINES = {
    "opinion": "Bring back the evening river bus",
    "news": "Swing bridge closed for six weeks",
    "report": "Who takes the river bus, and when",
    "analysis": "A cracked bearing and an empty line in the budget",
    "background": "The river bus, explained",
    "statement": "Ask the crews before you print the timetable",
    "summary": "A case for one more boat",
}


def starter(kind: str, *, schema: str, language: str = "en", title: str | None = None) -> str:
    """Return the source of an article of *kind* that is valid and builds at once.

    *schema* is where the editor finds the schema (the modeline of the first line): a URL, or a path relative to the
    article. The words are English whatever the *language*; they are there to be replaced. *title* is one line.
    Raises KeyError for a *kind* that there is not.
    """
    folder = resource("starters")
    headline = _HEADLINES[kind] if title is None else _scalar(title)
    words = {"schema": schema, "language": _scalar(language), "headline": headline, "more": ""}
    words["more"] = Template((folder / "more.yaml").read_text("utf-8")).substitute(words)
    return Template((folder / f"{kind}.yaml").read_text("utf-8")).substitute(words).rstrip() + "\n"


def _scalar(value: str) -> str:
    """Return *value* as it must be written in YAML: bare where that is safe, else in quotation marks."""
    dumped: str = yaml.safe_dump(value, allow_unicode=True, width=sys.maxsize)
    return dumped.removesuffix("...\n").strip()


def in_house(
    kind: str, *, schema: str, title: str | None, people: Sequence[str], language: str | None, outlet: bool
) -> str:
    """Return the source of an article of *kind* without what its house has.

    *people* are the ids of the house's contributors who are persons. The article says its *language* unless that is
    None, and its *outlet* where it must. A summary quotes the author of the work that it tells.
    """
    own = [f"language: {_scalar(language)}\n"] if language is not None else []
    own += ["outlet: {name: The Harbour Post}\n"] if outlet else []
    theirs = (resource("starters") / "original.yaml").read_text("utf-8") if kind == "summary" else ""
    speaker = "mira" if theirs else people[0] if people else "nadia"
    words = {
        "schema": schema,
        "kind": kind,
        "theirs": theirs,
        "own": "".join(own),
        "headline": _HEADLINES[kind] if title is None else _scalar(title),
        "author": people[0] if people else "{id: nadia, name: Nadia Okafor}",
        "speaker": speaker,
    }
    return Template((resource("starters") / "brief.yaml").read_text("utf-8")).substitute(words)


def house(*, schema: str, language: str = "en") -> str:
    """Return the source of a house that is valid, to be changed into one's own."""
    words = {"schema": schema, "language": _scalar(language)}
    return Template((resource("starters") / "house.yaml").read_text("utf-8")).substitute(words)

"""The formats an article can be written in: one module each, found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from pressmark.model import Article
from pressmark.problems import PressmarkError
from pressmark.theme import Options

if TYPE_CHECKING:
    from pressmark.pdf.layout import PrintCopy

Write = Callable[[Article, Options], bytes]

SUFFIXES = {
    "card": ".card.png",
    "docx": ".docx",
    "epub": ".epub",
    "html": ".html",
    "jsonld": ".jsonld",
    "markdown": ".md",
    "ninjs": ".ninjs.json",
    "pdf": ".pdf",
    "png": ".png",
    "text": ".txt",
}
"""Every format and the suffix of its files, which are known by it without importing a writer."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: its *name* is its module's, *write* turns an article into the bytes of a file.

    Formats that are printed have *printed* as well, which does so from a copy that is laid out.
    """

    name: str
    media_type: str
    description: str
    write: Write
    printed: Callable[[PrintCopy], bytes] | None = None

    @property
    def suffix(self) -> str:
        """Return the suffix of its files."""
        return SUFFIXES[self.name]


class UnknownFormat(PressmarkError):
    """A format that no writer has."""

    @classmethod
    def of(cls, name: str) -> UnknownFormat:
        """Return the error for the format *name*, with the formats there are."""
        near = get_close_matches(name, formats(), n=1)
        hint = f"did you mean “{near[0]}”? " if near else ""
        return cls(f"unknown format “{name}”; {hint}there are: {', '.join(formats())}")


def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted, without importing a writer."""
    return tuple(sorted(SUFFIXES))


@cache
def writer(name: str) -> Writer:
    """Return the writer of the format *name*. Raises UnknownFormat."""
    if name not in formats():
        raise UnknownFormat.of(name)
    found: Writer = import_module(f"{__name__}.{name}").WRITER
    return found

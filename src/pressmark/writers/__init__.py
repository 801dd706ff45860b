"""The formats an article can be written in: one module each, found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from pressmark.model import Article
from pressmark.problems import PressmarkError
from pressmark.theme import Options

Write = Callable[[Article, Options], bytes]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: its *name* is its module's, *suffix* names its files, *write* turns an article into their bytes."""

    name: str
    suffix: str
    media_type: str
    description: str
    write: Write


class UnknownFormat(PressmarkError):
    """A format that no writer has."""

    @classmethod
    def of(cls, name: str) -> UnknownFormat:
        """Return the error for the format *name*, with the formats there are."""
        near = get_close_matches(name, formats(), n=1)
        hint = f"did you mean “{near[0]}”? " if near else ""
        return cls(f"unknown format “{name}”; {hint}there are: {', '.join(formats())}")


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted, without importing a writer."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


@cache
def writer(name: str) -> Writer:
    """Return the writer of the format *name*. Raises UnknownFormat."""
    if name not in formats():
        raise UnknownFormat.of(name)
    found: Writer = import_module(f"{__name__}.{name}").WRITER
    return found

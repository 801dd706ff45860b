"""The formats an article can be written in: one module each, found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted, without importing a writer."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


@cache
def writer(name: str) -> Writer:
    """Return the writer of the format *name*. Raises UnknownFormat."""
    if name not in formats():
        raise UnknownFormat(f"unknown format “{name}”; there are: {', '.join(formats())}")
    found: Writer = import_module(f"{__name__}.{name}").WRITER
    return found

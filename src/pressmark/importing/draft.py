"""A draft: the article as a tree of values in the order of the source format, each guess with its sureness and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import THRESHOLD

if TYPE_CHECKING:
    from pressmark.importing.manuscript import LeftOut


@dataclass(frozen=True, slots=True)
class Guess:
    """A value, how sure it is (0 to 1), why it was chosen, and the line of the input that shows it (0: none)."""

    value: str
    confidence: float = 1.0
    why: str = ""
    place: int = 0

    @property
    def doubtful(self) -> bool:
        """Tell whether a person should look at it."""
        return self.confidence < THRESHOLD


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that the format requires and the input lacks, and *why* a person must give it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A *value* with remarks for a person: a comment above it in the YAML, and the same in the report."""

    value: object
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A short mapping or list that stands on one line; a *guess* tells where it is from."""

    value: dict[str, str] | list[str]
    guess: Guess | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller states about the article; "" where nothing is stated."""

    url: str = ""
    outlet: str = ""
    published: str = ""
    kind: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The *document*: mappings, lists, texts, and Guess, Missing or Checked in their places."""

    document: dict[str, object]
    files: tuple[tuple[str, bytes], ...] = ()
    left_out: tuple[LeftOut, ...] = ()

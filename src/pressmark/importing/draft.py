"""A draft: the article as guessed, each guess with its confidence, ready to be written as YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import THRESHOLD

if TYPE_CHECKING:
    from pressmark.importing.manuscript import LeftOut, Person


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
class DraftParty:
    """A speaker or demander under the id that quotes and demands name."""

    id: str
    person: Person


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """A quote; *speaker* is a guess whose value is a party's or an author's id."""

    id: str
    text: str
    speaker: Guess
    source: str = ""


@dataclass(frozen=True, slots=True)
class DraftDemand:
    """A demand; *by* is a guess whose value is an id, *of* another with ids parted by spaces, or None."""

    id: str
    text: str
    by: Guess
    of: Guess | None = None


@dataclass(frozen=True, slots=True)
class DraftImage:
    """An image: *data* where the input carries its bytes, else *url* tells where it is."""

    id: str
    file: str
    alt: str
    url: str = ""
    caption: str = ""
    credit: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class DraftSource:
    """A source that the article links to."""

    id: str
    title: Guess
    url: str


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section: its body in the body grammar, and what a person should look at in it."""

    heading: str
    body: str
    checks: tuple[str, ...] = ()
    heading_guess: Guess | None = None


@dataclass(frozen=True, slots=True)
class DraftCorrection:
    """A correction; *date* is None where the text gives none."""

    text: str
    date: Guess | None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was found. *fields* are the simple values by their key in the source format.

    *notes* are remarks that have no place in the article; *extra* holds whole values that the input gave as such.
    """

    fields: dict[str, Guess]
    authors: tuple[Person, ...] = ()
    byline: Guess = field(default_factory=lambda: Guess("", 0.0, "no byline found"))
    author_ids: tuple[str, ...] = ()
    outlet_url: str = ""
    outlet_type: str = ""
    parties: tuple[DraftParty, ...] = ()
    quotes: tuple[DraftQuote, ...] = ()
    demands: tuple[DraftDemand, ...] = ()
    sections: tuple[DraftSection, ...] = ()
    images: tuple[DraftImage, ...] = ()
    sources: tuple[DraftSource, ...] = ()
    corrections: tuple[DraftCorrection, ...] = ()
    keywords: tuple[str, ...] = ()
    notes: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller states about the article; "" where nothing is stated."""

    url: str = ""
    outlet: str = ""
    published: str = ""
    kind: str = ""
    language: str = ""

"""A manuscript: what was read from any kind of input, before anything is guessed about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pressmark.importing.names import Person

Style = Literal["emphasis", "strong", "link", "note", "break", "mark"]


@dataclass(frozen=True, slots=True)
class Span:
    """A styled stretch of a text, *end* exclusive; notes and breaks are points. *value* is an address or an id."""

    start: int
    end: int
    style: Style
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """Words with their styles, white space already collapsed."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the input: where it is (*src*), its *data* where the input carries them, and the words with it."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the input.

    A heading or paragraph has its words in *rich*; a list has *items*; a quote has its paragraphs in *items* and its
    attribution, if the input sets one apart, in *rich*;
    A demand that the input calls one has *facts* (by, of, due).
    *place* is a line of the input (0 where it has none),
    *hint* what the input itself calls the block (``byline``, ``deck``, ``date``, ``dateline``, ``rubric``, ``mark``).
    """

    kind: Literal["heading", "paragraph", "list", "quote", "picture", "demand"]
    rich: Rich = Rich("")
    level: int = 0
    items: tuple[Rich, ...] = ()
    ordered: bool = False
    start: int = 1
    picture: Picture | None = None
    place: int = 0
    hint: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return the plain words of the block."""
        return self.rich.text


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the input that are no part of the article, and *why*; *place* is their line, 0 where there is none."""

    text: str
    why: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the input states about itself outside its text: a headline in metadata, say."""

    value: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The blocks of an input in order, the facts that its metadata hold by key, and what was left out of it.

    *cites* are title and address of the sources that notes name by number.
    *facts* are pairs of key and fact, best first. *people* are the authors that metadata name. *loose* tells that
    headings may be unmarked, as in plain text.
    """

    pieces: tuple[Piece, ...]
    facts: tuple[tuple[str, Fact], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    people: tuple[Person, ...] = ()
    loose: bool = False
    cites: tuple[tuple[str, tuple[str, str]], ...] = ()

    def fact(self, key: str) -> Fact | None:
        """Return the best fact under *key*, if there is one."""
        return next((fact for name, fact in self.facts if name == key), None)

"""What a body is made of: blocks, and the inline content in them."""

from __future__ import annotations

from dataclasses import dataclass

from pressmark.model.parts import Demand, Image, Quote, Reference

# What a body is made of. Inline content:


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, as the source has them."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that link to *href* (http, https or mailto)."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class InlineQuote:
    """A quote's words within a sentence; *first* where this placement carries the quote's id."""

    quote: Quote
    first: bool


@dataclass(frozen=True, slots=True)
class NoteRef:
    """A reference to a source's note; *nth* counts the references to this source, from 1."""

    source: Reference
    nth: int


Inline = Text | Emphasis | Strong | Link | LineBreak | InlineQuote | NoteRef

# Blocks:


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading inside a section: *level* 3 to 6."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list; each item is a sequence of blocks.

    *start* is an ordered list's first number; a *tight* list has no space between its items.
    """

    ordered: bool
    start: int
    tight: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A passage set off with ``>``: words of the article, attributed by the text around it."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """A quote with its attribution; *first* where this placement carries its id, otherwise it is a pull quote.

    *nth* is the number of the reference to the quote's source that the attribution makes (0 without a source).
    """

    quote: Quote
    first: bool
    nth: int = 0


@dataclass(frozen=True, slots=True)
class DemandList:
    """Demands placed together, numbered from *start* as in the article's list of demands."""

    demands: tuple[Demand, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """An image with its caption and credit."""

    image: Image


Block = Paragraph | Heading | ItemList | BlockQuote | QuoteBlock | DemandList | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the article; an article may have one section without a heading."""

    id: str
    heading: str | None
    blocks: tuple[Block, ...]

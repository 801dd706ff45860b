"""The article as every writer sees it: frozen values, resolved references, nothing from the disk or the clock.

The names are those of the source format. Dates stay text as written (``YYYY-MM-DD`` or RFC 3339 with an
offset) so that no output can differ from the source; `pressmark.dates` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["opinion", "news", "report", "analysis", "background", "statement", "summary"]
PartyType = Literal["person", "organization"]


@dataclass(frozen=True, slots=True)
class Source:
    """The YAML file itself: its *stem* names the outputs, *data* are its exact bytes, *sha256* their digest in hex."""

    stem: str
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The organisation a party belongs to."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation: an author, a speaker, who demands, of whom.

    *id* is the party's fragment in the article (an author's is ``author-N`` where none is given).
    An anonymous party has a *description* and no *name*; `label` is what readers see.
    """

    id: str
    name: str | None
    type: PartyType = "person"
    role: str | None = None
    affiliation: Affiliation | None = None
    email: str | None = None
    fediverse: str | None = None
    url: str | None = None
    same_as: tuple[str, ...] = ()
    description: str | None = None

    @property
    def label(self) -> str:
        """Return the name, or the description of a party without one."""
        return self.name or self.description or ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image: *data* are the file's bytes, *width* and *height* its pixels, *sha256* its digest in hex.

    *file* is the path as written in the source, relative to it, with forward slashes.
    """

    id: str
    file: str
    alt: str
    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes. *policies* are pairs of a policy's key in the source and its URL, in source order."""

    name: str
    type: Literal["news", "organization"] = "news"
    url: str | None = None
    logo: Image | None = None
    policies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that the article cites; *number* is that of its note, from 1, in order of first appearance."""

    id: str
    title: str
    number: int
    url: str | None = None
    author: str | None = None
    published: str | None = None
    accessed: str | None = None
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """A quote's words before translation."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, verbatim, without quotation marks."""

    id: str
    text: str
    speaker: Party
    said: str | None = None
    context: str | None = None
    source: Reference | None = None
    disputed: bool = False
    original: Original | None = None
    translator: str | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A call that the article states: who (*by*) demands what (*text*) of whom (*of*). Not schema.org's ``Demand``."""

    id: str
    text: str
    by: Party
    of: tuple[Party, ...] = ()
    action: str | None = None
    due: str | None = None
    status: Literal["open", "met", "refused"] = "open"


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article happens."""

    name: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What the article is about."""

    name: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A published correction."""

    date: str
    text: str
    by: Party | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """Who holds the rights and what others may do; *license* and *acquire* are URLs."""

    holder: str | None = None
    year: int | None = None
    license: str | None = None
    notice: str | None = None
    credit: str | None = None
    acquire: str | None = None
    free: bool | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """The same article in another language."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class BasedOn:
    """The work that a summary tells in other words."""

    kind: Kind
    title: str
    authors: tuple[Party, ...]
    outlet: Outlet
    published: str
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why and when the article was withdrawn."""

    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class Files:
    """Where renditions are published."""

    pdf: str | None = None
    yaml: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the article is kept."""

    identifier: str | None = None
    archived_at: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a newsroom may call about a statement."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, checked and resolved.

    *base* is what every fragment hangs on: the canonical URL, or a ``urn:uuid:`` (RFC 9562, version 5) without one.
    *quotes*, *demands* and *images* are in source order; *references* are the cited sources in order of their numbers.
    """

    source: Source
    base: str
    kind: Kind
    language: str
    headline: str
    slug: str
    published: str
    authors: tuple[Party, ...]
    outlet: Outlet
    sections: tuple[Section, ...]
    deck: str | None = None
    summary: str | None = None
    url: str | None = None
    modified: str | None = None
    version: int | str | None = None
    rubric: str | None = None
    dateline: str | None = None
    embargo: str | None = None
    withdrawn: Withdrawal | None = None
    keywords: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    backstory: str | None = None
    parties: tuple[Party, ...] = ()
    quotes: tuple[Quote, ...] = ()
    demands: tuple[Demand, ...] = ()
    images: tuple[Image, ...] = ()
    references: tuple[Reference, ...] = ()
    corrections: tuple[Correction, ...] = ()
    rights: Rights = Rights()
    translations: tuple[Translation, ...] = ()
    based_on: BasedOn | None = None
    files: Files = Files()
    archive: Archive = Archive()
    contact: Contact | None = None
    notes: tuple[Block, ...] = ()

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Return the writing direction of the article's language."""
        return direction(self.language)

    @property
    def description(self) -> str:
        """Return the summary, else the deck, else the headline."""
        return self.summary or self.deck or self.headline


_RTL_SCRIPTS = {"arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr"}
_RTL_LANGUAGES = {
    "ar",
    "fa",
    "he",
    "iw",
    "ur",
    "ps",
    "sd",
    "ug",
    "yi",
    "ji",
    "dv",
    "ckb",
    "arc",
    "syr",
    "nqo",
    "azb",
    "prs",
    "arz",
    "ary",
    "apc",
}


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 *language* tag: its script subtag decides, else its language subtag."""
    subtags = language.lower().split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4 and tag.isalpha()), None)
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RTL_LANGUAGES else "ltr"

"""The article as every writer sees it: frozen values, resolved references, nothing from the disk or the clock.

The names are those of the source format. Dates stay text as written (``YYYY-MM-DD`` or RFC 3339 with an
offset), so that no output can differ from the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pressmark.model.parts import (
    UNCHANGED,
    Affiliation,
    Demand,
    Font,
    HouseShare,
    Image,
    Imprint,
    KeptCopy,
    Kind,
    Look,
    LookName,
    Original,
    Outlet,
    Party,
    PartyType,
    Proof,
    Quote,
    Reference,
    SharedFile,
    Source,
)

__all__ = [
    "Affiliation",
    "Archive",
    "Article",
    "BasedOn",
    "Block",
    "BlockQuote",
    "Contact",
    "Correction",
    "Demand",
    "DemandList",
    "Emphasis",
    "Figure",
    "Font",
    "Heading",
    "HouseShare",
    "Image",
    "Imprint",
    "Inline",
    "InlineQuote",
    "ItemList",
    "KeptCopy",
    "Kind",
    "LineBreak",
    "Link",
    "Look",
    "LookName",
    "NoteRef",
    "Original",
    "Outlet",
    "Paragraph",
    "Party",
    "PartyType",
    "Place",
    "Proof",
    "PublishedFiles",
    "Quote",
    "QuoteBlock",
    "Reference",
    "Rights",
    "Section",
    "Series",
    "SharedFile",
    "Source",
    "Strong",
    "Text",
    "Topic",
    "Translation",
    "Withdrawal",
    "direction",
]


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
    """A quote with its attribution; *first* where this placement carries its id, otherwise it is said again.

    *nth* is the number of the reference to the quote's source that the attribution makes: 0 where it is said again, and
    without a source. What is said again is a pull quote, which stands out of the text; *within* a list or a passage it
    is part of it.
    """

    quote: Quote
    first: bool
    nth: int = 0
    within: bool = False

    @property
    def pulled(self) -> bool:
        """Return whether it is a pull quote, which adds nothing to the text."""
        return not self.first and not self.within


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


# fmt: off
_RTL_SCRIPTS = {"arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr"}
_RTL_LANGUAGES = {
    "ar", "arc", "ary", "arz", "apc", "azb", "ckb", "dv", "fa", "he",
    "iw", "ji", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
}
# fmt: on


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 *language* tag: its script subtag decides, else its language subtag."""
    subtags = language.lower().split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4 and tag.isalpha()), None)
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RTL_LANGUAGES else "ltr"


Mining = Literal["allowed", "reserved", "conditions"]
# The names of IPTC's digital source types that a text can have (cv.iptc.org/newscodes/digitalsourcetype).
Origin = Literal[
    "digitalCreation",
    "algorithmicallyEnhanced",
    "compositeWithTrainedAlgorithmicMedia",
    "trainedAlgorithmicMedia",
    "algorithmicMedia",
    "dataDrivenMedia",
]


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
class Series:
    """The series or column that the article is part of; *part* counts from 1 where parts are counted."""

    name: str
    part: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A published correction."""

    date: str
    text: str
    by: Party | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """Who holds the rights and what others may do; *license*, *acquire* and *mining_policy* are URLs.

    *mining* says whether text and data may be mined, a policy goes with ``conditions``.
    """

    holder: str | None = None
    year: int | None = None
    license: str | None = None
    notice: str | None = None
    credit: str | None = None
    acquire: str | None = None
    free: bool | None = None
    mining: Mining | None = None
    mining_policy: str | None = None


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
    copy: KeptCopy | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why and when the article was withdrawn."""

    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """Where renditions are published."""

    pdf: str | None = None
    yaml: str | None = None
    card: str | None = None


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

    *base* is what every fragment hangs on: the canonical URL, or without one a ``urn:uuid:`` of outlet, slug and day.
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
    series: Series | None = None
    backstory: str | None = None
    origin: Origin | None = None
    parties: tuple[Party, ...] = ()
    quotes: tuple[Quote, ...] = ()
    demands: tuple[Demand, ...] = ()
    images: tuple[Image, ...] = ()
    references: tuple[Reference, ...] = ()
    corrections: tuple[Correction, ...] = ()
    rights: Rights = Rights()
    translations: tuple[Translation, ...] = ()
    based_on: BasedOn | None = None
    files: PublishedFiles = PublishedFiles()
    archive: Archive = Archive()
    contact: tuple[Contact, ...] = ()
    notes: tuple[Block, ...] = ()
    evidence: Literal["required", "optional"] = "optional"
    imprint: Imprint | None = None
    house: HouseShare | None = None
    look: Look = UNCHANGED

    @property
    def copies(self) -> tuple[KeptCopy, ...]:
        """Return the kept copies of the works that the article relies on, each file once."""
        copies = [reference.copy for reference in self.references]
        if self.based_on is not None:
            copies.append(self.based_on.copy)
        return tuple({copy.file: copy for copy in copies if copy is not None}.values())

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Return the writing direction of the article's language."""
        return direction(self.language)

    @property
    def pictures(self) -> tuple[Image, ...]:
        """Return the image files that the article is made of, each once: its images and the logos of its outlets."""
        outlets = [self.outlet, *([self.based_on.outlet] if self.based_on else [])]
        logos = (logo for outlet in outlets for logo in (outlet.logo, outlet.dark) if logo)
        found = (*self.images, *logos)
        return tuple({image.file: image for image in found}.values())

    @property
    def description(self) -> str:
        """Return the summary, else the deck, else the headline."""
        return self.summary or self.deck or self.headline

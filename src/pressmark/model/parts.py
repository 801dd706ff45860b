"""What an article is made of besides its text: people, quotes, demands, images, sources, looks."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

Kind = Literal["opinion", "news", "report", "analysis", "background", "statement", "summary"]
PartyType = Literal["person", "organization"]
Size = Literal["small", "column", "full"]


@dataclass(frozen=True, slots=True)
class Source:
    """The YAML file itself: its *stem* names the outputs, *data* are its exact bytes, *sha256* their digest in hex."""

    stem: str
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class HouseShare:
    """What an article took from the house that it shares with others.

    *data* is the house as YAML, without contributors whom the article does not name; *sha256* is the digest, in hex, of
    that and of the house's own style sheets.
    *flat* is the article with all that it took, valid alone.
    """

    data: bytes
    sha256: str
    flat: bytes


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who answers for what is printed, where the law asks for it: each a name, with its postal address or without."""

    publisher: tuple[str, str | None] | None = None
    promoter: tuple[str, str | None] | None = None
    printer: tuple[str, str | None] | None = None
    responsible: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The organisation a party belongs to."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation: an author, a speaker, who demands, of whom.

    *id* is the party's fragment in the article (an author's is ``author-N`` where none is given).
    An author may have a *bio*, told at the end.
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
    bio: str | None = None

    @property
    def label(self) -> str:
        """Return the name, or the description of a party without one."""
        return self.name or self.description or ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image: *data* are the bytes that are published, *width* and *height* its pixels, *sha256* their digest in hex.

    *file* is the path as written in the source, relative to it, with forward slashes. *size* is how large it is shown;
    one that is *transparent* shows what is behind it. *original* are the bytes of that
    file where it is at hand, with *original_sha256*: it may say more than is published (see `pressmark.pictures`).
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
    size: Size = "column"
    transparent: bool = False
    original: bytes = b""
    original_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes.

    *dark* is the logo for a dark ground. *policies* are pairs of a policy's key in the source and its URL,
    in source order.
    """

    name: str
    type: Literal["news", "organization"] = "news"
    url: str | None = None
    issn: str | None = None
    logo: Image | None = None
    dark: Image | None = None
    policies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """The kept copy of a work: *file* is its path as written in the source, *data* are its bytes.

    *sha256* is their digest in hex, *retrieved* when the copy was made. A *private* one never leaves the article's
    folder. *data* is None where the copy is not here, and what was found in it is known from a record.
    """

    file: str
    sha256: str
    data: bytes | None
    retrieved: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class TextQuote:
    """Where words stand in a text, after W3C's Web Annotation Data Model, 4.2.4 (text quote selector).

    *exact* is how they stand there, white space made single, *prefix* and *suffix* what stands around them, *left_out*
    what a quotation with gaps leaves out. *page* counts from 1 where the text has pages, else *paragraph* does;
    *offset* counts characters from the beginning of the text.
    """

    exact: str
    prefix: str
    suffix: str
    page: int | None
    paragraph: int | None
    offset: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof(TextQuote):
    """Where words were found in the kept *copy* of their source."""

    copy: KeptCopy = field(kw_only=True)

    @classmethod
    def of(cls, copy: KeptCopy, found: TextQuote) -> Proof:
        """Return that this was *found* in *copy*."""
        return cls(*(getattr(found, one.name) for one in fields(TextQuote)), copy=copy)


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
    copy: KeptCopy | None = None


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
    evidence: Proof | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A call that the article states: who (*by*) demands what (*text*) of whom (*of*). Not schema.org's ``Demand``.

    *basis* are the words of its *source* that it rests on.
    """

    id: str
    text: str
    by: tuple[Party, ...]
    of: tuple[Party, ...] = ()
    action: str | None = None
    due: str | None = None
    status: Literal["open", "met", "refused"] = "open"
    source: Reference | None = None
    basis: str | None = None
    evidence: Proof | None = None


LookName = Literal["broadsheet", "letterhead", "magazine", "plain"]
Extent = Literal["shown", "brief", "none"]
Colors = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of the house that a look is made of: *file* as articles name it, its bytes, their digest in hex."""

    file: str
    data: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Font:
    """A font file of the house: the *family* by which styles call it, its *weight* and *style*.

    The weight is a number from 100 to 900, or, for a variable font, the first and the last: ``100 900``.
    """

    family: str
    weight: str
    style: Literal["normal", "italic"]
    file: SharedFile


@dataclass(frozen=True, slots=True)
class Look:
    """A look that comes with pressmark, and what a house changes of it; as it is, nothing is changed.

    *light*, *dark* and *print* are colours (``#rrggbb``) by name: accent, ink, quiet, paper, rule. *base* and
    *headings* are families, *scale* a factor, *measure* the longest line of a page in characters. *contact* says where
    whom to call stands. *people*, *quotations* and *about* say how much of it stands after the end: ``brief`` is what
    is said nowhere else. *screen* and *paper* are the house's own style sheets, which come last.
    """

    name: LookName = "broadsheet"
    light: Colors = ()
    dark: Colors = ()
    print: Colors = ()
    base: str | None = None
    headings: str | None = None
    scale: float = 1
    measure: int | None = None
    fonts: tuple[Font, ...] = ()
    logo_size: Literal["small", "medium", "large"] = "small"
    logo_name: bool = True
    contact: Literal["top", "foot"] = "foot"
    people: Extent = "shown"
    quotations: Extent = "shown"
    about: Extent = "shown"
    screen: SharedFile | None = None
    paper: SharedFile | None = None

    @property
    def files(self) -> tuple[SharedFile, ...]:
        """Return the files of the house that the look is made of, each once."""
        found = (*(font.file for font in self.fonts), self.screen, self.paper)
        return tuple({one.file: one for one in found if one is not None}.values())


UNCHANGED = Look()

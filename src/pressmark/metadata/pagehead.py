"""What a page's ``<head>`` says to those who read no JSON-LD: Open Graph, X, the fediverse, Zotero and browsers.

Left out on purpose, because readers go wrong on them: ``article:author`` (extractors take parts of the address for
names), ``citation_title`` (Zotero files the article under a journal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import quote as percent

from pressmark import wording
from pressmark.letters import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, Image


Attributes = tuple[tuple[str, str], ...]

THEME_COLORS = {"light": "#fdfcf9", "dark": "#17181a"}
"""The page's background in each colour scheme, for the frame that a browser puts around it."""

CARD = (1200, 630)
"""How wide and how high the card is that stands in for a picture, in pixels."""

# The media types of the files that a page leads to, by the ends of their names.
_ALONG = {"pdf": "application/pdf", "jsonld": "application/ld+json", "md": "text/markdown"}

# The smallest picture that X shows large, and the formats that it and Facebook show at all.
_LARGE_CARD = (300, 157)
_CARD_TYPES = {"image/jpeg", "image/png", "image/webp", "image/gif"}


@dataclass(frozen=True, slots=True)
class MetaTag:
    """A ``meta`` element: its *key* is the value of the attribute *by*; *media* limits it to a colour scheme."""

    by: Literal["name", "property"]
    key: str
    content: str
    media: str | None = None
    element: ClassVar[str] = "meta"

    @property
    def attributes(self) -> Attributes:
        """Return the attributes in the order in which they are written, unescaped."""
        media = (("media", self.media),) if self.media else ()
        return ((self.by, self.key), *media, ("content", plain(self.content)))


@dataclass(frozen=True, slots=True)
class LinkTag:
    """A ``link`` element; *type* is a media type, *hreflang* a language."""

    rel: str
    href: str
    type: str | None = None
    hreflang: str | None = None
    element: ClassVar[str] = "link"

    @property
    def attributes(self) -> Attributes:
        """Return the attributes in the order in which they are written, unescaped."""
        optional = (("type", self.type), ("hreflang", self.hreflang))
        return (("rel", self.rel), ("href", self.href), *((name, value) for name, value in optional if value))


Tag = MetaTag | LinkTag


def page_metadata(article: Article, along: tuple[str, ...] = ()) -> tuple[Tag, ...]:
    """Return the tags for the ``<head>`` of the page of *article*, beside its title, charset and viewport.

    *along* are the endings of the files that are built beside the page: it leads to no others.
    """
    return (
        *_common(article),
        *_links(article, along),
        *_open_graph(article),
        *_card(article),
        *_dublin_core(article),
    )


def _name(key: str, content: str | None) -> Iterator[MetaTag]:
    if content:
        yield MetaTag("name", key, content)


def _property(key: str, content: str | None) -> Iterator[MetaTag]:
    if content:
        yield MetaTag("property", key, content)


def _common(article: Article) -> Iterator[Tag]:
    yield from _name("description", article.description)
    # Zotero takes these where there is no DC.creator, and would part an organisation's name.
    for author in article.authors if _people(article) else ():
        yield from _name("author", author.name)
    yield from _name("keywords", ", ".join(article.keywords))
    # What is not to be released yet is not to be found; else search may show pictures as large as it likes.
    yield MetaTag("name", "robots", "noindex" if article.embargo else "max-image-preview:large")
    yield MetaTag("name", "color-scheme", "light dark")
    for scheme, color in THEME_COLORS.items():
        yield MetaTag("name", "theme-color", color, f"(prefers-color-scheme: {scheme})")
    # Mastodon credits one account a page.
    yield from _name("fediverse:creator", next((a.fediverse for a in article.authors if a.fediverse), None))
    yield from _name("citation_pdf_url", article.files.pdf)
    # W3C TDM Reservation Protocol (Final Community Group Report 2024), 6.
    if article.rights.mining:
        yield MetaTag("name", "tdm-reservation", "0" if article.rights.mining == "allowed" else "1")
    yield from _name("tdm-policy", article.rights.mining_policy)


def _people(article: Article) -> tuple[str, ...]:
    """Return the authors who are people: readers part every name here into first and last, an organisation's too."""
    return tuple(author.name for author in article.authors if author.name and author.type == "person")


def _links(article: Article, along: tuple[str, ...]) -> Iterator[Tag]:
    """Yield where else the article is: at its published addresses, and in the files that are built beside the page."""
    stem = percent(article.source.stem, safe="")
    if article.url:
        yield LinkTag("canonical", article.url)
    if article.files.pdf:
        yield LinkTag("alternate", article.files.pdf, _ALONG["pdf"])
    for end in along:
        kind = end.rpartition(".")[2]
        if kind != "pdf" or not article.files.pdf:
            yield LinkTag("alternate", f"{stem}{end}", _ALONG[kind])
    if article.translations and article.url:
        # Search engines want a page to be among its own language versions.
        yield LinkTag("alternate", article.url, hreflang=article.language)
    for translation in article.translations:
        yield LinkTag("alternate", translation.url, hreflang=translation.language)
    if article.rights.license:
        yield LinkTag("license", article.rights.license)


def _open_graph(article: Article) -> Iterator[Tag]:
    """Yield Open Graph (ogp.me): what a picture is said to be follows the picture at once."""
    yield from _property("og:type", "article")
    yield from _property("og:title", article.headline)
    yield from _property("og:description", article.description)
    yield from _property("og:url", article.url)
    yield from _property("og:site_name", article.outlet.name)
    yield from _property("og:locale", _locale(article.language))
    for translation in article.translations:
        yield from _property("og:locale:alternate", _locale(translation.language))
    for image in _pictures(article):
        yield from _property("og:image", image.url)
        yield from _property("og:image:type", image.media_type)
        yield from _property("og:image:width", str(image.width))
        yield from _property("og:image:height", str(image.height))
        yield from _property("og:image:alt", image.alt)
    if article.files.card and not _pictures(article):
        yield from _property("og:image", article.files.card)
        yield from _property("og:image:type", "image/png")
        yield from _property("og:image:width", str(CARD[0]))
        yield from _property("og:image:height", str(CARD[1]))
        yield from _property("og:image:alt", article.headline)
    yield from _property("article:published_time", article.published)
    yield from _property("article:modified_time", article.modified or article.published)
    yield from _property("article:section", article.rubric)
    for keyword in article.keywords:
        yield from _property("article:tag", keyword)


def _locale(language: str) -> str | None:
    """Return the BCP 47 tag *language* as Open Graph writes it; None without a region, for a guess may be wrong."""
    primary, *rest = language.split("-")
    region = next((tag for tag in rest if len(tag) == 2 and tag.isalpha()), None)
    return f"{primary.lower()}_{region.upper()}" if region else None


def _card(article: Article) -> Iterator[Tag]:
    picture = next(iter(_pictures(article)), None)
    width, height = (picture.width, picture.height) if picture else CARD if article.files.card else (0, 0)
    large = width >= _LARGE_CARD[0] and height >= _LARGE_CARD[1]
    yield from _name("twitter:card", "summary_large_image" if large else "summary")
    yield from _name("twitter:title", article.headline)
    yield from _name("twitter:description", article.description)
    if picture is not None:
        yield from _name("twitter:image", picture.url)
        yield from _name("twitter:image:alt", picture.alt)
    elif article.files.card:
        yield from _name("twitter:image", article.files.card)
        yield from _name("twitter:image:alt", article.headline)


def _pictures(article: Article) -> tuple[Image, ...]:
    """Return the images that have an address of their own, in a format that link previews show."""
    return tuple(i for i in wording.placed.images(article) if i.url and i.media_type in _CARD_TYPES)


def _dublin_core(article: Article) -> Iterator[Tag]:
    """Yield Dublin Core in HTML (DC-HTML). The type makes Zotero file the article as one from a newspaper."""
    yield LinkTag("schema.DC", "http://purl.org/dc/elements/1.1/")
    yield LinkTag("schema.DCTERMS", "http://purl.org/dc/terms/")
    yield from _name("DC.type", "newsItem")
    yield from _name("DC.title", article.headline)
    yield from _name("DCTERMS.alternative", article.deck)
    for author in _people(article):
        yield from _name("DC.creator", author)
    yield from _name("DC.publisher", article.outlet.name)
    yield from _name("DC.source", article.outlet.name)
    yield from _name("DC.date", article.published)
    yield from _name("DCTERMS.issued", article.published)
    yield from _name("DCTERMS.modified", article.modified)
    yield from _name("DC.language", article.language)
    yield from _name("DC.description", article.description)
    for keyword in article.keywords:
        yield from _name("DC.subject", keyword)
    for place in article.places:
        yield from _name("DCTERMS.spatial", place.name)
    yield from _name("DC.identifier", article.url or article.base)
    yield from _name("DC.rights", article.rights.notice)
    yield from _name("DCTERMS.rightsHolder", article.rights.holder)
    yield from _name("DCTERMS.license", article.rights.license)

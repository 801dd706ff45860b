"""What a page's ``<head>`` says to those who read no JSON-LD: Open Graph, X, the fediverse, Zotero and browsers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from pressmark import wording
from pressmark.metadata.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article

Attributes = tuple[tuple[str, str], ...]


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
        return ((self.by, self.key), *media, ("content", self.content))


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


def page_metadata(article: Article) -> tuple[Tag, ...]:
    """Return the tags for the ``<head>`` of the page of *article*, beside its title, charset and viewport."""
    return (*_common(article), *_open_graph(article), *_cards(article), *_dublin_core(article), *_links(article))


def _name(key: str, content: str | None) -> Iterator[MetaTag]:
    if content:
        yield MetaTag("name", key, content)


def _property(key: str, content: str | None) -> Iterator[MetaTag]:
    if content:
        yield MetaTag("property", key, content)


def _common(article: Article) -> Iterator[Tag]:
    yield from _name("description", article.description)
    for author in article.authors:
        yield from _name("author", author.name)
    yield from _name("keywords", ", ".join(article.keywords))
    yield MetaTag("name", "color-scheme", "light dark")


def _open_graph(article: Article) -> Iterator[Tag]:
    yield from _property("og:type", "article")
    yield from _property("og:title", article.headline)
    yield from _property("og:description", article.description)
    yield from _property("og:site_name", article.outlet.name)
    yield from _property("og:url", article.url)
    yield from _property("article:published_time", moment(article.published))
    yield from _property("article:modified_time", moment(article.modified or article.published))
    for image in wording.placed.images(article):
        if image.url:
            yield from _property("og:image", image.url)
            yield from _property("og:image:alt", image.alt)


def _cards(article: Article) -> Iterator[Tag]:
    large = any(image.url for image in wording.placed.images(article))
    yield from _name("twitter:card", "summary_large_image" if large else "summary")


def _dublin_core(article: Article) -> Iterator[Tag]:
    yield LinkTag("schema.DC", "http://purl.org/dc/elements/1.1/")
    yield from _name("DC.type", "newsItem")
    yield from _name("DC.title", article.headline)


def _links(article: Article) -> Iterator[Tag]:
    if article.url:
        yield LinkTag("canonical", article.url)

"""The words of an article's body as plain text, and what the body places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.model import (
    BlockQuote,
    DemandList,
    Emphasis,
    Figure,
    Heading,
    InlineQuote,
    ItemList,
    LineBreak,
    Link,
    NoteRef,
    Paragraph,
    QuoteBlock,
    Strong,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Quote


def article_body(article: Article) -> str:
    """Return the body: headings, paragraphs, quotes with their attribution and demands, a blank line between each."""
    paragraphs: list[str] = []
    for section in article.sections:
        if section.heading:
            paragraphs.append(section.heading)
        paragraphs.extend(plain(article, section.blocks))
    return "\n\n".join(paragraphs)


def word_count(text: str) -> int:
    """Return how many words *text* has: runs between spaces that hold a letter or digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def plain(article: Article, blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the paragraphs of *blocks* as text, without list markers, note numbers, figures and pull quotes."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield _inline(children)
            case ItemList(items=items):
                for item in items:
                    yield from plain(article, item)
            case BlockQuote(inner):
                yield from plain(article, inner)
            case QuoteBlock(quote, first=True):
                yield f"“{quote.text}”"
                yield quote.speaker.label
            case DemandList(demands):
                yield from (demand.text for demand in demands)
            case _:
                pass


def _inline(children: Iterable[Inline]) -> str:
    return "".join(_words(child) for child in children)


def _words(child: Inline) -> str:
    match child:
        case Text(text):
            return text
        case Emphasis(children) | Strong(children) | Link(_, children):
            return _inline(children)
        case LineBreak():
            return "\n"
        case InlineQuote(quote):
            return f"“{quote.text}”"
        case NoteRef():
            return ""


def placed_quotes(article: Article) -> tuple[Quote, ...]:
    """Return the quotes that the body or the notes place, in the order of the source."""
    placed = {part.quote.id for part in _walk_article(article) if isinstance(part, QuoteBlock | InlineQuote)}
    return tuple(quote for quote in article.quotes if quote.id in placed)


def placed_demands(article: Article) -> tuple[Demand, ...]:
    """Return the demands that the body places, in the order of the source."""
    lists = (part for part in _walk_article(article) if isinstance(part, DemandList))
    placed = {demand.id for demands in lists for demand in demands.demands}
    return tuple(demand for demand in article.demands if demand.id in placed)


def placed_images(article: Article) -> tuple[Image, ...]:
    """Return the images that the body places, in the order of the source."""
    placed = {part.image.id for part in _walk_article(article) if isinstance(part, Figure)}
    return tuple(image for image in article.images if image.id in placed)


def _walk_article(article: Article) -> Iterator[Block | Inline]:
    for section in article.sections:
        yield from _walk(section.blocks)
    yield from _walk(article.notes)


def _walk(parts: Iterable[Block | Inline]) -> Iterator[Block | Inline]:
    for part in parts:
        yield part
        match part:
            case Paragraph(children) | Heading(_, children) | Emphasis(children) | Strong(children) | Link(_, children):
                yield from _walk(children)
            case ItemList(items=items):
                for item in items:
                    yield from _walk(item)
            case BlockQuote(blocks):
                yield from _walk(blocks)
            case _:
                pass

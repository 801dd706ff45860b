"""Which quotes, demands, images and parties the article shows, in the order of their first appearance.

What the source defines and no mark places is a warning for its author; no output shows it.
"""

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
    Link,
    NoteRef,
    Paragraph,
    QuoteBlock,
    Strong,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Party, Quote
    from pressmark.model.parts import Extent

Part = QuoteBlock | InlineQuote | DemandList | Figure | NoteRef


def parts(article: Article) -> Iterator[Part]:
    """Return every structured part and note that the sections and the notes to editors place, in reading order."""
    for section in article.sections:
        yield from _in_blocks(section.blocks)
    yield from _in_blocks(article.notes)


def quotes(article: Article) -> tuple[Quote, ...]:
    """Return the quotes that are placed."""
    found = [part.quote for part in parts(article) if isinstance(part, QuoteBlock | InlineQuote) and part.first]
    return tuple(found)


def unattributed(article: Article) -> tuple[Quote, ...]:
    """Return the quotes that stand only within sentences, so that no block shows who said them and when."""
    blocks = {part.quote.id for part in parts(article) if isinstance(part, QuoteBlock) and part.first}
    found = [quote for quote in quotes(article) if quote.id not in blocks]
    return tuple(quote for quote in found if _wanted(article.look.quotations, more=_telling(quote)))


def _wanted(extent: Extent, *, more: bool) -> bool:
    """Return whether something is listed after the end; *more* tells whether it says what is said nowhere else."""
    return extent == "shown" or (extent == "brief" and more)


def _telling(quote: Quote) -> bool:
    return bool(quote.said or quote.context or quote.source or quote.original or quote.translator or quote.disputed)


def demands(article: Article) -> tuple[Demand, ...]:
    """Return the demands that are placed."""
    return tuple(demand for part in parts(article) if isinstance(part, DemandList) for demand in part.demands)


def images(article: Article) -> tuple[Image, ...]:
    """Return the images that are placed."""
    return tuple(part.image for part in parts(article) if isinstance(part, Figure))


def reachable(article: Article) -> tuple[Party, ...]:
    """Return the authors of whom the article says more than the byline does: an address, a handle, pages elsewhere."""
    if article.look.people == "none":
        return ()
    return tuple(author for author in article.authors if _reachable(author))


def _reachable(party: Party) -> bool:
    return bool(party.email or party.fediverse or party.same_as)


def biographies(article: Article) -> tuple[Party, ...]:
    """Return the authors of whom something is told at the end of the text; nobody in a withdrawn article."""
    return tuple(author for author in article.authors if author.bio and article.withdrawn is None)


def referenced(article: Article) -> frozenset[str]:
    """Return the ids of the sources that the text refers to by a numbered note."""
    found = list(parts(article))
    blocks = {
        part.quote.source.id for part in found if isinstance(part, QuoteBlock) and part.first and part.quote.source
    }
    return frozenset(blocks | {part.source.id for part in found if isinstance(part, NoteRef)})


def people(article: Article) -> tuple[Party, ...]:
    """Return the parties, other than authors, that a placed quote or demand or a correction names."""
    found: dict[str, Party] = {}
    for part in parts(article):
        named = [part.quote.speaker] if isinstance(part, QuoteBlock | InlineQuote) else []
        if isinstance(part, DemandList):
            named = [party for demand in part.demands for party in (*demand.by, *demand.of)]
        found.update((party.id, party) for party in named if party.id not in found)
    found.update((c.by.id, c.by) for c in article.corrections if c.by is not None and c.by.id not in found)
    authors = {author.id for author in article.authors}
    others = (party for party in found.values() if party.id not in authors)
    return tuple(party for party in others if _wanted(article.look.people, more=_reachable(party) or bool(party.url)))


def _in_blocks(blocks: tuple[Block, ...]) -> Iterator[Part]:
    for block in blocks:
        match block:
            case QuoteBlock() | DemandList() | Figure():
                yield block
            case Paragraph(children) | Heading(_, children):
                yield from _in_line(children)
            case ItemList(items=items):
                for item in items:
                    yield from _in_blocks(item)
            case BlockQuote(inner):
                yield from _in_blocks(inner)


def _in_line(children: tuple[Inline, ...]) -> Iterator[InlineQuote | NoteRef]:
    for child in children:
        match child:
            case InlineQuote() | NoteRef():
                yield child
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                yield from _in_line(inner)

"""What an article says, claim by claim, each with the name under which a reader would look for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, assert_never

from pressmark import wording
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Quote
    from pressmark.wording import Fact


@dataclass(frozen=True, slots=True)
class Claim:
    """Some *words* that every rendition must hold as one block; a hard break in them is a line feed.

    *sort* says what they are where a format has its own way of showing that sort, or none.
    """

    name: str
    words: str
    sort: str = ""


def surroundings(article: Article) -> tuple[Claim, ...]:
    """Return what is said before and after the body, in no particular order."""
    return tuple(claim for claim in (*_head(article), *_matter(article)) if claim.words)


def body(article: Article) -> tuple[Claim, ...]:
    """Return what the sections say, in order; nothing for a withdrawn article, whose words are gone."""
    made: list[Claim] = []
    for n, section in enumerate(article.sections, 1):
        where = f"section “{section.heading}”" if section.heading else f"section {n}"
        if section.heading:
            made.append(Claim(f"the heading of section {n}", section.heading))
        made.extend(_Namer(article.language, where).blocks(section.blocks))
    return tuple(made)


def _head(article: Article) -> Iterator[Claim]:
    embargo = wording.embargo(article)
    yield Claim("the embargo", embargo.text if embargo else "")
    yield Claim("the outlet", article.outlet.name)
    yield Claim("the headline", article.headline, "headline")
    yield Claim("the deck", article.deck or "")
    yield Claim("the byline", wording.plain(wording.byline(article)))
    if article.based_on is not None:
        yield Claim("the title of the original", article.based_on.title)
    yield Claim("who wrote the summary", wording.plain(wording.summarised_by(article)))
    yield from _facts("the date", wording.dates(article))
    yield from _facts("the withdrawal", wording.withdrawal(article))
    yield Claim("the summary", wording.brief(article).text if article.summary else "")
    yield Claim("the dateline", article.dateline or "")


def _matter(article: Article) -> Iterator[Claim]:
    language = article.language
    yield from _Namer(language, "the notes to editors").blocks(article.notes)
    yield Claim("the contact", wording.plain(wording.contact(article)))
    for n, correction in enumerate(article.corrections, 1):
        yield Claim(f"correction {n}", wording.correction(correction, language).text)
    for source in article.references:
        yield Claim(f"source “{source.id}”", wording.plain(wording.reference(source, language)), "source")
    for party in wording.placed.people(article):
        yield Claim(f"who “{party.id}” is", wording.plain(wording.person(party, language)))
    yield from _facts("about this article", wording.about(article))
    yield from _facts("the rights", wording.rights(article))


def _facts(name: str, facts: Iterable[Fact]) -> Iterator[Claim]:
    for fact in facts:
        yield Claim(f"{name} ({fact.name})", fact.text, "fact")


class _Namer:
    """Names the blocks of one part of the article: paragraphs, list items and set-off passages count together."""

    def __init__(self, language: str, where: str) -> None:
        self._language = language
        self._where = where
        self._paragraphs = count(1)
        self._headings = count(1)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Claim]:
        """Yield the claims of *blocks* in order."""
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Claim]:
        match block:
            case Paragraph(children):
                yield self._inline(f"paragraph {next(self._paragraphs)}", children)
            case Heading(_, children):
                yield self._inline(f"sub-heading {next(self._headings)}", children)
            case ItemList(items=items):
                yield from self.blocks(block for item in items for block in item)
            case BlockQuote(inner):
                yield from self.blocks(inner)
            case QuoteBlock(quote, first):
                yield from self._quote(quote) if first else self._pull_quote(quote)
            case DemandList(demands):
                yield from (claim for demand in demands for claim in self._demand(demand))
            case Figure(image):
                yield from self._figure(image)
            case _:
                assert_never(block)

    def _inline(self, name: str, children: tuple[Inline, ...]) -> Claim:
        return Claim(f"{name} of {self._where}", wording.inline_text(children, self._language, notes=False))

    def _quote(self, quote: Quote) -> Iterator[Claim]:
        yield Claim(f"quote “{quote.id}”", "".join(wording.marked(quote, self._language)))
        if quote.original:
            label = wording.original_label(quote.original, self._language)
            yield Claim(f"the label of the original of quote “{quote.id}”", label, "original label")
            words = "".join(wording.marked_original(quote.original))
            yield Claim(f"the original of quote “{quote.id}”", words, "original")
        attribution = wording.plain(wording.attribution(quote, self._language))
        yield Claim(f"the attribution of quote “{quote.id}”", attribution, "attribution")

    def _pull_quote(self, quote: Quote) -> Iterator[Claim]:
        yield Claim(f"pull quote “{quote.id}”", "".join(wording.marked(quote, self._language)), "pull quote")
        speaker = wording.plain(wording.short_attribution(quote, self._language))
        yield Claim(f"the attribution of pull quote “{quote.id}”", speaker, "pull quote")

    def _demand(self, demand: Demand) -> Iterator[Claim]:
        yield Claim(f"demand “{demand.id}”", demand.text)
        yield from _facts(f"demand “{demand.id}”", wording.demand(demand, self._language))

    def _figure(self, image: Image) -> Iterator[Claim]:
        yield Claim(f"the alternative text of image “{image.id}”", image.alt, "alt")
        yield Claim(f"the caption of image “{image.id}”", image.caption or "", "caption")
        yield from _facts(f"image “{image.id}”", wording.credit(image, self._language))

"""What an article says, claim by claim, each with the name under which a reader would look for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, assert_never

from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Party, Quote
    from pressmark.wording import Fact

TEXT_ONLY = "text only"
NOT_IN_PRINT = "not in print"
ORIGINAL_LABEL = "original label"
ORIGINAL = "original"
ATTRIBUTION = "attribution"


@dataclass(frozen=True, slots=True)
class Claim:
    """Some *words* that every rendition must hold as one block; a hard break in them is a line feed.

    *sort* is set where a format has its own way of showing that sort of words, or none.
    """

    name: str
    words: str
    sort: str = ""


# Claims with their words as a format shows them.
Said = list[tuple[Claim, str]]


def attributed_first(found: Said) -> Said:
    """Return *found* with who said a translated quote before its original, not after it."""
    made: Said = []
    held: Said = []
    for one in found:
        if one[0].sort in (ORIGINAL_LABEL, ORIGINAL):
            held.append(one)
            continue
        made.append(one)
        if one[0].sort == ATTRIBUTION:
            made += held
            held = []
    return made


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
    yield Claim("the rubric", wording.rubric(article))
    yield Claim("the headline", article.headline)
    yield Claim("the deck", article.deck or "")
    yield Claim("the byline", wording.plain(wording.byline(article)))
    if article.based_on is not None:
        if article.kind != "summary":
            yield Claim("what it is based on", wording.plain(wording.based_on_line(article)))
        yield Claim("the title of the original", article.based_on.title)
        yield Claim("the address of the original", article.based_on.url or "", TEXT_ONLY)
        yield from _facts("the original", wording.quoted(article))
    yield Claim("who wrote the summary", wording.plain(wording.summarised_by(article)))
    yield from _facts("the date", wording.dates(article))
    yield from _facts("the withdrawal", wording.withdrawal(article))
    yield Claim("the summary", wording.brief(article).text if article.summary else "")
    yield Claim("the dateline", article.dateline or "")


def _matter(article: Article) -> Iterator[Claim]:
    label = locale_of(article.language).label
    language = article.language
    if article.kind == "statement" and article.withdrawn is None:
        yield Claim("the end mark", label("Ends"))
    yield from _part(label("Notes to editors"), _Namer(language, "the notes to editors").blocks(article.notes))
    yield from _part(label("Contact"), [Claim("the contact", wording.plain(wording.contact(article)))])
    corrections = [wording.correction(value, language).text for value in article.corrections]
    yield from _part(label("Corrections"), [Claim(f"correction {n}", text) for n, text in enumerate(corrections, 1)])
    listed = _Namer(language, "the list of quotations")
    quotes = wording.placed.unattributed(article)
    yield from _part(label("Quotations"), [claim for quote in quotes for claim in listed.quote(quote)])
    sources = [(value.id, wording.plain(wording.reference(value, language))) for value in article.references]
    # In print a source stands at the foot of the page that refers to it first, under no heading.
    yield from _part(label("Sources"), [Claim(f"source “{id_}”", text) for id_, text in sources], NOT_IN_PRINT)
    people = [(party.id, wording.plain(wording.person(party, language))) for party in _people(article)]
    yield from _part(label("People and organisations"), [Claim(f"who “{id_}” is", text) for id_, text in people])
    about = [*_facts("about this article", wording.about(article)), *_facts("the rights", wording.rights(article))]
    yield from _part(label("About this article"), about)


def _people(article: Article) -> tuple[Party, ...]:
    return (*wording.placed.reachable(article), *wording.placed.people(article))


def _part(heading: str, claims: Iterable[Claim], sort: str = "") -> Iterator[Claim]:
    """Yield *claims* that say something, after their *heading*; nothing where none does."""
    found = [claim for claim in claims if claim.words]
    if found:
        yield Claim(f"the heading “{heading}”", heading, sort)
        yield from found


def _facts(name: str, facts: Iterable[Fact]) -> Iterator[Claim]:
    for fact in facts:
        yield Claim(f"{name} ({fact.name})", fact.text)


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
                yield from self.quote(quote) if first else self._pull_quote(quote)
            case DemandList(demands):
                yield from (claim for demand in demands for claim in self._demand(demand))
            case Figure(image):
                yield from self._figure(image)
            case _:
                assert_never(block)

    def _inline(self, name: str, children: tuple[Inline, ...]) -> Claim:
        return Claim(f"{name} of {self._where}", wording.inline_text(children, self._language, notes=False))

    def quote(self, quote: Quote) -> Iterator[Claim]:
        """Yield the claims of *quote* with its attribution."""
        yield Claim(f"quote “{quote.id}”", "".join(wording.marked(quote, self._language)))
        if quote.original:
            label = wording.original_label(quote.original, self._language)
            yield Claim(f"the label of the original of quote “{quote.id}”", label, ORIGINAL_LABEL)
            words = "".join(wording.marked_original(quote.original))
            yield Claim(f"the original of quote “{quote.id}”", words, ORIGINAL)
        attribution = wording.plain(wording.attribution(quote, self._language))
        yield Claim(f"the attribution of quote “{quote.id}”", attribution, ATTRIBUTION)

    def _pull_quote(self, quote: Quote) -> Iterator[Claim]:
        yield Claim(f"pull quote “{quote.id}”", "".join(wording.marked(quote, self._language)))
        speaker = wording.plain(wording.short_attribution(quote, self._language))
        yield Claim(f"the attribution of pull quote “{quote.id}”", speaker)

    def _demand(self, demand: Demand) -> Iterator[Claim]:
        yield Claim(f"demand “{demand.id}”", demand.text)
        yield from _facts(f"demand “{demand.id}”", wording.demand(demand, self._language))

    def _figure(self, image: Image) -> Iterator[Claim]:
        yield Claim(f"the alternative text of image “{image.id}”", image.alt)
        yield Claim(f"the caption of image “{image.id}”", image.caption or "")
        yield from _facts(f"image “{image.id}”", wording.credit(image, self._language))

"""The article as plain text: every word of it, in order, for reading, comparing and reading back.

The layout is regular, so that `pressmark import` and the tests can rely on it. Blocks are separated by one blank
line; a block is one line and is never wrapped. In this order, each block only where the article has it:

1. embargo, as ``Embargo: not for release before …``; outlet, in a letterhead with its postal address; rubric;
   headline; deck; byline (for a summary: whose work it tells, that work's title, its URL, who is quoted, and who
   wrote the summary); dates, one a line; the summary after ``In brief:``;
2. the dateline; for a withdrawn article the date and reason, one a line, else for each section its heading after
   ``## `` and its blocks; sub-headings after ``### `` and so on;
3. ``Ends`` for a statement, then what is told about the authors, one a block, then, each under a heading after ``## ``:
   notes to editors, contact, corrections, quotations (those that stand only within sentences), sources, people and
   organisations, about this article.

Blocks of a body:

- a paragraph: its words; a hard break ends the line and the next one goes on without a blank line; a note is ``[1]``,
  a link's address follows its words in parentheses unless they say it;
- a quote: its words in the language's quotation marks, then lines after ``— `` with the attribution, the words before
  translation (after their label), all in one block; a pull quote likewise;
- demands: ``1. `` and the words, then a line for each fact, indented by three spaces;
- a list: ``- `` or ``1. `` before each item, what belongs to an item indented under its first letter;
- a passage set off: ``> `` before each line;
- a figure: ``[Image: `` alternative text ``]``, then caption, credit and licence, one a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock
from pressmark.wording import plain
from pressmark.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Quote
    from pressmark.theme import Options
    from pressmark.wording import Fact


def write(article: Article, options: Options) -> bytes:  # noqa: ARG001 - every writer takes options
    """Return *article* as UTF-8 text that ends with a line feed."""
    blocks = [*_head(article), *_body(article), *_matter(article)]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def _head(article: Article) -> Iterator[str]:
    embargo = wording.embargo(article)
    yield embargo.text if embargo else ""
    yield _flat(article.outlet.name)
    yield _flat(wording.letterhead(article))
    yield _flat(wording.rubric(article))
    yield _flat(article.headline)
    yield _flat(article.deck or "")
    yield _flat(plain(wording.byline(article)))
    if article.based_on is not None:
        if article.kind != "summary":
            yield _flat(plain(wording.based_on_line(article)))
        yield _flat(article.based_on.title)
        yield article.based_on.url or ""
        yield _lines(wording.quoted(article))
    yield _flat(plain(wording.summarised_by(article)))
    yield _lines(wording.dates(article))
    if article.summary:
        yield wording.brief(article).text


def _body(article: Article) -> Iterator[str]:
    yield _flat(article.dateline or "")
    if article.withdrawn is not None:
        yield _lines(wording.withdrawal(article))
        return
    for section in article.sections:
        yield f"## {_flat(section.heading)}" if section.heading else ""
        yield from _blocks(section.blocks, article.language)
    if article.kind == "statement":
        yield locale_of(article.language).label("Ends")


def _matter(article: Article) -> Iterator[str]:
    label = locale_of(article.language).label
    language = article.language
    yield from (_flat(author.bio or "") for author in wording.placed.biographies(article))
    if article.notes:
        yield f"## {label('Notes to editors')}"
        yield from _blocks(article.notes, language)
    if article.contact:
        yield f"## {label('Contact')}"
        yield from (_flat(plain(line)) for line in wording.contacts(article))
    if article.corrections:
        yield f"## {label('Corrections')}"
        yield from (_flat(wording.correction(value, language).text) for value in article.corrections)
    if unattributed := wording.placed.unattributed(article):
        yield f"## {label('Quotations')}"
        yield from (_quote(quote, language, 0, note=True) for quote in unattributed)
    if article.references:
        yield f"## {label('Sources')}"
        number = locale_of(language).number
        for value in article.references:
            yield f"[{number(value.number)}] {_flat(plain(wording.reference(value, language)))}"
    if people := (*wording.placed.reachable(article), *wording.placed.people(article)):
        yield f"## {label('People and organisations')}"
        yield from (_flat(plain(wording.person(party, language))) for party in people)
    about, rights = wording.about(article), wording.rights(article)
    if about or rights:
        yield f"## {label('About this article')}"
        yield _lines(about)
        yield _lines(rights)


def _blocks(blocks: Iterable[Block], language: str) -> Iterator[str]:
    for block in blocks:
        yield _block(block, language)


def _block(block: Block, language: str) -> str:
    match block:
        case Paragraph(children):
            return "\n".join(
                _flat(line) for line in wording.inline_text(children, language, addresses=True).split("\n")
            )
        case Heading(level, children):
            return f"{'#' * level} {_flat(wording.inline_text(children, language, addresses=True))}"
        case ItemList():
            return _list(block, language)
        case BlockQuote(blocks):
            return _prefixed("\n\n".join(_blocks(blocks, language)), "> ", ">")
        case QuoteBlock(quote, first, nth):
            return _quote(quote, language, nth) if first else _pull_quote(quote, language)
        case DemandList(demands, start):
            return "\n\n".join(_demand(demand, n, language) for n, demand in enumerate(demands, start))
        case Figure(image):
            return _figure(image, language)
        case _:
            assert_never(block)


def _list(block: ItemList, language: str) -> str:
    number = locale_of(language).number
    items = []
    for n, item in enumerate(block.items, block.start):
        marker = f"{number(n)}. " if block.ordered else "- "
        text = "\n\n".join(_blocks(item, language))
        items.append(marker + _prefixed(text, " " * len(marker), "")[len(marker) :])
    return ("\n" if block.tight else "\n\n").join(items)


def _quote(quote: Quote, language: str, nth: int, *, note: bool = False) -> str:
    lines = [_flat("".join(wording.marked(quote, language)))]
    lines.append(f"— {_flat(plain(wording.attribution(quote, language, nth, note=note)))}")
    if quote.original is not None:
        label = wording.original_label(quote.original, language)
        lines.append(f"{label}: {_flat(''.join(wording.marked_original(quote.original)))}")
    return "\n".join(lines)


def _pull_quote(quote: Quote, language: str) -> str:
    words = _flat("".join(wording.marked(quote, language)))
    return f"{words}\n— {_flat(plain(wording.short_attribution(quote, language)))}"


def _demand(demand: Demand, n: int, language: str) -> str:
    marker = f"{locale_of(language).number(n)}. "
    facts = _prefixed(_lines(wording.demand(demand, language)), " " * len(marker), "")
    return f"{marker}{_flat(demand.text)}\n{facts}"


def _figure(image: Image, language: str) -> str:
    label = locale_of(language).label("Image")
    lines = [f"[{label}: {_flat(image.alt)}]", _flat(image.caption or ""), _lines(wording.credit(image, language))]
    return "\n".join(line for line in lines if line)


def _lines(facts: Iterable[Fact]) -> str:
    return "\n".join(_flat(fact.text) for fact in facts)


def _prefixed(text: str, prefix: str, blank: str) -> str:
    """Return *text* with *prefix* before each line, and *blank* in place of an empty one."""
    return "\n".join(prefix + line if line else blank for line in text.split("\n"))


def _flat(text: str) -> str:
    """Return *text* on one line; only line breaks change, into spaces."""
    return " ".join(text.splitlines())


WRITER = Writer("text", "text/plain", "plain text with every word of the article, in order", write)

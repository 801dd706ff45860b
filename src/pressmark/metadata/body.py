"""The words of an article's body as plain text, and how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.model import BlockQuote, DemandList, Heading, ItemList, Paragraph, QuoteBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block

# Languages that are written without spaces between words: a count of what stands between spaces would be none of words.
_UNSPACED = {"bo", "dz", "ja", "km", "lo", "my", "th", "wuu", "yue", "zh"}


def article_body(article: Article) -> str:
    """Return the body: headings, paragraphs, quotes with their attribution and demands, a blank line between each."""
    paragraphs: list[str] = []
    for section in article.sections:
        if section.heading:
            paragraphs.append(section.heading)
        paragraphs.extend(paragraphs_of(section.blocks, article.language))
    return "\n\n".join(paragraphs)


def word_count(text: str, language: str) -> int | None:
    """Return how many words *text* has: what stands between spaces and holds a letter or digit.

    None for a *language* that puts no spaces between its words.
    """
    if language.lower().split("-")[0] in _UNSPACED:
        return None
    return sum(any(c.isalnum() for c in word) for word in text.split())


def paragraphs_of(blocks: Iterable[Block], language: str) -> Iterator[str]:
    """Yield the paragraphs of *blocks* as text, without bullets, note numbers, figures and pull quotes.

    The numbers of lists and demands are words: “3. Oktober” must not lose its day.
    """
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield wording.inline_text(children, language, notes=False)
            case ItemList(ordered, start, items=items):
                for n, item in enumerate(items, start):
                    yield from numbered(paragraphs_of(item, language), n if ordered else None, language)
            case BlockQuote(inner):
                yield from paragraphs_of(inner, language)
            case QuoteBlock(quote, first=True):
                yield "".join(wording.marked(quote, language))
                yield wording.plain(wording.attribution(quote, language))
            case DemandList(demands, start):
                for n, demand in enumerate(demands, start):
                    yield from numbered([demand.text], n, language)
            case _:  # Figures and pull quotes add no words to the body.
                pass


def numbered(paragraphs: Iterable[str], number: int | None, language: str) -> Iterator[str]:
    """Yield *paragraphs*, the first after its *number* as the page shows it in *language*, if it has one."""
    marker = "" if number is None else f"{locale_of(language).number(number)}. "
    for paragraph in paragraphs:
        yield marker + paragraph
        marker = ""

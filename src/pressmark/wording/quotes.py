"""Quotes in words: their marks, who said them, when, where and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote as quoted
from urllib.parse import urlsplit

from pressmark.i18n import locale_of, quotation
from pressmark.wording.lines import Line, Piece, fill, join, words
from pressmark.wording.parties import day, introduced, name, separator

if TYPE_CHECKING:
    from pressmark.model import Evidence, Original, Quote


def marked(quote: Quote, language: str, depth: int = 0) -> tuple[str, str, str]:
    """Return opening mark, words and closing mark of *quote* in an article in *language*, *depth* quotes deep."""
    opening, closing = quotation(language).at(depth)
    return opening, quote.text, closing


def marked_original(original: Original) -> tuple[str, str, str]:
    """Return opening mark, words and closing mark of a quote before translation, in its own language's marks."""
    opening, closing = quotation(original.language).at(0)
    return opening, original.text, closing


def attribution(quote: Quote, language: str, nth: int = 0, *, note: bool = False) -> Line:
    """Return who said *quote*, with role and affiliation, when, in what context, by whose translation, and its note.

    Where the words were found in the kept copy of the source, that is said, too.

    A disputed quote is “attributed to” its speaker. *nth* is the number of the reference to the quote's source;
    without it no note is shown, save where *note* asks for one that is not counted.
    """
    locale = locale_of(language)
    speaker = introduced(quote.speaker, locale)
    if quote.disputed:
        speaker = fill(locale.label("attributed to {speaker}"), speaker=speaker)
    said = day(quote.said, locale) if quote.said else ()
    who = join([speaker, said], separator(locale))
    line = join([who, words(quote.context or ""), _translation(quote, language), _passage(quote, language)], " · ")
    if quote.source is None or not (nth or note):
        return line
    return (*line, Piece(f"[{locale.number(quote.source.number)}]", "note", value=quote.source.id, index=nth))


def short_attribution(quote: Quote, language: str) -> Line:
    """Return only the speaker's name, as a pull quote has it; a disputed quote is “attributed to” its speaker."""
    speaker = name(quote.speaker)
    if not quote.disputed:
        return speaker
    return fill(locale_of(language).label("attributed to {speaker}"), speaker=speaker)


def original_label(original: Original, language: str) -> str:
    """Return the label of a quote's words before translation, with the name of their language."""
    locale = locale_of(language)
    pattern = locale.label("In the original ({language})")
    return pattern.format(language=locale.language_name(original.language))


def _translation(quote: Quote, language: str) -> Line:
    locale = locale_of(language)
    if quote.translator:
        return fill(locale.label("translated by {translator}"), translator=(Piece(quote.translator, "mention"),))
    return ()


def _passage(quote: Quote, language: str) -> Line:
    """Return that the words stand in the source, with page and link; empty where no copy has them."""
    evidence, source = quote.evidence, quote.source
    if evidence is None or source is None:
        return ()
    locale = locale_of(language)
    if evidence.page is None:
        said = locale.label("word for word in the source")
    else:
        said = locale.label("word for word in the source, page {page}").format(page=locale.number(evidence.page))
    return (Piece(said, "passage", href=passage_address(source.url, evidence)),)


# A stretch of more words than these is named by its first and last ones, as browsers themselves do.
_WHOLE = 12
_ENDS = 5


def passage_address(url: str | None, evidence: Evidence) -> str | None:
    """Return the address of the passage in the work at *url*: a PDF's page (RFC 8118, 3), else a text fragment (WICG).

    Text fragments are WICG's “URL Fragment Text Directives”. None without *url*, or where it has a fragment already.
    """
    if url is None or "#" in url:
        return None
    if evidence.page is not None:
        return f"{url}#page={evidence.page}" if urlsplit(url).path.lower().endswith(".pdf") else None
    found = evidence.exact.split(" ")
    if evidence.left_out or not found:
        return None
    ends = [" ".join(found[:_ENDS]), " ".join(found[-_ENDS:])] if len(found) > _WHOLE else [evidence.exact]
    return f"{url}#:~:text={','.join(quoted(part, safe='').replace('-', '%2D') for part in ends)}"

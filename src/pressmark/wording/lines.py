"""Lines of words made of pieces, which each output marks up its own way: people, outlets, bodies and their quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never
from urllib.parse import quote as quoted
from urllib.parse import urlsplit

from pressmark.i18n import Locale, locale_of, quotation
from pressmark.model import (
    Emphasis,
    InlineQuote,
    LineBreak,
    Link,
    NoteRef,
    Strong,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, Inline, Original, Outlet, Party, Proof, Quote, Reference


Role = Literal[
    "text",
    "party",
    "mention",
    "role",
    "affiliation",
    "outlet",
    "date",
    "title",
    "link",
    "email",
    "phone",
    "handle",
    "note",
    "passage",
    "keyword",
    "place",
    "topic",
    "series",
    "translation",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: what they are (*role*) and what they point to.

    *value* is the date behind a date's words; *href* what a link leads to; *language* is set where it may differ
    from the article's; *index* counts pieces that have an own fragment (from 1).
    """

    text: str
    role: Role = "text"
    party: Party | None = None
    value: str = ""
    href: str | None = None
    language: str | None = None
    index: int = 0


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line: *label* holds its punctuation (“Due:”), *gap* is what stands between it and the line."""

    name: str
    label: str
    gap: str
    line: Line

    @property
    def text(self) -> str:
        """Return label and line as plain text."""
        return self.label + self.gap + plain(self.line)


def plain(line: Line) -> str:
    """Return the words of *line*."""
    return "".join(piece.text for piece in line)


def words(text: str) -> Line:
    """Return *text* as a line of one plain piece."""
    return (Piece(text),) if text else ()


def fill(pattern: str, **lines: Line) -> Line:
    """Return *pattern* with each ``{name}`` replaced by the line of that name; other braces are text."""
    made: list[Piece] = []
    for n, part in enumerate(re.split(r"\{([a-z]+)\}", pattern)):
        if n % 2 == 0:
            made.extend(words(part))
        else:
            made.extend(lines[part] if part in lines else words(f"{{{part}}}"))
    return tuple(made)


def join(lines: list[Line], separator: str) -> Line:
    """Return the non-empty *lines* as one, *separator* between them."""
    made: list[Piece] = []
    for line in lines:
        if line:
            made.extend([*words(separator), *line] if made else line)
    return tuple(made)


_SUMMARY_OF = {
    "opinion": "Summary of an opinion piece by {authors}",
    "news": "Summary of a news article by {authors}",
    "report": "Summary of a report by {authors}",
    "analysis": "Summary of an analysis by {authors}",
    "background": "Summary of a background article by {authors}",
    "statement": "Summary of a statement by {authors}",
    "summary": "Summary of a summary by {authors}",
}
_KINDS = {
    "opinion": "Opinion",
    "news": "News",
    "report": "Report",
    "analysis": "Analysis",
    "background": "Background",
    "statement": "Statement",
    "summary": "Summary",
}


def separator(locale: Locale) -> str:
    """Return what stands between the parts of a line (a comma and a space in English)."""
    return locale.term("between the parts of a line", ", ")


def rubric(article: Article) -> str:
    """Return the outlet's own department, else the kind of article in words."""
    return article.rubric or locale_of(article.language).label(_KINDS[article.kind])


def name(party: Party, index: int = 0) -> Line:
    """Return the name of *party*, or the description of one without a name."""
    return (Piece(party.label, "party", party=party, href=party.url, index=index),)


def details(party: Party, locale: Locale) -> Line:
    """Return role and affiliation of *party*; empty where it has neither."""
    role: Line = (Piece(party.role, "role"),) if party.role else ()
    firm = party.affiliation
    affiliation: Line = (Piece(firm.name, "affiliation", party=party, href=firm.url),) if firm else ()
    described = words(party.description) if party.name and party.description else ()
    return join([role, affiliation, described], separator(locale))


def introduced(party: Party, locale: Locale, index: int = 0) -> Line:
    """Return *party* with role and affiliation after a comma."""
    return join([name(party, index), details(party, locale)], separator(locale))


def listed(parties: tuple[Party, ...], locale: Locale) -> Line:
    """Return *parties* as a list in a sentence: one introduced by commas, several with details in brackets."""
    if len(parties) == 1:
        return introduced(parties[0], locale, 1)
    return enumerate_lines([_bracketed(party, locale, n) for n, party in enumerate(parties, 1)], locale)


def _bracketed(party: Party, locale: Locale, index: int) -> Line:
    known = details(party, locale)
    if not known:
        return name(party, index)
    return fill(locale.label("{name} ({details})"), name=name(party, index), details=known)


def enumerate_lines(lines: list[Line], locale: Locale) -> Line:
    """Return *lines* joined as the language joins a list in a sentence."""
    frame = locale.join([f"{{{'x' * n}}}" for n in range(1, len(lines) + 1)]) if lines else ""
    return fill(frame, **{"x" * n: line for n, line in enumerate(lines, 1)})


def byline(article: Article) -> Line:
    """Return who wrote the article; for a summary, whose work it tells (`based_on_line`)."""
    if article.based_on is not None and article.kind == "summary":
        return based_on_line(article)
    locale = locale_of(article.language)
    return fill(locale.label("By {authors}"), authors=listed(article.authors, locale))


def signature(article: Article) -> str:
    """Return who wrote the article, by names alone; for a summary, whose work it tells."""
    if article.based_on is not None and article.kind == "summary":
        return plain(byline(article))
    locale = locale_of(article.language)
    names = enumerate_lines([name(author) for author in article.authors], locale)
    return plain(fill(locale.label("By {authors}"), authors=names))


def summarised_by(article: Article) -> Line:
    """Return who wrote a summary; empty for every other kind."""
    if article.based_on is None or article.kind != "summary":
        return ()
    locale = locale_of(article.language)
    return fill(locale.label("Summary by {authors}"), authors=listed(article.authors, locale))


def based_on_line(article: Article) -> Line:
    """Return “Summary of an opinion piece by NAME, ROLE, in OUTLET, DATE” for an article based on another."""
    work = article.based_on
    if work is None:
        return ()
    locale = locale_of(article.language)
    made = fill(locale.label(_SUMMARY_OF[work.kind]), authors=listed(work.authors, locale))
    where = fill(locale.label("in {outlet}"), outlet=outlet(work.outlet))
    return join([made, where, day(work.published, locale)], separator(locale))


def outlet(value: Outlet) -> Line:
    """Return the outlet's name."""
    return (Piece(value.name, "outlet", href=value.url),)


def day(text: str, locale: Locale) -> Line:
    """Return the day of the date *text*."""
    return (Piece(locale.day(text), "date", value=text[:10]),)


def moment(text: str, locale: Locale) -> Line:
    """Return the date *text* with its time and offset where it has them."""
    return (Piece(locale.date(text), "date", value=text.upper()),)  # HTML knows no small “t” and “z”


def person(party: Party, language: str) -> Line:
    """Return all that is known of *party*: name, role, affiliation, e-mail address, handle, pages elsewhere."""
    locale = locale_of(language)
    email: Line = (Piece(party.email, "email", href=f"mailto:{party.email}"),) if party.email else ()
    handle: Line = (Piece(party.fediverse, "handle"),) if party.fediverse else ()
    elsewhere: list[Line] = [(Piece(url, "link", href=url),) for url in party.same_as]
    return join([introduced(party, locale), email, handle, *elsewhere], separator(locale))


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


def passage_address(url: str | None, evidence: Proof) -> str | None:
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


_APOSTROPHE = re.compile(r"(?<=\w)[’'](?=\w)")


@dataclass(frozen=True, slots=True)
class ShownSpan:
    """Inline content as it is shown: *kind* says which, the other fields are set where the kind has them.

    A text has *text*; a quote its marks and words in *opening*, *text* and *closing*; a note its shown number in
    *text*; emphasis, strong and link have *children*, a link *href* too.
    """

    kind: Literal["text", "emphasis", "strong", "link", "break", "quote", "note"]
    text: str = ""
    children: tuple[ShownSpan, ...] = ()
    href: str = ""
    opening: str = ""
    closing: str = ""
    quote: Quote | None = None
    first: bool = False
    source: Reference | None = None
    nth: int = 0

    @property
    def words(self) -> str:
        """Return what the span says, as plain text; a hard break is LF."""
        return self.opening + self.text + "".join(child.words for child in self.children) + self.closing


def spans(children: tuple[Inline, ...], language: str) -> tuple[ShownSpan, ...]:
    """Return *children* as they are shown in an article in *language*.

    A quote gets the inner marks where the words before it open a quotation, in the language's own marks or in
    straight ones, and don't close it: emphasis and block quotes have no marks and so are no level of their own.
    """
    return tuple(_spans(children, language, []))


def _spans(children: tuple[Inline, ...], language: str, before: list[str]) -> Iterator[ShownSpan]:
    """Yield *children* as spans; *before* gathers the plain words that precede each."""
    for child in children:
        match child:
            case Text(text):
                before.append(text)
                yield ShownSpan("text", text)
            case Emphasis(inner):
                yield ShownSpan("emphasis", children=tuple(_spans(inner, language, before)))
            case Strong(inner):
                yield ShownSpan("strong", children=tuple(_spans(inner, language, before)))
            case Link(href, inner):
                yield ShownSpan("link", children=tuple(_spans(inner, language, before)), href=href)
            case LineBreak():
                yield ShownSpan("break", "\n")
            case InlineQuote(quote, first):
                opening, words, closing = marked(quote, language, _open_quotes("".join(before), language))
                yield ShownSpan("quote", words, opening=opening, closing=closing, quote=quote, first=first)
            case NoteRef(source, nth):
                number = locale_of(language).number(source.number)
                yield ShownSpan("note", f"[{number}]", source=source, nth=nth)
            case _:
                assert_never(child)


def inline_text(children: tuple[Inline, ...], language: str, *, notes: bool = True, addresses: bool = False) -> str:
    """Return the words of *children*: quotes in the language's marks, notes as ``[1]`` or left out.

    With *addresses*, the address of a link follows its words in parentheses, unless they say it. A hard break is LF;
    one in the words themselves, which no output shows as a line's end, is a space.
    """
    return _text(spans(children, language), notes=notes, addresses=addresses)


def _text(shown: tuple[ShownSpan, ...], *, notes: bool, addresses: bool) -> str:
    made = []
    for span in shown:
        if span.children:
            made.append(_text(span.children, notes=notes, addresses=addresses))
            if addresses and span.kind == "link" and _bare(span.href) not in _bare(span.words):
                made.append(f" ({span.href.removeprefix('mailto:')})")
        elif span.kind == "break":
            made.append("\n")
        elif notes or span.kind != "note":
            made.append(" ".join(span.words.split("\n")))
    return "".join(made)


def _bare(address: str) -> str:
    """Return *address* as people write it."""
    return re.sub(r"\A(?:https?://(?:www\.)?|mailto:)", "", address.casefold()).rstrip("/")


def _open_quotes(text: str, language: str) -> int:
    """Return how many quotations *text* opens and doesn't close; an apostrophe inside a word closes none."""
    marks = quotation(language)
    text = _APOSTROPHE.sub("", text)
    opening, closing = marks.open.strip("\u00a0"), marks.close.strip("\u00a0")
    straight = text.count('"') % 2
    if opening == closing:
        return straight or text.count(opening) % 2
    depth = straight
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing and depth:
            depth -= 1
    return depth

"""Lines of words made of pieces, which each output marks up its own way; people, organisations and outlets in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pressmark.i18n import Locale, locale_of

if TYPE_CHECKING:
    from pressmark.model import Article, Outlet, Party


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

"""The strings that all outputs share, made from the article and its language.

A line is a tuple of pieces (`lines.Piece`), a fact a labelled line; `plain` gives their words. The page marks up the
same pieces that the text writes out. Facts are what is known of a demand, a source, an image, a correction and the
article itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pressmark.i18n import Locale, locale_of, own_name
from pressmark.wording import placed
from pressmark.wording.lines import (
    Fact,
    Line,
    Piece,
    ShownSpan,
    attribution,
    based_on_line,
    byline,
    day,
    enumerate_lines,
    fill,
    inline_text,
    join,
    marked,
    marked_original,
    moment,
    name,
    original_label,
    outlet,
    person,
    plain,
    rubric,
    separator,
    short_attribution,
    signature,
    spans,
    summarised_by,
    words,
)

if TYPE_CHECKING:
    from pressmark.model import Article, Contact, Correction, Demand, Image, Place, Reference, Series, Topic


__all__ = [
    "Fact",
    "Line",
    "Piece",
    "ShownSpan",
    "about",
    "attribution",
    "based_on_line",
    "brief",
    "byline",
    "contacts",
    "correction",
    "credit",
    "dates",
    "demand",
    "embargo",
    "inline_text",
    "letterhead",
    "marked",
    "marked_original",
    "original_label",
    "outlet",
    "person",
    "placed",
    "plain",
    "quoted",
    "reference",
    "rights",
    "rubric",
    "short_attribution",
    "signature",
    "spans",
    "summarised_by",
    "withdrawal",
]


_STATUS = {"open": "open", "met": "met", "refused": "refused"}
_POLICIES = {
    "principles": "Principles",
    "ethics": "Ethics",
    "corrections": "Corrections policy",
    "ownership": "Ownership",
    "unnamed_sources": "Unnamed sources",
}


def fact(label: str, line: Line, locale: Locale) -> Fact:
    """Return *line* under the words for *label*, joined as the language joins them."""
    head, _, _ = locale.label("{label}: {value}").partition("{value}")
    shown = head.replace("{label}", locale.label(label))
    return Fact(label, shown.rstrip(" "), shown[len(shown.rstrip(" ")) :], line)


def demand(value: Demand, language: str) -> tuple[Fact, ...]:
    """Return what *value* asks in short, who asks it of whom, by when, and what became of it."""
    locale = locale_of(language)
    made = [fact("In short", words(value.action), locale)] if value.action else []
    made.append(fact("Demanded by", enumerate_lines([name(party) for party in value.by], locale), locale))
    if value.of:
        made.append(fact("Demanded of", enumerate_lines([name(party) for party in value.of], locale), locale))
    if value.due:
        made.append(fact("Due", day(value.due, locale), locale))
    made.append(fact("Status", words(locale.term("a demand", _STATUS[value.status])), locale))
    return tuple(made)


def reference(value: Reference, language: str) -> Line:
    """Return a source: author, title, dates, URL and archived copy."""
    locale = locale_of(language)
    title: Line = (Piece(value.title, "title", href=value.url),)
    published = day(value.published, locale) if value.published else ()
    accessed = fill(locale.label("accessed {date}"), date=day(value.accessed, locale)) if value.accessed else ()
    copy = fill(locale.label("archived copy: {url}"), url=link(value.archived)) if value.archived else ()
    parts = [_name(value.author), title, published, link(value.url), accessed, copy]
    return join(parts, separator(locale))


def link(url: str | None) -> Line:
    """Return *url* as words that lead to it; empty without one."""
    return (Piece(url, "link", href=url),) if url else ()


def correction(value: Correction, language: str) -> Fact:
    """Return a correction under its date, with the name of who made it in brackets."""
    locale = locale_of(language)
    text = words(value.text)
    if value.by is not None:
        text = fill(locale.label("{text} ({name})"), text=text, name=name(value.by))
    head, _, _ = locale.label("{label}: {value}").partition("{value}")
    shown = head.replace("{label}", locale.date(value.date))
    return Fact("Correction", shown.rstrip(" "), shown[len(shown.rstrip(" ")) :], text)


def credit(image: Image, language: str) -> tuple[Fact, ...]:
    """Return who made *image* and on what terms it may be used."""
    locale = locale_of(language)
    made = [fact("Credit", words(image.credit), locale)] if image.credit else []
    if image.license:
        made.append(fact("Licence", link(image.license), locale))
    return tuple(made)


def embargo(article: Article) -> Fact | None:
    """Return the embargo, if the article has one."""
    if article.embargo is None:
        return None
    locale = locale_of(article.language)
    until = fill(locale.label("not for release before {date}"), date=moment(article.embargo, locale))
    return fact("Embargo", until, locale)


def withdrawal(article: Article) -> tuple[Fact, ...]:
    """Return when and why the article was withdrawn; empty for one that stands."""
    if article.withdrawn is None:
        return ()
    locale = locale_of(article.language)
    date = moment(article.withdrawn.date, locale)
    return (fact("Withdrawn", date, locale), fact("Reason", words(article.withdrawn.reason), locale))


def dates(article: Article) -> tuple[Fact, ...]:
    """Return when the article was published and changed."""
    locale = locale_of(article.language)
    made = [fact("Published", moment(article.published, locale), locale)]
    if article.modified and article.modified != article.published:
        made.append(fact("Updated", moment(article.modified, locale), locale))
    return tuple(made)


def about(article: Article) -> tuple[Fact, ...]:
    """Return what is known of the article beside its dates: version, subject, how it came about, where it is.

    A house may leave it out, or all but where the article is published.
    """
    locale = locale_of(article.language)
    if article.look.about != "shown":
        return tuple(_renditions(article, locale)) if article.look.about == "brief" else ()
    comma = separator(locale)
    made = []
    if article.version is not None:
        made.append(fact("Version", words(str(article.version)), locale))
    if article.places:
        made.append(
            fact("Places", join([_named(n, p, "place") for n, p in enumerate(article.places, 1)], comma), locale)
        )
    if article.topics:
        made.append(
            fact("Topics", join([_named(n, t, "topic") for n, t in enumerate(article.topics, 1)], comma), locale)
        )
    if article.series is not None:
        made.append(fact("Series", _series(article.series, locale), locale))
    if article.keywords:
        made.append(fact("Keywords", join([(Piece(word, "keyword"),) for word in article.keywords], comma), locale))
    if article.backstory:
        made.append(fact("Backstory", words(article.backstory), locale))
    return (*made, *_renditions(article, locale), *_archive(article, locale), *_policies(article, locale))


def _series(value: Series, locale: Locale) -> Line:
    """Return the name of the series, with the number of the part in brackets."""
    named: Line = (Piece(value.name, "series", href=value.url),)
    if value.part is None:
        return named
    return fill(locale.label("{name} ({details})"), name=named, details=words(locale.number(value.part)))


_MINING = {"allowed": "allowed", "reserved": "reserved", "conditions": "under conditions"}


def rights(article: Article) -> tuple[Fact, ...]:
    """Return who holds the rights, whom to credit, what others may do, how the text came about, who answers for it.

    The last two stand in every output, whatever a house leaves out: the law asks for them.
    """
    value = article.rights
    locale = locale_of(article.language)
    if article.look.about == "none":
        return (*_origin(article, locale), *_imprint(article, locale))
    made = []
    if value.notice:
        made.append(fact("Copyright", _name(value.notice), locale))
    if value.holder or value.year:
        held = join([_name(value.holder), words(locale.number(value.year) if value.year else "")], separator(locale))
        made.append(fact("Rights holder", held, locale))
    if value.credit:
        made.append(fact("Credit", _name(value.credit), locale))
    if value.license:
        made.append(fact("Licence", link(value.license), locale))
    if value.acquire:
        made.append(fact("Other uses", link(value.acquire), locale))
    if value.free is not None:
        made.append(fact("Access", words(locale.label("free to read" if value.free else "not free to read")), locale))
    if value.mining:
        terms = words(locale.label(_MINING[value.mining]))
        if value.mining_policy:
            terms = fill(locale.label("under conditions ({url})"), url=link(value.mining_policy))
        made.append(fact("Text and data mining", terms, locale))
    return (*made, *_origin(article, locale), *_imprint(article, locale))


# As IPTC defines the codes, said of a text.
_ORIGINS = {
    "digitalCreation": "written by people",
    "algorithmicallyEnhanced": "written by people, with small corrections by software",
    "compositeWithTrainedAlgorithmicMedia": "in part made with generative AI",
    "trainedAlgorithmicMedia": "made with generative AI",
    "algorithmicMedia": "made by software, by fixed rules",
    "dataDrivenMedia": "made from data, by a program that people wrote",
}


def _origin(article: Article, locale: Locale) -> list[Fact]:
    """Return how the text came about, where the article says so."""
    return [fact("Origin of the text", words(locale.label(_ORIGINS[article.origin])), locale)] if article.origin else []


_ANSWERING = {
    "publisher": "Published by",
    "promoter": "Promoted by",
    "printer": "Printed by",
    "responsible": "Responsible for the content",
}


def _imprint(article: Article, locale: Locale) -> list[Fact]:
    """Return who answers for what is printed, each with the postal address that the law asks for."""
    if article.imprint is None:
        return []
    parties = ((label, getattr(article.imprint, key)) for key, label in _ANSWERING.items())
    return [
        fact(label, join([_name(party[0]), _name(party[1])], separator(locale)), locale)
        for label, party in parties
        if party is not None
    ]


def letterhead(article: Article) -> str:
    """Return the postal address that stands under the outlet's name where the house's look is a letterhead; else ""."""
    publisher = article.imprint.publisher if article.imprint is not None else None
    return (publisher[1] or "") if publisher is not None and article.look.name == "letterhead" else ""


def contacts(article: Article) -> tuple[Line, ...]:
    """Return whom to call, a line each: name, e-mail address and telephone number."""
    return tuple(_contact(value, separator(locale_of(article.language))) for value in article.contact)


def _contact(value: Contact, between: str) -> Line:
    email: Line = (Piece(value.email, "email", href=f"mailto:{value.email}"),) if value.email else ()
    digits = "".join(c for c in value.phone or "" if c.isdigit() or c == "+")
    phone: Line = (Piece(value.phone, "phone", href=f"tel:{digits}"),) if value.phone else ()
    return join([_name(value.name), email, phone], between)


def _name(text: str | None) -> Line:
    """Return a name, or an address or notice, as what may run in another direction than the words around it."""
    return (Piece(text, "mention"),) if text else ()


def _named(index: int, value: Place | Topic, role: Literal["place", "topic"]) -> Line:
    return (Piece(value.name, role, href=value.same_as, index=index),)


def _renditions(article: Article, locale: Locale) -> list[Fact]:
    made = []
    if article.url:
        made.append(fact("Published at", link(article.url), locale))
    if article.files.pdf:
        made.append(fact("PDF", link(article.files.pdf), locale))
    if article.files.yaml:
        made.append(fact("Source file", link(article.files.yaml), locale))
    if article.translations:
        also: list[Line] = [
            (Piece(own_name(t.language), "translation", href=t.url, language=t.language),) for t in article.translations
        ]
        made.append(fact("Also in", join(also, separator(locale)), locale))
    return made


def _archive(article: Article, locale: Locale) -> list[Fact]:
    value = article.archive
    made = [fact("Archive identifier", words(value.identifier), locale)] if value.identifier else []
    if value.archived_at:
        made.append(fact("Archived at", link(value.archived_at), locale))
    if value.location:
        made.append(fact("Archive location", words(value.location), locale))
    return made


def _policies(article: Article, locale: Locale) -> list[Fact]:
    return [fact(_POLICIES[key], link(url), locale) for key, url in article.outlet.policies if key in _POLICIES]


def quoted(article: Article) -> tuple[Fact, ...]:
    """Return whose words a summary quotes; empty for other kinds, which show their quotes' speakers as they go."""
    speakers = {quote.speaker.id: quote.speaker for quote in placed.quotes(article)}
    if article.kind != "summary" or not speakers:
        return ()
    locale = locale_of(article.language)
    return (fact("Quoted", join([name(party) for party in speakers.values()], separator(locale)), locale),)


def brief(article: Article) -> Fact:
    """Return the article's summary."""
    return fact("In brief", words(article.summary or ""), locale_of(article.language))

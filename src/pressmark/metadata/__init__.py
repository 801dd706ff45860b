"""What machines read about an article: the JSON-LD graph in its web profile, and the tags of a page's ``<head>``.

The web profile is one nested root node that crawlers, search engines and reader views understand, and its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments, wording
from pressmark.i18n import locale_of
from pressmark.metadata.graph import (
    ACTION_STATUS,
    AFTERWORD,
    CONTEXT,
    DEMAND,
    DIGITAL_SOURCES,
    GENRES,
    OA,
    PAID,
    PUBLISHED,
    RETRACTED,
    SECTION,
    TYPES,
    VOCABULARY,
    Node,
    Nodes,
    based_on_node,
    correction_nodes,
    dumps,
    encoding_nodes,
    flatten,
    image_node,
    named,
    one_or_many,
    outlet_node,
    party_node,
    reference_node,
    script_safe,
    translation_node,
)
from pressmark.metadata.pagehead import LinkTag, MetaTag, page_metadata
from pressmark.model import BlockQuote, DemandList, Heading, ItemList, Paragraph, QuoteBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Quote, Section

__all__ = [
    "VOCABULARY",
    "LinkTag",
    "MetaTag",
    "Node",
    "article_body",
    "demand_nodes",
    "dumps",
    "flatten",
    "page_metadata",
    "script_safe",
    "web_profile",
    "word_count",
]


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
    return sum(word.isalnum() or any(c.isalnum() for c in word) for word in text.split())


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
            case QuoteBlock(quote, first) if not block.pulled:
                who = wording.attribution if first else wording.short_attribution
                yield "".join(wording.marked(quote, language))
                yield wording.plain(who(quote, language))
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


def parts(nodes: Nodes, article: Article) -> list[Node]:
    """Return the sections, then the quotes, then the demands, then the notes: each sort numbered from 1.

    A quote or demand that the body doesn't place is left out: nothing is stated that readers can't see.
    """
    return list(_parts(nodes, article))


def _parts(nodes: Nodes, article: Article) -> Iterator[Node]:
    for position, section in enumerate(article.sections, 1):
        yield _section_node(nodes, article, section, position)
    for position, quote in enumerate(wording.placed.quotes(article), 1):
        yield _quote_node(nodes, article, quote, position)
    for position, demand in enumerate(wording.placed.demands(article), 1):
        yield _demand_node(nodes, article, demand, position)
    if article.notes:
        yield _notes_node(nodes, article)
    if article.rights.free is False and article.sections:
        # Which part of the page has to be paid for, so that hiding it is not taken for deceit.
        paid: Node = {"isAccessibleForFree": False, "cssSelector": f".{PAID}"}
        yield nodes.leaf(nodes.iri(fragments.BODY), "WebPageElement", paid)


def demand_nodes(article: Article) -> tuple[Node, ...]:
    """Return each demand that the body places as a node that stands alone, for a list over many articles."""
    return tuple(_demand_node(Nodes(article.base), article, demand, None) for demand in wording.placed.demands(article))


def _address(nodes: Nodes, article: Article, fragment: str) -> str | None:
    """Return where the part can be read: nowhere, as long as the article has no URL of its own."""
    return nodes.iri(fragment) if article.url else None


def _section_node(nodes: Nodes, article: Article, section: Section, position: int) -> Node:
    properties: Node = {
        "additionalType": SECTION,
        "name": section.heading,
        "position": position,
        "url": _address(nodes, article, section.id),
    }
    return nodes.leaf(nodes.iri(section.id), "CreativeWork", properties)


def _quote_node(nodes: Nodes, article: Article, quote: Quote, position: int) -> Node:
    """Return a quotation: whose words it asserts they are (creator) and to whom it attributes them (spokenByCharacter).

    A disputed one has no creator: the attribution is the article's, the authorship is not a fact.
    """

    def attribution() -> Node:
        speaker = {"creator": party_node(nodes, quote.speaker)} if not quote.disputed else {}
        return {**speaker, "spokenByCharacter": party_node(nodes, quote.speaker)}

    def original() -> Node | None:
        words = quote.original
        if words is None:
            return None
        properties: Node = {"text": words.text, "inLanguage": words.language, **attribution()}
        return nodes.node(nodes.iri(fragments.original(quote.id)), "Quotation", lambda: properties)

    def properties() -> Node:
        translator = named(nodes, article, quote.translator)
        return {
            "url": _address(nodes, article, quote.id),
            "position": position,
            "text": quote.text,
            "inLanguage": article.language,
            **attribution(),
            "dateCreated": quote.said,
            "description": quote.context,
            "citation": quote.source and reference_node(nodes, article, quote.source),
            **_selected(nodes, quote),
            "translationOfWork": original(),
            "translator": translator,
            "creditText": quote.translator if translator is None else None,
        }

    return nodes.node(nodes.iri(quote.id), "Quotation", properties)


def _selected(nodes: Nodes, part: Quote | Demand) -> Node:
    """Return which words of its source *part* was found to be, where a copy of that is kept.

    A text quote selector (Web Annotation Data Model, 4.2.4): the part is that segment of its source. Of a private copy
    nothing is told but the words themselves.
    """
    evidence = part.evidence
    if evidence is None or part.source is None:
        return {}
    around = {} if evidence.copy.private else {f"{OA}prefix": evidence.prefix, f"{OA}suffix": evidence.suffix}
    selector = nodes.leaf(
        nodes.iri(fragments.selector(part.id)), f"{OA}TextQuoteSelector", {f"{OA}exact": evidence.exact, **around}
    )
    return {f"{OA}hasSource": {"@id": nodes.iri(part.source.id)}, f"{OA}hasSelector": selector}


def _demand_node(nodes: Nodes, article: Article, demand: Demand, position: int | None) -> Node:
    """Return a demand: a statement by those who make it, about an action by those of whom it is demanded."""

    def action() -> Node:
        return {
            "name": demand.action,
            "agent": one_or_many(party_node(nodes, party) for party in demand.of),
            "actionStatus": {"@id": ACTION_STATUS[demand.status]},
        }

    def properties() -> Node:
        return {
            "additionalType": DEMAND,
            "url": _address(nodes, article, demand.id),
            "position": position,
            "text": demand.text,
            "inLanguage": article.language,
            "creator": one_or_many(party_node(nodes, party) for party in demand.by),
            "citation": demand.source and reference_node(nodes, article, demand.source),
            **_selected(nodes, demand),
            "mainEntity": nodes.node(nodes.iri(fragments.action(demand.id)), "Action", action),
        }

    return nodes.node(nodes.iri(demand.id), "Statement", properties)


def _notes_node(nodes: Nodes, article: Article) -> Node:
    properties: Node = {
        "additionalType": AFTERWORD,
        "text": "\n\n".join(paragraphs_of(article.notes, article.language)),
        "inLanguage": article.language,
        "url": _address(nodes, article, fragments.NOTES),
    }
    return nodes.leaf(nodes.iri(fragments.NOTES), "CreativeWork", properties)


def web_profile(article: Article, *, pictures: bool = False) -> Node:
    """Return the JSON-LD of *article*: everything in it that schema.org can carry, and nothing else.

    The root is the article, its parts hang below it, every node has an absolute IRI. What pattern-matching
    readers look for (headline, author, publisher, dates) comes before the names of people who are only quoted.
    Pictures without an address of their own are none to whoever reads it, so they are left out, unless all *pictures*
    are asked for: a package has their files.
    """
    nodes = Nodes(article.base)
    root = nodes.node(
        nodes.iri(fragments.ARTICLE), TYPES[article.kind], lambda: _properties(nodes, article, pictures=pictures)
    )
    return {"@context": CONTEXT, **root}


def _properties(nodes: Nodes, article: Article, *, pictures: bool) -> Node:
    images = [image for image in wording.placed.images(article) if image.url or pictures]
    return {
        "url": article.url,
        **_identity(article),
        "author": one_or_many(party_node(nodes, author) for author in article.authors),
        "publisher": outlet_node(nodes, article.outlet, fragments.OUTLET, article.contact, logo=pictures),
        "isPartOf": one_or_many(_whole(nodes, article)),
        "position": article.series.part if article.series else None,
        "image": one_or_many(image_node(nodes, image, image.id) for image in images),
        "mainEntityOfPage": article.url and nodes.leaf(article.url, "WebPage", {"url": article.url}),
        **_subject(nodes, article),
        **_rights(nodes, article),
        **_record(nodes, article),
        **_body(article),
        "hasPart": parts(nodes, article),
        "encoding": one_or_many(encoding_nodes(nodes, article)),
    }


def _identity(article: Article) -> Node:
    return {
        "headline": article.headline,
        "name": article.headline,
        "alternativeHeadline": article.deck,
        "description": article.description,
        "inLanguage": article.language,
        "datePublished": article.published,
        "dateModified": article.modified or article.published,
    }


def _whole(nodes: Nodes, article: Article) -> Iterator[Node]:
    """Yield what the article is a part of: its serial and its series."""
    serial = _periodical(nodes, article)
    if serial is not None:
        yield serial
    if article.series is not None:
        properties: Node = {"name": article.series.name, "url": article.series.url}
        yield nodes.leaf(nodes.iri(fragments.SERIES), "CreativeWorkSeries", properties)


def _periodical(nodes: Nodes, article: Article) -> Node | None:
    """Return the serial that the article is in, which only an ISSN tells from the outlet itself."""
    outlet = article.outlet
    if outlet.issn is None:
        return None
    properties: Node = {"name": outlet.name, "issn": outlet.issn, "url": outlet.url}
    return nodes.leaf(f"urn:ISSN:{outlet.issn}", "Periodical", properties)


def _subject(nodes: Nodes, article: Article) -> Node:
    return {
        "articleSection": article.rubric,
        "genre": GENRES.get(article.kind),
        "keywords": one_or_many(article.keywords),
        "dateline": article.dateline if article.kind != "statement" else None,  # it is for news
        "contentLocation": one_or_many(
            nodes.leaf(nodes.iri(fragments.place(n)), "Place", {"name": place.name, "sameAs": place.same_as})
            for n, place in enumerate(article.places, 1)
        ),
        "about": one_or_many(
            nodes.leaf(nodes.iri(fragments.topic(n)), "Thing", {"name": topic.name, "sameAs": topic.same_as})
            for n, topic in enumerate(article.topics, 1)
        ),
        "backstory": article.backstory,
        "digitalSourceType": article.origin and _origin(nodes, article.origin),
    }


def _origin(nodes: Nodes, origin: str) -> Node:
    return nodes.leaf(f"{DIGITAL_SOURCES}{origin}", "IPTCDigitalSourceEnumeration", {"name": origin})


def _rights(nodes: Nodes, article: Article) -> Node:
    rights = article.rights
    return {
        "copyrightHolder": named(nodes, article, rights.holder),
        "copyrightYear": rights.year,
        "copyrightNotice": rights.notice,
        # A summary says in every output whose work it tells; `isBasedOn` says it to machines.
        "creditText": rights.credit or wording.plain(wording.based_on_line(article)) or None,
        "license": rights.license,
        "acquireLicensePage": rights.acquire,
        "isAccessibleForFree": rights.free,
        "usageInfo": rights.mining_policy,
        "conditionsOfAccess": embargo.text if (embargo := wording.embargo(article)) else None,
    }


def _record(nodes: Nodes, article: Article) -> Node:
    return {
        "version": article.version,
        "creativeWorkStatus": _status(nodes, article),
        "identifier": article.archive.identifier,
        "archivedAt": article.archive.archived_at,
        "isBasedOn": article.based_on and based_on_node(nodes, article.based_on),
        "workTranslation": one_or_many(translation_node(nodes, article, item) for item in article.translations),
        "citation": one_or_many(reference_node(nodes, article, item) for item in article.references),
        "correction": one_or_many(correction_nodes(nodes, article)),
    }


def _status(nodes: Nodes, article: Article) -> Node:
    iri, name = (RETRACTED, "Withdrawn") if article.withdrawn else (PUBLISHED, "Published")
    return nodes.leaf(iri, "DefinedTerm", {"name": name})


def _body(article: Article) -> Node:
    body = article_body(article)
    return {"wordCount": word_count(body, article.language) if body else None, "articleBody": body}

"""What an article holds as nodes: its sections, quotes and demands, and the notes after its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments, wording
from pressmark.metadata.agents import named, party_node
from pressmark.metadata.body import paragraphs_of
from pressmark.metadata.nodes import Node, Nodes, one_or_many
from pressmark.metadata.terms import ACTION_STATUS, AFTERWORD, DEMAND, OA, PAID, SECTION
from pressmark.metadata.works import reference_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, Demand, Quote, Section


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

"""Other works and files as nodes: sources, the original of a summary, translations, renditions, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.metadata.agents import named, outlet_node, party_node
from pressmark.metadata.nodes import Node, Nodes, one_or_many
from pressmark.metadata.serialise import digest_iri
from pressmark.metadata.terms import GENRES, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, BasedOn, Reference, Translation


def reference_node(nodes: Nodes, article: Article, reference: Reference) -> Node:
    """Return the node of a source. An author whom the article doesn't introduce stays a text (creditText)."""

    def properties() -> Node:
        author = named(nodes, article, reference.author)
        return {
            "name": reference.title,
            "url": reference.url,
            "author": author,
            "creditText": reference.author if author is None else None,
            "datePublished": reference.published,
            "archivedAt": reference.archived,
        }

    return nodes.node(nodes.iri(reference.id), "CreativeWork", properties)


def based_on_node(nodes: Nodes, work: BasedOn) -> Node:
    """Return the node of the work that a summary tells in other words."""

    def properties() -> Node:
        return {
            "url": work.url,
            "headline": work.title,
            "name": work.title,
            "inLanguage": work.language,
            "author": one_or_many(party_node(nodes, author) for author in work.authors),
            "publisher": outlet_node(nodes, work.outlet, fragments.BASED_ON_OUTLET),
            "datePublished": work.published,
            "genre": GENRES.get(work.kind),
        }

    return nodes.node(nodes.iri(fragments.BASED_ON), TYPES[work.kind], properties)


def translation_node(nodes: Nodes, article: Article, translation: Translation) -> Node:
    """Return the node of a translation of the article: its IRI is where it is published."""
    properties: Node = {"url": translation.url, "inLanguage": translation.language}
    return nodes.leaf(translation.url, TYPES[article.kind], properties)


def correction_nodes(nodes: Nodes, article: Article) -> Iterator[Node]:
    """Yield the withdrawal, if there is one, and the corrections."""
    if withdrawn := article.withdrawn:
        record: Node = {"text": withdrawn.reason, "datePublished": withdrawn.date}
        yield nodes.leaf(nodes.iri(fragments.WITHDRAWAL), "CorrectionComment", record)
    for n, correction in enumerate(article.corrections, 1):
        properties: Node = {
            "text": correction.text,
            "datePublished": correction.date,
            "author": correction.by and party_node(nodes, correction.by),
        }
        yield nodes.leaf(nodes.iri(fragments.correction(n)), "CorrectionComment", properties)


def encoding_nodes(nodes: Nodes, article: Article) -> Iterator[Node]:
    """Yield the PDF by its URL alone, for it embeds this graph, and the YAML with its digest and size.

    A file's IRI is its URL; the YAML without one is named by its digest (RFC 6920). That of a withdrawn
    article holds the words that were withdrawn, so its record is kept but the way to it is not shown.
    """
    if article.files.pdf:
        pdf: Node = {"encodingFormat": "application/pdf", "contentUrl": article.files.pdf}
        yield nodes.leaf(article.files.pdf, "MediaObject", {**pdf, "inLanguage": article.language})
    url = None if article.withdrawn else article.files.yaml
    yaml: Node = {
        "encodingFormat": "application/yaml",
        "contentUrl": url,
        "contentSize": f"{len(article.source.data)} B",
        "sha256": article.source.sha256,
        "inLanguage": article.language,
    }
    yield nodes.leaf(url or digest_iri(article.source.sha256), "MediaObject", yaml)

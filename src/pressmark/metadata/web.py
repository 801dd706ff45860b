"""The web profile: one nested root node that crawlers, search engines and reader views understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments, wording
from pressmark.metadata.agents import named, outlet_node, party_node
from pressmark.metadata.body import article_body, word_count
from pressmark.metadata.images import image_node
from pressmark.metadata.nodes import Node, Nodes, one_or_many
from pressmark.metadata.parts import parts
from pressmark.metadata.terms import CONTEXT, GENRES, PUBLISHED, RETRACTED, TYPES
from pressmark.metadata.works import (
    based_on_node,
    correction_nodes,
    encoding_nodes,
    reference_node,
    translation_node,
)

if TYPE_CHECKING:
    from pressmark.model import Article


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
        "isPartOf": _periodical(nodes, article),
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
    }


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

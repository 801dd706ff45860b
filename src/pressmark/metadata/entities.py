"""What an article speaks of as nodes: people, organisations, images, and other works and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.metadata.graph import GENRES, POLICIES, TYPES, Node, Nodes, digest_iri, one_or_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.metadata.graph import Node, Nodes
    from pressmark.model import Affiliation, Article, BasedOn, Contact, Image, Outlet, Party, Reference, Translation


def image_node(nodes: Nodes, image: Image, fragment: str) -> Node:
    """Return the node of *image* under *fragment*.

    Sizes are texts with a unit: schema.org's range of width and height is Distance, not a number.
    """

    def properties() -> Node:
        return {
            "url": image.url,
            "contentUrl": image.url,
            "encodingFormat": image.media_type,
            "width": f"{image.width} px",
            "height": f"{image.height} px",
            "description": image.alt,
            "caption": image.caption,
            "creditText": image.credit,
            "license": image.license,
            "sha256": image.sha256,
        }

    return nodes.node(nodes.iri(fragment), "ImageObject", properties)


def party_node(nodes: Nodes, party: Party) -> Node:
    """Return the node of *party*; one without a name has only its description, never an invented name."""
    organization = party.type == "organization"

    def properties() -> Node:
        return {
            "name": party.name,
            "url": party.url,
            "jobTitle": None if organization else party.role,
            "description": _description(party),
            # schema.org has affiliation for people only; memberOf, which is above it, takes both.
            "memberOf" if organization else "affiliation": _affiliation_node(nodes, party.id, party.affiliation),
            "email": party.email,
            "identifier": party.fediverse and f"acct:{party.fediverse.removeprefix('@')}",
            "sameAs": one_or_many(party.same_as),
        }

    return nodes.node(nodes.iri(party.id), "Organization" if organization else "Person", properties)


def _description(party: Party) -> str | None:
    """Return the description; an organisation's role joins it, for jobTitle is for people."""
    if party.type == "organization" and party.role:
        return f"{party.role}. {party.description}" if party.description else party.role
    return party.description or party.bio


def _affiliation_node(nodes: Nodes, party: str, affiliation: Affiliation | None) -> Node | None:
    if affiliation is None:
        return None
    iri = nodes.iri(fragments.affiliation(party))
    return nodes.leaf(iri, "Organization", {"name": affiliation.name, "url": affiliation.url})


def outlet_node(
    nodes: Nodes, outlet: Outlet, fragment: str, contacts: tuple[Contact, ...] = (), *, logo: bool = False
) -> Node:
    """Return the node of *outlet* under *fragment*, with its *contacts* for the press.

    A *logo* without an address is only in it where that is asked for: whoever reads the node could not show it.
    """
    shown = outlet.logo if outlet.logo and (outlet.logo.url or logo) else None

    def properties() -> Node:
        return {
            "name": outlet.name,
            "url": outlet.url,
            "logo": shown and image_node(nodes, shown, fragments.LOGO),
            **{POLICIES[key]: url for key, url in outlet.policies if key in POLICIES},
            "contactPoint": one_or_many(_contact_node(nodes, contact, n) for n, contact in enumerate(contacts, 1)),
        }

    kind = "NewsMediaOrganization" if outlet.type == "news" else "Organization"
    return nodes.node(nodes.iri(fragment), kind, properties)


def _contact_node(nodes: Nodes, contact: Contact, n: int) -> Node:
    properties: Node = {"name": contact.name, "email": contact.email, "telephone": contact.phone}
    return nodes.leaf(nodes.iri(fragments.contact(n)), "ContactPoint", properties)


def named(nodes: Nodes, article: Article, name: str | None) -> Node | None:
    """Return the outlet, author or party that bears exactly this *name*, or None.

    Some keys of the source hold a name and nothing else. Whether it is a person's or an organisation's
    is known only where the article introduces its bearer; a guess would be a false statement.
    """
    if name is None:
        return None
    if name == article.outlet.name:
        return outlet_node(nodes, article.outlet, fragments.OUTLET, article.contact)
    bearers = (party for party in (*article.authors, *article.parties) if party.name == name)
    return next((party_node(nodes, party) for party in bearers), None)


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

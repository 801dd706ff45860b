"""People and organisations as nodes: authors, speakers, those who demand and those of whom, the outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.metadata.images import image_node
from pressmark.metadata.nodes import Node, Nodes, one_or_many
from pressmark.metadata.terms import POLICIES

if TYPE_CHECKING:
    from pressmark.model import Affiliation, Article, Contact, Outlet, Party


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

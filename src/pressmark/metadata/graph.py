"""The graph's nodes: what an article speaks of, people, organisations, images, other works and files; and its text.

Each node has an absolute IRI, is written in full where first mentioned and by reference after.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.letters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pressmark.model import (
        Affiliation,
        Article,
        BasedOn,
        Contact,
        Image,
        Kind,
        Mining,
        Outlet,
        Party,
        Reference,
        Translation,
    )


Node = dict[str, object]


class Nodes:
    """Hands out the nodes of the graph whose fragments hang on *base*, and remembers which it has handed out."""

    def __init__(self, base: str) -> None:
        """Start a graph without nodes."""
        self._base = base
        self._described: set[str] = set()

    def iri(self, fragment: str) -> str:
        """Return the IRI of the part of the article whose id is *fragment*."""
        return f"{self._base}#{fragment}"

    def node(self, iri: str, kind: str, properties: Callable[[], Mapping[str, object]]) -> Node:
        """Return the node *iri* of the type *kind* with its *properties*, or a reference where it was described before.

        The node counts as described before its properties are asked for, so that they may refer back to it.
        """
        if iri in self._described:
            return {"@id": iri}
        self._described.add(iri)
        return {"@type": kind, "@id": iri, **stated(properties())}

    def leaf(self, iri: str, kind: str, properties: Mapping[str, object]) -> Node:
        """Return the node *iri* of the type *kind* whose *properties* hold no other nodes, or a reference to it."""
        return self.node(iri, kind, lambda: properties)


def stated(properties: Mapping[str, object]) -> Node:
    """Return the *properties* that say something: no None, nothing empty; text without soft hyphens."""
    said = {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [plain(item) if isinstance(item, str) else item for item in value]
    return value


def one_or_many(values: Iterable[object]) -> object:
    """Return None for no value, the value itself for one, a list for more: metascraper reads no list of one author."""
    found = list(values)
    return found[0] if len(found) == 1 else found or None


CONTEXT = "https://schema.org"
"""The context by its name, as one string: Readability and trafilatura know no other form."""

VOCABULARY = "https://w3id.org/pressmark/terms#"
"""Our own terms, described in ``docs/terms``."""

DEMAND = f"{VOCABULARY}Demand"

PAID = "paid"
"""The class of the page's element that has to be paid for."""

SECTION = "http://purl.org/spar/doco/Section"
AFTERWORD = "http://purl.org/spar/doco/Afterword"
PUBLISHED = "http://purl.org/spar/pso/published"
RETRACTED = "http://purl.org/spar/pso/retracted-from-publication"

TYPES: Mapping[Kind, str] = {
    "opinion": "OpinionNewsArticle",
    "news": "NewsArticle",
    "report": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "background": "BackgroundNewsArticle",
    "statement": "Article",
    "summary": "Article",
}
"""schema.org's type of each kind. It has none for a press statement, and a summary is not the outlet's own news."""

GENRES: Mapping[Kind, str] = {
    "opinion": "http://cv.iptc.org/newscodes/genre/Opinion",
    "analysis": "http://cv.iptc.org/newscodes/genre/Analysis",
    "background": "http://cv.iptc.org/newscodes/genre/Background",
    "statement": "http://cv.iptc.org/newscodes/genre/Press_Release",
    "summary": "http://cv.iptc.org/newscodes/genre/Synopsis",
}
"""The IPTC genre of each kind that has one. Its “Summary” is a briefing on many items, a synopsis is of one."""

POLICIES: Mapping[str, str] = {
    "principles": "publishingPrinciples",
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "ownership": "ownershipFundingInfo",
    "unnamed_sources": "unnamedSourcesPolicy",
}
"""The property of each policy that an outlet may publish."""

DIGITAL_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""IPTC's digital source types: how a text came about. schema.org has members of its own for some of them only."""

MINING: Mapping[Mining, str] = {
    "allowed": "http://ns.useplus.org/ldf/vocab/DMI-ALLOWED",
    "reserved": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
    "conditions": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEECONSTRAINT",
}
"""PLUS's values for data mining. Who reserves it has still to be found: the page itself is there for search engines."""

ACTION_STATUS: Mapping[str, str] = {
    "open": "http://schema.org/PotentialActionStatus",
    "met": "http://schema.org/CompletedActionStatus",
    "refused": "http://schema.org/FailedActionStatus",
}
"""What became of a demand. With http:, because the context expands https://schema.org to that."""

OA = "http://www.w3.org/ns/oa#"
"""W3C's Web Annotation vocabulary, whose terms are written out: the context stays one string."""


# The JSON stands in a script element, which ends at “</script”, may be swallowed by “<!--”, and whose
# content some readers decode as HTML before they parse it. The last two end a line in older JavaScript.
_ESCAPED = [(c, f"\\u{ord(c):04x}") for c in "&<>\u2028\u2029"]


def dumps(graph: object) -> str:
    """Return *graph* as JSON, indented, in the order of its keys, non-ASCII as it is. Raises ValueError for NaN."""
    return json.dumps(graph, ensure_ascii=False, allow_nan=False, indent=2)


def script_safe(text: str) -> str:
    """Return the JSON *text* for an HTML script element: the same value, in other characters."""
    # One after the other, which takes a tenth of `str.translate`: none of them is in what stands for another.
    for character, written in _ESCAPED:
        text = text.replace(character, written)
    return text


def flatten(graph: Node) -> list[Node]:
    """Return the nodes of *graph*, root first, each once, with references in the places of the nodes they hold.

    The root's ``@context`` is left to whoever writes the flat form.
    """
    nodes: list[Node] = []
    _flatten({name: value for name, value in graph.items() if name != "@context"}, nodes)
    return nodes


def _flatten(value: object, nodes: list[Node]) -> object:
    if isinstance(value, list):
        return [_flatten(item, nodes) for item in value]
    if not isinstance(value, dict) or value.keys() == {"@id"}:
        return value
    node: Node = {}
    nodes.append(node)
    node.update({name: _flatten(item, nodes) for name, item in value.items()})
    return {"@id": node["@id"]}


def digest_iri(sha256: str) -> str:
    """Return the IRI that names a file by its SHA-256 in hex (RFC 6920, section 3)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")
    return f"ni:///sha-256;{digest}"


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

"""The graph: its nodes, the terms beside schema.org's, and its text.

Each node has an absolute IRI, is written in full where first mentioned and by reference after.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from pressmark.letters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pressmark.model import Kind
    from pressmark.model.article import Mining


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
_ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"})


def dumps(graph: object) -> str:
    """Return *graph* as JSON, indented, in the order of its keys, non-ASCII as it is. Raises ValueError for NaN."""
    return json.dumps(graph, ensure_ascii=False, allow_nan=False, indent=2)


def script_safe(text: str) -> str:
    """Return the JSON *text* for an HTML script element: the same value, in other characters."""
    return text.translate(_ESCAPED)


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

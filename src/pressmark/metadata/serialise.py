"""The graph as text: JSON, JSON inside a page's script element, and its nodes one by one."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.metadata.nodes import Node

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

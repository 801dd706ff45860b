"""What a JSON-LD file says, against the graph that the source gives: statement by statement."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from pressmark.parity.compare import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRICT = Form()


def compare(text: str | bytes, expected: object) -> Iterator[str]:
    """Yield where the graph *text* departs from *expected*."""
    twice: list[str] = []

    def node(pairs: list[tuple[str, object]]) -> dict[str, object]:
        # Of two statements under one name each reader takes another.
        if len(made := dict(pairs)) != len(pairs):
            twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return made

    try:
        found = json.loads(text, object_pairs_hook=node)
    except ValueError as error:
        yield f"it is no JSON: {error}"
        return
    except RecursionError:
        yield "it is nested beyond reason"
        return
    yield from (f"“{key}” is stated twice in one node" for key in twice)
    # Through JSON, so that the comparison is one of what a reader of the file gets.
    yield from _compare(found, json.loads(json.dumps(expected)), "the article", "")


def _compare(found: object, expected: object, node: str, name: str) -> Iterator[str]:
    where = f"“{name}” of {node}" if name else node
    if isinstance(found, dict) and isinstance(expected, dict):
        yield from _compare_nodes(found, expected, _named(expected, node))
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield f"{where}: {len(found)} instead of {len(expected)}"
        for one, other in zip(found, expected, strict=False):
            yield from _compare(one, other, node, name)
    elif isinstance(found, str) and isinstance(expected, str):
        if found != expected:
            yield f"{where} differs: {_STRICT.difference(expected, found)}"
    elif type(found) is not type(expected) or found != expected:
        yield f"{where} differs: it is {json.dumps(found)} where the source gives {json.dumps(expected)}"


def _compare_nodes(found: dict[str, object], expected: dict[str, object], node: str) -> Iterator[str]:
    for key in expected | found:
        if key not in found:
            yield f"“{key}” of {node} is missing"
        elif key not in expected:
            yield f"“{key}” of {node} is not in the source"
        else:
            yield from _compare(found[key], expected[key], node, key)


def _named(node: dict[str, object], outer: str) -> str:
    """Return what a person would call *node*: its fragment, else its type; a context has no name of its own."""
    fragment = str(node.get("@id", "")).partition("#")[2]
    if fragment == "article":
        return "the article"
    return f"“{fragment}”" if fragment else str(node.get("@type", outer))

"""Statements in JSON held to those that the article gives: what is missing, changed, added or said twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from pressmark.parity.compare import Form, short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # An object, what it is in is called, and the keys and numbers that lead to it → what a person would call it.
    Naming: TypeAlias = Callable[[dict[str, object], str, str], str]

_LARGEST = 64 * 1024 * 1024
_STRICT = Form()


def by_id(node: dict[str, object], outer: str, _path: str) -> str:
    """Return what a node of a graph is called: its fragment, else its type; a context has no name of its own."""
    fragment = str(node.get("@id", "")).partition("#")[2]
    if fragment == "article":
        return "the article"
    return f"“{fragment}”" if fragment else str(node.get("@type", outer))


def by_path(_object: dict[str, object], outer: str, path: str) -> str:
    """Return what an object without an id is called: the way to it (RFC 6901); the outermost by its own name."""
    return f"“{path}”" if path else outer


def departures(data: str | bytes, expected: object, whole: str, named: Naming) -> Iterator[str]:
    """Yield where the JSON *data* (UTF-8), called the *whole*, departs from *expected*.

    *named* says what each object is called.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        # Of two statements under one name each reader takes another.
        if len(made := dict(pairs)) != len(pairs):
            twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return made

    if len(data) > _LARGEST:
        yield "it is too large"
        return
    try:
        found = json.loads(data.decode("utf-8-sig") if isinstance(data, bytes) else data, object_pairs_hook=once)
    except ValueError as error:
        yield f"it is no JSON: {error}"
        return
    except RecursionError:
        yield "it is nested beyond reason"
        return
    yield from (f"“{short(key)}” is stated twice in one object" for key in twice)
    # Through JSON, so that the comparison is one of what a reader of the file gets.
    yield from _values(found, json.loads(json.dumps(expected)), (whole, "", ""), named)


def _values(found: object, expected: object, place: tuple[str, str, str], named: Naming) -> Iterator[str]:
    """Compare two values at a *place*: what the object around them is called, their key in it, the way to them."""
    around, key, path = place
    where = f"“{key}” of {around}" if key else around
    if isinstance(found, dict) and isinstance(expected, dict):
        yield from _objects(found, expected, (named(expected, around, path), path), named)
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield f"{where}: {len(found)} instead of {len(expected)}"
        for n, (one, other) in enumerate(zip(found, expected, strict=False)):
            yield from _values(one, other, (around, key, f"{path}/{n}"), named)
    elif isinstance(found, str) and isinstance(expected, str):
        if found != expected:
            yield f"{where} differs: {_STRICT.difference(expected, found)}"
    elif type(found) is not type(expected) or found != expected:
        yield f"{where} differs: it is {_shown(found)} where the source gives {_shown(expected)}"


def _objects(
    found: dict[str, object], expected: dict[str, object], place: tuple[str, str], named: Naming
) -> Iterator[str]:
    node, path = place
    for name in expected | found:
        if name not in found:
            yield f"“{name}” of {node} is missing"
        elif name not in expected:
            yield f"“{short(name)}” of {node} is not in the source: {_shown(found[name])}"
        else:
            yield from _values(found[name], expected[name], (node, name, f"{path}/{name}"), named)


def _shown(value: object) -> str:
    return short(json.dumps(value, ensure_ascii=False))

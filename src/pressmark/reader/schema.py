"""The schema: loaded once, asked what it finds wrong with an article."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pressmark.reader.formats import checker
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from pressmark.reader.document import Plain


Which = Literal["article", "house"]
# Which schema is asked: what follows is the same for an article and for the house that articles share.
_ASKED: ContextVar[Which] = ContextVar("asked", default="article")
_ARTICLE = "article.schema.json"


@contextmanager
def asking(which: Which) -> Iterator[None]:
    """Let all questions go to the schema of *which*."""
    token = _ASKED.set(which)
    try:
        yield
    finally:
        _ASKED.reset(token)


def schema() -> dict[str, Any]:
    """Return the schema of the source format (JSON Schema 2020-12), or the house's where that is asked."""
    return _loaded(_ASKED.get())


@cache
def _loaded(which: Which) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((resource("schema") / f"{which}.schema.json").read_text(encoding="utf-8"))
    if which == "article":
        # Editors can't know what a house adds. By the time an article is checked it has been added: then all must be
        # there, and every author be introduced.
        loaded["required"] = [*loaded["required"], *loaded["x-from-house"]]
        loaded["properties"]["authors"]["items"]["type"] = "object"
    if which == "house":
        # What a house shares with articles is described there; here it is put in its place.
        article = _loaded("article")
        loaded = {**_inlined(loaded, article), "$defs": article["$defs"]}
    return loaded


def _inlined(shape: Any, article: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(shape, list):
        return [_inlined(item, article) for item in shape]
    if not isinstance(shape, dict):
        return shape
    there = str(shape.get("$ref", "")).removeprefix(_ARTICLE)
    found = {key: _inlined(value, article) for key, value in shape.items() if key != "$ref"}
    if there.startswith("#/properties/"):
        return {**article["properties"][there.removeprefix("#/properties/")], **found}
    return {"$ref": there, **found} if there else found


def violations(article: Plain) -> Iterator[ValidationError]:
    """Yield what the schema finds wrong with *article*."""
    yield from _validator(_ASKED.get()).iter_errors(article)


@cache
def _validator(which: Which) -> Validator:
    _load()
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- the import takes a tenth of a second
    from jsonschema.validators import extend  # noqa: PLC0415

    # YAML tells 2.0 from 2, and a version “2.10” that is read as a number has lost its last digit.
    types = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    strict: Any = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]  # the stubs' lack
    validator: Validator = strict(_loaded(which), format_checker=checker())
    return validator


def _load() -> None:
    """Import jsonschema without the grammar of IRIs: it takes two seconds, for a format that we check ourselves.

    It is kept away while jsonschema is imported, and no longer: this may be somebody else's process.
    """
    if "jsonschema" in sys.modules or "rfc3987_syntax" in sys.modules:
        return
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        sys.modules.pop("rfc3987_syntax", None)


def properties(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of an object's *shape*, by key."""
    found: dict[str, Any] = shape.get("properties", {})
    return found


def homes(key: str) -> tuple[str, ...]:
    """Return the titles of the objects in which *key* is at home."""
    return _homes(_ASKED.get(), key)


@cache
def _homes(which: Which, key: str) -> tuple[str, ...]:
    found: list[str] = []

    def visit(shape: Any) -> None:  # noqa: ANN401 -- JSON
        if isinstance(shape, dict):
            if key in shape.get("properties", {}) and "title" in shape:
                found.append(shape["title"])
            for value in shape.values():
                visit(value)
        elif isinstance(shape, list):
            for value in shape:
                visit(value)

    visit(_loaded(which))
    return tuple(dict.fromkeys(found))


def shape_at(path: tuple[str | int, ...]) -> dict[str, Any]:
    """Return the part of the schema that speaks of the value at *path*; empty where it knows none."""
    shape = schema()
    for step in path:
        if isinstance(step, int):
            shape = entry_shape(shape)
        else:
            found = properties(shape).get(step)
            shape = found if found is not None else shape.get("additionalProperties") or {}
    return shape


def entry_shape(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of each entry of a list's or map's *shape*; empty for any other."""
    found = shape.get("items") or shape.get("additionalProperties") or {}
    if not isinstance(found, dict):
        return {}
    name = found.get("$ref", "").removeprefix("#/properties/")
    return {**properties(schema()).get(name, {}), **found} if name else found


def blank(shape: dict[str, Any]) -> str:
    """Return a value of the *shape* with blanks to fill in: never one that might be taken for true as it stands."""
    if "const" in shape:
        return str(shape["const"])
    match shape.get("type"):
        case "array":
            return f"[{blank(entry_shape(shape))}]"
        case "object" if required(shape):
            return "{" + ", ".join(f"{key}: {blank(properties(shape)[key])}" for key in required(shape)) + "}"
        case "object":
            return "{an-id: " + blank(entry_shape(shape)) + "}" if entry_shape(shape) else "{…}"
    return "YYYY-MM-DD" if shape.get("$ref", "").endswith(("/date", "/moment")) else "…"


def required(shape: dict[str, Any]) -> list[str]:
    """Return the keys that every object of the *shape* has, the one that names it first where it has one."""
    keys: list[str] = [*shape.get("required", []), *(["name"] if "anonymous" in properties(shape) else [])]
    return list(dict.fromkeys(keys))


def meaning(shape: dict[str, Any]) -> str:
    """Return the first sentence of what the schema says of a value of the *shape*, to go on a sentence with."""
    sentence = re.split(r"[.:;](?: |$)", shape.get("description", ""))[0]
    return sentence[:1].lower() + sentence[1:]


def group_keys() -> frozenset[str]:
    """Return the keys whose value is a group of keys or a list, at any depth."""
    return _group_keys(_ASKED.get())


@cache
def _group_keys(which: Which) -> frozenset[str]:
    found: set[str] = set()

    def visit(shape: dict[str, Any]) -> None:
        for key, value in properties(shape).items():
            if isinstance(value, dict) and value.get("type") in ("object", "array", ["object", "array"]):
                found.add(key)
            if isinstance(value, dict):
                visit(value)
        if (inner := entry_shape(shape)) and "$ref" not in inner:
            visit(inner)

    visit(_loaded(which))
    return frozenset(found)

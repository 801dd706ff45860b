"""What the schema finds, put so that an editor can mend it, at the very token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence, plain
from pressmark.reader.schema import homes, properties, schema, violations
from pressmark.reader.suggest import near, one_of
from pressmark.reader.value_problems import VALUE_RULES, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jsonschema import ValidationError

    from pressmark.reader.document import Document


def check_schema(document: Document) -> None:
    """Report everything that the schema finds wrong with the *document*."""
    missing: dict[tuple[Any, ...], list[str]] = {}
    unknown: dict[tuple[Any, ...], tuple[list[str], list[str]]] = {}
    values: dict[tuple[Any, ...], list[ValidationError]] = {}
    for error in violations(plain(document.root)):
        path = tuple(error.absolute_path)
        match error.validator:
            case "required":
                missing.setdefault(path, []).extend(key for key in error.validator_value if key not in error.instance)
            case "dependentRequired":
                wanted = (key for keys in error.validator_value.values() for key in keys)
                missing.setdefault(path, []).extend(key for key in wanted if key not in error.instance)
            case "additionalProperties":
                known = list(properties(error.schema))
                unknown[path] = ([key for key in error.instance if key not in known], known)
            case _:
                values.setdefault(path, []).append(error)
    for path in {**missing, **unknown}:
        extra, known = unknown.get(path, ([], []))
        _keys(document, path, list(dict.fromkeys(missing.get(path, []))), extra, known)
    for path, errors in values.items():
        _value(document, path, errors)


def find(root: Node, path: Iterable[str | int]) -> tuple[Node, Mapping | None]:
    """Return the node at *path*, and the mapping whose key it is the value of, if it is one."""
    node, parent = root, None
    for step in path:
        parent = None
        if isinstance(node, Mapping) and isinstance(step, str):
            parent, node = node, node.values[step]
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node, parent


def _keys(document: Document, path: tuple[Any, ...], missing: list[str], extra: list[str], known: list[str]) -> None:
    """Report the unknown and the missing keys of one mapping; one mistyped key is one problem."""
    node, _ = find(document.root, path)
    if not isinstance(node, Mapping):
        return
    if not known:
        known = [*node.keys, *missing]
    absent = [key for key in known if key not in node.keys]
    for key in extra:
        meant = near(key, missing)
        if meant:
            missing.remove(meant)
            message = f"“{key}” is no key here; is it a typo of the required “{meant}”?"
            document.at_key("unknown-key", message, node, key, f"write “{meant}:”")
            continue
        document.at_key("unknown-key", f"“{key}” is no key {_where(path)}", node, key, _instead(key, absent, known))
    for key in missing:
        message, help_ = _missing(path, key, node)
        document.at("missing-key", message, node, help_)


def _where(path: tuple[Any, ...]) -> str:
    named = [step for step in path if isinstance(step, str)]
    return f"of “{named[-1]}”" if named else "of an article"


def _instead(key: str, absent: list[str], known: list[str]) -> str:
    meant = near(key, absent)
    if meant:
        return f"did you mean “{meant}”?"
    if key == "<<":
        return "YAML’s merge key is not read; write the keys out"
    if key.startswith("-") and key[1:] in known:
        return f"put a space after the dash: “- {key[1:]}: …”"
    at_home = homes(key)
    if at_home:
        places = one_of(at_home, 3)
        return f"“{key}” belongs in {places}; look at the indentation"
    return f"there are: {', '.join(known)}"


def _missing(path: tuple[Any, ...], key: str, node: Mapping) -> tuple[str, str]:
    where = [step for step in path if isinstance(step, str)]
    if where[:1] == ["parties"] and len(path) == 2:
        if key == "description":
            return "an anonymous party needs a “description”", "say who it is without the name: “description: …”"
        return f"the party “{path[1]}” has no “name”", "add “name: …”, or “anonymous: true” with a “description”"
    if not path and key == "based_on":
        return (
            "a summary needs “based_on”: the work that it tells",
            "add “based_on:” with its kind, title, authors, outlet and date",
        )
    if not path and key == "withdrawn":
        return "a withdrawn article needs “withdrawn”", "add “withdrawn: {date: …, reason: …}”"
    if key == "original":
        return "a quote with a “translator” needs its “original”", "add “original: {language: …, text: …}”"
    shape = _shape(path)
    example = _example(properties(shape).get(key, {}))
    kind = f"the {where[-1]} {_of(path)}" if where else "the article"
    return f"{kind.strip()} has no “{key}”", f"add “{key}: {example}”"


def _of(path: tuple[Any, ...]) -> str:
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1}"
    return f"of “{path[-2]}”" if len(path) > 1 and isinstance(path[-2], str) else ""


def _shape(path: tuple[Any, ...]) -> dict[str, Any]:
    shape = schema()
    for step in path:
        if isinstance(step, int):
            shape = shape.get("items", {})
        else:
            found = properties(shape).get(step)
            shape = found if found is not None else shape.get("additionalProperties") or {}
    return shape


def _example(shape: dict[str, Any]) -> str:
    if shape.get("type") == "array":
        return "[…]"
    if shape.get("type") == "object":
        return "{…}"
    if "const" in shape:
        return str(shape["const"])
    if "examples" in shape:
        return str(shape["examples"][0]).split("\n", maxsplit=1)[0]
    return str(shape["enum"][0]) if "enum" in shape else "…"


def _value(document: Document, path: tuple[Any, ...], errors: list[ValidationError]) -> None:
    """Report what is wrong with one value, once."""
    node, parent = find(document.root, path)
    for validator in VALUE_RULES:
        for error in errors:
            if error.validator == validator:
                if VALUE_RULES[validator](document, node, parent, path, error):
                    return
    if not errors or isinstance(node, Scalar | Sequence | Mapping):
        for error in errors:
            document.at("value", f"{name_of(path)} is not as it should be: {error.message[:200]}", node)
            return

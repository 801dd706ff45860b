"""The words for values that the schema refuses: wrong types, words that are no choice, what may not be there at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pressmark.reader import form_problems
from pressmark.reader.compose import kind_of
from pressmark.reader.formats import is_email
from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence, plain
from pressmark.reader.schema import blank, entry_shape, properties, required, shape_at
from pressmark.reader.suggest import names_in, near, one_of
from pressmark.reader.violation import Violation, short

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "a group of keys",
    "boolean": "true or false",
}
_YES = {"yes", "y", "on", "1", "ja", "oui", "si", "sí"}
_NO_SPACE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(:)[^\s:/]")


def _type(violation: Violation) -> None:
    node, wanted = violation.node, violation.wanted
    wanted = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(node, Scalar) and node.value is None:
        tell = violation.tell_key if node.start == node.end else violation.tell
        needed = violation.key in required(shape_at(violation.path[:-1]))
        help_ = "give one: it can’t be left out" if needed else "give one, or take the key out"
        tell("no-value", f"{violation.name} has no value", help_)
    elif (mark := mark_in(node)) is not None:
        message = f"{violation.name} begins with the mark “{mark}”, which YAML reads as a map"
        violation.tell("mark-unquoted", message, "put it in quotes, or write the text in a block after “|”")
    elif "array" in wanted and (dash := _dash(node)) is not None:
        _missing_space(violation, dash, "dash", "write “- ” before each entry")
    elif wanted == ["object"] and isinstance(node, Scalar) and (match := _NO_SPACE.match(node.text)) and not node.style:
        help_ = f"write “{node.text[: match.start(1)]}: {short(node.text[match.end(1) :])}”"
        _missing_space(violation, node.start + match.start(1), "colon", help_)
    else:
        shown = f": {short(node.text)}" if isinstance(node, Scalar) else ""
        message = f"{violation.name}{shown} is {kind_of(plain(node))}, not {_wanted(wanted)}"
        violation.tell("wrong-type", message, _how(wanted, node, violation))


def _missing_space(violation: Violation, offset: int, sign: str, help_: str) -> None:
    document = violation.document
    message = f"a space is missing after the {sign}"
    document.report.add("missing-space", message, offset, offset + 1, document.pointer(violation.node), help_=help_)


def mark_in(node: Node) -> str | None:
    """Return the mark that YAML took for a map, such as ``{quote:x}``, or None."""
    if not (isinstance(node, Mapping) and node.flow and len(node.keys) == 1):
        return None
    key, value = next(iter(node.values.items()))
    word = key.split(":")[0]
    if word not in {"quote", "demand", "demands", "image"} or not isinstance(value, Scalar):
        return None
    if value.value is None:
        return f"{{{key}}}" if ":" in key or word == "demands" else None
    return f"{{{word}:{value.text}}}"


def _dash(node: Node) -> int | None:
    """Return where the dash stands that a space is missing after, in what should have been a list."""
    first: Node = node
    if isinstance(node, Mapping) and node.keys:
        first = next(iter(node.keys.values()))
    if isinstance(first, Scalar) and first.style == "" and len(first.text) > 1 and first.text[0] == "-":
        return first.start
    return None


def _wanted(wanted: list[str]) -> str:
    return " or ".join(_KINDS.get(kind, kind) for kind in wanted)


def _how(wanted: list[str], node: Node, violation: Violation) -> str:
    if grouped := _grouped(wanted, node, violation, shape_at(violation.path)):
        return grouped
    match node, wanted:
        case Scalar(), [*_, "string"]:
            return f"write it in quotes: '{short(node.text)}'"
        case Scalar(), ["boolean"]:
            return (
                f"write {'true' if node.text.lower() in _YES else 'false'}"
                if len(node.text) < 6
                else "write true or false"
            )
        case Scalar(), ["array"]:
            return f"write it as a list: [{short(node.text)}]"
        case Scalar(), ["integer"]:
            return "write a whole number, without quotes"
        case _, ["string"]:
            return "write one line of text; text with : or # or braces goes in quotes"
    return f"write {_wanted(wanted)}"


def _grouped(wanted: list[str], node: Node, violation: Violation, shape: dict[str, Any]) -> str:
    """Return how to write a group of keys or a list of such, filled in with what *node* says; "" for anything else."""
    match node, wanted:
        case Scalar(), ["array"] if entry_shape(shape).get("type") == "object":
            each = [_keys_of(entry_shape(shape), name, "- ") for name in names_in(node.text)]
            return f"write under “{violation.key}:”, a line each: {' and '.join(each)}"
        case Scalar(), ["object", *_] if isinstance(violation.path[-1], int):
            return f"write its keys, a line each: {_keys_of(shape, node.text, '- ')}"
        case Scalar(), ["object", *_] if properties(shape):
            return f"write “{violation.path[-1]}:”, and below it, indented by two spaces: {_keys_of(shape, node.text)}"
        case ((Scalar() | Sequence()), ["object"]) if entry_shape(shape):
            return f"each entry stands under its own id, without a dash: “an-id: {blank(entry_shape(shape))}”"
        case Sequence(), ["object"]:
            return "write its keys without dashes"
        case Mapping(), ["array"]:
            return f"begin each entry with “- ”: {_keys_of(entry_shape(shape), '', '- ')}"
    return ""


_NAMING = ("name", "title", "text", "reason", "file", "body")


def _keys_of(shape: dict[str, Any], text: str, dash: str = "") -> str:
    """Return the lines that an object of the *shape* needs, *text* at the key that it seems to be meant for."""
    wanted = required(shape)
    main = next((key for key in _NAMING if key in properties(shape)), "")
    if "email" in properties(shape) and is_email(text.strip()):
        main = "email"
    keys = list(dict.fromkeys([*wanted, *([main] if main and text else [])])) or list(properties(shape))[:1]
    said = re.sub(rf"^(?:{main}\s*:\s*)+", "", text.strip()) if main else text
    lines = [f"{key}: {short(said) if key == main and said else blank(properties(shape).get(key, {}))}" for key in keys]
    return ", ".join(f"“{dash if n == 0 else ''}{line}”" for n, line in enumerate(lines))


def _choice(violation: Violation) -> None:
    if not isinstance(violation.node, Scalar):
        return
    meant = near(violation.node.text, violation.wanted)
    help_ = f"did you mean “{meant}”?" if meant else f"write {one_of(violation.wanted)}"
    violation.tell("not-a-choice", f"{violation.name} can’t be “{short(violation.node.text)}”", help_)


def _const(violation: Violation) -> None:
    if not isinstance(violation.node, Scalar):
        return
    number, wanted = violation.node.text, violation.wanted
    message = f"this is version {number} of the format, and this pressmark reads version {wanted}"
    violation.tell("format-version", message, f"write “pressmark: {wanted}”, or use another pressmark")


def _forbidden(violation: Violation) -> None:
    match violation.key:
        case "name":
            help_ = "take the name out, or “anonymous: true”"
            violation.tell_key("anonymous-name", "an anonymous party has no “name”", help_)
        case "dateline":
            help_ = "take it out: a dateline says where a reporter was"
            violation.tell_key("dateline-kind", "a summary has no “dateline”", help_)
        case _:
            message = "“withdrawn” is given, but the article’s status is not withdrawn"
            violation.tell_key("withdrawn-status", message, "write “status: withdrawn”, or take “withdrawn” out")


def _least(violation: Violation) -> None:
    if isinstance(violation.node, Scalar):
        violation.tell("empty-text", f"{violation.name} is empty", "write something, or take the key out")
    else:
        violation.tell("empty-list", f"{violation.name} is empty", "add an entry, or take the key out")


def _duplicate(violation: Violation) -> None:
    seen: set[str] = set()
    for item in violation.node.items if isinstance(violation.node, Sequence) else []:
        if isinstance(item, Scalar) and item.text in seen:
            message = f"“{short(item.text)}” is in the list twice"
            violation.document.at("duplicate-item", message, item, "keep one of the two")
        elif isinstance(item, Scalar):
            seen.add(item.text)


def _range(violation: Violation) -> None:
    text = short(violation.node.text) if isinstance(violation.node, Scalar) else ""
    help_ = "write a year with four digits" if violation.key == "year" else "write a whole number from 0 up"
    violation.tell("number-range", f"{violation.name} can’t be {text}", help_)


# In the order in which one value is judged: what is of the wrong type is not blamed for its form as well.
VALUE_RULES: dict[str | None, Callable[[Violation], None]] = {
    "type": _type,
    None: _forbidden,
    "enum": _choice,
    "const": _const,
    "minItems": _least,
    "minProperties": _least,
    "minLength": _least,
    "pattern": form_problems.pattern,
    "format": form_problems.format_,
    "anyOf": form_problems.moment,
    "uniqueItems": _duplicate,
    "minimum": _range,
    "maximum": _range,
}

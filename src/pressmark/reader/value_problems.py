"""The words for values that the schema refuses: wrong types, malformed dates and addresses, words that are no choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pressmark.reader import language
from pressmark.reader.compose import kind_of
from pressmark.reader.document import escape
from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence, plain
from pressmark.reader.suggest import near, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema import ValidationError

    from pressmark.reader.document import Document

    Handler = Callable[[Document, Node, Mapping | None, tuple[Any, ...], ValidationError], bool]

_MARKS = {"demands"}
_SMART = "“”„‟«»‘’‚‹›「」"


def name_of(path: tuple[Any, ...]) -> str:
    """Return how to call the value at *path* in a sentence."""
    if not path:
        return "the article"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of “{path[-2]}”" if len(path) > 1 else f"entry {path[-1] + 1}"
    return f"“{path[-1]}”"


def _short(text: str) -> str:
    line = text.split("\n", maxsplit=1)[0]
    return line if len(line) <= 60 else line[:59] + "…"


def _type(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    name = name_of(path)
    if isinstance(node, Scalar) and node.value is None:
        message, help_ = f"{name} has no value", "give one, or take the key out"
        if parent is not None and node.start == node.end:
            document.at_key("no-value", message, parent, str(path[-1]), help_)
        else:
            document.at("no-value", message, node, help_)
        return True
    if (mark := mark_in(node)) is not None:
        message = f"{name} begins with the mark “{mark}”, which YAML reads as a map"
        document.at("mark-unquoted", message, node, f"put it in quotes, or write the text in a block after “|”")
        return True
    if "array" in wanted and (dash := _dash(node)):
        message = f"{name} should be a list; a space is missing after the dash"
        document.report.add(
            "missing-space", message, *dash, document.pointer(node), help_="write “- ” before each entry"
        )
        return True
    if isinstance(node, Scalar):
        message = f"{name}: {_short(node.text)} is {kind_of(node.value)}, not {_wanted(wanted)}"
    else:
        message = f"{name} is {kind_of(plain(node))}, not {_wanted(wanted)}"
    document.at("wrong-type", message, node, _how(wanted, node, path))
    return True


def mark_in(node: Node) -> str | None:
    """Return the mark that YAML took for a map, such as ``{quote:x}``, or None."""
    if not (isinstance(node, Mapping) and node.flow and len(node.keys) == 1):
        return None
    key, value = next(iter(node.values.items()))
    word = key.split(":")[0]
    if word not in {"quote", "demand", "demands", "image"} or not isinstance(value, Scalar):
        return None
    if ":" in key or (word == "demands" and value.value is None):
        return f"{{{key}}}"
    return f"{{{word}:{value.text}}}" if isinstance(value.value, str) else None


def _dash(node: Node) -> tuple[int, int] | None:
    if isinstance(node, Mapping) and node.keys:
        first = next(iter(node.keys.values()))
    elif isinstance(node, Scalar) and node.style == "":
        first = node
    else:
        return None
    return (first.start, first.start + 1) if len(first.text) > 1 and first.text[0] == "-" else None


_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "a group of keys",
    "boolean": "true or false",
}


def _wanted(wanted: list[str]) -> str:
    return " or ".join(_KINDS.get(kind, kind) for kind in wanted)


def _how(wanted: list[str], node: Node, path: tuple[Any, ...]) -> str:
    if isinstance(node, Scalar):
        if "string" in wanted:
            return f"write it in quotes: '{_short(node.text)}'"
        if wanted == ["boolean"]:
            yes = node.text.lower() in {"yes", "y", "on", "1", "ja", "oui", "si", "sí"}
            return (
                f"write “{'true' if yes else 'false'}”"
                if isinstance(node.value, str) and len(node.text) < 6
                else "write “true” or “false”"
            )
        if wanted == ["array"]:
            return f"write it as a list: [{_short(node.text)}]"
        if wanted == ["integer"]:
            return "write a whole number, without quotes"
        return (
            f"write “name: {_short(node.text)}”, indented under it" if path and isinstance(path[-1], str | int) else ""
        )
    if isinstance(node, Sequence) and wanted == ["object"]:
        return (
            "here each entry stands under its own id: “id: {…}”" if len(path) == 1 else "write its keys, without dashes"
        )
    if isinstance(node, Mapping) and wanted == ["array"]:
        return "begin each entry with “- ”"
    if wanted == ["string"]:
        return "write one line of text; text with : or # or braces goes in quotes"
    return f"write {_wanted(wanted)}"


def _choice(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if not isinstance(node, Scalar):
        return True
    choices = error.validator_value
    if not isinstance(node.value, str):
        return True
    meant = near(node.text, choices)
    help_ = f"did you mean “{meant}”?" if meant else f"write {one_of(choices)}"
    document.at("not-a-choice", f"{name_of(path)} can’t be “{_short(node.text)}”", node, help_)
    return True


def _const(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if not isinstance(node, Scalar) or not isinstance(node.value, int):
        return True
    message = (
        f"this article is in version {node.text} of the format; this pressmark reads version {error.validator_value}"
    )
    document.at(
        "format-version", message, node, f"write “pressmark: {error.validator_value}”, or use a newer pressmark"
    )
    return True


def _forbidden(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if error.validator is not None or parent is None:
        return False
    key = str(path[-1])
    if key == "name":
        document.at_key(
            "anonymous-name", "an anonymous party has no “name”", parent, key, "take the name out, or “anonymous: true”"
        )
    elif key == "dateline":
        document.at_key(
            "dateline-kind",
            "a statement or summary has no “dateline”",
            parent,
            key,
            "take it out; a dateline says where a reporter was",
        )
    else:
        message = "“withdrawn” is given, but the article’s status is not withdrawn"
        document.at_key("withdrawn-status", message, parent, key, "write “status: withdrawn”, or take “withdrawn” out")
    return True


def _least(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    document.at("empty-list", f"{name_of(path)} is empty", node, "add an entry, or take the key out")
    return True


def _ids(document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError) -> bool:
    # propertyNames: the error's instance is the key, its path the map's
    if isinstance(node, Mapping) and isinstance(error.instance, str) and error.instance in node.keys:
        document.at_key(
            "id-form", f"“{_short(error.instance)}” can’t be an id", node, error.instance, id_help(error.instance)
        )
    return True


def id_help(text: str) -> str:
    """Return what would be right in place of the malformed id *text*."""
    folded = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower()).strip("-")
    while "--" in folded:
        folded = folded.replace("--", "-")
    better = folded.lstrip("0123456789-")
    shape = "small letters, digits and hyphens, a letter first"
    return f"{shape}: “{better[:40]}”" if better else f"use {shape}"


def _duplicate(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    seen: set[str] = set()
    for item in node.items if isinstance(node, Sequence) else []:
        if isinstance(item, Scalar) and item.text in seen:
            document.at("duplicate-item", f"“{_short(item.text)}” is in the list twice", item, "keep one of the two")
        elif isinstance(item, Scalar):
            seen.add(item.text)
    return True


def _range(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    text = node.text if isinstance(node, Scalar) else ""
    help_ = "write a year with four digits" if path[-1] == "year" else "write a whole number from 0"
    document.at("number-range", f"{name_of(path)} can’t be {_short(text)}", node, help_)
    return True


_PATTERNS = {
    "^[a-z][a-z0-9-]*$": ("id-form", "can’t be an id"),
    "^https?://": ("web-address", "is no web address"),
    "\\S": ("empty-text", "is empty"),
}
_BY_KEY = {
    "slug": ("slug-form", "can’t be a slug", "use letters, digits and single hyphens: “evening-river-bus”"),
    "file": ("image-kind", "is no kind of image that can be printed", "use a PNG, JPEG, GIF or WebP file"),
    "fediverse": (
        "fediverse-form",
        "is no fediverse handle",
        'write it with both signs, in quotes: "@mira@social.example"',
    ),
    "phone": (
        "phone-form",
        "is no telephone number",
        'write digits with the country code, in quotes: "+44 1632 960000"',
    ),
}


def _pattern(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if not isinstance(node, Scalar) or not isinstance(error.instance, str):
        return True
    if isinstance(node.value, str) and error.instance != node.value:
        return False
    shown = _short(node.text)
    rule, words = _PATTERNS.get(error.validator_value, ("", ""))
    if rule == "empty-text":
        document.at(rule, f"{name_of(path)} is empty", node, "write something, or take the key out")
    elif rule == "id-form":
        document.at(rule, f"“{shown}” {words}", node, id_help(node.text))
    elif rule == "web-address":
        document.at(rule, f"“{shown}” {words}", node, address_help(node.text))
    else:
        rule, words, help_ = _BY_KEY[str(path[-1])]
        document.at(rule, f"“{shown}” {words}", node, help_)
    return True


def address_help(text: str) -> str:
    """Return what would be right in place of the malformed address *text*."""
    bare = text.strip().strip(_SMART + "\"'<>")
    if bare != text and bare.lower().startswith(("http://", "https://")):
        return f"write it without quotation marks or spaces around it: {_short(bare)}"
    if text.lower().startswith("www."):
        return f"write https://{_short(text)}"
    if any(ord(letter) > 126 or letter == " " for letter in text) and "://" in text:
        from urllib.parse import quote  # noqa: PLC0415 -- only a mistake needs it

        return f"write other letters and spaces percent-encoded: {quote(text, safe=':/?#[]@!$&()*+,;=%~')}"
    return "an address begins with https:// or http:// and names a host"


def _format(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if not isinstance(node, Scalar):
        return True
    shown = _short(node.text)
    match error.validator_value:
        case "uri" if path[-1] == "identifier":
            document.at("uri", f"“{shown}” is no URI", node, "write “urn:uuid:…” or “https://…”")
        case "uri":
            document.at("web-address", f"“{shown}” is no web address", node, address_help(node.text))
        case "email":
            document.at("email-form", f"“{shown}” is no email address", node, "write it as name@place.example")
        case "language":
            language_problem(document, node)
        case "date":
            document.at("date-form", f"“{shown}” is no date", node, "write a day as YYYY-MM-DD, such as 2026-05-04")
    return True


def language_problem(document: Document, node: Scalar) -> None:
    """Report a malformed language tag."""
    meant = language.meant(node.text)
    help_ = f"did you mean “{meant}”?" if meant else "write a BCP 47 tag, such as en, en-GB or zh-Hant"
    document.at("language-form", f"“{_short(node.text)}” is no language tag", node, help_)


def _moment(
    document: Document, node: Node, parent: Mapping | None, path: tuple[Any, ...], error: ValidationError
) -> bool:
    if not isinstance(node, Scalar):
        return True
    text = node.text.strip()
    shown = _short(node.text)
    if len(text) > 10 and text[:4].isdigit() and (":" in text or "T" in text):
        if text[-1] not in "Zz" and "+" not in text[10:] and "-" not in text[10:]:
            document.at(
                "date-form",
                f"“{shown}” is a time without its offset",
                node,
                f"add the offset from UTC, such as {shown}+01:00, or Z for UTC",
            )
        else:
            document.at("date-form", f"“{shown}” is no time", node, "write a time as 2026-05-04T07:30:00+01:00")
    else:
        document.at(
            "date-form",
            f"“{shown}” is no date",
            node,
            "write a day as 2026-05-04, or a time as 2026-05-04T07:30:00+01:00",
        )
    return True


# In the order in which one value is judged: what is of the wrong type is not blamed for its shape as well.
VALUE_RULES: dict[str | None, Handler] = {
    "type": _type,
    None: _forbidden,
    "enum": _choice,
    "const": _const,
    "propertyNames": _ids,
    "minItems": _least,
    "minProperties": _least,
    "minLength": _least,
    "pattern": _pattern,
    "format": _format,
    "anyOf": _moment,
    "uniqueItems": _duplicate,
    "minimum": _range,
    "maximum": _range,
}


def pointer_to(parent: str, key: str) -> str:
    """Return the pointer of *key* below *parent*."""
    return f"{parent}/{escape(key)}"

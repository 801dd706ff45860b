"""What the schema finds, put so that an editor can mend it, at the very token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressmark.reader.document import Mapping, Scalar, find, plain, short
from pressmark.reader.nesting import as_written, wants_dashes
from pressmark.reader.schema import blank, homes, meaning, near, one_of, properties, shape_at, violations
from pressmark.reader.value_problems import VALUE_RULES, Violation, id_help

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from pressmark.reader.document import Document, Path


@dataclass(slots=True)
class _Keys:
    """The keys that one mapping lacks, and those that it has and the format has not."""

    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def check_schema(document: Document) -> None:
    """Report everything that the schema finds wrong with the *document*."""
    keys: dict[Path, _Keys] = {}
    values: dict[Path, dict[str | None, Any]] = {}
    for error in violations(plain(document.root)):
        path: Path = tuple(error.absolute_path)
        node, _ = find(document.root, path)
        keyword: Any = error.validator if isinstance(error.validator, str) else None
        wanted: Any = error.validator_value
        if keyword is None and isinstance(node, Mapping):
            path = (*path, _denied(node, error.instance))
        if keyword in {"required", "dependentRequired", "additionalProperties"}:
            _sort(keys.setdefault(path, _Keys()), keyword, wanted, error)
        elif keyword in {"pattern", "maxLength"} and isinstance(node, Mapping):  # of a name that the mapping has
            name = str(error.instance)
            document.at_key("id-form", f"“{short(name)}” can’t be an id", node, name, id_help(name))
        else:
            broken = values.setdefault(path, {})
            narrower = (keyword or "").startswith("max") and keyword in broken
            broken[keyword] = min(broken[keyword], wanted) if narrower else broken.get(keyword, wanted)
    _contributors(document, values)
    for path, found in keys.items():
        _keys(document, path, found)
    for path, broken in values.items():
        _value(document, path, broken)


_ID = re.compile(r"[a-z][a-z0-9-]*")


def _contributors(document: Document, values: dict[Path, dict[str | None, Any]]) -> None:
    """Report the authors whom the article's house doesn't have, and not that they are no group of keys."""
    for path in [path for path in values if len(path) == 2 and path[0] == "authors"]:
        node, _ = find(document.root, path)
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            continue
        around, _ = find(document.root, path[:1])
        person = "{name: …}" if not isinstance(around, Scalar) and around.flow else "- name: …"
        if document.own is not None:
            there = f"there are {one_of(document.contributors)}" if document.contributors else "add them to the house"
            message, help_ = f"the house has no contributor “{short(node.text)}”", f"{there}; or write “{person}”"
        elif _ID.fullmatch(node.text):
            message = f"“{node.text}” is an id that a house would know, and the article has none"
            help_ = f"give the command where house.yaml is, or name that: --house FILE; or write “{person}”"
        else:
            continue
        del values[path]
        document.at("unknown-id", message, node, help_)


def _denied(node: Mapping, value: object) -> str:
    """Return which key of *node* the schema denies by `false`; its *value* is all that jsonschema tells."""
    known = ("name", "dateline", "withdrawn")
    there = [*(key for key in known if key in node.values), *node.values]
    return next((key for key in there if plain(node.values[key]) == value), "")


def _sort(found: _Keys, keyword: str, wanted: Any, error: ValidationError) -> None:  # noqa: ANN401 -- JSON
    there: Any = error.instance
    if keyword == "additionalProperties":
        shape: Any = error.schema
        found.known = list(properties(shape))
        found.extra = [key for key in there if key not in found.known]
        return
    if keyword == "dependentRequired":
        wanted = [key for cause, keys in wanted.items() if cause in there for key in keys]
    found.missing += [key for key in wanted if key not in there and key not in found.missing]


def _keys(document: Document, path: Path, found: _Keys) -> None:
    """Report the unknown and the missing keys of one mapping; one mistyped key is one problem."""
    node, _ = find(document.root, path)
    if not isinstance(node, Mapping):
        return
    missing = list(found.missing)
    absent = [key for key in found.known if key not in node.keys]
    for key in found.extra:
        meant = near(key, missing)
        if _unspaced(document, path, node, key, found.known):
            missing = [name for name in missing if not key.lstrip("-").startswith(f"{name}:") and key != f"-{name}"]
        elif meant:
            missing.remove(meant)
            message = f"“{key}” is no key here; is it a typo of the required “{meant}”?"
            document.at_key("unknown-key", message, node, key, f"write “{meant}”")
            _take_as(node, key, meant)
        else:
            message = f"“{short(key)}” is no key {_where(path)}"
            if key[:1].isspace():
                message = f"the line is indented with U+{ord(key[0]):04X}, so that “{short(key.strip())}” is no key"
            document.at_key(
                "unknown-key", message, node, key, _swallowed(node, key) or _instead(key, absent, found.known)
            )
            if (meant := near(key, absent)) is not None:
                _take_as(node, key, meant)
    for key in missing:
        message, help_ = _missing(path, key)
        document.at("missing-key", message, node, help_)


def _swallowed(node: Mapping, key: str) -> str:
    """Return the help for a key that is none, but the rest of a text, or indented with the wrong kind of space."""
    value = node.values[key]
    if node.flow and isinstance(value, Scalar) and value.start == value.end:
        return "text with a comma goes in quotes here"
    if key[:1] in {"\u00a0", "\u3000", "\u202f"}:
        return "the line begins with another space than that of the space bar; write plain ones"
    return ""


def _take_as(node: Mapping, key: str, meant: str) -> None:
    """Let the rules that follow see the mistyped *key* as the one that was *meant*, so that one slip is one problem."""
    if meant not in node.values:
        node.keys[meant], node.values[meant] = node.keys[key], node.values[key]


def _unspaced(document: Document, path: Path, node: Mapping, key: str, known: list[str]) -> bool:
    """Report a key that has swallowed its value or its dash for want of a space."""
    name, colon, value = key.partition(":")
    if key.startswith("-") and key[1:] in known:
        said = as_written(node.values[key], document.plain) or "…"
        if wants_dashes(path):
            message, help_ = "a space is missing after the dash", f"write “- {key[1:]}: {said}”"
            document.at_key("missing-space", message, node, key, help_)
        else:
            message, help_ = f"“{key}” is no key {_where(path)}", f"write “{key[1:]}: {said}”, without a dash"
            document.at_key("unknown-key", message, node, key, help_)
        _take_as(node, key, key[1:])
        return True
    if colon and value and name in known:
        document.at_key(
            "missing-space", "a space is missing after the colon", node, key, f"write “{name}: {short(value)}”"
        )
        return True
    return False


def _where(path: Path) -> str:
    named = [step for step in path if isinstance(step, str)]
    entry = f"entry {path[-1] + 1} of " if path and isinstance(path[-1], int) else ""
    return f"of {entry}“{named[-1]}”" if named else "of an article"


def _instead(key: str, absent: list[str], known: list[str]) -> str:
    if (meant := near(key, absent)) is not None:
        return f"did you mean “{meant}”?"
    if key == "id":
        return "its id is the key that it stands under"
    if key == "<<":
        return "YAML’s merge key is not read; write the keys out"
    if at_home := homes(key):
        return f"“{key}” belongs to: {', '.join(at_home[:4])}; look at the indentation"
    return f"there are {one_of(known)}"


def _missing(path: Path, key: str) -> tuple[str, str]:
    """Return what to say of a missing *key*, and how to add it."""
    special = _MISSING.get((str(path[0]) if len(path) == 2 else "*", key))
    if special is not None:
        return special[0].format(id=path[1] if len(path) == 2 else ""), special[1]
    named = [step for step in path if isinstance(step, str)]
    owner = "the article"
    if path and isinstance(path[-1], int):
        owner = f"entry {path[-1] + 1} of “{named[-1]}”"
    elif named:
        owner = f"“{named[-1]}”"
    shape = properties(shape_at(path)).get(key, {})
    told = f"one of {one_of(shape['enum'])}" if "enum" in shape else meaning(shape)
    return f"{owner} has no “{key}”", f"add “{key}: {blank(shape)}”" + (f": {told}" if told else "")


_MISSING = {
    ("parties", "description"): (
        "the anonymous party “{id}” has no “description”",
        "say who it is without the name: “description: …”",
    ),
    ("parties", "name"): (
        "the party “{id}” has no “name”",
        "add “name: …”, or “anonymous: true” with a “description”",
    ),
    ("quotes", "original"): (
        "the quote “{id}” has a “translator”, but no “original”",
        "add “original: {language: …, text: …}”",
    ),
    ("*", "based_on"): (
        "a summary has no “based_on”: the work that it tells",
        "add “based_on:” with that work’s kind, title, authors, outlet and date",
    ),
    ("*", "withdrawn"): (
        "a withdrawn article does not say when and why",
        "add “withdrawn: {date: …, reason: …}”",
    ),
}


def _value(document: Document, path: Path, broken: dict[str | None, Any]) -> None:
    """Report what is wrong with one value, once: the first of its faults in the order of judgement."""
    node, parent = find(document.root, path)
    keyword = next((keyword for keyword in VALUE_RULES if keyword in broken), "")
    if keyword == "":
        document.at("value", f"the schema’s “{next(iter(broken))}” is broken here", node, "see docs/format.md")
        return
    VALUE_RULES[keyword](Violation(document, node, parent, path, keyword, broken[keyword]))

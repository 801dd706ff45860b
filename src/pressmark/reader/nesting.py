"""The nesting of a value: the list or the group of keys that the schema wants at a place, written with what was said.

Every piece in “…” of an advice that follows the words where it belongs can be put there as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pressmark.reader.compose import SyntaxSlip, compose, resolve
from pressmark.reader.document import Collector, Mapping, Node, Scalar, Sequence, UnreadableSource, short
from pressmark.reader.schema import blank, entry_shape, is_email, names_in, properties, required, shape_at

if TYPE_CHECKING:
    from typing import Any

    from pressmark.reader.document import Lines, Path

# What somebody said of one entry: words, or keys with their values as they are to be written.
_Said: TypeAlias = "str | dict[str, str]"

KEY = re.compile(r"(?P<indent>[ ]*)(?P<dashes>(?:- +)*)(?P<key>[A-Za-z_][\w-]*) *:(?P<after>[ \t]+|$)(?P<value>.*)")
_ENTRY_SIGN = re.compile(r"(?:[-–—•·*][ \u00a0]*+)++(?=[^\W\d])")
_ID = re.compile(r"[a-z][a-z0-9-]*")
# Text that YAML takes as it is, in brackets too.
_AS_IT_IS = re.compile(r"[^\W\d_](?:[\w .'’()&/@+…-]|:(?=[\w/]))*")
_NAMING = ("name", "title", "text", "reason", "file", "body")
# Entries that an advice spells out.
_SHOWN = 3


def advice(path: Path, node: Node, text: str, *, flow: bool = False) -> str:
    """Return how to write what *node* of the source *text* says at *path*; "" where no list or group is wanted there.

    *flow* says that the place is inside braces or brackets, where nothing can stand on lines of its own.
    """
    shape = shape_at(path)
    kinds = _kinds(shape)
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if "object" in kinds and properties(shape):
        said = _said(node, text, {})
        return _group(shape, said, path, dashes=_dashed(node, text), flow=flow)
    if "object" in kinds and entry_shape(shape):
        entries = [_under_id(entry_shape(shape), one) for one in _said(node, text, {})[:_SHOWN] or [""]]
        if flow:
            return f"write “{key}: {{{', '.join(dict.fromkeys(entries))}}}”"
        listed = " and ".join(f"“{entry}”" for entry in dict.fromkeys(entries))
        return f"each entry stands under its own id, without a dash: {listed}"
    if kinds == ["array"]:
        entry = entry_shape(shape)
        every = _said(node, text, entry) or [""]
        said = every[:_SHOWN]
        if not properties(entry):
            rest = ["…"] if len(every) > _SHOWN else []
            return f"write it as a list: [{', '.join([*map(_word, said), *rest])}]"
        if flow:
            return f"write “{key}: [{', '.join(_braced(entry, one) for one in said)}]”"
        return f"write under “{key}:”, a line each: {' and '.join(_quoted(_lines(entry, one), '- ') for one in said)}"
    return ""


def advice_for(path: Path, value: str) -> str:
    """Return the same for a *value* that stands behind its key, which YAML could not read there."""
    dashed = value.startswith("-")
    # A dash without its space is none for YAML.
    line = re.sub(r"^-(?=[^\s-])", "- ", value[:500])
    try:
        node = compose(line, Collector())
    except (SyntaxSlip, UnreadableSource):
        return ""
    shape = shape_at(path)
    if dashed and isinstance(node, Sequence) and _kinds(shape) == ["array"] and not properties(entry_shape(shape)):
        # A list of words, to whose entry a colon belongs or not.
        return f"write it as a list: [{', '.join(written(_flat(item, line)) for item in node.items)}]"
    return advice(path, node, line)


def path_above(lines: Lines, number: int, column: int) -> Path:
    """Return the keys and entries that the line *number* belongs to, whose key or dash is in *column* (from 0).

    It is told from the indentation of the lines above, for a source that YAML can't read.
    """
    path: Path = ()
    for above in range(number - 1, 0, -1):
        match = KEY.match(lines.line(above))
        if match is None or match.start("key") > column:
            continue
        if match.start("key") < column:
            path, column = (match["key"], *path), match.start("key")
        elif not match["dashes"]:
            continue  # a key beside this one
        if match["dashes"]:
            # A list may stand right below its key, in the same column.
            path, column = (0, *path), len(match["indent"]) + 1
        if column <= 0:
            break
    return path


def path_of(lines: Lines, number: int, match: re.Match[str]) -> Path:
    """Return the path of the key that *match* (of `KEY`) found in the line *number*."""
    if not match["dashes"]:
        return (*path_above(lines, number, match.start("key")), match["key"])
    return (*path_above(lines, number, len(match["indent"]) + 1), 0, match["key"])


def wants_dashes(path: Path) -> bool:
    """Return whether the entries of the value at *path* may begin with dashes."""
    return "array" in _kinds(shape_at(path))


def wants_keys(path: Path) -> bool:
    """Return whether the value at *path* may be a group of keys, or a map of ids."""
    return "object" in _kinds(shape_at(path))


def written(text: str) -> str:
    """Return *text* as YAML reads it as text, inside brackets too: in quotes where it needs them."""
    text = short(text)
    if _AS_IT_IS.fullmatch(text) and text == text.strip() and isinstance(resolve(text), str):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _kinds(shape: dict[str, Any]) -> list[str]:
    kind = shape.get("type", [])
    return kind if isinstance(kind, list) else [kind]


def _dashed(node: Node, text: str) -> bool:
    return text[node.start : node.start + 1] == "-" or (isinstance(node, Sequence) and not node.flow)


def _said(node: Node, text: str, entry: dict[str, Any]) -> list[_Said]:
    """Return what *node* says of each entry, where each has the shape *entry*; {} for a group of keys."""
    match node:
        case Sequence():
            return [one for item in node.items for one in _said(item, text, {})]
        case Mapping() if not entry:
            return [{key: as_written(value, text) for key, value in node.values.items()}]
        case Mapping() if properties(entry) and set(node.values) & set(properties(entry)):
            return _said(node, text, {})
        case Mapping() if properties(entry):
            inside = [value for value in node.values.values() if isinstance(value, (Mapping, Sequence))]
            # Ids with what they stand for, or with nothing; or else keys that nobody knows.
            return [one for value in inside for one in _said(value, text, {})] or [_bare(key) for key in node.values]
        case Mapping():
            return [_flat(node, text, key) for key in node.values]
        case Scalar() if not entry:
            return [_bare(node.text)]
        case Scalar() if properties(entry):
            return [_bare(name) for name in names_in(_bare(node.text))]
    raw = text[node.start : node.end] if node.style == "" else node.text
    return [bare for line in re.split(r"[\r\n]+|, ", raw) if (bare := _bare(line))]


def _bare(text: str) -> str:
    """Return *text* without the dash or another sign that was to begin a list entry."""
    text = text.strip()
    sign = _ENTRY_SIGN.match(text)
    return text[sign.end() :] if sign else text


def _flat(node: Node, text: str, key: str = "") -> str:
    """Return what *node* says (of its *key*) as one text."""
    if isinstance(node, Mapping):
        keys = [key] if key else list(node.values)
        pairs = ((one, node.values[one]) for one in keys)
        return ", ".join(
            one if isinstance(value, Scalar) and value.value is None else f"{one}: {_flat(value, text)}"
            for one, value in pairs
        )
    return node.text if isinstance(node, Scalar) else "…"


def as_written(node: Node, text: str) -> str:
    """Return a value as it was written, if it has one and that is short; "" for none."""
    if isinstance(node, Scalar) and node.value is None:
        return ""
    raw = text[node.start : node.end]
    whole = isinstance(node, Scalar) or node.flow
    return raw if whole and len(raw) <= 60 and not re.search(r"[\r\n]", raw) and raw[:1] not in "|>" else "…"


def _group(shape: dict[str, Any], said: list[_Said], path: Path, *, dashes: bool, flow: bool) -> str:
    """Return how to write a group of keys that is of the *shape*."""
    first = said[0] if said else ""
    step = path[-1] if path else ""
    if flow:
        named = "" if isinstance(step, int) else f"{step}: "
        return f"write “{named}{_braced(shape, first)}”"
    if isinstance(step, int):
        return f"write its keys, a line each: {_quoted(_lines(shape, first), '- ')}"
    without = ", without a dash" if dashes else ""
    alone = "; only one may stand there" if len(said) > 1 else ""
    return f"write “{step}:”, and below it, indented by two spaces{without}: {_quoted(_lines(shape, first))}{alone}"


def _under_id(entry: dict[str, Any], said: _Said) -> str:
    """Return a line of a map: an id, and the keys of its *entry* in braces."""
    if isinstance(said, str):
        ident = said if _ID.fullmatch(said) else ""
        return f"{ident or 'an-id'}: {_braced(entry, '' if ident else said)}"
    ident = said.get("id", "") if "id" not in properties(entry) else ""
    known = {key: value for key, value in said.items() if key in properties(entry)}
    if not ident and not known:
        ident = next(iter(said), "")
    return f"{ident if _ID.fullmatch(ident) else 'an-id'}: {_braced(entry, known)}"


def _braced(shape: dict[str, Any], said: _Said) -> str:
    lines = _lines(shape, said)
    return "{" + ", ".join(lines) + "}" if lines else "{…}"


def _quoted(lines: list[str], dash: str = "") -> str:
    return ", ".join(f"“{dash if n == 0 else ''}{line}”" for n, line in enumerate(lines))


def _word(said: _Said) -> str:
    return written(said) if isinstance(said, str) and said else "…"


def _lines(shape: dict[str, Any], said: _Said) -> list[str]:
    """Return the lines that a group of the *shape* needs, with what was *said* at the keys that it is meant for."""
    wanted = required(shape)
    if isinstance(said, dict):
        values = {key: value for key, value in said.items() if key in properties(shape) and value}
    else:
        main = next((key for key in _NAMING if key in properties(shape)), "")
        if "email" in properties(shape) and is_email(said):
            main = "email"
        said = re.sub(rf"^(?:{main}\s*[:=]\s*)+", "", said) if main else said
        values = {main: written(said)} if main and said else {}
    keys = list(dict.fromkeys([*wanted, *list(values)[:6]])) or list(properties(shape))[:1]
    return [f"{key}: {values.get(key) or blank(properties(shape).get(key, {}))}" for key in keys]

"""Write the table of an article's keys in docs/format.md anew from the schema; a test holds the page to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressmark.reader.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent.parent / "docs" / "format.md"
_BEGIN = "<!-- This table is written by scripts/format_docs.py from the schema. -->\n"
_END = "<!-- Here the table ends. -->\n"
_PARTS = frozenset(("authors", "parties", "outlet", "quotes", "demands", "images", "sources", "sections", "based_on"))


def renewed(page: str) -> str:
    """Return the text of *page* with its table as the schema is now. Raises ValueError where it has no place."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"no line “{(_END if begin else _BEGIN).strip()}” in the page")
    return f"{before}{_BEGIN}\n| key | is |\n| --- | --- |\n{''.join(_rows())}\n{_END}{after}"


def _rows() -> Iterator[str]:
    whole = schema()
    for key, shape in whole["properties"].items():
        said = [str(shape["description"]).replace("|", "\\|")]
        said += _choices(shape)
        said += _held(shape) if key not in _PARTS else []
        if key in whole["x-from-house"]:
            said.append("**Required**, here or in the house.")
        elif key in whole["required"]:
            said.append("**Required.**")
        yield f"| `{key}` | {' '.join(said)} |\n"


def _choices(shape: dict[str, Any]) -> list[str]:
    named = shape.get("enum")
    if not named:
        return []
    most = f"; `{shape['default']}` where it is missing" if "default" in shape else ""
    return [f"One of {', '.join(f'`{value}`' for value in named)}{most}."]


def _held(shape: dict[str, Any]) -> list[str]:
    several = shape.get("type") == "array"
    inner = shape.get("items", {}) if several else shape
    keys = inner.get("properties", {})
    if not keys:
        return ["A list."] if several else []
    need = inner.get("required", [])
    must = [f"`{key}`" for key in keys if key in need]
    may = [f"`{key}`{_values(keys[key])}" for key in keys if key not in need]
    parts = [_listed(must)] if must else []
    if may:
        parts.append(f"may have {_listed(may)}")
    start = "A list; each has" if several else "It has"
    if not must:
        start, parts = start.removesuffix(" has"), [f"may have {_listed(may)}"]
    return [f"{start} {' and '.join(parts)}."]


def _values(shape: dict[str, Any]) -> str:
    return f" ({', '.join(f'`{value}`' for value in shape['enum'])})" if "enum" in shape else ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")

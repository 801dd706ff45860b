"""YAML as a person would write it: plain where it can be, literal blocks for prose, comments where to look."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 110
# Plain scalars that YAML 1.1 or 1.2 would read as something else than text, or that only look dangerous.
_NOT_TEXT = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\.inf|\.nan)|\.nan"
    r"|[-+]?[0-9][0-9_,.:eExXoOa-fA-F+-]*|[-+]?\.[0-9].*|0[xob].*|=|<<)\Z",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:\d{2}))?\Z")
_SAFE_START = re.compile(r"[^\W_]|[(/.“„«‘$€£©+]")


def scalar(text: str, *, flow: bool = False) -> str:
    """Return *text* as a YAML scalar on one line: plain where no parser could misread it, else in double quotes."""
    if _DATE.match(text):
        return text  # dates stay text in the YAML 1.2 core schema, which the reader holds to
    plain = (
        bool(text)
        and text == " ".join(text.split(" "))
        and text == text.strip()
        and _SAFE_START.match(text) is not None
        and not _NOT_TEXT.match(text)
        and not re.search(r": |:\Z| #|[\t\n\r]", text)
        and not text.startswith(("---", "...", ". "))
        and not (flow and re.search(r"[^\w .’/()&-]", text))
    )
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    """Return *text* in double quotes: JSON's escapes are YAML's, and what YAML can't hold is escaped too."""
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        json.dumps(text, ensure_ascii=False),
    )


def pair(key: str, text: str, indent: int = 0, lead: str = "") -> list[str]:
    """Return the lines of ``key: text``; long text is folded so that it reads as prose. *lead* replaces the indent."""
    head = (lead or " " * indent) + f"{key}:"
    one = f"{head} {scalar(text)}"
    if len(one) <= _WIDTH + 10 or not text or re.search(r"[\t\n]|  ", text):
        return [one]
    inner = " " * (indent + 2)
    lines = textwrap.wrap(text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    if " ".join(lines) != text or any(line[:1] in {" ", "\t"} for line in lines):
        return [one]
    return [f"{head} >-", *(inner + line for line in lines)]


def literal(key: str, text: str, indent: int = 0) -> list[str]:
    """Return the lines of ``key: |`` with *text* as a literal block."""
    inner = " " * (indent + 2)
    return [" " * indent + f"{key}: |", *((inner + line).rstrip() for line in text.strip("\n").split("\n"))]


def comment(text: str, indent: int = 0, word: str = "check") -> list[str]:
    """Return *text* as ``# check:`` lines."""
    flat = " ".join(text.split())
    lines = textwrap.wrap(flat, _WIDTH - indent, break_long_words=False) or [""]
    return [" " * indent + "# " + (f"{word}: " if n == 0 else "  ") + line for n, line in enumerate(lines)]


def tree(value: object, indent: int = 0) -> Iterator[str]:
    """Yield the lines of any mapping or list of texts, numbers, mappings and lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(str(key), inner, indent)
    elif isinstance(value, list):
        for inner in value:
            lines = (
                list(tree(inner, indent + 2))
                if isinstance(inner, dict | list)
                else [" " * (indent + 2) + scalar(str(inner))]
            )
            yield " " * indent + "- " + lines[0].strip()
            yield from lines[1:]


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield " " * indent + f"{key}:"
        yield from tree(value, indent + 2)
    elif isinstance(value, bool):
        yield " " * indent + f"{key}: {str(value).lower()}"
    elif isinstance(value, int):
        yield " " * indent + f"{key}: {value}"
    elif isinstance(value, str) and ("\n" in value or key in {"body", "notes"}):
        yield from literal(key, value, indent)
    elif value is not None:
        yield from pair(key, str(value), indent)

"""A draft to YAML, with a comment wherever a person should look, and to the report that says the same.

The YAML is as a person would write it: plain where it can be, literal blocks for prose.
"""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import THRESHOLD, Checked, Flow, Guess, Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.importing.manuscript import Draft, LeftOut, Manuscript

MODELINE = "# yaml-language-server: $schema=https://w3id.org/pressmark/schema/1/article.schema.json"
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


def pair(key: str, text: str, indent: int = 0) -> list[str]:
    """Return the lines of ``key: text``; long text is folded so that it reads as prose."""
    head = " " * indent + f"{key}:"
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
    # A parser takes the margin from the first line, so one that begins with a space has it said (YAML 1.2, 8.1.1.1).
    said = "2" if text.lstrip("\n").startswith(" ") else ""
    return [" " * indent + f"{key}: |{said}", *((inner + line).rstrip() for line in text.strip("\n").split("\n"))]


def comment(text: str, indent: int = 0) -> list[str]:
    """Return *text* as ``# check:`` lines."""
    flat = " ".join(text.split())
    lines = textwrap.wrap(flat, _WIDTH - indent, break_long_words=False) or [""]
    return [" " * indent + "# " + ("check: " if n == 0 else "  ") + line for n, line in enumerate(lines)]


def write_yaml(draft: Draft, modeline: str = MODELINE) -> str:
    """Return *draft* as YAML. What the format requires and the input lacks is left empty: `validate` points at it."""
    lines = [modeline]
    for key, value in draft.document.items():
        if isinstance(value, dict | list) or key == "notes":
            lines.append("")
        lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: object, indent: int) -> Iterator[str]:  # noqa: C901, PLR0912 - one case a kind
    """Yield the lines of one key, what a person should look at before it."""
    margin = " " * indent
    match value:
        case Checked():
            for check in value.checks:
                yield from comment(check, indent)
            yield from _entry(key, value.value, indent)
        case Missing():
            yield from comment(value.why, indent)
            yield f"{margin}{key}:"
        case Guess():
            if value.doubtful:
                yield from comment(value.why, indent)
            yield from pair(key, value.value, indent)
        case Flow():
            if value.guess is not None and value.guess.doubtful:
                yield from comment(value.guess.why, indent)
            yield f"{margin}{key}: {_flow(value.value)}"
        case dict():
            yield f"{margin}{key}:"
            for inner, one in value.items():
                yield from _entry(inner, one, indent + 2)
        case list():
            yield f"{margin}{key}:"
            for one in value:
                yield from _item(one, indent + 2)
        case bool() | int():
            yield f"{margin}{key}: {str(value).lower()}"
        case str() if "\n" in value:
            yield from literal(key, value, indent)
        case _:
            yield from pair(key, str(value), indent)


def _item(value: object, indent: int) -> Iterator[str]:
    """Yield the lines of one mapping of a list; comments on its first key stand before the sign of the item."""
    lines = (
        [line for key, inner in value.items() for line in _entry(key, inner, indent + 2)]
        if isinstance(value, dict)
        else []
    )
    first = next((number for number, line in enumerate(lines) if not line.lstrip().startswith("#")), len(lines))
    yield from (line[2:] for line in lines[:first])
    yield " " * indent + "- " + lines[first].lstrip()
    yield from lines[first + 1 :]


def _flow(value: dict[str, str] | list[str]) -> str:
    if isinstance(value, list):
        return f"[{', '.join(scalar(one, flow=True) for one in value)}]"
    return f"{{{', '.join(f'{key}: {scalar(one, flow=True)}' for key, one in value.items())}}}"


FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class PlacedGuess:
    """A guess and the JSON Pointer (RFC 6901) of the value it became."""

    pointer: str
    guess: Guess


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one import.

    *checks* are remarks for a person, each with a pointer; *missing* are pointers of required values that the input
    lacks; *dropped* counts characters that no article can carry.
    """

    name: str
    form: str
    encoding: str
    guesses: tuple[PlacedGuess, ...]
    checks: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    dropped: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values, its layout numbered by ``format``."""
        return {
            "format": FORMAT_VERSION,
            "name": self.name,
            "form": self.form,
            "encoding": self.encoding,
            "threshold": THRESHOLD,
            "guesses": [{"pointer": entry.pointer, **_guess(entry.guess)} for entry in self.guesses],
            "checks": [{"pointer": pointer, "message": message} for pointer, message in self.checks],
            "missing": list(self.missing),
            "left_out": [{"text": one.text, "why": one.why, "line": one.place or None} for one in self.left_out],
            "dropped": dict(self.dropped),
        }

    def as_lines(self) -> Iterator[str]:
        """Yield the report as lines for a person: what to do first, then what was left out."""
        for pointer in self.missing:
            yield f"missing: {pointer}"
        for pointer, message in self.checks:
            yield f"check: {pointer}: {message}"
        for one in self.left_out:
            place = f" (line {one.place})" if one.place else ""
            yield f"left out{place}: {_short(one.text)} – {one.why}"
        for name, count in self.dropped:
            yield f"dropped: {count} × {name}"


def made_report(draft: Draft, name: str, manuscript: Manuscript) -> Report:
    """Return the report on *draft*, made of *manuscript*, which was read from the input *name*."""
    leaves = list(_leaves(draft.document, ""))
    entries = tuple(PlacedGuess(pointer, leaf) for pointer, leaf in leaves if isinstance(leaf, Guess))
    missing = tuple(pointer for pointer, leaf in leaves if isinstance(leaf, Missing))
    doubtful = [(entry.pointer, entry.guess.why) for entry in entries if entry.guess.doubtful]
    remarks = [(pointer, check) for pointer, leaf in leaves if isinstance(leaf, Checked) for check in leaf.checks]
    form, encoding, dropped = manuscript.form, manuscript.encoding, manuscript.dropped
    return Report(name, form, encoding, entries, (*doubtful, *remarks), missing, draft.left_out, dropped)


def _leaves(value: object, pointer: str) -> Iterator[tuple[str, Guess | Missing | Checked]]:
    """Yield each guess, gap and remark in a draft's document with its JSON Pointer (RFC 6901)."""
    match value:
        case Guess() | Missing() | Checked():
            yield pointer, value
        case Flow() if value.guess is not None:
            yield pointer, value.guess
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, f"{pointer}/{key}")
        case list():
            for number, inner in enumerate(value):
                yield from _leaves(inner, f"{pointer}/{number}")


def _guess(guess: Guess) -> dict[str, object]:
    made = asdict(guess)
    made["line"] = made.pop("place") or None
    return {**made, "doubtful": guess.doubtful}


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57].rstrip()}…”"

"""Words to the body grammar: styles as marks, and every sign that the grammar would take for one escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Protocol

from pressmark.importing.manuscript import Rich, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt

    class _Escape(Protocol):
        def __call__(self, text: str, *, first: bool = True) -> str: ...


_ALWAYS = re.compile(r"[\\*`\[<]|[!](?=\[)|_|~~|\{(?=\s*[\w^-])|\](?=[(\[:])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=_*~]{3,}|=+\s*$|-+\s*$|>|\|)")
_NUMBER_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_SPECIAL = re.compile(r"[^\w\s.,:;?!'\"()/%-]|^[^A-Za-z]|_|  |\n", re.ASCII)
_ASCII_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_SIGNS = {"emphasis": ("*", "*"), "strong": ("**", "**")}
_WEB = re.compile(r"^(?:https?://|mailto:)[^\s<>\"{}|\\^`]+$", re.IGNORECASE)


def escape(text: str, *, first: bool = True) -> str:
    """Return *text* so that a body says exactly it; *first* tells that it opens a line."""
    made = _ALWAYS.sub(_escaped, text)
    if first:
        made = _LINE_START.sub(lambda match: match[1] + "\\" + match[2], made)
        made = _NUMBER_START.sub(r"\1\\\2", made)
    return made


def _escaped(match: re.Match[str]) -> str:
    if match[0] == "_":
        text, at = match.string, match.start()
        inside = 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
        return "_" if inside else r"\_"
    return "".join("\\" + char for char in match[0])


def address(href: str) -> str:
    """Return *href* as a body may link to it, or "" where it may not (http, https and mailto only)."""
    cleaned = href.strip().replace(" ", "%20")
    return re.sub(r"[()]", r"\\\g<0>", cleaned) if _WEB.match(cleaned) else ""


def body_text(rich: Rich, marks: Iterable[tuple[int, int, str]] = ()) -> str:
    """Return *rich* as one paragraph of a body.

    *marks* are stretches, in order, to be replaced by a mark such as ``{quote:id}``. The paragraph is read back with
    a CommonMark parser; where a style does not survive, the words are written without styles, never changed.
    """
    marks = tuple(marks)
    if not marks and not rich.spans and not _SPECIAL.search(rich.text):
        return rich.text
    wanted = _expected(rich, marks)
    for spans, escaping in ((rich.spans, escape), (_links(rich.spans), escape), ((), escape), ((), _escape_all)):
        made = _written(Rich(rich.text, tuple(spans)), marks, escaping)
        if _read_back(made) == wanted:
            return made
    return made


def _links(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.style in {"link", "note"})


def _escape_all(text: str, *, first: bool = True) -> str:  # noqa: ARG001 - the shape of `escape`
    return _ASCII_SIGN.sub(lambda match: "\\" + match[0], text)


def _expected(rich: Rich, marks: tuple[tuple[int, int, str], ...]) -> str:
    made, at = [], 0
    for start, end, mark in marks:
        made += [rich.text[at:start], mark]
        at = end
    return _plain("".join([*made, rich.text[at:]]))


def _plain(text: str) -> str:
    return " ".join(text.split())


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # `--help` must not wait for it

    return MarkdownIt("commonmark").disable(["html_inline", "html_block", "autolink", "entity", "image", "backticks"])


def _read_back(body: str) -> str | None:
    """Return the words of a one-paragraph body, None where it is not one paragraph."""
    found = _parser().parse(re.sub(r"(?<!\\)\[\^[a-z0-9-]+\]", "", body))
    if [token.type for token in found] != ["paragraph_open", "inline", "paragraph_close"]:
        return "" if not body.strip() else None
    children = found[1].children or []
    return _plain("".join(" " if child.type.endswith("break") else child.content for child in children))


def _written(rich: Rich, marks: tuple[tuple[int, int, str], ...], escaping: _Escape) -> str:
    """Write the words between the marks with those styles that lie whole between them."""
    made: list[str] = []
    at = 0
    for start, end, mark in (*marks, (len(rich.text), len(rich.text), "")):
        made.append(_styled(rich, at, start, escaping))
        made.append(mark)
        notes = [span.value for span in rich.spans if span.style == "note" and start < span.start <= end and mark]
        made += [f"[^{note}]" for note in notes]
        at = end
    return "".join(made).strip()


def _styled(rich: Rich, start: int, end: int, escaping: _Escape) -> str:
    """Write ``text[start:end]``; styles are opened and closed innermost last."""
    # Where a sign stands, whether it closes (0), is a point (1) or opens (2), what comes first there, and the sign.
    signs: list[tuple[int, int, tuple[int, str], str]] = []
    for span in rich.spans:
        if span.style in {"note", "break"}:
            # A note at the end of a mark belongs to the mark, which comes before this stretch.
            if start <= span.start <= end and not (span.style == "note" and span.start == start and start > 0):
                sign = f"[^{span.value}]" if span.style == "note" else "\\\n"
                signs.append((span.start, 1, (0, ""), sign))
            continue
        trimmed = _trimmed(rich.text, max(span.start, start), min(span.end, end))
        if trimmed is not None and (span.style != "link" or address(span.value)):
            first, last = trimmed
            before, behind = _SIGNS.get(span.style, ("[", f"]({address(span.value)})"))
            signs += [(first, 2, (-last, span.style), before), (last, 0, (-first, span.style), behind)]
    made: list[str] = []
    at = start
    for place, _, _, sign in [*sorted(signs, key=lambda one: one[:3]), (end, 3, (0, ""), "")]:
        if place > at:
            made.append(escaping(rich.text[at:place], first=at == 0))
            at = place
        made.append(sign)
        if sign == "\\\n":
            at += len(rich.text[place:end]) - len(rich.text[place:end].lstrip(" "))
    return "".join(made)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

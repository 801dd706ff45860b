"""What stands inside paragraphs: marks, notes and links are taken in; what may not stand there is reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.reader.body import WORDS, Body, Placement, PlacementKind
from pressmark.reader.form_problems import link_fault
from pressmark.reader.near_markup import check_near_markup
from pressmark.reader.suggest import near

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEFINITION = re.compile(r"\[([^\]\n]+)\]:[ \t]*\S")
_ALMOST_LINK = re.compile(
    r"(?<![\\\]])\[(?!\^)(?:[^\[\]\\\n]|\[\^[^\[\]\s]+\])*\][ \t]?\((?:https?:|mailto:|www\.)[^()\n]*\)?"
)


def check_inline(body: Body, inline: Token, *, paragraph: bool) -> None:
    """Check the content of one block, which may be a *paragraph*, and note what it places."""
    children = inline.children or []
    if paragraph and (match := _DEFINITION.match(inline.content)):
        start, end = body.inline_range(inline, 0, match.end(1) + 2)
        help_ = "write [words](https://…), or list the work under “sources” and cite it as [^id]"
        body.problem("body-definition", "links and notes are not defined in a body", start, end, help_)
        children = [child for child in children if "at" not in child.meta or child.meta["at"][0] >= match.end(1)]
    alone = paragraph and len(children) == 1
    for index, child in enumerate(children):
        at = child.meta.get("at")
        if at is None:
            continue
        start, end = body.inline_range(inline, *at)
        match child.type:
            case "mark":
                _mark(body, child, start, end, alone=alone)
            case "note":
                _note(body, child, start, end)
            case "code_inline":
                help_ = f"write it as text; “\\{child.markup[:1]}” is a plain {child.markup[:1]}"
                body.problem("body-code", "code can’t be set in a body", start, end, help_)
            case "image":
                help_ = "list it under “images” and place it with {image:ID}"
                body.problem("body-image", "an image is not placed this way", start, end, help_)
            case "link_open":
                _link(body, child, start, end, empty=children[index + 1].type == "link_close")
    _broken_links(body, inline)
    check_near_markup(body, inline, paragraph=paragraph)


def _broken_links(body: Body, inline: Token) -> None:
    """Find what looks like a link and was not read as one."""
    children = inline.children or []
    links = [child.meta["at"] for child in children if child.type in {"link_open", "image"} and "at" in child.meta]
    notes = [child.meta["at"][0] for child in children if child.type == "note"]
    for match in _ALMOST_LINK.finditer(inline.content):
        first, last = match.span()
        if any(begin <= first < end for begin, end in links):
            continue
        start, end = body.inline_range(inline, first, last)
        if any(first < note < last for note in notes):
            message = "a note can’t stand inside a link: it is a link itself"
            body.problem("note-in-link", message, start, end, "put it after the link")
        else:
            message = "this looks like a link, but is printed as it stands"
            body.problem(
                "link-like-text", message, start, end, "write [words](https://…), without spaces in the address"
            )


def _mark(body: Body, token: Token, start: int, end: int, *, alone: bool) -> None:
    """Take in a mark; a mistyped or misplaced one is taken for what was meant, so that nothing is left over."""
    kind = _kind(body, token, start, end)
    if kind is None:
        return
    if (kind == "demands") == bool(token.content):
        if token.content:
            help_ = f"write “{{demand:{token.content}}}” for one, or “{{demands}}” for all"
            body.problem("mark-id", f"“{token.markup}” names a demand, but places all of them", start, end, help_)
        else:
            body.problem("mark-id", f"“{token.markup}” names nothing", start, end, f"write “{{{kind}:ID}}”")
        return
    if not alone and kind != "quote":
        help_ = "put it in a paragraph of its own: an empty line before and after it"
        body.problem("mark-not-alone", f"“{token.markup}” stands within a paragraph", start, end, help_)
    first, last = start, end
    if token.content:
        first = start + body.node.text[start:end].rindex(token.content)
        last = first + len(token.content)
    body.placements.append(Placement(kind, token.content, alone, *body.raw(first, last)))


def _kind(body: Body, token: Token, start: int, end: int) -> PlacementKind | None:
    """Return what the mark places, or what it was probably meant to, or None."""
    known: dict[str, PlacementKind] = {word: word for word in WORDS}
    if token.info in known:
        return known[token.info]
    meant = near(token.info, WORDS)
    help_ = "there are {quote:ID}, {demands}, {demand:ID}, {image:ID}; “\\{” is a plain brace"
    if meant:
        help_ = f"did you mean “{{{meant}:{token.content}}}”?"
    body.problem("unknown-mark", f"“{token.markup}” is no mark", start, end, help_)
    return known[meant] if meant else None


def _note(body: Body, token: Token, start: int, end: int) -> None:
    if token.meta.get("linked"):
        message = "a note can’t stand inside a link: it is a link itself"
        body.problem("note-in-link", message, start, end, "put it after the link")
        return
    body.placements.append(Placement("note", token.content, block=False, **_range(body, start + 2, end - 1)))


def _range(body: Body, start: int, end: int) -> dict[str, int]:
    first, last = body.raw(start, end)
    return {"start": first, "end": last}


def _link(body: Body, token: Token, start: int, end: int, *, empty: bool) -> None:
    href = str(token.attrs.get("href", ""))
    if token.markup == "autolink":
        body.problem(
            "body-autolink",
            f"“<{href}>” is not read as a link",
            start,
            end,
            f"write [words]({href}), or the address without < >",
        )
        return
    if token.attrs.get("title"):
        body.problem("link-title", "a link has no title", start, end, "say in the text what the title says")
    if empty:
        body.problem("link-empty", "a link has no words", start, end, f"write [words]({href})")
    rule, message, help_ = link_fault(href)
    if rule:
        body.problem(rule, message, start, end, help_)

"""What stands inside paragraphs: marks, notes and links are taken in; what may not stand there is reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.reader.body import WORDS, Body, Placement, PlacementKind
from pressmark.reader.form_problems import link_fault
from pressmark.reader.suggest import near

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEFINITION = re.compile(r"\[([^\]\n]+)\]:[ \t]*\S")
_ALMOST_LINK = re.compile(
    r"(?<![\\\]])\[(?!\^)(?:[^\[\]\\\n]|\[\^[^\[\]\s]+\])*\][ \t]?\((?:https?:|mailto:|www\.)[^()\n]*\)?"
)
_ALMOST = re.compile(r"(?<!\\)\{(?:quotes?|demand|images?|notes?|sources?)(?:[ \t]+[^{}\n]*)?\}", re.IGNORECASE)


def check_inline(body: Body, inline: Token, *, paragraph: bool) -> None:
    """Check the content of one block, which may be a *paragraph*, and note what it places."""
    children = inline.children or []
    if paragraph and (match := _DEFINITION.match(inline.content)):
        start, end = body.inline_range(inline, 0, match.end(1) + 2)
        help_ = "write [words](https://…), or list the work under “sources” and cite it as [^id]"
        body.problem("body-definition", "links and notes are not defined in a body", start, end, help_)
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
    almost = _ALMOST.search(inline.content) if "{" in inline.content else None
    if almost:
        start, end = body.inline_range(inline, *almost.span())
        word = near(almost.group().strip("{}").split()[0], ("quote", "demands", "image"))
        help_ = f"write {{{word}:ID}}, without spaces, to place something; “\\{{” is a plain brace"
        body.problem("mark-like-text", f"“{almost.group()}” is no mark, and is printed as it stands", start, end, help_)


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
    word = token.info
    if word not in WORDS:
        meant = near(word, WORDS)
        help_ = (
            f"did you mean “{{{meant}:{token.content}}}”?"
            if meant
            else "there are {quote:ID}, {demands}, {demand:ID}, {image:ID}; “\\{” is a plain brace"
        )
        body.problem("unknown-mark", f"“{token.markup}” is no mark", start, end, help_)
        return
    kind: PlacementKind = word
    if (kind == "demands") == bool(token.content):
        what = "names no demand: it places all of them" if token.content else f"needs an id: “{{{word}:ID}}”"
        help_ = (
            f"write “{{demand:{token.content}}}” for one, or “{{demands}}” for all"
            if word == "demands"
            else "name what it places"
        )
        body.problem("mark-id", f"“{token.markup}” {what}", start, end, help_)
        return
    if not alone and kind != "quote":
        message = f"“{token.markup}” stands within a paragraph"
        body.problem(
            "mark-not-alone", message, start, end, "put it in a paragraph of its own: an empty line before and after it"
        )
        return
    first, last = start, end
    if token.content:
        first = start + body.node.text[start:end].rindex(token.content)
        last = first + len(token.content)
    body.placements.append(Placement(kind, token.content, alone, *body.raw(first, last)))


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

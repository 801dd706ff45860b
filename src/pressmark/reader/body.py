"""A body's text becomes tokens and a list of what they place; what a body may not hold becomes a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pressmark.reader.form_problems import address_help
from pressmark.reader.formats import is_email, is_uri
from pressmark.reader.grammar import DEEPEST, parse
from pressmark.reader.suggest import near
from pressmark.reader.value_map import places

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.document import Document
    from pressmark.reader.nodes import Scalar

LONGEST_PARAGRAPH = 20_000

PlacementKind = Literal["quote", "demand", "demands", "image", "note"]
WORDS: tuple[PlacementKind, ...] = ("quote", "demand", "demands", "image")

_DEFINITION = re.compile(r"\[([^\]\n]+)\]:[ \t]*\S")
_ALMOST = re.compile(r"(?<!\\)\{(?:quotes?|demand|images?|notes?|sources?)(?:[ \t]+[^{}\n]*)?\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placement:
    """A mark: what it places, whether as a block, and the offsets in the file of its id (without one, of all)."""

    kind: PlacementKind
    id: str
    block: bool
    start: int
    end: int


@dataclass(slots=True)
class Body:
    """The *tokens* of one body and its *placements* in reading order; *headed* where sub-headings may stand in it."""

    node: Scalar
    document: Document
    headed: bool
    tokens: list[Token] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _line_starts: list[int] = field(default_factory=list)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the file of the value's characters from *start* up to *end*."""
        if not self._starts:
            self._starts, self._ends = places(self.document.lines.text, self.node)
        return self._starts[start], self._ends[max(end - 1, start)]

    def problem(self, rule: str, message: str, start: int, end: int, help_: str) -> None:
        """Report a problem with the value's characters from *start* up to *end*."""
        self.document.report.add(rule, message, *self.raw(start, end), self.document.pointer(self.node), help_=help_)

    def lines(self) -> list[str]:
        """Return the lines of the value."""
        if not self._lines:
            self._lines = self.node.text.split("\n")
            at = 0
            for line in self._lines:
                self._line_starts.append(at)
                at += len(line) + 1
        return self._lines

    def block_problem(self, token: Token, rule: str, message: str, help_: str, markup: str = "") -> None:
        """Report a problem with the block that *token* opens: its first line, from its *markup* on."""
        number = (token.map or [0])[0]
        line = self.lines()[number]
        column = max(line.find(markup), 0) if markup else 0
        column += len(line[column:]) - len(line[column:].lstrip())
        start = self._line_starts[number]
        self.problem(rule, message, start + column, start + max(len(line.rstrip()), column + 1), help_)

    def content_lines(self, inline: Token) -> list[int]:
        """Return where in the value each line of the *inline* token's content begins."""
        first = (inline.map or [0])[0]
        found = []
        for index, content in enumerate(inline.content.split("\n")):
            line = self.lines()[first + index].rstrip()
            start = self._line_starts[first + index]
            bare = content.strip()
            at = len(line) - len(bare) if line.endswith(bare) else line.rfind(bare)
            found.append(start + max(at, 0) - (len(content) - len(content.lstrip())))
        return found

    def inline_range(self, inline: Token, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the value of the characters *start* up to *end* of an inline token's content."""
        beginnings = self.content_lines(inline)

        def at(offset: int) -> int:
            before = inline.content[:offset]
            row = before.count("\n")
            return beginnings[row] + len(before) - (before.rfind("\n") + 1)

        return at(start), at(end - 1) + 1


def read_body(document: Document, node: Scalar, *, headed: bool) -> Body:
    """Return the body that *node* holds, after reporting what it may not hold.

    *headed* says whether sub-headings may stand in it, that is, whether its section has a heading.
    """
    body = Body(node, document, headed)
    if not _bearable(body):
        return body
    body.tokens = parse(node.text)
    level = 2
    for index, token in enumerate(body.tokens):
        if token.type == "heading_open":
            level = _heading(body, token, body.tokens[index + 1], level)
        elif token.type == "inline":
            alone = index > 0 and body.tokens[index - 1].type == "paragraph_open"
            _inline(body, token, paragraph=alone)
        else:
            _block(body, token, body.tokens[index + 1] if index + 1 < len(body.tokens) else None)
    return body


def _bearable(body: Body) -> bool:
    """Return whether every paragraph is short enough to be parsed in bounded time; report those that aren't."""
    at, bearable = 0, True
    for paragraph in re.split(r"\n[ \t]*\n", body.node.text):
        if len(paragraph) > LONGEST_PARAGRAPH:
            begin = at + len(paragraph) - len(paragraph.lstrip())
            message = f"a paragraph has more than {LONGEST_PARAGRAPH} characters"
            body.problem("paragraph-too-long", message, begin, begin + 1, "begin a new paragraph with an empty line")
            bearable = False
        at = body.node.text.find("\n", at + len(paragraph) + 1) + 1
    return bearable


_REFUSED = {
    "table_open": ("body-table", "a table can’t be set in a body", "write a list, or put the table into an image", ""),
    "fence": ("body-code", "a code block can’t be set in a body", "write it as text, without the fence", "markup"),
    "code_block": ("body-code", "a line indented by four spaces is a code block", "take the indentation out", ""),
    "hr": ("body-rule", "a rule between paragraphs can’t be set", "begin a new section, or take it out", "markup"),
}


def _block(body: Body, token: Token, following: Token | None) -> None:
    if token.type in _REFUSED:
        rule, message, help_, by = _REFUSED[token.type]
        body.block_problem(token, rule, message, help_, token.markup[:3] if by and token.type == "fence" else "")
    elif token.type in {"list_item_open", "blockquote_open"}:
        empty = following is not None and following.nesting < 0
        if token.level >= DEEPEST - 2:
            body.block_problem(token, "body-too-deep", "lists and block quotes are nested too deep", "use fewer levels")
        elif empty:
            what = "list entry" if token.type == "list_item_open" else "block quote"
            help_ = f"write its text, or take the “{token.markup}” out; “\\{token.markup}” is a plain one"
            body.block_problem(token, "body-empty-block", f"a {what} is empty", help_)


def _heading(body: Body, token: Token, inline: Token, level: int) -> int:
    """Check one sub-heading; return the level that the next may go one below."""
    if token.markup in {"=", "-"}:
        help_ = "write “### ” before a sub-heading; leave a line empty before a dash that is none"
        body.block_problem(token, "body-heading", "a line of “=” or “-” makes the text above it a heading", help_)
        return level
    depth = len(token.markup)
    if depth < 3:
        message = f"“{token.markup}” is the level of the {'headline' if depth == 1 else 'section headings'}"
        body.block_problem(token, "body-heading", message, "write “### ” for a sub-heading; “\\#” is a plain #", "#")
        return level
    if not inline.content.strip():
        body.block_problem(token, "body-empty-block", "a sub-heading is empty", "write its words, or take it out", "#")
    if not body.headed:
        message = "a section without a heading has no sub-headings"
        body.block_problem(token, "subheading-unheaded", message, "give the section a “heading”", "#")
    elif depth > level + 1:
        message = f"a sub-heading of level {depth} stands under one of level {level}"
        body.block_problem(token, "heading-skipped", message, f"write “{'#' * (level + 1)} ”", "#")
    return depth


def _inline(body: Body, inline: Token, *, paragraph: bool) -> None:
    children = inline.children or []
    if paragraph and (match := _DEFINITION.match(inline.content)):
        start, end = body.inline_range(inline, 0, match.end(1) + 2)
        help_ = "write [words](https://…), or list the work under “sources” and cite it as [^id]"
        body.problem("body-definition", "links and notes are not defined in a body", start, end, help_)
    alone = paragraph and len(children) == 1
    for child in children:
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
                _link(body, child, start, end, children)
    almost = _ALMOST.search(inline.content) if "{" in inline.content else None
    if almost:
        start, end = body.inline_range(inline, *almost.span())
        word = near(almost.group().strip("{}").split()[0], ("quote", "demands", "image"))
        help_ = f"write {{{word}:ID}}, without spaces, to place something; “\\{{” is a plain brace"
        body.problem("mark-like-text", f"“{almost.group()}” is no mark, and is printed as it stands", start, end, help_)


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


def _link(body: Body, token: Token, start: int, end: int, siblings: list[Token]) -> None:
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
    if siblings[siblings.index(token) + 1].type == "link_close":
        body.problem("link-empty", "a link has no words", start, end, f"write [words]({href})")
    rule, message, help_ = _address(href)
    if rule:
        body.problem(rule, message, start, end, help_)


def _address(href: str) -> tuple[str, str, str]:
    scheme = href.split(":", maxsplit=1)[0].lower() if ":" in href else ""
    if scheme == "mailto":
        if not is_email(href[7:].split("?", maxsplit=1)[0]) or not is_uri(href):
            return "web-address", f"“{href}” is no email address", "write mailto:name@place.example"
    elif scheme not in {"http", "https"}:
        help_ = "write the whole address, with https://" if not scheme else "use https:, http: or mailto:"
        return "link-scheme", f"“{href[:60]}” is no address that a link may have", help_
    elif not is_uri(href):
        return "web-address", f"“{href[:60]}” is no web address", address_help(href)
    return "", "", ""

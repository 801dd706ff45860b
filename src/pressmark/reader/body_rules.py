"""A body's text becomes tokens and a list of what they place; blocks that a body may not hold become problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.reader.body import Body
from pressmark.reader.grammar import DEEPEST, LONGEST_PARAGRAPH, TOO_LONG, parse
from pressmark.reader.inline_rules import check_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.document import Document
    from pressmark.reader.nodes import Scalar

MOST_LINES = 20_000
MOST_SIGNS = 30_000

_SIGNS = re.compile(r"[\[\]{}*_`<\\!]")
_BREAK = r"(?:\r\n|\r|\n)"
_ENTRY = r"(?:[-*+>]|[0-9]+[.)]|\#{3,})[ ]"
_LOST_IN_QUOTES = re.compile(
    rf"[.!?…:”»’)\]。！？\"'][*_]*[ \t]*{_BREAK}[ \t]*{_BREAK}[ \t]*(?=[^\W\d_]|[*“„«‹‘¿¡「])"
    rf"|{_BREAK}[ \t]*{_ENTRY}[^\r\n]*{_BREAK}[ \t]*(?={_ENTRY})"
)
_LOST_LINES = re.compile(rf"[^\s\\][ \t]*(?:{_BREAK}[ \t]*{_BREAK}[ \t]*(?=\S)|{_BREAK}[ \t]*(?={_ENTRY}))")


def read_body(document: Document, node: Scalar, *, headed: bool) -> Body:
    """Return the body that *node* holds, after reporting what it may not hold.

    *headed* says whether sub-headings may stand in it, that is, whether its section has a heading.
    """
    body = Body(node, document, headed)
    if not _bounds(body):
        return body
    _folded(body)
    body.tokens, faults = parse(node.text)
    for fault in faults:
        body.problem(fault.rule, fault.message, fault.start, fault.end, fault.help_)
    level = 2
    for index, token in enumerate(body.tokens):
        if token.type == "heading_open":
            level = _heading(body, token, body.tokens[index + 1], level)
        elif token.type == TOO_LONG:
            message = f"a paragraph has more than {LONGEST_PARAGRAPH} characters"
            help_ = "begin a new paragraph with an empty line"
            body.block_problem(token, "paragraph-too-long", message, help_)
        elif token.type == "inline":
            alone = index > 0 and body.tokens[index - 1].type == "paragraph_open"
            check_inline(body, token, paragraph=alone)
        else:
            _block(body, token, body.tokens[index + 1] if index + 1 < len(body.tokens) else None)
    return body


def _folded(body: Body) -> None:
    """Warn where YAML has folded paragraphs or list entries of the body into one: only literal blocks keep lines.

    Programs that write YAML double the line breaks that they mean inside quotes, and a single line break in a text
    then looks as if it were lost: only the end of a sentence before it tells that it was one of a paragraph.
    """
    style = body.node.style
    if style == "|" or (style in {"'", '"'} and ("\n\n" in body.node.text or "\\n" in _raw(body))):
        return
    raw = _raw(body)
    match = (_LOST_LINES if style in {">", ""} else _LOST_IN_QUOTES).search(raw.rstrip())
    if match is not None:
        start = body.node.start + match.end()
        message = "this line was joined with the one above it: the body does not stand in a literal block"
        help_ = "write “|” after the body’s colon, and the text below it"
        if style in {"'", '"'}:
            help_ += ", without the quotation marks around it"
        pointer = body.document.pointer(body.node)
        body.document.report.add("body-folded", message, start, start + 1, pointer, help_=help_)


def _raw(body: Body) -> str:
    return body.document.lines.text[body.node.start : body.node.end]


def _bounds(body: Body) -> bool:
    """Return whether the bodies read so far are short enough to go on with; report it once if they aren't."""
    document, text = body.document, body.node.text
    before = document.body_lines, document.body_signs
    document.body_lines += text.count("\n") + 1
    document.body_signs += len(_SIGNS.findall(text))
    if document.body_lines <= MOST_LINES and document.body_signs <= MOST_SIGNS:
        return True
    if before[0] <= MOST_LINES and before[1] <= MOST_SIGNS:
        message = f"the article’s bodies have more than {MOST_LINES} lines or {MOST_SIGNS} signs of markup"
        document.at("body-too-large", message, body.node, "split the article")
    return False


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
            sign = token.info + token.markup
            help_ = f"write its text, or take the “{sign}” out; “{token.info}\\{token.markup}” is a plain one"
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

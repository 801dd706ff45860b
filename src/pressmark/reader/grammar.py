"""The grammar of a body: markdown-it with the rules that the source format allows, its marks, and what it refuses.

What is refused is parsed, too, so that it can be pointed at; what is neither (raw HTML, character references,
bare addresses) is text. Inline tokens carry in ``meta["at"]`` where in their paragraph they begin and end.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import list_block

from pressmark.reader.lists import PLAIN, Fault, settle, with_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    Rule = Callable[[StateInline, bool], bool]

DEEPEST = 20
LONGEST_PARAGRAPH = 20_000

# The type that an inline token is given when it is too long to be parsed in bounded time.
TOO_LONG = "too_long"

_BLOCKS = ["table", "code", "fence", "blockquote", "hr", "list", "heading", "lheading"]
_INLINES = ["newline", "escape", "backticks", "emphasis", "link", "image", "autolink"]
_POSITIONED = ["backticks", "link", "image", "autolink"]

# `{word:id}`: no white space, so that braces in prose stay prose; our own words also with spaces around the colon.
_BRACES = re.compile(
    r"\{(?:(?P<word>[A-Za-z]+):(?P<id>[^\s{}:]+)"
    r"|(?P<slack>quote|demands?|image)[ \t]*:[ \t]*(?P<loose>[^\s{}]*)[ \t]*|(?P<all>demands))\}"
)
_WIDE_SPACE = re.compile(r"(?=[^ \t\n])\s[^\S\n]*")
_NOTE = re.compile(r"\[\^([^\]\s^]+)\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@cache
def grammar() -> MarkdownIt:
    """Return the parser of bodies."""
    parser = _Parser("zero", {"maxNesting": DEEPEST})
    parser.enable(_BLOCKS + _INLINES)
    return _with_rules(parser)


class _Parser(MarkdownIt):
    """markdown-it that leaves addresses as they are: one that is refused is a problem, not text."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- markdown-it's name
        """Return *url*."""
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- the same
        """Return True."""
        return True


def _with_rules(parser: MarkdownIt) -> MarkdownIt:
    helped: Any = parser
    helped.helpers = _Helpers
    for name in _POSITIONED:
        parser.inline.ruler.at(name, _with_places(_rule(parser, name)))
    parser.block.ruler.at("list", with_plain(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    parser.core.ruler.before("inline", "spaces", _spaces)
    parser.core.ruler.before("inline", "bounds", _bounds)
    parser.inline.ruler.before("link", "note", _with_places(_note))
    parser.inline.ruler.before("link", "mark", _with_places(_mark))
    return parser


def parse(text: str) -> tuple[list[Token], list[Fault]]:
    """Return the tokens of the body *text*, and what is to be said about its lists."""
    parser = grammar()
    plain, faults = settle(parser, text)
    return parser.parse(text, {PLAIN: plain}), faults


def _spaces(state: StateCore) -> None:
    """Give paragraphs and headings back the wide spaces at their ends.

    CommonMark (0.31, 4.8) strips spaces and tabs only; markdown-it strips every Unicode space, and with them the
    indentation of a Chinese paragraph.
    """
    lines = state.src.split("\n") if _WIDE_SPACE.search(state.src) else []
    for token in state.tokens if lines else []:
        if token.type == "inline" and token.map:
            token.content = _whole(token.content, lines[token.map[0] : token.map[1]])


def _whole(content: str, lines: list[str]) -> str:
    """Return *content*, stripped from *lines*, with the wide spaces before and after it."""
    rows = content.split("\n")
    first = next((number for number, line in enumerate(lines) if rows[0] in line), 0)
    last = first + len(rows) - 1
    if not content:
        return "\n".join(filter(None, map(_wide, lines)))
    before = lines[first][: lines[first].rfind(rows[0])]
    after = lines[last][lines[last].rfind(rows[-1]) + len(rows[-1]) :]
    own = before[len(before.rstrip()) :].lstrip(" \t") + content
    own += after[: len(after) - len(after.lstrip())].rstrip(" \t")
    return "\n".join([*filter(None, map(_wide, lines[:first])), own, *filter(None, map(_wide, lines[last + 1 :]))])


def _wide(line: str) -> str:
    match = _WIDE_SPACE.search(line)
    return match.group().rstrip(" \t") if match else ""


def _bounds(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            token.type = TOO_LONG


def _rule(parser: MarkdownIt, name: str) -> Rule:
    index = parser.inline.ruler.__find__(name)
    rule: Rule = parser.inline.ruler.__rules__[index].fn
    return rule


def _with_places(rule: Rule) -> Rule:
    """Return *rule*, noting in its first token where it matched."""

    def placed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
        start, had = state.pos, len(state.tokens)
        pending = bool(state.pending)
        if not rule(state, silent):
            return False
        if not silent and len(state.tokens) > had + pending:
            state.tokens[had + pending].meta["at"] = (start, state.pos)
        return True

    return placed


def _mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if state.src[state.pos] != "{":
        return False
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("mark", "", 0)
        token.info = match["word"] or match["slack"] or match["all"]
        token.content = match["id"] or match["loose"] or ""
        token.markup = match.group()
    state.pos = match.end()
    return True


def _note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("note", "", 0)
        token.content, token.markup = match[1], match.group()
        token.meta["linked"] = state.linkLevel > 0
    state.pos = match.end()
    return True


class _Helpers:
    """markdown-it's helpers, except that character references in an address are text."""

    parseLinkLabel = staticmethod(helpers.parseLinkLabel)  # noqa: N815 -- markdown-it's names
    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815

    @staticmethod
    def parseLinkDestination(string: str, pos: int, maximum: int) -> object:  # noqa: N802
        """Return where the address at *pos* ends, and its words without backslash escapes."""
        result = helpers.parseLinkDestination(string, pos, maximum)
        if result.ok:
            raw = string[pos : result.pos]
            raw = raw[1:-1] if raw.startswith("<") else raw
            result.str = _ESCAPED.sub(r"\1", raw)
        return result

"""The grammar of a body: markdown-it with the rules that the source format allows, its marks, and what it refuses.

What is refused is parsed, too, so that it can be pointed at; what is neither (raw HTML, character references,
single stars within a word) is text. Inline tokens carry in ``meta["at"]`` where in their paragraph they begin and end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import list_block
from markdown_it.rules_inline.state_inline import Delimiter

from pressmark.reader.formats import is_uri
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
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler2.after("emphasis", "left over", _left_over)
    parser.inline.ruler.push("address", _address)
    parser.core.ruler.before("inline", "spaces", _spaces)
    parser.core.ruler.before("inline", "bounds", _bounds)
    parser.core.ruler.after("inline", "left over", _gather)
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


_LEFT = "left over"
# Signs that only open: “ and « close in some languages.
_OPENING = "([{„‚¿¡「『（【《"


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Read stars and underscores as CommonMark does (0.31, 6.2), with three differences that its readers ask for.

    A mark beside a Chinese, Japanese or Korean letter or sign needs no space around it; stars right after a
    sentence's sign close before a letter (“**no.**Then”); a single star inside a word is one (“Leser*innen”).
    """
    start = state.pos
    sign = state.src[start]
    if silent or sign not in "*_":
        return False
    scanned = state.scanDelims(start, sign == "*")
    end = start + scanned.length
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = scanned.can_open, scanned.can_close
    if sign == "*":
        beside = _east_asian(before) or _east_asian(after)
        opens = opens or (beside and not after.isspace())
        closes = closes or (not before.isspace() and (beside or (after.isalnum() and before not in _OPENING)))
        if scanned.length == 1 and before.isalnum() and after.isalnum() and not beside:
            opens = closes = False
    for at in range(start, end):
        token = state.push("text", "", 0)
        token.content = sign
        token.meta[_LEFT] = (at, end) if opens or closes else None
        length, number = scanned.length, len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(sign), length, number, -1, opens, closes))
    state.pos = end
    return True


def _east_asian(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "FW" or "\U000e0100" <= letter <= "\U000e01ef"


def _left_over(state: StateInline) -> None:
    """Note the first star or underscore that might have been emphasis and has found no other."""
    for token in state.tokens:
        if token.type == "text" and token.content and (at := token.meta.get(_LEFT)) is not None:
            state.env.setdefault(_LEFT, {})[id(state.tokens)] = state.tokens, at  # kept, so that no other has its id
            return


def _gather(state: StateCore) -> None:
    """Give each block its own sign that was left over."""
    left = state.env.get(_LEFT, {})
    for token in state.tokens:
        if token.type == "inline" and id(token.children) in left:
            token.meta[_LEFT] = left[id(token.children)][1]


_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"://[A-Za-z0-9\-._~:/?#@!$&'()+,;=%]+")


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Make a bare web address a link of its own words, without the signs of the sentence around it."""
    if state.src[state.pos] != ":" or state.linkLevel or silent:
        return False
    scheme = _SCHEME.search(state.pending)
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    if scheme is None or match is None:
        return False
    start = state.pos - len(scheme[0])
    url = _bare(scheme[0] + match[0])
    if (start and state.src[start - 1].isalnum()) or not is_uri(url):
        return False
    state.pending = state.pending[: scheme.start()]
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.meta["at"] = {"href": url}, (start, start + len(url))
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos = start + len(url)
    return True


def _bare(url: str) -> str:
    """Return *url* without the signs at its end that belong to the sentence, or to brackets around it."""
    while url[-1] in ".,;:!?'_~" or (url[-1] == ")" and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


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

"""Which lines that begin with a number are a list, and which are words: no number of the source is ever changed.

CommonMark keeps a list's first number and drops the others, and takes a date such as “3. Oktober” for an entry
(0.31, 5.2 and 5.3). Here a list counts on by one from its start and has two entries or more; what it is not stays
text, number and all, or is reported.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import list_block
from markdown_it.rules_inline.state_inline import Delimiter

from pressmark.reader.schema import is_uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    Rule = Callable[[StateInline, bool], bool]


PLAIN = "plain"
"""The key of the parser's environment under which the offsets of numbers stand that begin no list."""

_NUMBER = re.compile(r"[0-9][.)]")
_MARK = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[ ]*([^\s]*)")
_LARGEST_NUMBER = 999
_MOST_PASSES = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """What to tell of a stretch of a body: the *rule*, where it *start*s and *end*s in the text, *message*, *help_*."""

    rule: str
    start: int
    end: int
    message: str
    help_: str


@dataclass(slots=True)
class _Entry:
    """An entry: its *number* as written (empty for a bullet), the *sign* after it, the offset *at* which they begin."""

    number: str
    sign: str
    at: int
    line: int
    types: list[str] = field(default_factory=list)
    words: str = ""

    @property
    def marker(self) -> str:
        return self.number + self.sign

    @property
    def end(self) -> int:
        return self.at + len(self.marker)

    @property
    def plain(self) -> bool:
        """Return whether the entry is one paragraph, or nothing: text that a number may stand before."""
        return self.types in ([], ["paragraph_open"]) and not _MARK.fullmatch(self.words.strip())


@dataclass(slots=True)
class _List:
    """A list: its entries, and the types of the blocks right before and after it."""

    ordered: bool
    level: int
    entries: list[_Entry] = field(default_factory=list)
    before: str = ""
    after: str = ""
    after_line: int = -1

    @property
    def counts(self) -> bool:
        """Return whether the numbers count on by one from the first, and are written as they will be shown."""
        first = int(self.entries[0].number)
        return all(entry.number == str(first + n) for n, entry in enumerate(self.entries))


def settle(parser: MarkdownIt, text: str) -> tuple[frozenset[int], list[Fault]]:
    """Return the offsets in *text* of the numbers that begin no list, and what is to be said about its lists."""
    plain: set[int] = set()
    told: list[Fault] = []
    if not _NUMBER.search(text) and not re.search(r"^[ ]*[-*+] ", text, re.MULTILINE):
        return frozenset(), []
    source = _Source(text)
    lists: list[_List] = []
    for _ in range(_MOST_PASSES):
        tokens: list[Token] = []
        parser.block.parse(text, parser, {PLAIN: plain}, tokens)
        lists = _lists(tokens, source)
        words = [one for one in lists if one.ordered and _is_text(one, source)]
        if not words:
            break
        for one in words:
            told += [_told_as_text(one, source), *_fallen_out(one, source)]
            plain.update(entry.at for entry in one.entries)
    for one in lists:
        if one.ordered:
            told += _ordered_faults(one, source)
        told += _fallen_out(one, source)
    return frozenset(plain), _first_of_each(told, plain, source)


def _first_of_each(told: list[Fault], plain: set[int], source: _Source) -> list[Fault]:
    """Return *told* without what it says of “05.” in “17. 05. 2027”: one date is one fault."""

    def follows(fault: Fault) -> bool:
        before = source.text[source.starts[source.row(fault.start)] : fault.start]
        match = re.search(r"(?<![0-9])[0-9]+[.)][ ]+$", before)
        return match is not None and fault.start - len(match[0]) in plain

    return [fault for fault in told if fault.rule != "list-number" or not follows(fault)]


class _Source:
    """The lines of a body's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def blank(self, line: int) -> bool:
        """Return whether the *line* is empty, but for signs of a block quote."""
        return not 0 <= line < len(self.lines) or not self.lines[line].strip(" >")

    def column(self, offset: int) -> int:
        """Return how many characters stand before *offset* on its line."""
        return offset - self.starts[self.row(offset)]

    def row(self, offset: int) -> int:
        """Return the number of the line, from 0, on which *offset* lies."""
        return bisect_right(self.starts, offset) - 1

    def indent(self, line: int) -> int:
        """Return by how many spaces *line* is indented."""
        return len(self.lines[line]) - len(self.lines[line].lstrip(" "))

    def escaped(self, entry: _Entry) -> str:
        """Return how to write the beginning of *entry* as words: its number, a backslash and its sign, a word."""
        match = _WORD.match(self.text, entry.end)
        word = match[1][:24] if match else ""
        return f"{entry.number}\\{entry.sign} {word}".rstrip()


def _lists(tokens: list[Token], source: _Source) -> list[_List]:
    found: list[_List] = []
    stack: list[_List] = []
    cursor: dict[int, int] = {}
    last: dict[int, str] = {}  # by level: the type of the block that ended last in the open container
    waiting: dict[int, _List] = {}  # by level: a list that has just ended, whose next sibling is to come
    for token in tokens:
        _arrives(token, waiting, stack)
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            one = _List(token.type[0] == "o", token.level, before=last.get(token.level, ""))
            found.append(one)
            stack.append(one)
        elif token.type == "list_item_open":
            stack[-1].entries.append(_entry(token, source, cursor))
        elif token.type == "inline" and stack and stack[-1].entries[-1].types == ["paragraph_open"]:
            stack[-1].entries[-1].words = token.content
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            waiting[token.level] = stack.pop()
        if token.nesting == 1:
            last.pop(token.level + 1, None)
        elif token.nesting == -1 or token.type != "inline":
            last[token.level] = token.type.removesuffix("_close")
            waiting = {level: one for level, one in waiting.items() if level <= token.level}
    return found


def _arrives(token: Token, waiting: dict[int, _List], stack: list[_List]) -> None:
    """Note a block that begins with *token*: for the list that waits for its next sibling, and for the open entry."""
    if token.nesting == -1 or token.type == "inline":
        return
    if (done := waiting.pop(token.level, None)) is not None:
        done.after, done.after_line = token.type, (token.map or [-1])[0]
    if stack and token.level == stack[-1].level + 2:
        stack[-1].entries[-1].types.append(token.type)


def _entry(token: Token, source: _Source, cursor: dict[int, int]) -> _Entry:
    """Return the entry that *token* opens; *cursor* says how far its line was read, for a list in a list."""
    line = (token.map or [0])[0]
    begin = source.starts[line] + cursor.get(line, 0)
    at = source.text.find(token.info + token.markup, begin)
    entry = _Entry(token.info, token.markup, max(at, begin), line)
    cursor[line] = entry.end - source.starts[line]
    return entry


def _is_text(one: _List, source: _Source) -> bool:
    """Return whether *one*, which is no list, can stand as words without a line running into another."""
    first, *others = one.entries
    if not all(entry.plain for entry in one.entries):
        return False
    if _pressed(one, source):
        return False
    if one.after == "ordered_list_open" and not source.blank(one.after_line - 1):
        return False
    if not others:
        return True
    same = len({entry.number for entry in one.entries}) == 1
    apart = all(source.blank(entry.line - 1) for entry in others)
    return not one.counts and not same and int(first.number) != 1 and apart


def _pressed(one: _List, source: _Source) -> bool:
    """Return whether *one* follows a list or block quote with no empty line between, into which its words would run."""
    return one.before in {"bullet_list", "ordered_list", "blockquote"} and not source.blank(one.entries[0].line - 1)


def _told_as_text(one: _List, source: _Source) -> Fault:
    first = one.entries[0]
    why = "a numbered list has two entries or more" if len(one.entries) == 1 else "its numbers don’t count on by one"
    message = f"“{first.marker}” is read as words, not as a list: {why}"
    return Fault("list-number", first.at, first.end, message, f"write “{source.escaped(first)}” to say so")


def _ordered_faults(one: _List, source: _Source) -> list[Fault]:
    first, *others = one.entries
    words = f"“{source.escaped(first)}”"
    if _pressed(one, source):
        message = f"“{first.marker}” stands right below another list or quotation, and begins one of its own"
        help_ = f"leave a line empty before it; write {words} for words"
        if one.before == "ordered_list":
            help_ = (
                f"give all entries the same sign after their numbers, or leave a line empty; write {words} for words"
            )
        return [Fault("list-count", first.at, first.end, message, help_)]
    if not one.counts and others and len({entry.number for entry in one.entries}) == 1:
        message = f"every entry is numbered “{first.marker}”, and a list counts on by one"
        second = others[0]
        help_ = (
            f"write “{int(first.number) + 1}{first.sign}” here, and so on; write {words} where it is a date or words"
        )
        return [Fault("list-count", second.at, second.end, message, help_)]
    if not one.counts:
        return [_uncounted(one, source)]
    if not others and first.number != "1":
        message = f"this is a numbered list of a single entry, whose number is {first.number}"
        return [Fault("list-number", first.at, first.end, message, f"write {words} if it is a date or other words")]
    if int(first.number) > _LARGEST_NUMBER:
        message = f"this begins a numbered list, whose first number is {first.number}"
        return [Fault("list-number", first.at, first.end, message, f"write {words} for a plain number")]
    return []


def _uncounted(one: _List, source: _Source) -> Fault:
    first = one.entries[0]
    start = int(first.number)
    n, entry = next((n, entry) for n, entry in enumerate(one.entries) if entry.number != str(start + n))
    words = f"“{source.escaped(entry)}”"
    if n == 0:
        message = f"“{entry.marker}” would be printed as “{start}.”"
        help_ = f"write “{start}{entry.sign}”, or {words} if it is a date or other words"
        return Fault("list-count", entry.at, entry.end, message, help_)
    message = f"“{entry.marker}” does not count on from “{one.entries[n - 1].marker}”: a list’s numbers go up by one"
    help_ = (
        f"write “{start + n}{entry.sign}” in a list; if these are dates or other words, write them as {words}, "
        "each in a paragraph of its own"
    )
    return Fault("list-count", entry.at, entry.end, message, help_)


def _fallen_out(one: _List, source: _Source) -> list[Fault]:
    """Find a block that is indented as if it belonged to the last entry of *one*, but not far enough."""
    last = one.entries[-1]
    line = one.after_line
    if not one.after or line < 0 or line >= len(source.lines) or not source.lines[line].startswith(" "):
        return []
    indent = source.indent(line)
    if indent <= source.column(one.entries[0].at):
        return []
    match = re.match(r"[ ]*", source.text[last.end :])
    spaces = len(match[0]) if match else 1
    wanted = source.column(last.end) + (spaces if 1 <= spaces <= 4 else 1)
    at = source.starts[line] + indent
    end = max(source.starts[line] + len(source.lines[line].rstrip()), at + 1)
    message = f"this is indented by {indent}, and so does not belong to the list entry above it"
    help_ = f"indent it by {wanted} if it belongs to “{last.marker}”, else not at all"
    return [Fault("list-paragraph", at, end, message, help_)]


def with_plain(rule: Any) -> Any:  # noqa: ANN401 -- markdown-it's block rule
    """Return the block *rule* for lists, except that it begins none at the numbers that `settle` found to be words."""

    def listed(state: Any, start: int, end: int, silent: bool) -> bool:  # noqa: ANN401, FBT001 -- its signature
        if state.bMarks[start] + state.tShift[start] in state.env.get(PLAIN, ()):
            return False
        found: bool = rule(state, start, end, silent)
        return found

    return listed


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
# A star is part of an address where a part of it ends (“web/2026*/”); else it is emphasis.
_ADDRESS = re.compile(r"://(?:[A-Za-z0-9\-._~:/?#@!$&'()+,;=%]|\*(?=[/&?#]))*")
# Signs after which a letter that no address has is the address's own, even where a language needs no spaces.
_OPEN_END = "/=?&#%+-_@:"


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Make a bare web address a link of its own words, without the signs of the sentence around it."""
    if state.src[state.pos] != ":" or state.linkLevel or silent:
        return False
    scheme = _SCHEME.search(state.pending)
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    if scheme is None or match is None or _goes_on(state.src, match.end()):
        return False
    start = state.pos - len(scheme[0])
    url = _bare(scheme[0] + match[0])
    before = state.src[start - 1 : start]
    if (before.isalnum() and not _east_asian(before)) or not is_uri(url):
        return False
    state.pending = state.pending[: scheme.start()]
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.meta["at"] = {"href": url}, (start, start + len(url))
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos = start + len(url)
    return True


def _goes_on(text: str, end: int) -> bool:
    """Return whether the address that breaks off at *end* of *text* goes on there in letters that no address has.

    A link to what stands before them would lead elsewhere. A Chinese, Japanese or Korean sentence goes on without a
    space, unless the address is open there.
    """
    following = text[end : end + 1]
    if not following or not (following.isalnum() or unicodedata.category(following).startswith("M")):
        return False
    return not _east_asian(following) or text[end - 1] in _OPEN_END


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

"""Which lines that begin with a number are a list, and which are words: no number of the source is ever changed.

CommonMark keeps a list's first number and drops the others, and takes a date such as “3. Oktober” for an entry
(0.31, 5.2 and 5.3). Here a list counts on by one from its start and has two entries or more; what it is not stays
text, number and all, or is reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

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

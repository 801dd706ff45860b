"""One body while it is read: its text becomes tokens and what they place; what only looks like markup is told."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from pressmark.reader.compose import places
from pressmark.reader.document import mapping
from pressmark.reader.grammar import DEEPEST, LONGEST_PARAGRAPH, TOO_LONG, parse
from pressmark.reader.schema import near
from pressmark.reader.value_problems import address_help, link_fault

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.document import Document, Scalar


PlacementKind = Literal["quote", "demand", "demands", "image", "note"]
WORDS: tuple[PlacementKind, ...] = ("quote", "demand", "demands", "image")


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
    """The *tokens* of one body and its *placements* in reading order; *headed* where sub-headings may stand in it.

    *told* are the warnings that one body gets once.
    """

    node: Scalar
    document: Document
    headed: bool
    tokens: list[Token] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _line_starts: list[int] = field(default_factory=list)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the file of the value's characters from *start* up to *end*."""
        if not self._starts:
            self._starts, self._ends = places(self.document.plain, self.node)
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

    def inline_range(self, inline: Token, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the value of the characters *start* up to *end* of an inline token's content."""
        rows = inline.meta.get("rows") or self._rows(inline)

        def at(offset: int) -> int:
            beginning, in_value = rows[bisect_right(rows, (offset, len(self.node.text))) - 1]
            return in_value + offset - beginning

        return at(start), at(end - 1) + 1

    def _rows(self, inline: Token) -> list[tuple[int, int]]:
        """Return where each line of the *inline* token's content begins, in the content and in the value.

        A line of the content is the end of one in the value, which may begin with a list's or block quote's sign.
        """
        first = (inline.map or [0])[0]
        rows, at = [], 0
        for number, content in enumerate(inline.content.split("\n"), first):
            line = self.lines()[number].rstrip()
            bare = content.strip()
            column = len(line) - len(bare) if line.endswith(bare) else max(line.rfind(bare), 0)
            rows.append((at, self._line_starts[number] + column - (len(content) - len(content.lstrip()))))
            at += len(content) + 1
        inline.meta["rows"] = rows
        return rows


_ALMOST_MARK = re.compile(r"(?<!\\)\{(?:quotes?|demand|images?|notes?|sources?)(?:[ \t][^{}\n]*)?\}", re.IGNORECASE)
_ALMOST_NOTE = re.compile(r"(?<![\\\]!\w])\[([a-z][a-z0-9-]*)\](?![(:\[])")
_TAG = re.compile(
    r"(?<!\\)</?(?:a|abbr|b|br|div|em|h[1-6]|i|img|li|ol|p|s|span|strong|su[bp]|u|ul)\b[^<>\n]*>", re.IGNORECASE
)
_ENTITY = re.compile(
    r"(?<!\\)&(?:lt|gt|quot|apos|nbsp|shy|[lr]squo|[lr]dquo|ndash|mdash|hellip|#[0-9]{2,6}|#x[0-9a-f]{2,6});",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"(?<![~\\])~~(?=\S)[^~\n]*\S~~")
_UNSPACED_HEADING = re.compile(r"^#{2,6}(?=[^\s#])", re.MULTILINE)

_BULLET = re.compile(r"[•◦▪▫‣∙·●○■□⁃][ \u00a0]?(?=\S)")
_LIKE_ENTRY = re.compile(
    r"[–—-][ \u00a0]?(?=[^\s–—-])|[+*]\u00a0(?=\S)|[►▶➢➤✓✔❖][ \u00a0]?(?=\S)"
    r"|\(?[0-9]{1,3}[.)][ \u00a0]?(?=[^\s\d])|\(?[A-Za-z][.)][ \u00a0](?=\S)|[①-⑳]"
    r"|\(?[٠-٩۰-۹०-९০-৯０-９]{1,3}[.)．、）-]|[一二三四五六七八九十]{1,3}、"
)

_OPENING = "“„«‹‘‚'\"「『»›”’"
_CLOSING = "”“»›’‘'\"」』«‹"
_TYPED = (
    (re.compile(r'(?<!\\)"'), 'straight quotation marks (") are', "write those of the language, such as “ and ”"),
    (re.compile(r"(?<![-\\])--(?!-)"), "two hyphens (--) are", "write a dash: –"),
    (re.compile(r"(?<![.\\])\.\.\.(?!\.)"), "three points (...) are", "write an ellipsis: …"),
)  # fmt: skip
_SPACED = re.compile(r"(?<!\S)\*\* \S(?:[^*\n]*\S)? \*\*(?!\w|\*)")
_BROKEN_NOTE = re.compile(r"(?<!\\)\[\^(?![^\]\s^]+\])[^\]\n]{0,40}\]?")

_STANDS = "“{}” is printed as it stands"
_MARKUP = (
    (_TAG, f"{_STANDS}: HTML is text here", "write *words* or **words** for emphasis; “\\<” is a plain <"),
    (_ENTITY, _STANDS, "write the character itself; “\\&” is a plain &"),
    (
        _SPACED,
        f"{_STANDS}: spaces stand inside its stars",
        "write the stars right before and after the words: **words**",
    ),
    (
        _BROKEN_NOTE,
        f"{_STANDS}: it is no note",
        "write [^ID] with the id of a source, without spaces; “\\[” is a plain [",
    ),
    (_STRUCK, f"{_STANDS}: nothing is struck out in a body", "take out the words, or the signs"),
    (
        _UNSPACED_HEADING,
        f"{_STANDS}: a space is missing after it",
        "write “### ” for a sub-heading; “\\#” is a plain #",
    ),
)


def check_near_markup(body: Body, inline: Token, *, paragraph: bool) -> None:
    """Warn of what in the block of *inline* looks like markup and is none; *paragraph* says whether it is one."""
    text = inline.content
    if paragraph:
        _joined_lines(body, inline)
    if (at := inline.meta.get("left over")) is not None:
        sign = text[at[0] : at[1]]
        help_ = f"close the emphasis right after its last word, or write “\\{sign[0]}” for a plain {sign[0]}"
        _tell(body, inline, "emphasis-open", f"“{sign}” is printed as it stands: nothing closes or opens it", at, help_)
    if "{" in text:
        _almost_mark(body, inline)
        _marked_twice(body, inline)
    if "[" in text:
        _almost_note(body, inline)
    for pattern, message, help_ in _MARKUP:
        if match := pattern.search(text):
            _tell(body, inline, "markup-like-text", message.format(match.group()[:40]), match.span(), help_)
    _typed(body, inline)


def _tell(body: Body, inline: Token, rule: str, message: str, at: tuple[int, int], help_: str) -> None:  # noqa: PLR0917
    body.problem(rule, message, *body.inline_range(inline, *at), help_)


def _almost_mark(body: Body, inline: Token) -> None:
    if match := _ALMOST_MARK.search(inline.content):
        word = match.group().strip("{}").split()[0].lower().rstrip("s")
        mark = {"quote": "{quote:ID}", "image": "{image:ID}", "demand": "{demand:ID} or {demands}"}.get(word, "[^ID]")
        help_ = f"write {mark}, without spaces, to place something; “\\{{” is a plain brace"
        message = f"“{match.group()}” is no mark, and is printed as it stands"
        _tell(body, inline, "mark-like-text", message, match.span(), help_)


def _almost_note(body: Body, inline: Token) -> None:
    """Find a note without its ^: brackets around the id of a source."""
    sources = mapping(body.document.root, "sources")
    for match in _ALMOST_NOTE.finditer(inline.content) if sources is not None else ():
        if sources is not None and match[1] in sources.keys:
            message = f"“{match.group()}” is printed as it stands, and “{match[1]}” is a source"
            help_ = f"write “[^{match[1]}]” for a note; “\\[” is a plain bracket"
            _tell(body, inline, "mark-like-text", message, match.span(), help_)
            return


def _marked_twice(body: Body, inline: Token) -> None:
    """Find a placed quote between quotation marks of the text's own: it brings its own."""
    for child in inline.children or []:
        if child.type != "mark" or child.info != "quote" or "at" not in child.meta:
            continue
        start, end = child.meta["at"]
        before = inline.content[:start].rstrip("*_\u00a0")[-1:]
        after = inline.content[end:].lstrip("*_\u00a0,.;:!?…")[:1]
        if before and after and before in _OPENING and after in _CLOSING:
            message = f"“{child.markup}” stands in quotation marks of its own"
            help_ = "take them out: every output sets those of the language around the quote’s words"
            _tell(body, inline, "quote-marks", message, (start, end), help_)


def _joined_lines(body: Body, inline: Token) -> None:
    """Find lines that begin like a list's entries, and run into one paragraph for want of a list's sign."""
    at = 0
    previous = ""
    entries: list[tuple[int, int]] = []
    for number, line in enumerate(inline.content.split("\n")):
        broken = number > 0 and previous.endswith(("  ", "\\"))
        if (match := _BULLET.match(line)) and "bullets" not in body.told:
            body.told.add("bullets")
            sign = match.group().strip()
            message = f"“{sign}” begins no list: it is printed as it stands" + (
                ", in one line with the words above" if number and not broken else ""
            )
            _tell(
                body, inline, "lines-joined", message, (at, at + 1), "begin each entry with a hyphen and a space: “- ”"
            )
            return
        if not broken and (match := _LIKE_ENTRY.match(line)):
            entries.append((at, at + match.end()))
        at += len(line) + 1
        previous = line
    if len(entries) > 1:
        start, end = entries[0] if entries[0][0] else entries[1]
        message = "this line runs into the one above it: it looks like an entry of a list, but begins none"
        help_ = (
            "begin the entries with “- ” or “1. ”, “2. ” …, after an empty line; for separate lines end each with “\\”"
        )
        _tell(body, inline, "lines-joined", message, (start, end), help_)


def _typed(body: Body, inline: Token) -> None:
    """Warn of a typewriter's signs, the first of each sort in the article: they may be meant."""
    links = [child.meta["at"] for child in inline.children or [] if child.type == "link_open" and "at" in child.meta]
    for pattern, what, help_ in _TYPED:
        if what in body.document.told:
            continue
        for match in pattern.finditer(inline.content):
            if not any(begin <= match.start() < end for begin, end in links):
                body.document.told.add(what)
                _tell(body, inline, "typewriter-signs", f"{what} printed as they stand", match.span(), help_)
                break


_DEFINITION = re.compile(r"\[([^\]\n]+)\]:[ \t]*\S")
_ALMOST_LINK = re.compile(
    r"(?<![\\\]])\[(?!\^)(?:[^\[\]\\\n]|\[\^[^\[\]\s]+\])*\][ \t]?\((?:https?:|mailto:|www\.)[^()\n]*\)?"
)


_AROUND = r"\s<>\[\]()\"“”„‚‘’«»‹›「」（）。、，；：！？"
_BARE_ADDRESS = re.compile(rf"(?<![A-Za-z0-9_\\])https?://[^{_AROUND}]*[^{_AROUND}.,;:!?*_…]", re.IGNORECASE)


def check_inline(body: Body, inline: Token, *, paragraph: bool) -> None:
    """Check the content of one block, which may be a *paragraph*, and note what it places."""
    children = inline.children or []
    if paragraph and (match := _DEFINITION.match(inline.content)):
        start, end = body.inline_range(inline, 0, match.end(1) + 2)
        help_ = "write [words](https://…), or list the work under “sources” and cite it as [^id]"
        body.problem("body-definition", "links and notes are not defined in a body", start, end, help_)
        children = [child for child in children if "at" not in child.meta or child.meta["at"][0] >= match.end(1)]
    alone = paragraph and len(children) == 1
    if max(accumulate((child.nesting for child in children), initial=0)) > DEEPEST:
        message = f"emphasis and links are nested more than {DEEPEST} deep"
        body.block_problem(inline, "body-too-deep", message, "take out the stray * and _, or put a \\ before each")
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
            links.append((first, last))
    _lost_addresses(body, inline, links)


def _lost_addresses(body: Body, inline: Token, links: list[tuple[int, int]]) -> None:
    """Tell of each bare address that is in none of the *links*, since only its beginning has letters of addresses."""
    at = 0
    while match := _BARE_ADDRESS.search(inline.content, at):
        first, at = match.span()
        within = [end for begin, end in links if begin <= first < end]
        if within:
            at = max(within)
            continue
        help_ = "write [words](https://…), with an address that names a host and no user"
        if not match[0].isascii() or inline.content[at : at + 1].isalnum():
            help_ = f"put a space where the address ends, or {address_help(match[0])}"
        start, end = body.inline_range(inline, first, at)
        body.problem("link-like-text", "this address is printed, but leads nowhere", start, end, help_)


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

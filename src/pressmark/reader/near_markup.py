"""Words of a body that were probably meant as markup: what is printed as it stands gets a warning, once.

Copy comes from word processors, mail and other Markdowns, which know bullets, tags and notes that this grammar doesn't.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.reader.nodes import mapping

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.body import Body

_ALMOST_MARK = re.compile(r"(?<!\\)\{(?:quotes?|demand|images?|notes?|sources?)(?:[ \t]+[^{}\n]*)?\}", re.IGNORECASE)
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
_ENTRY = re.compile(
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
_STANDS = "“{}” is printed as it stands"
_MARKUP = (
    (_TAG, f"{_STANDS}: HTML is text here", "write *words* or **words** for emphasis; “\\<” is a plain <"),
    (_ENTITY, _STANDS, "write the character itself; “\\&” is a plain &"),
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
        if not broken and (match := _ENTRY.match(line)):
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

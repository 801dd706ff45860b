"""The words of a body as plain text: what every output says, and what counts as the article's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from pressmark.i18n import locale_of, quotation
from pressmark.model import (
    Emphasis,
    InlineQuote,
    LineBreak,
    Link,
    NoteRef,
    Strong,
    Text,
)
from pressmark.wording.quotes import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Inline, Quote, Reference


_APOSTROPHE = re.compile(r"(?<=\w)[’'](?=\w)")


@dataclass(frozen=True, slots=True)
class Span:
    """Inline content as it is shown: *kind* says which, the other fields are set where the kind has them.

    A text has *text*; a quote its marks and words in *opening*, *text* and *closing*; a note its shown number in
    *text*; emphasis, strong and link have *children*, a link *href* too.
    """

    kind: Literal["text", "emphasis", "strong", "link", "break", "quote", "note"]
    text: str = ""
    children: tuple[Span, ...] = ()
    href: str = ""
    opening: str = ""
    closing: str = ""
    quote: Quote | None = None
    first: bool = False
    source: Reference | None = None
    nth: int = 0

    @property
    def words(self) -> str:
        """Return what the span says, as plain text; a hard break is LF."""
        return self.opening + self.text + "".join(child.words for child in self.children) + self.closing


def spans(children: tuple[Inline, ...], language: str) -> tuple[Span, ...]:
    """Return *children* as they are shown in an article in *language*.

    A quote gets the inner marks where the words before it open a quotation, in the language's own marks or in
    straight ones, and don't close it: emphasis and block quotes have no marks and so are no level of their own.
    """
    return tuple(_spans(children, language, []))


def _spans(children: tuple[Inline, ...], language: str, before: list[str]) -> Iterator[Span]:
    """Yield *children* as spans; *before* gathers the plain words that precede each."""
    for child in children:
        match child:
            case Text(text):
                before.append(text)
                yield Span("text", text)
            case Emphasis(inner):
                yield Span("emphasis", children=tuple(_spans(inner, language, before)))
            case Strong(inner):
                yield Span("strong", children=tuple(_spans(inner, language, before)))
            case Link(href, inner):
                yield Span("link", children=tuple(_spans(inner, language, before)), href=href)
            case LineBreak():
                yield Span("break", "\n")
            case InlineQuote(quote, first):
                opening, words, closing = marked(quote, language, _open_quotes("".join(before), language))
                yield Span("quote", words, opening=opening, closing=closing, quote=quote, first=first)
            case NoteRef(source, nth):
                number = locale_of(language).number(source.number)
                yield Span("note", f"[{number}]", source=source, nth=nth)
            case _:
                assert_never(child)


def inline_text(children: tuple[Inline, ...], language: str, *, notes: bool = True, addresses: bool = False) -> str:
    """Return the words of *children*: quotes in the language's marks, notes as ``[1]`` or left out.

    With *addresses*, the address of a link follows its words in parentheses, unless they say it. A hard break is LF;
    one in the words themselves, which no output shows as a line's end, is a space.
    """
    return _text(spans(children, language), notes=notes, addresses=addresses)


def _text(shown: tuple[Span, ...], *, notes: bool, addresses: bool) -> str:
    made = []
    for span in shown:
        if span.children:
            made.append(_text(span.children, notes=notes, addresses=addresses))
            if addresses and span.kind == "link" and _bare(span.href) not in _bare(span.words):
                made.append(f" ({span.href.removeprefix('mailto:')})")
        elif span.kind == "break":
            made.append("\n")
        elif notes or span.kind != "note":
            made.append(" ".join(span.words.split("\n")))
    return "".join(made)


def _bare(address: str) -> str:
    """Return *address* as people write it."""
    return re.sub(r"\A(?:https?://(?:www\.)?|mailto:)", "", address.casefold()).rstrip("/")


def _open_quotes(text: str, language: str) -> int:
    """Return how many quotations *text* opens and doesn't close; an apostrophe inside a word closes none."""
    marks = quotation(language)
    text = _APOSTROPHE.sub("", text)
    opening, closing = marks.open.strip("\u00a0"), marks.close.strip("\u00a0")
    straight = text.count('"') % 2
    if opening == closing:
        return straight or text.count(opening) % 2
    depth = straight
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing and depth:
            depth -= 1
    return depth

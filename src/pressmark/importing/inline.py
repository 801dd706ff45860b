"""The inline content of an HTML element as words with their styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from pressmark.importing.manuscript import Rich, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

_STYLES: dict[str, Literal["emphasis", "strong"]] = {
    "em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong"
}  # fmt: skip
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "button",
        "select",
        "textarea",
        "input",
    ]
)
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Collector:
    """Takes pieces of inline content one after the other and gives them back as one text."""

    def __init__(self, base: str = "") -> None:
        """Begin empty; *base* is the address that relative links are meant from."""
        self._parts: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._base = base

    def text(self, text: str | None) -> None:
        """Add plain words."""
        if text:
            self._parts.append(text)
            self._length += len(text)

    def element(self, element: HtmlElement, skip: Iterable[HtmlElement] = ()) -> None:
        """Add what is in *element* with its style, but none of the elements to *skip*."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or element in skip:
            return
        start = self._length
        if tag == "br":
            self._spans.append(Span(start, start, "break"))
            self.text(" ")
            return
        if tag == "q":
            self.text("“")
        self.children(element, skip)
        if tag == "q":
            self.text("”")
        if tag in _STYLES:
            self._spans.append(Span(start, self._length, _STYLES[tag]))
        elif tag == "a" and element.get("href"):
            self._link(start, element.get("href", ""))

    def children(self, element: HtmlElement, skip: Iterable[HtmlElement] = ()) -> None:
        """Add what is in *element*, without a style of its own."""
        self.text(element.text)
        for child in element:
            self.element(child, skip)
            self.text(child.tail)

    def mark(self, words: str, value: str) -> None:
        """Add *words* that the mark *value* stands for."""
        start = self._length
        self.text(words)
        self._spans.append(Span(start, self._length, "mark", value))

    def point(self, span: Span) -> None:
        """Add a style that covers no words, such as a note."""
        self._spans.append(Span(self._length, self._length, span.style, span.value))

    def _link(self, start: int, href: str) -> None:
        try:
            address = urljoin(self._base, href.strip())
        except ValueError:
            return
        if re.match(r"(?:https?://|mailto:)", address, re.IGNORECASE):
            self._spans.append(Span(start, self._length, "link", address))

    def take(self) -> Rich:
        """Return what was added since the last time, white space collapsed as browsers do, and begin anew."""
        raw, spans = "".join(self._parts), self._spans
        self._parts, self._spans, self._length = [], [], 0
        return collapsed(raw, spans)


def collapsed(raw: str, spans: list[Span]) -> Rich:
    """Return *raw* with white space collapsed and the *spans* moved along; styles next to each other become one."""
    text: list[str] = []
    moved = [0] * (len(raw) + 1)
    at = 0
    length = 0
    for match in _SPACE.finditer(raw):
        for index in range(at, match.start()):
            moved[index] = length + index - at
        text.append(raw[at : match.start()])
        length += match.start() - at
        for index in range(match.start(), match.end()):
            moved[index] = length
        if length and match.end() < len(raw):
            text.append(" ")
            length += 1
        at = match.end()
    for index in range(at, len(raw) + 1):
        moved[index] = length + index - at
    text.append(raw[at:])
    whole = "".join(text)
    return Rich(whole, tuple(_merged(whole, [Span(moved[s.start], moved[s.end], s.style, s.value) for s in spans])))


def _merged(text: str, spans: list[Span]) -> Iterable[Span]:
    made: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.style)):
        if span.style == "note":
            made.append(span)
            continue
        if span.style == "break":
            if 0 < span.start < len(text):
                made.append(span)
            continue
        before = next((n for n, other in enumerate(made) if _touches(text, other, span)), None)
        if before is not None:
            made[before] = Span(made[before].start, max(made[before].end, span.end), span.style, span.value)
        elif text[span.start : span.end].strip():
            made.append(span)
    return made


def _touches(text: str, one: Span, other: Span) -> bool:
    same = one.style == other.style and one.value == other.value and one.style != "break"
    return same and not text[one.end : other.start].strip() and one.start <= other.start

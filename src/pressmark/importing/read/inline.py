"""The inline content of an HTML element as words with their styles, and the addresses that its links lead to."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from pressmark.importing.manuscript import Rich, Span
from pressmark.importing.words import common

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lxml.html import HtmlElement

# What RFC 3986 lets stand as it is in a path, a query or a fragment; a percent sign only where it encodes something.
_SAFE = "/:@!$&'()*+,;=~-._%?"
_LONGEST = 2000


def host_of(url: str) -> str | None:
    """Return the host that *url* names, in lower case, or None."""
    try:
        return urlsplit(url).hostname
    except ValueError:  # "http://[…" is taken for a broken IPv6 address
        return None


def path_of(url: str) -> str:
    """Return the path of *url*, or "" where it is no address."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def web_address(address: str) -> str:
    """Return an http(s) *address* as a URI (RFC 3986): what is not ASCII encoded, or "" where it is none."""
    address = "".join(address.split()) if re.match(r"\s*https?:", address[:40], re.IGNORECASE) else ""
    if not address or len(address) > _LONGEST:
        return ""
    try:
        parts = urlsplit(address)
        name = (parts.hostname or "").strip(".")
        port = f":{parts.port}" if parts.port else ""
        ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9.]+", ascii_name):
        return ""
    made = [
        quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe=_SAFE)
        for part in (parts.path, parts.query, parts.fragment)
    ]
    return urlunsplit((parts.scheme.lower(), ascii_name + port, *made))


def mail_address(address: str) -> str:
    """Return a mailto *address* with its recipient alone, or "" where it names none."""
    found = re.match(
        r"mailto:([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?=[?]|\s*$)",
        address.strip(),
        re.IGNORECASE | re.ASCII,
    )
    return f"mailto:{found[1]}" if found else ""


_STYLES: dict[str, Literal["emphasis", "strong"]] = {
    "em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong"
}  # fmt: skip
# What no reader of the page sees as its words; ruby's readings stand above the words that they repeat.
SILENT = common("silent")
_OPENS = tuple('“„«»‹›"‘‚「『')
_SPACE = frozenset(" \t\n\r\f")
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


# Blocks, whose words do not run on into those beside them.
_APART = frozenset(["p", "div", "li", "dt", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th"])


class Collector:
    """Takes pieces of inline content one after the other and gives them back as one text.

    *base* is the address that relative links are meant from, *notes* the ids of elements that hold footnotes.
    """

    def __init__(self, base: str = "", notes: Collection[str] = ()) -> None:
        """Begin empty."""
        self._parts: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._base, self._notes = base, notes

    def text(self, text: str | None) -> None:
        """Add plain words."""
        if text:
            self._parts.append(text)
            self._length += len(text)

    def element(self, element: HtmlElement, skip: Collection[HtmlElement] = ()) -> None:
        """Add what is in *element* with its style, but none of the elements to *skip*."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or element in skip:
            return
        if self._special(element, tag):
            return
        start = self._length
        bare = tag == "q" and not element.text_content().lstrip().startswith(_OPENS)
        self.text("“" if bare else "")
        self.children(element, skip)
        self.text("”" if bare else "")
        if tag in _STYLES:
            self._spans.append(Span(start, self._length, _STYLES[tag]))
        elif tag == "a" and element.get("href"):
            self._link(start, element.get("href", ""))

    def _special(self, element: HtmlElement, tag: str) -> bool:
        """Add breaks, references to notes, and raised or lowered figures."""
        if tag == "br":
            self._spans.append(Span(self._length, self._length, "break"))
            self.text(" ")
            return True
        if tag not in {"sup", "sub", "a"}:
            return False
        link = element if tag == "a" else next(element.iter("a"), None)
        target = (link.get("href") or "").partition("#")[2] if link is not None else ""
        if target in self._notes and len(element.text_content().split()) <= 1:
            self._spans.append(Span(self._length, self._length, "note", target))
            return True
        words = element.text_content().strip()
        if tag != "a" and re.fullmatch(r"[0-9+-]{1,6}|n", words) and not (tag == "sub" and words == "n"):
            self.text(words.translate(_RAISED if tag == "sup" else _LOWERED))
            return True
        return False

    def children(self, element: HtmlElement, skip: Collection[HtmlElement] = ()) -> None:
        """Add what is in *element*, without a style of its own."""
        self.text(element.text)
        for child in element:
            apart = " " if child.tag in _APART else ""
            self.text(apart)
            if child.tag == "dt":  # each fact of a list's item on a line of its own
                self._spans.append(Span(self._length, self._length, "break"))
            self.element(child, skip)
            self.text(apart)
            self.text(child.tail)

    def _link(self, start: int, href: str) -> None:
        try:
            address = urljoin(self._base, href.strip())
        except ValueError:
            return
        found = web_address(address) or mail_address(address)
        if found:
            self._spans.append(Span(start, self._length, "link", found))

    def take(self) -> Rich:
        """Return what was added since the last time, white space collapsed as browsers do, and begin anew."""
        raw, spans = "".join(self._parts), self._spans
        self._parts, self._spans, self._length = [], [], 0
        return collapsed(raw, spans)


def lines_of(rich: Rich) -> list[Rich]:
    """Return the lines of *rich*, parted at its breaks."""
    cuts = [0, *(span.start for span in rich.spans if span.style == "break"), len(rich.text)]
    return [cut(rich, start, end) for start, end in itertools.pairwise(cuts)]


def parted(rich: Rich) -> list[Rich]:
    """Return the paragraphs of *rich*: two breaks with nothing between them part two, as an empty line does."""
    breaks = [span.start for span in rich.spans if span.style == "break"]
    cuts = [(one, other) for one, other in itertools.pairwise(breaks) if not rich.text[one:other].strip()]
    made: list[Rich] = []
    at = 0
    for one, other in [*cuts, (len(rich.text), len(rich.text))]:
        if rich.text[at:one].strip():
            made.append(cut(rich, at, one))
        at = other
    return made


def cut(rich: Rich, start: int, end: int) -> Rich:
    """Return the part of *rich* from *start* to *end*, without white space around it."""
    text = rich.text[start:end]
    # A note behind that white space is one of the part's as well.
    found = [span for span in rich.spans if span.end >= start and span.start <= end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    spans = [
        Span(min(max(span.start, start), end) - start, max(min(span.end, end), start) - start, span.style, span.value)
        for span in found
    ]
    kept = [
        span
        for span in spans
        if span.end > span.start or span.style == "note" or (span.style == "break" and 0 < span.start < end - start)
    ]
    return Rich(rich.text[start:end], tuple(kept))


def collapsed(raw: str, spans: list[Span]) -> Rich:
    """Return *raw* with white space collapsed and the *spans* moved along; styles next to each other become one."""
    text: list[str] = []
    moved: list[int] = []
    for char in raw:  # all places in a run of white space are the one before it
        moved.append(len(text) - (char in _SPACE and text[-1:] == [" "]))
        if char not in _SPACE:
            text.append(char)
        elif text and text[-1] != " ":
            text.append(" ")
    whole = "".join(text).removesuffix(" ")
    moved = [min(at, len(whole)) for at in (*moved, len(text))]
    return Rich(whole, tuple(_merged(whole, [Span(moved[s.start], moved[s.end], s.style, s.value) for s in spans])))


def _merged(text: str, spans: list[Span]) -> Iterable[Span]:
    made: list[Span] = []
    last: dict[tuple[str, str], int] = {}
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.style)):
        if span.style in {"note", "break"}:
            if span.style == "note" or 0 < span.start < len(text):
                made.append(span)
            continue
        before = last.get((span.style, span.value), -1)
        if before >= 0 and not text[made[before].end : span.start].strip():
            made[before] = Span(made[before].start, max(made[before].end, span.end), span.style, span.value)
        elif text[span.start : span.end].strip():
            last[span.style, span.value] = len(made)
            made.append(span)
    return made

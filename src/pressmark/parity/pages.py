"""What a page says, read by an HTML parser: its blocks, its head, its graph, its pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from pressmark.parity.blocks import Block, Part, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "br", "div", "dl", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "section", "table", "ul"),
}
# Links between a sentence and its note: signs, not words.
_NOTE_LINKS = {"doc-noteref", "doc-backlink"}
# Elements that are void, or whose end may be left out.
_UNCLOSED = {
    *("area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p"),
    *("source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"),
}
_DEEPEST = 250
_UNSEEN = {"head", "script", "style", "template"}


class Unreadable(ValueError):
    """A page that is made to be hard to read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its blocks, the words of its h1 elements, its head's (name, content) pairs, its JSON-LD scripts.

    *pictures* are (id, SHA-256 in hex) of the images that the page itself holds, *beside* (id, address) of the others.
    """

    blocks: tuple[Block, ...]
    headlines: tuple[str, ...]
    metas: tuple[tuple[str, str], ...]
    graphs: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]


def read(data: bytes, sections: set[str]) -> Page:
    """Return what the page *data* says; *sections* are the ids of the elements that begin the article's sections.

    Raises Unreadable.
    """
    if _depth(data) > _DEEPEST:
        raise Unreadable("it is nested beyond reason")
    import tinyhtml5  # noqa: PLC0415 - only a comparison parses pages

    root = tinyhtml5.parse(data, namespace_html_elements=False)
    return Page(
        tuple(blocks(_part(root, sections))),
        tuple(" ".join("".join(e.itertext()).split()) for e in root.iter("h1")),
        tuple((e.get("name") or e.get("property") or "", e.get("content") or "") for e in root.iter("meta")),
        tuple("".join(e.itertext()) for e in root.iter("script") if e.get("type") == "application/ld+json"),
        tuple((name, _digest(source)) for name, source in _images(root) if source.startswith("data:")),
        tuple((name, source) for name, source in _images(root) if not source.startswith("data:")),
    )


class _Depth(HTMLParser):
    """Counts how deep elements are nested that must be closed: the parser's time grows with the square of that."""

    def __init__(self) -> None:
        super().__init__()
        self.deepest = 0
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        if tag not in _UNCLOSED:
            self._open += 1
            self.deepest = max(self.deepest, self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _UNCLOSED:
            self._open -= 1


def _depth(data: bytes) -> int:
    counter = _Depth()
    counter.feed(data.decode("utf-8", "replace"))
    return counter.deepest


def _part(element: Element, sections: set[str]) -> Part:
    made = Part(element.tag in _BLOCKS)
    if element.tag in _UNSEEN or element.get("role") in _NOTE_LINKS or not isinstance(element.tag, str):
        return made
    if element.tag == "img" and element.get("alt"):
        made.held.append(Part(block=True, held=[element.get("alt", "")]))
    made.held.append(element.text or "")
    body = False
    for child in element:
        part = _part(child, sections)
        # A section's blocks follow the element with its id; the end mark is no part of it.
        body = body or child.get("id") in sections
        part.body = body and child.get("class") != "ends"
        made.held += [part, child.tail or ""]
    return made


def _images(root: Element) -> Iterator[tuple[str, str]]:
    """Yield id and address of every image; one without an id bears that of the figure it stands in."""
    holder = {child: parent for parent in root.iter() for child in parent}
    for image in root.iter("img"):
        yield image.get("id") or holder[image].get("id") or "", image.get("src", "")


def _digest(source: str) -> str:
    head, _, content = source.partition(",")
    return hashlib.sha256(_decoded(head, content)).hexdigest()


def _decoded(head: str, content: str) -> bytes:
    """Return the bytes of a ``data:`` URL (RFC 2397)."""
    import binascii  # noqa: PLC0415 - only a page with pictures needs it

    if not head.endswith(";base64"):
        return unquote_to_bytes(content)
    try:
        return binascii.a2b_base64(content, strict_mode=True)
    except ValueError:  # binascii.Error is one; so is what is not even ASCII
        return b""

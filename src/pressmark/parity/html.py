"""What a page says, read by an HTML parser: its blocks, its head, its graph, its pictures; and what else is in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from pressmark import fragments
from pressmark.parity.claims import BULLET, QUOTED, number
from pressmark.parity.compare import Block, ReadPart, UnreadableRendition, blocks, short
from pressmark.parity.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element


_BLOCKS = {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
    ),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
# A label and what it labels are one block.
_BLOCKS -= {"dt", "dd"}
# Elements that hold words or dress them, and do nothing else (HTML, section 4).
_WORDS = {
    *("a", "abbr", "b", "bdi", "br", "cite", "code", "data", "dfn", "em", "hgroup", "html", "i", "img", "kbd", "mark"),
    *("q", "rp", "rt", "ruby", "samp", "search", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    *("colgroup", "col", "dt", "dd", "picture", "svg", "meter", "progress"),
}
_HEAD = {"head", "link", "meta", "script", "style", "title"}
# What stands in a page for it to be seen, and says nothing.
_SVG = {"circle", "clippath", "defs", "ellipse", "g", "line", "lineargradient", "path", "polygon", "polyline"}
_SVG |= {"radialgradient", "rect", "stop", "symbol"}
# Elements that are void, or whose end may be left out.
_UNCLOSED = {
    *("area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p"),
    *("source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"),
}
_DEEPEST = 250
_UNSEEN = {"head", "script", "style", "template", "noscript"}
# Attributes whose words are shown or read out.
_SPOKEN = ("title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder")
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "poster", "background", "data", "cite", "srcset")
_SAFE = ("http:", "https:", "mailto:", "tel:", "#")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its blocks, its title, the words of its h1 elements, its head's (name, content) and (rel, href) pairs.

    *language* is what it is said to be written in, and in which direction. *targets* are the words of elements that
    notes lead to, by id. *graphs* are its JSON-LD scripts. *pictures* are (id, SHA-256 in hex) of the images that the
    page itself holds, *beside* (id, address) of the others. *spoken* are the words of attributes that are read out,
    with the words of their elements, *dates* the words of times and what they stand for, *sources* where quotations
    are said to be from. *intruders* says what is in it that no page of an article has, *styles* what its styles do.
    """

    blocks: tuple[Block, ...]
    titles: tuple[str, ...]
    headlines: tuple[str, ...]
    metas: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    language: tuple[str, str]
    targets: dict[str, str]
    graphs: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    spoken: tuple[tuple[str, str], ...]
    dates: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    intruders: tuple[str, ...]
    styles: tuple[str, ...]


def read(data: bytes, sections: set[str], known: frozenset[str] = frozenset(), *, looks: bool = True) -> Page:
    """Return what the page *data* says; *sections* are the ids of the elements that begin the article's sections.

    Without *looks* its styles are passed over. Of styles whose text is in *known* (stripped), pressmark's own, only
    what they hide is looked at. Raises UnreadableRendition.
    """
    if _depth(data) > _DEEPEST:
        raise UnreadableRendition("it is nested beyond reason")
    import tinyhtml5  # only a comparison parses pages
    from tinyhtml5 import inputstream  # the same

    # Version 2.1 files each of its expressions under a wrong key, and so makes it anew for each tag and attribute.
    if type(inputstream.characters_until_regex) is dict:
        inputstream.characters_until_regex = _Until(inputstream.characters_until_regex)
    return of(tinyhtml5.parse(data, namespace_html_elements=False), sections, known, looks=looks)


def of(root: Element, sections: set[str], known: frozenset[str] = frozenset(), *, looks: bool = True) -> Page:
    """Return what the page with the element *root* (without namespaces) says, as `read` does."""
    styles = Styles()
    for element in root.iter("style") if looks else ():
        text = "".join(element.itertext()).strip()
        styles.add(text, element.get("media", ""), known=text in known)
    hidden, faults = styles.apply(root) if looks else ({}, [])
    reader = _Reader(root, sections, hidden)
    return Page(
        tuple(blocks(reader.part(root, around=None))),
        tuple(" ".join("".join(e.itertext()).split()) for e in root.iter("title")),
        tuple(" ".join("".join(e.itertext()).split()) for e in root.iter("h1")),
        tuple((e.get("name") or e.get("property") or "", e.get("content") or "") for e in root.iter("meta")),
        tuple((e.get("rel", ""), e.get("href", "")) for e in root.iter("link")),
        (root.get("lang", ""), root.get("dir", "ltr")),
        _targets(root),
        tuple("".join(e.itertext()) for e in root.iter("script") if e.get("type") == "application/ld+json"),
        tuple((name, _digest(source)) for name, source in _images(root) if source.startswith("data:")),
        tuple((name, source) for name, source in _images(root) if not source.startswith("data:")),
        tuple(_spoken(root)),
        tuple((" ".join("".join(e.itertext()).split()), e.get("datetime", "")) for e in root.iter("time")),
        tuple(e.get("cite", "") for e in root.iter() if e.get("cite")),
        tuple(dict.fromkeys((*_intruders(root), *reader.unseen))),
        tuple(faults),
    )


class _Until(dict[Any, re.Pattern[str]]):
    """The parser's expressions that match up to one of some characters, or (opposite) as long as they go on."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{'' if opposite else '^'}{listed}]+")
        return found


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
    # No page is deeper than it has elements, and most have few: those need no look.
    if (most := data.count(b"<") - data.count(b"</")) <= _DEEPEST:
        return most
    counter = _Depth()
    counter.feed(data.decode("utf-8", "replace"))
    return counter.deepest


class _Reader:
    """Turns elements into parts; words that are not seen are left out, and named in *unseen*."""

    def __init__(self, root: Element, sections: set[str], hidden: dict[Element, str]) -> None:
        self.unseen: list[str] = []
        self._sections = sections
        self._hidden = hidden
        self._labels = _labels(root)
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._articles = {e for e in root.iter() if e.get("id") == fragments.ARTICLE}

    def part(self, element: Element, around: ReadPart | None) -> ReadPart:
        tag = element.tag
        made = ReadPart(
            tag in _BLOCKS,
            element.get("id") in self._sections,
            label=self._labels.get(element, ""),
            outside=element not in self._articles and (around is None or around.outside),
            unheard=element.get("aria-hidden", "").lower() == "true",
        )
        if not isinstance(tag, str) or tag in _UNSEEN:
            return made
        if reason := self._reason(element):
            words = " ".join("".join(element.itertext()).split())
            if any(map(str.isalnum, words)) or next(element.iter("img"), None) is not None:
                self.unseen.append(f"words are hidden in it ({reason}): “{short(words)}”")
            made.label = ""
            return made
        made.kind = tag if re.fullmatch(r"h[1-6]", tag) else (QUOTED if tag == "blockquote" else "")
        if tag == "a" and element.get("href") is not None and self._link(made, element):
            return made
        if tag == "img" and element.get("alt"):
            made.held.append(ReadPart(block=True, held=[element.get("alt", "")], outside=made.outside))
        made.held.append(element.text or "")
        body = False
        for child in element:
            part = self.part(child, made)
            # A section's blocks follow the element with its id, or stand in it; the end mark is no part of it.
            body = body or child.get("id") in self._sections
            part.body = part.body or (body and child.get("class") != "ends")
            made.held += [part, child.tail or ""]
        return made

    @staticmethod
    def _link(made: ReadPart, element: Element) -> bool:
        """Make *made* the link that *element* is, and return whether its words are signs: a note's number, or back."""
        address, role = element.get("href", ""), element.get("role", "")
        if role == "doc-backlink" and address.startswith("#"):
            return True
        made.anchor = address
        if role == "doc-noteref":
            made.sign = number("".join(element.itertext()))
        return role == "doc-noteref"

    def _reason(self, element: Element) -> str:
        if element in self._hidden:
            return self._hidden[element]
        if element.get("hidden") is not None:
            return "hidden"
        return "popover" if element.get("popover") is not None else ""


# The kinds of labels that are letters or Roman figures, not the number that they stand for (HTML, 4.4.5).
_LETTERED = frozenset("aAiI")


def _labels(root: Element) -> dict[Element, str]:
    """Return the number or bullet of each list item (HTML, 4.4.5 to 4.4.8)."""
    found: dict[Element, str] = {}
    for holder in root.iter():
        if holder.tag == "ul":
            found.update((item, BULLET) for item in holder.findall("li"))
        elif holder.tag == "ol":
            items = holder.findall("li")
            backwards = holder.get("reversed") is not None
            at = _integer(holder.get("start"), len(items) if backwards else 1)
            for item in items:
                at = _integer(item.get("value"), at)
                kind = (item.get("type") or holder.get("type") or "1").strip()
                found[item] = f"{kind} for {at}" if kind in _LETTERED else str(at)
                at += -1 if backwards else 1
    return found


def _integer(written: str | None, otherwise: int) -> int:
    match = re.match(r"\s*([+-]?\d{1,9})", written or "")
    return int(match[1]) if match else otherwise


def _targets(root: Element) -> dict[str, str]:
    wanted = {e.get("href", "")[1:] for e in root.iter("a") if e.get("role") == "doc-noteref"}
    found = [e for e in root.iter() if e.get("id") in wanted]
    return {e.get("id", ""): " ".join("".join(e.itertext()).split()) for e in reversed(found)}


def _spoken(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        for name in _SPOKEN:
            if element.get(name):
                yield element.get(name, ""), " ".join("".join(element.itertext()).split())


def _intruders(root: Element) -> Iterator[str]:
    """Yield what is in the page that acts, loads, covers words or strikes them out."""
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        name = tag.lower()
        if name == "script":
            if element.get("type", "").lower() != "application/ld+json" or element.get("src") is not None:
                yield "a script is in it"
        elif name == "meta" and element.get("http-equiv") is not None:
            yield f"<meta http-equiv={element.get('http-equiv')}> is in it"
        elif name == "link" and not _tells(element):
            yield f"it loads {short(element.get('href', ''))} (<link rel={element.get('rel', '')}>)"
        elif name not in _WORDS | _HEAD | _BLOCKS | _SVG or name in ("details", "form", "picture", "meter", "progress"):
            yield f"<{tag}> is in it"
        yield from _acts(element, name)


def _tells(link: Element) -> bool:
    """Return whether *link* only tells of something, and loads nothing that is shown."""
    loading = {"stylesheet", "import", "preload", "modulepreload", "prefetch", "prerender", "manifest", "pingback"}
    return not loading.intersection(link.get("rel", "").lower().split())


def _acts(element: Element, name: str) -> Iterator[str]:
    for attribute, value in element.attrib.items():
        if attribute.lower().startswith("on"):
            yield f"<{name}> does something of its own ({attribute})"
        elif attribute in _ADDRESSES:
            address = re.sub(r"[\x00-\x20]", "", value).lower()
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
            if attribute == "srcset":
                yield f"<{name}> may show another picture (srcset)"
            elif (
                scheme
                and scheme[0] not in _SAFE
                and not (name in ("img", "link") and address.startswith("data:image/"))
            ):
                yield f"<{name}> leads to {short(value)}"
        elif attribute in ("bgcolor", "text", "color", "face", "size") or (attribute == "background"):
            yield f"<{name}> is dressed by an attribute ({attribute})"
        elif attribute in ("srcdoc", "contenteditable", "inert", "ping", "is", "slot"):
            yield f"<{name}> has the attribute {attribute}"


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
    import binascii  # only a page with pictures needs it

    if not head.endswith(";base64"):
        return unquote_to_bytes(content)
    try:
        return binascii.a2b_base64(content, strict_mode=True)
    except ValueError:  # binascii.Error is one; so is what is not even ASCII
        return b""

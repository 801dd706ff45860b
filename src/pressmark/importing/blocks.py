"""The blocks of an HTML element, in document order; what is furniture by its element or class goes aside."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.figures import BIO, caption_of, names_of, picture_of, split_credit, unlabelled
from pressmark.importing.inline import SILENT, Collector
from pressmark.importing.manuscript import LeftOut, Piece, Rich

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "picture",
        "img",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FURNITURE_TAGS = {"nav", "footer", "form", "dialog"}
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|socials|related|recirc|recommend\w*|newsletter|promo|advert\w*|ads?|sponsor\w*|comments?"
    r"|cookie\w*|consent|breadcrumbs?|subscribe|subscription|paywall|sidebar|toolbar|navigation|menu|tools|most-read|mostread"
    r"|trending|more-stories|read-more|outbrain|taboola|skip-link|skiplink|screen-reader-text|sr-only|visually-hidden"
    r"|font-size|fontsize|print-button|masthead|site-header|site-footer|author-bio-links|follow|banner|popup|modal)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HINT_NAMES = {
    "byline": "byline|by-line|authors?|auteur|autor|author-name|writer",
    "date": "date|published|pubdate|publish-date|timestamp|datetime|post-date|entry-date|time",
    "deck": "deck|dek|standfirst|subtitle|sub-title|subheadline|sub-headline|chapo|chapeau|vorspann|entradilla"
    "|teaser-text|article-summary",
    "caption": "caption|wp-caption-text|image-caption",
    "rubric": "kicker|eyebrow|rubric|rubrik|section-name|category|overline|topline",
}
_HINTS = [
    (hint, re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])", re.IGNORECASE)) for hint, names in _HINT_NAMES.items()
]
_PULL = re.compile(r"pull-?quote", re.IGNORECASE)


class Blocks:
    """Walks an element and collects its pieces, and what it leaves out."""

    def __init__(self, base: str = "", keep: frozenset[HtmlElement] = frozenset()) -> None:
        """Begin; *base* is the page's address, *keep* are elements that are the article whatever they are called."""
        self.pieces: list[Piece] = []
        self.left_out: list[LeftOut] = []
        self._base = base
        self._keep = keep

    def walk(self, element: HtmlElement, hint: str = "") -> None:
        """Collect the blocks inside *element*; runs of inline content between blocks are paragraphs."""
        line = Collector(self._base)
        line.text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                if self._is_block(child) or any(self._is_block(inner) for inner in child.iterdescendants()):
                    self._paragraph(line.take(), hint)
                    self.block(child, hint)
                else:
                    line.element(child)
            line.text(child.tail)
        self._paragraph(line.take(), hint)

    def block(self, element: HtmlElement, hint: str = "") -> None:
        """Collect one block element."""
        tag = element.tag
        if tag in SILENT or tag == "hr":
            return
        if why := self._why_furniture(element):
            self._leave(element, why)
            return
        hint = hint_of(element) or hint
        if tag in _HEADINGS:
            line = Collector(self._base)
            line.children(element)
            rich = line.take()
            if rich.text:
                self.pieces.append(
                    Piece("heading", rich, _HEADINGS[tag], hint=hint if hint in {"deck", "rubric"} else "")
                )
        elif tag in {"ul", "ol", "dir"}:
            self._list(element)
        elif tag == "blockquote":
            self._quote(element, None)
        elif tag in {"figure", "img", "picture"}:
            self._figure(element)
        elif tag == "tr":
            cells = [" ".join(cell.text_content().split()) for cell in element if cell.tag in {"td", "th"}]
            self._paragraph(Rich(" ".join(cell for cell in cells if cell)), hint)
        else:
            self.walk(element, hint)

    def _is_block(self, element: HtmlElement) -> bool:
        if not isinstance(element.tag, str):
            return False
        if element.tag in _BLOCKS:
            return True
        if element.tag in {"span", "a", "time", "cite", "small", "strong", "em", "b", "i"} and hint_of(element):
            parent = element.getparent()
            return parent is not None and parent.tag != "blockquote" and len(parent.text_content().split()) <= 25
        return False

    def _why_furniture(self, element: HtmlElement) -> str:
        if element in self._keep:
            return ""
        if element.tag in _FURNITURE_TAGS:
            return f"a {element.tag} element of the page"
        if element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", ""):
            return "hidden on the page"
        if element.get("role") in {"navigation", "complementary", "banner", "search", "contentinfo"}:
            return f"the page’s {element.get('role')}"
        if element.tag == "aside" and not _PULL.search(names_of(element)):
            return "an aside of the page"
        match = _FURNITURE.search(names_of(element))
        return (
            f"the page calls it “{match[0].strip(' _-')}”"
            if match and element.tag not in {"body", "html", "article", "main"}
            else ""
        )

    def _leave(self, element: HtmlElement, why: str) -> None:
        aside = Blocks(self._base, frozenset(element.iter()))
        aside.walk(element)
        self.left_out += [LeftOut(text, why) for piece in aside.pieces for text in _texts(piece)]

    def _paragraph(self, rich: Rich, hint: str) -> None:
        if not rich.text:
            return
        last = self.pieces[-1] if self.pieces else None
        if hint == "caption" and last is not None and last.picture is not None and not last.picture.caption:
            caption, credit = split_credit(rich.text)
            self.pieces[-1] = replace(last, picture=replace(last.picture, caption=caption, credit=unlabelled(credit)))
        else:
            self.pieces.append(Piece("paragraph", rich, hint=hint))

    def _list(self, element: HtmlElement) -> None:
        items: list[Rich] = []
        for item in element.iter("li"):
            line = Collector(self._base)
            line.children(item, frozenset(inner for inner in item.iterdescendants("ul", "ol")))
            rich = line.take()
            if rich.text:
                items.append(rich)
        for one in element.iter("ul", "ol", "dir"):  # words that stand in a list, but in none of its items
            line = Collector(self._base)
            line.children(one, frozenset(one.iterchildren("li", "ul", "ol")))
            self._paragraph(line.take(), "")
        start = element.get("start") or "1"
        if items:
            number = int(start) if start.isdecimal() and len(start) < 9 else 1
            self.pieces.append(Piece("list", items=tuple(items), ordered=element.tag == "ol", start=number))

    def _quote(self, element: HtmlElement, caption: HtmlElement | None) -> None:
        cites = list(element.iter("footer", "cite", "figcaption"))
        line = Collector(self._base)
        for cite in cites or ([caption] if caption is not None else []):
            line.children(cite)
            line.text(" ")
        name = re.sub(r"^[\s–—―-]+", "", line.take().text)
        for cite in cites:
            if cite.getparent() is not None:
                cite.drop_tree()
        inner = Blocks(self._base, frozenset(element.iter()))
        inner.walk(element)
        paragraphs = tuple(
            piece.rich if piece.text else item for piece in inner.pieces for item in (piece.items or (piece.rich,))
        )
        pull = "pull" if _PULL.search(names_of(element)) or _PULL.search(names_of(element.getparent())) else ""
        self.pieces.append(Piece("quote", Rich(name), items=paragraphs, hint=pull))
        self.pieces += [piece for piece in inner.pieces if piece.kind == "picture"]

    def _figure(self, element: HtmlElement) -> None:
        quote = element.find(".//blockquote")
        caption = element.find(".//figcaption")
        if quote is not None:
            self._quote(quote, caption)
            return
        images = [element] if element.tag == "img" else list(element.iter("img"))
        before = len(self.pieces)
        words, credit = caption_of(caption) if caption is not None else ("", "")
        for number, image in enumerate(images):
            picture = picture_of(image, words if number == 0 else "", credit if number == 0 else "", self._base)
            if picture is not None:
                self.pieces.append(Piece("picture", picture=picture))
        pictured = any(piece.picture is not None for piece in self.pieces[before:])
        if element.tag == "figure":
            line = Collector(self._base)
            line.children(element, frozenset([caption] if pictured and caption is not None else []))
            self._paragraph(line.take(), "")


def hint_of(element: HtmlElement) -> str:
    """Return what an element's names say it is: byline, date, deck, rubric, or ""."""
    if element.tag == "time":
        return "date"
    names = names_of(element)
    if not names or BIO.search(names):
        return ""
    return next((hint for hint, pattern in _HINTS if pattern.search(names)), "")


def _texts(piece: Piece) -> Iterator[str]:
    picture = piece.picture
    for text in (
        piece.text,
        *(item.text for item in piece.items),
        picture.caption if picture else "",
        picture.alt if picture else "",
    ):
        if text:
            yield text

"""The blocks of an HTML element, in document order, each with what the page itself says it is; its pictures too."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin

from pressmark.importing.manuscript import Picture, Piece, Rich, Span
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.inline import SILENT, Collector, parted, path_of, web_address
from pressmark.importing.words import common, languages, listed, tables, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

_BLOCKS = common("blocks")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NAMES = tables("names")
_ASIDE_TAGS, _ASIDE_ROLES = common("aside_tags"), common("aside_roles")
_ASIDE = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_NAMES['aside'])})(?:$|[\s_-])", re.IGNORECASE)
_HINTS = [
    (hint, re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_NAMES[hint])})(?:$|[\s_-])", re.IGNORECASE))
    for hint in ("byline", "date", "deck", "outlet", "summary", "dateline", "caption", "rubric")
]
# WordPress writes the terms of a post into the classes of its container: they name nothing that stands inside.
_TERMS = re.compile(r"(?:^|\s)(?:author|category|tag|type|format|post|status|term)-[\w-]{1,80}")
_MOST_WORDS = {"byline": 25, "date": 20, "rubric": 8, "deck": 90, "caption": 120}
_MOST_WORDS |= {"outlet": 12, "summary": 120, "dateline": 8}
_LISTED = ("li", "ul", "ol", "dir")
_LONGEST_CAPTION, _LONGEST_SITE = 40, 9
_DEEPEST_MARGIN = 6
_PULL = re.compile(r"pull-?quote", re.IGNORECASE)
_SPEAKER = re.compile(
    r"(?:^|[\s_-])(?:attribution|cite|speaker|quote-?(?:author|source|by))(?:$|[\s_-])", re.IGNORECASE
)
_EMPHASES = frozenset(["em", "i", "b", "strong", "sup", "sub", "mark", "q", "abbr", "wbr", "font", "u"])
_BIO = re.compile(r"bio|about|box|card|profile|avatar", re.IGNORECASE)

_PERSONAL = re.compile(r"\b(?:bio|about|author|profile|avatar|gravatar|logo|icon|emoji|pixel|badge)\b", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source|fotograf|quelle|©", re.IGNORECASE)
_LAZY = listed("lazy")
_PLACEHOLDER = re.compile(
    r"data:|.{0,300}(?:spacer|placeholder|blank|transparent|1x1|loading|lazy)[\w-]{0,20}\.(?:gif|png|svg)"
)


class Blocks:
    """Walks an element and collects its pieces.

    *base* is the page's address, *notes* are the ids of elements that hold footnotes, *holders* the elements around
    the article: whatever they are called, it does not stand aside.
    """

    def __init__(
        self, base: str = "", notes: Collection[str] = (), holders: Collection[HtmlElement] = frozenset()
    ) -> None:
        """Begin with nothing read."""
        self.pieces: list[Piece] = []
        self.sources: list[HtmlElement] = []
        self._base, self._notes, self._holders = base, notes, holders
        self._out = ""
        self._told: set[HtmlElement] = set()

    def walk(self, element: HtmlElement, hint: str = "") -> None:
        """Collect the blocks inside *element*; runs of inline content between blocks are paragraphs."""
        line = Collector(self._base, self._notes)
        line.text(element.text)
        for child in element:
            if isinstance(child.tag, str) and child not in self._told:
                if _is_block(child) or any(_is_block(inner) for inner in child.iterdescendants()):
                    self._paragraph(element, line.take(), hint)
                    self.block(child, hint)
                else:
                    line.element(child)
                    if hint == "date" and not child.tail:
                        line.text(" ")  # a day and an hour in elements of their own
            line.text(child.tail)
        self._paragraph(element, line.take(), hint)

    def block(self, element: HtmlElement, hint: str = "") -> None:
        """Collect one block element."""
        tag = element.tag
        if tag in SILENT or tag == "hr":
            return
        before = self._out
        self._out = before or ("" if element in self._holders else why_aside(element))
        hint = hint_of(element) or hint
        if tag in _HEADINGS:
            self._heading(element, hint)
        elif tag in {"ul", "ol", "dir"}:
            self._list(element)
        elif tag == "blockquote":
            self._quote(element, _cite_beside(element))
        elif tag == "dt" and element.text_content().rstrip().endswith(":") and _only_line(element.getnext()):
            self._labelled(element, hint)
        elif tag == "p" and (quoted := _quoted(element)) is not None:
            self._quote(quoted, _cite_beside(quoted))
        elif tag in {"figure", "img", "picture"}:
            self._figure(element)
        elif tag == "table" and _of_figures(element):
            self._table(element)
        else:
            self.walk(element, hint)
        self._out = before

    def _rich(self, *elements: HtmlElement, skip: Collection[HtmlElement] = ()) -> Rich:
        """Return the words of *elements* with their styles, a space between two, without what is to *skip*."""
        line = Collector(self._base, self._notes)
        for number, element in enumerate(elements):
            line.text(" " if number else "")
            line.children(element, skip)
        return line.take()

    def _add(self, element: HtmlElement, piece: Piece) -> None:
        self.pieces.append(replace(piece, out=self._out) if self._out else piece)
        self.sources.append(element)

    def _labelled(self, element: HtmlElement, hint: str) -> None:
        """Collect “Published:” and the value beside it, which a definition list holds apart, as one line."""
        value = element.getnext()
        if value is not None:
            self._told.add(value)
            self._paragraph(element, self._rich(element, value), hint)

    def _heading(self, element: HtmlElement, hint: str) -> None:
        kickers = [one for one in element if isinstance(one.tag, str) and hint_of(one) == "rubric"]
        if kickers and len(kickers) < len(element) + bool((element.text or "").strip()):
            self._paragraph(kickers[0], self._rich(kickers[0]), "rubric")
            rich = self._rich(element, skip=kickers[:1])
        else:
            rich = self._rich(element)
        if rich.text:
            named = "outlet" if self._leads_home(element) else hint if hint in {"deck", "rubric"} else ""
            level = _HEADINGS[str(element.tag)]
            rich = replace(rich, spans=tuple(_breaks(element, rich.text)) if level < 3 else ())
            self._add(element, Piece("heading", rich, level, hint=named))

    def _leads_home(self, heading: HtmlElement) -> bool:
        """Tell whether all of *heading* is a link to the site's first page, whose name it therefore is."""
        links = list(heading.iter("a"))
        if len(heading.text_content().split()) > _LONGEST_SITE:
            return False
        if len(links) != 1 or links[0].text_content().strip() != heading.text_content().strip():
            return False
        if self._base and path_of(self._base) in {"", "/"}:  # the first page itself
            return False
        href = re.sub(r"^.+(?=https?://)", "", links[0].get("href") or "#", flags=re.MULTILINE)
        path = re.sub(r"^(?:https?:)?//[^/]+|[?].*$", "", href).strip("./")
        return not path.removesuffix("index.html")

    def _paragraph(self, element: HtmlElement, run: Rich, hint: str) -> None:
        for rich in parted(run):
            last = self.pieces[-1] if self.pieces else None
            picture = last.picture if last is not None else None
            words, credit = split_credit(rich.text) if picture is not None else ("", "")
            whole = any(one.start == 0 and one.end == len(rich.text) for one in rich.spans)
            # The line of a caption, or one that only says who took the picture.
            named = hint == "caption" or (
                credit and (not words or whole) and len(rich.text.split()) <= _LONGEST_CAPTION
            )
            if last is not None and picture is not None and named and not (words and picture.caption):
                taken = replace(picture, caption=picture.caption or words, credit=unlabelled(credit) or picture.credit)
                self.pieces[-1] = replace(last, picture=taken)
            else:
                self._add(element, Piece("paragraph", rich, hint=hint))

    def _list(self, element: HtmlElement) -> None:
        items: list[tuple[str, Rich]] = []
        pictures = [one for one in element.iter("img", "figure") if one.tag == "img" or one.find(".//img") is None]
        self._items(element, "", items)
        for one in element.iter("ul", "ol", "dir"):  # words that stand in a list, but in none of its items
            self._paragraph(one, self._rich(one, skip=frozenset(one.iterchildren("li", "ul", "ol"))), "")
        if items:
            least = min(len(mark) - len(mark.lstrip()) for mark, _ in items)  # a list that only holds another one
            marks = tuple(mark[least:] for mark, _ in items)
            marks = marks if any(mark[:1] == " " for mark in marks) else ()
            words = tuple(rich for _, rich in items)
            self._add(
                element, Piece("list", items=words, marks=marks, ordered=element.tag == "ol", start=_start(element))
            )
        for picture in pictures:
            figure = next((one for one in picture.iterancestors() if one.tag == "figure"), picture)
            self._figure(figure)

    def _items(self, element: HtmlElement, margin: str, made: list[tuple[str, Rich]]) -> None:
        """Add the items of a list, and those of the lists within them, each with its margin and sign."""
        number = _start(element)
        inner: list[HtmlElement] = list(element.iterdescendants(*_LISTED))
        for one in inner:
            holder: HtmlElement = next(one.iterancestors(*_LISTED))
            if holder is not element:
                continue
            if one.tag != "li":
                self._items(one, margin, made)
                continue
            sign = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            parts = parted(self._rich(one, skip=frozenset(one.iterdescendants("ul", "ol", "figure"))))
            made += [(margin + (" " * len(sign) if count else sign), rich) for count, rich in enumerate(parts)]
            self._items(one, margin + " " * len(sign) if len(margin) < _DEEPEST_MARGIN else margin, made)

    def _table(self, element: HtmlElement) -> None:
        """Keep each row as a line, its cells parted by bars; the format has no tables."""
        rows = []
        for row in element.iter("tr"):
            line = Collector(self._base, self._notes)
            for number, cell in enumerate(cell for cell in row if cell.tag in {"td", "th"}):
                line.text(" | " if number else "")
                line.children(cell)
            rich = line.take()
            if rich.text.strip(" |"):
                rows.append(rich)
        for caption in element.iter("caption"):
            self._paragraph(caption, self._rich(caption), "")
        self._add(element, Piece("table", items=tuple(rows)))

    def _quote(self, element: HtmlElement, caption: HtmlElement | None) -> None:
        cites = [one for one in element.iter("footer", "cite", "figcaption") if _closes(one)]
        if caption is not None and not cites:
            self._told.add(caption)
        name = re.sub(r"^[\s–—―-]{1,9}", "", self._rich(*(cites or ([caption] if caption is not None else []))).text)
        for cite in cites:
            if cite.getparent() is not None:
                before = cite.getprevious()
                if before is not None:
                    before.tail = (before.tail or "").rstrip(" \n–—―-")
                elif (holder := cite.getparent()) is not None:
                    holder.text = (holder.text or "").rstrip(" \n–—―-")
                cite.drop_tree()
        inner = Blocks(self._base, self._notes)
        inner.walk(element)
        paragraphs = tuple(
            piece.rich if piece.text else item for piece in inner.pieces for item in (piece.items or (piece.rich,))
        )
        pull = "pull" if _PULL.search(names_of(element)) or _PULL.search(names_of(element.getparent())) else ""
        if paragraphs or name:
            self._add(
                element, Piece("quote", Rich(name), items=tuple(one for one in paragraphs if one.text), hint=pull)
            )
        for piece in inner.pieces:
            if piece.kind == "picture":
                self._add(element, piece)

    def _figure(self, element: HtmlElement) -> None:
        quote = element.find(".//blockquote")
        caption = element.find(".//figcaption")
        if quote is not None:
            self._quote(quote, caption)
            return
        table = element.find(".//table")
        if table is not None:
            self.walk(element)
            return
        images = [element] if element.tag == "img" else list(element.iter("img"))
        words, credit = caption_of(caption) if caption is not None else ("", "")
        pictured = False
        for image in images[:20]:
            picture = picture_of(image, "" if pictured else words, "" if pictured else credit, self._base)
            if picture is not None:
                self._add(element, Piece("picture", picture=picture))
                pictured = True
        if element.tag == "figure":
            rest = self._rich(element, skip=frozenset([caption] if pictured and caption is not None else []))
            self._paragraph(element, rest, "" if pictured else "caption")


def _breaks(heading: HtmlElement, text: str) -> Iterator[Span]:
    """Yield where the parts of a *heading* that elements of their own set apart meet in its *text*."""
    while len(heading) == 1 and not (heading.text or "").strip() and not (heading[0].tail or "").strip():
        heading = heading[0]
    parts = [heading.text or ""]
    for child in heading:
        apart = child.tag not in _EMPHASES
        words = [child.text_content() if child.tag not in SILENT else "", child.tail or ""]
        if apart:
            parts += words
        else:
            parts[-1] += "".join(words)
    at = 0
    for number, part in enumerate(part for part in (" ".join(one.split()) for one in parts) if part):
        at = text.find(part, at)
        if at < 0:
            return
        if number:
            yield Span(at, at, "break")
        at += len(part)


def _only_line(value: HtmlElement | None) -> bool:
    return value is not None and value.tag == "dd" and not any(one.tag in _BLOCKS for one in value.iterdescendants())


def _closes(cite: HtmlElement) -> bool:
    """Tell whether *cite* stands for itself in a quote: another one in a line is the title of a work."""
    holder = cite.getparent()
    if cite.tag != "cite" or holder is None:
        return True
    if next(cite.iterancestors("footer", "cite", "figcaption"), None) is not None or (cite.tail or "").strip():
        return False
    before = cite.getprevious()
    lead = ((before.tail if before is not None else holder.text) or "").strip()
    apart = before is None or before.tag in _BLOCKS or before.tag == "br"
    return (not lead and apart) or lead.endswith(("–", "—", "―", "-"))


def _cite_beside(element: HtmlElement) -> HtmlElement | None:
    """Return the element behind a quote that says who speaks, by its tag or its names; None where there is none."""
    if (element.tail or "").strip(" \t\r\n–—―-"):
        return None
    other = next((one for one in element.itersiblings("*") if one.tag != "br"), None)
    if other is not None and other.tag == "footer" and set(element.itersiblings("*")) != {other}:
        return None
    named = other is not None and (other.tag in {"cite", "footer", "figcaption"} or _SPEAKER.search(names_of(other)))
    return other if named and other is not None and len(other.text_content().split()) <= 25 else None


def _quoted(element: HtmlElement) -> HtmlElement | None:
    """Return the q element that a paragraph consists of, but for who says it; None in any other paragraph."""
    first = next(iter(element), None)
    if first is None or first.tag != "q" or (element.text or "").strip():
        return None
    cite = _cite_beside(first)
    return first if cite is not None and cite.getnext() is None and not (cite.tail or "").strip() else None


def _is_block(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag in _BLOCKS:
        return True
    if element.tag in {"span", "a", "time", "cite", "small", "strong", "em", "b", "i"} and hint_of(element):
        parent = element.getparent()
        line = next(element.iterancestors("p", "li", "figcaption", "blockquote"), None)
        return (
            parent is not None
            and parent.tag not in {"blockquote", "p", "li", "figcaption"}
            and (line is None or line.tag != "p" or line.text_content().strip() == element.text_content().strip())
            and hint_of(parent) != "byline"
            and len(parent.text_content().split()) <= 25
        )
    return False


def _start(element: HtmlElement) -> int:
    """Return the number of a list's first item."""
    start = element.get("start") or "1"
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 9 else 1


def _of_figures(table: HtmlElement) -> bool:
    """Tell a table of data from one that only lays out a page: several rows of short cells."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if table.find(".//table") is not None or len([row for row in rows if len(row) > 1]) < 2:
        return False
    return not any(len(cell.text_content().split()) > 60 for cell in cells) and table.find(".//h1") is None


def why_aside(element: HtmlElement) -> str:
    """Return why *element* stands beside the article by its tag or names, or ""."""
    if element.tag in _ASIDE_TAGS and not _PULL.search(names_of(element)):
        return f"a {element.tag} element of the page"
    if element.get("hidden") is not None or re.search(r"display\s?:\s?none", (element.get("style") or "")[:400]):
        return "hidden on the page"
    if element.get("role") in _ASIDE_ROLES:
        return f"the page’s {element.get('role')}"
    if element.tag in {"body", "html", "article", "main"}:
        return ""
    match = _ASIDE.search(names_of(element))
    return f"the page calls it “{match[0].strip(' _-')}”" if match else ""


def hint_of(element: HtmlElement) -> str:
    """Return what an element's names say it is, where it is short enough to be that: byline, date, deck, rubric, ""."""
    if element.tag == "time":
        return "date"
    if element.tag in {"html", "body", "article", "main"}:
        return ""
    names = _TERMS.sub(" ", names_of(element))
    if not names.strip() or _BIO.search(names):
        return ""
    hint = next((hint for hint, pattern in _HINTS if pattern.search(names)), "")
    if hint and len(element.text_content().split()) > _MOST_WORDS[hint]:
        return ""
    return hint


def names_of(element: HtmlElement | None) -> str:
    """Return all that an element is called: its classes, id and other names, camel case parted."""
    if element is None:
        return ""
    keys = ("class", "id", "itemprop", "rel", "data-testid")
    names = " ".join(element.get(key) or "" for key in keys)[:600]
    return re.sub(r"([a-z])([A-Z])", r"\1-\2", names).strip()


def picture_of(image: HtmlElement, caption: str, credit: str, base: str) -> Picture | None:
    """Return *image* with its words, None for portraits, icons, pixels and images without an address."""
    src = (image.get("src") or "").strip()
    if not src or _PLACEHOLDER.match(src[:400]):
        lazy = ((image.get(name) or "").split(",")[0].split() for name in _LAZY)
        better = next((parts[0] for parts in lazy if parts and not _PLACEHOLDER.match(parts[0][:400])), "")
        src = better or (src if src.startswith("data:") else "")
    sizes = {image.get("width"), image.get("height")}
    if not src or sizes & {"0", "1"} or _PERSONAL.search(names_of(image).replace("_", " ")):
        return None
    alt = " ".join(clean(image.get("alt") or "")[0].split())
    if src.startswith("data:"):
        data = image_data(src)
        return Picture("image", alt, caption, credit, data) if data else None
    if not base and not re.match(r"(?:[a-z][a-z0-9+.-]*:|//|/)", src, re.IGNORECASE):
        return Picture(src, alt, caption, credit)
    try:
        address = urljoin(base, src)
    except ValueError:
        return None
    return Picture(web_address(address) or src, alt, caption, credit)


def caption_of(caption: HtmlElement) -> tuple[str, str]:
    """Split a caption into its words and its credit."""
    marked = [
        inner
        for inner in caption.iterdescendants()
        if isinstance(inner.tag, str) and (_CREDIT.search(names_of(inner)) or inner.tag == "cite")
    ]
    credit = " ".join(marked[0].text_content().split()) if marked else ""
    line = Collector()
    line.children(caption, frozenset(marked[:1]))
    words = line.take().text
    if not credit:
        words, credit = split_credit(words)
    return words, unlabelled(credit)


@cache
def _credit_words() -> str:
    words = {word for language in languages() for word in words_of(language).table.get("credit", [])}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def split_credit(text: str) -> tuple[str, str]:
    """Split “The east quay. Photo: Jo Arden” into caption and credit."""
    tail = max(0, len(text) - 110)
    match = re.search(
        rf"(?:^|[.\s(/|])\(?((?:{_credit_words()})\s?:\s?|©\s?)([^:]{{2,60}}?)\)?\.?$", text[tail:], re.IGNORECASE
    )
    if match is None:
        return text, ""
    return text[: tail + match.start(1)].strip(" (/|"), text[tail + match.start(1) :].strip(" )")


def unlabelled(credit: str) -> str:
    """Return *credit* without a word such as “Photo:” before it."""
    return re.sub(rf"^(?:{_credit_words()})\s?:\s?", "", credit, flags=re.IGNORECASE).strip()


def image_data(src: str) -> bytes | None:
    """Return the bytes of a data URL that holds a picture of a kind that an article takes, else None."""
    match = re.match(r"data:image/(?:png|jpe?g|gif|webp)((?:;[\w=.+-]{1,60}){0,4}),", src, re.IGNORECASE)
    if match is None:
        return None
    content = src[match.end() :]
    try:
        data = base64.b64decode(content) if ";base64" in match[1] else unquote_to_bytes(content)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) > 200 or not data.startswith(b"GIF8") else None

"""What a copy says and in which order: a tree of the page's elements, each with its pieces of paint, written as tags.

WeasyPrint tags boxes, so that a paragraph across pages becomes several and a note belongs to nothing. This tree is made
from the page's own elements instead: one node for each, in the page's order, whatever pages its words landed on.
PDF/UA-1 (ISO 14289-1) wants each piece of paint either in the tree, once and in reading order, or marked as an
artifact; running heads and page numbers are artifacts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressmark.letters import without_ignorable
from pressmark.pdf import weasy
from pressmark.pdf.reading import TIE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    import pikepdf

_ROLES = {
    "article": "Art",
    "aside": "Div",
    "blockquote": "BlockQuote",
    "div": "Div",
    "dl": "L",
    "dt": "Lbl",
    "dd": "LBody",
    "address": "P",
    "figure": "Div",
    "footer": "Sect",
    "header": "Sect",
    "img": "Figure",
    "li": "LI",
    "ol": "L",
    "p": "P",
    "q": "Quote",
    "section": "Sect",
    "ul": "L",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
# What has no words of its own even for whoever reads them aloud: the tie to a note's number, and marks of direction.
_TURNS = dict.fromkeys(map(ord, f"{TIE}\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "LBody", "Note"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Marked content: its number on a *page*, and its *text* as laid out (empty for an image).

    *backwards* is paint in the order of the eye, from right to left, where that is not the order of the words.
    """

    page: int
    mcid: int
    text: str
    line: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """A link's active area: the number of the annotation's object in the file, and its page."""

    page: int
    annotation: int


@dataclass(eq=False, slots=True)
class Node:
    """One structure element: its *role* (ISO 32000-1, 14.8.4), what it holds, and what is said of it."""

    role: str
    kids: list[Node | Paint | Touch] = field(default_factory=list)
    language: str = ""
    alternative: str = ""
    spoken: str | None = None
    identifier: str = ""
    numbering: str = ""
    frame: tuple[float, float, float, float] | None = None


def role_of(element: Element, parents: dict[Element, Element]) -> str:
    """Return the role of a page's *element*; "" for one that only dresses its words."""
    tag = element.tag
    classes = element.get("class", "").split()
    if tag == "a" and element.get("href"):
        return "Link"
    if "footnote" in classes or "printed-url" in classes:
        return "Note"
    if "note-number" in classes:
        return "Lbl"
    if "note-ref" in classes:
        return "Reference"
    if tag == "figcaption":
        # A quote's attribution is a paragraph beside it; only a picture has a caption.
        return "Caption" if "image" in parents[element].get("class", "").split() else "P"
    if tag == "div" and parents[element].tag == "dl":
        return "LI"
    role = _ROLES.get(tag, "")
    if not role and element.get("lang"):
        return "Span"
    return role


class Builder:
    """Make the tree of one document: feed it pages of painted boxes, then take `root`."""

    def __init__(self, html: Element) -> None:
        """Start with the page's tree, in which boxes find their elements."""
        self.root = Node("Document")
        self._parents = {child: parent for parent in html.iter() for child in parent}
        self._nodes: dict[Element, Node] = {}
        self._line = 0
        self._last_line: Any = None

    def paint(self, page: int, mcid: int, box: Any, line: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        """Add the painted *box*, which stands on *line* (its line box, None for an image)."""
        if line is not self._last_line:
            self._line += 1
            self._last_line = line
        element = box.element
        node = self._node(element)
        text = getattr(box, "text", "")
        pseudo = str(box.element_tag).partition("::")[2]
        if node.role == "Figure" and not text:
            node.alternative = element.get("alt", "")
            left, top = box.content_box_x(), box.content_box_y()
            node.frame = (left, top, left + box.width, top + box.height)
        elif node.role == "L" and node.kids and isinstance(node.kids[-1], Node):
            # White space between items: a list holds items alone, so the last one takes it.
            node = self._part(node.kids[-1], "LBody")
        elif node.role == "LI":
            node = self._part(node, "Lbl" if pseudo == "marker" or (element.tag == "div") else "LBody")
        right_to_left = box.style["direction"] == "rtl" and len(text) > 1
        node.kids.append(Paint(page, mcid, text, self._line, right_to_left or _runs_backwards(text)))

    def touch(self, page: int, annotation: int, element: Element) -> None:
        """Add the link annotation of the link that *element* is or lies in."""
        while element.tag != "a":
            element = self._parents[element]
        self._node(element).kids.append(Touch(page, annotation))

    def _node(self, element: Element) -> Node:
        """Return the node of *element*, or of the nearest one around it that has a role."""
        found = self._nodes.get(element)
        if found is not None:
            return found
        parent = self._parents.get(element)
        if parent is None:
            return self.root
        above = self._node(parent)
        role = role_of(element, self._parents)
        if not role:
            return self._nodes.setdefault(element, above)
        node = self._nodes[element] = Node(role, language=element.get("lang", ""))
        if role == "Note":
            node.identifier = element.get("id", "") or f"note-{len(self._nodes)}"
        if element.tag in ("ol", "ul"):
            node.numbering = "Decimal" if element.tag == "ol" else "Disc"
        if above.role == "LI" and role not in ("Lbl", "LBody"):
            above = self._part(above, "LBody")
        before = self._reference_before(element) if role == "Note" else None
        if before is not None and before in above.kids:
            above.kids.insert(above.kids.index(before) + 1, node)
        else:
            above.kids.append(node)
        return node

    def _part(self, item: Node, role: str) -> Node:
        """Return the label or the body of a list item, made when it is first needed."""
        for kid in item.kids:
            if isinstance(kid, Node) and kid.role == role:
                return kid
        part = Node(role)
        item.kids.append(part)
        return part

    def _reference_before(self, note: Element) -> Node | None:
        """Return the node of the reference that leads to *note*: what stands right before it on the page."""
        siblings = list(self._parents[note])
        place = siblings.index(note)
        if not place:
            return None
        return self._nodes.get(siblings[place - 1])


def say(root: Node, words: str) -> None:
    """Give what can't be read off the paint its own words: right-to-left runs, and lines that end without a space.

    *words* are the page's, white space folded. A line's end is a space unless *words* have the two sides joined.
    A space between two elements leaves no paint to read it off, and neither does a sign without a shape of its own.
    """
    blocks = [list(_paints(block)) for block in _blocks(root)]
    # The shape of “<” is that of “>” from right to left, and a font says one letter for each shape.
    turned = any(paint.backwards for paints in blocks for _, paint in paints)
    for paints in blocks:
        for (holder, paint), following in zip(paints, [*paints[1:], None][: len(paints)], strict=True):
            text = paint.text
            end = ""
            if following is not None and following[1].line != paint.line and text and following[1].text:
                text, end = _joint(text, following[1].text, words)
            joined = following is not None and following[1].line != paint.line and end == ""
            plain = text.translate(_TURNS)
            invisible = without_ignorable(plain) != plain
            mirrored = turned and any(map(unicodedata.mirrored, text))
            if joined or text != paint.text or paint.backwards or text.isspace() or invisible or mirrored:
                holder.kids[holder.kids.index(paint)] = Node("Span", [paint], spoken=text + end)


def _runs_backwards(text: str) -> bool:
    """Return whether a right-to-left letter is in *text*, which is painted in the order of the eye."""
    if max(text, default="") < "\u0590":
        return False
    return any(character >= "\u0590" and unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def _joint(text: str, following: str, words: str) -> tuple[str, str]:
    """Return what is said at a line's end: the text without a hyphen of layout, and the space behind it."""
    tail, head = text.rstrip()[-12:], following.lstrip()[:12]
    if tail[-1:] in "-\u2010" and f"{tail[:-1]}{head}" in words:
        return text.rstrip()[:-1], ""
    return (text, "") if f"{tail}{head}" in words else (text, " ")


def _blocks(node: Node) -> Iterator[Node]:
    if node.role in _BLOCKS:
        yield node
    for kid in list(node.kids):
        if isinstance(kid, Node):
            yield from _blocks(kid)


def _paints(node: Node) -> Iterator[tuple[Node, Paint]]:
    """Yield a block's own paint in order with the node that holds it; blocks inside speak for themselves."""
    for kid in list(node.kids):
        if isinstance(kid, Paint):
            yield node, kid
        elif isinstance(kid, Node) and kid.role not in _BLOCKS:
            yield from _paints(kid)


def structure(html: Element, pages: list[weasy.WatchedPage]) -> Node:
    """Return the tree of what was painted on *pages*, which show the tree *html*; call it once they are painted."""
    builder = Builder(html)
    for index, page in enumerate(pages):
        for box, line in weasy.content(page.box):
            if box.element is None:
                continue
            if box.link_annotation:
                builder.touch(index, box.link_annotation.number, box.element)
            if box in page.numbers:
                builder.paint(index, page.numbers[box], box, line)
    say(builder.root, " ".join("".join(html.itertext()).split()))
    return builder.root


def write_tags(pdf: pikepdf.Pdf, root: Node) -> None:
    """Replace the tag tree of *pdf* with *root*."""
    import pikepdf  # heavy

    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    writer = _Writer(pdf)
    tree.K = pikepdf.Array([writer.write(root, tree)])
    numbers = pikepdf.Array()
    for page, owners in enumerate(writer.owners):
        numbers.append(page)
        numbers.append(pdf.make_indirect(pikepdf.Array(owners)))
    for number, (annotation, owner) in enumerate(writer.links, start=len(writer.owners)):
        annotation.StructParent = number
        numbers.append(number)
        numbers.append(owner)
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(writer.owners) + len(writer.links)
    if writer.identifiers:
        names = pikepdf.Array()
        for name, owner in sorted(writer.identifiers.items()):
            names.extend([pikepdf.String(name), owner])
        tree.IDTree = pdf.make_indirect(pikepdf.Dictionary(Names=names))
    pdf.Root.StructTreeRoot = tree


class _Writer:
    """Turn nodes into structure elements, keeping who owns which marked content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._heights = [float(page.mediabox[3]) for page in pdf.pages]
        self.owners: list[list[Any]] = [[] for _ in self._pages]
        self.links: list[tuple[Any, Any]] = []
        self.identifiers: dict[str, Any] = {}

    def write(self, node: Node, parent: Any) -> Any:  # noqa: ANN401 - pikepdf's objects are dynamic
        import pikepdf  # heavy

        element = self._pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{node.role}"), P=parent)
        )
        self._describe(element, node)
        kids = pikepdf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self.write(kid, element))
            elif isinstance(kid, Paint):
                kids.append(pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=self._pages[kid.page], MCID=kid.mcid))
                self._own(kid, element)
            else:
                kids.append(self._link(kid, element))
        element.K = kids
        return element

    def _describe(self, element: Any, node: Node) -> None:  # noqa: ANN401 - pikepdf's objects are dynamic
        import pikepdf  # heavy

        if node.language:
            element.Lang = pikepdf.String(node.language)
        if node.alternative:
            element.Alt = pikepdf.String(node.alternative)
        if node.spoken is not None:
            element.ActualText = pikepdf.String(node.spoken)
        if node.identifier:
            element.ID = pikepdf.String(node.identifier)
            self.identifiers[node.identifier] = element
        if node.numbering:
            element.A = pikepdf.Dictionary(O=pikepdf.Name.List, ListNumbering=pikepdf.Name(f"/{node.numbering}"))
        if node.frame:
            page = next(kid.page for kid in node.kids if isinstance(kid, Paint))
            left, top, right, bottom = (0.75 * edge for edge in node.frame)
            height = self._heights[page]
            frame = pikepdf.Array([round(value, 2) for value in (left, height - bottom, right, height - top)])
            element.A = pikepdf.Dictionary(O=pikepdf.Name.Layout, BBox=frame, Placement=pikepdf.Name.Block)

    def _own(self, paint: Paint, element: Any) -> None:  # noqa: ANN401 - pikepdf's objects are dynamic
        owners = self.owners[paint.page]
        owners.extend([None] * (paint.mcid + 1 - len(owners)))
        owners[paint.mcid] = element

    def _link(self, touch: Touch, element: Any) -> Any:  # noqa: ANN401 - pikepdf's objects are dynamic
        import pikepdf  # heavy

        annotation = self._pdf.get_object(touch.annotation, 0)
        self.links.append((annotation, element))
        return pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=annotation, Pg=self._pages[touch.page])

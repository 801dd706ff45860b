"""The tags of a copy: painting is watched, and WeasyPrint's tag tree gives way to `pressmark.pdf.structure`'s.

PDF/UA-1 (ISO 14289-1) wants each piece of paint either in the tree, once and in reading order, or marked as an
artifact; running heads and page numbers are artifacts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pressmark.pdf import weasy
from pressmark.pdf.structure import Builder, Node, Paint, Touch, say

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pikepdf


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
    import pikepdf  # noqa: PLC0415 - heavy

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
        import pikepdf  # noqa: PLC0415 - heavy

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
        import pikepdf  # noqa: PLC0415 - heavy

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
        import pikepdf  # noqa: PLC0415 - heavy

        annotation = self._pdf.get_object(touch.annotation, 0)
        self.links.append((annotation, element))
        return pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=annotation, Pg=self._pages[touch.page])

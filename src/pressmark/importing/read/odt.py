"""ODT to blocks: the text of an OpenDocument file is written as HTML, whose reader does the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from pressmark.importing.manuscript import LeftOut, Manuscript, Unreadable
from pressmark.importing.read.blocks import Blocks
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.office import opened, part, xml
from pressmark.importing.read.page import footnotes_of, parse, with_data

if TYPE_CHECKING:
    import zipfile

_NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_PICTURE = re.compile(r"Pictures/[\w.-]{1,120}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
# The names of LibreOffice's own styles, which stay English whatever the language of the program.
_BLOCKS = {
    "Title": "h1",
    "Subtitle": "p.deck",
    "Quotations": "blockquote",
    "Caption": "p.caption",
    "Illustration": "p.caption",
}
_DEEPEST = 60


def read(data: bytes) -> Manuscript:
    """Return the blocks of the ODT *data*. Raises Unreadable where it is broken or unpacks to more than an article."""
    with opened(data) as archive:
        root = xml(part(archive, "content.xml"))
        body = root.find(".//office:body/office:text", _NS) if root is not None else None
        if root is None or body is None:
            raise Unreadable(
                "the input looks like ODT, but its text is broken or locked; save it again, without a password"
            )
        writer = _Writer(root, archive)
        page = lxml_html.Element("body")
        writer.blocks(body, page, 0)
        for number, note in enumerate(writer.notes, 1):
            item = etree.SubElement(page, "li", id=f"note-{number}")
            writer.blocks(note, item, 0)
    text, dropped = clean(lxml_html.tostring(page, encoding="unicode"))
    tree = parse(f"<html>{text}</html>")
    found = tree.find("body")
    ids, notes = footnotes_of(tree if found is None else found, "")
    blocks = Blocks(notes=ids)
    blocks.walk(tree if found is None else found)
    pieces = [with_data(piece, writer.pictures) for piece in blocks.pieces]
    left_out = [*writer.left_out, *blocks.left_out]
    return Manuscript(tuple(pieces), (), tuple(left_out), (), tuple(notes), loose=True, form="odt", dropped=dropped)


class _Writer:
    """Writes elements of OpenDocument text as HTML."""

    def __init__(self, root: etree._Element, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.notes: list[etree._Element] = []
        self.left_out: list[LeftOut] = []
        self.pictures: dict[str, bytes] = {}
        self._styles = {_get(style, "style:name"): style for style in root.iter(_tag("style:style"))}

    def blocks(  # noqa: C901 - one case an element of OpenDocument
        self, source: etree._Element, target: etree._Element, depth: int
    ) -> None:
        """Write the blocks of *source* into *target*."""
        if depth > _DEEPEST:
            return
        for child in source:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name == "h":
                level = _get(child, "text:outline-level") or "1"
                self._line(child, etree.SubElement(target, f"h{level if level in '123456' else 6}"), depth)
            elif name == "p":
                self._paragraph(child, target, depth)
            elif name in {"list", "list-item", "list-header"}:
                tag = "ul" if name == "list" else "li"
                self.blocks(child, etree.SubElement(target, tag), depth + 1)
            elif name in {"table", "table-row", "table-cell", "table-rows", "table-header-rows"}:
                tag = {"table": "table", "table-row": "tr", "table-cell": "td"}.get(name, "tbody")
                self.blocks(child, etree.SubElement(target, tag), depth + 1)
            elif name == "tracked-changes":
                for one in child.iter(_tag("text:deletion")):
                    self._leave(one, "deleted, in a tracked change")
                self.left_out.append(LeftOut(f"{len(child)} tracked changes", "they were taken as accepted"))
            elif name == "section" and _get(child, "text:display") == "none":
                self._leave(child, "hidden in the document")
            elif name in {"section", "index-body", "text-box", "note-body"}:
                self.blocks(child, target, depth + 1)
            elif name in {"frame", "a"}:
                self._inline(child, etree.SubElement(target, "p"), depth + 1)

    def _leave(self, element: etree._Element, why: str) -> None:
        text = " ".join(
            " ".join("".join(map(str, p.itertext())).split()) for p in element.iter(_tag("text:p"), _tag("text:h"))
        )
        text = text or " ".join("".join(map(str, element.itertext())).split())
        if text:
            self.left_out.append(LeftOut(clean(text)[0], why))

    def _paragraph(self, source: etree._Element, target: etree._Element, depth: int) -> None:
        tag, _, names = _BLOCKS.get(self._style(source), "p").partition(".")
        if tag == "blockquote":
            target = etree.SubElement(target, "blockquote")
        made = etree.SubElement(target, "p" if tag == "blockquote" else tag)
        if names:
            made.set("class", names)
        self._line(source, made, depth)

    def _style(self, source: etree._Element) -> str:
        name = _get(source, "text:style-name")
        for _ in range(5):
            style = self._styles.get(name)
            if style is None:
                break
            name = _get(style, "style:parent-style-name")
        return name.replace("_20_", " ")

    def _line(self, source: etree._Element, target: etree._Element, depth: int) -> None:
        _add(target, source.text)
        for child in source:
            self._inline(child, target, depth)
            _add(target, child.tail)

    def _inline(  # noqa: C901 - the same
        self, child: etree._Element, target: etree._Element, depth: int
    ) -> None:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if depth > _DEEPEST:
            return
        if name in {"s", "tab"}:
            _add(target, " ")
        elif name == "line-break":
            etree.SubElement(target, "br")
        elif name == "note":
            body = child.find("text:note-body", _NS)
            self.notes.append(child if body is None else body)
            link = etree.SubElement(etree.SubElement(target, "sup"), "a", href=f"#note-{len(self.notes)}")
            link.text = str(len(self.notes))
        elif name == "annotation":
            self._leave(child, "a comment in the document")
        elif name == "hidden-text":
            self._leave(child, "hidden in the document")
        elif name == "image":
            self._image(child, target)
        elif name == "a":
            self._line(child, etree.SubElement(target, "a", href=_get(child, "xlink:href")), depth + 1)
        elif name == "text-box":
            self.blocks(child, target, depth + 1)
        elif name == "span":
            self._span(child, target, depth)
        elif name:
            self._line(child, target, depth + 1)

    def _span(self, child: etree._Element, target: etree._Element, depth: int) -> None:
        look = self._styles.get(_get(child, "text:style-name"))
        look = look.find("style:text-properties", _NS) if look is not None else None
        if look is not None and _get(look, "text:display") == "none":
            self._leave(child, "hidden in the document")
            return
        if look is not None and _get(look, "style:text-line-through-style") not in {"", "none"}:
            self._leave(child, "struck through")
            return
        if look is not None and _get(look, "fo:font-weight") == "bold":
            target = etree.SubElement(target, "strong")
        if look is not None and _get(look, "fo:font-style") == "italic":
            target = etree.SubElement(target, "em")
        self._line(child, target, depth + 1)

    def _image(self, child: etree._Element, target: etree._Element) -> None:
        name = _get(child, "xlink:href")
        frame = child.getparent()
        said = frame.find("svg:desc", _NS) if frame is not None else None
        said = said if said is not None else frame.find("svg:title", _NS) if frame is not None else None
        if _PICTURE.fullmatch(name):
            data = part(self.archive, name, 50_000_000)
            if data:
                self.pictures[name] = data
                etree.SubElement(target, "img", src=name, alt=(said.text or "") if said is not None else "")


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NS[prefix]}}}{local}"


def _get(element: etree._Element, name: str) -> str:
    return element.get(_tag(name)) or ""


def _add(target: etree._Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text

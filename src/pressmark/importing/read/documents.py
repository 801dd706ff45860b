"""Word processors’ documents to blocks: DOCX by mammoth, ODT by way of HTML; neither is unpacked without limit.

What nobody sees in the finished document is taken out before, and listed: hidden and struck words, tracked changes,
comments, headers and footers.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, get_args

from lxml import etree
from lxml import html as lxml_html

from pressmark.importing.manuscript import STATED, Fact, LeftOut, Manuscript, Person, Unreadable
from pressmark.importing.read.blocks import Blocks
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.page import footnotes_of, parse, with_data
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# A manuscript of a hundred pages has a tenth of this in its XML; a novel does not become one article.
_LARGEST_TEXT = 6_000_000
_MOST_ELEMENTS = 100_000
_LARGEST = 200_000_000
_MOST_FILES = 5_000
_KINDS = {
    "epub": "an EPUB, a whole book; import the chapter or the manuscript as DOCX, ODT, HTML or text",
    "xlsx": "an Excel workbook; save the article’s words as DOCX or text",
    "pptx": "a PowerPoint presentation; save the article’s words as DOCX or text",
    "zip": "a ZIP file, but no DOCX or ODT; unpack it and import the file in it",
}


def kind_of(data: bytes) -> str:
    """Return “docx” or “odt”. Raises Unreadable, with what to do, for any other ZIP file."""
    with opened(data) as archive:
        names = set(archive.namelist())
        declared = part(archive, "mimetype").strip() if "mimetype" in names else b""
    if any(map(_MAIN.fullmatch, names)):
        return "docx"
    if b"opendocument.text" in declared:
        return "odt"
    kind = (
        "epub"
        if b"epub" in declared
        else "xlsx"
        if "xl/workbook.xml" in names
        else "pptx"
        if "ppt/presentation.xml" in names
        else "zip"
    )
    raise Unreadable(f"the input is {_KINDS[kind]}")


# Some programs number the part that holds the text.
_MAIN = re.compile(r"word/document\d{0,3}\.xml")
# A book of 100,000 words, corrected again and again, stays below both.
_MOST_TAGS, _MOST_RUNS = 500_000, 50_000


def opened(data: bytes) -> zipfile.ZipFile:
    """Return *data* as an open ZIP file. Raises Unreadable where it is broken or unpacks to far too much."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        sizes = [entry.file_size for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise Unreadable(
            "the input looks like DOCX, ODT or another ZIP file, but it is broken; save it again"
        ) from error
    if sum(sizes) > _LARGEST or len(sizes) > _MOST_FILES:
        raise Unreadable(f"the input, a ZIP file, unpacks to more than {_LARGEST // 1_000_000} MB, which is no article")
    return archive


def part(archive: zipfile.ZipFile, name: str, largest: int = _LARGEST_TEXT) -> bytes:
    """Return the member *name*, at most *largest* bytes whatever the archive says, b"" where there is none."""
    try:
        with archive.open(name) as stream:
            data = stream.read(largest + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Unreadable(
            "the input is a document whose parts are broken or locked; save it again, without a password"
        ) from error
    if len(data) > largest:
        raise Unreadable(f"“{name}” in the input unpacks to more than {largest // 1_000_000} MB, which is no article")
    if data.count(b"<") > _MOST_TAGS or data.count(b"<w:r>") + data.count(b"<w:r ") > _MOST_RUNS:
        raise Unreadable(f"“{name}” in the input has more parts than any article")
    return data


def xml(data: bytes) -> etree._Element | None:
    """Return the root of *data*, None where it is no XML; entities are not expanded, and nothing is loaded.

    Raises Unreadable where it has more elements than the document of an article.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError:
        return None
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise Unreadable("the input is a document as long as a book, which is no article; import one chapter of it")
    return root


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARGINS = re.compile(r"word/(?:header|footer)\d{0,3}\.xml")
# The names of Word's own styles, which stay English whatever the language of the program.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.deck:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Kicker'] => p.rubric:fresh
p[style-name='Outlet'] => p.styled-outlet:fresh
p[style-name='Abstract'] => p.styled-summary:fresh
p[style-name='Dateline'] => p.styled-dateline:fresh
p[style-name='Quote Attribution'] => blockquote > footer:fresh
p[style-name='Demand'] => ol.demands > li:fresh > p:fresh
p[style-name='Demand Details'] => ol.demands > li > dl > dt:fresh
"""


def read_word(data: bytes) -> Manuscript:
    """Return the blocks of the DOCX *data*. Raises Unreadable where it is broken or unpacks to more than an article."""
    import mammoth  # only DOCX needs it

    archive = opened(data)
    main = next(filter(_MAIN.fullmatch, archive.namelist()), "")
    root = xml(part(archive, main))
    if root is None:
        raise Unreadable("the input looks like DOCX, but its text is broken; save it again")
    left_out = [*_tidied(root), *_beside(archive)]
    _tell_notes(root)
    _drop_logo(root)
    try:
        html = mammoth.convert_to_html(BytesIO(_with(archive, root, main)), style_map=_STYLES).value
    except Exception as error:
        raise Unreadable("the input looks like DOCX, but it is broken; save it again") from error
    text, dropped = clean(f"<html><body>{html}</body></html>")
    tree = parse(text)
    found = tree.find("body")
    body = tree if found is None else found
    ids, notes = footnotes_of(body, "")
    blocks = Blocks(notes=ids)
    blocks.walk(body)
    left_out += blocks.left_out
    facts = list(_told(archive))
    names = [Person(name) for key, fact in facts if key == "authors" for name in fact.value.split("; ")]
    people = ((tuple(names), Fact("", STATED, "the document’s properties")),) if names else ()
    return Manuscript(
        tuple(blocks.pieces),
        tuple(facts),
        tuple(left_out),
        people,
        tuple(notes),
        loose=True,
        form="docx",
        dropped=dropped,
    )


def _told(archive: zipfile.ZipFile) -> Iterator[tuple[str, Fact]]:
    """Yield what the properties of a document that pressmark wrote state; those of others are mostly a template's."""
    program, core = xml(part(archive, "docProps/app.xml")), xml(part(archive, "docProps/core.xml"))
    made_by = (program.findtext("{*}Application") or "" if program is not None else "").split(" ")[0]
    if core is None or made_by != "pressmark":
        return
    for key, name in (
        ("language", "language"),
        ("url", "identifier"),
        ("keywords", "keywords"),
        ("authors", "creator"),
    ):
        value = clean(core.findtext(f"{{*}}{name}") or "")[0].strip()
        if value and (key != "url" or value.startswith(("https://", "http://"))):
            value = "\n".join(value.split(", ")) if key == "keywords" else value
            yield key, Fact(value, STATED, "the document’s properties")
    settings = xml(part(archive, "word/settings.xml"))
    for variable in settings.iter(_W + "docVar") if settings is not None else ():
        if variable.get(_W + "name") == "pressmark-kind" and variable.get(_W + "val") in get_args(Kind):
            yield "kind", Fact(variable.get(_W + "val", ""), STATED, "the document’s properties")


def _drop_logo(root: etree._Element) -> None:
    """Take the pictures out of the paragraphs in which pressmark sets the outlet's name."""
    for style in root.iter(_W + "pStyle"):
        holder = style.getparent()
        paragraph = holder.getparent() if holder is not None and style.get(_W + "val") == "Outlet" else None
        for drawing in list(paragraph.iter(_W + "drawing")) if paragraph is not None else ():
            _drop(drawing)


def _with(archive: zipfile.ZipFile, root: etree._Element, main: str) -> bytes:
    """Return the document anew, *root* as its text, the part *main*; parts that tell nothing are left behind."""
    stream = BytesIO()
    wanted = re.compile(
        r"\[Content_Types\]\.xml|_rels/.*|word/(?:_rels/.*|media/.*|(?:footnotes|endnotes|numbering|styles)\.xml)"
    )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        for name in archive.namelist():
            if wanted.fullmatch(name) and not name.endswith("/"):
                largest = 50_000_000 if name.startswith("word/media/") else 6_000_000
                made.writestr(name, part(archive, name, largest))
        made.writestr(main, etree.tostring(root))
    return stream.getvalue()


def _tidied(root: etree._Element) -> Iterator[LeftOut]:
    """Take out of *root* what nobody sees in the finished document, and yield its words."""
    for mark in list(root.iter(_W + "commentReference")):
        _drop(mark)  # mammoth would look for the comments
    changes = sum(1 for tag in ("ins", "del", "moveFrom", "moveTo") for _ in root.iter(_W + tag))
    if changes:
        yield LeftOut(f"{changes} tracked changes", "they were taken as accepted")
    for tag, why in (("del", "deleted, in a tracked change"), ("moveFrom", "moved elsewhere, in a tracked change")):
        for element in list(root.iter(_W + tag)):
            yield from _words(element, why)
            _drop(element)
    for run in list(root.iter(_W + "r")):
        look = run.find(_W + "rPr")
        for tag, why in (
            ("vanish", "hidden in the document"),
            ("strike", "struck through"),
            ("dstrike", "struck through"),
        ):
            switch = look.find(_W + tag) if look is not None else None
            if switch is not None and switch.get(_W + "val", "true") not in {"false", "0", "none"}:
                yield from _words(run, why)
                _drop(run)
                break


def _tell_notes(root: etree._Element) -> None:
    """Make every reference to a footnote one that mammoth sees: fields that name one again, and marks of its own."""
    noted: dict[str, etree._Element] = {}
    opened = ""
    for element in list(root.iter(_W + "bookmarkStart", _W + "footnoteReference")):
        if element.tag == _W + "bookmarkStart":
            opened = element.get(_W + "name", "")
        else:
            noted.setdefault(opened, element)
            run = element.getparent()
            if element.get(_W + "customMarkFollows", "0") in {"1", "true", "on"} and run is not None:
                for mark in run.findall(_W + "t"):
                    run.remove(mark)
    for asked in list(root.iter(_W + "instrText")):
        named = re.match(r"\s*NOTEREF\s+(\S+)", asked.text or "")
        start = asked.getparent()
        if named and named[1] in noted and start is not None:
            # What the field shows is the note's number: the words that follow until its end.
            for run in islice(start.itersiblings(_W + "r"), 50):
                at = run.find(_W + "fldChar")
                if at is not None and at.get(_W + "fldCharType") == "end":
                    break
                for number in run.findall(_W + "t"):
                    run.remove(number)
            etree.SubElement(start, _W + "footnoteReference").set(_W + "id", noted[named[1]].get(_W + "id", ""))


def _words(element: etree._Element, why: str) -> Iterator[LeftOut]:
    text = "".join(one.text or "" for one in element.iter(_W + "t", _W + "delText")).strip()
    if text:
        yield LeftOut(clean(text)[0], why)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _beside(archive: zipfile.ZipFile) -> Iterator[LeftOut]:
    """Yield the words of comments, headers and footers."""
    for name in sorted(archive.namelist()):
        why = "a comment in the document" if name == "word/comments.xml" else ""
        if _MARGINS.fullmatch(name):
            why = "a header of the document" if "header" in name else "a footer of the document"
        root = xml(part(archive, name)) if why else None
        if root is None:
            continue
        for one in root.iter(_W + "comment") if "comment" in why else [root]:
            lines = ["".join(t.text or "" for t in p.iter(_W + "t")) for p in one.iter(_W + "p")]
            text = " ".join(line.strip() for line in lines if line.strip())
            if text:
                yield LeftOut(clean(text)[0], why)


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


def read_odt(data: bytes) -> Manuscript:
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

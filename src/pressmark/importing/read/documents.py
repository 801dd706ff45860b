"""Word processors’ documents to blocks: DOCX by mammoth, ODT by way of HTML; neither is unpacked without limit.

What nobody sees in the finished document is taken out before, and listed: hidden and struck words, tracked changes,
comments, headers and footers.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, get_args

from lxml import etree

from pressmark.importing.manuscript import STATED, Fact, LeftOut, Manuscript, Person, Unreadable
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.page import read_blocks
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# A manuscript of a hundred pages has a tenth of this in its XML; a novel does not become one article.
_LARGEST_TEXT = 6_000_000
_MOST_ELEMENTS = 100_000
_LARGEST = 200_000_000
_MOST_FILES = 5_000
# What a ZIP file is, by a part of it or by its declared kind.
_KINDS = (
    ("epub", "an EPUB, a whole book; import the chapter or the manuscript as DOCX, ODT, HTML or text"),
    ("xl/workbook.xml", "an Excel workbook; save the article’s words as DOCX or text"),
    ("ppt/presentation.xml", "a PowerPoint presentation; save the article’s words as DOCX or text"),
    ("", "a ZIP file, but no DOCX or ODT; unpack it and import the file in it"),
)


def read(data: bytes) -> Manuscript:
    """Return the blocks of a DOCX or ODT. Raises Unreadable, with what to do, for any other ZIP file."""
    with opened(data) as archive:
        names = archive.namelist()
        declared = part(archive, "mimetype").decode("ascii", "replace")
    if any(map(_MAIN.fullmatch, names)):
        return read_word(data)
    if "opendocument.text" in declared:
        return read_odt(data)
    raise Unreadable(f"the input is {next(what for sign, what in _KINDS if sign in names or sign in declared)}")


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
_BESIDE = re.compile(r"word/(comments|header|footer)\d{0,3}\.xml")
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
    left_out = [*_tidied(root, xml(part(archive, "word/styles.xml"))), *_beside(archive)]
    _tell_notes(root)
    for drawing in _found(root, "//w:p[w:pPr/w:pStyle/@w:val='Outlet']//w:drawing"):
        _drop(drawing)  # pressmark sets the outlet's logo there
    try:
        html = mammoth.convert_to_html(BytesIO(_with(archive, root, main)), style_map=_STYLES).value
    except Exception as error:
        raise Unreadable("the input looks like DOCX, but it is broken; save it again") from error
    facts = tuple(_told(archive))
    names = [Person(name) for key, fact in facts if key == "authors" for name in fact.value.split("; ")]
    people = ((tuple(names), Fact("", STATED, "the document’s properties")),) if names else ()
    return replace(read_blocks(html, "docx", tuple(left_out)), facts=facts, people=people)


def _told(archive: zipfile.ZipFile) -> Iterator[tuple[str, Fact]]:
    """Yield what the properties of a document that pressmark wrote state; those of others are mostly a template's."""
    program, core = xml(part(archive, "docProps/app.xml")), xml(part(archive, "docProps/core.xml"))
    made_by = (program.findtext("{*}Application") or "" if program is not None else "").split(" ")[0]
    if core is None or made_by != "pressmark":
        return
    told = {"language": "language", "url": "identifier", "keywords": "keywords", "authors": "creator"}
    for key, name in told.items():
        value = clean(core.findtext(f"{{*}}{name}") or "")[0].strip()
        if value and (key != "url" or value.startswith(("https://", "http://"))):
            value = "\n".join(value.split(", ")) if key == "keywords" else value
            yield key, Fact(value, STATED, "the document’s properties")
    settings = xml(part(archive, "word/settings.xml"))
    for variable in _found(settings, "//w:docVar[@w:name='pressmark-kind']") if settings is not None else ():
        if variable.get(_W + "val") in get_args(Kind):
            yield "kind", Fact(variable.get(_W + "val", ""), STATED, "the document’s properties")


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


def _found(root: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements of a DOCX at an XPath."""
    found = root.xpath(path, namespaces={"w": _W[1:-1]})
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []  # noqa: SLF001 - its type


_OFF = "not(@w:val='false' or @w:val='0' or @w:val='none')"


def _by_style(root: etree._Element, styles: etree._Element | None, looks: str) -> list[etree._Element]:
    """Return the runs that have one of the *looks* by their style, their paragraph's, or one that these come from."""
    based = {one.get(_W + "styleId"): one for one in _found(styles, "//w:style")} if styles is not None else {}
    marked = {name for name, one in based.items() if _found(one, f"w:rPr/*[{looks}][{_OFF}]")}
    plain = {name for name, one in based.items() if _found(one, f"w:rPr/*[{looks}]")}
    bases = {name: base.get(_W + "val") for name, one in based.items() for base in _found(one, "w:basedOn")}
    for _ in range(10):  # as deep as anybody bases one style on the other
        marked |= {name for name, base in bases.items() if base in marked and name not in plain}
    runs = []
    for run in _found(root, "//w:r") if marked else ():
        named = _found(run, "w:rPr/w:rStyle | ../w:pPr/w:pStyle | ../../w:pPr/w:pStyle")
        if any(one.get(_W + "val") in marked for one in named) and not _found(run, f"w:rPr/*[{looks}]"):
            runs.append(run)
    return runs


def _tidied(root: etree._Element, styles: etree._Element | None) -> Iterator[LeftOut]:
    """Take out of *root* what nobody sees in the finished document, by its *styles* too, and yield its words."""
    for mark in _found(root, "//w:commentReference"):
        _drop(mark)  # mammoth would look for the comments
    changes = _found(root, "//w:ins | //w:del | //w:moveFrom | //w:moveTo")
    if changes:
        yield LeftOut(f"{len(changes)} tracked changes", "they were taken as accepted")
    for path, why in (
        ("//w:del", "deleted, in a tracked change"),
        ("//w:moveFrom", "moved elsewhere, in a tracked change"),
        (f"//w:r[w:rPr/w:vanish[{_OFF}]]", "hidden in the document"),
        (f"//w:r[w:rPr/w:strike[{_OFF}] or w:rPr/w:dstrike[{_OFF}]]", "struck through"),
    ):
        looks = {"hidden in the document": "self::w:vanish", "struck through": "self::w:strike or self::w:dstrike"}
        styled = _by_style(root, styles, looks[why]) if why in looks else []
        for element in [*_found(root, path), *styled]:
            yield from _left(element, why, _W + "t", _W + "delText")
            _drop(element)


def _tell_notes(root: etree._Element) -> None:
    """Make every reference to a footnote one that mammoth sees: fields that name one again, and marks of its own."""
    for mark in _found(root, "//w:r[w:footnoteReference[@w:customMarkFollows][not(@w:customMarkFollows='0')]]/w:t"):
        _drop(mark)
    noted: dict[str, etree._Element] = {}
    opened = ""
    for element in root.iter(_W + "bookmarkStart", _W + "footnoteReference"):
        if element.tag == _W + "bookmarkStart":
            opened = element.get(_W + "name", "")
        else:
            noted.setdefault(opened, element)
    for asked in _found(root, "//w:instrText"):
        named = re.match(r"\s*NOTEREF\s+(\S+)", asked.text or "")
        start = asked.getparent()
        if named and named[1] in noted and start is not None:
            # What the field shows is the note's number: the words that follow until its end.
            for run in islice(start.itersiblings(_W + "r"), 50):
                if _found(run, "w:fldChar[@w:fldCharType='end']"):
                    break
                for number in run.findall(_W + "t"):
                    run.remove(number)
            etree.SubElement(start, _W + "footnoteReference").set(_W + "id", noted[named[1]].get(_W + "id", ""))


def _beside(archive: zipfile.ZipFile) -> Iterator[LeftOut]:
    """Yield the words of comments, headers and footers."""
    for name in sorted(archive.namelist()):
        match = _BESIDE.fullmatch(name)
        root = xml(part(archive, name)) if match else None
        if match and root is not None:
            comments = match[1] == "comments"
            for one in _found(root, "//w:comment") if comments else [root]:
                yield from _left(
                    one, "a comment in the document" if comments else f"a {match[1]} of the document", _W + "t"
                )


def _left(element: etree._Element, why: str, *tags: str) -> Iterator[LeftOut]:
    """Yield the words of *element*, in those of its elements that *tags* name, all without any."""
    paragraphs = list(element.iter("{*}p", "{*}h")) or [element]
    lines = ["".join(map(str, one.itertext(*tags, with_tail=not tags))) for one in paragraphs]
    if text := " ".join(" ".join(lines).split()):
        yield LeftOut(clean(text)[0], why)


def _drop(element: etree._Element) -> None:
    """Take *element* out, but not the words behind it."""
    before, holder = element.getprevious(), element.getparent()
    if holder is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        holder.text = (holder.text or "") + (element.tail or "")
    holder.remove(element)


_NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_PICTURE = re.compile(r"Pictures/[\w.-]{1,120}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
# The names of LibreOffice's own styles, which stay English whatever the language of the program.
_STYLED = {
    "Title": "h1",
    "Subtitle": "p.deck",
    "Quotations": "blockquote",
    "Caption": "p.caption",
    "Illustration": "p.caption",
}
# What each element of OpenDocument text is in HTML; any other is a span.
_TAGS = {
    "p": "p", "list": "ul", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr", "a": "a",
    "table-cell": "td", "section": "div", "index-body": "div", "text-box": "div", "line-break": "br", "image": "img",
}  # fmt: skip


def read_odt(data: bytes) -> Manuscript:
    """Return the blocks of the ODT *data*. Raises Unreadable where it is broken or unpacks to more than an article."""
    with opened(data) as archive:
        root = xml(part(archive, "content.xml"))
        body = root.find(".//office:body/office:text", _NS) if root is not None else None
        if root is None or body is None:
            raise Unreadable(
                "the input looks like ODT, but its text is broken or locked; save it again, without a password"
            )
        left_out = list(_made_html(body, {_get(one, "style:name"): one for one in root.iter(_tag("style:style"))}))
        names = [one.get("src", "") for one in body.iter("img")]
        pictures = {name: part(archive, name, 50_000_000) for name in names if _PICTURE.fullmatch(name)}
    body.tag = "body"
    return read_blocks(etree.tostring(body, encoding="unicode", method="html"), "odt", tuple(left_out), pictures)


def _made_html(body: etree._Element, styles: dict[str, etree._Element]) -> Iterator[LeftOut]:
    """Make HTML of the elements in *body*, in their places, and yield what nobody sees in the finished document."""
    notes: list[etree._Element] = []
    for element in list(body.iter("*")):
        name = etree.QName(element).localname
        if body not in element.iterancestors():  # in what was left out
            continue
        look = styles.get(_get(element, "text:style-name")) if name == "span" else None
        look = look.find("style:text-properties", _NS) if look is not None else None
        why = _why_out(element, name, look)
        if why or name in {"desc", "title", "note-citation"}:
            if name == "tracked-changes":
                yield LeftOut(f"{len(element)} tracked changes", "they were taken as accepted")
            yield from _left(element, why) if why else ()
            _drop(element)
        elif name == "note":
            notes.append(element)
            reference = etree.Element("sup")
            etree.SubElement(reference, "a", href=f"#note-{len(notes)}").text = str(len(notes))
            reference.tail, element.tail = element.tail, None
            holder = element.getparent()
            if holder is not None:
                holder.replace(element, reference)
            body.append(element)
            element.tag = "li"
            element.attrib.clear()
            element.set("id", f"note-{len(notes)}")
        else:
            _renamed(element, name, look, styles)


def _why_out(element: etree._Element, name: str, look: etree._Element | None) -> str:
    """Return why nobody sees *element*, called *name*, whose style has the *look*; "" where it is seen."""
    if name == "annotation":
        return "a comment in the document"
    if name == "tracked-changes":
        return "deleted, in a tracked change"
    hidden = name == "hidden-text" or (name == "section" and _get(element, "text:display") == "none")
    if hidden or (look is not None and _get(look, "text:display") == "none"):
        return "hidden in the document"
    struck = look is not None and _get(look, "style:text-line-through-style") not in {"", "none"}
    return "struck through" if struck else ""


def _renamed(
    element: etree._Element, name: str, look: etree._Element | None, styles: dict[str, etree._Element]
) -> None:
    """Make *element* what it is in HTML, with what a reader of HTML needs of its attributes."""
    href, style, level = _get(element, "xlink:href"), _style(element, styles), _get(element, "text:outline-level")
    said = next(element.itersiblings(_tag("svg:desc"), _tag("svg:title")), None)
    element.attrib.clear()
    element.tag = _TAGS.get(name, "span")
    if name == "h":
        element.tag = f"h{level if level and level in '123456' else 6 if level else 1}"
    elif name == "p":
        element.tag, _, names = _STYLED.get(style, "p").partition(".")
        element.attrib.update({"class": names} if names else {})
    elif name in {"s", "tab"}:
        element.text = " "
    elif name == "a":
        element.set("href", href)
    elif name == "image":
        element.attrib.update({"src": href, "alt": (said.text or "") if said is not None else ""})
    elif look is not None:
        bold, italic = _get(look, "fo:font-weight") == "bold", _get(look, "fo:font-style") == "italic"
        element.tag = "strong" if bold else "em" if italic else "span"
        if bold and italic:
            inner = etree.Element("em")
            inner.text, element.text = element.text, None
            inner.extend(list(element))
            element.append(inner)


def _style(source: etree._Element, styles: dict[str, etree._Element]) -> str:
    """Return the name of the style that the one of *source* comes from in the end."""
    name = _get(source, "text:style-name")
    for _ in range(5):
        style = styles.get(name)
        if style is None:
            break
        name = _get(style, "style:parent-style-name")
    return name.replace("_20_", " ")


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NS[prefix]}}}{local}"


def _get(element: etree._Element, name: str) -> str:
    return element.get(_tag(name)) or ""

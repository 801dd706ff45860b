"""DOCX to blocks: mammoth reads the document.

What it would lose or let through in silence is taken out before, and listed: hidden and struck words, tracked
changes, comments, headers and footers.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from pressmark.importing.manuscript import LeftOut, Manuscript, Unreadable
from pressmark.importing.read.blocks import Blocks
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.office import opened, part, xml
from pressmark.importing.read.page import footnotes_of, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

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
p[style-name='Dateline'] => p.dateline:fresh
p[style-name='Quote Attribution'] => blockquote > footer:fresh
p[style-name='Demand Details'] => ol > li > p:fresh
comment-reference =>
"""


def read(data: bytes) -> Manuscript:
    """Return the blocks of the DOCX *data*. Raises Unreadable where it is broken or unpacks to more than an article."""
    import mammoth  # noqa: PLC0415 - only DOCX needs it

    archive = opened(data)
    root = xml(part(archive, "word/document.xml"))
    if root is None:
        raise Unreadable("the input looks like DOCX, but its text is broken; save it again")
    left_out = [*_tidied(root), *_beside(archive)]
    _tell_notes(root)
    try:
        html = mammoth.convert_to_html(BytesIO(_with(archive, root)), style_map=_STYLES).value
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
    return Manuscript(
        tuple(blocks.pieces), (), tuple(left_out), (), tuple(notes), loose=True, form="docx", dropped=dropped
    )


def _with(archive: zipfile.ZipFile, root: etree._Element) -> bytes:
    """Return the document anew, *root* as its text; parts that tell nothing of an article are left behind."""
    stream = BytesIO()
    wanted = re.compile(
        r"\[Content_Types\]\.xml|_rels/.*|word/(?:_rels/.*|media/.*|(?:footnotes|endnotes|numbering|styles)\.xml)"
    )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        for name in archive.namelist():
            if wanted.fullmatch(name) and not name.endswith("/"):
                largest = 50_000_000 if name.startswith("word/media/") else 6_000_000
                made.writestr(name, part(archive, name, largest))
        made.writestr("word/document.xml", etree.tostring(root))
    return stream.getvalue()


def _tidied(root: etree._Element) -> Iterator[LeftOut]:
    """Take out of *root* what nobody sees in the finished document, and yield its words."""
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
            for run in start.itersiblings(_W + "r"):
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

"""Office documents as ZIP files: what kind they are, and their parts, unpacked no further than an article can be."""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from pressmark.importing.manuscript import Unreadable

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
    if "word/document.xml" in names:
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
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError) as error:
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

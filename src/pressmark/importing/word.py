"""DOCX to blocks: mammoth reads the document, its paragraphs and styles become pieces."""

from __future__ import annotations

import zipfile
from io import BytesIO

from pressmark.importing.blocks import Blocks
from pressmark.importing.decoding import Unreadable, decode
from pressmark.importing.manuscript import Manuscript
from pressmark.importing.page import parse

_LARGEST = 256 * 1024 * 1024
# The names of Word's own styles, which stay English whatever the language of the program.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.deck:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Caption'] => p.caption:fresh
"""


def read(data: bytes) -> Manuscript:
    """Return the blocks of the DOCX *data*. Raises Unreadable where it is no DOCX or unpacks to far too much."""
    import mammoth  # noqa: PLC0415 - only DOCX needs it

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise Unreadable(f"the document unpacks to more than {_LARGEST // 1024**2} MB")
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unreadable("the input looks like DOCX, but it is broken") from error
    if "word/document.xml" not in names:
        raise Unreadable("the input is a ZIP file, but no DOCX")
    try:
        html = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES).value
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("the input looks like DOCX, but it is broken") from error
    decoded = decode(f"<html><body>{html}</body></html>".encode())
    blocks = Blocks()
    tree = parse(decoded.text)
    body = tree.find("body")
    blocks.walk(tree if body is None else body)
    return Manuscript(tuple(blocks.pieces), left_out=tuple(blocks.left_out), loose=True)

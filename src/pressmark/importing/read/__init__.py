"""Bytes to a manuscript: what kind of input they are is told from themselves, and each kind has its reader."""

from __future__ import annotations

import re
from dataclasses import replace

from pressmark.importing.manuscript import Manuscript, Unreadable
from pressmark.importing.read.decoding import LARGEST, decode, refuse, refuse_long, unpacked

_LONGEST = 4 * 1024 * 1024  # letters, with those that nobody sees
# What makes a browser take a file for a page (WHATWG MIME Sniffing, 7.1), after white space.
_TAG = re.compile(
    r"<(?:!doctype\s{1,9}html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|article|main|section|meta)"
    r"(?=[\s>])|<!--",
    re.IGNORECASE,
)
_XHTML = re.compile(
    r"<\?xml[^>]{0,200}\?>\s{0,99}(?:<!--.{0,500}?-->\s{0,9}){0,3}<(?:!doctype\s{1,9}html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def read(data: bytes, name: str = "") -> Manuscript:
    """Return what *data* holds; *name* is the file's, which helps to tell Markdown from other text.

    Raises Unreadable, with what to do, where it is of a kind that is not read, broken, empty, or too large.
    """
    data = unpacked(data, name)
    refuse(data, name)
    if data.startswith(b"PK"):
        from pressmark.importing.read import documents  # mammoth is heavy

        made = documents.read(data)
    else:
        decoded = decode(data)
        if not decoded.text.strip():
            raise Unreadable("the input is empty: there is no text in it")
        made = _of_text(decoded.text, data, name)
        made = replace(made, encoding=decoded.encoding, dropped=(*decoded.dropped, *made.dropped))
    if sum(len(piece.text) for piece in made.pieces) > _LONGEST:
        raise Unreadable("the input is longer than any article; import the part of it that is one")
    return made


def _of_text(text: str, data: bytes, name: str) -> Manuscript:
    from pressmark.importing.read import mail, markdown, plain  # none of them loads a library before it is needed

    if mail.is_mail(text):
        return mail.read(data)
    if is_html(text):
        from pressmark.importing.read.page import read as read_page  # the HTML libraries are heavy

        refuse_long(text, page=True)
        return read_page(text)
    marked = markdown.is_markdown(text, name)
    refuse_long(text, marked=marked)
    return markdown.read(text) if marked else plain.read(text)


def is_html(text: str) -> bool:
    """Tell whether *text* is a page: it begins with a tag as pages do."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    return bool(_TAG.match(start) or _XHTML.match(start))


__all__ = ["LARGEST", "is_html", "read"]

"""A copy is a stranger's file: whatever it holds, it ends soon, within bounds, and with a word to act on."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from pressmark.evidence import Copy, Unreadable, read

_WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def _packed(document: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", document)
    return made.getvalue()


def _pdf(content: bytes, copies: int) -> bytes:
    packed = zlib.compress(content * copies)
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length "
        + str(len(packed)).encode()
        + b"/Filter/FlateDecode>>stream\n"
        + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )


ATTACKS = {
    "a page nested deeper than any stack": ("a.html", b"<p>" + b"<sup><a>" * 20_000),
    "a page of nothing but openings": ("a.html", b"<div>" * 50_000 + b"x"),
    "a mail that holds itself": (
        "a.eml",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 5_000,
    ),
    "a Word document nested without end": ("a.docx", _packed(_WORD + b"<w:p>" * 500_000)),
    "a Word document that unpacks to much": ("a.docx", _packed(_WORD + b" " * 150_000_000)),
    "a Word document with entities": ("a.docx", _packed(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + _WORD + b"&a;")),
    "a PDF that draws without end": ("a.pdf", _pdf(b"BT /F1 12 Tf (a) Tj ET ", 3_000_000)),
    "a PDF whose pages are their own parents": (
        "a.pdf",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>",
    ),
    "a web archive that is none": ("a.warc", b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_copy_ends_with_a_word(attack):
    name, data = ATTACKS[attack]
    copy = read(data, name)

    first, again = _said(copy), _said(copy)
    assert first != "found"
    assert again == first  # what is refused is not tried again for the next quotation


def _said(copy: Copy) -> str | None:
    """Return why *copy* is refused, None where it is read and does not have the words."""
    try:
        return copy.find("We tie up at six") and "found"
    except Unreadable as error:
        return str(error)


def test_what_a_hostile_quotation_costs_is_bounded():
    copy = read(b"no x " * 20_000, "a.txt")

    assert copy.find(" […] ".join(["no"] * 12) + " […] yes") is None

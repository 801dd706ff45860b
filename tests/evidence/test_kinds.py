"""Kinds of copies: of a web archive the source's page is searched; whatever a stranger's file holds, it soon ends."""

from __future__ import annotations

import gc
import io
import warnings
import zipfile
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pressmark.evidence import Copy, Unreadable, read

PAGES = {
    "https://other.example/x": "<p>We never tie up</p>",
    "https://board.example/minutes": "<p>“We tie up at six,” said Tomas Reyl.</p>",
}


def _warc(*, packed: bool) -> bytes:
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=packed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio leaves temporary files to the garbage collector
        for url, page in PAGES.items():
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            payload = io.BytesIO(page.encode())
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
        del writer, headers
        gc.collect()
    return made.getvalue()


def _wacz() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("archive/data.warc.gz", _warc(packed=True))
        file.writestr("datapackage.json", "{}")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.warc", _warc(packed=False)), ("a.warc.gz", _warc(packed=True)), ("a.wacz", _wacz())],
    ids=["warc", "packed", "wacz"],
)
def test_the_page_of_the_source_is_searched_and_no_other(name: str, data: bytes) -> None:
    copy = read(data, name, "http://www.board.example/minutes/")

    assert copy.find("We tie up at six") is not None
    assert copy.find("We never tie up") is None
    assert read(data, name).find("We never tie up") is not None


# --- Hostile copies end within bounds, and with a word to act on.

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

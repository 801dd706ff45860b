"""Web archives as kept copies: the page whose address the source has is the one that is searched."""

from __future__ import annotations

import gc
import io
import warnings
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pressmark.evidence import read

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

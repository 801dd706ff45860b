"""The QR code at the end of a copy, read by a decoder that isn't ours, off the page as it is shown."""

from __future__ import annotations

import json

import pypdfium2
import pytest
import zxingcpp
from tests.pdf.conftest import article, printed, printed_of, written

from pressmark.pdf import imprint, preflight, reading
from pressmark.theme import Options, load_theme

_DOTS = 200 / 72  # to the point: as a telephone's camera sees it, at best


def _read(data: bytes, page: int = -1) -> list[zxingcpp.Barcode]:
    document = pypdfium2.PdfDocument(data)
    try:
        shown = document[len(document) + page if page < 0 else page].render(scale=_DOTS).to_pil()
    finally:
        document.close()
    return zxingcpp.read_barcodes(shown)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("opinion", {"page": "a4"}),
        ("opinion", {"page": "letter", "columns": 2}),
        ("opinion", {"edition": "large-print"}),
        ("ar", {}),
    ],
)
def test_the_code_leads_to_the_article(name, options):
    (code,) = _read(printed(name, qr=True, **options))

    assert code.text == article(name).url
    assert code.ec_level == "M"


def test_the_press_prints_it_too():
    (code,) = _read(printed("opinion", "press", qr=True))

    assert code.text == article("opinion").url


def test_it_is_as_wide_as_a_telephone_wants_and_has_its_white_around():
    (code,) = _read(printed("opinion", qr=True))
    corners = code.position
    wide = (corners.top_right.x - corners.top_left.x) / _DOTS / 72 * 25.4
    _, side, _ = imprint.code(article("opinion"))

    assert 19.5 <= wide <= 21
    # 33 modules and 4 of white on either side.
    assert side == pytest.approx(20 * 41 / 33, abs=0.01)


def test_a_long_address_makes_it_larger_not_finer():
    long = written(f'url: "https://post.example/{"quay/" * 60}"\nsections: [{{body: One evening sailing would do.}}]\n')
    (code,) = _read(printed_of(long, qr=True))
    data, side, _ = imprint.code(long)

    assert code.text == long.url
    assert side / int(data.split(b'viewBox="0 0 ')[1].split()[0]) >= 0.339


def test_a_screen_reader_hears_where_it_leads():
    figures = [block.text for block in reading.read(printed("opinion", qr=True)) if block.role == "Figure"]

    assert f"QR code: {article('opinion').url}" in figures


def test_printing_the_copy_again_needs_to_know_that_it_was_asked_for():
    asked, plain = (
        json.loads(imprint.record(article("opinion"), Options(load_theme(), qr=qr))["options"]) for qr in (True, False)
    )

    assert asked == plain | {"qr": True}


def test_without_being_asked_for_there_is_none():
    assert _read(printed("opinion")) == []


def test_without_an_address_a_warning_says_why_there_is_none():
    nowhere = written("sections: [{body: One evening sailing would do.}]\n")
    options = Options(load_theme(), qr=True)

    (problem,), _ = preflight.proof(nowhere, nowhere.source.data.decode(), options)
    assert (problem.rule, problem.severity) == ("code-nowhere", "warning")
    assert _read(printed_of(nowhere, qr=True)) == []

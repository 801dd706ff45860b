"""A PDF that is packed or built as no copy of ours is refused before it takes memory or time."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from pressmark.pdf import reading
from pressmark.pdf.reading import UnreadablePdf, content, opened, pages, unpacked

NAME = pikepdf.Name


def _made(change=None, **options) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.Contents = pdf.make_stream(b"0 0 9 9 re f")
        if change is not None:
            change(pdf)
        pdf.save(buffer, **options)
    return buffer.getvalue()


def test_a_page_of_ours_is_read():
    with opened(_made()) as pdf:
        (page,) = pages(pdf)

        assert content(pdf, page).read_bytes() == b"0 0 9 9 re f"


@pytest.mark.parametrize(("user", "said"), [("", "is encrypted"), ("u", "protected by a password")])
def test_what_is_locked_is_refused(user, said):
    data = _made(encryption=pikepdf.Encryption(owner="o", user=user, R=6))

    with pytest.raises(UnreadablePdf, match=said), opened(data):
        pass


def _stream(pdf, data: bytes, **more):
    stream = pikepdf.Stream(pdf, b"")
    stream.write(data, **more)
    return stream


PACKED = zlib.compress(b"words")


@pytest.mark.parametrize(
    ("data", "more", "said"),
    [
        (b"x", {"filter": NAME.RunLengthDecode}, "doesn't use ./RunLengthDecode"),
        (b"x", {"filter": pikepdf.Array([NAME.FlateDecode] * 5)}, "packed more than four times over"),
        (
            PACKED,
            {"filter": NAME.FlateDecode, "decode_parms": pikepdf.Dictionary(Predictor=12)},
            "doesn't use .a predictor",
        ),
        (zlib.compress(b"x" * 100), {"filter": NAME.FlateDecode}, "is larger than"),
        (b"x" * 100, {}, "is larger than"),
    ],
)
def test_a_stream_that_is_packed_as_none_of_ours_is_refused(data, more, said):
    with pikepdf.new() as pdf:
        assert unpacked(_stream(pdf, PACKED, filter=NAME.FlateDecode), 50) == b"words"
        with pytest.raises(UnreadablePdf, match=said):
            unpacked(_stream(pdf, data, **more), 50)


def test_more_than_a_page_or_a_copy_ever_holds_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_PAGE", 30)
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    with opened(_made(lambda pdf: pdf.add_blank_page())) as pdf:
        with pytest.raises(UnreadablePdf, match="more than 1 pages"):
            pages(pdf)
        part = pdf.pages[0].obj.Contents
        pdf.pages[0].obj.Contents = pikepdf.Array([part, part])
        assert content(pdf, pdf.pages[0]).read_bytes() == b"0 0 9 9 re f\n0 0 9 9 re f"
        pdf.pages[0].obj.Contents = pikepdf.Array([part, part, part])
        with pytest.raises(UnreadablePdf, match="larger than"):
            content(pdf, pdf.pages[0])

"""Documents that are ZIP files of XML are read within limits; what is none, or would fill the memory, is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from pressmark import containers


def _zipped(*parts: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_what_is_packed_unpacks_and_is_the_same_bytes_every_time():
    parts = {"mimetype": b"application/epub+zip", "a/b.xml": b"<a/>"}

    assert containers.unpacked(containers.packed(parts)) == parts
    assert containers.packed(parts) == containers.packed(dict(parts))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    with pytest.raises(containers.Broken, match="two of its parts are called a"):
        containers.unpacked(_zipped(("a", b"1"), ("a", b"2")))


def test_a_part_that_is_packed_in_an_unusual_way_is_refused():
    with pytest.raises(containers.Broken, match=r"b\.xml in it is compressed in an unusual way"):
        containers.unpacked(_zipped(("b.xml", b"<b/>"), method=zipfile.ZIP_LZMA))


def test_parts_that_come_to_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr(containers, "_LARGEST", 10)

    assert containers.unpacked(_zipped(("a", b"12345"), ("b", b"12345"))) == {"a": b"12345", "b": b"12345"}
    with pytest.raises(containers.Broken, match="more than any article"):
        containers.unpacked(_zipped(("a", b"12345"), ("b", b"123456")))


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(containers, "_MOST_PARTS", 2)

    assert len(containers.unpacked(_zipped(("a", b""), ("b", b"")))) == 2
    with pytest.raises(containers.Broken, match="more parts"):
        containers.unpacked(_zipped(("a", b""), ("b", b""), ("c", b"")))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<a>\xff</a>", r"not UTF-8 \(byte 3"),
        (b"<a>", "no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "names of its own"),
    ],
)
def test_a_part_that_is_no_plain_xml_is_refused(data, said):
    with pytest.raises(containers.Broken, match=said):
        containers.parsed(data)


def test_a_part_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "_LARGEST_XML", 4)

    assert containers.parsed(b"<a/>").tag == "a"
    with pytest.raises(containers.Broken, match="larger"):
        containers.parsed(b"<a />")

"""Attacks with pictures and drawings: each alone, and many together, costs seconds and says where it goes too far."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from tests.security.hostile import bounded, check, plain

from pressmark.pictures import Unusable, rendition
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_SECONDS, _MEMORY = 10, 1_000_000_000


def _svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{inside}</svg>'.encode()


_PATH = '<path d="M0 0h9v9z"/>'
_STOPS = '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
_NESTED = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
_CLIPPED = '<rect width="9" height="9" clip-path="url(#a{})"/>'
_CLIPS = "".join(f'<clipPath id="a{n}">{_CLIPPED.format(n - 1) * 4}</clipPath>' for n in range(1, 12))
_EXTRA = " ".join(f'a{n} CDATA "x"' for n in range(9000))
_CLASSED = '<path class="a" d="M0 0h9v9z"/>'
_CHAIN = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(900))

# name: (the drawing, what the message that stops it says; "" where it costs nothing)
_DRAWINGS = {
    "a hundred million uses": (_svg(f'<g id="a0">{_PATH}</g>{_NESTED}'), "more complicated"),
    "uses in a circle": (_svg(f'<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>{_PATH}'), "made of itself"),
    "a group that uses itself": (_svg(f'<g id="a">{_PATH}<use href="#a"/></g>'), "made of itself"),
    "a chain of 900 uses": (_svg(f'{_CHAIN}<g id="a900">{_PATH}</g>'), "more complicated"),
    "clips of clips": (
        _svg(f'<clipPath id="a0">{_PATH}</clipPath>{_CLIPS}<path clip-path="url(#a11)" d="M0 0h9v9z"/>'),
        "more complicated",
    ),
    "a clip of itself": (
        _svg(f'<clipPath id="a"><path clip-path="url(#a)" d="M0 0h9v9z"/></clipPath>{_PATH}'), "made of itself",
    ),
    "gradients after each other": (
        _svg('<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect fill="url(#a)" width="9" height="9"/>'),
        "made of itself",
    ),
    "2,000 colours, 2,000 times": (
        _svg(f'<linearGradient id="a">{_STOPS * 1000}</linearGradient><g fill="url(#a)">{_PATH * 2000}</g>'),
        "more complicated",
    ),
    "a gradient that repeats for ever": (
        _svg(f'<linearGradient id="a" spreadMethod="repeat" gradientUnits="userSpaceOnUse" x2="0.0000001">{_STOPS}'
             '</linearGradient><rect width="99" height="99" fill="url(#a)"/>'),
        "without end",
    ),
    "attributes that nobody wrote": (
        _svg("<g/>" * 4000 + _PATH, f"<!DOCTYPE svg [<!-- <svg --><!ATTLIST g {_EXTRA}>]>"),
        "attributes of its own",
    ),
    "one class of 45,000 rules, 1,500 times": (
        _svg(f"<style>.a{{{'fill:red;' * 45_000}}}</style>{_CLASSED * 1500}"), "",
    ),
    "2,500 rules of one class, fifty times each": (
        _svg(f"<style>{('.a,' * 49 + '.a{fill:red}') * 2500}</style>{_PATH}"), "",
    ),
    "a path of 480 kB": (_svg(f'<path d="M0 0{"l1 1" * 120_000}"/>'), ""),
}  # fmt: skip


def published(data: bytes) -> str:
    """Return what stops the picture *data*, "" where nothing does."""
    try:
        rendition(data)
    except Unusable as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", _DRAWINGS)
def test_a_drawing_costs_no_more_than_its_bytes(name):
    # Tried: drawings of a few kB that are drawn for hours, take gigabytes, or overflow the stack when they are printed.
    # Stopped by: what is drawn is reckoned before anything is (`pictures.drawing`).
    data, stopped_by = _DRAWINGS[name]
    assert len(data) < 512 * 1024

    said = bounded(_SECONDS, _MEMORY, published, data)

    assert stopped_by in said
    assert bool(stopped_by) == bool(said)


def test_a_drawing_that_uses_a_shape_some_times_is_printed(tmp_path):
    # The control: uses, clips and gradients as editors of drawings write them.
    (tmp_path / "logo.svg").write_bytes(
        _svg(f'<defs><linearGradient id="c">{_STOPS}</linearGradient><clipPath id="k">{_PATH}</clipPath>'
             f'<g id="a" fill="url(#c)">{_PATH}</g></defs><use href="#a"/><use href="#a" clip-path="url(#k)"/>')
    )  # fmt: skip
    source = plain(outlet={"name": "P", "logo": {"file": "logo.svg", "alt": "P"}})

    reading = check(source, tmp_path)

    assert reading.problems == ()
    assert writer("pdf").write(reading.article, Options(load_theme())).startswith(b"%PDF")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width: int, height: int, *more: bytes) -> bytes:
    """Return a PNG of one gray, an eighth of a byte a pixel, with chunks between its head and its data."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG")
    return out.getvalue()


def _inks() -> bytes:
    out = io.BytesIO()
    Image.new("CMYK", (8000, 8000)).save(out, "JPEG")
    return out.getvalue()


def _webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "WEBP", lossless=True)
    data = out.getvalue()
    # Width and height less one in fourteen bits each (RFC 9649, 3.4).
    return data[:21] + (9999 | 9999 << 14).to_bytes(4, "little") + data[25:]


_PROFILE = _chunk(b"iCCP", b"k\0\0" + zlib.compress(b"x" * 60_000_000))
_PICTURES = {
    "two million empty chunks": lambda: _png(9, 9, _chunk(b"tEXt", b"") * 2_000_000),
    "200 profiles of 60 MB": lambda: _png(9, 9, _PROFILE * 200),
    "500 packets of XMP": lambda: _png(
        9, 9, _chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * 9_000_000)) * 500
    ),
    "33 MB of filling": lambda: _jpeg()[:2] + b"\xff" * 33_000_000 + _jpeg()[2:],
    "eight million empty segments": lambda: _jpeg()[:2] + b"\xff\xe1\0\x02" * 8_000_000 + _jpeg()[2:],
    "64 million pixels of ink": _inks,
    "100 million pixels of WebP": _webp,
}


@pytest.mark.parametrize("name", _PICTURES)
def test_a_picture_of_countless_pieces_is_not_read_to_its_end(name):
    # Tried: 7 to 60 s in decoders that take one piece after the other, and 1.5 GB for kinds that take four times the
    # memory of others. Stopped by: a bound on pieces, one profile, one packet, fewer pixels for these kinds.
    said = bounded(_SECONDS, _MEMORY, published, _PICTURES[name]())

    assert "can be read" in said or "pixels" in said


def _many(count: int) -> dict:
    images = {f"i{n}": {"file": f"i{n}.png", "alt": "A quay."} for n in range(count)}
    body = "\n\n".join(f"{{image:i{n}}}" for n in range(count))
    return plain(
        images=images, sections=[{"heading": "The boat", "body": f"{{quote:tied-up}}\n\n{{demands}}\n\n{body}"}]
    )


def rules_of(folder, source) -> list[str]:
    """Return the rules that *source* breaks, in order."""
    return [problem.rule for problem in check(source, folder).problems if problem.severity == "error"]


@pytest.mark.parametrize("sound", [True, False])
def test_many_large_pictures_are_not_all_read(sound, tmp_path):
    # Tried: 60 pictures of 100 million pixels, whole or broken at their very end; each alone is within its limits.
    # Stopped by: the pixels of all together (`reader.files.MOST_TOGETHER`).
    data = _png(10_000, 9_999)
    for n in range(60):
        end = data if sound else data[:-30]
        (tmp_path / f"i{n}.png").write_bytes(end + bytes([n]) + (b"" if sound else data[-29:]))

    found = bounded(_SECONDS, _MEMORY, rules_of, tmp_path, _many(60))

    assert found[-1] == "image-too-large"
    assert len(found) < 10

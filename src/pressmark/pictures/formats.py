"""Picture files as their formats build them: JPEG segments, PNG chunks, WebP chunks, GIF blocks.

What is needed to show the picture is kept byte for byte, everything else is named and left out: an image file is a bag
into which cameras, telephones and editors put what they like.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_SCANS = 40
"""The most scans of a JPEG: encoders write up to 20, and a decoder works through the whole picture for each."""

# A camera or an editor writes a few dozen pieces; decoders take one after the other, however small.
_MOST_PIECES = 50_000
_MOST_FILLING = 1_000_000
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_PROFILE = b"ICC_PROFILE\0"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_XMP = b"XML:com.adobe.xmp"
# What a PNG's pixels need, and how an animated one is played. Gamma and primaries are left out: print knows none.
_PNG_SHOWN = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"pHYs", b"sBIT", b"sRGB"),
    *(b"acTL", b"fcTL", b"fdAT"),
}
_PNG_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_WEBP_SHOWN = {b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"}
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_NEXT_MARKER = re.compile(rb"(?<!\xff)\xff+([^\x00\xff\xd0-\xd7])")


class Malformed(ValueError):
    """A file that isn't built as its format has it."""


class TooManyScans(Malformed):
    """A JPEG with more scans than any encoder writes."""


@dataclass(slots=True)
class Parts:
    """What a picture file holds: *shown* are the pieces that make the picture, in order.

    The others are what it says about itself: *exif* (TIFF bytes), *xmp*, *iptc* (IIM records), the ICC *profile*;
    *comments* and *credentials* (C2PA) tell whether it has them, *behind* how many bytes stand behind its end.
    """

    kind: str
    shown: list[bytes] = field(default_factory=list)
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    profile: bytes = b""
    comments: bool = False
    credentials: bool = False
    thumbnail: bool = False
    behind: int = 0

    @property
    def passes(self) -> int:
        """How often a decoder goes through the picture: once for each scan of a JPEG."""
        return max(1, sum(piece.startswith(b"\xff\xda") for piece in self.shown)) if self.kind == "JPEG" else 1


def parts(kind: str, data: bytes) -> Parts:
    """Return the parts of the file *data* of the *kind* (JPEG, PNG, GIF, WEBP). Raises Malformed."""
    try:
        return _READERS[kind](data)
    except (IndexError, struct.error, zlib.error) as error:
        raise Malformed(str(error)) from error


def whole(found: Parts, *, exif: bytes = b"", xmp: bytes = b"", iptc: bytes = b"", profile: bytes = b"") -> bytes:
    """Return a file of what *found* shows and of these things that it says about itself."""
    return _WRITERS[found.kind](found, exif, xmp, iptc, profile)


# JPEG (ITU-T T.81): segments with a length, and after each start of a scan data up to the next marker.


def _jpeg(data: bytes) -> Parts:
    made = Parts("JPEG")
    profile: dict[int, bytes] = {}
    at, scans, ended, filling = 2, 0, False, 0
    for _ in _pieces():
        if at >= len(data) or ended:
            break
        found = _NEXT_MARKER.search(data, at)
        if found is None:
            break
        marker, filling, at = found[1][0], filling + found.end() - at - 2, found.end()
        if filling > _MOST_FILLING:
            raise Malformed("more between its parts than in them")
        if marker == 0xD9:
            ended = True
            continue
        if marker in {0x01, 0xD8}:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body, at = data[at + 2 : at + length], at + length
        if marker == 0xDA:
            scans += 1
            if scans > MOST_SCANS:
                raise TooManyScans(f"more than {MOST_SCANS} scans")
            end = _NEXT_MARKER.search(data, at)
            stop = end.start() if end else len(data)
            made.shown.append(_segment(marker, body) + data[at:stop])
            at = stop
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            _application(made, marker, body, profile)
        else:
            made.shown.append(_segment(marker, body))
    made.behind = len(data[at:].strip(b"\0"))
    made.profile = b"".join(profile[n] for n in sorted(profile))
    return made


def _pieces() -> Iterator[int]:
    """Yield as often as a file may have pieces. Raises Malformed."""
    yield from range(_MOST_PIECES)
    raise Malformed(f"more than {_MOST_PIECES} pieces")


def _application(made: Parts, marker: int, body: bytes, profile: dict[int, bytes]) -> None:
    if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        made.thumbnail = made.thumbnail or len(body) > 14
        made.shown.append(_segment(marker, body[:12] + b"\0\0"))
    elif marker == 0xEE and body.startswith(b"Adobe"):
        made.shown.append(_segment(marker, body))
    elif marker == 0xE1 and body.startswith(_EXIF):
        made.exif = made.exif or body[len(_EXIF) :]
    elif marker == 0xE1 and body.startswith(_XMP):
        made.xmp = made.xmp or body[len(_XMP) :]
    elif marker == 0xE2 and body.startswith(_PROFILE) and len(body) > 14:
        profile[body[12]] = body[14:]
    elif marker == 0xED and body.startswith(_PHOTOSHOP):
        resources = _resources(body[len(_PHOTOSHOP) :])
        made.iptc += resources.get(0x0404, b"")
        made.thumbnail = made.thumbnail or bool({0x0409, 0x040C} & set(resources))
    elif marker == 0xEB and b"jumb" in body[:64]:
        made.credentials = True
    elif marker == 0xFE:
        made.comments = made.comments or bool(body.strip(b"\0 "))


def _resources(block: bytes) -> dict[int, bytes]:
    """Return Photoshop's image resources by their numbers."""
    found: dict[int, bytes] = {}
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        (number,) = struct.unpack_from(">H", block, at + 4)
        name = block[at + 6] + 1
        at += 6 + name + name % 2
        (size,) = struct.unpack_from(">I", block, at)
        found.setdefault(number, block[at + 4 : at + 4 + size])
        at += 4 + size + size % 2
    return found


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _write_jpeg(found: Parts, exif: bytes, xmp: bytes, iptc: bytes, profile: bytes) -> bytes:
    # JFIF's and Adobe's segments come first, then what the file says about itself, then tables and scans.
    first = [piece for piece in found.shown if piece[1] in {0xE0, 0xEE}]
    about = [_segment(0xE1, _EXIF + exif)] if exif else []
    if xmp and len(_XMP + xmp) < 0xFFFE:
        about.append(_segment(0xE1, _XMP + xmp))
    if iptc:
        padded = iptc + b"\0" * (len(iptc) % 2)
        about.append(_segment(0xED, _PHOTOSHOP + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + padded))
    pieces = [profile[n : n + 65000] for n in range(0, len(profile), 65000)]
    about += [_segment(0xE2, _PROFILE + bytes((n, len(pieces))) + piece) for n, piece in enumerate(pieces, 1)]
    rest = [piece for piece in found.shown if piece[1] not in {0xE0, 0xEE}]
    return b"".join((b"\xff\xd8", *first, *about, *rest, b"\xff\xd9"))


# PNG (W3C, third edition): chunks with a length, a name and a checksum.


def _png(data: bytes) -> Parts:
    made = Parts("PNG")
    at, name = len(_PNG), b""
    for _ in _pieces():
        if name == b"IEND":
            break
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) < length:
            raise Malformed("a chunk is cut short")
        at += 12 + length
        if name in _PNG_SHOWN:
            made.shown.append(_chunk(name, body))
        elif name == b"iCCP" and made.profile:
            raise Malformed("two profiles")
        elif name == b"iCCP":
            made.profile = zlib.decompressobj().decompress(body.partition(b"\0")[2][1:], 16 * 1024 * 1024)
        elif name == b"eXIf":
            made.exif = body
        elif name in _PNG_TEXTS:
            _png_text(made, name, body)
        elif name == b"caBX":
            made.credentials = True
    made.behind = len(data[at:].strip(b"\0"))
    return made


def _png_text(made: Parts, name: bytes, body: bytes) -> None:
    keyword, _, rest = body.partition(b"\0")
    if name == b"iTXt" and keyword == _PNG_XMP and made.xmp:
        raise Malformed("two packets of XMP")
    if name == b"iTXt" and keyword == _PNG_XMP:
        packed, text = rest[:1] == b"\x01", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        made.xmp = zlib.decompressobj().decompress(text, 4 * 1024 * 1024) if packed else text
    elif keyword not in {b"Software", b"Creation Time", b"date:create", b"date:modify", b"date:timestamp"}:
        made.comments = True


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _write_png(found: Parts, exif: bytes, xmp: bytes, iptc: bytes, profile: bytes) -> bytes:  # noqa: ARG001 - see _WRITERS
    head, *rest = found.shown
    about = [_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile, 9))] if profile else []
    if xmp:
        about.append(_chunk(b"iTXt", _PNG_XMP + b"\0\0\0\0\0" + xmp))
    if profile:
        rest = [piece for piece in rest if piece[4:8] != b"sRGB"]
    return b"".join((_PNG, head, *about, *rest))


# WebP (RFC 9649): chunks with a name and a length, padded to even lengths.


def _webp(data: bytes) -> Parts:
    made = Parts("WEBP")
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    at = 12
    for _ in _pieces():
        if at + 8 > end:
            break
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if name in _WEBP_SHOWN or name == b"VP8X":
            made.shown.append(_webp_chunk(name, body))
        elif name == b"EXIF":
            made.exif = body.removeprefix(_EXIF)
        elif name == b"XMP ":
            made.xmp = body
        elif name == b"ICCP":
            made.profile = body
        elif name == b"C2PA":
            made.credentials = True
    made.behind = len(data[end:].strip(b"\0"))
    return made


def _webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _write_webp(found: Parts, exif: bytes, xmp: bytes, iptc: bytes, profile: bytes) -> bytes:  # noqa: ARG001 - see _WRITERS
    pieces = list(found.shown)
    if (xmp or profile) and not pieces[0].startswith(b"VP8X"):
        pieces.insert(0, _extended(pieces[0]))
    if pieces and pieces[0].startswith(b"VP8X"):
        flags = pieces[0][8] & ~0x2C | (0x20 if profile else 0) | (0x04 if xmp else 0)
        pieces[0] = pieces[0][:8] + bytes((flags,)) + pieces[0][9:]
        # Only the extended form has room for more than the picture.
        pieces[1:1] = [_webp_chunk(b"ICCP", profile)] if profile else []
        pieces += [_webp_chunk(b"XMP ", xmp)] if xmp else []
    body = b"WEBP" + b"".join(pieces)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _extended(piece: bytes) -> bytes:
    """Return the header of the extended form for a picture of the one chunk *piece*."""
    if piece.startswith(b"VP8L"):
        bits = int.from_bytes(piece[9:13], "little")
        width, height, alpha = bits & 0x3FFF, bits >> 14 & 0x3FFF, bits >> 28 & 1
    else:
        width, height = (int.from_bytes(piece[at : at + 2], "little") % 0x4000 - 1 for at in (14, 16))
        alpha = 0
    sizes = width.to_bytes(3, "little") + height.to_bytes(3, "little")
    return _webp_chunk(b"VP8X", bytes((0x10 * alpha, 0, 0, 0)) + sizes)


# GIF (89a): a screen, then images and extensions in blocks of sub-blocks.


def _gif(data: bytes) -> Parts:
    made = Parts("GIF")
    at = 13 + _colours(data[10])
    made.shown.append(data[:at])
    for _ in _pieces():
        if data[at] == 0x3B:
            break
        start = at
        if data[at] == 0x2C:
            at = _past_blocks(data, at + 11 + _colours(data[at + 9]))
            made.shown.append(data[start:at])
        elif data[at] == 0x21:
            label, inner = data[at + 1], data[at + 3 : at + 14]
            at = _past_blocks(data, at + 2)
            if label == 0xF9 or (label == 0xFF and inner in _GIF_LOOPS):
                made.shown.append(data[start:at])
            elif label == 0xFE:
                made.comments = True
        else:
            raise Malformed("a block of no kind")
    made.behind = len(data[at + 1 :].strip(b"\0"))
    return made


def _colours(flags: int) -> int:
    """Return how many bytes the colour table takes that *flags* announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _past_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _write_gif(found: Parts, exif: bytes, xmp: bytes, iptc: bytes, profile: bytes) -> bytes:  # noqa: ARG001 - see _WRITERS
    return b"".join((*found.shown, b";"))


_READERS = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "GIF": _gif}
# A format takes of what a file says about itself what it has room for.
_WRITERS = {"JPEG": _write_jpeg, "PNG": _write_png, "WEBP": _write_webp, "GIF": _write_gif}

"""Documents that are ZIP files of XML parts, as DOCX and EPUB are: written alike every time, read within limits.

Nothing is compressed, since another zlib would compress otherwise; pictures are already.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping

# The first day that a ZIP file can name (APPNOTE 4.4.6).
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _REGULAR_0644 = 3, 0o100644
# What a document is read up to: the pictures of an article are the most of it.
_MOST_PARTS, _LARGEST, _LARGEST_XML = 4000, 512 * 1024 * 1024, 32 * 1024 * 1024
# Declarations of a document type that go on to define something: names of our own would be replaced in the words.
_DEFINING = re.compile(r"<!DOCTYPE[^<>\[]*\[|<!ENTITY", re.IGNORECASE)


class Broken(ValueError):
    """A document that can't be read, or is made to be hard to read."""


def element(name: str, attributes: Mapping[str, object] | None = None, *inner: str) -> str:
    """Return an XML element; *inner* is XML already, *attributes* with the value None are left out."""
    said = "".join(f" {key}={quoteattr(str(value))}" for key, value in (attributes or {}).items() if value is not None)
    content = "".join(inner)
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def words(text: str) -> str:
    """Return *text* as XML."""
    return escape(text)


def part(root: str) -> bytes:
    """Return the XML *root* as a part: UTF-8, declared and standalone."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}\n'.encode()


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file of *parts* (name to bytes) in their order: stored, mode 0644, all of one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_0644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of the ZIP file *data* by name. Raises Broken, also for one that unpacks to far too much."""
    found: dict[str, bytes] = {}
    left = _LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS:
                raise Broken("it has more parts than any article")
            for entry in entries:
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Broken(f"{entry.filename[:80]} in it is compressed in an unusual way")
                with archive.open(entry) as stream:
                    read = stream.read(left + 1)
                left -= len(read)
                if left < 0:
                    raise Broken("it unpacks to more than any article")
                if entry.filename in found:
                    raise Broken(f"two of its parts are called {entry.filename[:80]}")
                found[entry.filename] = read
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Broken(f"it is no whole ZIP file ({error})") from error
    return found


def parsed(data: bytes) -> ET.Element:
    """Return the root of the XML *data* (UTF-8). Raises Broken where it is none, or defines names of its own."""
    if len(data) > _LARGEST_XML:
        raise Broken("one of its parts is larger than any article")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Broken(f"one of its parts is not UTF-8 (byte {error.start})") from error
    if _DEFINING.search(text):
        raise Broken("one of its parts defines names of its own (a document type with entities)")
    try:
        return ET.fromstring(text)  # noqa: S314 - it defines no entities
    except ET.ParseError as error:
        raise Broken(f"one of its parts is no XML ({error})") from error

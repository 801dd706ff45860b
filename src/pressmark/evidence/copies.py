"""The kept copy of a source, read for its words: text, a web page, a PDF, a Word document, a mail, a web archive.

A copy is a stranger's file: everything is bounded while it is read, and nothing in it is run, fetched or followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pressmark.evidence import documents
from pressmark.evidence.matching import (
    MOST_TEXT,
    MOST_TOGETHER,
    Nearest,
    Reading,
    Unreadable,
    Words,
    find,
    nearest,
    places,
)
from pressmark.evidence.speakers import named_at, somebody_else
from pressmark.libraries import advice
from pressmark.limits import Allowance, Limits, within
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.model.parts import Found

# A copy's largest size, and that of what is unpacked from it, in bytes.
LARGEST = 64 * 1024 * 1024
_LARGEST_PART = 128 * 1024 * 1024
_MOST_RECORDS = 200


# What reading a copy may cost: what people keep needs a tenth of it.
_LIMITS = Limits(6.0, 900_000_000)


class Copy:
    """A copy of a source, read in a process of its own; quotations are looked for in one reading after the other.

    *allowance* is what the copies of an article may cost together; whoever reads several sets it.
    """

    def __init__(self, data: bytes, name: str, url: str | None) -> None:
        """Keep what is read when it is needed, and once: the likeliest reading, and then all others."""
        self._what = (data, name, url)
        self.allowance = Allowance(_LIMITS.seconds or 0)
        self._read: list[Reading] = []
        self._whole = False
        self._trouble: Unreadable | None = None

    def readings(self) -> Iterator[Reading]:
        """Yield the readings of the copy, the likeliest first. Raises Unreadable."""
        if self._trouble is not None:
            raise self._trouble
        self._assert_left()
        if not self._read:
            try:
                self._read += self._made(first=True)
            except Unreadable as error:
                self._trouble = error
                raise
        yield from self._read[:1]
        if not self._whole:
            self._assert_left()
            self._whole = True
            with suppress(Unreadable):  # what the other readings would cost is too much
                self._read += self._made(first=False)
        yield from self._read[1:]

    def _assert_left(self) -> None:
        if not self.allowance.left:
            raise Unreadable("the copies of this article take too long to be read; keep only the pages that are quoted")

    def _made(self, *, first: bool) -> list[Reading]:
        try:
            found = within(_LIMITS, words_of, *self._what, first)
        except Unreadable:
            raise
        except PressmarkError as error:
            raise Unreadable(str(error).split("; --")[0]) from error
        return [Reading(text, pages) for text, pages in found]

    def find(self, quote: str) -> Found | None:
        """Return where *quote* stands in the copy word for word, None where it does not. Raises Unreadable."""
        for reading in self.readings():
            passage = find(quote, reading.text)
            if passage is not None:
                return reading.found(passage)
        return None

    def said_by_another(self, quote: str, speaker: str) -> str | None:
        """Return whom the copy plainly names as the speaker of *quote* instead of *speaker*, as it is written there.

        None where it names nobody, names *speaker*, or has the words more than once and one place is silent.
        Raises Unreadable.
        """
        for reading in self.readings():
            text = reading.text.text
            named = [named_at(text, found.start, found.end) for found in islice(places(quote, reading.text), 20)]
            if named:
                others = [name for name in named if name is not None and somebody_else(name, speaker)]
                return others[0] if len(others) == len(named) else None
        return None

    def nearest(self, quote: str) -> Nearest | None:
        """Return the passage that is most like *quote*, None where nothing is or the allowance is spent."""
        if not self.allowance.left:
            return None
        for reading in self.readings():
            near = nearest(quote, reading.text)
            if near is not None:
                return Nearest(near, *reading.place(near.start))
        return None


def read(data: bytes, name: str, url: str | None = None) -> Copy:
    """Return the copy whose bytes are *data* and whose file's name is *name*; *url* picks the page of a web archive.

    What it holds is read when a quotation is looked for, which raises Unreadable where it is none of the kinds known.
    """
    return Copy(data, name, url)


def words_of(data: bytes, name: str, url: str | None, first: bool) -> list[Words]:  # noqa: FBT001 - called in a process
    """Return the copy's texts with the offsets of their pages: the likeliest reading (*first*), or all others.

    Raises Unreadable.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"the copy has more than {LARGEST // 1024**2} MB; keep the pages that are quoted")
    readers: dict[str, Callable[[], Iterator[Words]]] = {
        "pdf": lambda: documents.read_pdf(data),
        "html": lambda: documents.read_page(data),
        "docx": lambda: _docx(data),
        "eml": lambda: _eml(data),
        "warc": lambda: _warc(data, url),
        "wacz": lambda: _wacz(data, url),
        "text": lambda: _text(data),
    }
    kind = _kind(data, name)
    if kind not in readers:
        raise Unreadable(kind)
    found = ((text[:MOST_TEXT], pages) for text, pages in readers[kind]() if text.strip())
    if not first:
        return list(_together(islice(found, 1, _MOST_RECORDS)))
    likeliest = list(islice(found, 1))
    if not likeliest:
        raise Unreadable("the copy has no text that can be read; a scan needs its text recognised first")
    return likeliest


def _together(found: Iterator[Words]) -> Iterator[Words]:
    """Yield of *found* as much as may be looked through together."""
    left = MOST_TOGETHER
    for words in found:
        left -= len(words[0])
        if left < 0:
            return
        yield words


_HTML_START = re.compile(
    rb"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]{0,200}>\s*<(?:!doctype|html))",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t][^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){3}")


def _kind(data: bytes, name: str) -> str:
    """Return what *data* is, or the sentence that says why it isn't read."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(b"WARC/") or (data.startswith(b"\x1f\x8b") and name.lower().endswith(".warc.gz")):
        return "warc"
    for start, what in _REFUSED.items():
        if data.startswith(start):
            return what
    if _HTML_START.match(data[:8192]) or suffix in {"html", "htm", "xhtml"}:
        return "html"
    if suffix == "eml" or (suffix not in {"txt", "text", "md"} and _MAIL.match(data[:65536])):
        return "eml"
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the copy is neither text, a web page, a PDF, a Word document, a mail nor a web archive"
    return "text"


_REFUSED = {
    b"{\\rtf": "the copy is RTF; save it as DOCX or PDF",
    b"\xd0\xcf\x11\xe0": "the copy is an old Word or Office file; save it as DOCX or PDF",
    b"\x1f\x8b": "the copy is packed with gzip; keep the file in it",
    b"\x89PNG": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"\xff\xd8\xff": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"II*\0": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"MM\0*": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
}


def _zip_kind(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return "the copy begins like a ZIP file and is damaged"
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names):
        return "wacz"
    return "the copy is a ZIP file, but neither a DOCX nor a WACZ; keep the file in it"


# Text


def _text(data: bytes) -> Iterator[Words]:
    yield from _plain_readings(_decoded(data))


def _plain_readings(text: str) -> Iterator[Words]:
    pages = (0, *(match.end() for match in re.finditer("\f", text))) if "\f" in text else ()
    yield text, pages
    if re.search(r"^[ \t]*[>|]", text, re.MULTILINE):
        # A mail's answer repeats what it answers behind a sign at the beginning of each line.
        yield re.sub(r"^[ \t]*(?:[>|][ \t]?)+", "", text, flags=re.MULTILINE), ()


def _decoded(data: bytes) -> str:
    for start, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(start):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# Word documents

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _docx(data: bytes) -> Iterator[Words]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [
                name for name in packed.namelist() if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)
            ]
            texts = [_docx_text(_unpacked(packed, name)) for name in sorted(parts)]
    except (zipfile.BadZipFile, ET.ParseError, RuntimeError, OSError, ValueError) as error:
        raise Unreadable(
            "the copy is a Word document that can’t be read; open it in a word processor and save it again"
        ) from error
    yield "\n\n".join(texts), ()


def _unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        data = file.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        raise Unreadable(f"what is packed into the copy has more than {_LARGEST_PART // 1024**2} MB")
    return data


def _docx_text(data: bytes) -> str:
    if b"<!DOCTYPE" in data[:4096]:
        raise ValueError("a document type in a part")
    out: list[str] = []
    skipping = 0
    hidden = raised = False
    for event, node in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - expat bounds entities
        tag = node.tag
        if event == "start" and tag == f"{_W}r":
            hidden = raised = False
        elif event == "end" and tag == f"{_W}rPr":
            hidden = _is_on(node.find(f"{_W}vanish"))
            align = node.find(f"{_W}vertAlign")
            raised = align is not None and align.get(f"{_W}val") == "superscript"
        if tag in {f"{_W}del", f"{_W}moveFrom"}:
            skipping += 1 if event == "start" else -1
        elif event == "end" and not skipping:
            sign = "" if hidden and tag == f"{_W}t" else _docx_sign(node, tag)
            out.append((raised and documents.raised(sign, "", always=True)) or sign)
        if event == "end" and tag == f"{_W}p":
            node.clear()
    return "".join(out)


def _is_on(switch: Any) -> bool:  # noqa: ANN401 - xml.etree's element
    """Tell whether *switch* is there and not turned off again (ISO/IEC 29500-1, 17.17.4)."""
    return switch is not None and switch.get(f"{_W}val", "true") not in {"0", "false", "off"}


def _docx_sign(node: Any, tag: str) -> str:  # noqa: ANN401 - xml.etree's element
    if tag == f"{_W}t":
        return node.text or ""
    return {f"{_W}p": "\n\n", f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}.get(
        tag, ""
    )


# Mail


def _eml(data: bytes) -> Iterator[Words]:
    from email import message_from_bytes, policy  # only where a mail is read
    from email.errors import MessageError  # the same

    try:
        message = message_from_bytes(data, policy=policy.default)
        bodies = [part for part in message.walk() if part.get_content_type() in {"text/plain", "text/html"}][
            :_MOST_RECORDS
        ]
        contents = [
            (part.get_content_type(), part.get_payload(decode=True), part.get_content_charset()) for part in bodies
        ]
    except (MessageError, ValueError, LookupError, AttributeError, RecursionError, IndexError, TypeError) as error:
        raise Unreadable("the copy is a mail that can’t be read; save its text") from error
    for kind, body, charset in contents:
        if not isinstance(body, bytes):
            continue
        if kind == "text/html":
            yield from documents.read_page(body)
            continue
        try:
            text = body.decode(charset or "utf-8")
        except (LookupError, UnicodeDecodeError):
            text = _decoded(body)
        yield from _plain_readings(text)


# Web archives


def _warc(data: bytes, url: str | None) -> Iterator[Words]:
    for kind, body in _records(data, url):
        yield from (
            documents.read_page(body)
            if kind == "html"
            else documents.read_pdf(body)
            if kind == "pdf"
            else _plain_readings(_decoded(body))
        )


def _wacz(data: bytes, url: str | None) -> Iterator[Words]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist()[:_MOST_RECORDS]:
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    yield from _warc(_unpacked(packed, name), url)
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise Unreadable("the copy is a web archive that can’t be read") from error


def _records(data: bytes, url: str | None) -> Iterator[tuple[str, bytes]]:
    try:
        from warcio.archiveiterator import ArchiveIterator  # an extra
        from warcio.exceptions import ArchiveLoadFailed  # an extra
    except ImportError as error:
        raise Unreadable(f"a web archive: {advice('evidence')}") from error
    kinds = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text"}
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(data))):
            if number >= 100 * _MOST_RECORDS:
                return
            if record.rec_type not in {"response", "resource"} or (
                url and not _same_address(record.rec_headers.get_header("WARC-Target-URI"), url)
            ):
                continue
            headers = record.http_headers or record.rec_headers
            kind = kinds.get((headers.get_header("Content-Type") or "").split(";")[0].strip().lower())
            if kind:
                yield kind, record.content_stream().read(LARGEST)
    except (ArchiveLoadFailed, OSError, ValueError, EOFError, AttributeError, TypeError, LookupError) as error:
        raise Unreadable("the copy is a web archive that can’t be read") from error


def _same_address(one: str | None, other: str) -> bool:
    def bare(address: str) -> str:
        return re.sub(r"^https?://(?:www\.)?", "", address.split("#", maxsplit=1)[0]).rstrip("/").lower()

    return one is not None and bare(one) == bare(other)

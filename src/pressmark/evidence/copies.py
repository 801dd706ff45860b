"""The kept copy of a source, read for its words: text, a web page, a PDF, a Word document, a mail, a web archive.

A copy is a stranger's file: everything is bounded while it is read, and nothing in it is run, fetched or followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pressmark.evidence.matching import Near, Passage, Text, find, nearest
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# A copy's largest size, and that of what is unpacked from it, in bytes.
LARGEST = 64 * 1024 * 1024
_LARGEST_PART = 128 * 1024 * 1024
# The most signs of text that are looked through, about 3,000 pages.
_MOST_TEXT = 10_000_000
_MOST_PAGES = 5_000
_MOST_RECORDS = 200
# What stands around a passage, in signs: enough to tell it from another with the same words.
_CONTEXT = 32


class Unreadable(PressmarkError):
    """A copy that can't be read: what it is, and what would do instead."""


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation found: the words as they stand in the copy, white space made single.

    *page* counts from 1 where the copy has pages, *paragraph* from 1 where it has none; *offset* counts characters from
    the beginning of the copy's text. *prefix* and *suffix* are what stands around it, *left_out* what the gaps of the
    quotation leave out, each as in W3C's Web Annotation Data Model, 4.2.4.
    """

    exact: str
    prefix: str
    suffix: str
    page: int | None
    paragraph: int | None
    offset: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage most like a quotation that was not found, and where it stands."""

    near: Near
    page: int | None
    paragraph: int | None


class Reading:
    """One way to read a copy's words in order, *pages* the offsets at which its pages begin (none: it has no pages)."""

    def __init__(self, text: str, pages: tuple[int, ...] = ()) -> None:
        """Fold *text*, cut at the bound of what is looked through."""
        self.text = Text(text[:_MOST_TEXT])
        self.pages = pages

    def place(self, offset: int) -> tuple[int | None, int | None]:
        """Return the page, or else the paragraph, in which the character at *offset* stands."""
        if self.pages:
            return max(1, sum(1 for start in self.pages if start <= offset)), None
        before = self.text.text[:offset]
        return None, len(re.findall(r"\S[ \t]*\r?\n[ \t]*\r?\n\s*", before)) + 1

    def found(self, passage: Passage) -> Found:
        """Return *passage* with its words, its place and what stands around it."""
        text = self.text.text
        page, paragraph = self.place(passage.start)
        return Found(
            exact=_plain(text[passage.start : passage.end]),
            prefix=_plain(text[max(0, passage.start - 3 * _CONTEXT) : passage.start], lead=True)[-_CONTEXT:],
            suffix=_plain(text[passage.end : passage.end + 3 * _CONTEXT], tail=True)[:_CONTEXT],
            page=page,
            paragraph=paragraph,
            offset=passage.start,
            left_out=tuple(plain for start, end in passage.left_out if (plain := _plain(text[start:end]))),
        )


def _plain(text: str, *, lead: bool = False, tail: bool = False) -> str:
    """Return *text* as one line; the space at the end that joins it to the passage stays where *lead* or *tail*."""
    text = re.sub(r"[\u00ad\ufffe\x02]\s*|(?<=\w)[-‐]\s*\n\s*(?=\w)", "", text)
    one = " ".join(text.split())
    if lead and text[-1:].isspace() and one:
        one += " "
    return f" {one}" if tail and text[:1].isspace() and one else one


class Copy:
    """A copy of a source: *kind* is what it is; quotations are looked for in one reading of it after the other."""

    def __init__(self, kind: str, readings: Iterator[Reading]) -> None:
        """Keep what will be read when it is needed, each once."""
        self.kind = kind
        self._coming = readings
        self._read: list[Reading] = []

    def readings(self) -> Iterator[Reading]:
        """Yield the readings of the copy, the likeliest first. Raises Unreadable."""
        yield from self._read
        for reading in self._coming:
            self._read.append(reading)
            yield reading

    def find(self, quote: str) -> Found | None:
        """Return where *quote* stands in the copy word for word, None where it does not. Raises Unreadable."""
        for reading in self.readings():
            passage = find(quote, reading.text)
            if passage is not None:
                return reading.found(passage)
        return None

    def nearest(self, quote: str) -> Nearest | None:
        """Return the passage that is most like *quote*, None where nothing is. Raises Unreadable."""
        best: Nearest | None = None
        for reading in self.readings():
            near = nearest(quote, reading.text)
            if near is not None and (best is None or near.likeness > best.near.likeness):
                best = Nearest(near, *reading.place(near.start))
        return best


def read(data: bytes, name: str, url: str | None = None) -> Copy:
    """Return the copy whose bytes are *data* and whose file's name is *name*; *url* picks the page of a web archive.

    Raises Unreadable where it is none of the kinds that are read.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"the copy has more than {LARGEST // 1024**2} MB; keep the pages that are quoted")
    kind = _kind(data, name)
    readers: dict[str, Callable[[], Iterable[Reading]]] = {
        "pdf": lambda: _pdf(data),
        "html": lambda: _html(data),
        "docx": lambda: _docx(data),
        "eml": lambda: _eml(data),
        "warc": lambda: _warc(data, url),
        "wacz": lambda: _wacz(data, url),
        "text": lambda: _text(data),
    }
    if kind not in readers:
        raise Unreadable(kind)
    return Copy(kind, _bounded(readers[kind]))


def _bounded(read_: Callable[[], Iterable[Reading]]) -> Iterator[Reading]:
    some = False
    for reading in read_():
        if reading.text.text.strip():
            some = True
            yield reading
    if not some:
        raise Unreadable("the copy has no text that can be read; a scan needs its text recognised first")


_HTML_START = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]{0,200}>\s*<(?:!doctype|html))",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t][^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,50}){3}")


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
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "the copy begins like a ZIP file and is damaged"
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names):
        return "wacz"
    return "the copy is a ZIP file, but neither a DOCX nor a WACZ; keep the file in it"


# Text


def _text(data: bytes) -> Iterator[Reading]:
    yield from _plain_readings(_decoded(data))


def _plain_readings(text: str) -> Iterator[Reading]:
    pages = (0, *(match.end() for match in re.finditer("\f", text))) if "\f" in text else ()
    yield Reading(text, pages)
    if re.search(r"^[ \t]*[>|]", text, re.MULTILINE):
        # A mail's answer repeats what it answers behind a sign at the beginning of each line.
        yield Reading(re.sub(r"^[ \t]*(?:[>|][ \t]?)+", "", text, flags=re.MULTILINE))


def _decoded(data: bytes) -> str:
    for start, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(start):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# Web pages

_SILENT = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "textarea",
    "button",
    "rt",
    "rp",
    "del",
    "s",
    "strike",
}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[a-z*†‡§¶])\s*[\])]?\s*")


def _html(data: bytes) -> Iterator[Reading]:
    import tinyhtml5  # noqa: PLC0415 - only where a page is read

    try:
        tree = tinyhtml5.parse(io.BytesIO(data), namespace_html_elements=False)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise Unreadable("the copy is a web page that can’t be read") from error
    root = tree.getroot() if hasattr(tree, "getroot") else tree
    yield Reading(_html_text(root, marks=True))
    yield Reading(_html_text(root, marks=False))


def _html_text(root: Any, *, marks: bool) -> str:  # noqa: ANN401 - xml.etree's element
    """Return the words that the page shows, an empty line between blocks; without the *marks* of its notes if asked."""
    out: list[str] = []
    # A stack of its own, since pages may be nested deeper than Python's.
    todo: list[tuple[Any, bool]] = [(root, True)]
    while todo:
        node, opening = todo.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS
        if not opening:
            if block:
                out.append("\n\n")
            out.append(_spaced(node.tail))
            continue
        if _is_silent(node, tag) or (not marks and _is_note_mark(node, tag)):
            out.append(_spaced(node.tail))
            continue
        if block:
            out.append("\n\n")
        if tag == "br":
            out.append("\n")
        out.append(node.text or "" if tag == "pre" else _spaced(node.text))
        todo.append((node, False))
        todo.extend((child, True) for child in reversed(list(node)))
    return "".join(out)


def _spaced(text: str | None) -> str:
    """Return *text* with its line ends made spaces: in a page's source they are none."""
    return "" if not text else re.sub(r"[ \t\r\n\f]+", " ", text)


def _is_silent(node: Any, tag: str) -> bool:  # noqa: ANN401 - xml.etree's element
    return not tag or tag in _SILENT or "hidden" in node.attrib or bool(_HIDDEN.search(node.attrib.get("style", "")))


def _is_note_mark(node: Any, tag: str) -> bool:  # noqa: ANN401 - xml.etree's element
    if tag not in {"sup", "a"}:
        return False
    text = "".join(node.itertext())
    linked = (
        tag == "a"
        or node.find(".//a") is not None
        or "note" in node.attrib.get("class", "")
        or "ref" in node.attrib.get("class", "")
    )
    return linked and bool(_NOTE_MARK.fullmatch(text)) and (tag == "sup" or node.attrib.get("href", "").startswith("#"))


# Word documents

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _docx(data: bytes) -> Iterator[Reading]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [
                name for name in packed.namelist() if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)
            ]
            texts = [_docx_text(_unpacked(packed, name)) for name in sorted(parts)]
    except (zipfile.BadZipFile, ET.ParseError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(
            "the copy is a Word document that can’t be read; open it in a word processor and save it again"
        ) from error
    yield Reading("\n\n".join(texts))


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
    for event, node in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - expat bounds entities
        tag = node.tag
        if tag in {f"{_W}del", f"{_W}moveFrom"}:
            skipping += 1 if event == "start" else -1
        elif event == "end" and not skipping:
            out.append(_docx_sign(node, tag))
        if event == "end" and tag == f"{_W}p":
            node.clear()
    return "".join(out)


def _docx_sign(node: Any, tag: str) -> str:  # noqa: ANN401 - xml.etree's element
    if tag == f"{_W}t":
        return node.text or ""
    return {f"{_W}p": "\n\n", f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}.get(
        tag, ""
    )


# Mail


def _eml(data: bytes) -> Iterator[Reading]:
    from email import message_from_bytes, policy  # noqa: PLC0415 - only where a mail is read
    from email.errors import MessageError  # noqa: PLC0415 - the same

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
            yield from _html(body)
            continue
        try:
            text = body.decode(charset or "utf-8")
        except (LookupError, UnicodeDecodeError):
            text = _decoded(body)
        yield from _plain_readings(text)


# Web archives


def _warc(data: bytes, url: str | None) -> Iterator[Reading]:
    for kind, body in _records(data, url):
        yield from _html(body) if kind == "html" else _pdf(body) if kind == "pdf" else _plain_readings(_decoded(body))


def _wacz(data: bytes, url: str | None) -> Iterator[Reading]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist()[:_MOST_RECORDS]:
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    yield from _warc(_unpacked(packed, name), url)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable("the copy is a web archive that can’t be read") from error


def _records(data: bytes, url: str | None) -> Iterator[tuple[str, bytes]]:
    try:
        from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-not-found]  # noqa: PLC0415 - an extra
        from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-not-found]  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Unreadable('a web archive needs warcio; install it: pip install "pressmark[evidence]"') from error
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
    except (ArchiveLoadFailed, OSError, ValueError, EOFError) as error:
        raise Unreadable("the copy is a web archive that can’t be read") from error


def _same_address(one: str | None, other: str) -> bool:
    def bare(address: str) -> str:
        return re.sub(r"^https?://(?:www\.)?", "", address.split("#", maxsplit=1)[0]).rstrip("/").lower()

    return one is not None and bare(one) == bare(other)


# PDF


def _pdf(data: bytes) -> Iterator[Reading]:
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Unreadable('a PDF needs pypdfium2; install it: pip install "pressmark[evidence]"') from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the copy is a PDF that can’t be read; if it has a password, save it without one") from error
    try:
        pages = [document[number].get_textpage() for number in range(min(len(document), _MOST_PAGES))]
        lines = [_lines(page.get_text_range(errors="replace")) for page in pages]
        yield _paged(lines)
        furniture = _furniture(lines)
        if furniture:
            yield _paged(
                [
                    [line for index, line in enumerate(page) if (number, index) not in furniture]
                    for number, page in enumerate(lines)
                ]
            )
        yield _paged([_by_size(page) for page in pages])
        yield _paged([_by_columns(page) for page in pages])
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the copy is a PDF that can’t be read") from error
    finally:
        document.close()


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"\r?\n|\r", text) if line.strip()]


def _paged(pages: list[list[str]]) -> Reading:
    starts, out, at = [], [], 0
    for lines in pages:
        starts.append(at)
        text = "".join(f"{line}\n" for line in lines)
        out.append(text)
        at += len(text)
    return Reading("".join(out), tuple(starts))


def _furniture(pages: list[list[str]]) -> set[tuple[int, int]]:
    """Return page and line of the running heads, feet and page numbers: what comes again at the edges of most pages."""
    if len(pages) < 2:
        return set()
    edges = [
        (number, index)
        for number, page in enumerate(pages)
        for index in {*range(min(2, len(page))), *range(max(0, len(page) - 2), len(page))}
    ]
    shape = {(number, index): re.sub(r"\d+", "#", pages[number][index].strip()) for number, index in edges}
    counts = Counter(shape.values())
    most = max(2, len(pages) // 3)
    return {
        place
        for place, form in shape.items()
        if counts[form] >= most or re.fullmatch(r"[-–—(\[ ]*#(?:\s*(?:/|of|von|de|sur|di|van)\s*#)?[-–—)\] ]*", form)
    }


def _by_size(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2's text page
    """Return the lines of *page* in the size that most of it is set in, without notes, heads and raised figures."""
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    text = page.get_text_range(errors="replace")
    count = page.count_chars()
    sizes = [round(raw.FPDFText_GetFontSize(page.raw, index), 1) for index in range(count)]
    if not sizes:
        return []
    usual = Counter(sizes).most_common(1)[0][0]
    signs = []
    for index in range(count):
        sign = chr(raw.FPDFText_GetUnicode(page.raw, index) & 0x10FFFF)
        if sign in "\r\n" or sizes[index] >= 0.85 * usual:
            signs.append(sign)
        elif signs and signs[-1].isdigit() and sign.isdigit():
            signs.append(sign)  # a power or a fraction, no mark of a note
    return _lines("".join(signs) or text)


def _by_columns(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2's text page
    """Return the lines of *page* column by column, for a file that holds them line by line across all columns."""
    rects = [page.get_rect(index) for index in range(min(page.count_rects(), 5_000))]
    pieces = [
        (left, bottom, right, top, page.get_text_bounded(left, bottom, right, top))
        for left, bottom, right, top in rects
    ]
    gutter = _gutter([(left, right) for left, _, right, _, text in pieces if text.strip()])
    if gutter is None:
        return []
    columns = [
        [piece for piece in pieces if (piece[0] + piece[2]) / 2 < gutter],
        [piece for piece in pieces if (piece[0] + piece[2]) / 2 >= gutter],
    ]
    out = []
    for column in columns:
        row: list[tuple[float, str]] = []
        middle: float | None = None
        for left, bottom, _, top, text in sorted(column, key=lambda piece: (-(piece[1] + piece[3]) / 2, piece[0])):
            here = (bottom + top) / 2
            if middle is not None and abs(here - middle) > (top - bottom) / 2:
                out.append(" ".join(words for _, words in sorted(row)))
                row = []
            middle = here
            row.append((left, text.strip()))
        out.append(" ".join(words for _, words in sorted(row)))
    return [line for line in out if line.strip()]


def _gutter(spans: list[tuple[float, float]]) -> float | None:
    """Return where an upright stripe that few lines cross parts the page, None where there is none."""
    if len(spans) < 8:
        return None
    low, high = min(left for left, _ in spans), max(right for _, right in spans)
    width = high - low
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = low + width * step / 100
        crossing = sum(1 for left, right in spans if left < x < right)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    return best[1] if best is not None and best[0] <= len(spans) // 10 else None

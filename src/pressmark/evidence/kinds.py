"""The words of what copies are: a web page, a PDF, text, a Word document, a mail, a web archive.

Each comes in the orders in which it can be read, the likeliest first.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pressmark.evidence.matching import UnreadableCopy
from pressmark.evidence.webpage import SUPERSCRIPTS, raised, read_page
from pressmark.libraries import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.evidence.matching import Words


# A copy's largest size, and that of what is unpacked from it, in bytes.
LARGEST = 64 * 1024 * 1024
_LARGEST_PART = 128 * 1024 * 1024
MOST_RECORDS = 200

# --- PDFs

_MOST_PAGES = 5_000


def read_pdf(data: bytes) -> Iterator[Words]:
    """Yield the readings of the PDF *data*, the likeliest first. Raises UnreadableCopy."""
    try:
        import pypdfium2  # an extra
    except ImportError as error:
        raise UnreadableCopy(f"a PDF: {advice('evidence')}") from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableCopy(
            "the copy is a PDF that can’t be read; if it has a password, save it without one"
        ) from error
    try:
        pages = [document[number].get_textpage() for number in range(min(len(document), _MOST_PAGES))]
        lines = [_lines(_with_powers(page)) for page in pages]
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
        if any(_TO_THE_LEFT.search(line) for page in lines for line in page):
            yield _paged([[_mirrored(line) for line in page] for page in lines])
    except pypdfium2.PdfiumError as error:
        raise UnreadableCopy("the copy is a PDF that can’t be read") from error
    finally:
        document.close()


_FIGURES = re.compile(r"[0-9]{2,12}")


def _with_powers(page: Any) -> str:  # noqa: ANN401 - pypdfium2's text page
    """Return the text of *page*; figures that are smaller than those before them are superscripts: 10² is not 102."""
    text: str = page.get_text_range(errors="replace")
    if len(text) != page.count_chars():
        return text  # signs beyond U+FFFF: nobody knows which sign is which

    def told(match: re.Match[str]) -> str:
        size, line = _set(page, match.start())
        out = [text[match.start()]]
        for at in range(match.start() + 1, match.end()):
            its_size, its_line = _set(page, at)
            above = its_size < 0.95 * size or abs(its_line - line) > 0.15 * size
            out.append(text[at].translate(SUPERSCRIPTS) if above else text[at])
        return "".join(out)

    return _FIGURES.sub(told, text)


def _set(page: Any, at: int) -> tuple[float, float]:  # noqa: ANN401 - pypdfium2's text page
    """Return how large the sign *at* is set, and the height of the line that it stands on."""
    from ctypes import byref, c_double

    from pypdfium2 import raw  # an extra

    across, up = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page.raw, at, byref(across), byref(up))
    return raw.FPDFText_GetFontSize(page.raw, at), up.value


_TO_THE_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BRACKETS = str.maketrans("()[]{}", ")(][}{")


def _mirrored(line: str) -> str:
    """Return a *line* from right to left with its brackets as they are typed: a page draws them the other way round."""
    return line.translate(_BRACKETS) if _TO_THE_LEFT.search(line) else line


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"\r?\n|\r", text) if line.strip()]


def _paged(pages: list[list[str]]) -> Words:
    starts, out, at = [], [], 0
    for lines in pages:
        starts.append(at)
        text = "".join(f"{line}\n" for line in lines)
        out.append(text)
        at += len(text)
    return "".join(out), tuple(starts)


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
    from pypdfium2 import raw  # an extra

    text = _with_powers(page)
    count = page.count_chars()
    sizes = [round(raw.FPDFText_GetFontSize(page.raw, index), 1) for index in range(count)]
    if not sizes:
        return []
    usual = Counter(sizes).most_common(1)[0][0]
    all_known = len(text) == count
    signs: list[str] = []
    for index in range(count):
        sign = text[index] if all_known else chr(raw.FPDFText_GetUnicode(page.raw, index) & 0x10FFFF)
        # Behind a figure another one is a power, no mark of a note.
        if sign in "\r\n" or sizes[index] >= 0.85 * usual or (signs and signs[-1].isdigit() and sign.isdigit()):
            signs.append(sign)
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


# --- Text


# What a text that is no UTF-8 may be in: Western, Central and Eastern Europe, Japan, China, Korea, and the rest.
_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "koi8-r", "cp866", "iso8859-5", "shift-jis", "euc-jp", "gb18030", "big5", "euc-kr"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "cp874", "mac-roman", "cp850"),
)


def read_text(data: bytes) -> Iterator[Words]:
    """Yield the readings of a text, in each encoding that it may be in: in a wrong one no words are found."""
    yield from _texts(data, None)


def _texts(data: bytes, charset: str | None) -> Iterator[Words]:
    """Yield the readings of a text, in *charset* first where that is known."""
    for text in _decoded(data, charset):
        yield from _plain_readings(text)


def _plain_readings(text: str) -> Iterator[Words]:
    pages = (0, *(match.end() for match in re.finditer("\f", text))) if "\f" in text else ()
    yield text, pages
    if re.search(r"^[ \t]*[>|]", text, re.MULTILINE):
        # A mail's answer repeats what it answers behind a sign at the beginning of each line.
        yield re.sub(r"^[ \t]*(?:[>|][ \t]?)+", "", text, flags=re.MULTILINE), ()


_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _decoded(data: bytes, charset: str | None) -> Iterator[str]:
    """Yield *data* as text: in the encoding that its first bytes or *charset* name, else in all that it may be in."""
    for start, encoding in _MARKS:
        if data.startswith(start):
            yield data.decode(encoding, "replace")
            return
    for named in (charset or "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeDecodeError):
            yield data.decode(named)
            return
    yield data.decode("cp1252", "replace")
    for encoding in _ENCODINGS[1:]:
        with suppress(UnicodeDecodeError):
            yield data.decode(encoding)


# --- Word documents

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(data: bytes) -> Iterator[Words]:
    """Yield the words of a Word document. Raises UnreadableCopy."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [
                name for name in packed.namelist() if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)
            ]
            texts = [_docx_text(_unpacked(packed, name)) for name in sorted(parts)]
    except (zipfile.BadZipFile, ET.ParseError, RuntimeError, OSError, ValueError) as error:
        raise UnreadableCopy(
            "the copy is a Word document that can’t be read; open it in a word processor and save it again"
        ) from error
    yield "\n\n".join(texts), ()


def _unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        data = file.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        raise UnreadableCopy(f"what is packed into the copy has more than {_LARGEST_PART // 1024**2} MB")
    return data


def _docx_text(data: bytes) -> str:
    if b"<!DOCTYPE" in data[:4096]:
        raise ValueError("a document type in a part")
    out: list[str] = []
    skipping = 0
    unsaid = above = False
    for event, node in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - expat bounds entities
        tag = node.tag
        if event == "start" and tag == f"{_W}r":
            unsaid = above = False
        elif event == "end" and tag == f"{_W}rPr":
            unsaid = any(_is_on(node.find(f"{_W}{name}")) for name in ("vanish", "strike", "dstrike"))
            align = node.find(f"{_W}vertAlign")
            above = align is not None and align.get(f"{_W}val") == "superscript"
        # Of two ways to draw a thing (ISO/IEC 29500-3, 10.2.1) the second is for programs that don't know the first.
        if tag in {f"{_W}del", f"{_W}moveFrom", _FALLBACK}:
            skipping += 1 if event == "start" else -1
        elif event == "end" and not skipping:
            sign = "" if unsaid and tag == f"{_W}t" else _docx_sign(node, tag)
            out.append((above and raised(sign, "", always=True)) or sign)
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


# --- Mail


def read_mail(data: bytes) -> Iterator[Words]:
    """Yield the words of a mail, body by body. Raises UnreadableCopy."""
    from email import message_from_bytes, policy  # only where a mail is read
    from email.errors import MessageError  # the same

    try:
        message = message_from_bytes(data, policy=policy.default)
        bodies = [part for part in message.walk() if part.get_content_type() in {"text/plain", "text/html"}][
            :MOST_RECORDS
        ]
        contents = [
            (part.get_content_type(), part.get_payload(decode=True), part.get_content_charset()) for part in bodies
        ]
    except (MessageError, ValueError, LookupError, AttributeError, RecursionError, IndexError, TypeError) as error:
        raise UnreadableCopy("the copy is a mail that can’t be read; save its text") from error
    for kind, body, charset in contents:
        if not isinstance(body, bytes):
            continue
        yield from read_page(body, charset) if kind == "text/html" else _texts(body, charset)


# --- Web archives


def read_warc(data: bytes, url: str | None) -> Iterator[Words]:
    """Yield the words of a web archive, of *url* alone where that is given. Raises UnreadableCopy."""
    for kind, charset, body in _records(data, url):
        if kind == "pdf":
            yield from read_pdf(body)
        elif kind == "text":
            yield from _texts(body, charset)
        else:
            yield from read_page(body, charset, is_xml=kind == "xhtml")


def read_wacz(data: bytes, url: str | None) -> Iterator[Words]:
    """Yield the words of a packed web archive (WACZ), as `read_warc` does. Raises UnreadableCopy."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist()[:MOST_RECORDS]:
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    yield from read_warc(_unpacked(packed, name), url)
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise UnreadableCopy("the copy is a web archive that can’t be read") from error


def _records(data: bytes, url: str | None) -> Iterator[tuple[str, str | None, bytes]]:
    """Yield what kind of text each record is, the encoding that its server named, and its bytes."""
    try:
        from warcio.archiveiterator import ArchiveIterator  # an extra
        from warcio.exceptions import ArchiveLoadFailed  # an extra
    except ImportError as error:
        raise UnreadableCopy(f"a web archive: {advice('evidence')}") from error
    kinds = {"text/html": "html", "application/xhtml+xml": "xhtml", "application/pdf": "pdf", "text/plain": "text"}
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(data))):
            if number >= 100 * MOST_RECORDS:
                return
            if record.rec_type not in {"response", "resource"} or (
                url and not _same_address(record.rec_headers.get_header("WARC-Target-URI"), url)
            ):
                continue
            headers = record.http_headers or record.rec_headers
            said = headers.get_header("Content-Type") or ""
            kind = kinds.get(said.split(";")[0].strip().lower())
            charset = re.search(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", said, re.IGNORECASE)
            if kind:
                yield kind, charset and charset[1], record.content_stream().read(LARGEST)
    except (ArchiveLoadFailed, OSError, ValueError, EOFError, AttributeError, TypeError, LookupError) as error:
        raise UnreadableCopy("the copy is a web archive that can’t be read") from error


def _same_address(one: str | None, other: str) -> bool:
    def bare(address: str) -> str:
        found = re.sub(r"^https?://(?:www\.)?", "", address.strip("<> ").split("#", maxsplit=1)[0], flags=re.IGNORECASE)
        host, slash, path = found.partition("/")
        return f"{host.lower()}{slash}{path}".rstrip("/")

    return one is not None and bare(one) == bare(other)

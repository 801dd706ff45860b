"""Bytes to text: the encoding found, and characters that no article can carry taken out and counted."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from pressmark.importing.manuscript import Unreadable

LARGEST = 64 * 1024 * 1024
_SAMPLE = 64 * 1024

# Order matters: the mark of UTF-32 (little end first) begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_TEXT = "save it as DOCX, ODT, HTML or text and import that"
_PICTURE = "a picture; an article needs its words as text"
_OTHERS = (
    ((b"%PDF-",), f"a PDF, which has no paragraphs to read; open it where it was written and {_AS_TEXT}"),
    ((b"{\\rtf",), f"RTF; open it in a word processor and {_AS_TEXT}"),
    ((b"\xd0\xcf\x11\xe0",), f"an old Office document (.doc); open it in a word processor and {_AS_TEXT}"),
    ((b"bplist00",), "a Safari web archive; save the page as “Page Source” (HTML) instead"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), _PICTURE),
    ((b"7z\xbc\xaf",), "a packed archive; unpack it and import the file in it"),
    ((b"BZh",), "packed with bzip2; unpack it and import the file in it"),
    ((b"\xfd7zXZ",), "packed with xz; unpack it and import the file in it"),
)
_TABLE = "a table of data, not copy; write its figures into the article, or import the text that tells of them"
_JSON = (
    "JSON: data, not copy; an export of Ghost or WordPress holds many articles, so save the one that you want as"
    " Markdown or HTML"
)
_FEED = re.compile(
    rb"\s{0,99}(?:<\?xml[^>]{0,200}\?>)?\s{0,99}(?:<!--.{0,300}?-->\s{0,99})?<(?P<name>[\w:-]{2,40})[\s>]", re.DOTALL
)
_XML = {
    ("rss", "feed", "rdf:rdf"): "a feed, which holds many articles; save the page of the one that you want",
    ("newsitem", "newsmessage"): "NewsML-G2; import the text or page that it was made from",
    ("newsml",): "NewsML; import the text or page that it was made from",
    ("nitf",): "NITF; import the text or page that it was made from",
    ("urlset",): "a site map; save the page of the article that you want",
    ("opml",): "a list of feeds; save the page of the article that you want",
    ("tei",): "TEI; make HTML of it and import that",
    ("svg",): _PICTURE,
}
# What references of HTML may hide: the characters that `clean` takes out, written as numbers or by name.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}));?|&(shy|ZeroWidthSpace|NoBreak);")
_BY_NAME = {"shy": "\u00ad", "ZeroWidthSpace": "\u200b", "NoBreak": "\u2060"}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)

# U+0085, U+2028 and U+2029 end lines; no PDF/A can carry them.
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u000b\u000c]")
# Invisible, and meant for the screen that the copy came from. Joiners stay: Persian and emoji need them.
_INVISIBLE = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\ufeff": "zero-width space",
    "\u2060": "word joiner",
}
# A letter and its accents, as macOS writes them apart: one letter for whoever reads words. Nothing else is composed.
_ACCENTED = re.compile("[^\\W\\d_][\u0300-\u036f]{1,9}")
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of an input, the *encoding* it was in, and what was *dropped*: names of characters with their number."""

    text: str
    encoding: str
    dropped: tuple[tuple[str, int], ...] = ()


def decode(data: bytes) -> Decoded:
    """Return *data* as text, LF at line ends, without invisible and forbidden characters.

    A byte order mark decides, else UTF-8, else what an HTML page declares, else what charset-normalizer finds.
    Raises Unreadable where nothing fits, or where *data* is longer than LARGEST.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"the input is larger than {LARGEST // 1024**2} MB")
    text, encoding = _decode(data)
    made, dropped = clean(text)
    return Decoded(made, encoding, dropped)


def unpacked(data: bytes, name: str = "") -> bytes:
    """Return *data*, unpacked where it is gzip; never more than LARGEST and a byte of it."""
    if not data.startswith(b"\x1f\x8b"):
        if name.casefold().endswith((".gz", ".gzip")):
            raise Unreadable("the input is called gzip, but is none; pack or save it again, or give it its true name")
        return data
    unpack = zlib.decompressobj(wbits=31)
    try:
        made = unpack.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise Unreadable("the input is packed with gzip, but broken; pack or save it again") from error
    if len(made) <= LARGEST and not unpack.eof:
        raise Unreadable("the input is packed with gzip, but cut off; pack or save it again")
    return made


def refuse(data: bytes, name: str = "") -> None:
    """Raise Unreadable, with what to do, where *data* is of a kind that holds no copy or is not read."""
    ending = name.casefold().rpartition(".")[2]
    start = data[:4096].removeprefix(codecs.BOM_UTF8)
    match = _FEED.match(start)
    root = match["name"].decode("ascii", "replace").lower() if match else ""
    found = [
        *([_TABLE] if ending in {"csv", "tsv"} and not data.startswith(b"PK") else []),
        *(what for magic, what in _OTHERS if data.startswith(magic)),
        *(what for names, what in _XML.items() if root in names),
    ]
    if not found and start.lstrip()[:1] in {b"{", b"["} and len(data) <= LARGEST:
        with suppress(ValueError, RecursionError):
            found += [_JSON] if isinstance(json.loads(data), dict | list) else []
    if found:
        raise Unreadable(f"the input is {found[0]}")


def without_references(html: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Return *html* without character references to what no article can carry, and how many of each were dropped."""
    dropped: Counter[str] = Counter()

    def drop(match: re.Match[str]) -> str:
        point = int(match[1], 16) if match[1] else int(match[2] or 0)
        char = _BY_NAME.get(match[3] or "") or (chr(point) if point < 0x110000 else "\ufffe")
        if not _unfit(char):
            return match[0]
        dropped[_name_of(char)] += 1
        return ""

    return _REFERENCE.sub(drop, html), tuple(dropped.items())


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    if _like_utf16(data):
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        return data.decode(encoding, errors="replace"), encoding
    if data[:_SAMPLE].count(0) * 20 > len(data[:_SAMPLE]):
        raise Unreadable(f"the input is no text (it has null bytes); {_AS_TEXT}")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data[:4096]):
        with suppress(LookupError, UnicodeDecodeError):
            encoding = _as_browsers(declared[1].decode("ascii"))
            return data.decode(encoding), encoding
    return _guessed(data)


def _like_utf16(data: bytes) -> bool:
    """Tell whether every other byte of the beginning is null, as in UTF-16 of a Latin script without its mark."""
    head = data[:400]
    if len(head) < 4 or len(data) % 2:
        return False
    half = len(head) // 2
    return (
        max(head[::2].count(0), head[1::2].count(0)) > half * 0.7 and min(head[::2].count(0), head[1::2].count(0)) == 0
    )


def _as_browsers(encoding: str) -> str:
    """Return the encoding that pages mean: those that say Latin-1 use Windows-1252 (WHATWG Encoding, section 4.2)."""
    return "cp1252" if encoding.lower() in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"} else encoding


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # only odd input needs it

    # The bytes above ASCII decide, and in a long file they may all stand far from its beginning.
    lines = [line for line in data.splitlines() if not line.isascii()]
    best = from_bytes(b"\n".join(lines)[:_SAMPLE]).best()
    found = best.encoding if best is not None else "cp1252"
    if found.startswith(("iso8859", "cp12", "latin", "mac", "cp4", "cp5", "cp7", "cp8", "hp", "ebcdic", "cp0", "cp1")):
        found = _western(data, found)
    for encoding in (found, "cp1252"):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(encoding), encoding
    return data.decode("latin-1"), "latin-1"


def _western(data: bytes, found: str) -> str:
    """Return cp1252 where its reading is as likely as *found*: short copy looks much the same in its relatives."""
    try:
        text = b"".join(line for line in data.splitlines(keepends=True) if not line.isascii())[:_SAMPLE].decode(
            "cp1252"
        )
        other = data[:_SAMPLE].decode(found)
    except (LookupError, UnicodeDecodeError):
        return found
    odd = [
        char
        for char in text
        if ord(char) > 127
        and char
        not in "àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŸ“”‘’„‚«»‹›–—…•·°§©®€£¡¿ªº½¼¾´¨\u00a0\u00ad×"
    ]
    letters_of_another_script = any(char.isalpha() and "LATIN" not in unicodedata.name(char, "") for char in other)
    return (
        found if odd or (letters_of_another_script and found in {"cp1251", "cp1253", "cp1256", "cp1255"}) else "cp1252"
    )


# An article’s source has at most 2 MiB; most of a page is scripts and styles. Markdown takes longer to read.
_LONGEST_TEXT, _LONGEST_MARKED, _LONGEST_PAGE = 2 * 1024 * 1024, 1024 * 1024, 8 * 1024 * 1024
_MOST_LINES, _MOST_TAGS, _MOST_ATTRIBUTES = 50_000, 60_000, 2000
_TAG = re.compile(r"<[A-Za-z]")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000}[^<>]*")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_DATA = re.compile(r"data:[A-Za-z0-9/+.;=-]{0,200},[A-Za-z0-9+/=%_.~-]*")


def refuse_long(text: str, *, page: bool = False, marked: bool = False) -> None:
    """Raise Unreadable where *text* is longer than any article, or a *page* is made of more parts than one.

    Markdown is *marked* text.
    """
    long = "the input is longer than any article ({}); import the part of it that is one"
    if page:
        length = len(text) - sum(len(found[0]) for found in _DATA.finditer(text)) if len(text) > _LONGEST_PAGE else 0
        if length > _LONGEST_PAGE:
            raise Unreadable(long.format(f"{length // 1024**2} MB without its pictures"))
        if sum(1 for _ in _TAG.finditer(text)) > _MOST_TAGS:
            raise Unreadable(long.format(f"it has more than {_MOST_TAGS} elements"))
        if any(len(_VALUE.sub("", tag[0]).split()) > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
            raise Unreadable(
                f"the input is no page that anybody wrote: an element has over {_MOST_ATTRIBUTES} attributes"
            )
    elif len(text) > (_LONGEST_MARKED if marked else _LONGEST_TEXT) or text.count("\n") > _MOST_LINES:
        raise Unreadable(long.format(f"{len(text) // 1000} kB, {text.count(chr(10))} lines"))


def clean(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Return *text* with LF at line ends and without characters that no article can carry, and how many of each."""
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = _ACCENTED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    unfit = {char for char in set(text) if _unfit(char)}
    dropped: Counter[str] = Counter()
    for char in sorted(unfit):
        dropped[_name_of(char)] += text.count(char)
    return text.translate({ord(char): None for char in unfit}) if unfit else text, tuple(dropped.items())


def _unfit(char: str) -> bool:
    if char in "\n\t":
        return False
    point = ord(char)
    return (
        char in _INVISIBLE
        or char in _OVERRIDES
        or unicodedata.category(char) in {"Cc", "Co", "Cs"}
        or point & 0xFFFE == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
    )


def _name_of(char: str) -> str:
    if char in _INVISIBLE:
        return _INVISIBLE[char]
    if char in _OVERRIDES:
        return "direction override"
    kinds = {"Cc": "control character", "Co": "private-use character"}
    return kinds.get(unicodedata.category(char), "non-character")

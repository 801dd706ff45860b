"""Bytes to text: the encoding found, and characters that no article can carry taken out and counted."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from pressmark.problems import PressmarkError

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
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)

# U+0085, U+2028 and U+2029 end lines; no PDF/A can carry them.
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u000b\u000c]")
# Invisible, and meant for the screen that the copy came from. Joiners stay: Persian and emoji need them.
_INVISIBLE = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\ufeff": "zero-width space",
    "\u2060": "word joiner",
}
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"


class Unreadable(PressmarkError):
    """Input that is no text in any encoding known here, or too large."""


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
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise Unreadable(f"the input is {what}; save it as DOCX, HTML or text first")
    text, encoding = _decode(data)
    clean, dropped = _clean(text)
    return Decoded(clean, encoding, dropped)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    if _like_utf16(data):
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        return data.decode(encoding, errors="replace"), encoding
    if data[:_SAMPLE].count(0) * 20 > len(data[:_SAMPLE]):
        raise Unreadable("the input is not text, HTML or DOCX (it has null bytes)")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    for encoding in [declared[1].decode("ascii")] if declared else []:
        try:
            return data.decode(_as_browsers(encoding)), _as_browsers(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
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
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only odd input needs it

    # The bytes above ASCII decide, and in a long file they may all stand far from its beginning.
    lines = [line for line in data.splitlines() if not line.isascii()]
    best = from_bytes(b"\n".join(lines)[:_SAMPLE]).best()
    found = best.encoding if best is not None else "cp1252"
    if found.startswith(("iso8859", "cp12", "latin", "mac", "cp4", "cp5", "cp7", "cp8", "hp", "ebcdic", "cp0", "cp1")):
        found = _western(data, found)
    for encoding in (found, "cp1252", "latin-1"):
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError):
            continue
    raise Unreadable("the input is in no known encoding")


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


def _clean(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    dropped: dict[str, int] = {}
    unfit = {char for char in set(text) if _unfit(char)}
    if not unfit:
        return text, ()
    for char in sorted(unfit):
        label = _INVISIBLE.get(char) or ("direction override" if char in _OVERRIDES else _label(char))
        dropped[label] = dropped.get(label, 0) + text.count(char)
    return text.translate({ord(char): None for char in unfit}), tuple(dropped.items())


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


def _label(char: str) -> str:
    kind = unicodedata.category(char)
    return {"Cc": "control character", "Co": "private-use character"}.get(kind, "non-character")

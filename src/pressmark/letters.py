"""Letters put plainly, for ids, slugs, file names and terminals; what a stranger wrote is shown, never obeyed."""

from __future__ import annotations

import re
import unicodedata

# Letters that have no decomposition in Unicode, as their languages write them in ASCII.
_ASCII = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ŋ": "n",
        "ħ": "h",
        "ĸ": "k",
    }
)
# Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt): what is drawn by nothing of its own.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Of these, what says where a line may break or not, and nothing of the words: soft hyphen, zero width space, word
# joiner and the invisible operators. Joiners, directions and variation selectors belong to the words.
_HINTS = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")


def plain(text: str) -> str:
    """Return *text* without soft hyphens and other hints for line breaking, as titles and metadata have it."""
    return _HINTS.sub("", text)


def without_ignorable(text: str) -> str:
    """Return *text* without the signs that are drawn by nothing of their own, joiners and selectors among them."""
    return _IGNORABLE.sub("", text)


def ascii_letters(text: str) -> str:
    """Return *text* in small letters, those of Latin script in ASCII without accents; other signs stay."""
    small = _IGNORABLE.sub("", text).lower().translate(_ASCII)
    decomposed = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def fold(text: str) -> str:
    """Return *text* in small ASCII letters, digits and hyphens, from its first letter on; it may be empty."""
    hyphened = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", ascii_letters(text)))
    return re.sub(r"^[^a-z]+", "", hyphened).strip("-")


# Spreadsheets run what begins with these; the wide forms too, in some of them.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20|%]")


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet might run the *cell* of a table: stand in the way with a sign before it."""
    return _FORMULA.match(cell) is not None


def table_cell(text: str) -> str:
    """Return *text* for a table that programs read: with a space before it where a spreadsheet might run it.

    Catalogues trim what they take in; an apostrophe would stay in a title for ever.
    """
    return f" {text}" if is_formula(text) else text


# Control, format, private and lone surrogate characters, and separators of lines and paragraphs.
_STEERING = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"


def shown(text: str, *, keep: str = "") -> str:
    """Return *text* for a terminal: what could steer it, or hide and reorder words, is escaped as in Python.

    *keep* are characters that stay, such as a line break. The two joiners stay between letters that may need them:
    those of Persian or of Indic scripts, and emoji.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char in keep or not _steers(text, at) else char.encode("unicode_escape").decode("ascii")
        for at, char in enumerate(text)
    )


def brief(text: str) -> str:
    """Return *text* without the middle of lines that nobody reads in full: a stranger's word may be megabytes."""
    if len(text) <= _LONGEST_LINE:
        return text
    half = _LONGEST_LINE // 2
    lines = text.split("\n")
    return "\n".join(one if len(one) <= _LONGEST_LINE else f"{one[:half]}…{one[-half:]}" for one in lines)


_LONGEST_LINE = 4000


def shown_json(text: str) -> str:
    r"""Return the JSON *text*, the same data, with what could steer a terminal written as ``\uXXXX``."""
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    return "".join(
        _escaped(char) if char not in "\n\t\r" and unicodedata.category(char) in _STEERING else char for char in text
    )


def _steers(text: str, at: int) -> bool:
    char = text[at]
    if unicodedata.category(char) not in _STEERING:
        return False
    between = 0 < at < len(text) - 1 and not (text[at - 1].isascii() or text[at + 1].isascii())
    return not (char in _JOINERS and between)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))

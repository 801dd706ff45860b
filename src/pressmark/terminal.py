"""The terminal is not a stranger's: what a file, a package or a name holds is shown, never obeyed."""

from __future__ import annotations

import unicodedata

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

"""Quotation marks in a paragraph: which words they enclose, in the manner of any of the known languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‟": "”", "「": "」", "『": "』", '"': '"', "‹": "›", "”": "”"}
_SINGLE = {"‘": "’", "‚": "‘’", "'": "'"}
_MARK = re.compile("[" + "".join([*_PAIRS, *_SINGLE]) + "]")
_STRAIGHT = frozenset("\"'")
# Each unclosed mark is looked for to the end of the paragraph; a paragraph of nothing else must not take for ever.
_MOST_UNCLOSED = 20
# Marks that the article's own language may set around a whole quote; all others stay in the text.
MARKS = frozenset("“”„‟«»‹›「」『』\"‘’‚'")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: *start* and *end* (exclusive) hold the marks too, *text* doesn't.

    *open_ended* tells that the paragraph ends before the quotation does: the next one goes on with it.
    """

    start: int
    end: int
    text: str
    open_ended: bool = False


def quotations(text: str, *, continues: bool = False) -> list[Quotation]:
    """Return the outermost quotations of *text*, in order, none overlapping.

    *continues* tells that the next paragraph opens with a mark, too: then a last one may stay open in this one.
    """
    single = not any(char in text for char in '“„«»"「')
    found: list[Quotation] = []
    index = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (mark := _MARK.search(text, index)):
        index = mark.start()
        closing = _closing_marks(text, index, single=single)
        if not closing:
            index += 1
            continue
        end = _close(text, index, closing)
        if end < 0:
            if (index == 0 or continues) and text[index] in '“„«"':
                found.append(_made(text, index, len(text), open_ended=True))
                break
            index += 1
            unclosed += 1
            continue
        if text[index + 1 : end].strip():
            found.append(_made(text, index, end + 1))
        index = end + 1
    return found


def _made(text: str, start: int, end: int, *, open_ended: bool = False) -> Quotation:
    inner = text[start + 1 : end if open_ended else end - 1]
    return Quotation(start, end, inner.strip(), open_ended)


def _closing_marks(text: str, index: int, *, single: bool) -> str:
    char = text[index]
    closing = _PAIRS.get(char, "") or (_SINGLE.get(char, "") if single else "")
    if not closing:
        return ""
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    if before.isalnum():
        return ""
    if char in _STRAIGHT or char in _SINGLE or char in "”»":
        # These may close as well: one that opens stands after space and right before a word.
        return closing if (before.isspace() or before in "([—–-/¿¡") and not after.isspace() else ""
    return closing


def _close(text: str, start: int, closing: str) -> int:
    """Return the place of the mark that closes the quotation opened at *start*, or -1."""
    opening = text[start]
    depth = 0
    for match in re.compile("[" + re.escape(opening + closing) + "]").finditer(text, start + 1):
        index, char = match.start(), match[0]
        after = text[index + 1] if index + 1 < len(text) else " "
        if char in closing:
            if char in "’'" and after.isalnum():
                continue
            if char in _STRAIGHT and text[index - 1].isspace():
                continue
            if char == opening or depth == 0:
                return index
            depth -= 1
        elif char == opening and opening not in closing:
            depth += 1
    return -1

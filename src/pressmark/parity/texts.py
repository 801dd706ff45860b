"""What a plain text says: one block a line, without what marks the lines."""

from __future__ import annotations

import re

from pressmark.parity.blocks import Block
from pressmark.parity.claims import ORIGINAL, ORIGINAL_LABEL, Said, attributed_first

_MARKS = re.compile(r"(?:\s|>|- |#+ |— |\d+\. |\[\d+\] )+")
_NOTE = re.compile(r"\[\d+\]")
_IMAGE = re.compile(r"\[[^\[\]]*?: (.*)\]\Z", re.DOTALL)


def read(data: bytes) -> tuple[Block, ...]:
    """Return the lines of the text *data*. Raises UnicodeDecodeError."""
    lines = (bare(line) for line in data.decode("utf-8").split("\n"))
    return tuple(Block(line) for line in lines if line)


def bare(line: str) -> str:
    """Return *line* without list and quote marks before it and note numbers in it; an image line is its words."""
    if match := _IMAGE.fullmatch(line.strip(" >")):
        return " ".join(match[1].split())
    return " ".join(without_notes(_MARKS.sub("", line, count=1) if _MARKS.match(line) else line).split())


def without_notes(words: str) -> str:
    """Return *words* without the numbers of notes in them."""
    return _NOTE.sub("", words)


def shown(found: Said) -> Said:
    """Return the claims as the text shows them: who said a quote, then its original after its label on one line."""
    made: Said = []
    label = ""
    for claim, words in attributed_first(found):
        if claim.sort == ORIGINAL_LABEL:
            label = words
        else:
            made.append((claim, f"{label}: {words}" if claim.sort == ORIGINAL else words))
    return made

"""What a plain text says: one block a line, without what marks the lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark.parity.blocks import Block
from pressmark.parity.claims import ATTRIBUTION, ORIGINAL, ORIGINAL_LABEL

if TYPE_CHECKING:
    from pressmark.parity.claims import Claim

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


def shown(claims: list[tuple[Claim, str]]) -> list[tuple[Claim, str]]:
    """Return the *claims* and their words as the text shows them: a quote's original after its label."""
    made: list[tuple[Claim, str]] = []
    held: list[tuple[Claim, str]] = []
    label = ""
    for claim, words in claims:
        if claim.sort == ORIGINAL_LABEL:
            label = words
        elif claim.sort == ORIGINAL:
            held.append((claim, f"{label}: {words}"))
        else:
            made.append((claim, words))
            if claim.sort == ATTRIBUTION:
                # The text names the speaker before it shows what was translated.
                made += held
                held = []
    return made

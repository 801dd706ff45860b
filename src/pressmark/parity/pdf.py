"""What a PDF says, block by block in the order of its tags."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pressmark.parity.claims import QUOTED, number
from pressmark.parity.compare import Block
from pressmark.pdf import reading
from pressmark.pdf.contents import Contents, contents

# Editions for printers, whose sheets are not read.
_UNTAGGED = ("press", "booklet")


class Untagged(ValueError):
    """A PDF that says nothing of the order of its words, as sheets imposed for a press do."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy's *blocks*: those in the order of its text, then its notes; and what is in it *besides*."""

    blocks: tuple[Block, ...]
    besides: Contents


def read(data: bytes) -> Copy:
    """Return what the PDF *data* says. Raises Untagged, or `reading.Unreadable` for what is no whole PDF."""
    with reading.opened(data) as pdf:
        if "/StructTreeRoot" in pdf.Root:
            drawings = reading.Drawings(pdf)
            return Copy(_blocks(reading.blocks(pdf, drawings)), contents(pdf, drawings))
    if _edition(data) not in _UNTAGGED:
        raise reading.Unreadable("it has no tags, which every copy of its edition has")
    raise Untagged("it has no tags, so that the order of its words is not known")


def _blocks(said: tuple[reading.Words, ...]) -> tuple[Block, ...]:
    """Return the blocks of a copy that *said* this: those in the order of its text, then its notes."""
    made: list[Block] = []
    notes: list[Block] = []
    stated, labels = "", list[str]()
    for words in said:
        if words.role == "Lbl":
            if words.of == "item":
                labels.append(number(words.text))
            elif words.of == "article":
                stated = f"{words.text} "
            continue
        # A note is tagged inside the sentence it stands to, and is no part of the body.
        kept = notes if words.role == "Note" else made
        links = tuple((number(said) if href.startswith("#") else said, href) for said, href in words.links)
        kind = words.role.lower() if words.role[:1] == "H" else (QUOTED if words.quoted else "")
        label = number(words.label) if words.label else ""
        if words.role != "Note":
            label = " ".join(labels)
            labels.clear()
        kept.append(Block(stated + (words.plain or words.text), label=label, kind=kind, links=links))
        stated = ""
    return (*made, *notes)


def _edition(data: bytes) -> str:
    try:
        asked = json.loads(reading.record(data).get("options", "{}"))
    except ValueError:
        return ""
    return str(asked.get("edition", "")) if isinstance(asked, dict) else ""

"""What a PDF says, block by block in the order of its tags."""

from __future__ import annotations

import io

from pressmark.parity.blocks import Block
from pressmark.pdf import reading


class Untagged(ValueError):
    """A PDF that says nothing of the order of its words, as sheets imposed for a press do."""


def read(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of the PDF *data*. Raises Untagged, or `reading.Unreadable` for what is no whole PDF."""
    if not _tagged(data):
        raise Untagged("it has no tags, so that the order of its words is not known")
    made: list[Block] = []
    notes: list[Block] = []
    label = ""
    for words in reading.read(data):
        if words.role == "Lbl":
            # A label with letters is stated by the article (“Due:”); others number or mark items and notes.
            label = f"{words.text} " if any(c.isalpha() for c in words.text) else ""
            continue
        # A note is tagged inside the sentence it stands to, and is no part of the body.
        (notes if words.role == "Note" else made).append(Block(label + words.text))
        label = ""
    return (*made, *notes)


def _tagged(data: bytes) -> bool:
    import pikepdf  # noqa: PLC0415 - only a comparison reads PDFs

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return "/StructTreeRoot" in pdf.Root
    except pikepdf.PdfError:
        return True  # The reader says what is wrong with it.

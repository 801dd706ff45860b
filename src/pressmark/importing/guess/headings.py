"""Sub-headings that an input does not mark: short lines that stand alone before a paragraph."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words

_MOST_WORDS = 10
_MOST_SIGNS = 80
_GUESSED_LEVEL = 2


def with_headings(pieces: list[Piece], words: Words, *, loose: bool) -> list[Piece]:
    """Return *pieces* with the paragraphs that are headings in all but name turned into such.

    In a *loose* input any short line may be one; elsewhere only a line that is strong from end to end.
    """
    levels = [piece.level for piece in pieces if piece.kind == "heading"]
    level = min(levels, default=_GUESSED_LEVEL)
    made: list[Piece] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind == "paragraph" and _like_heading(piece, following, words, loose=loose and not levels):
            sure = "sure" if _strong(piece) or piece.text.isupper() else "likely"
            made.append(replace(piece, kind="heading", level=level, hint=sure))
        else:
            made.append(piece)
    return made


def _like_heading(piece: Piece, following: Piece | None, words: Words, *, loose: bool) -> bool:
    text = piece.text
    if not text or following is None or len(text) > _MOST_SIGNS or len(text.split()) > _MOST_WORDS:
        return False
    if text[-1] in '.,;:…!”"»“)' or not re.match(r"[\w“\"„«¿¡]", text) or text[0].islower():
        return False
    if following.kind not in {"paragraph", "list", "quote"}:
        return False
    if words.leading("by", text) and len(text.split()) < 9:
        return False
    if _strong(piece):
        return True
    return loose and len(" ".join([following.text, *(item.text for item in following.items)]).split()) >= 12


def _strong(piece: Piece) -> bool:
    return any(span.style == "strong" and span.start == 0 and span.end >= len(piece.text) for span in piece.rich.spans)

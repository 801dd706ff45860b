"""Whether a rendition of any text format holds an article's words: for formats that have no reader of their own.

Marks are passed over: only letters and digits count, addresses in markup and the numbers of notes left out. So it can
tell what is missing or changed, in order, but not what was added between two claims.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pressmark.parity import claims
from pressmark.parity.claims import ORIGINAL, ORIGINAL_LABEL, TEXT_ONLY
from pressmark.parity.compare import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article
    from pressmark.parity.claims import Claim

# Where a link of Markdown, reStructuredText or AsciiDoc leads, tags, the numbers of notes, characters' numbers.
_MARKUP = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|<[^<>]*>|\[\^[\w-]+\]:?|&#?\w+;|\[\d+\]")


def missing(article: Article, data: bytes) -> Iterator[str]:
    """Yield which claims of *article* the text *data* does not hold. Raises UnicodeDecodeError."""
    text = data.decode("utf-8-sig")
    # An address may be shown as words too: both readings are tried.
    readings = [_letters(_MARKUP.sub("", text)), _letters(text)]
    at = 0
    for claim in claims.body(article):
        if claim.sort in (ORIGINAL, ORIGINAL_LABEL):
            yield from _anywhere(claim, readings)  # Formats put it before or after who said it.
            continue
        words = _letters(claim.words)
        place = readings[0].find(words, at)
        if place >= 0:
            at = place + len(words)
        elif any(words in reading for reading in readings):
            yield f"{claim.name} stands in another place than in the source: “{short(claim.words)}”"
        else:
            yield f"{claim.name} is missing: “{short(claim.words)}”"
    counted: dict[str, int] = {}
    for claim in claims.surroundings(article):
        words = _letters(claim.words)
        counted[words] = counted.get(words, 0) + 1
        if claim.sort != TEXT_ONLY and words and max(reading.count(words) for reading in readings) < counted[words]:
            yield f"{claim.name} is missing: “{short(claim.words)}”"


def _anywhere(claim: Claim, readings: list[str]) -> Iterator[str]:
    if not any(_letters(claim.words) in reading for reading in readings):
        yield f"{claim.name} is missing: “{short(claim.words)}”"


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum())

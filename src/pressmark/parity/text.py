"""What a plain text says, one block a line; and the words that a format without a reader of its own has to hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.parity import claims
from pressmark.parity.claims import (
    ALTERNATIVE,
    BULLET,
    ORIGINAL,
    ORIGINAL_LABEL,
    PASSAGE,
    QUOTED,
    TEXT_ONLY,
    Anchor,
    attributed_first,
    number,
)
from pressmark.parity.compare import Block, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article
    from pressmark.parity.claims import Claim, Said


_MARKS = re.compile(r"(?:\s|>|- |#+ |— |\d+\. |\[\d+\] )+")
_LABEL = re.compile(r"(- )|(?<!\d)(\d+)\. |\[(\d+)\] ")
_NOTE = re.compile(r"\[\d+\]")
_IMAGE = re.compile(r"\[[^\[\]]*?: (.*)\]\Z", re.DOTALL)


def read(data: bytes) -> tuple[Block, ...]:
    """Return the lines of the text *data*. Raises UnicodeDecodeError."""
    lines = (block(line) for line in data.decode("utf-8-sig").splitlines())
    return tuple(line for line in lines if line.words)


def block(line: str) -> Block:
    """Return *line* without list and quote marks before it and note numbers in it; an image line is its words."""
    if match := _IMAGE.fullmatch(line.strip(" >")):
        return Block(" ".join(match[1].split()), label="", kind="", links=())
    match = _MARKS.match(line)
    marks = match[0] if match else ""
    labels = [BULLET if bullet else number(item or source) for bullet, item, source in _LABEL.findall(marks)]
    words = line.removeprefix(marks)
    links = tuple((number(note), "") for note in _NOTE.findall(words))
    level = max(map(len, re.findall(r"#+", marks)), default=0)
    kind = f"h{level}" if level else (PASSAGE if ">" in marks else "")
    return Block(" ".join(_NOTE.sub("", words).split()), label=" ".join(labels), kind=kind, links=links)


def lines(claim: Claim) -> Said:
    """Return *claim* as the text's lines, each with its words as this module reads them."""
    if claim.sort == ALTERNATIVE:
        return [(claim, " ".join(claim.words.split()))]
    made: Said = []
    for n, line in enumerate((claim.noted or claim.words).split("\n")):
        found = block(line)
        own = found.label or ""
        label = None if claim.label is None else " ".join(filter(None, ("" if n else claim.label, own)))
        kind = found.kind or ("" if claim.kind == QUOTED else claim.kind)
        links = tuple(Anchor(*link) for link in found.links or ())
        made.append((replace(claim, label=label, kind=kind, links=links), found.words))
    return made


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

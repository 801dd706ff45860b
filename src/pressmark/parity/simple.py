"""The formats that are read in few lines: plain text, a PDF by its tags, a card by its text chunks.

Words that are painted can't be read back, so a rebuild holds a card's picture to the source: that it is the one that is
built from it, byte by byte, can be told where the version and the fonts are here.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import dataclass, replace
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
from pressmark.parity.compare import Block, UnreadableRendition, short
from pressmark.pdf import reading
from pressmark.pdf.contents import Contents, contents
from pressmark.writers.card import HEIGHT, WIDTH
from pressmark.writers.card import words as card_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article
    from pressmark.parity.claims import Claim, Said


# --- Plain text: a block a line, and the words that a format without a reader of its own has to hold.

_MARKS = re.compile(r"(?:\s|>|- |#+ |— |\d+\. |\[\d+\] )+")
_LABEL = re.compile(r"(- )|(?<!\d)(\d+)\. |\[(\d+)\] ")
_NOTE = re.compile(r"\[\d+\]")
_IMAGE = re.compile(r"\[[^\[\]]*?: (.*)\]\Z", re.DOTALL)


def read_text(data: bytes) -> tuple[Block, ...]:
    """Return the lines of the text *data*. Raises UnicodeDecodeError."""
    text_lines = (text_line(line) for line in data.decode("utf-8-sig").splitlines())
    return tuple(line for line in text_lines if line.words)


def text_line(line: str) -> Block:
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


def text_lines(claim: Claim) -> Said:
    """Return *claim* as the text's lines, each with its words as this module reads them."""
    if claim.sort == ALTERNATIVE:
        return [(claim, " ".join(claim.words.split()))]
    made: Said = []
    for n, line in enumerate((claim.noted or claim.words).split("\n")):
        found = text_line(line)
        own = found.label or ""
        label = None if claim.label is None else " ".join(filter(None, ("" if n else claim.label, own)))
        # A heading may begin with a sign that is a mark elsewhere.
        kind = claim.kind if claim.kind.startswith("h") else found.kind or ("" if claim.kind == QUOTED else claim.kind)
        links = tuple(Anchor(*link) for link in found.links or ())
        made.append((replace(claim, label=label, kind=kind, links=links), found.words))
    return made


def text_shown(found: Said) -> Said:
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


# --- A PDF: block by block in the order of its tags.

# Editions for printers, whose sheets are not read.
_UNTAGGED = ("press", "booklet")


class Untagged(ValueError):
    """A PDF that says nothing of the order of its words, as sheets imposed for a press do."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A copy's *blocks*: those in the order of its text, then its notes; and what is in it *besides*."""

    blocks: tuple[Block, ...]
    besides: Contents


def read_pdf(data: bytes) -> ReadBack:
    """Return what the PDF *data* says. Raises Untagged, or `reading.UnreadablePdf` for what is no whole PDF."""
    with reading.opened(data) as pdf:
        if "/StructTreeRoot" in pdf.Root:
            drawings = reading.Drawings(pdf)
            return ReadBack(_blocks(reading.blocks(pdf, drawings)), contents(pdf, drawings))
    if _edition(data) not in _UNTAGGED:
        raise reading.UnreadablePdf("it has no tags, which every copy of its edition has")
    raise Untagged("it has no tags, so that the order of its words is not known")


def _blocks(said: tuple[reading.TaggedWords, ...]) -> tuple[Block, ...]:
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
        kind = (
            words.role.lower() if words.role[:1] == "H" else (QUOTED if words.quoted and words.role != "Note" else "")
        )
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


# --- A card: the words in its chunks.


_LARGEST_CARD = 16 * 1024 * 1024


def card_departures(article: Article, data: bytes) -> Iterator[str]:
    """Yield where the card *data* says otherwise than *article*. Raises UnreadableRendition."""
    said, size = _chunks(data)
    if size != (WIDTH, HEIGHT):
        yield f"it is {size[0]} by {size[1]} pixels, not {WIDTH} by {HEIGHT}"
    wanted = card_words(article)
    for keyword in dict.fromkeys((*wanted, *said)):
        there, here = said.get(keyword), wanted.get(keyword)
        if keyword == "Software" or there == here:
            continue
        if there is None or here is None:
            missing = "is missing" if there is None else "is not in the source"
            yield f"its “{short(keyword)}” {missing}: “{short(there or here or '')}”"
        else:
            yield f"its “{keyword}” is “{short(there)}” where the source says “{short(here)}”"


def card_record(data: bytes) -> dict[str, str]:
    """Return which version made the card *data*, if it says so. Raises UnreadableRendition."""
    program, _, version = _chunks(data)[0].get("Software", "").partition(" ")
    return {"version": version} if program == "pressmark" else {}


def _chunks(data: bytes) -> tuple[dict[str, str], tuple[int, int]]:
    from PIL import Image

    if len(data) > _LARGEST_CARD:
        raise UnreadableRendition("it is too large")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > 4 * WIDTH * HEIGHT:
                return {}, picture.size
            picture.load()  # Chunks may stand behind the picture.
            return {key: str(value) for key, value in picture.text.items()}, picture.size  # type: ignore[attr-defined]
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableRendition(f"it is no whole PNG: {error}") from error

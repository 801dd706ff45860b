"""The kept copy of a source: whether a quotation stands in it, and whom it plainly names as the speaker.

A copy is a stranger's file: everything is bounded while it is read, and nothing in it is run, fetched or followed.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pressmark.evidence import kinds
from pressmark.evidence.matching import (
    MOST_TEXT,
    MOST_TOGETHER,
    Nearest,
    UnreadableCopy,
    WordOrder,
    Words,
    find,
    nearest,
    places,
)
from pressmark.evidence.webpage import read_page
from pressmark.limits import Allowance, Limits, within
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.model.parts import TextQuote


# What reading a copy may cost: what people keep needs a tenth of it.
_LIMITS = Limits(6.0, 900_000_000)


class CopyReader:
    """A copy of a source, read in a process of its own; quotations are looked for in one reading after the other.

    *allowance* is what the copies of an article may cost together; whoever reads several sets it.
    """

    def __init__(self, data: bytes, name: str, url: str | None) -> None:
        """Keep what is read when it is needed, and once: the likeliest reading, and then all others."""
        self._what = (data, name, url)
        self.allowance = Allowance(_LIMITS.seconds or 0)
        self._read: list[WordOrder] = []
        self._whole = False
        self._trouble: UnreadableCopy | None = None

    def readings(self) -> Iterator[WordOrder]:
        """Yield the readings of the copy, the likeliest first. Raises UnreadableCopy."""
        if self._trouble is not None:
            raise self._trouble
        self._assert_left()
        if not self._read:
            try:
                self._read += self._made(first=True)
            except UnreadableCopy as error:
                self._trouble = error
                raise
        yield from self._read[:1]
        if not self._whole:
            self._assert_left()
            self._whole = True
            with suppress(UnreadableCopy):  # what the other readings would cost is too much
                self._read += self._made(first=False)
        yield from self._read[1:]

    def _assert_left(self) -> None:
        if not self.allowance.left:
            raise UnreadableCopy(
                "the copies of this article take too long to be read; keep only the pages that are quoted"
            )

    def _made(self, *, first: bool) -> list[WordOrder]:
        try:
            found = within(_LIMITS, words_of, *self._what, first)
        except UnreadableCopy:
            raise
        except PressmarkError as error:
            raise UnreadableCopy(str(error).split("; --")[0]) from error
        return [WordOrder(text, pages) for text, pages in found]

    def find(self, quote: str) -> TextQuote | None:
        """Return where *quote* stands in the copy word for word, None where it does not. Raises UnreadableCopy."""
        for reading in self.readings():
            passage = find(quote, reading.text)
            if passage is not None:
                return reading.found(passage)
        return None

    def said_by_another(self, quote: str, speaker: str) -> str | None:
        """Return whom the copy plainly names as the speaker of *quote* instead of *speaker*, as it is written there.

        None where it names nobody, names *speaker*, or has the words more than once and one place is silent.
        Raises UnreadableCopy.
        """
        for reading in self.readings():
            text = reading.text.text
            named = [named_at(text, found.start, found.end) for found in islice(places(quote, reading.text), 20)]
            if named:
                others = [name for name in named if name is not None and somebody_else(name, speaker)]
                return others[0] if len(others) == len(named) else None
        return None

    def nearest(self, quote: str) -> Nearest | None:
        """Return the passage that is most like *quote*, None where nothing is or the allowance is spent."""
        if not self.allowance.left:
            return None
        for reading in self.readings():
            near = nearest(quote, reading.text)
            if near is not None:
                return Nearest(near, *reading.place(near.start))
        return None


def read(data: bytes, name: str, url: str | None = None) -> CopyReader:
    """Return the copy whose bytes are *data* and whose file's name is *name*; *url* picks the page of a web archive.

    What it holds is read when a quotation is looked for; what is of none of the kinds known raises UnreadableCopy then.
    """
    return CopyReader(data, name, url)


def words_of(data: bytes, name: str, url: str | None, first: bool) -> list[Words]:  # noqa: FBT001 - called in a process
    """Return the copy's texts with the offsets of their pages: the likeliest reading (*first*), or all others.

    Raises UnreadableCopy.
    """
    if len(data) > kinds.LARGEST:
        raise UnreadableCopy(f"the copy has more than {kinds.LARGEST // 1024**2} MB; keep the pages that are quoted")
    readers: dict[str, Callable[[], Iterator[Words]]] = {
        "pdf": lambda: kinds.read_pdf(data),
        "html": lambda: read_page(data, is_xml=name.lower().endswith(".xhtml")),
        "docx": lambda: kinds.read_docx(data),
        "eml": lambda: kinds.read_mail(data),
        "warc": lambda: kinds.read_warc(data, url),
        "wacz": lambda: kinds.read_wacz(data, url),
        "text": lambda: kinds.read_text(data),
    }
    kind = _kind(data, name)
    if kind not in readers:
        raise UnreadableCopy(kind)
    found = ((text[:MOST_TEXT], pages) for text, pages in readers[kind]() if text.strip())
    if not first:
        return list(_together(islice(found, 1, kinds.MOST_RECORDS)))
    likeliest = list(islice(found, 1))
    if not likeliest:
        raise UnreadableCopy("the copy has no text that can be read; a scan needs its text recognised first")
    return likeliest


def _together(found: Iterator[Words]) -> Iterator[Words]:
    """Yield of *found* as much as may be looked through together."""
    left = MOST_TOGETHER
    for words in found:
        left -= len(words[0])
        if left < 0:
            return
        yield words


_HTML_START = re.compile(
    rb"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]{0,200}>\s*<(?:!doctype|html))",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t][^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){3}")


def _kind(data: bytes, name: str) -> str:
    """Return what *data* is, or the sentence that says why it isn't read."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(b"WARC/") or (data.startswith(b"\x1f\x8b") and name.lower().endswith(".warc.gz")):
        return "warc"
    for start, what in _REFUSED.items():
        if data.startswith(start):
            return what
    if _HTML_START.match(data[:8192]) or suffix in {"html", "htm", "xhtml"}:
        return "html"
    if suffix == "eml" or (suffix not in {"txt", "text", "md"} and _MAIL.match(data[:65536])):
        return "eml"
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the copy is neither text, a web page, a PDF, a Word document, a mail nor a web archive"
    return "text"


_REFUSED = {
    b"{\\rtf": "the copy is RTF; save it as DOCX or PDF",
    b"\xd0\xcf\x11\xe0": "the copy is an old Word or Office file; save it as DOCX or PDF",
    b"\x1f\x8b": "the copy is packed with gzip; keep the file in it",
    b"\x89PNG": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"\xff\xd8\xff": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"II*\0": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
    b"MM\0*": "the copy is a picture; its words can't be read: keep a PDF with text, a page or a transcript",
}


def _zip_kind(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return "the copy begins like a ZIP file and is damaged"
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names):
        return "wacz"
    return "the copy is a ZIP file, but neither a DOCX nor a WACZ; keep the file in it"


# --- Who speaks next to a passage, where the copy itself says so plainly; anything less is no answer.
#
# Two forms count: words in quotation marks tied by a verb of saying to a full name, and a turn of talk that begins with
# its speaker's name and a colon. Pronouns, roles, places and single words never name anybody.

_OPEN = '“„«‘‚「『"'
_CLOSE = '”“»’」』"'
# Verbs that tie a quotation to who said it, past and present, in the languages whose order of words is known here.
_SAYING = """
said says told adds added wrote writes asked asks replied replies argued argues warned warns insisted insists claimed
claims explained explains noted notes stated states declared declares recalled recalls called concluded
sagte sagt erklärte erklärt betonte betont meinte meint schrieb schreibt fragte fragt antwortete warnte warnt forderte
fordert dit disait déclare déclaré affirme affirmé explique expliqué écrit ajoute ajouté répond répondu demande demandé
dijo dice declaró afirmó explicó añadió escribió preguntó respondió advirtió señaló aseguró
disse detto spiega spiegato dichiarato scrive aggiunge afirmou declarou explicou acrescentou
zei zegt schrijft vertelde vertelt stelde stelt sade säger sa sier sagde siger
powiedział powiedziała mówi oświadczył oświadczyła
"""
_VERB = "(?:" + "|".join(_SAYING.split()) + ")"
_HELPING = r"(?:(?:has|had|a|hat|ha|har)[ ])?"
_PARTICLE = r"(?:van|von|de|der|den|du|da|dos|del|della|di|la|le|al|el|bin|ibn|ben|zu|af|ter|ten)"
_PROPER = r"[^\W\d_a-zß-öø-ÿ](?:\.|[\w'’-]{0,30}[^\W_])?"
_NAME = rf"{_PROPER}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_PROPER}){{1,3}}"
_AFTER = re.compile(
    rf"^[,.!?…]?[ \u00a0]*[{_CLOSE}][,.]?[ \u00a0]*"
    rf"(?:{_HELPING}{_VERB}[ \u00a0](?P<one>{_NAME})|(?P<two>{_NAME})[ \u00a0]{_HELPING}{_VERB}\b)"
)
# Between the name and the verb a role may be set off by commas.
_BEFORE = re.compile(
    rf"(?:^|[.!?…”»\"\n][ \u00a0]*)(?P<one>{_NAME})(?:,[^,.!?“„«\"\n]{{2,80}},)?[ \u00a0]{_HELPING}{_VERB}"
    rf"[^.!?“„«\"\n]{{0,40}}[:,][ \u00a0]*[{_OPEN}]$"
)
_LABEL = re.compile(
    rf"^[ \t]*(?P<name>{_PROPER}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_PROPER}){{0,3}})"
    rf"(?:[ ]\([^()\n]{{1,60}}\)|,[^:\n]{{1,60}})?[ ]?[:：][ \t\n]"
)
_HONORIFICS = """
mr mrs ms miss dr prof professor sir lady lord dame president minister senator judge chair chairman chairwoman
herr frau monsieur madame señor señora the der die das le la les el los
"""
_TITLES = frozenset(_HONORIFICS.split())
_WINDOW = 400


def named_at(text: str, start: int, end: int) -> str | None:
    """Return the name of who speaks the words of *text* from *start* to *end*, None where the text doesn't plainly say.

    *start* and *end* are offsets; the name comes back as it is written there.
    """
    return _tied(text, start, end) or _turn(text, start)


def somebody_else(named: str, speaker: str) -> bool:
    """Tell whether *named* and *speaker* are plainly two: no word of one name is a word of the other's."""
    one, other = _words(named), _words(speaker)
    return bool(one) and bool(other) and not one & other and not _initials(one, other)


def _tied(text: str, start: int, end: int) -> str | None:
    earliest = max(0, start - 4 * _WINDOW)
    gap = text.rfind("\n\n", earliest, start)
    paragraph_start = earliest if gap < 0 else gap + 2
    opened = max((text.rfind(mark, paragraph_start, start) for mark in _OPEN), default=-1)
    if opened < 0 and text[start : start + 1] not in _OPEN:
        return None
    stop = text.find("\n\n", end, end + 4 * _WINDOW + 2)
    rest = text[end : min(stop if stop >= 0 else len(text), end + 4 * _WINDOW)]
    closing = re.search(rf"[,.!?…]?[{_CLOSE}](?=[\s,.;:)]|$)", rest)
    if closing is not None:
        tail = re.sub(r"\s+", " ", rest[closing.start() : closing.start() + _WINDOW])
        found = _AFTER.match(tail)
        if found is not None:
            return found["one"] or found["two"]
    if opened >= 0:
        head = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", " ", text[max(paragraph_start, opened - _WINDOW) : opened + 1])
        found = _BEFORE.search(head)
        if found is not None:
            return found["one"]
    return None


def _turn(text: str, start: int) -> str | None:
    """Return whose turn it is at *start*, in talk written as turns: at least three of them, by two people at least."""
    turns = _turns(text)
    if turns.counts.total() < 3 or len(turns.counts) < 2:
        return None
    block = bisect_right(turns.starts, start) - 1
    name = _label(text[turns.starts[block] : start]) or (turns.names[block - 1] if block else None)
    if name is None or (turns.counts[name] < 2 and len(name.split()) < 2):
        return None
    return name if _words(name) and len(name) > 2 else None


@dataclass(frozen=True, slots=True)
class _Turns:
    """The blocks of a text: where each begins, whose name the last label up to its end has, how often each has one."""

    starts: list[int]
    names: list[str | None]
    counts: Counter[str]


@lru_cache(maxsize=2)
def _turns(text: str) -> _Turns:
    gaps = [(match.start(), match.end()) for match in re.finditer(r"\n[ \t]*\n", text)]
    starts = [0, *(end for _, end in gaps)]
    names: list[str | None] = []
    counts: Counter[str] = Counter()
    for start, end in zip(starts, [*(start for start, _ in gaps), len(text)], strict=True):
        block = text[start:end]
        if labelled := _LABEL.match(block[:_WINDOW]):
            counts[labelled["name"]] += 1
        names.append(_label(block) or (names[-1] if names else None))
    return _Turns(starts, names, counts)


def _label(block: str) -> str | None:
    """Return the name with which the turn *block* begins, also where nothing stands behind its colon yet."""
    match = _LABEL.match(block[:_WINDOW] + (" " if block.endswith(":") else ""))
    return match["name"] if match else None


def _words(name: str) -> frozenset[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign)).casefold()
    found = re.findall(r"[^\W\d_]{2,}", plain)
    return frozenset(word for word in found if word not in _TITLES)


def _initials(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether one of the names is nothing but the first letters of the other."""
    short, long = sorted((one, other), key=lambda words: sum(map(len, words)))
    return len(short) == 1 and sorted(next(iter(short))) == sorted(word[0] for word in long)

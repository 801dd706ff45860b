"""The entry points that take any bytes: whatever they are, the only ways out are a result and an error for people."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path

from pressmark import evidence, reader
from pressmark.archive import unpack as opening
from pressmark.building import STATE, journal
from pressmark.evidence.matching import SearchedText, find, nearest
from pressmark.evidence.matching import UnreadableCopy as NoCopy
from pressmark.importing import Given, Unreadable, import_article
from pressmark.pdf import attachments as embedded
from pressmark.pictures import Unusable, rendition
from pressmark.problems import PressmarkError

_SCRATCH = Path(tempfile.mkdtemp())
_ARTICLE = b"""\
pressmark: 1
kind: opinion
language: en-GB
headline: H
published: 2026-05-04
authors: [{name: M}]
outlet: {name: P}
parties: {t: {name: T}}
quotes: {q: {text: x, speaker: t}}
sections:
  - heading: S
    body: |
"""
_HOUSED = b"""\
pressmark: 1
kind: statement
headline: H
published: 2026-05-04
authors: [ada]
sections: [{body: "The boat is late."}]
"""


def fuzz_reader(data: bytes) -> None:
    """Read any bytes as a source."""
    reader.check(data, name="fuzz.yaml", stem="fuzz", folder=None)


def fuzz_body(data: bytes) -> None:
    """Read any bytes as a body."""
    lines = b"\n".join(b"      " + line for line in data.split(b"\n"))
    reader.check(_ARTICLE + lines + b"\n", name="fuzz.yaml", stem="fuzz", folder=None)


def _file(data: bytes, name: str) -> Path:
    path = _SCRATCH / name
    path.write_bytes(data)
    return path


def fuzz_zip(data: bytes) -> None:
    """Restore any bytes as a zipped package."""
    with contextlib.suppress(PressmarkError):
        opening.restore(_file(data, "fuzz.zip"))


def fuzz_pdf(data: bytes) -> None:
    """Restore any bytes as a PDF."""
    with contextlib.suppress(PressmarkError):
        embedded.restore(_file(data, "fuzz.pdf"))


def fuzz_import(data: bytes) -> None:
    """Import any bytes as copy."""
    with contextlib.suppress(PressmarkError, Unreadable):
        import_article(data, name="fuzz", given=Given())


def fuzz_house(data: bytes) -> None:
    """Read any bytes as a house, and an article in it."""
    house = _file(data, "house.yaml")
    reader.check_house(house)
    reader.check(b"", name="fuzz.yaml", stem="fuzz", folder=None, houses=reader.Houses(house))
    reader.check(_HOUSED, name="fuzz.yaml", stem="fuzz", folder=_SCRATCH, houses=reader.Houses(house))


# The first byte says as what the rest is read.
_COPIES = ("kept.txt", "kept.html", "kept.eml", "kept.pdf", "kept.warc", "kept")


def fuzz_copy(data: bytes) -> None:
    """Read any bytes as the kept copy of a source, and look for a quotation in it."""
    name = _COPIES[data[0] % len(_COPIES)] if data else "kept"
    for first in (True, False):
        with contextlib.suppress(NoCopy):
            for words, _ in evidence.words_of(data[1:], name, None, first):
                text = SearchedText(words)
                find("the boat […] is late", text)
                nearest("the boat is late", text)


def fuzz_document(data: bytes) -> None:
    """Import any bytes as words of a DOCX or ODT, as Markdown, mail or a page: the first byte says as which."""
    kind, words = data[:1], data[1:]
    if kind in {b"w", b"o"}:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            if kind == b"w":
                packed.writestr("word/document.xml", words)
            else:
                packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
                packed.writestr("content.xml", words)
        words = out.getvalue()
    name = {b"m": "fuzz.md", b"e": "fuzz.eml", b"h": "fuzz.html"}.get(kind, "fuzz")
    with contextlib.suppress(PressmarkError, Unreadable):
        import_article(words, name=name, given=Given())


def fuzz_picture(data: bytes) -> None:
    """Read any bytes as a picture or a drawing."""
    with contextlib.suppress(Unusable):
        rendition(data)


def fuzz_state(data: bytes) -> None:
    """Open any bytes as the state of an output folder."""
    folder = _SCRATCH / "out"
    folder.mkdir(exist_ok=True)
    (folder / STATE).write_bytes(data)
    with contextlib.suppress(PressmarkError), journal.opened(folder) as state, state.reading():
        state.record("a")
    for left in folder.iterdir():
        left.unlink()


TARGETS = {
    "reader": fuzz_reader,
    "body": fuzz_body,
    "house": fuzz_house,
    "zip": fuzz_zip,
    "pdf": fuzz_pdf,
    "import": fuzz_import,
    "document": fuzz_document,
    "copy": fuzz_copy,
    "picture": fuzz_picture,
    "state": fuzz_state,
}

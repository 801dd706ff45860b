"""The entry points that take any bytes: whatever they are, the only ways out are a result and an error for people."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from pressmark import reader
from pressmark.archive import open as opening
from pressmark.importing import Given, Unreadable, import_article
from pressmark.pdf import files as embedded
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


TARGETS = {"reader": fuzz_reader, "body": fuzz_body, "zip": fuzz_zip, "pdf": fuzz_pdf, "import": fuzz_import}

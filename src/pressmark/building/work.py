"""What is done for one article, in this process or a worker's: read it, make its renditions, list its inputs."""

from __future__ import annotations

import hashlib
import io
import os
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark.building.state import Input
from pressmark.problems import PressmarkError, Problem
from pressmark.proofing.checked import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pressmark.building.sources import Found
    from pressmark.reader import Reading
    from pressmark.theme import Options


@dataclass(frozen=True, slots=True)
class Task:
    """One article to build to *formats*; *data* are the bytes of standard input where it comes from there."""

    found: Found
    formats: tuple[str, ...]
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every article of a build; with *strict*, a warning fails its article."""

    options: Options
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A rendition with its digest; *name* is its place in the output folder, *pages* a PDF's."""

    name: str
    format: str
    media_type: str
    data: bytes
    sha256: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a task: *pieces* if all went well, else *error*, or *problems* that are errors.

    *text* is the source where there are problems to show in it; *trace* is the traceback of an error of our own.
    """

    text: str = ""
    problems: tuple[Problem, ...] = ()
    inputs: tuple[Input, ...] = ()
    pieces: tuple[Piece, ...] = ()
    error: str = ""
    trace: str = ""

    @property
    def failed(self) -> bool:
        """Return whether nothing was made."""
        return not self.pieces


def make(task: Task, settings: Settings, done: Callable[[Piece], None] = lambda _: None) -> Made:
    """Build the article of *task*; *done* is told of each piece as it is ready. Raises only what ends us."""
    try:
        reading = checked(read(task), task.formats, settings.options)
        made = Made(reading.text if reading.problems else "", reading.problems)
        if reading.article is None or (settings.strict and reading.problems):
            return made
        return replace(made, inputs=inputs(task.found, reading), pieces=pieces(task, reading, settings.options, done))
    except PressmarkError as error:
        return Made(error=str(error))
    except MemoryError:
        return Made(error="needs more memory than it may have")
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
        return Made(error=f"{type(error).__name__}: {error}", trace=traceback.format_exc())


def read(task: Task) -> Reading:
    """Read and check the source of *task*."""
    from pressmark import reader  # noqa: PLC0415 - a build with nothing to do must not wait for it

    if task.data is not None:
        return reader.check(task.data, name="<stdin>", stem="article", folder=Path.cwd())
    return reader.check_file(Path(task.found.name))


def inputs(found: Found, reading: Reading) -> tuple[Input, ...]:
    """Return the files that the article of *reading* is made of, its source first."""
    from pressmark.builder import images  # noqa: PLC0415 - the same

    assert reading.article is not None
    article = reading.article
    own = Input(os.path.basename(found.name), article.source.sha256)  # noqa: PTH119 - "-" is no path
    return (own, *(Input(image.file, image.sha256) for image in images(article)))


def pieces(task: Task, reading: Reading, options: Options, done: Callable[[Piece], None]) -> tuple[Piece, ...]:
    """Return the renditions of the article of *reading*. Raises BuildError."""
    from pressmark.builder import renditions  # noqa: PLC0415 - the same

    assert reading.article is not None
    found = []
    for made in renditions(reading.article, ordered(task.formats), options):
        count = pages(made.data) if made.media_type == "application/pdf" else None
        piece = Piece(task.found.folder + made.name, made.format, made.media_type, made.data, made.sha256, count)
        done(piece)
        found.append(piece)
    return tuple(found)


def ordered(formats: Sequence[str]) -> list[str]:
    """Return *formats* with the PDF last: the others are made while its engine loads."""
    return sorted(formats, key=lambda name: name == "pdf")


def pages(pdf: bytes) -> int:
    """Return the number of pages of the document *pdf*."""
    from pikepdf import Pdf  # noqa: PLC0415 - the writer has loaded it

    with Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def digest_of(inputs: Sequence[Input]) -> str:
    """Return one digest (hex) for *inputs*: their names and contents."""
    return hashlib.sha256("\0".join(f"{one.file}\0{one.sha256}" for one in inputs).encode()).hexdigest()

"""What is done for one article, here or in a worker: it is read, its renditions are made, its inputs are listed.

Every rendition is made and staged before the first one replaces an older output.
"""

from __future__ import annotations

import hashlib
import io
import os
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark import disk
from pressmark.building import Rendition
from pressmark.building.sources import TAKEN, is_url
from pressmark.building.state import Input
from pressmark.problems import BuildError, PressmarkError, Problem
from pressmark.theme import NAMING
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from pressmark.building.sources import Found
    from pressmark.model import Article, Image
    from pressmark.pdf.layout import PrintCopy
    from pressmark.reader import Houses, Reading
    from pressmark.reader.house import House
    from pressmark.theme import Options, Theme


# The formats that come in editions.
PRINTED = {"pdf", "png"}


def renditions(
    article: Article, formats: Sequence[str], options: Options, copy: PrintCopy | None = None
) -> Iterator[Rendition]:
    """Yield *article* in each of *formats*, in order, then the images that they name by their files.

    What is printed is printed from *copy*, if it is laid out already. Raises UnknownFormat, or BuildError where a
    writer cannot do its work.
    """
    for name in formats:
        found = writer(name)
        data = found.printed(copy) if copy and found.printed else found.write(article, options)
        yield Rendition(f"{article.source.stem}{_edition(name, options)}{found.suffix}", name, found.media_type, data)
    for image in _beside(article, formats, options):
        yield Rendition(image.file, "image", image.media_type, image.data)


def _beside(article: Article, formats: Sequence[str], options: Options) -> tuple[Image, ...]:
    # What a withdrawn article showed is shown no more: only its logos are.
    gone = {image.file for image in article.images} if article.withdrawn else set()
    if options.images == "beside":
        shown = article.pictures if not NAMING.isdisjoint(formats) else ()
        return tuple(image for image in shown if image.file not in gone)
    if "markdown" in formats and not gone:
        # What has no address can only be shown from a file.
        return tuple({image.file: image for image in article.images if not image.url}.values())
    return ()


def _edition(name: str, options: Options) -> str:
    """Return what a print copy's file is called beside its stem: the standard edition's nothing."""
    return f".{options.edition}" if name in PRINTED and options.edition != "standard" else ""


def publish(made: Iterable[Rendition], folder: Path) -> list[Path]:
    """Write all renditions into *folder* and return their paths.

    Each is first written whole, under a temporary name beside its place, and synced; only when all are there are they
    renamed, so that a failure before that leaves the last good outputs as they were. Raises BuildError.
    """
    staged: list[disk.Staged] = []
    try:
        for rendition in made:
            file = disk.stage(disk.place(folder, rendition.name), rendition.data)
            staged.append(file)
        disk.publish(staged)
    finally:
        for file in staged:
            disk.discard(file.temporary)
    return [file.target for file in staged]


@dataclass(frozen=True, slots=True)
class Task:
    """One article to build to *formats*; *data* are the bytes of standard input where it comes from there.

    *files* are the article and what it names, by name, for a worker that cannot read them itself.
    """

    found: Found
    formats: tuple[str, ...]
    data: bytes | None = None
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every article of a build.

    With *strict*, a warning fails its article; with *check*, so does an output that departs from the source.
    With a *target*, the URL of a folder in a store, the outputs are written there by whoever makes them.
    *houses* says where an article's house is.
    *entry* says of an article that was read what a collection keeps of it, and whether it is held back: not made yet.
    """

    options: Options
    strict: bool = False
    check: bool = False
    target: str = ""
    houses: Houses | None = None
    entry: Callable[[Article], tuple[bytes, bool]] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a task: *renditions*, an *error*, *problems*; *renditions* and *error* where some formats failed.

    *text* is the source where there are problems to show in it; *trace* is the traceback of an error of our own.
    *entry* is what the settings' *entry* said; an article that is *held* was read, and is not made yet.
    """

    text: str = ""
    problems: tuple[Problem, ...] = ()
    inputs: tuple[Input, ...] = ()
    renditions: tuple[Rendition, ...] = ()
    error: str = ""
    trace: str = ""
    entry: bytes = b""
    held: bool = False

    @property
    def failed(self) -> bool:
        """Return whether nothing was made."""
        return not self.renditions


def make(task: Task, settings: Settings, done: Callable[[Rendition], None] = lambda _: None) -> Made:
    """Build the article of *task*; *done* is told of each rendition as it is ready. Raises only what ends us."""
    try:
        reading, tags = read(task, settings.houses)
        made = _told(reading)
        if reading.article is None or (settings.strict and reading.problems):
            return made
        entry, held = settings.entry(reading.article) if settings.entry is not None else (b"", False)
        if held:
            return replace(made, entry=entry, held=True)
        # What is not printed is ready while the PDF engine is still being loaded.
        printed = [name for name in task.formats if name in PRINTED]
        others = [name for name in task.formats if name not in PRINTED]
        each = _Each(task.found, reading.article, settings.options, done)
        each.make(others)
        if printed:
            made = each.print(printed, reading, strict=settings.strict)
        ready = tuple(each.ready)
        made = replace(made, error="\n".join(each.wrong), trace=each.trace)
        if not ready or (settings.strict and made.problems):
            return made
        if settings.check and (departing := departures(reading.article, ready, settings.options.theme)):
            return replace(made, error=departing)
        if settings.target:
            from pressmark.building import stores  # an optional part

            ready = stores.put(settings.target, ready)
        made_of = inputs(task.found, reading.article, tags, reading.house)
        return replace(made, inputs=made_of, renditions=ready, entry=entry)
    except (PressmarkError, _Unwritten) as error:
        return Made(error=str(error))
    except MemoryError:
        return Made(error="needs more memory than it may have")
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
        return Made(error=f"{type(error).__name__}: {error}", trace=traceback.format_exc())


class _Unwritten(Exception):
    """What was made could not be put down: a set of files is written whole, or the last one stays."""


def _or_nothing(done: Callable[[Rendition], None]) -> Callable[[Rendition], None]:
    def tell(made: Rendition) -> None:
        try:
            done(made)
        except PressmarkError as error:
            raise _Unwritten(str(error)) from error

    return tell


class _Each:
    """The renditions of one article, each made whatever becomes of the others: those *ready*, and what went *wrong*."""

    def __init__(self, found: Found, article: Article, options: Options, done: Callable[[Rendition], None]) -> None:
        self._found, self._article, self._options = found, article, options
        self._done = _or_nothing(done)
        self.ready: list[Rendition] = []
        self.wrong: list[str] = []
        self.trace = ""

    def make(self, formats: Sequence[str], copy: PrintCopy | None = None) -> None:
        """Make the renditions in *formats*; *copy* is the article laid out, if it is."""
        for name in formats:
            with self.failing(name):
                had = {one.name for one in self.ready}
                self.ready += placed(self._found, self._article, [name], self._options, self._done, copy=copy, had=had)

    def print(self, formats: Sequence[str], reading: Reading, *, strict: bool) -> Made:
        """Make the renditions in *formats*, which are printed, and return what is to be told of *reading*."""
        from pressmark.pdf.preflight import checked  # what isn't printed must not wait for it

        made = _told(reading)
        with self.failing(" and ".join(formats)):
            proofed, copy = checked(reading, formats, self._options)
            made = _told(proofed)
            if proofed.article is not None and not (strict and made.problems):
                self.make(formats, copy)
        return made

    @contextmanager
    def failing(self, name: str) -> Iterator[None]:
        """Note under *name* what is raised within, but for what no other format survives either."""
        try:
            yield
        except PressmarkError as error:
            self.wrong.append(f"{name}: {error}")
        except (MemoryError, _Unwritten):
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one format must not stop the others
            self.wrong.append(f"{name}: {type(error).__name__}: {error}")
            self.trace = traceback.format_exc()


def _told(reading: Reading) -> Made:
    return Made(reading.text if reading.problems else "", reading.problems)


def read(task: Task, houses: Houses | None = None) -> tuple[Reading, dict[str, str]]:
    """Read and check the source of *task*; return it with the signatures that a store gives its files.

    *houses* says where its house is.
    """
    from pressmark import reader  # a build with nothing to do must not wait for it

    houses = houses or reader.ANY
    if task.data is not None:
        return reader.check(task.data, name="<stdin>", stem="article", folder=Path.cwd(), houses=houses), {}
    if task.files:
        return _unpacked(task), {}
    if is_url(task.found.name):
        from pressmark.building import stores  # an optional part

        with stores.fetched(task.found.name) as (path, tags):
            return replace(reader.check_file(path, houses), name=task.found.name), tags
    return reader.check_file(Path(task.found.name), houses), {}


def with_files(task: Task, houses: Houses | None = None) -> Task | None:
    """Return *task* with the files it needs from this machine's disk, for a worker that may be on another.

    Only pictures inside the article's folder travel; the worker's reader says what is wrong with others. None where
    a file is larger than the reader takes: that is said here, no part of it travels.
    """
    from pressmark.reader import LARGEST  # the same
    from pressmark.reader.files import LARGEST as LARGEST_IMAGE  # the same
    from pressmark.reader.files import (  # the same
        image_files,  # the same
        read_inside,
        read_plain,
    )

    if task.data is not None or is_url(task.found.name):
        return task
    source = Path(task.found.name)
    try:
        data = read_plain(source, LARGEST + 1)
    except OSError:
        return task  # the worker will say so
    files = [(source.name, data)]
    for name in image_files(data):
        with suppress(OSError, ValueError, RuntimeError):
            files.append((name, read_inside(source.parent, name, LARGEST_IMAGE + 1)[1]))
    files += _of_house(source.parent, houses)
    if len(data) > LARGEST or any(len(one) > LARGEST_IMAGE for _, one in files):
        return None
    return replace(task, files=tuple(files))


def _of_house(folder: Path, houses: Houses | None) -> list[tuple[str, bytes]]:
    """Return what the articles in *folder* share, by the paths under which they would have it beside them."""
    from pressmark.reader import ANY  # the same
    from pressmark.reader.files import LARGEST as LARGEST_IMAGE  # the same
    from pressmark.reader.files import read_inside  # the same
    from pressmark.reader.house import NAME  # the same
    from pressmark.reader.house import files as named_by  # the same

    house = (houses or ANY).of(folder)
    if house is None:
        return []
    found = [(NAME, house.data), *house.sheets]
    for name in named_by(house.root) if house.root is not None else ():
        with suppress(OSError, ValueError, RuntimeError):
            found.append((name, read_inside(house.folder, name, LARGEST_IMAGE + 1)[1]))
    return [(f"house/{name}", data) for name, data in dict(found).items()]


def _inside(name: str) -> bool:
    pure = PurePosixPath(name)
    return not (pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name) and bool(pure.parts)


def _unpacked(task: Task) -> Reading:
    from pressmark import reader  # the same

    with disk.passing() as folder:
        for name, data in task.files:
            if not _inside(name):
                raise BuildError(f"{name}: a file outside the article's folder; nothing was written")
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return replace(reader.check_file(Path(folder) / task.files[0][0]), name=task.found.name)


def inputs(found: Found, article: Article, tags: Mapping[str, str], house: House | None = None) -> tuple[Input, ...]:
    """Return the files that *article* of *house* is made of, its source first, with their signatures in *tags*."""
    name = os.path.basename(found.name)  # noqa: PTH119 - "-" is no path
    own = Input(name, article.source.sha256, tags.get(name))
    shared = article.house
    taken = (
        [Input(TAKEN, shared.sha256, house.sha256 if house is not None and not is_url(found.name) else None)]
        if shared is not None
        else []
    )
    return (
        own,
        *taken,
        *(Input(copy.file, copy.sha256, tags.get(copy.file)) for copy in article.copies if copy.data is not None),
        *(Input(image.file, image.original_sha256 or image.sha256, tags.get(image.file)) for image in article.pictures),
        *(Input(file.file, file.sha256, tags.get(file.file)) for file in article.look.files),
    )


def placed(
    found: Found,
    article: Article,
    formats: Sequence[str],
    options: Options,
    done: Callable[[Rendition], None],
    *,
    copy: PrintCopy | None = None,
    had: Container[str] = (),
) -> tuple[Rendition, ...]:
    """Return the renditions of *article*, but for those *had* already; *copy* is it laid out, if it is.

    Raises BuildError.
    """
    ready = []
    for made in renditions(article, formats, options, copy):
        count = pages(made.data) if made.media_type == "application/pdf" else None
        place = found.folder + made.name
        if place in had:
            continue  # a picture that two formats name
        ready.append(replace(made, name=place, pages=count))
        done(ready[-1])
    return tuple(ready)


def departures(article: Article, found: Sequence[Rendition], theme: Theme) -> str:
    """Return where *found*, made in *theme* and read back, departs from *article*; empty where it doesn't."""
    from pressmark import parity  # only a build that is told to check reads its outputs back

    checks = parity.check(article, {one.name: one.data for one in found}, parity.KnownMaking.here(theme))
    wrong = [f"  {finding.path}: {finding.message}" for check in checks for finding in check.findings]
    return "\n".join(["what was made does not say what the source says:", *wrong]) if wrong else ""


def pages(pdf: bytes) -> int:
    """Return the number of pages of the document *pdf*."""
    from pikepdf import Pdf  # the writer has loaded it

    with Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def digest_of(inputs: Sequence[Input]) -> str:
    """Return one digest (hex) for *inputs*: their names and contents."""
    return hashlib.sha256("\0".join(f"{one.file}\0{one.sha256}" for one in inputs).encode()).hexdigest()

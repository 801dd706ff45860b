"""From articles to files: every rendition is made and staged before the first one replaces an older output."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark import disk
from pressmark.theme import NAMING
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pressmark.model import Article, Image
    from pressmark.pdf.layout import Copy
    from pressmark.theme import Options


# The formats that come in editions.
_PRINTED = {"pdf", "png"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was made: one output of an article, what is kept of which is `pressmark.building.state.Output`.

    *name* is its place in the output folder (forward slashes), *sha256* the digest (hex) and *size* the number of its
    bytes, *pages* a PDF's where they were counted. One that is in its store already has no *data* any more, and
    perhaps the store's *signature*.
    """

    name: str
    format: str
    media_type: str
    data: bytes
    sha256: str = ""
    size: int = 0
    pages: int | None = None
    signature: str | None = None

    def __post_init__(self) -> None:
        """Measure what was made just now."""
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())
            object.__setattr__(self, "size", len(self.data))


def renditions(
    article: Article, formats: Sequence[str], options: Options, copy: Copy | None = None
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
    return f".{options.edition}" if name in _PRINTED and options.edition != "standard" else ""


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

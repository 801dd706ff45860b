"""From articles to files: every rendition is made and staged before the first one replaces an older output."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark.problems import BuildError
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pressmark.model import Article
    from pressmark.theme import Options


@dataclass(frozen=True, slots=True)
class Rendition:
    """One output of an article: its *name* inside the output folder (forward slashes), its format and its bytes."""

    name: str
    format: str
    media_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def renditions(article: Article, formats: Sequence[str], options: Options) -> Iterator[Rendition]:
    """Yield *article* in each of *formats*, in order, then the images that a page with ``images="beside"`` points to.

    Raises UnknownFormat, or BuildError where a writer cannot do its work.
    """
    for name in formats:
        found = writer(name)
        data = found.write(article, options)
        yield Rendition(f"{article.source.stem}{found.suffix}", name, found.media_type, data)
    if options.images == "beside" and "html" in formats:
        logo = [article.outlet.logo] if article.outlet.logo else []
        for image in {image.file: image for image in (*article.images, *logo)}.values():
            yield Rendition(image.file, "image", image.media_type, image.data)


def publish(made: Iterable[Rendition], folder: Path) -> list[Path]:
    """Write all renditions into *folder* and return their paths.

    Each is first written whole, under a temporary name beside its place, and synced; only when all are there are they
    renamed, so that a failure before that leaves the last good outputs as they were. Raises BuildError.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for rendition in made:
            target = _target(folder, rendition.name)
            staged.append((_stage(target, rendition.data), target))
        for temporary, target in staged:
            temporary.replace(target)
    except OSError as error:
        raise BuildError(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()
    return [target for _, target in staged]


def _target(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise BuildError(f"{name} lies outside the output folder")
    target = folder.joinpath(*relative.parts)
    # An output that is a link is written where it points, so that the link stays.
    return target.resolve() if target.is_symlink() else target


def _stage(target: Path, data: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise BuildError(f"cannot write {target}: a folder has that name")
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

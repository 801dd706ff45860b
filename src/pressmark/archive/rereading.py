"""The article read again from the source in a package."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark import reader, scratch
from pressmark.archive.attached import attached
from pressmark.archive.reading import originals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.model import Article


def reread(files: Mapping[str, bytes]) -> tuple[Article, str, dict[str, bytes]]:
    """Return the article whose source is among the payload's *files*, its file's name, and its images by path.

    Raises UnsafePackage for names that could do harm, ValueError for a source that this version finds invalid.
    """
    own = originals(files)
    name = next(iter(own))
    with scratch.passing() as folder:
        for path, data in own.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        reading = reader.check(own[name], name=name, stem=PurePosixPath(name).stem, folder=Path(folder))
        if reading.article is None:
            errors = [problem.message for problem in reading.problems if problem.severity == "error"]
            raise ValueError(f"the source in it is not valid for this version of pressmark: {errors[0]}")
        return reading.article, name, attached(reading.article, name, Path(folder))

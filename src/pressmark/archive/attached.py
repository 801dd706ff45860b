"""The files that an article's source names: its images, under their own paths."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from pressmark.filenames import clashes, trouble
from pressmark.problems import BuildError
from pressmark.reader.collector import Collector
from pressmark.reader.compose import compose
from pressmark.reader.nodes import Mapping, entries, mapping, words
from pressmark.reader.source import decode, without_refused

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.model import Article


def attached(article: Article, name: str, folder: Path) -> dict[str, bytes]:
    """Return the images of the source *name* in *folder* by their normal paths; a withdrawn article's too.

    The source is deposited as it is and must build again, so its images go with it. Raises BuildError where one
    can't be read, or has a name that can't be restored everywhere.
    """
    logo = [article.outlet.logo] if article.outlet.logo else []
    found = {posixpath.normpath(image.file): image.data for image in (*article.images, *logo)}
    if article.withdrawn:
        for path in _named(article.source.data):
            found.setdefault(posixpath.normpath(path), _read(folder, path))
    for path in (name, *found):
        if why := trouble(path):
            raise BuildError(f"“{path}” cannot be packed: {why}; rename it")
    if twice := clashes((name, *found)):
        raise BuildError(f"“{twice[0]}” cannot be packed: another file has that name, capitals apart; rename one")
    return found


def _named(source: bytes) -> tuple[str, ...]:
    report = Collector()
    text = decode(source, report)
    root = compose(without_refused(text, report), report) if text is not None else None
    if not isinstance(root, Mapping):
        return ()
    owners = [*(image for _, image in entries(root, "images")), mapping(mapping(root, "outlet"), "logo")]
    files = (words(owner, "file") for owner in owners)
    return tuple(file.text for file in files if file is not None)


def _read(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        raise BuildError(f"{folder / path}: {error.strerror or error}") from error

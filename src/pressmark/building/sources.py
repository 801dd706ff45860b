"""Where articles are: the files and folders that a user names, walked in a stable order without holding them all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STDIN = "-"
DEFAULT_FOLDER = "source"
SUFFIXES = (".yaml", ".yml")
# What articles share is none of them.
HOUSE = "house.yaml"


@dataclass(frozen=True, slots=True)
class Found:
    """An article's source: *name* as the user knows it, *folder* where its outputs go below the output folder.

    *folder* is "" or ends in a slash. Standard input is named ``-`` and its article ``article``.
    """

    name: str
    folder: str = ""

    @property
    def key(self) -> str:
        """Return the article's place among the outputs: mirrored folder and stem."""
        # As PurePosixPath(…).stem, which takes ten times as long; this is asked for every article of an archive.
        return self.folder + ("article" if self.name == STDIN else splitext(basename(self.name))[0])


def is_url(name: str) -> bool:
    """Return whether *name* is a place in a store, not on this machine's disk."""
    return "://" in name and not name.startswith("file://")


def plain(name: str) -> str:
    """Return *name*, a ``file://`` URL as the path it stands for."""
    return unquote(urlsplit(name).path) if name.startswith("file://") else name


class NoArticles(PressmarkError):
    """A folder without articles."""


def find(named: Iterable[str], *, besides: Path | None = None) -> Iterator[Found]:
    """Yield the articles *named*: a file stands for itself, a folder for the YAML files in it, at any depth.

    Folders are mirrored; names come sorted. Hidden entries, links to folders and the folder *besides* (the outputs)
    are passed over. Files that are not there are yielded too: reading them says so. Raises NoArticles.
    """
    skip = besides.resolve() if besides is not None and besides.is_dir() else None
    for name in dict.fromkeys(named):
        if name != STDIN and Path(name).is_dir():
            inside = _walk(name, "", skip)
            first = next(inside, None)
            if first is None:
                raise NoArticles(f"{name}: a folder without articles (no *.yaml in it)")
            yield first
            yield from inside
        else:
            yield Found(name)


def _walk(path: str, below: str, skip: Path | None) -> Iterator[Found]:
    try:
        with os.scandir(path) as entries:
            names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        raise PressmarkError(f"cannot read the folder {path}: {error.strerror}") from error
    folders = []
    for name, is_folder in names:
        inner = os.path.join(path, name)  # noqa: PTH118 - a Path for each of millions of names costs as much as the walk
        if name.startswith("."):
            continue
        if is_folder:
            if not os.path.isfile(os.path.join(inner, HOUSE)) or name != "house":  # noqa: PTH113, PTH118 - as above
                folders.append((name, inner))
        elif name.endswith(SUFFIXES) and name != HOUSE and not os.path.isdir(inner):  # noqa: PTH112 - the same
            yield Found(inner, below)
    for name, inner in folders:
        if skip is None or Path(inner).resolve() != skip:
            yield from _walk(inner, f"{below}{name}/", skip)

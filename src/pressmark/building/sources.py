"""Where articles are, walked in a stable order without holding them all, and what they take from their houses."""

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

    from pressmark import reader
    from pressmark.building.state import Input
    from pressmark.reader.house import House


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


# The input that stands for what an article took from its house; its signature is the digest of the whole house file.
TAKEN = "house/house.yaml"
_FOLDER = "house/"


class KnownHouses:
    """The houses of a build's articles, each folder looked at once."""

    def __init__(self, houses: reader.Houses | None = None) -> None:
        """Begin without any; *houses* says where they are."""
        self._houses = houses
        self._of: dict[str, House | None] = {}

    def of(self, found: Found) -> House | None:
        """Return the house of the article *found*, None where it has none."""
        if is_url(found.name):
            return None
        folder = "" if found.name == STDIN else os.path.dirname(found.name)  # noqa: PTH120 - for every article
        if folder not in self._of:
            from pressmark import reader  # a build with nothing to do must not wait for it

            self._of[folder] = (self._houses or reader.ANY).of(Path(folder))
        return self._of[folder]

    def path(self, found: Found, file: str) -> str | None:
        """Return the path of the input *file* of the article *found*: beside it, or in its house's folder.

        None for a house that is no file.
        """
        beside = os.path.join(os.path.dirname(found.name), file)  # noqa: PTH118, PTH120 - for every article
        if not file.startswith(_FOLDER) or os.path.isfile(beside):  # noqa: PTH113 - the same
            return beside
        house = self.of(found)
        if house is not None and not house.is_file and file == TAKEN:
            return None
        return str(house.folder / file.removeprefix(_FOLDER)) if house is not None else beside

    def same(self, found: Found, known: Input | None) -> tuple[bool, str | None]:
        """Return whether *found* would take from its house what *known* says it took, and the house file's digest.

        Another contributor's new role is no change to an article that doesn't name him.
        """
        house = self.of(found)
        if known is None or house is None:
            return (known is None) == (house is None), None
        if house.sha256 == known.signature:
            return True, known.signature
        from pressmark import reader  # as above

        article = reader.check_file(Path(found.name), self._houses or reader.ANY).article
        taken = article.house.sha256 if article is not None and article.house is not None else ""
        return taken == known.sha256, house.sha256

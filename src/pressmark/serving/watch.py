"""Waiting for changes: which folders to look at, and one signal for each burst of saves."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from watchfiles import Change

# Saves closer together than this are one (an editor that writes a file, a backup and a lock; a `git checkout`) …
_QUIET_MS = 40
# … unless they go on for longer than this.
_LONGEST_MS = 400
# How long a watch waits before it makes sure that the folders are still the same ones.
_ROUND_MS = 250
# A folder that holds more folders than this is no article's: only the first ones are watched, breadth first.
_MOST_FOLDERS = 256
_NEVER = {"node_modules", "__pycache__", "venv"}
# What is hidden, backups and locks of editors (Emacs, Vim, KDE), what a half-finished download is called, and the name
# with which Vim tries whether it may write.
_PASSING = (r"^[.#]", r"(\.swp|\.swx|~|#|\.part|\.tmp)$", r"^4913$")

# A folder, with what tells it from another one that took its place under the same name.
_Folder = tuple[str, int, int]
_File = tuple[str, int, int, int]


def changes(
    roots: Iterable[Path], *, stop: Event | None = None, ignore: Callable[[Path], bool] = lambda _path: False
) -> Iterator[None]:
    """Yield after each burst of changes to files in or below *roots*, and once when the watching has begun.

    Folders are watched, not files, so that a save by renaming, or a file that comes back, is seen like any other.
    Hidden files, editors' backups and what *ignore* holds for are passed over. Ends when *stop* is set.
    Raises KeyboardInterrupt at Ctrl-C.
    """
    stop = stop or Event()
    places = list(roots)
    if os.environ.get("WATCHFILES_FORCE_POLLING"):
        yield from _polled(places, stop, ignore)
        return
    from watchfiles import watch  # an optional library

    while not stop.is_set():
        folders, tops = _folders(places), _identities(places)
        begun = False
        try:
            for changed in watch(
                *(name for name, _, _ in folders),
                watch_filter=_saves(ignore),
                recursive=False,
                step=_QUIET_MS,
                debounce=_LONGEST_MS,
                rust_timeout=_ROUND_MS,
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=True,
            ):
                # What was saved between the last look and the beginning of this watch left no event: look once more.
                if changed or not begun:
                    begun = True
                    yield
                if (changed and _folders(places) != folders) or _identities(places) != tops:
                    break
        except FileNotFoundError:
            # A folder went away just before it was to be watched.
            stop.wait(0.1)


def _polled(roots: list[Path], stop: Event, ignore: Callable[[Path], bool]) -> Iterator[None]:
    """Do as `changes` does where the system tells of no changes.

    The library could poll too, but compares whole seconds, and misses the second save of one.
    """
    before = None
    while not stop.wait(_ROUND_MS / 1000):
        now = stamp(roots, ignore=ignore)
        if now != before:
            before = now
            yield


def stamp(roots: Iterable[Path], *, ignore: Callable[[Path], bool] = lambda _path: False) -> frozenset[_File]:
    """Return what `changes` looks at, as it is now: each file with what changes when it is written."""
    from watchfiles import Change  # an optional library

    saved, found = _saves(ignore), set()
    for folder, _, _ in _folders(list(roots)):
        try:
            with os.scandir(folder) as inside:
                for one in inside:
                    if one.is_file() and saved(Change.modified, one.path):
                        status = one.stat()
                        found.add((one.path, status.st_ino, status.st_mtime_ns, status.st_size))
        except OSError:
            # The folder, or a file in it, has just gone away; `changes` will tell.
            continue
    return frozenset(found)


def _saves(ignore: Callable[[Path], bool]) -> Callable[[Change, str], bool]:
    """Return watchfiles' own filter, told what passes, and what *ignore* holds for."""
    from watchfiles import DefaultFilter  # an optional library

    class Saves(DefaultFilter):
        ignore_dirs = ()  # an article may lie below a folder of any name
        ignore_entity_patterns = _PASSING

        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and not ignore(Path(path))

    return Saves()


def _identities(folders: Iterable[Path]) -> frozenset[_Folder]:
    """Return the identities of those of *folders* that exist."""
    found = set()
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            continue
        found.add((str(folder), status.st_dev, status.st_ino))
    return frozenset(found)


def _folders(roots: Iterable[Path]) -> frozenset[_Folder]:
    """Return the folders to watch: *roots*, or what is left above them, and those below."""
    queue = [next(place for place in (root, *root.absolute().parents) if place.is_dir()) for root in roots]
    for folder in queue:
        if len(queue) >= _MOST_FOLDERS:
            break
        try:
            with os.scandir(folder) as inside:
                names = sorted(one.name for one in inside if one.is_dir(follow_symlinks=False))
        except OSError:
            continue
        queue += [folder / name for name in names if not name.startswith(".") and name not in _NEVER]
    return _identities(dict.fromkeys(queue[:_MOST_FOLDERS]))

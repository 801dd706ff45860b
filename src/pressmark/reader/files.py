"""Files that an article names are plain files, read within bounds."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path, PurePosixPath

_NO_LINKS = os.O_NOFOLLOW


class Outside(ValueError):
    """A path that leads out of the folder that it is relative to."""


def read_plain(path: Path, most: int) -> bytes:
    """Return at most *most* bytes of the plain file at *path*.

    Opened so that a named pipe can't keep us waiting for its other end. Raises OSError, also for what is no plain
    file: a device never ends, a pipe can't be read twice.
    """
    return _read(os.open(path, _FLAGS), path, most)


def read_inside(folder: Path, name: str, most: int) -> tuple[Path, bytes]:
    """Return the real path of the plain file *name* inside *folder*, and at most *most* of its bytes.

    Links are followed as long as they stay inside. It is found by its name in either of Unicode's forms: a Mac writes
    other bytes for the same letters. Raises Outside, OSError.
    """
    pure = PurePosixPath(name)
    if "\\" in name or "\0" in name or pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":"):
        raise Outside(name)
    try:
        root = folder.resolve()
        path = _there(root, pure).resolve()
    except RuntimeError as error:
        raise Outside(name) from error
    if not path.is_relative_to(root) or path == root:
        raise Outside(name)
    # What was found is opened step by step without following links: whoever puts one in the way is not followed.
    *above, last = path.relative_to(root).parts
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in above:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | _NO_LINKS, dir_fd=at)
            os.close(at)
            at = below
        handle = os.open(last, _FLAGS | _NO_LINKS, dir_fd=at)
    finally:
        os.close(at)
    return path, _read(handle, path, most)


def _there(root: Path, pure: PurePosixPath) -> Path:
    """Return the path *pure* below *root* as the disk spells it."""
    if os.path.lexists(root / pure) or pure.as_posix().isascii():
        return root / pure
    path = root
    for part in pure.parts:
        if os.path.lexists(path / part):
            path = path / part
            continue
        wanted = unicodedata.normalize("NFC", part)
        try:
            with os.scandir(path) as entries:
                same = (entry.name for entry in entries if unicodedata.normalize("NFC", entry.name) == wanted)
                path = path / next(same, part)
        except OSError:
            path = path / part
    return path


_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def _read(handle: int, path: Path, most: int) -> bytes:
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{path} is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(None, "it is no plain file")
        return file.read(most)

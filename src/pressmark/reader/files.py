"""Files that an article names are plain files, read within bounds."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_plain(path: Path, most: int) -> bytes:
    """Return at most *most* bytes of the plain file at *path*.

    Opened so that a named pipe can't keep us waiting for its other end. Raises OSError, also for what is no plain
    file: a device never ends, a pipe can't be read twice.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{path} is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(None, "it is no plain file")
        return file.read(most)

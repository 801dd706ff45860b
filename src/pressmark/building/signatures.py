"""What a file held when it was last read: its digest, and a signature that saves reading it again.

A signature (device, inode, size, and both times in nanoseconds) is believed only if it cannot be fooled: the change
time, which no program can set, must lie at least two seconds before the moment the file was read, by the clock of the
file system that holds both the file and the build's state. A file changed within the clock's last tick could otherwise
look like the one that was read. In every other case the bytes themselves are compared.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# FAT keeps times to two seconds; every other file system is finer.
_SETTLED = 2_000_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Clock:
    """The time *now* (nanoseconds) of the file system *device*."""

    device: int
    now: int

    @classmethod
    def of(cls, path: Path) -> Clock:
        """Return the clock of the file system of *path*, a file of ours, by touching it. Raises OSError."""
        os.utime(path)
        found = path.stat()
        return cls(found.st_dev, found.st_mtime_ns)

    def settled(self, found: os.stat_result) -> bool:
        """Return whether a file with the status *found*, read after *now*, will show any later change."""
        return found.st_dev == self.device and max(found.st_ctime_ns, found.st_mtime_ns) + _SETTLED < self.now


def signature(found: os.stat_result) -> str:
    """Return the signature of a file with the status *found*."""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def digest(path: str) -> str:
    """Return the SHA-256 of the file at *path*, in hex. Raises OSError."""
    found = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - called for every file of an archive
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Files:
    """Which files of this machine are still those that are known, by the *clock* of the output folder."""

    clock: Clock

    def same(self, path: str, sha256: str, known: str | None) -> tuple[bool, str | None]:
        """Return whether the file at *path* has the digest *sha256*, and its signature where it may be believed.

        *known* is the signature believed so far. A file that is gone or cannot be read is not the same.
        """
        try:
            before = os.stat(path)  # noqa: PTH116 - called for every file of an archive
            if not stat.S_ISREG(before.st_mode):
                return False, None  # a pipe would keep us waiting, a device never ends
            now = signature(before)
            if known == now:
                return True, known
            if digest(path) != sha256:
                return False, None
            after = os.stat(path)  # noqa: PTH116 - the same
        except OSError:
            return False, None
        return True, now if signature(after) == now and self.clock.settled(after) else None

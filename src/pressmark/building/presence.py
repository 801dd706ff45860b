"""Which builds are at work in an output folder: a lock on the folder itself, dropped by the system with the process."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def present(folder: Path) -> Iterator[int | None]:
    """Hold a shared lock on *folder*; yield its descriptor, or None where the system has no such lock."""
    if fcntl is None:  # pragma: no cover - Windows has no such locks
        yield None
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        locked = _try(descriptor, fcntl.LOCK_SH)
        yield descriptor if locked else None
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone(lock: int | None) -> Iterator[bool]:
    """Yield whether no other process holds *lock*'s folder; none can begin to until the block is left."""
    mine = lock is not None and _try(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield mine
    finally:
        # A change of lock that failed may have dropped the shared one, so take it again in either case.
        if lock is not None:
            _try(lock, fcntl.LOCK_SH)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind)
    except OSError:
        return False
    return True

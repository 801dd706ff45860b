"""A folder for what passes: files that a process needs while it lives, gone afterwards however it ended.

A process that is killed removes nothing. Each folder therefore has a lock, which the system releases with its process;
whoever makes the next folder removes those whose lock nobody holds.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from threading import Lock

try:
    import fcntl
except ImportError:  # Windows: nothing is swept
    fcntl = None  # type: ignore[assignment]

_PREFIX = "pressmark-"
_LOCK = ".lock"
_own: dict[int, Path] = {}
_making = Lock()


def folder() -> Path:
    """Return this process's own folder, made and locked when it is first asked for. Raises OSError."""
    with _making:
        if os.getpid() not in _own:
            sweep()
            _own[os.getpid()] = _make()
        return _own[os.getpid()]


def passing() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder inside this process's, to be used in ``with``. Raises OSError."""
    return tempfile.TemporaryDirectory(dir=folder())


def sweep() -> None:
    """Remove the folders of processes of this user that ended without it; what cannot be removed stays."""
    if fcntl is None:
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        left = [entry for entry in entries if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False)]
    for entry in left:
        with suppress(OSError):
            _remove_if_left(Path(entry.path))


def _remove_if_left(place: Path) -> None:
    lock = os.open(place / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        rmtree(place, ignore_errors=True)
    finally:
        os.close(lock)


def _make() -> Path:
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    owner = os.getpid()
    if fcntl is not None:
        # The lock is held before it has the name that a sweep looks for, and until this process ends.
        unnamed = made / f"{_LOCK}-"
        lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(made / _LOCK)
    # A child that was forked has the same list of things to do at its end, and must not do this one.
    atexit.register(lambda: rmtree(made, ignore_errors=True) if os.getpid() == owner else None)
    return made

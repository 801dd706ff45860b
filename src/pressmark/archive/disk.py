"""Files and folders written so that a kill or a power cut at any moment leaves the old or the new, whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# What a kernel or file system answers that can't exchange two names in one step.
_UNABLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EPERM}


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* below *folder* and sync them and every folder they lie in."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(place)


def replace_file(path: Path, data: bytes, staging: Path) -> None:
    """Put *data* in the place of *path* in one step; it is written below *staging* first."""
    temporary = staging / f"{path.name}.new"
    temporary.unlink(missing_ok=True)
    write_tree(staging, {temporary.name: data})
    temporary.replace(path)
    sync_folder(path.parent)


def link_tree(old: Path, new: Path) -> None:
    """Make *new* a copy of the folder *old* whose files are hard links where the file system has them."""
    shutil.copytree(old, new, copy_function=_link_or_copy, symlinks=True)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, and return whether this system can (Linux 3.15, macOS 10.12).

    Raises OSError for a failure that is not inability.
    """
    if sys.platform not in {"linux", "darwin"}:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    name = "renameat2" if sys.platform == "linux" else "renameatx_np"
    here = _AT_FDCWD if sys.platform == "linux" else -2
    rename = getattr(libc, name, None)
    if rename is None:
        return False
    if rename(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        sync_folder(one.parent)
        sync_folder(other.parent)
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def sync_folder(folder: Path) -> None:
    """Sync the names in *folder*, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on the file or folder *path*; whoever else wants it waits. A kill lets go of it."""
    import fcntl  # noqa: PLC0415 - not on every system

    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _link_or_copy(old: str, new: str) -> str:
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)
    return new

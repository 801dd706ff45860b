"""Files written whole or not at all: staged under a temporary name in their own folder, synced, then renamed."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pressmark.problems import BuildError

PREFIX = ".pressmark-"
SUFFIXES = (".part", ".old")


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits under the name *temporary* to become *target*; both are in one folder."""

    temporary: Path
    target: Path


def place(folder: Path, name: str) -> Path:
    """Return the path of the output *name* (forward slashes) in *folder*.

    An output that is a symbolic link is written where it points, so that the link stays.
    Raises BuildError for a name that leads out of *folder*.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts:
        raise BuildError(f"{name} lies outside the output folder")
    target = folder.joinpath(*relative.parts)
    return target.resolve() if target.is_symlink() else target


def stage(target: Path, data: bytes) -> Staged:
    """Write *data* beside *target*, synced, with the permissions that *target* has (or a new file would get).

    Raises BuildError where that is impossible or *target* is write-protected; nothing is left behind then.
    """
    temporary = target.parent / f"{PREFIX}{secrets.token_hex(8)}.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        old = _status(target)
        if old is not None and not os.access(target, os.W_OK):
            raise BuildError(f"cannot write {target}: it is write-protected")
        # The process's own umask applies to a new file; O_EXCL means that a link laid in the way is not followed.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if old is not None:
                    _keep_access(file.fileno(), old)
                os.fsync(file.fileno())
        except BaseException:
            discard(temporary)
            raise
    except OSError as error:
        raise refused(target, error) from error
    return Staged(temporary, target)


def publish(files: list[Staged]) -> None:
    """Give all *files* their names and sync their folders. Raises BuildError; what is not renamed is removed then."""
    try:
        for file in files:
            file.temporary.replace(file.target)
        for folder in {file.target.parent for file in files}:
            sync(folder)
    except OSError as error:
        raise refused(file.target, error) from error
    finally:
        for file in files:
            discard(file.temporary)


def sync(folder: Path) -> None:
    """Make the names in *folder* durable, where the system can. Raises OSError where writing them failed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard(path: Path) -> None:
    """Remove *path* if it is there; a failure is left to the next sweep."""
    with contextlib.suppress(OSError):
        path.unlink()


def sweep(folder: Path) -> None:
    """Remove what builds that were cut off left in *folder* (not below it)."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.name.endswith(SUFFIXES):
                discard(Path(entry.path))


def refused(path: Path, error: OSError) -> BuildError:
    """Return the error to raise where the system refused to write *path*."""
    return BuildError(f"cannot write {path}: {error.strerror or error}")


def _status(target: Path) -> os.stat_result | None:
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise BuildError(f"cannot write {target}: a folder has that name")
    if not stat.S_ISREG(found.st_mode):
        raise BuildError(f"cannot write {target}: it is no ordinary file")
    return found


def _keep_access(descriptor: int, old: os.stat_result) -> None:
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        # Only root may give a file away; anybody else keeps at least the permissions.
        with contextlib.suppress(OSError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))

"""The disk: files written whole or not at all, a folder for what passes, locks; and nothing run of where one stands.

Linux and macOS are meant: locks are `flock(2)`'s, and a folder can be opened to sync the names in it.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import errno
import fcntl
import os
import re
import secrets
import stat
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copy2, copytree, rmtree
from threading import Lock
from typing import TYPE_CHECKING

from pressmark.letters import shown
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# --- Files written whole or not at all: staged under a temporary name in their own folder, synced, then renamed.

PREFIX = ".pressmark-"
PART, OLD = ".part", ".old"
# What a temporary file, and the second name of what it replaces, are called; nothing else is swept or renamed.
TEMPORARY = re.compile(r"\.pressmark-[0-9a-f]{16}\.(?:part|old)")


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits under the name *temporary* to become *target*; both are in one folder."""

    temporary: Path
    target: Path


def place(folder: Path, name: str) -> Path:
    """Return the path of the output *name* (forward slashes) in *folder*.

    An output that is a symbolic link is written where it points, so that the link stays; but not where that is a file
    of another kind outside of *folder*: whoever sent the folder may have put the link there, and words of theirs would
    stand in somebody's settings. Raises BuildError for that, for a name that leads out of *folder*, or that the system
    cannot look up.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts or "\0" in name:
        raise BuildError(f"{shown(name)} lies outside the output folder")
    target = folder.joinpath(*relative.parts)
    try:
        if not target.is_symlink():
            return target
        real = target.resolve()
        if real.suffix.lower() != target.suffix.lower() and not real.is_relative_to(folder.resolve()):
            why = f"it is a link to {shown(str(real))}, another kind of file; remove the link"
            raise BuildError(f"cannot write {shown(str(target))}: {why}")
    except OSError as error:
        raise refused(target, error) from error
    except RuntimeError as error:
        raise BuildError(f"cannot write {shown(str(target))}: a link that leads to itself") from error
    return real


def stage(target: Path, data: bytes) -> Staged:
    """Write *data* beside *target*, synced, with the permissions that *target* has (or a new file would get).

    Raises BuildError where that is impossible, or *target* is write-protected or no ordinary file; nothing is left
    behind then.
    """
    temporary = target.parent / f"{PREFIX}{secrets.token_hex(8)}{PART}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        old = _status(target)
        if old is not None and not os.access(target, os.W_OK):
            raise BuildError(f"cannot write {shown(str(target))}: it is write-protected")
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


def write(path: Path, data: bytes) -> None:
    """Write *data* to the file *path* that a user named, whole or not at all; a link is written where it points.

    Raises BuildError where that is impossible: no device, pipe or folder is ever replaced.
    """
    publish([stage(place(path.parent, path.name), data)])


def holds(path: Path, data: bytes) -> bool:
    """Return whether *path* is a plain file that holds *data* and nothing else; what can't be read doesn't."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            # A pipe keeps whoever reads it waiting, and a file of holes can be larger than any disk.
            return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and file.read(len(data) + 1) == data
    except OSError:
        return False


def sync(folder: Path) -> None:
    """Make the names in *folder* durable. Raises OSError where writing them failed."""
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
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                discard(Path(entry.path))


def refused(path: Path, error: OSError) -> BuildError:
    """Return the error to raise where the system refused to write *path*."""
    return BuildError(f"cannot write {shown(str(path))}: {error.strerror or error}")


def _status(target: Path) -> os.stat_result | None:
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise BuildError(f"cannot write {shown(str(target))}: a folder has that name")
    if not stat.S_ISREG(found.st_mode):
        raise BuildError(f"cannot write {shown(str(target))}: it is no ordinary file")
    return found


def _keep_access(descriptor: int, old: os.stat_result) -> None:
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        # Only root may give a file away; anybody else keeps at least the permissions.
        with contextlib.suppress(OSError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


# --- Folders written whole or not at all: a kill or a power cut at any moment leaves the old one or the new.

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
    copytree(old, new, copy_function=_link_or_copy, symlinks=True)


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
        sync(folder)


def _link_or_copy(old: str, new: str) -> str:
    try:
        os.link(old, new)
    except OSError:
        copy2(old, new)
    return new


# --- Locks: dropped by the system with their process, however it ends.

_PATIENCE = 1.0  # seconds to wait for a lock without a word


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int | None]:
    """Hold the lock on the file or folder *path*; yield its descriptor, None where the file system has no locks.

    Whoever else has it is waited for, and after a second that is said on standard error (by `logging`, so that a
    host process may say it elsewhere); Ctrl-C gives up. Raises OSError where *path* cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor if _wait(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, path) else None
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone(lock: int | None) -> Iterator[bool]:
    """Yield whether no other process holds the shared *lock*; none can begin to until the block is left."""
    mine = lock is not None and _taken(lock, fcntl.LOCK_EX) is True
    try:
        yield mine
    finally:
        # A change of lock that failed may have dropped the shared one, so take it again in either case.
        if lock is not None:
            with contextlib.suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_SH)


def say(message: str) -> None:
    """Tell whoever runs this what they should know while it goes on: on standard error, or where `logging` puts it."""
    import logging  # seldom

    logging.getLogger("pressmark").warning("%s", shown(message))


def _wait(descriptor: int, kind: int, path: Path) -> bool:
    began, said = time.monotonic(), False
    while (taken := _taken(descriptor, kind)) is False:
        if not said and time.monotonic() - began >= _PATIENCE:
            say(f"{path}: another process holds the lock on it; waiting (Ctrl-C gives up)")
            said = True
        time.sleep(0.05)
    return taken is True


def _taken(descriptor: int, kind: int) -> bool | None:
    """Try to take a lock; return None where there are none."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES} else None
    return True


# --- A folder for what passes: files that a process needs while it lives, gone afterwards however it ended.
#
# A process that is killed removes nothing. Each folder therefore has a lock, which the system releases with its
# process; whoever makes the next folder removes those whose lock nobody holds.

_SCRATCH = "pressmark-"
_LOCK = ".lock"
_MARK = b"pressmark: a folder for what passes\n"
_SOCKETS = re.compile(r"pymp-[a-z0-9_]{8}")
_own: dict[int, Path] = {}
_making = Lock()


def scratch() -> Path:
    """Return this process's own folder for what passes, made and locked when it is first asked for. Raises OSError."""
    with _making:
        if os.getpid() not in _own:
            sweep_scratch()
            _own[os.getpid()] = _made()
        return _own[os.getpid()]


def passing() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder inside this process's, to be used in ``with``. Raises OSError."""
    return tempfile.TemporaryDirectory(dir=scratch())


def goes_with_us(folder: Path) -> None:
    """Note that *folder*, which `multiprocessing` made for its sockets, is to go when ours does. Raises OSError."""
    if _SOCKETS.fullmatch(folder.name):
        (scratch() / folder.name).touch()


def sweep_scratch() -> None:
    """Remove the folders of processes of this user that ended without it; what cannot be removed stays."""
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        left = [Path(entry.path) for entry in entries if entry.name.startswith(_SCRATCH) and _ours(entry)]
        for folder in left:
            with contextlib.suppress(OSError):
                _remove_if_left(folder)


def _ours(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.geteuid()


def _remove_if_left(folder: Path) -> None:
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # Somebody else's folder may be called like ours, and hold a lock of its own.
        if not stat.S_ISREG(os.fstat(lock).st_mode) or os.read(lock, len(_MARK) + 1) != _MARK:
            return
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for sockets in [folder.parent / noted.name for noted in folder.iterdir() if _SOCKETS.fullmatch(noted.name)]:
            if not sockets.is_symlink() and sockets.stat().st_uid == os.geteuid():
                rmtree(sockets, ignore_errors=True)
    except FileNotFoundError:
        pass  # its process got as far as removing them
    finally:
        os.close(lock)
    rmtree(folder, ignore_errors=True)


def _made() -> Path:
    made = Path(tempfile.mkdtemp(prefix=_SCRATCH))
    owner = os.getpid()
    # The lock is held before it has the name that a sweep looks for, and until this process ends.
    unnamed = made / f"{_LOCK}-"
    lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, _MARK)
    unnamed.rename(made / _LOCK)
    # A child that was forked has the same list of things to do at its end, and must not do this one.
    atexit.register(lambda: rmtree(made, ignore_errors=True) if os.getpid() == owner else None)
    return made


# --- Programs: nothing of the folder that somebody stands in is run.


@contextlib.contextmanager
def nothing_from_here() -> Iterator[None]:
    """Let Python processes that are started in the block import nothing from the folder that we stand in.

    A new interpreter looks for modules in the working folder first, unless ``PYTHONSAFEPATH`` says otherwise; and
    `multiprocessing` hands its own list of places on. ``PYTHONPATH`` is the user's, and stays.
    Raises BuildError where the interpreter was told to ignore its environment but not the folder.
    """
    if sys.flags.ignore_environment and not sys.flags.safe_path:
        raise BuildError("worker processes could import modules from this folder: start Python with -P, or without -E")
    before, places = os.environ.get("PYTHONSAFEPATH"), list(sys.path)
    os.environ["PYTHONSAFEPATH"] = "1"
    sys.path[:] = safe(places)
    try:
        yield
    finally:
        sys.path[:] = places
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def safe(places: list[str]) -> list[str]:
    """Return *places* (of `sys.path`) without the working folder, where the user's ``PYTHONPATH`` does not name it."""
    try:
        here = os.getcwd()  # noqa: PTH109 - compared with strings
    except OSError:
        here = ""
    named = {os.path.abspath(one) for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one}  # noqa: PTH100
    return [one for one in places if one not in {"", "."} and (one != here or here in named)]

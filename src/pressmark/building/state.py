"""What was built from what: one SQLite file in the output folder, which may be deleted at any time without loss.

It is only ever a reason not to work: each of its claims is checked against the files. Its write lock is what keeps
two builds apart while they publish (`pressmark.building.journal`); SQLite's rollback journal, synced at every commit,
is what makes it outlive ``kill -9`` and a power cut. Like everything that lies in a folder, it may be a stranger's:
it is used only if it has our tables and nothing else, and what it says leads nowhere but into the two folders. One that
is damaged, of another version or not ours is set aside, with a word, and begun anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from pressmark import disk
from pressmark.building import STATE
from pressmark.problems import BuildError, Problem, Span
from pressmark.writers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
class LocalFiles:
    """Which files of this machine are still those that are known, by the *clock* of the output folder."""

    clock: Clock

    def same(self, path: str, sha256: str, known: str | None) -> tuple[bool, str | None]:
        """Return whether the file at *path* has the digest *sha256*, and its signature where it may be believed.

        *known* is the signature believed so far. A file that is gone or cannot be read is not the same.
        """
        try:
            before = os.stat(path)  # noqa: PTH116 - called for every file of an archive
            if not stat.S_ISREG(before.st_mode) or before.st_size > _LARGEST_MADE:
                return False, None  # a pipe would keep us waiting, a device or a file of holes hardly ends
            now = signature(before)
            if known == now:
                return True, known
            if digest(path) != sha256:
                return False, None
            after = os.stat(path)  # noqa: PTH116 - the same
        except OSError:
            return False, None
        return True, now if signature(after) == now and self.clock.settled(after) else None


_T = TypeVar("_T")

EVERYWHERE = "**"  # stands in the table of folders for all of them
ASIDE = f"{STATE}-damaged"  # what a state that cannot be used is called from then on
_VERSION = 3
_ASK_AGAIN = 1.0  # seconds after which somebody who waits for another build's lock is told so
_PATIENCE = 60.0  # seconds to wait for it altogether: it is held for milliseconds
_LARGEST_MADE = 1024**3  # bytes; nothing that is read or made for an article has more
_LOOKED_THROUGH = 64 * 1024**2  # bytes up to which the whole file is looked through: a blink
_TABLES = """
CREATE TABLE article (key TEXT PRIMARY KEY, source TEXT NOT NULL, inputs TEXT NOT NULL, problems TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE output (key TEXT, name TEXT, format TEXT NOT NULL, media_type TEXT NOT NULL, recipe TEXT NOT NULL,
    inputs TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, pages INTEGER, signature TEXT,
    PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);
CREATE TABLE folder (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# The database file format, 1.3: a magic string, and at 18 and 19 the versions that 1 stands for a rollback journal in.
_MAGIC = b"SQLite format 3\0"
# A rollback journal that ends in these bytes names another file, which SQLite would delete; ours never does.
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
# What the outputs of an article are called after its key: an edition, perhaps, and the suffix of a format.
_OUTPUT = re.compile(rf"(?:\.[a-z-]+)?(?:{'|'.join(map(re.escape, SUFFIXES.values()))})")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


class Damaged(Exception):
    """A state that cannot be used: damaged, of another version, or made by somebody else."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that an article is made of: its path relative to the source's folder, digest and believed signature."""

    file: str
    sha256: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was made: *inputs* is the digest of the inputs it was made from, *pages* a PDF's."""

    name: str
    format: str
    media_type: str
    recipe: str
    inputs: str
    size: int
    sha256: str
    pages: int | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an article: its source, what it was made of (the source first), and its warnings."""

    key: str
    source: str
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...] = ()
    outputs: tuple[Output, ...] = ()

    @classmethod
    def checked(
        cls,
        key: str,
        source: str,
        inputs: Iterable[Iterable[Any]],
        problems: Iterable[dict[str, Any]],
        outputs: Iterable[Iterable[Any]],
    ) -> Record:
        """Return the record with these values, fields in their order. Raises Damaged for one that no build makes."""
        try:
            made_of = tuple(_input(Input(*one)) for one in inputs)
            warnings = tuple(_problem(one) for one in problems)
            made = tuple(_output(Output(*one), key) for one in outputs)
            if not made_of:
                raise ValueError("made of nothing")  # noqa: TRY301 - all that is wrong with it ends alike
            _texts(key, source)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Damaged(f"a record that no build makes: {error}") from error
        return cls(key, source, made_of, warnings, made)


def _input(one: Input) -> Input:
    _texts(one.file, one.sha256, one.signature or "")
    # Wherever it leads (a house lies above its articles): it is only compared, and only if it is a plain file.
    if "\0" in one.file:
        raise ValueError("a NUL in a path")
    return one


def _output(one: Output, key: str) -> Output:
    _texts(one.format, one.media_type, one.recipe, one.inputs, one.sha256, one.signature or "")
    if type(one.size) is not int or not isinstance(one.pages, int | None):
        raise TypeError("a size that is no number")
    name, folder = _inside(one.name), key.rpartition("/")[0]
    if any(part.startswith(".") for part in folder.split("/") if part):
        raise ValueError(f"a hidden folder: “{folder}”")
    if one.format == "image":
        usual = name.startswith(f"{folder}/" if folder else "") and name.lower().endswith(_PICTURES)
    else:
        usual = name.startswith(key) and _OUTPUT.fullmatch(name, len(key)) is not None
    if not usual:
        raise ValueError(f"“{name}” is no output of “{key}”")
    return one


def _problem(said: dict[str, Any]) -> Problem:
    span = Span(**said["span"]) if said["span"] else None
    found = Problem(**{**said, "span": span})
    _texts(found.rule, found.message, found.pointer, found.help, found.severity)
    if span is not None and not all(type(getattr(span, name)) is int for name in Span.__slots__):
        raise TypeError("a place that is no number")
    return found


def _texts(*values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("a value that is no text")


def _inside(name: str) -> str:
    """Return the path *name*. Raises ValueError where it leads out of its folder."""
    # As PurePosixPath(…).parts, which takes ten times as long; this is asked for every output of an archive.
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if name.startswith("/") or ".." in parts or not parts or "\0" in name:
        raise ValueError(f"“{name}” leads out of the folder")
    return name


class State:
    """The state of one output folder. Open it with `pressmark.building.journal.opened`."""

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        """Keep the *database* of the output *folder*."""
        self.folder = folder
        self.database = database
        self._written: set[str] = set()  # grows with the folders, not with the articles
        database.execute("PRAGMA temp_store = FILE")
        # What is forgotten is overwritten: the folder may be one that is put on the web.
        database.execute("PRAGMA secure_delete = ON")
        database.execute("CREATE TEMP TABLE claim (name TEXT PRIMARY KEY, key TEXT, sha256 TEXT) WITHOUT ROWID")

    def clock(self) -> Clock:
        """Return the clock of the output folder's file system. Raises BuildError where it is read-only."""
        try:
            return Clock.of(self.folder / STATE)
        except OSError as error:
            raise disk.refused(self.folder, error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the shared lock for a few looks at the state: to take it for each costs more than the look."""
        self.database.execute("BEGIN")
        # The lock is not taken before the first look.
        self._patiently(lambda: self.database.execute("SELECT 1 FROM journal LIMIT 1").fetchone())
        try:
            yield
        finally:
            self.database.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the folder's write lock; what is changed in the block is committed as one, or not at all."""
        self._patiently(lambda: self.database.execute("BEGIN IMMEDIATE"))
        try:
            yield self.database
            self._patiently(lambda: self.database.execute("COMMIT"))
        except BaseException:
            with suppress(sqlite3.Error):
                self.database.execute("ROLLBACK")
            raise

    def _patiently(self, act: Callable[[], _T]) -> _T:
        return patiently(self.folder / STATE, act)

    def record(self, key: str) -> Record | None:
        """Return what is known of the article *key*; nothing where that is no record that a build makes."""
        try:
            row = self.database.execute("SELECT source, inputs, problems FROM article WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            outputs = self.database.execute(
                "SELECT name, format, media_type, recipe, inputs, size, sha256, pages, signature FROM output"
                " WHERE key = ? ORDER BY name",
                (key,),
            ).fetchall()
            return Record.checked(key, row[0], json.loads(row[1]), json.loads(row[2]), outputs)
        except (Damaged, ValueError, TypeError, RecursionError):
            return None
        except sqlite3.OperationalError as error:
            if "decode" in str(error):  # text that is no UTF-8
                return None
            raise

    def settle(self, key: str, inputs: tuple[Input, ...], outputs: tuple[tuple[str, str | None], ...]) -> None:
        """Note the signatures of *inputs* and of *outputs* (pairs of name and signature). Call it inside `writing`."""
        self.database.execute("UPDATE article SET inputs = ? WHERE key = ?", (packed(inputs), key))
        self.database.executemany(
            "UPDATE output SET signature = ? WHERE key = ? AND name = ?",
            [(signature, key, name) for name, signature in outputs],
        )

    def forget(self, key: str) -> None:
        """Know nothing of the article *key* any more, as of one that is held back."""
        if self.database.execute("SELECT 1 FROM article WHERE key = ?", (key,)).fetchone():
            with self.writing() as database:
                database.execute("DELETE FROM article WHERE key = ?", (key,))
                database.execute("DELETE FROM output WHERE key = ?", (key,))

    def claim(self, name: str, key: str, sha256: str) -> str | None:
        """Take the output *name* for the article *key* in this run.

        Return another article's key where that one has written other bytes there.
        """
        if self.database.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", (name, key, sha256)).rowcount:
            return None
        other: tuple[str, str] = self.database.execute(
            "SELECT key, sha256 FROM claim WHERE name = ?", (name,)
        ).fetchone()
        return other[0] if other[0] != key and other[1] != sha256 else None

    def will_write(self, name: str) -> None:
        """Note that a temporary file is about to be written beside the output *name*, so that litter is found."""
        path = name.rpartition("/")[0] or "."
        if path not in self._written:
            with self.writing() as database:
                database.execute("INSERT OR IGNORE INTO folder VALUES (?)", (path,))
            self._written.add(path)


def packed(inputs: tuple[Input, ...]) -> str:
    """Return *inputs* as they are kept in the state."""
    return json.dumps([(one.file, one.sha256, one.signature) for one in inputs], ensure_ascii=False)


def patiently(path: Path, act: Callable[[], _T]) -> _T:
    """Return what *act* does, again and again while another build locks the state at *path*; that is said.

    Raises sqlite3.OperationalError after a minute.
    """
    end, said = time.monotonic() + _PATIENCE, False
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            if not said:
                disk.say(f"{path}: another process holds the lock on it; waiting (Ctrl-C gives up)")
                said = True


def folders(folder: Path, database: sqlite3.Connection) -> list[Path]:
    """Return the folders in which builds said that they would write, *folder* or below it."""
    found: dict[Path, None] = {}
    for (path,) in database.execute("SELECT path FROM folder"):
        if path == EVERYWHERE:
            found |= dict.fromkeys([folder, *folder.rglob("*/")])
        elif isinstance(path, str) and not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts:
            found[folder / path] = None
    return list(found)


@contextmanager
def connected(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database in *folder*, made where there is none; one that cannot be used is set aside, with a word.

    Raises sqlite3.OperationalError for errors of the system: no permission, a full disk.
    """
    path = folder / STATE
    try:
        _refuse_foreign(path)
        database = _connection(path)
    except (Damaged, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(error, sqlite3.OperationalError) and "decode" not in str(error):
            raise
        set_aside(folder, error)
        database = _connection(path)
    try:
        yield database
    finally:
        database.close()


def set_aside(folder: Path, why: Exception) -> None:
    """Give the state in *folder* another name, and say *why*. Raises BuildError where that is impossible."""
    path, aside = folder / STATE, folder / ASIDE
    try:
        for end in ("-journal", "-wal", "-shm"):
            disk.discard(path.with_name(f"{STATE}{end}"))
        if path.is_dir() and not path.is_symlink():
            raise BuildError(f"{path} is a folder, and not what a build keeps there; remove it")
        path.replace(aside)
    except FileNotFoundError:
        return
    except OSError as error:
        raise disk.refused(path, error) from error
    disk.say(f"{path}: no state that this version keeps ({why}); it is {aside.name} now, and all is built anew")


def _refuse_foreign(path: Path) -> None:
    """Raise Damaged where SQLite, opening *path*, would touch another file, wait for ever, or read a stranger's."""
    for end in ("", "-journal"):
        beside = path.with_name(f"{path.name}{end}")
        try:
            if not stat.S_ISREG(beside.lstat().st_mode):
                raise Damaged("it is no ordinary file")
        except FileNotFoundError:
            continue
        with beside.open("rb") as file:
            head = file.read(20)
            if not end and head and (head[:16] != _MAGIC or head[18:20] != b"\1\1"):
                raise Damaged("it is no database of ours")
            if end and file.seek(0, 2) >= 8:
                file.seek(-8, 2)
                if file.read(8) == _NAMES_ANOTHER:
                    raise Damaged("its journal names another file")
    if path.with_name(f"{path.name}-wal").exists():
        raise Damaged("it has a log that we never keep")


@contextmanager
def looked_at(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the database in *folder* for reading, nothing changed; None where there is none that can be used."""
    path = folder / STATE
    for flags in ("mode=ro", "mode=ro&immutable=1"):
        try:
            if not path.exists():
                break
            _refuse_foreign(path)
            database = sqlite3.connect(f"{path.absolute().as_uri()}?{flags}", uri=True)
        except (Damaged, OSError, sqlite3.Error, UnicodeDecodeError):
            break
        try:
            _refuse_changed(database, path)
        except (Damaged, sqlite3.Error, UnicodeDecodeError):
            database.close()
            continue
        try:
            yield database
        finally:
            database.close()
        return
    yield None


def _connection(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_ASK_AGAIN, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = FULL")
        (version,) = patiently(path, lambda: database.execute("PRAGMA user_version").fetchone())
        if version != _VERSION:
            patiently(path, lambda: database.execute("BEGIN IMMEDIATE"))
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in {0, _VERSION}:
                raise Damaged(f"version {version}")  # noqa: TRY301 - as for a file that is no database
            if version == 0 and _schema(database):
                raise Damaged("tables that are not ours")  # noqa: TRY301 - the same
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")
                # A folder without a state may hold what a build left whose state was deleted: look once everywhere.
                database.execute("INSERT INTO folder VALUES (?)", (EVERYWHERE,))
            patiently(path, lambda: database.execute("COMMIT"))
        patiently(path, lambda: _refuse_changed(database, path))
    except BaseException:
        database.close()
        raise
    return database


def _refuse_changed(database: sqlite3.Connection, path: Path) -> None:
    """Raise Damaged where *database* has other tables than ours, or is not whole."""
    database.execute("PRAGMA trusted_schema = OFF")
    if _schema(database) != _our_schema():
        raise Damaged("tables that are not ours")
    if path.stat().st_size <= _LOOKED_THROUGH:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise Damaged(said.splitlines()[0])


def _schema(database: sqlite3.Connection) -> set[tuple[str, ...]]:
    """Return all that *database* consists of: tables and indexes, views and triggers, as they were written."""
    return set(database.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall())


@cache
def _our_schema() -> frozenset[tuple[str, ...]]:
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(_TABLES)
        return frozenset(_schema(database))
    finally:
        database.close()

"""What was built from what: one SQLite file in the output folder, which may be deleted at any time without loss.

It is only ever a reason not to work: each of its claims is checked against the files. Its write lock is what keeps
two builds apart while they publish (`pressmark.building.journal`); SQLite's rollback journal, synced at every commit,
is what makes it outlive ``kill -9`` and a power cut. A file that is damaged or of another version is begun anew.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark import staging
from pressmark.building import STATE
from pressmark.building.journal import forget_undone, recover
from pressmark.building.presence import alone, present
from pressmark.building.signatures import Clock
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVERYWHERE = "**"  # stands in the table of folders for all of them
_VERSION = 2
_PATIENCE = 60.0  # seconds to wait for another build's lock, which is held for milliseconds
_TABLES = """
CREATE TABLE article (key TEXT PRIMARY KEY, source TEXT NOT NULL, inputs TEXT NOT NULL, problems TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE output (key TEXT, name TEXT, format TEXT NOT NULL, media_type TEXT NOT NULL, recipe TEXT NOT NULL,
    inputs TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, pages INTEGER, signature TEXT,
    PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);
CREATE TABLE folder (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""


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
    problems: tuple[dict[str, Any], ...] = ()
    outputs: tuple[Output, ...] = ()


class State:
    """The state of one output folder. Open it with `opened`."""

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        """Keep the *database* of the output *folder*."""
        self.folder = folder
        self.database = database
        self._written: set[str] = set()  # grows with the folders, not with the articles
        database.execute("PRAGMA temp_store = FILE")
        database.execute("CREATE TEMP TABLE claim (name TEXT PRIMARY KEY, key TEXT, sha256 TEXT) WITHOUT ROWID")

    def clock(self) -> Clock:
        """Return the clock of the output folder's file system. Raises BuildError where it is read-only."""
        try:
            return Clock.of(self.folder / STATE)
        except OSError as error:
            raise staging.refused(self.folder, error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the shared lock for a few looks at the state: to take it for each costs more than the look."""
        self.database.execute("BEGIN")
        try:
            yield
        finally:
            self.database.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the folder's write lock; what is changed in the block is committed as one, or not at all."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield self.database
        except BaseException:
            with suppress(sqlite3.Error):
                self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    def record(self, key: str) -> Record | None:
        """Return what is known of the article *key*."""
        row = self.database.execute("SELECT source, inputs, problems FROM article WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        outputs = self.database.execute(
            "SELECT name, format, media_type, recipe, inputs, size, sha256, pages, signature FROM output"
            " WHERE key = ? ORDER BY name",
            (key,),
        )
        return Record(
            key,
            row[0],
            tuple(Input(*one) for one in json.loads(row[1])),
            tuple(json.loads(row[2])),
            tuple(Output(*one) for one in outputs),
        )

    def settle(self, key: str, inputs: tuple[Input, ...], outputs: tuple[tuple[str, str | None], ...]) -> None:
        """Note the signatures of *inputs* and of *outputs* (pairs of name and signature). Call it inside `writing`."""
        self.database.execute("UPDATE article SET inputs = ? WHERE key = ?", (packed(inputs), key))
        self.database.executemany(
            "UPDATE output SET signature = ? WHERE key = ? AND name = ?",
            [(signature, key, name) for name, signature in outputs],
        )

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

    def will_write(self, folder: Path) -> None:
        """Note the *folder* that temporary files are about to be written in, so that a later build finds litter."""
        path = str(folder.relative_to(self.folder) if folder.is_relative_to(self.folder) else folder.absolute())
        if path not in self._written:
            with self.writing() as database:
                database.execute("INSERT OR IGNORE INTO folder VALUES (?)", (path,))
            self._written.add(path)


def packed(inputs: tuple[Input, ...]) -> str:
    """Return *inputs* as they are kept in the state."""
    return json.dumps([(one.file, one.sha256, one.signature) for one in inputs], ensure_ascii=False)


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """Open the state of the output *folder*, both made where they are missing, and tidy up after builds cut off.

    Sets that were interrupted are finished (or undone); temporary files that nobody will rename any more are removed.
    Raises BuildError where the folder cannot be written, or its state cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise staging.refused(folder, error) from error
    try:
        with _connected(folder) as database, _presence(folder, database):
            yield State(folder, database)
    except sqlite3.Error as error:
        raise BuildError(f"cannot keep the state of {folder}: {error} ({folder / STATE})") from error


@contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / STATE
    try:
        database = _connection(path)
    except sqlite3.DatabaseError as error:
        # Not a database, damaged, or of another version: nothing is lost by beginning anew. Errors of the system
        # (no permission, a full disk) are OperationalErrors and are passed on.
        if isinstance(error, sqlite3.OperationalError):
            raise
        for remains in (path, path.with_name(f"{STATE}-journal")):
            staging.discard(remains)
        database = _connection(path)
    try:
        recover(folder, database)
        yield database
    finally:
        database.close()


def _connection(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = FULL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            database.execute("BEGIN IMMEDIATE")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in {0, _VERSION}:
                raise sqlite3.DatabaseError(f"version {version}")  # noqa: TRY301 - as for a file that is no database
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")
                # A folder without a state may hold what a build left whose state was deleted: look once everywhere.
                database.execute("INSERT INTO folder VALUES (?)", (EVERYWHERE,))
            database.execute("COMMIT")
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _presence(folder: Path, database: sqlite3.Connection) -> Iterator[None]:
    """Sweep the folder if no other build is at work in it, and show others that this one is.

    Every build holds a shared lock on the folder itself, which the system drops with the process. Where the file
    system has no such locks, nothing is swept: a temporary file might be another build's.
    """
    with present(folder) as lock:
        with alone(lock) as mine:
            if mine:
                forget_undone(database)
                _sweep(folder, database)
        yield
        with alone(lock) as mine:
            if mine:
                database.execute("DELETE FROM folder")


def _sweep(folder: Path, database: sqlite3.Connection) -> None:
    paths = [path for (path,) in database.execute("SELECT path FROM folder")]
    for path in paths:
        for inner in [folder, *folder.rglob("*/")] if path == EVERYWHERE else [folder / path]:
            staging.sweep(inner)
    if paths:
        database.execute("DELETE FROM folder")

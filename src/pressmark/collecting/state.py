"""What a collection was made from: one SQLite file in the site's folder, which may be deleted at any time without loss.

It is only ever a reason not to work. Nothing of an article that is held back is ever in it, and what is taken out of it
is overwritten, since a site's folder is what is put on the web. Like everything that lies in a folder it may be a
stranger's: what it says of articles is checked when it is read (`entries`), and it leads to no file but to those that a
collection makes, and only while they hold what was written.
"""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from pressmark import disk
from pressmark.collecting.entries import Entry, Strange, entry_from, harmless
from pressmark.letters import shown
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STATE = ".pressmark-collection.sqlite"
_TABLES = """
CREATE TABLE entry (place TEXT PRIMARY KEY, recipe TEXT NOT NULL, made_of TEXT NOT NULL, embargo TEXT,
    published TEXT NOT NULL, url TEXT, files TEXT NOT NULL, entry TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (name TEXT PRIMARY KEY, inputs TEXT NOT NULL, sha256 TEXT NOT NULL, signature TEXT) WITHOUT ROWID;
CREATE TABLE whole (digest TEXT NOT NULL);
"""
_VERSION = 1
# What a collection writes below its folder; see `site`.
_OURS = re.compile(
    r"(?:articles/.+|(?:archive|authors|topics|series|outlets|languages|corrections|demands|deposit)/.+"
    r"|(?:index|authors|topics|series|outlets|languages|corrections|demands)\.html"
    r"|feed\.(?:atom|json)|demands\.(?:ics|csv|jsonld)|deposit\.xml|(?:news-)?sitemap(?:-\d+)?\.xml|style\.css|logo\S*)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an article's entry was made of, by which recipe, and from when on it may be shown."""

    recipe: str
    made_of: str
    embargo: str | None
    published: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of an article: *files* are its built outputs, by name below the site, with their digests."""

    place: str
    known: Known
    files: tuple[tuple[str, str], ...]
    entry: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: what it was made from, its digest, and a signature where that may be believed."""

    name: str
    inputs: str
    sha256: str
    signature: str | None = None


class SiteState:
    """The state of one site."""

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        """Keep the *database* of the site in *folder*."""
        self.path = folder / STATE
        self._database = database

    def whole(self) -> str:
        """Return the digest of all that the last run was made from; "" where none came to its end."""
        row = self._database.execute("SELECT digest FROM whole").fetchone()
        return str(row[0]) if row else ""

    def known(self) -> dict[str, Known]:
        """Return of each article's place what its entry was made of."""
        rows = self._database.execute("SELECT place, recipe, made_of, embargo, published, url FROM entry")
        return {place: Known(*rest) for place, *rest in rows}

    def counts(self) -> tuple[int, int]:
        """Return how many articles are kept, and how many of them are withdrawn."""
        (every,) = self._database.execute("SELECT count(*) FROM entry").fetchone()
        gone = """SELECT count(*) FROM entry WHERE entry LIKE '%"withdrawn": {%'"""
        return every, self._database.execute(gone).fetchone()[0]

    def rows(self) -> Iterator[Row]:
        """Yield what is kept of each article, without bodies."""
        for place, recipe, made_of, embargo, published, url, files, entry in self._database.execute(
            "SELECT place, recipe, made_of, embargo, published, url, files, entry FROM entry ORDER BY place"
        ):
            with suppress(ValueError, TypeError):
                pairs = tuple((str(name), str(sha256)) for name, sha256 in json.loads(files))
                yield Row(place, Known(recipe, made_of, embargo, published, url), pairs, entry)

    def body(self, place: str) -> str:
        """Return the HTML that the article at *place* says. Raises Strange for what no collection keeps."""
        row = self._database.execute("SELECT body FROM entry WHERE place = ?", (place,)).fetchone()
        return harmless(row[0]) if row and isinstance(row[0], str) else ""

    def keep(self, rows: Iterable[Row]) -> None:
        """Put *rows* in the places of older ones."""
        values = [(one.place, *astuple(one.known), json.dumps(one.files), one.entry, one.body) for one in rows]
        with self._writing():
            self._database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def forget(self, places: Iterable[str]) -> None:
        """Keep nothing of the articles at *places* any more."""
        with self._writing():
            self._database.executemany("DELETE FROM entry WHERE place = ?", [(place,) for place in places])

    def files(self) -> dict[str, Written]:
        """Return the files that were written, by name; of names that no collection gives, none."""
        rows = self._database.execute("SELECT name, inputs, sha256, signature FROM file")
        return {name: Written(name, *rest) for name, *rest in rows if ours(name)}

    def note(self, written: Iterable[Written], gone: Iterable[str], whole: str) -> None:
        """Note what was *written*, what is *gone*, and the digest of the *whole* run."""
        values = [(one.name, one.inputs, one.sha256, one.signature) for one in written]
        with self._writing():
            self._database.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", values)
            self._database.executemany("DELETE FROM file WHERE name = ?", [(name,) for name in gone])
            self._database.execute("DELETE FROM whole")
            self._database.execute("INSERT INTO whole VALUES (?)", (whole,))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise


def loaded(row: Row) -> Entry | None:
    """Return the entry in *row*, None where it is none that a collection keeps."""
    try:
        return entry_from(json.loads(row.entry), row.place)
    except (Strange, ValueError, TypeError, RecursionError):
        return None


def ours(name: object) -> bool:
    """Return whether *name* may be a file of a collection: inside its folder, by a name that it gives."""
    if not isinstance(name, str) or not _OURS.fullmatch(name) or "\0" in name or "\\" in name:
        return False
    return not any(part in {"", ".", ".."} or part.startswith(".") for part in name.split("/"))


@contextmanager
def opened(folder: Path) -> Iterator[SiteState]:
    """Open the state of the site in *folder*, both made where they are missing; one run at a time has it.

    A state that is damaged, of another version or not ours is begun anew, with a word. Raises BuildError where the
    folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with disk.locked(folder):
            database = _database(folder)
            try:
                yield SiteState(folder, database)
            finally:
                database.close()
    except OSError as error:
        raise disk.refused(folder, error) from error
    except sqlite3.Error as error:
        raise BuildError(f"cannot keep the state of {shown(str(folder))}: {error} ({STATE})") from error


def _database(folder: Path) -> sqlite3.Connection:
    path = folder / STATE
    try:
        return _connected(path)
    except (sqlite3.DatabaseError, UnicodeDecodeError, Strange) as error:
        if isinstance(error, sqlite3.OperationalError) and "decode" not in str(error):
            raise
        disk.say(f"{path}: no state that this version keeps ({error}); it is begun anew")
        for end in ("", "-journal", "-wal", "-shm"):
            disk.discard(path.with_name(f"{path.name}{end}"))
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    for beside in (path, path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(beside.lstat().st_mode):
                raise Strange("it is no ordinary file")
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA secure_delete = ON")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        there = _schema(database)
        if version == 0 and not there:
            database.executescript(_TABLES)
            database.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION or there != _our_schema():
            raise Strange(f"version {version}")  # noqa: TRY301 - as for a file that is no database
    except BaseException:
        database.close()
        raise
    return database


def _schema(database: sqlite3.Connection) -> set[tuple[str, ...]]:
    return set(database.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall())


def _our_schema() -> set[tuple[str, ...]]:
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(_TABLES)
        return _schema(database)
    finally:
        database.close()

"""Sets of outputs that appear together: the files of one article are all renamed, or all stay as they were.

When every file of a set is staged and synced, the set is entered in the journal, a table of the output folder's state;
then, under the state's write lock, its files are renamed, its rows are written and the entry is removed. Whoever meets
an entry, because a build was killed or is a moment away from doing so itself, may finish it: the temporary files are
whole, and to rename them twice is impossible. Until the last file of a set is renamed, each older file keeps a
second name, so that a set that cannot be finished is undone. Its entry then stays, empty, for the build that made it:
no entry means that the set was finished, even if a third build has put another one into its place since.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from pressmark import disk
from pressmark.building import STATE
from pressmark.building.state import (
    Damaged,
    Input,
    Output,
    Record,
    State,
    connected,
    folders,
    looked_at,
    packed,
    patiently,
    set_aside,
)
from pressmark.letters import shown
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OPEN = "SELECT id, record FROM journal WHERE record <> '' ORDER BY id"
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@dataclass(frozen=True, slots=True)
class Set:
    """The staged *files* of one article, and the *record* to keep once they have their names."""

    record: Record
    files: tuple[disk.Staged, ...]


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A set whose files did not all get their names: the article's *key* and the *names* of its outputs."""

    key: str
    names: tuple[str, ...]


def publish(state: State, sets: Sequence[Set]) -> list[BuildError | None]:
    """Publish *sets* and return for each the error that kept its old outputs in place, or None.

    Raises sqlite3.Error where the state cannot be written; a later build then finishes what was entered.
    """
    with _undisturbed():
        with state.writing() as database:
            finish_all(state.folder, database)
            numbers = [
                database.execute("INSERT INTO journal (record) VALUES (?)", (_entry(state.folder, one),)).lastrowid
                for one in sets
            ]
        failures: list[BuildError | None] = []
        with state.writing() as database:
            for number, one in zip(numbers, sets, strict=True):
                row = database.execute("SELECT record FROM journal WHERE id = ?", (number,)).fetchone()
                if row is None:
                    failures.append(None)
                elif row[0]:
                    failures.append(_finish_or_undo(state.folder, database, number, row[0]))
                else:
                    target = one.files[0].target if one.files else state.folder
                    failures.append(BuildError(f"cannot write {target}: another build could not finish it"))
                # One that could be neither finished nor undone stays for a later build.
                database.execute("DELETE FROM journal WHERE id = ? AND record = ''", (number,))
    return failures


def finish_all(folder: Path, database: sqlite3.Connection) -> None:
    """Finish every set in the journal; call it inside a transaction. One that cannot be finished stays there."""
    for number, text in database.execute(_OPEN).fetchall():
        # One that is not a build's is left to the next `recover`.
        with suppress(OSError, Damaged):
            _finish(database, number, _Entry.read(folder, text))


def recover(folder: Path, database: sqlite3.Connection) -> None:
    """Finish or undo the sets that builds cut off have left in the journal. Raises sqlite3.Error."""
    path = folder / STATE
    if patiently(path, lambda: database.execute(_OPEN).fetchone()) is None:
        return
    with _undisturbed():
        patiently(path, lambda: database.execute("BEGIN IMMEDIATE"))
        for number, text in database.execute(_OPEN).fetchall():
            try:
                _finish_or_undo(folder, database, number, text)
            except Damaged as error:
                disk.say(f"{path}: it holds {error}; that is passed over")
                database.execute("DELETE FROM journal WHERE id = ?", (number,))
        patiently(path, lambda: database.execute("COMMIT"))


def interrupted(folder: Path) -> tuple[Interrupted, ...]:
    """Return the sets in the output *folder* whose publication was cut off, for `verify`; nothing is changed.

    A folder without a state, or with one that no build made, has none.
    """
    found = []
    with looked_at(folder) as database, suppress(sqlite3.Error, UnicodeDecodeError):
        for _, text in database.execute(_OPEN).fetchall() if database is not None else ():
            with suppress(Damaged):
                entry = _Entry.read(folder, text)
                found.append(Interrupted(entry.record.key, tuple(one.name for one in entry.record.outputs)))
    return tuple(found)


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """Open the state of the output *folder*, both made where they are missing, and tidy up after builds cut off.

    Sets that were interrupted are finished (or undone); temporary files that nobody will rename any more are removed.
    Raises BuildError where the folder cannot be written, or its state cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk.refused(folder, error) from error
    try:
        with connected(folder) as database, _presence(folder, database):
            yield State(folder, database)
    except sqlite3.OperationalError as error:
        raise BuildError(f"cannot keep the state of {shown(str(folder))}: {error} ({STATE})") from error
    except sqlite3.Error as error:
        # Found out late, in a state too large to be looked through at the beginning.
        set_aside(folder, error)
        raise BuildError(f"the state of {shown(str(folder))} was damaged ({error}); build again") from error


@contextmanager
def _presence(folder: Path, database: sqlite3.Connection) -> Iterator[None]:
    """Finish what was interrupted, sweep the folder if no other build is at work, and show others that this one is.

    Every build holds a shared lock on the folder itself, which the system drops with the process. Where the file
    system has no such locks, nothing is swept: a temporary file might be another build's.
    """
    recover(folder, database)
    with disk.locked(folder, shared=True) as lock:
        with disk.alone(lock) as mine:
            if mine:
                database.execute("DELETE FROM journal WHERE record = ''")
                _sweep(folder, database)
        yield
        with disk.alone(lock) as mine:
            # All of ours has its name by now. What is left is of a build that was killed beside this one.
            if mine:
                _sweep(folder, database)


def _sweep(folder: Path, database: sqlite3.Connection) -> None:
    places = folders(folder, database)
    for inner in places:
        disk.sweep(inner)
        # What is written through a link waits beside the file that the link leads to.
        with suppress(OSError, RuntimeError):
            for link in [one for one in inner.iterdir() if one.is_symlink() and one.is_file()]:
                disk.sweep(link.resolve().parent)
    if places:
        database.execute("DELETE FROM folder")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals that end the program wait until the block is left: it takes milliseconds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: heard.append(number)) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for caught in heard:
            signal.raise_signal(caught)


def _entry(folder: Path, one: Set) -> str:
    # Names only: where they lead is found out anew by whoever finishes the set, since a journal may be a stranger's.
    names = {str(disk.place(folder, output.name)): output for output in one.record.outputs}
    files = [
        {
            "name": names[str(file.target)].name,
            "temporary": file.temporary.name,
            "replaces": file.target.exists(),
            "sha256": names[str(file.target)].sha256,
        }
        for file in one.files
    ]
    return json.dumps({**asdict(one.record), "files": files}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _File:
    """One file of an entry: staged as *temporary*, to be *target*; the older one, if any, has the second name *old*."""

    temporary: Path
    target: Path
    old: Path | None
    sha256: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry that was read, and found to be one that a build makes."""

    record: Record
    files: tuple[_File, ...]

    @classmethod
    def read(cls, folder: Path, text: str) -> _Entry:
        """Return the entry in *text*. Raises Damaged for one that no build could have made in *folder*."""
        try:
            said = json.loads(text)
            record = Record.checked(
                said["key"],
                said["source"],
                [_values(Input, one) for one in said["inputs"]],
                said["problems"],
                [_values(Output, one) for one in said["outputs"]],
            )
            outputs = {output.name for output in record.outputs}
            files = tuple(_file(folder, one, outputs) for one in said["files"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError, BuildError, Damaged) as error:
            raise Damaged(f"a set that no build made ({error})") from error
        return cls(record, files)


def _values(kind: type, said: dict[str, Any]) -> list[Any]:
    if set(said) != {field.name for field in fields(kind)}:
        raise ValueError("other fields than ours")
    return [said[field.name] for field in fields(kind)]


def _file(folder: Path, said: dict[str, Any], outputs: set[str]) -> _File:
    name, temporary, sha256 = said["name"], said["temporary"], said["sha256"]
    if name not in outputs or not disk.TEMPORARY.fullmatch(temporary) or not temporary.endswith(disk.PART):
        raise ValueError(f"“{name}” from “{temporary}”")
    target = disk.place(folder, name)
    staged = target.parent / temporary
    if target.is_dir() or staged.is_symlink() or (staged.exists() and not staged.is_file()):
        raise ValueError(f"“{name}” is no ordinary file")
    return _File(staged, target, staged.with_suffix(disk.OLD) if said["replaces"] else None, sha256)


def _finish_or_undo(folder: Path, database: sqlite3.Connection, number: int | None, text: str) -> BuildError | None:
    entry = _Entry.read(folder, text)
    try:
        _finish(database, number, entry)
    except OSError as error:
        with suppress(OSError):
            _undo(entry)
            database.execute("UPDATE journal SET record = '' WHERE id = ?", (number,))
        return disk.refused(folder / (error.filename2 or error.filename or ""), error)
    return None


def _finish(database: sqlite3.Connection, number: int | None, entry: _Entry) -> None:
    for file in entry.files:
        if file.temporary.exists():
            if file.old is not None:
                _second_name(file.target, file.old)
            file.temporary.replace(file.target)
        elif not file.target.is_file() or _sha256(file.target) != file.sha256:
            raise FileNotFoundError(2, "the staged file is gone", str(file.target))
    for parent in {file.target.parent for file in entry.files}:
        disk.sync(parent)
    _write(database, entry.record)
    database.execute("DELETE FROM journal WHERE id = ?", (number,))
    for file in entry.files:
        if file.old is not None:
            disk.discard(file.old)


def _undo(entry: _Entry) -> None:
    for file in entry.files:
        there = file.temporary.exists()
        if file.old is not None and file.old.exists():
            if not there:
                file.old.replace(file.target)
            disk.discard(file.old)
        elif file.old is None and not there and file.target.is_file() and _sha256(file.target) == file.sha256:
            file.target.unlink()
        disk.discard(file.temporary)


def _second_name(target: Path, old: Path) -> None:
    try:
        os.link(target, old)
    except FileExistsError:
        return  # an earlier attempt at this set came this far
    except FileNotFoundError:
        return  # the old output was removed meanwhile: there is nothing to go back to
    except OSError:
        shutil.copy2(target, old)  # a file system without hard links


def _write(database: sqlite3.Connection, record: Record) -> None:
    key, outputs = record.key, record.outputs
    problems = json.dumps([asdict(one) for one in record.problems], ensure_ascii=False)
    database.execute(
        "INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", (key, record.source, packed(record.inputs), problems)
    )
    if outputs:
        # What was made from other inputs is out of date from now on, whatever its format.
        database.execute("DELETE FROM output WHERE key = ? AND inputs <> ?", (key, outputs[0].inputs))
    database.executemany(
        "INSERT OR REPLACE INTO output VALUES (:key, :name, :format, :media_type, :recipe, :inputs, :size, :sha256,"
        " :pages, :signature)",
        [{"key": key, **asdict(one)} for one in outputs],
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

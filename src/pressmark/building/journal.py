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
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pressmark import staging
from pressmark.building import STATE
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pressmark.building.state import Record, State

_OPEN = "SELECT id, record FROM journal WHERE record <> '' ORDER BY id"
_SIGNALS = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}


@dataclass(frozen=True, slots=True)
class Set:
    """The staged *files* of one article, and the *record* to keep once they have their names."""

    record: Record
    files: tuple[staging.Staged, ...]


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
        with suppress(OSError):
            _finish(folder, database, number, json.loads(text))


def recover(folder: Path, database: sqlite3.Connection) -> None:
    """Finish or undo the sets that builds cut off have left in the journal. Raises sqlite3.Error."""
    if database.execute(_OPEN).fetchone() is None:
        return
    with _undisturbed():
        database.execute("BEGIN IMMEDIATE")
        for number, text in database.execute(_OPEN).fetchall():
            _finish_or_undo(folder, database, number, text)
        database.execute("COMMIT")


def forget_undone(database: sqlite3.Connection) -> None:
    """Remove the entries of sets undone whose builds are gone; call it where no other build is at work."""
    database.execute("DELETE FROM journal WHERE record = ''")


def interrupted(folder: Path) -> tuple[Interrupted, ...]:
    """Return the sets in the output *folder* whose publication was cut off, for `verify`; nothing is changed.

    A folder without a state, or with one that cannot be read, has none.
    """
    path = folder / STATE
    if not path.is_file():
        return ()
    for flags in ("mode=ro", "mode=ro&immutable=1"):
        try:
            database = sqlite3.connect(f"{path.absolute().as_uri()}?{flags}", uri=True)
            try:
                rows = database.execute(_OPEN).fetchall()
            finally:
                database.close()
        except sqlite3.Error:
            continue
        found = [json.loads(text) for _, text in rows]
        return tuple(Interrupted(one["key"], tuple(file["name"] for file in one["outputs"])) for one in found)
    return ()


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
        for number in heard:
            signal.raise_signal(number)


def _entry(folder: Path, one: Set) -> str:
    digests = {str(staging.place(folder, output.name)): output.sha256 for output in one.record.outputs}
    files = [
        {
            "temporary": _relative(folder, file.temporary),
            "target": _relative(folder, file.target),
            "old": _relative(folder, file.temporary.with_suffix(".old")) if file.target.exists() else None,
            "sha256": digests[str(file.target)],
        }
        for file in one.files
    ]
    return json.dumps({**asdict(one.record), "files": files}, ensure_ascii=False)


def _relative(folder: Path, path: Path) -> str:
    # Relative, so that a folder can be moved with its journal; an output behind a link may lie elsewhere.
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path.absolute())


def _finish_or_undo(folder: Path, database: sqlite3.Connection, number: int | None, text: str) -> BuildError | None:
    entry = json.loads(text)
    try:
        _finish(folder, database, number, entry)
    except OSError as error:
        with suppress(OSError):
            _undo(folder, entry)
            database.execute("UPDATE journal SET record = '' WHERE id = ?", (number,))
        return staging.refused(folder / (error.filename2 or error.filename or ""), error)
    return None


def _finish(folder: Path, database: sqlite3.Connection, number: int | None, entry: dict[str, Any]) -> None:
    for file in entry["files"]:
        temporary, target = folder / file["temporary"], folder / file["target"]
        if temporary.exists():
            if file["old"]:
                _second_name(target, folder / file["old"])
            temporary.replace(target)
        elif not target.is_file() or _sha256(target) != file["sha256"]:
            raise FileNotFoundError(2, "the staged file is gone", str(target))
    for parent in {(folder / file["target"]).parent for file in entry["files"]}:
        staging.sync(parent)
    _write(database, entry)
    database.execute("DELETE FROM journal WHERE id = ?", (number,))
    for file in entry["files"]:
        if file["old"]:
            staging.discard(folder / file["old"])


def _undo(folder: Path, entry: dict[str, Any]) -> None:
    for file in entry["files"]:
        temporary, target = folder / file["temporary"], folder / file["target"]
        old = folder / file["old"] if file["old"] else None
        if old is not None and old.exists():
            if not temporary.exists():
                old.replace(target)
            staging.discard(old)
        elif old is None and not temporary.exists() and target.is_file() and _sha256(target) == file["sha256"]:
            target.unlink()
        staging.discard(temporary)


def _second_name(target: Path, old: Path) -> None:
    try:
        os.link(target, old)
    except FileExistsError:
        return  # an earlier attempt at this set came this far
    except FileNotFoundError:
        return  # the old output was removed meanwhile: there is nothing to go back to
    except OSError:
        shutil.copy2(target, old)  # a file system without hard links


def _write(database: sqlite3.Connection, entry: dict[str, Any]) -> None:
    key, outputs = entry["key"], entry["outputs"]
    inputs = json.dumps([tuple(one.values()) for one in entry["inputs"]], ensure_ascii=False)
    problems = json.dumps(entry["problems"], ensure_ascii=False)
    database.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", (key, entry["source"], inputs, problems))
    if outputs:
        # What was made from other inputs is out of date from now on, whatever its format.
        database.execute("DELETE FROM output WHERE key = ? AND inputs <> ?", (key, outputs[0]["inputs"]))
    database.executemany(
        "INSERT OR REPLACE INTO output VALUES (:key, :name, :format, :media_type, :recipe, :inputs, :size, :sha256,"
        " :pages, :signature)",
        [{"key": key, **one} for one in outputs],
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

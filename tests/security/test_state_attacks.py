"""Attacks by a state that comes with the folder: it is only ever a reason not to work, and leads nowhere."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.building.conftest import Building, article, outputs

from pressmark import disk
from pressmark.building import STATE, journal
from pressmark.building.state import _OUTPUT, ASIDE
from pressmark.writers import formats, writer

_HOLDS = (
    "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX); print(flush=True); input()"
)
_PART = ".pressmark-0123456789abcdef.part"


@pytest.fixture
def building(tmp_path) -> Building:
    """Return a build into ``out``, with an article that was built."""
    made = Building(tmp_path)
    (tmp_path / "a.yaml").write_text(article(), "utf-8")
    assert made.statuses(tmp_path / "a.yaml") == ["built"]
    return made


def _enter(folder: Path, **changes: object) -> None:
    """Put an entry into the journal of *folder*, as a build that was cut off leaves it, with *changes*."""
    with closing(sqlite3.connect(folder / STATE)) as database:
        row = database.execute("SELECT source, inputs FROM article").fetchone()
        (output, *_) = database.execute("SELECT * FROM output WHERE name = 'a.html'").fetchall()
    names = ("name", "format", "media_type", "recipe", "inputs", "size", "sha256", "pages", "signature")
    inputs = [dict(zip(("file", "sha256", "signature"), one, strict=True)) for one in json.loads(row[1])]
    made = dict(zip(names, output[1:], strict=True))
    said = {"key": "a", "source": row[0], "inputs": inputs, "problems": [], "outputs": [made]}
    said["files"] = [{"name": "a.html", "temporary": _PART, "replaces": False, "sha256": made["sha256"]}]
    for name, value in changes.items():
        if name in {"key", "files"}:
            said[name] = value
        elif name == "temporary":
            said["files"][0]["temporary"] = value
        else:
            said["files"][0]["name"] = made["name"] = value
    with closing(sqlite3.connect(folder / STATE)) as database, database:
        database.execute("INSERT INTO journal (record) VALUES (?)", (json.dumps(said),))


def test_an_entry_like_a_builds_own_is_finished(building, tmp_path):
    # The control: what the attacks below change is otherwise obeyed.
    folder = tmp_path / "out"
    (folder / _PART).write_bytes(b"new")
    _enter(folder)

    with journal.opened(folder):
        pass

    assert (folder / "a.html").read_bytes() == b"new"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../home/.bashrc"},
        {"name": "{absolute}"},
        {"name": ".bashrc"},
        {"name": "Makefile"},
        {"name": "a.sh"},
        {"name": "a.html/../../home/.bashrc"},
        {"name": "other.html"},
        {"name": 7},
        {"name": "a\0.html"},
        {"key": "../home/a"},
        {"key": ".git/hooks/a"},
        {"temporary": "../home/.profile"},
        {"temporary": "{absolute}"},
        {"temporary": "a.txt"},
        {"temporary": _PART.replace(".part", ".old")},
        {"temporary": None},
        {"files": "x"},
        {"files": [[]]},
        {"files": [{"target": "../home/.bashrc", "temporary": _PART, "old": None, "sha256": ""}]},
    ],
    ids=str,
)
def test_a_journal_renames_nothing_but_outputs_in_their_folder(change, building, tmp_path):
    # Tried: a journal that moves a file of the folder to anywhere, or one of yours away, at the next build.
    # Stopped by: an entry holds names only, and only such as a build gives (`Record.checked`, `journal._file`).
    home, folder = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    for name in (".bashrc", ".profile"):
        (home / name).write_text("mine")
    (folder / _PART).write_bytes(b"theirs")
    before = outputs(folder) | outputs(home)
    change = {name: str(home / ".bashrc") if value == "{absolute}" else value for name, value in change.items()}
    _enter(folder, **change)

    said = _say_of(lambda: building(tmp_path / "a.yaml"))

    assert outputs(folder) | outputs(home) == before
    assert "no build made" in said
    assert not journal.interrupted(folder)


def _say_of(act) -> str:
    """Return what *act* has told whoever runs it."""
    import logging  # only here

    heard: list[str] = []

    class Listen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, listen = logging.getLogger("pressmark"), Listen()
    logger.addHandler(listen)
    try:
        act()
    finally:
        logger.removeHandler(listen)
    return "\n".join(heard)


def _a_view(database: sqlite3.Connection) -> None:
    database.executescript(
        "DROP TABLE journal; CREATE VIEW journal AS WITH RECURSIVE n(id) AS"
        " (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 'x' AS record FROM n;"
    )


def _a_trigger(database: sqlite3.Connection) -> None:
    database.executescript("CREATE TRIGGER t AFTER INSERT ON article BEGIN DELETE FROM output; END;")


def _a_generated_column(database: sqlite3.Connection) -> None:
    database.executescript(
        "DROP TABLE folder; CREATE TABLE folder (path TEXT PRIMARY KEY, x AS (zeroblob(900000000)));"
    )


_HOSTILE = [_a_view, _a_trigger, _a_generated_column]


@pytest.mark.parametrize("harm", _HOSTILE)
def test_a_state_with_other_tables_than_ours_is_set_aside(harm, building, tmp_path):
    # Tried: a view that never ends in the place of the journal; triggers. Stopped by: the tables must be ours, word
    # for word, before anything is read from them (`state._refuse_changed`).
    folder = tmp_path / "out"
    with closing(sqlite3.connect(folder / STATE)) as database:
        harm(database)

    assert journal.interrupted(folder) == ()
    said = _say_of(lambda: building(tmp_path / "a.yaml"))

    assert "all is built anew" in said
    assert (folder / ASIDE).is_file()
    assert building.statuses(tmp_path / "a.yaml") == ["unchanged"]


@pytest.mark.parametrize("what", ["link", "pipe", "journal link", "journal names another", "log"])
def test_a_state_that_leads_elsewhere_is_set_aside(what, building, tmp_path):
    # Tried: links in the place of the state and of SQLite's own journal, through which it would write into another
    # file; a journal that has SQLite delete one; a pipe, which never opens. Stopped by: `state._refuse_foreign`.
    folder, victim = tmp_path / "out", tmp_path / "victim"
    path, beside = folder / STATE, folder / f"{STATE}-journal"
    victim.write_bytes(b"mine")
    if what == "link":
        path.unlink()
        path.symlink_to(victim)
    elif what == "pipe":
        path.unlink()
        os.mkfifo(path)
    elif what == "journal link":
        beside.symlink_to(victim)
    elif what == "log":
        (folder / f"{STATE}-wal").write_bytes(b"x" * 100)
    else:
        name = os.fsencode(victim)
        end = bytes.fromhex("d9d505f920a163d7")
        checked = sum(name).to_bytes(4, "big")
        beside.write_bytes(
            bytes.fromhex("d9d505f920a163d7") + b"\0" * 504 + name + len(name).to_bytes(4, "big") + checked + end
        )

    assert journal.interrupted(folder) == ()
    assert building.statuses(tmp_path / "a.yaml") == ["built"]

    assert victim.read_bytes() == b"mine"
    assert building.statuses(tmp_path / "a.yaml") == ["unchanged"]


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_state_costs_a_build_and_no_more(seed, building, tmp_path):
    # Tried: bytes changed at random, pieces cut off or doubled. Stopped by: SQLite's own check, and ours of each record.
    path, chance = tmp_path / "out" / STATE, random.Random(seed)
    before = outputs(tmp_path / "out")
    data = bytearray(path.read_bytes())
    for _ in range(1 + seed % 5):
        at = chance.randrange(len(data))
        data[at : at + chance.choice([1, 8, 200])] = chance.randbytes(chance.choice([0, 1, 8, 200]))
    path.write_bytes(data[: chance.randrange(len(data))] if seed % 6 == 0 else data)

    _say_of(lambda: journal.interrupted(tmp_path / "out"))
    _say_of(lambda: building(tmp_path / "a.yaml"))

    assert building.statuses(tmp_path / "a.yaml") == ["unchanged"]
    assert outputs(tmp_path / "out").keys() - {ASIDE} == before.keys()


def test_a_record_that_names_a_device_or_a_file_outside_is_not_believed(building, tmp_path):
    # Tried: an input `/dev/zero`, which never ends, or a pipe, which never begins. Stopped by: inputs lie in the
    # article's folder, and only plain files are read.
    (tmp_path / "pipe.png").parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("/dev/zero", "../../../../../../dev/zero", "pipe.png"):
        with closing(sqlite3.connect(tmp_path / "out" / STATE)) as database, database:
            (inputs,) = database.execute("SELECT inputs FROM article").fetchone()
            inputs = [*json.loads(inputs), (name, "0" * 64, None)]
            database.execute("UPDATE article SET inputs = ?", (json.dumps(inputs),))

        assert building.statuses(tmp_path / "a.yaml") == ["built"]


def test_every_formats_outputs_are_names_that_a_record_may_hold():
    assert formats()
    for name in formats():
        edition = ".press" if name in {"pdf", "png"} else ""
        assert _OUTPUT.fullmatch(f"{edition}{writer(name).suffix}"), name


def test_a_folder_that_somebody_locks_is_waited_for_with_a_word(building, tmp_path):
    # Tried: a lock on the output folder, held for ever; `build` waited without a word.
    # Stopped by: `disk.locked` says so after a second, and Ctrl-C ends the waiting.
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, tmp_path / "out"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    holder.stdout.readline()
    threading.Timer(1.5, holder.kill).start()

    said = _say_of(lambda: building(tmp_path / "a.yaml"))

    holder.communicate()
    assert "another process holds the lock" in said


def test_what_a_build_left_that_was_killed_beside_another_goes_with_the_other(building, tmp_path):
    # Left: a `.part` file for ever, as the survivor forgot the note that led there. Swept now at its end.
    folder = tmp_path / "out"
    with journal.opened(folder) as state:
        state.will_write("week/x.html")
        (folder / "week").mkdir()
        left = disk.stage(folder / "week" / "x.html", b"x").temporary

    assert not left.exists()


@pytest.mark.parametrize("name", ["n" * 250, os.fsdecode(b"bad-\xff-name")], ids=["too long", "no UTF-8"])
def test_a_name_that_cannot_be_written_fails_its_article_only(name, building, tmp_path):
    # Tried: a file name of 250 letters, or with a byte that is no UTF-8; the whole folder ended in a traceback.
    # Stopped by: that article alone is refused (`run._look`, `disk.place`).
    shutil.copy(tmp_path / "a.yaml", tmp_path / f"{name}.yaml")
    (tmp_path / "b.yaml").write_text(article("Another one"), "utf-8")

    outcomes = building(tmp_path)

    assert sorted(outcome.status for outcome in outcomes) == ["built", "failed", "unchanged"]
    (failed,) = [outcome for outcome in outcomes if outcome.status == "failed"]
    assert "rename it" in failed.error or "name too long" in failed.error

"""A store is killed while it is written: every object stays valid, and nothing that was finished is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.archive.conftest import ARTICLES, run
from tests.archive.writer import identifier
from tests.longrun import record, scale

from pressmark import disk
from pressmark.archive import ocfl
from pressmark.archive.holdings import find
from pressmark.archive.ocfl import STAGING, InvalidStore, Snapshot, Store, VersionNote, sidecar, step_by_step
from pressmark.archive.unpack import tree
from pressmark.verify.object import judge

WRITER = Path(__file__).with_name("writer.py")
NOTE = VersionNote("2026-01-01T00:00:00Z", "More", "Me", "mailto:me@x.example")
SAME_STORE = 20


def kill_while_writing(root: Path, seed: int, chance: random.Random) -> dict[int, int]:
    """Start the writer, kill it at a random moment, and return the newest versions that it said were finished."""
    process = subprocess.Popen([sys.executable, str(WRITER), str(root), str(seed)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(chance.random() * 0.05)
    os.kill(process.pid, signal.SIGKILL)
    said = [first, *process.stdout.read().splitlines(keepends=True)]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return {int(n): int(version) for n, version in (line.split() for line in said if line.endswith("\n"))}


@pytest.mark.parametrize(
    "times", [pytest.param(15, marks=pytest.mark.conformance), pytest.param(200, marks=pytest.mark.soak)]
)
def test_a_store_killed_at_any_moment_has_only_valid_objects_and_lost_nothing(tmp_path, ask, times):
    chance = random.Random(times)
    times = times if times < 200 else scale(times)
    copies, staged, versions = [], 0, 0
    finished: dict[int, int] = {}
    for n in range(times):
        root = tmp_path / f"store-{n // SAME_STORE}"
        finished = {} if n % SAME_STORE == 0 else finished
        finished |= kill_while_writing(root, n, chance)
        versions += sum(finished.values()) if n % SAME_STORE == SAME_STORE - 1 or n == times - 1 else 0
        staged += (root / STAGING).exists()
        for place in Store(root).objects():
            assert judge(*tree(place)).faults == [], place
        for article, version in finished.items():
            kept = Snapshot.of(find(root, identifier(article)))
            assert len(kept.inventory.versions) >= version
            kept.check()
        # Links are enough: no file of an object is ever written twice.
        disk.link_tree(root, tmp_path / f"copy-{n}")
        copies += list(Store(tmp_path / f"copy-{n}").objects())
    answers = [errors for at in range(0, len(copies), 400) for errors in ask("ocfl", *copies[at : at + 400])]
    assert answers == [[] for _ in copies]
    assert staged, "no kill fell into the writing of a version"
    if times >= 100:
        found = f"{len(copies)} objects checked by ocfl-py, all valid; {versions} finished versions, none lost"
        found += f"; {staged} kills fell into a write"
        record("SIGKILL while writing into an OCFL store", f"{times} kills", found)


def test_what_a_kill_left_behind_is_cleared_by_the_next_write(tmp_path):
    store = Store(tmp_path / "store")
    store.add(identifier(1), lambda: {"a": b"1"}, lambda _: NOTE)
    (tmp_path / "store" / STAGING / "half").mkdir(parents=True)
    store.add(identifier(1), lambda: {"a": b"2"}, lambda _: NOTE)
    assert not (tmp_path / "store" / STAGING).exists()


def written(root: Path) -> Path:
    """Return an object of two versions."""
    for words in (b"1", b"2"):
        added = Store(root).add(identifier(1), lambda words=words: {"a": words}, lambda _: NOTE)
    return added.path


def test_where_folders_cannot_change_places_the_steps_give_the_same_object(tmp_path):
    place = written(tmp_path / "one")
    other = written(tmp_path / "other")
    staged = tmp_path / "staged"
    disk.link_tree(other, staged)
    shutil.rmtree(other / "v2")
    for name in ("inventory.json", "inventory.json.sha512"):
        disk.replace_file(other / name, (other / "v1" / name).read_bytes(), tmp_path / "s")
    assert judge(*tree(other)).faults == []
    step_by_step(staged, other, "v2")
    assert tree(other) == tree(place)


@pytest.mark.parametrize("done", [1, 2])
def test_a_write_in_steps_that_was_interrupted_is_ended_or_undone_by_the_next(tmp_path, done):
    place = written(tmp_path / "store")
    older = {name: (place / "v1" / name).read_bytes() for name in ("inventory.json", "inventory.json.sha512")}
    # After one step the new version's folder is there, after two its inventory, without the sidecar.
    for name in list(older)[done - 1 :]:
        disk.replace_file(place / name, older[name], tmp_path / "s")
    assert judge(*tree(place)).faults != []
    added = Store(tmp_path / "store").add(identifier(1), lambda: {"a": b"3"}, lambda _: NOTE)
    assert judge(*tree(place)).faults == []
    assert added.version == done + 1
    assert Snapshot.of(place).files() == {"a": b"3"}


def test_nothing_is_added_to_an_object_whose_content_was_altered(tmp_path):
    place = written(tmp_path / "store")
    content = place / "v1" / "content" / "a"
    content.write_bytes(b"?")
    before = tree(place)
    with pytest.raises(InvalidStore, match="altered"):
        Store(tmp_path / "store").add(identifier(1), lambda: {"a": b"3"}, lambda _: NOTE)
    assert tree(place) == before


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"versions": 1}'])
def test_nothing_is_added_to_an_object_whose_inventory_is_broken(tmp_path, data):
    place = written(tmp_path / "store")
    (place / "inventory.json").write_bytes(data)
    before = tree(place)
    with pytest.raises(InvalidStore):
        Store(tmp_path / "store").add(identifier(1), lambda: {"a": b"3"}, lambda _: NOTE)
    assert tree(place) == before


@pytest.mark.parametrize("name", [ocfl.DECLARATION[0], "ocfl_layout.json"])
def test_a_store_with_another_layout_is_left_alone(tmp_path, name):
    written(tmp_path / "store")
    (tmp_path / "store" / name).write_bytes(b"other")
    before = tree(tmp_path / "store")
    with pytest.raises(InvalidStore):
        Store(tmp_path / "store").add(identifier(2), lambda: {"a": b"3"}, lambda _: NOTE)
    assert tree(tmp_path / "store") == before


def test_a_folder_that_is_something_else_does_not_become_a_store(tmp_path):
    (tmp_path / "letters.txt").write_text("Dear Mira")
    with pytest.raises(InvalidStore, match="neither empty nor"):
        Store(tmp_path).add(identifier(1), lambda: {"a": b"3"}, lambda _: NOTE)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_two_writers_at_once_do_not_mix(tmp_path):
    root = tmp_path / "store"
    writers = [
        subprocess.Popen([sys.executable, str(WRITER), str(root), str(n)], stdout=subprocess.PIPE) for n in (1, 2)
    ]
    for writer in writers:
        # Each finished version is said aloud: by then both are at it, however long they took to begin.
        assert [writer.stdout.readline() for _ in range(6)][-1]
    for writer in writers:
        writer.terminate()
        writer.communicate()
    places = list(Store(root).objects())
    assert len(places) > 1
    assert [judge(*tree(place)).faults for place in places] == [[] for _ in places]


def test_the_command_killed_while_it_packs_loses_nothing(tmp_path):
    source = tmp_path / "veer.yaml"
    source.write_text((ARTICLES / "veer.yaml").read_text())
    store = tmp_path / "store"
    assert run("pack", source, "--as", "ocfl", "-o", store, cwd=tmp_path).returncode == 0
    for n, wait in enumerate((1.1, 1.5), 1):
        source.write_text((ARTICLES / "veer.yaml").read_text() + f"backstory: Versie {n}.\n")
        command = [sys.executable, "-m", "pressmark", "pack", str(source), "--as", "ocfl", "-o", str(store), "-q"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.kill()
        process.wait()
        (place,) = Store(store).objects()
        assert judge(*tree(place)).faults == []
    assert run("pack", source, "--as", "ocfl", "-o", store, cwd=tmp_path).returncode == 0
    assert run("verify", store, cwd=tmp_path).returncode == 0


def test_the_sidecar_is_what_ocfl_says(tmp_path):
    place = written(tmp_path / "store")
    assert (place / "inventory.json.sha512").read_bytes() == sidecar((place / "inventory.json").read_bytes())

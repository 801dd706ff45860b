"""Whatever stops a build, at whatever moment: each file is whole, and after the next build all are of one set."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.building.conftest import article, litter, outputs

from pressmark import disk
from pressmark.building import STATE, journal
from pressmark.building.journal import opened
from pressmark.building.state import State
from pressmark.cli import tidily
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from tests.building.conftest import Building


@pytest.fixture
def sets(building, source) -> dict[str, dict[str, bytes]]:
    """Return the two sets of outputs that the article goes back and forth between; the old one is there."""
    found = {}
    for name, word in (("new", "morning"), ("old", "evening")):
        source.write_text(article(f"Bring back the {word} river bus"), "utf-8")
        building(source)
        found[name] = outputs(building.folder / "out")
    source.write_text(article("Bring back the morning river bus"), "utf-8")
    assert set(found["old"]) == {"a.html", "a.jsonld", "a.txt"}
    assert all(found["old"][name] != found["new"][name] for name in found["old"])
    return found


@pytest.fixture
def other(tmp_path) -> Path:
    """Return another article, whose build is the next command."""
    path = tmp_path / "other.yaml"
    path.write_text(article("Another one"), "utf-8")
    return path


def _in_a_child(build, wait: float | None = None) -> int:
    """Run *build* in a forked process, killed after *wait* seconds; return what ended it."""
    child = os.fork()
    if child == 0:
        try:
            build()
        finally:
            os._exit(0)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _assert_whole(folder: Path, sets: dict[str, dict[str, bytes]]) -> None:
    there = outputs(folder)
    for name in sets["old"]:
        assert there[name] in (sets["old"][name], sets["new"][name]), name


def _assert_one_set(folder: Path, sets: dict[str, dict[str, bytes]]) -> str:
    there = {name: data for name, data in outputs(folder).items() if name.startswith("a.")}
    assert there in (sets["old"], sets["new"])
    assert litter(folder) == []
    assert journal.interrupted(folder) == ()
    return "old" if there == sets["old"] else "new"


def _build_killed_before(step: int, building: Building, source: Path) -> None:
    _kill_before(step)
    building(source)


def _kill_before(step: int) -> None:
    """Kill this process before the *step*-th change to the file system that Python makes."""
    changes = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate", "os.chmod", "os.utime"}
    left = [step]

    def watch(event: str, args: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event in changes or writes or event == "sqlite3.connect":
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def test_a_build_killed_before_any_of_its_steps_leaves_one_set(building, source, sets, other):
    folder = building.folder / "out"
    ends, steps = [], 0
    saved = {path.name: path.read_bytes() for path in folder.iterdir()}

    while True:
        status = _in_a_child(partial(_build_killed_before, steps, building, source))
        _assert_whole(folder, sets)
        building(other)
        ends.append(_assert_one_set(folder, sets))
        if status == 0:
            break
        steps += 1
        shutil.rmtree(folder)
        folder.mkdir()
        for name, data in saved.items():
            (folder / name).write_bytes(data)

    assert steps > 10, "the build was not killed between its steps"
    assert set(ends) == {"old", "new"}
    assert ends == sorted(ends, reverse=True), "after the set is in the journal, it is always finished"


@pytest.mark.parametrize("times", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_a_build_killed_at_any_moment_leaves_one_set(times, building, source, sets, other):
    folder = building.folder / "out"
    chance = random.Random(times)
    began = time.monotonic()
    building(source, force=True)
    takes = time.monotonic() - began
    finished = set()

    for _ in range(times):
        before = _assert_one_set(folder, sets)
        word = "morning" if before == "old" else "evening"
        source.write_text(article(f"Bring back the {word} river bus"), "utf-8")
        _in_a_child(lambda: building(source), chance.uniform(0, takes * 1.5))
        _assert_whole(folder, sets)
        building(other, force=True)
        through = _assert_one_set(folder, sets) != before
        finished.add(through)
        # A machine that is busy now and idle then: keep the kills around the moment that decides.
        takes *= 0.8 if through else 1.3

    assert finished == {False, True}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_without_litter(number, building, source):
    command = [sys.executable, "-m", "pressmark", "build", "a.yaml", "-o", "out", "--to", "html,jsonld,text", "--force"]
    sets = {}
    for name, word in (("new", "morning"), ("old", "evening")):
        source.write_text(article(f"Bring back the {word} river bus"), "utf-8")
        subprocess.run(command, cwd=building.folder, check=True, capture_output=True)
        sets[name] = outputs(building.folder / "out")
    source.write_text(article("Bring back the morning river bus"), "utf-8")
    for wait in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        process = subprocess.Popen(
            command,
            cwd=building.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        time.sleep(wait)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)

        assert b"Traceback" not in said or process.returncode == -number, said
        _assert_whole(building.folder / "out", sets)
        assert litter(building.folder / "out") == []


@pytest.mark.gate  # it waits by the clock, for the moments in which workers begin
def test_ctrl_c_reaches_workers_that_begin_without_a_traceback(building, source):
    for name in ("b", "c", "d"):
        (building.folder / f"{name}.yaml").write_bytes(source.read_bytes())
    for wait in range(200, 1100, 75):
        process = subprocess.Popen(
            [sys.executable, "-m", "pressmark", "build", ".", "-o", "out", "-j", "2", "--to", "html", "--force"],
            cwd=building.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        time.sleep(wait / 1000)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)

        # Before our own program runs, Python itself tells of the Ctrl-C.
        assert b"Traceback" not in said or process.returncode == -signal.SIGINT, said
        assert b"multiprocessing" not in said
        assert litter(building.folder / "out") == []


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGTERM, SystemExit), (signal.SIGINT, KeyboardInterrupt)])
def test_a_signal_that_python_drops_ends_the_command_all_the_same(number, ends, capfd):
    class Destroyed:
        def __del__(self):
            signal.raise_signal(number)  # what is raised in here, Python only complains of

    def works_on():
        with tidily():
            gone = Destroyed()
            del gone
            time.sleep(10)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        with pytest.raises(ends) as ended:
            works_on()
    finally:
        signal.signal(signal.SIGINT, before)

    assert getattr(ended.value, "code", 143) == 143
    assert capfd.readouterr() == ("", "")
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.parametrize("call", ["fsync", "link", "replace", "open", "write"])
def test_a_call_that_fails_leaves_the_old_set(call, building, source, sets, monkeypatch):
    folder = building.folder / "out"
    failed = 0
    for nth in range(12):
        count = [0]
        with monkeypatch.context() as patch:
            _fail_at(patch, call, nth, count)
            try:
                (outcome,) = building(source, force=True)
                said = outcome.error
            except BuildError as error:
                outcome, said = None, str(error)
        if outcome is not None and outcome.status == "built":
            break
        failed += 1
        assert "No space left" in said
        assert {name: data for name, data in outputs(folder).items() if name in sets["old"]} == sets["old"]
        assert [name for name in litter(folder) if name.endswith(".part")] == []

    assert failed
    building(source)
    assert _assert_one_set(folder, sets) == "new"


def _fail_at(patch: pytest.MonkeyPatch, call: str, nth: int, count: list[int]) -> None:
    """Make the *nth* call that publishing depends on fail as on a full disk."""
    owner, name = {"replace": (Path, "replace"), "write": (disk.os, "fdopen")}.get(call, (os, call))
    real = getattr(owner, name)

    def failing(*args: object, **rest: object) -> object:
        if call == "open" and not (isinstance(args[1], int) and args[1] & os.O_CREAT):
            return real(*args, **rest)
        if call == "write" and args[1] != "wb":
            return real(*args, **rest)
        count[0] += 1
        if count[0] == nth + 1:
            if call == "write":
                os.close(args[0])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **rest)

    if call == "link":
        # Without hard links the older file is copied; here that fails too.
        patch.setattr(journal.shutil, "copy2", failing)
        patch.setattr(owner, name, lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no hard links")))
    else:
        patch.setattr(owner, name, failing)


def test_without_hard_links_a_set_is_published_all_the_same(building, source, sets, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    assert building.statuses(source) == ["built"]
    assert _assert_one_set(building.folder / "out", sets) == "new"


def test_a_disk_that_is_full_leaves_the_old_set(tmp_path, building, source, other):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        building(source, folder=disk / "out")
        old = outputs(disk / "out")
        room = os.statvfs(disk)
        # Room for the state's own journal, and for one output of three.
        (disk / "ballast").write_bytes(bytes(room.f_bavail * room.f_frsize - 24_576))
        source.write_text(article("Another headline"), "utf-8")

        (outcome,) = building(source, folder=disk / "out")

        assert outcome.status == "failed"
        assert "No space left on device" in outcome.error
        assert outputs(disk / "out") == old
        assert litter(disk / "out") == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_read_only_folder_gets_one_message(tmp_path, pressmark, building, source):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o"]
    if subprocess.run([*mount, "size=1m", "tmpfs", disk], check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    try:
        building(source, folder=disk)
        old = outputs(disk)
        subprocess.run([*mount, "remount,ro", disk], check=True)
        source.write_text(article("Another headline"), "utf-8")

        ran = pressmark("build", "a.yaml", "-o", disk, "--to", "html,jsonld,text")

        assert ran.code == 1
        assert ran.err.startswith("Error: cannot ")
        assert str(disk) in ran.err
        assert outputs(disk) == old
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_folder_removed_during_the_build_is_one_error(building, source, monkeypatch):
    building(source)
    stage = disk.stage

    def pulled_away(target: Path, data: bytes) -> disk.Staged:
        shutil.rmtree(building.folder / "out", ignore_errors=True)
        return stage(target, data)

    monkeypatch.setattr("pressmark.building.run.stage", pulled_away)

    with pytest.raises(BuildError, match="out"):
        building(source, force=True)
    monkeypatch.undo()
    assert building.statuses(source) == ["built"]


def test_two_builds_at_once_do_not_mix(building, source, sets):
    """Four processes build the old and the new article into one folder, over and over."""
    folder = building.folder / "out"
    sources = []
    for number, word in enumerate(["morning", "evening"] * 2):
        path = building.folder / str(number) / "a.yaml"
        path.parent.mkdir()
        path.write_text(article(f"Bring back the {word} river bus"), "utf-8")
        sources.append(path)
    children = []
    for path in sources:
        child = os.fork()
        if child == 0:
            try:
                for _ in range(8):
                    assert building.statuses(path, force=True) == ["built"]
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)

    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    building(sources[0])
    _assert_one_set(folder, sets)


def test_a_build_leaves_alone_what_another_build_has_staged(building, source, other):
    building(other)
    with staging_of_another(building.folder / "out") as waiting:
        building(source)

        assert waiting.exists()
    building(source, force=True)
    assert litter(building.folder / "out") == []


class staging_of_another:  # noqa: N801 - a context manager
    """Another process, at work in *folder*, with a file staged there; it ends as if killed."""

    def __init__(self, folder: Path) -> None:
        """Be at work in *folder*."""
        self.folder = folder

    def __enter__(self) -> Path:
        """Return the path of the staged file."""
        script = (
            "import sys, pathlib\n"
            "from pressmark import disk\n"
            "from pressmark.building.journal import opened\n"
            "folder = pathlib.Path(sys.argv[1])\n"
            "with opened(folder) as state:\n"
            "    state.will_write('x.html')\n"
            "    print(disk.stage(folder / 'x.html', b'x').temporary, flush=True)\n"
            "    sys.stdin.read()\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return Path(self.process.stdout.readline().strip())

    def __exit__(self, *_: object) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.communicate()


def test_a_set_that_was_interrupted_can_be_named_without_being_touched(building, source, sets, monkeypatch, pressmark):
    def killed(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def build() -> None:
        monkeypatch.setattr(disk, "sync", killed)
        building(source)

    _in_a_child(build)
    folder = building.folder / "out"

    (found,) = journal.interrupted(folder)
    assert found.key == "a"
    assert set(found.names) == {"a.html", "a.jsonld", "a.txt"}
    ran = pressmark("verify", "out")
    assert ran.code == 1
    assert "a.html: its set was interrupted" in ran.out
    assert journal.interrupted(folder) == (found,)
    building(source)
    assert _assert_one_set(folder, sets) == "new"
    assert "interrupted" not in pressmark("verify", "out").out


def test_a_set_that_cannot_be_finished_is_undone(building, source, sets, other, monkeypatch):
    replace = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if target.name == "a.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(self, target)

    def build() -> None:
        monkeypatch.setattr(Path, "replace", dies)
        building(source)

    _in_a_child(build)
    folder = building.folder / "out"
    assert outputs(folder)["a.html"] == sets["new"]["a.html"]
    for part in folder.glob(".pressmark-*.part"):
        part.unlink()

    building(other)

    assert _assert_one_set(folder, sets) == "old"


def _meanwhile(monkeypatch, act):
    """Call *act* once, at the moment when a build has entered its set and not yet begun to finish it."""
    write, moments = State.writing, []

    def writing(state):
        entered = state.database.execute("SELECT 1 FROM journal").fetchone()
        if entered and not moments:
            moments.append(state)
            act(state)
        return write(state)

    monkeypatch.setattr(State, "writing", writing)
    return moments


def test_a_set_that_another_build_finished_and_then_replaced_was_built(building, source, sets, monkeypatch):
    rival = building.folder / "rival" / "a.yaml"
    rival.parent.mkdir()
    rival.write_text(article("Bring back the evening river bus"), "utf-8")
    moments = _meanwhile(monkeypatch, lambda _state: building(rival, force=True))

    assert building.statuses(source, force=True) == ["built"]
    assert moments, "no other build came between"
    assert _assert_one_set(building.folder / "out", sets) == "old"


def test_a_set_that_another_build_undid_has_failed(building, source, sets, monkeypatch):
    def undo(state):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", _no_space)
            with opened(state.folder):
                pass

    moments = _meanwhile(monkeypatch, undo)

    (outcome,) = building(source, force=True)
    assert moments, "no other build came between"
    assert (outcome.status, "could not finish" in outcome.error) == ("failed", True)
    assert _assert_one_set(building.folder / "out", sets) == "old"


def _no_space(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_output_that_is_a_link_stays_a_link(building, source, sets, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    page = building.folder / "out" / "a.html"
    page.rename(elsewhere / "page.html")
    page.symlink_to(elsewhere / "page.html")

    assert building.statuses(source) == ["built"]

    assert page.is_symlink()
    assert (elsewhere / "page.html").read_bytes() == sets["new"]["a.html"]
    assert litter(elsewhere) == []
    assert building.statuses(source) == ["unchanged"]


def test_permissions_of_outputs_are_kept_and_those_of_new_ones_follow_the_umask(building, source, sets):
    page = building.folder / "out" / "a.html"
    page.chmod(0o600)
    before = os.umask(0o027)
    try:
        (building.folder / "out" / "a.txt").unlink()
        building(source)
    finally:
        os.umask(before)

    assert page.stat().st_mode & 0o777 == 0o600
    assert (building.folder / "out" / "a.txt").stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_place_of_an_output_fails_its_article_only(building, source, other):
    (building.folder / "out" / "a.html").mkdir(parents=True)

    first, second = building(source, other)

    assert (first.status, second.status) == ("failed", "built")
    assert "a folder has that name" in first.error
    assert "a.txt" not in outputs(building.folder / "out")


def test_a_write_protected_output_is_not_replaced(building, source, sets, monkeypatch):
    page = building.folder / "out" / "a.html"
    page.chmod(0o444)
    # Root may write everything, so the system's answer is put on.
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != page and access(path, mode))

    (outcome,) = building(source)

    assert "write-protected" in outcome.error
    assert outputs(building.folder / "out") == sets["old"]


def test_the_state_is_the_only_file_kept(building, source):
    building(source)

    assert {path.name for path in (building.folder / "out").iterdir()} == {STATE, "a.html", "a.jsonld", "a.txt"}

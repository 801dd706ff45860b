"""What passes is gone: no folder of ours stays among the machine's temporary files, however a build ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.building.conftest import article

from pressmark import disk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks are flock's")


@pytest.fixture(params=["", "a" * 100], ids=["short", "long"])
def temporary(request, tmp_path, monkeypatch) -> Iterator[Path]:
    """Return the folder that is the machine's temporary one for this process and those that it starts.

    The path of a socket, which is how workers are forked, must be short: in a folder of a long name they are spawned.
    *tmp_path* is asked for first, so that the tests' own folder lies elsewhere.
    """
    within = tempfile.TemporaryDirectory(prefix="t-")
    folder = Path(within.name) / request.param
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with within:
        yield folder


@pytest.fixture
def sources(tmp_path) -> Path:
    """Return a folder of three articles."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.yaml").write_text(article(name))
    return folder


def _build(sources: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pressmark", "build", str(sources), "-o", str(sources.parent / "out"), "-q", *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _build_all(sources: Path, *more: str) -> None:
    build = _build(sources, *more)
    _, said = build.communicate()
    assert build.returncode == 0, said.decode()


def _ours(temporary: Path) -> list[str]:
    return sorted(path.name for path in temporary.iterdir() if path.name.startswith("pressmark-"))


def _wait_for_one(temporary: Path) -> None:
    for _ in range(600):
        if any((temporary / name / ".lock").exists() for name in _ours(temporary)):
            return
        time.sleep(0.05)
    pytest.fail("no folder was made")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_leaves_nothing(jobs, temporary, sources):
    _build_all(sources, "-j", jobs, "--to", "pdf")

    assert (sources.parent / "out" / "a.pdf").exists()
    assert _ours(temporary) == []


def test_what_a_killed_build_left_goes_with_the_next(temporary, sources):
    killed = _build(sources, "-j", "2")
    _wait_for_one(temporary)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert _ours(temporary)

    _build_all(sources, "-j", "2", "--to", "text")

    assert _ours(temporary) == []


def test_the_folder_of_a_process_that_lives_stays(temporary):
    code = "from pressmark import disk; print(disk.scratch(), flush=True); input()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    theirs = Path(other.stdout.readline().strip())

    disk.sweep_scratch()
    assert theirs.is_dir()

    other.kill()
    other.communicate()
    disk.sweep_scratch()
    assert not theirs.exists()


def test_what_has_no_lock_or_is_a_link_is_none_of_ours(temporary, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / ".lock").touch()
    (temporary / "pressmark-link").symlink_to(kept)
    (temporary / "pressmark-older").mkdir()
    (temporary / "pressmark-linked-lock").mkdir()
    (temporary / "pressmark-linked-lock" / ".lock").symlink_to(kept / ".lock")

    disk.sweep_scratch()

    assert _ours(temporary) == ["pressmark-link", "pressmark-linked-lock", "pressmark-older"]
    assert kept.is_dir()


def test_a_child_that_was_forked_has_its_own_and_leaves_its_parents(temporary):
    code = """
import os
from pressmark import disk
own = disk.scratch()
if not (child := os.fork()):
    assert disk.scratch() != own
    raise SystemExit
assert os.waitpid(child, 0)[1] == 0
assert own.is_dir()
assert len(list(own.parent.iterdir())) == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)

    assert _ours(temporary) == []

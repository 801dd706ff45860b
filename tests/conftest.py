"""What all tests share: the command as people run it, golden files, and no network but this machine's own."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from tests.commandserver import Server

from pressmark.theme import Options, load_theme

CHECKOUT = Path(__file__).parent.parent
# Folders whose files share what costs most: printed copies, a folder of built articles.
_TOGETHER = {"parity", "pdf"}


def _around() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


# The environment that the server of commands has.
_AROUND = _around()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, and keep together what is made for one file of tests.

    A browser is a validator that nobody here wrote, whatever it is asked. What a file's fixtures make, and what a
    folder's print, one worker makes for all.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.conformance)
        if item.get_closest_marker("xdist_group") is None:
            folder, _, file = item.path.relative_to(CHECKOUT / "tests").as_posix().partition("/")
            item.add_marker(pytest.mark.xdist_group(folder if folder in _TOGETHER else f"{folder}-{file}"))


def pytest_collection_finish() -> None:
    """Collect garbage seldom, as a worker of a build does: the tests' own thousands of items never are any."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build never touches the network: nor does a test of it, beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if not (host.startswith("127.") or host in {"::1", "localhost"}):
                raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def options() -> Options:
    """Return what a writer is told by default."""
    return Options(load_theme())


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


class Command:
    """Run ``pressmark`` as a user does: in a process of its own, in *folder*."""

    def __init__(self, folder: Path, program: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.program = program

    def __call__(self, *args: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        words = [str(arg) for arg in args]
        if self.program or env:
            done = subprocess.run(
                [*(self.program or (sys.executable, "-m", "pressmark")), *words],
                cwd=self.folder,
                input=stdin,
                capture_output=True,
                env={**os.environ, "NO_COLOR": "1", **(env or {})},
                check=False,
                timeout=300,
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        elif _around() != _AROUND:
            return self(*args, stdin=stdin, env=dict(os.environ))
        else:
            code, out, err = _server().run(words, self.folder, stdin, timeout=300)
        ran = Ran(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
        assert "Traceback" not in ran.err, ran.err
        return ran


@cache
def _server() -> Server:
    return Server()


@pytest.fixture
def pressmark(tmp_path: Path) -> Command:
    """Return the command, to be run in an empty folder."""
    return Command(tmp_path)


@pytest.fixture
def need() -> object:
    """Return a function that finds a program, or skips the test with a reason (under CI it fails)."""

    def find(program: str) -> str:
        found = shutil.which(program)
        if found is None:
            absent(f"{program} is not installed; scripts/tools.sh fetches it")
        return str(found)

    return find


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return Debian's Chromium, driven by Playwright; one for all tests, as Playwright runs once in a process."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("chromium is not installed; scripts/tools.sh fetches it")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


def absent(reason: str) -> None:
    """Skip the test because a validator is absent; under CI every validator must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"under CI: {reason}")
    pytest.skip(reason)

"""What all tests share: the command as people run it, golden files, and no network but this machine's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


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


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


class Command:
    """Run ``pressmark`` as a user does: in a process of its own, in *folder*."""

    def __init__(self, folder: Path, program: tuple[str, ...] = (sys.executable, "-m", "pressmark")) -> None:
        self.folder = folder
        self.program = program

    def __call__(self, *args: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        done = subprocess.run(
            [*self.program, *map(str, args)],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            env={**os.environ, "NO_COLOR": "1", **(env or {})},
            check=False,
            timeout=300,
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        assert "Traceback" not in ran.err, ran.err
        return ran


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

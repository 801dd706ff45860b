"""Commands run in this process, programs that go on until they are ended, and waiting for what they do."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from click.testing import CliRunner

from pressmark.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE = 60.0


def ran(*words: object) -> tuple[int, str]:
    """Return the exit status of the command *words*, run in this process, and all that it said."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


@dataclass
class Running:
    """A command that goes on: what it has said so far, and the way to end it."""

    process: subprocess.Popen[bytes]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def listen(self) -> Running:
        """Collect what the command says, in the background."""
        for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            threading.Thread(
                target=lambda s=stream, to=lines: to.extend(map(_text, s)) or s.close(), daemon=True
            ).start()
        return self

    def wait_for(self, pattern: str, *, where: str = "err", since: int = 0) -> str:
        """Return the first line after the first *since* ones that *pattern* is found in."""

        def found() -> str | None:
            return next((line for line in getattr(self, where)[since:] if re.search(pattern, line)), None)

        return until(found, lambda: f"no “{pattern}”; {self.out} {self.err}")

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=_PATIENCE)


def _text(line: bytes) -> str:
    return line.decode("utf-8").rstrip("\n")


def until(ask: Callable[[], object], reason: Callable[[], str] = lambda: "it never came") -> object:
    """Return what *ask* returns as soon as that is true; fail with *reason* after a minute."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.02)
    raise AssertionError(reason())


@contextlib.contextmanager
def starting(folder: Path) -> Iterator[Callable[..., Running]]:
    """Yield a function that starts ``pressmark`` in *folder*; what still runs at the end is killed."""
    started = []

    def run(*arguments: str | Path) -> Running:
        # Whoever runs the tests in the background may have them ignore Ctrl-C; a person at a keyboard does not.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen(
            [sys.executable, "-m", "pressmark", *map(str, arguments)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1"},
        )
        signal.signal(signal.SIGINT, before)
        started.append(process)
        return Running(process).listen()

    yield run
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


def edit(path: Path, old: str, new: str) -> None:
    """Replace *old*, which must be there, by *new*, and save in place."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")

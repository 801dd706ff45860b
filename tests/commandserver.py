"""``python -m pressmark`` in a process of its own that costs milliseconds, not the import of the PDF engine.

A server that has imported what commands import, and run none of it, forks for each command, which then runs as the
interpreter would run it: its own arguments, folder, environment and streams, its exit status, its handlers at exit.
What asks for another environment than the tests' own must start an interpreter: see `tests.conftest.Command`.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO


class Server:
    """The server's side that the tests see: start it with the first command, end it with the tests."""

    def __init__(self) -> None:
        """Start the server."""
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1"},
            bufsize=0,
        )
        atexit.register(self.end)

    def run(self, arguments: list[str], folder: Path, stdin: bytes, timeout: float) -> tuple[int, bytes, bytes]:
        """Run ``pressmark`` with *arguments* in *folder*; return its status and what it wrote to its two streams."""
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            (place / "0").write_bytes(stdin)
            asked = {"arguments": arguments, "folder": str(folder), "streams": str(place)}
            self._pipe("stdin").write(json.dumps(asked).encode() + b"\n")
            pid = int(self._answer(timeout))
            try:
                status = int(self._answer(timeout))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._answer(timeout)
                raise
            return status, (place / "1").read_bytes(), (place / "2").read_bytes()

    def _pipe(self, name: str) -> IO[bytes]:
        pipe: IO[bytes] = getattr(self._process, name)
        return pipe

    def _answer(self, timeout: float) -> bytes:
        pipe = self._pipe("stdout")
        if not select.select([pipe], [], [], timeout)[0]:
            raise TimeoutError(f"the command took more than {timeout} s")
        line = pipe.readline()
        assert line, "the server of commands has ended"
        return line

    def end(self) -> None:
        """End the server."""
        self._pipe("stdin").close()
        self._process.wait()
        self._pipe("stdout").close()


def _load() -> None:
    """Import what commands import; pressmark's own code runs nothing as it is imported."""
    import gc

    import pressmark.building.loaded
    import pressmark.cli
    import pressmark.importing
    import pressmark.pdf.preflight
    import pressmark.writers.pdf
    from pressmark.pdf.weasy import load

    assert pressmark.importing, pressmark.building
    load()
    gc.collect()
    gc.freeze()


def _next() -> list[str]:
    """Serve until the tests are over; in the process of a command, return its arguments."""
    control, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    waiting = os.fdopen(control, "rb", buffering=0)
    while line := waiting.readline():
        asked = json.loads(line)
        pid = os.fork()
        if pid:
            os.write(answers, b"%d\n" % pid)
            _, status = os.waitpid(pid, 0)
            os.write(answers, b"%d\n" % os.waitstatus_to_exitcode(status))
            continue
        waiting.close()
        os.close(answers)
        streams = Path(asked["streams"])
        for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)):
            opened = os.open(streams / str(number), flags, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        os.chdir(asked["folder"])  # noqa: TID251 - the new process is there as if it had been started there
        arguments: list[str] = asked["arguments"]
        return arguments
    sys.exit(0)


if __name__ == "__main__":
    _load()
    if "COVERAGE_PROCESS_CONFIG" in os.environ:  # see `measured`, which lies beside
        import measured  # noqa: F401
    sys.argv[1:] = _next()
    runpy.run_module("pressmark", run_name="__main__", alter_sys=True)

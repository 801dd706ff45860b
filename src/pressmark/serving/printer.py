"""The PDF in the background: a process of its own, so that the page never waits for it.

The process reads one question at a time from its standard input and answers on its standard output, each a pickled
value after its length: what to print, and the sheet. It ends with its input, so it cannot outlive the preview. Both
ends are ours; nothing from outside is ever unpickled.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal

from pressmark import disk
from pressmark.problems import BuildError, PressmarkError, Problem
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.model import Article
    from pressmark.theme import Options

_LENGTH = struct.Struct(">Q")
# The PDF engine keeps a little of every page: after so many copies a new process takes over, as in a build.
_COPIES = 200


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print: an *article*, the *text* of its source, and how."""

    article: Article
    text: str
    options: Options


@dataclass(frozen=True, slots=True)
class Printout:
    """How far the PDF is: its bytes when it is *ready*, the reason when it *failed*.

    *problems* are what preflight found in *text*; while the next PDF is being made they are still the last one's.
    """

    state: Literal["none", "building", "ready", "failed"] = "none"
    pdf: bytes = b""
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    text: str = ""


class Printer:
    """Prints the newest article that it was given; what is outdated before its turn has come is never printed.

    *tell* is called whenever *sheet* has changed.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        """Start nothing yet: the process comes with the first article."""
        self.sheet = Printout()
        self._tell = tell
        self._next: PrintOrder | None = None
        self._wanted = asyncio.Event()
        self._settled = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._printed = 0

    def ask(self, order: PrintOrder) -> None:
        """Have *order* printed as soon as what is being printed is done."""
        self._next = order
        self._settled.clear()
        self._set(Printout("building", problems=self.sheet.problems, text=self.sheet.text))
        self._wanted.set()

    async def settled(self) -> Printout:
        """Return the newest article's sheet, once it is ready or has failed (at once where nothing was asked)."""
        if self.sheet.state == "building":
            await self._settled.wait()
        return self.sheet

    async def run(self) -> None:
        """Print until cancelled; then end the process."""
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                if self._next is None:
                    continue
                order, self._next = self._next, None
                sheet = await self._print(order)
                if self._next is None:
                    self._set(sheet)
                    self._settled.set()
        finally:
            await self._end()

    async def _print(self, order: PrintOrder) -> Printout:
        process = await self._started()
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:  # pragma: no cover - both are pipes
            raise BuildError("the printing process has no pipes")
        data = pickle.dumps(order)
        try:
            stdin.write(_LENGTH.pack(len(data)) + data)
            await stdin.drain()
            (length,) = _LENGTH.unpack(await stdout.readexactly(_LENGTH.size))
            answer = await stdout.readexactly(length)
            sheet: Printout = pickle.loads(answer)  # noqa: S301 - from our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            await self._end()
            return Printout("failed", reason="the PDF engine ended unexpectedly; `pressmark doctor` says what it lacks")
        self._printed += 1
        if self._printed >= _COPIES:
            await self._end()
        return sheet

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                # The folder of the article is no place to import from.
                "-P",
                # Not “-m”: what is pickled in one process must have the same name in the other.
                "-c",
                f"from {__name__} import main; main()",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                # Ctrl-C at the terminal is for the preview; this process ends with its input.
                start_new_session=True,
            )
        return self._process

    def _set(self, sheet: Printout) -> None:
        self.sheet = sheet
        self._tell()

    async def _end(self) -> None:
        process, self._process, self._printed = self._process, None, 0
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            # To its last word, after which its pipes are closed too.
            await process.communicate()
            disk.sweep_scratch()


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer *questions* until they end."""
    while head := questions.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        answer = pickle.dumps(_printed(pickle.loads(questions.read(length))))  # noqa: S301 - from our own parent process
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _printed(order: PrintOrder) -> Printout:
    """Return the sheet of *order*: no PDF where preflight finds what `build` would refuse."""
    try:
        # The engine is what may be missing here, and then the page must be shown all the same.
        from pressmark.pdf.preflight import proof

        problems, copy = proof(order.article, order.text, order.options)
        if any(problem.severity == "error" for problem in problems):
            return Printout("failed", reason="it has problems", problems=problems, text=order.text)
        printed = writer("pdf").printed
        assert printed is not None
        assert copy is not None
        return Printout("ready", printed(copy), "", problems, order.text)
    except PressmarkError as error:
        return Printout("failed", reason=str(error))
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is shown in the browser
        return Printout("failed", reason=f"{type(error).__name__}: {error}")


def main() -> None:
    """Run as the printing process."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not come between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(sys.stdin.buffer, answers)

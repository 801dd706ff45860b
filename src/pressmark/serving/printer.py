"""The PDF in the background: a process of its own, so that the page never waits for it.

The process reads one question at a time from its standard input (a pickled pair of article and options, after its
length) and answers on its standard output: one byte that says whether it went well, and the PDF or the reason. It ends
with its input, so it cannot outlive the preview. Both ends are ours; nothing from outside is ever unpickled.
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

from pressmark.problems import BuildError, PressmarkError
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.model import Article
    from pressmark.theme import Options

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Sheet:
    """How far the PDF is: its bytes when it is *ready*, the reason when it *failed*."""

    state: Literal["none", "building", "ready", "failed"] = "none"
    pdf: bytes = b""
    reason: str = ""


class Printer:
    """Prints the newest article that it was given; what is outdated before its turn has come is never printed.

    *tell* is called whenever *sheet* has changed.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        """Start nothing yet: the process comes with the first article."""
        self.sheet = Sheet()
        self._tell = tell
        self._next: tuple[Article, Options] | None = None
        self._wanted = asyncio.Event()
        self._settled = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None

    def ask(self, article: Article, options: Options) -> None:
        """Have *article* printed as soon as what is being printed is done."""
        self._next = (article, options)
        self._settled.clear()
        self._set(Sheet("building"))
        self._wanted.set()

    async def settled(self) -> Sheet:
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
                question, self._next = self._next, None
                sheet = await self._print(question)
                if self._next is None:
                    self._set(sheet)
                    self._settled.set()
        finally:
            self._end()

    async def _print(self, question: tuple[Article, Options]) -> Sheet:
        process = await self._started()
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:  # pragma: no cover - both are pipes
            raise BuildError("the printing process has no pipes")
        data = pickle.dumps(question)
        try:
            stdin.write(_LENGTH.pack(len(data)) + data)
            await stdin.drain()
            (length,) = _LENGTH.unpack(await stdout.readexactly(_LENGTH.size))
            answer = await stdout.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self._end()
            return Sheet("failed", reason="the PDF engine ended unexpectedly; `pressmark doctor` says what it lacks")
        if answer[:1] == b"\x01":
            return Sheet("ready", pdf=answer[1:])
        return Sheet("failed", reason=answer[1:].decode())

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                __name__,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                # Ctrl-C at the terminal is for the preview; this process ends with its input.
                start_new_session=True,
            )
        return self._process

    def _set(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._tell()

    def _end(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process = None


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer *questions* until they end."""
    while head := questions.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        article, options = pickle.loads(questions.read(length))  # noqa: S301 - from our own parent process
        answer = _answer(article, options)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answer(article: Article, options: Options) -> bytes:
    try:
        return b"\x01" + writer("pdf").write(article, options)
    except PressmarkError as error:
        return b"\x00" + str(error).encode()
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is shown in the browser
        return b"\x00" + f"{type(error).__name__}: {error}".encode()


def main() -> None:
    """Run as the printing process."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not come between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

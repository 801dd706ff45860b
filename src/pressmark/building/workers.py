"""Who makes what is to be made: this process, for an article or two, or warm worker processes, for many.

Workers are forked from a server process that has loaded the PDF engine once and runs no threads; so a worker costs
milliseconds, and one that has grown, hung or died is replaced at once. A plain fork of this process would copy its
threads' locks in whatever state they are, and a spawned interpreter would load the engine again each time; it is the
choice where there is no fork server. One pipe to each worker and no shared queue means that a worker's death, at any
instruction, can spoil nothing but the article that it had.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pressmark import disk, rarely_tidy
from pressmark.building.work import PRINTED, Made, Settings, Task, make
from pressmark.limits import NONE, Limits, bound, status, uninterrupted
from pressmark.pdf.weasy import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

    from pressmark.building import Rendition


class InProcess:
    """What `Pool` is for many articles; *done* is told of each rendition as it is ready."""

    def __init__(self, settings: Settings, done: Callable[[int, Rendition], None]) -> None:
        """Prepare to build with *settings*."""
        self._settings = settings
        self._done = done
        self._tasks: list[tuple[int, Task]] = []
        self._loading: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until the engine is loaded: a thread in the middle of an import must not meet the interpreter's end."""
        if self._loading is not None:
            self._loading.join()

    @property
    def idle(self) -> bool:
        """Return whether nothing is to be built."""
        return not self._tasks

    def has_room(self) -> bool:
        """Return whether a task would be worked on at once."""
        return not self._tasks

    def give(self, number: int, task: Task) -> None:
        """Have *task* built; *number* is what its result will be known by."""
        if not PRINTED.isdisjoint(task.formats) and self._loading is None:
            self._loading = threading.Thread(target=_load_engine, name="load the PDF engine", daemon=True)
            self._loading.start()
        self._tasks.append((number, task))

    def results(self, *, patient: bool = True) -> Iterator[tuple[int, Made]]:
        """Build what was given, unless in a hurry (not *patient*), and yield what was made."""
        while patient and self._tasks:
            number, task = self._tasks.pop(0)
            yield number, make(task, self._settings, partial(self._done, number))


def _load_engine() -> None:
    # Where it cannot be loaded, the writer that wants it says so.
    with suppress(Exception):
        load()


_PRELOADED = ["pressmark.building.loaded"]  # last: it sets up what is loaded by then
_TO_PRINT = ["pressmark.writers.pdf", "pressmark.pdf.preflight"]
_GROWTH = 256 * 1024  # KiB that a worker may grow over its first articles before it is replaced
_WARM_AFTER = 8  # articles, after which caches are full and growth counts
_MOST = 2000  # articles, after which a worker is replaced whatever its size
_AHEAD = 2  # tasks that a worker has in its pipe, so that it never waits for us


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    tasks: deque[tuple[int, Task]] = field(default_factory=deque)
    done: int = 0
    size_when_warm: int = 0
    began: float = 0.0
    retiring: bool = False


class Pool:
    """At most *jobs* workers that build with *settings*, each article within *limits*. Use it as a context manager."""

    def __init__(self, jobs: int, settings: Settings, limits: Limits = NONE, *, printing: bool = False) -> None:
        """Prepare the pool, with the PDF engine if there is *printing* to do; workers start when there is work."""
        self._context: ForkServerContext | SpawnContext
        if _can_fork():
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload([*(_TO_PRINT if printing else []), *_PRELOADED])
        else:
            self._context = multiprocessing.get_context("spawn")
        self._jobs = jobs
        self._settings = settings
        self._limits = limits
        self._workers: list[_Worker] = []
        self._again: deque[tuple[int, Task]] = deque()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers, at work or not."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()
        disk.sweep_scratch()

    @property
    def idle(self) -> bool:
        """Return whether nothing is being built."""
        return not self._again and not any(worker.tasks for worker in self._workers)

    def has_room(self) -> bool:
        """Return whether another task would be worked on soon."""
        if self._again:
            return False
        free = any(len(worker.tasks) < self._ahead and not worker.retiring for worker in self._workers)
        return free or len(self._workers) < self._jobs

    def give(self, number: int, task: Task) -> None:
        """Have *task* built; *number* is what its result will be known by."""
        self._again.append((number, task))
        self._hand_out()

    def results(self, *, patient: bool = True) -> Iterator[tuple[int, Made]]:
        """Yield what has been made by now; *patient* waits for the first."""
        busy = [worker for worker in self._workers if worker.tasks]
        if not busy:
            return
        ready = wait([worker.pipe for worker in busy], self._patience(busy) if patient else 0)
        for worker in busy:
            if worker.pipe in ready:
                yield self._heard(worker)
            elif self._late(worker):
                yield self._bury(worker, f"took longer than {self._limits.seconds:g} seconds")
        self._hand_out()

    def _hand_out(self) -> None:
        while self._again:
            worker = self._with_room()
            if worker is None:
                return
            self._send(worker, self._again.popleft())

    def _with_room(self) -> _Worker | None:
        """Return the worker with the least to do, a new one if all have something and there may be more of them."""
        usable = [worker for worker in self._workers if not worker.retiring]
        least = min(usable, key=lambda worker: len(worker.tasks), default=None)
        if least is not None and not least.tasks:
            return least
        if len(self._workers) < self._jobs:
            return self._start()
        return least if least is not None and len(least.tasks) < self._ahead else None

    @property
    def _ahead(self) -> int:
        # A deadline counts from when a task is given, so with one no task may wait behind another.
        return 1 if self._limits.seconds is not None else _AHEAD

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=serve, args=(theirs, self._settings, self._limits.memory), daemon=True, name="pressmark"
        )
        if self._context.get_start_method() == "forkserver":
            disk.goes_with_us(Path(get_temp_dir()))
        with disk.nothing_from_here():
            # Begun within the block, it would let Ctrl-C in again.
            resource_tracker.ensure_running()
            with uninterrupted():
                process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _send(self, worker: _Worker, task: tuple[int, Task]) -> None:
        if not worker.tasks:
            worker.began = time.monotonic()
        worker.tasks.append(task)
        # A worker that is dead already is found by its broken pipe when we listen.
        with suppress(OSError):
            worker.pipe.send(task[1])

    def _heard(self, worker: _Worker) -> tuple[int, Made]:
        try:
            made, size = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker, "the worker process that built it died")
        number, _ = worker.tasks.popleft()
        worker.began = time.monotonic()
        worker.done += 1
        self._retire_if_grown(worker, size)
        return number, made

    def _patience(self, busy: list[_Worker]) -> float | None:
        if self._limits.seconds is None:
            return None
        return max(0.0, min(worker.began for worker in busy) + self._limits.seconds - time.monotonic())

    def _late(self, worker: _Worker) -> bool:
        return self._limits.seconds is not None and time.monotonic() - worker.began >= self._limits.seconds

    def _bury(self, worker: _Worker, cause: str) -> tuple[int, Made]:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        code = worker.process.exitcode
        if cause.endswith("died") and code is not None and code < 0:
            cause += f" ({signal.Signals(-code).name})"
        number, _ = worker.tasks.popleft()
        self._again.extend(worker.tasks)
        return number, Made(error=cause)

    def _retire_if_grown(self, worker: _Worker, size: int) -> None:
        if worker.done == _WARM_AFTER:
            worker.size_when_warm = size
        grown = worker.done > _WARM_AFTER and size > worker.size_when_warm + _GROWTH
        if worker.done < _MOST and not grown and not worker.retiring:
            return
        worker.retiring = True
        if not worker.tasks:
            self._workers.remove(worker)
            worker.pipe.close()
            worker.process.join()


def _can_fork() -> bool:
    """Return whether there can be a fork server here."""
    if "forkserver" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return False  # macOS has one, but its frameworks do not survive a fork
    # The path of a socket has a place of 108 bytes (unix(7)); that of the server is this much longer than its folder's.
    return len(os.fsencode(tempfile.gettempdir())) + len("/pymp-xxxxxxxx/listener-xxxxxxxx") < 108


def serve(pipe: Connection, settings: Settings, memory: int | None) -> None:
    """Build what comes through *pipe* until it is closed: the life of a worker."""
    # The terminal's Ctrl-C reaches the whole group; what becomes of us is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if memory is not None:
        bound(memory)
    rarely_tidy()
    gc.freeze()
    with suppress(EOFError, OSError):
        while True:
            pipe.send((make(pipe.recv(), settings), _size()))


def _size() -> int:
    """Return what this process holds in memory, in KiB; 0 where the system does not say."""
    return int(status("VmRSS"))

"""What a stranger's file may cost: work on it is done in a process of its own, within so much time and memory."""

from __future__ import annotations

import math
import multiprocessing
import os
import resource
import signal
import sys
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkProcess, SpawnProcess
from typing import TYPE_CHECKING, Any, TypeVar

from pressmark import disk
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

_T = TypeVar("_T")

# What a copy or a package of any size that people make needs less than.
SECONDS, MEGABYTES = 120.0, 1000
# A limit beyond these is none: a week, and more memory than a machine has.
MOST_SECONDS, MOST_MEGABYTES = 7 * 24 * 3600.0, 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article may cost: *seconds*, and *memory* in bytes beyond what an idle process has. None: no limit."""

    seconds: float | None = None
    memory: int | None = None


NONE = Limits()


class Allowance:
    """So many *seconds* of the processor, for this process and those that it has waited for.

    Work that is asked for again and again looks here whether it may go on. The processor's time is not the clock's:
    what else the machine does costs nobody their evidence.
    """

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._end = _spent() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, 0 where none are."""
        return max(0.0, self._end - _spent())


def _spent() -> float:
    return sum(os.times()[:4])


class Exceeded(PressmarkError):
    """Work that was given up, since it would have taken more than it may, or since its process died of it."""


def within(limits: Limits, work: Callable[..., _T], *args: Any, advance: Callable[[], object] | None = None) -> _T:  # noqa: ANN401 - the work's own
    """Return what *work* (a function of a module) makes of *args*, in a process held to *limits*.

    With *advance*, *work* gets a function ``advance`` to call after each article, for which the time begins anew;
    *advance* is called then. Raises Exceeded, and PressmarkError with the message of one that *work* raised; an error
    that it should not have raised is one too: whatever a stranger's file does to a library, its name is said.
    """
    # Forked, so that nothing is loaded twice; where that is unsafe (macOS) a new interpreter is started.
    ours, theirs = multiprocessing.Pipe()
    kind = ForkProcess if sys.platform == "linux" else SpawnProcess
    told = {"pipe": theirs, "limits": limits, "work": work, "args": args, "advances": advance is not None}
    # A worker of a build, or such a process as this, may have one of its own: it ends with its work.
    if multiprocessing.current_process().daemon:
        multiprocessing.current_process().daemon = False
    process = kind(target=_serve, kwargs=told, daemon=True)
    with disk.nothing_from_here(), uninterrupted(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that threads of ours are not in the child is meant
        process.start()
    theirs.close()
    try:
        while True:
            if not ours.poll(limits.seconds):
                raise Exceeded(f"took longer than {limits.seconds:g} seconds; --timeout gives it more")
            word, value = ours.recv()
            if word == "advance" and advance is not None:
                advance()
            elif word == "made":
                made: _T = value
                return made
            elif word == "missing":
                raise ModuleNotFoundError(f"No module named {value!r}", name=value)
            else:
                raise (Exceeded if word == "memory" else PressmarkError)(_said(word, value, limits))
    except (EOFError, OSError):
        process.join(1)
        code = process.exitcode or 0
        raise Exceeded(f"the process that read it died{f' ({_signal(-code)})' if code < 0 else ''}") from None
    finally:
        ours.close()
        process.kill()
        process.join()


@contextmanager
def held(limits: Limits, what: str) -> Iterator[None]:
    """Hold the block, in this process, to *limits*: seconds of the processor's time, and memory beyond what it has.

    Raises Exceeded, which says that *what* takes too much. For work on what cannot leave the process; a library's loop
    in C is only interrupted at its end. In a thread, or inside such a block, nothing is held.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_PROF)[0]:
        yield
        return

    def stop(*_: object) -> None:
        raise Exceeded(f"{what} takes more than {limits.seconds:g} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        if limits.memory is not None and status("VmSize") != "0":
            bound(limits.memory)
        # Again and again, since a library may take the first for a mistake of its own.
        signal.setitimer(signal.ITIMER_PROF, limits.seconds or 0, 0.5)
        yield
    except MemoryError:
        raise Exceeded(f"{what} takes more memory than {(limits.memory or 0) // 1_000_000} MB") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Start processes in the block whom Ctrl-C, which reaches the terminal's whole group, does not end half begun.

    They keep it blocked; what becomes of them is ours to say. We hear of it when the block ends.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def bound(memory: int) -> None:
    """Hold this process to *memory* (bytes) beyond what it has now."""
    now = int(status("VmSize")) * 1024
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + memory
    wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def status(name: str) -> str:
    """Return what the system says of this process under *name*, such as VmRSS in KiB; 0 where it says nothing."""
    try:
        with open("/proc/self/status", encoding="ascii") as told:  # noqa: PTH123 - after every article
            return next((line.split()[1] for line in told if line.startswith(name)), "0")
    except OSError:
        return "0"


def sensible(seconds: float) -> bool:
    """Return whether *seconds* can be a time limit: a number of this world."""
    return math.isfinite(seconds) and 0 < seconds <= MOST_SECONDS


def _said(word: str, value: str, limits: Limits) -> str:
    if word == "memory":
        return f"needs more memory than {(limits.memory or 0) // 1_000_000} MB; --max-memory gives it more"
    return value


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _serve(
    *, pipe: Connection, limits: Limits, work: Callable[..., object], args: tuple[Any, ...], advances: bool
) -> None:
    """Do *work* and answer through *pipe*: the life of the process."""
    # The terminal's Ctrl-C reaches the whole group; what becomes of us is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # A library for numbers sets memory aside for each processor, whether it has anything to reckon or not.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if limits.memory is not None:
        bound(limits.memory)
    if limits.seconds is not None and not advances:
        # For when whoever waits for us is killed: nobody would end us then.
        spent = sum(os.times()[:2])
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = math.ceil(spent + limits.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if most < 0 else min(wanted, most), most))
    more = {"advance": lambda: pipe.send(("advance", ""))} if advances else {}
    try:
        answer = ("made", work(*args, **more))
    except PressmarkError as error:
        answer = ("error", str(error))
    except MemoryError:
        answer = ("memory", "")
    except ModuleNotFoundError as error:
        answer = ("missing", error.name or "")
    except RecursionError:
        answer = ("error", "it is nested deeper than anybody writes")
    except Exception as error:  # noqa: BLE001 - a library that stumbles over a stranger's file must not end in a traceback
        answer = ("error", f"it cannot be read ({type(error).__name__}: {error})")
    try:
        pipe.send(answer)
    except MemoryError:
        pipe.send(("memory", ""))
    os._exit(0)  # nothing of the parent's is to be tidied up here

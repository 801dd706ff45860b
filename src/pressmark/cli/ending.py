"""A command that is asked to end does so, with its files tidied up.

SIGTERM (a server's polite request), SIGHUP (its terminal went away) and SIGINT (Ctrl-C) become exceptions, so that
every ``finally`` is gone through. What whoever started it wants ignored, as ``nohup`` does, stays ignored.
Python raises them wherever the program happens to be, and drops an exception that is raised in a destructor or in a
callback of its own import system: the command would go on as if nobody had asked. Such a one is raised again.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class _Asked(SystemExit):
    """Somebody asked the program to end; its exit status is the shell's for the signal, 128 and the number."""


_AGAIN = 0.01
"""Seconds after which a request that got lost is made again: callbacks have ended by then."""


@contextmanager
def tidily() -> Iterator[None]:
    """End what runs inside when a signal asks for it, through every ``finally``; in the main thread alone.

    Raises :class:`SystemExit` with 128 and the signal's number for SIGTERM and SIGHUP; SIGINT stays a
    ``KeyboardInterrupt``. In another thread, which no signal reaches, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    said = sys.unraisablehook
    lost: list[BaseException] = []

    def dropped(what: "sys.UnraisableHookArgs") -> None:
        if isinstance(what.exc_value, (_Asked, KeyboardInterrupt)):
            lost.append(what.exc_value)
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        else:
            said(what)

    def again(_number: int, _frame: object) -> NoReturn:
        raise lost[-1]

    wanted = {signal.SIGTERM: _end, signal.SIGHUP: _end, signal.SIGALRM: again}
    heard = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, wanted[number]) for number in heard}
    sys.unraisablehook = dropped
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = said
        for number, did in before.items():
            signal.signal(number, did if did is not None else signal.SIG_DFL)


def _end(number: int, _frame: object) -> NoReturn:
    raise _Asked(128 + number)

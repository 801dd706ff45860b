"""A command that is asked to end does so, with its files tidied up.

SIGTERM (a server's polite request) and SIGINT (Ctrl-C) become exceptions, so that every ``finally`` is gone through.
Python raises them wherever the program happens to be, and drops an exception that is raised in a destructor or in a
callback of its own import system: the command would go on as if nobody had asked. Such a one is raised again.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class _Asked(SystemExit):
    """Somebody asked the program to end; its exit status is the shell's for the signal, 128 and the number."""


_AGAIN = 0.01
"""Seconds after which a request that got lost is made again: callbacks have ended by then."""


@contextmanager
def tidily() -> Iterator[None]:
    """End what runs inside when SIGTERM or SIGINT asks for it, through every ``finally``; in the main thread alone.

    Raises :class:`SystemExit` with 128 and the signal's number for SIGTERM; SIGINT stays a ``KeyboardInterrupt``.
    """
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

    before = {number: signal.signal(number, does) for number, does in ((signal.SIGTERM, _end), (signal.SIGALRM, again))}
    sys.unraisablehook = dropped
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = said
        for number, did in before.items():
            signal.signal(number, did)


def _end(number: int, _frame: object) -> NoReturn:
    raise _Asked(128 + number)

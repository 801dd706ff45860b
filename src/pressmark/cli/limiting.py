"""``--timeout`` and ``--max-memory``: what one article, package or document of a stranger may cost."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from pressmark.limits import MEGABYTES, MOST_MEGABYTES, MOST_SECONDS, SECONDS, Limits, sensible

_Callback = Callable[..., None]


def limited(what: str, *, always: bool = True) -> Callable[[_Callback], _Callback]:
    """Give the callback of a command the options, as one argument *limits*; *what* is said to be given up on.

    With *always* there are limits even where none are named; else *limits* is None then.
    """

    def decorate(callback: _Callback) -> _Callback:
        @click.option(
            "--timeout",
            type=float,
            default=SECONDS if always else None,
            show_default=always,
            callback=_seconds,
            metavar="SECONDS",
            help=f"Give up on {what} that takes longer.",
        )
        @click.option(
            "--max-memory",
            type=click.IntRange(16, MOST_MEGABYTES),
            default=MEGABYTES if always else None,
            show_default=always,
            metavar="MB",
            help=f"Give up on {what} that needs more memory beyond an idle process.",
        )
        @functools.wraps(callback)
        def command(*, timeout: float | None, max_memory: int | None, **arguments: Any) -> None:  # noqa: ANN401 - whatever the command takes
            unlimited = timeout is None and max_memory is None
            memory = max_memory * 1_000_000 if max_memory is not None else None
            callback(limits=None if unlimited else Limits(timeout, memory), **arguments)

        return command

    return decorate


def _seconds(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not sensible(value):
        raise click.BadParameter(f"{value:g} is no number of seconds between 0 and {MOST_SECONDS:g}")
    return value

"""The options that shape a print copy, shared by the commands that make one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_Callback = Callable[..., None]
_LARGEST_PROFILE = 32 * 1024 * 1024


def _page(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    from pressmark.pdf.sheet import paper  # noqa: PLC0415 - `--help` must not wait for it
    from pressmark.problems import BuildError  # noqa: PLC0415 - the same

    try:
        paper(value.lower())
    except BuildError as error:
        raise click.BadParameter(str(error)) from error
    return value.lower()


def printable(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the options for print; it gets them as *print_options*, fields of `Options`."""

    @click.option(
        "--edition",
        type=click.Choice(["standard", "archive", "press", "large-print", "booklet"]),
        default="standard",
        show_default=True,
        help="What the PDF is for.",
    )
    @click.option(
        "--page",
        default="a4",
        show_default=True,
        metavar="SIZE",
        callback=_page,
        help="Paper: a4, a5, letter, legal, tabloid, or WxH as in 170x240mm.",
    )
    @click.option("--columns", type=click.IntRange(1, 4), metavar="N", help="Columns of text on a page. Default: 1.")
    @click.option(
        "--notes",
        type=click.Choice(["foot", "end"]),
        default="foot",
        show_default=True,
        help="Notes at the foot of the page, or at the end.",
    )
    @click.option(
        "--icc",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Press edition: the printing condition's ICC profile. Default: coated paper (FOGRA39).",
    )
    @functools.wraps(callback)
    def command(
        *,
        edition: str,
        page: str,
        columns: int | None,
        notes: str,
        icc: Path | None,
        **arguments: Any,  # noqa: ANN401 - whatever the command takes
    ) -> None:
        if icc and edition != "press":
            raise click.UsageError("--icc goes with --edition press")
        profile = None
        if icc:
            if icc.stat().st_size > _LARGEST_PROFILE:
                raise click.UsageError(f"{icc} is too large for an ICC profile")
            profile = icc.read_bytes()
        chosen = {"edition": edition, "page": page, "columns": columns or 0, "notes": notes, "icc": profile}
        callback(print_options=chosen, **arguments)

    return command

"""What the commands share at the terminal: sources named by the user, problems shown, sizes said."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from pressmark.building.sources import DEFAULT_FOLDER, STDIN, NoArticles, find, is_url, plain
from pressmark.terminal import shown, shown_json

__all__ = ["STDIN", "colored", "found_sources", "readings", "say", "say_data", "say_size", "show_problems", "sources"]

_NOTHING = f"no SOURCE named, and there is no {DEFAULT_FOLDER}/*.yaml here"

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.building.sources import Found
    from pressmark.reader import Reading


def sources(named: tuple[str, ...]) -> list[str]:
    """Return the sources to work on: those *named* (a folder stands for its YAML files), else those in ``source``.

    Raises click.UsageError where none is named and there is none, NoArticles for a folder without articles.
    """
    return list(dict.fromkeys(found.name for found in found_sources(named)))


def found_sources(named: tuple[str, ...], output: Path | None = None) -> Iterator[Found]:
    """Yield what `sources` returns with the folder that mirrors each below *output*, which is not walked itself.

    Raises what `sources` raises.
    """
    if not named and not Path(DEFAULT_FOLDER).is_dir():
        raise click.UsageError(_NOTHING)
    try:
        for name in named or (DEFAULT_FOLDER,):
            yield from _in_store(name) if is_url(name) else find([plain(name)], besides=output)
    except NoArticles:
        if named:
            raise
        raise click.UsageError(_NOTHING) from None


def _in_store(url: str) -> Iterator[Found]:
    from pressmark.building import stores  # noqa: PLC0415 - an optional part

    return stores.find(url)


def readings(names: Iterable[str]) -> Iterator[Reading]:
    """Read and check each source; ``-`` is standard input, an article named ``article`` in the current folder."""
    from pressmark import reader  # noqa: PLC0415 - `--help` must not wait for it

    for name in names:
        if name == STDIN:
            data = sys.stdin.buffer.read(reader.LARGEST + 1)
            yield reader.check(data, name="<stdin>", stem="article", folder=Path.cwd())
        else:
            yield reader.check_file(Path(name))


def say_size(size: int) -> str:
    """Return *size* (bytes) as people say it."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print *text* in plain; what could steer the terminal, such as an escape in a title, is shown escaped."""
    click.echo(shown(str(text), keep="\n\t"), err=err, nl=nl)


def say_data(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print JSON, the same data, without a character that could steer a terminal."""
    click.echo(shown_json(text), err=err, nl=nl)


def show_problems(reading: Reading) -> None:
    """Print the problems of one source to standard error, each with its line."""
    from pressmark.reports import render  # noqa: PLC0415 - only problems need it

    if reading.problems:
        click.echo(render("text", [reading], color=colored(sys.stderr)), nl=False, err=True, color=True)


def colored(stream: TextIO) -> bool:
    """Return whether to write in colour to *stream*: a terminal's, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

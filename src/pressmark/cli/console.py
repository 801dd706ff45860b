"""What the commands share at the terminal: sources named by the user, problems shown, sizes said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.reader import Reading

STDIN = "-"
_SUFFIXES = (".yaml", ".yml")


def sources(named: tuple[str, ...]) -> list[str]:
    """Return the sources to work on: those *named* (a folder stands for its YAML files), else ``source/*.yaml``.

    Raises click.UsageError where none is named and there is none, click.ClickException for a folder without articles.
    """
    if not named:
        found = _in_folder(Path("source"))
        if not found:
            raise click.UsageError("no SOURCE named, and there is no source/*.yaml here")
        return found
    found = []
    for name in named:
        if name != STDIN and Path(name).is_dir():
            inside = _in_folder(Path(name))
            if not inside:
                raise click.ClickException(f"{name}: a folder without articles (no *.yaml in it)")
            found += inside
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [str(path) for path in sorted(folder.iterdir()) if path.suffix in _SUFFIXES and path.is_file()]


def readings(names: Iterable[str]) -> Iterator[Reading]:
    """Read and check each source; ``-`` is standard input, an article named ``article`` in the current folder."""
    from pressmark import reader  # noqa: PLC0415 - `--help` must not wait for it

    for name in names:
        if name == STDIN:
            data = click.get_binary_stream("stdin").read(reader.LARGEST + 1)
            yield reader.check(data, name="<stdin>", stem="article", folder=Path.cwd())
        else:
            yield reader.check_file(Path(name))


def say_size(size: int) -> str:
    """Return *size* (bytes) as people say it."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def show_problems(reading: Reading) -> None:
    """Print the problems of one source to standard error."""
    for problem in reading.problems:
        place = f":{problem.span.line}:{problem.span.column}" if problem.span else ""
        click.echo(f"{reading.name}{place}: {problem.severity}[{problem.rule}]: {problem.message}", err=True)
        if problem.help:
            click.echo(f"  help: {problem.help}", err=True)

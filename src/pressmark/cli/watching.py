"""``--watch``: run a command again whenever its sources, their images or the theme have changed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from pressmark.cli.console import STDIN, say, sources
from pressmark.problems import PressmarkError

_Callback = Callable[..., None]

# What counts as a source even inside the output folder, where somebody builds into the folder of the articles.
_INPUTS = {".yaml", ".yml", ".css", ".j2", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}

# Exit statuses above this tell of a signal that ended the command.
_SIGNALLED = 128


def watchable(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--watch``.

    The command must have the parameters *source*, *output* and *theme*; its *force* holds for the first round only.
    """

    @click.option("--watch", is_flag=True, help="Go on: build again whenever a source, an image or the theme changes.")
    @functools.wraps(callback)
    def command(*, watch: bool, **arguments: Any) -> None:  # noqa: ANN401 - whatever the command takes
        if watch:
            _again_and_again(callback, arguments)
        else:
            callback(**arguments)

    return command


def _again_and_again(callback: _Callback, arguments: dict[str, Any]) -> None:
    """Run *callback* until Ctrl-C; exit with the last round's status."""
    from pressmark.resources import resource  # noqa: PLC0415 - `--help` must not wait for it

    if arguments["output"] == STDIN or STDIN in arguments["source"]:
        raise click.UsageError("--watch needs files to watch and a folder to build into, not “-”")
    if not find_spec("watchfiles"):
        raise click.ClickException(
            'this needs watchfiles; install it: pip install "pressmark[serve]" (see `pressmark doctor`)'
        )
    from pressmark.serving.watch import changes, stamp  # noqa: PLC0415 - an optional library

    # Named as a theme, pressmark's own templates are read anew: in a checkout somebody may be at work on them.
    arguments["theme"] = arguments["theme"] or resource("templates")
    roots = _roots(arguments)
    ignore = _outputs(Path(arguments["output"]).resolve(), roots)
    # Of a round that Ctrl-C cuts off, what was asked for was not made.
    status = unfinished = 1
    try:
        before = stamp(roots, ignore=ignore)
        status = _status(callback, arguments)
        arguments["force"] = False
        _say_watching()
        for _ in changes(roots, ignore=ignore):
            now = stamp(roots, ignore=ignore)
            if now != before:
                before, status = now, unfinished
                status = _status(callback, arguments)
                _say_watching()
    except KeyboardInterrupt:
        click.get_current_context().exit(status)


def _say_watching() -> None:
    """Say at the end of each round that all of it is told, and how to end."""
    say("watching; end with Ctrl-C", err=True)


def _status(callback: _Callback, arguments: dict[str, Any]) -> int:
    """Run *callback* once and return its exit status; only the user ends the watching, and wrong usage."""
    try:
        callback(**arguments)
    except SystemExit as end:
        status = int(end.code or 0)
        if status > _SIGNALLED:
            raise
        return status
    except click.UsageError:
        raise
    except (PressmarkError, click.ClickException) as error:
        say(f"Error: {error.format_message() if isinstance(error, click.ClickException) else error}", err=True)
        return 1
    return 0


def _roots(arguments: dict[str, Any]) -> list[Path]:
    """Return the folders to watch: those of the sources, also behind links, and the theme's."""
    folders = [place for name in arguments["source"] or ["source"] if (place := Path(name)).is_dir()]
    files = [Path(name) for name in sources(arguments["source"])]
    return list(
        dict.fromkeys(
            [*folders, *(file.parent for file in files), *(file.resolve().parent for file in files), arguments["theme"]]
        )
    )


def _outputs(folder: Path, roots: list[Path]) -> Callable[[Path], bool]:
    """Return what tells the outputs in *folder* from sources, so that writing them starts no new round."""
    mixed = any(root.resolve().is_relative_to(folder) for root in roots)

    def ignore(path: Path) -> bool:
        return path.resolve().is_relative_to(folder) and not (mixed and path.suffix.lower() in _INPUTS)

    return ignore

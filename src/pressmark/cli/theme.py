"""``pressmark theme new``: a folder out, in which a theme begins."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from pressmark.cli.options import complete_folders
from pressmark.cli.output import say

_FILES = {
    "screen.css": """\
/* The page on a screen. First all of pressmark's own style, then what is yours: rules of the same weight win here.
   A change of colour is one line; docs/html.md lists the class names. */

@import "pressmark/screen.css";

:root { --accent: #0a5a50; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #7fd6c8; }
}
""",
    "page.css": """\
/* The PDF. First all of pressmark's own style, then what is yours.
   A font is a file in this folder: @font-face { font-family: Brand; src: url("brand.ttf") }. */

@import "pressmark/page.css";

:root { --accent: #0a5a50 }
""",
    "print.css": """\
/* The page when a browser prints it. First all of pressmark's own style, then what is yours. */

@import "pressmark/print.css";
""",
}


@click.group(short_help="Start a theme: templates and styles of your own.")
def command() -> None:
    """Start a theme: a folder whose templates and styles stand in the place of pressmark's own, by file name."""


@command.command(short_help="Write the beginnings of a theme into DIR.")
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), shell_complete=complete_folders
)
def new(*, folder: Path) -> None:
    """Write into DIR three styles that take over pressmark's own and change the accent; nothing is overwritten.

    What is the same in every article of yours is better said in house.yaml, which needs no theme.
    """
    there = [name for name in _FILES if os.path.lexists(folder / name)]
    if there:
        raise click.ClickException(f"{folder / there[0]} exists; it stays as it is")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _FILES.items():
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            say(folder / name)
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror or error}") from error
    say(f"\nNext:\n  pressmark build --theme {shlex.quote(str(folder))}", err=True)

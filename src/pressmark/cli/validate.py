"""``pressmark validate``: articles in, problems out."""

from __future__ import annotations

import sys

import click

from pressmark.cli.console import readings, show_problems, sources


@click.command(short_help="Check articles and say what to mend, and where.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
def command(*, source: tuple[str, ...], quiet: bool) -> None:
    """Check each SOURCE, or every source/*.yaml where none is named; write nothing.

    A SOURCE is a YAML file, a folder of them, or “-” for standard input. The exit status is 1 if there is an error.
    """
    failed = False
    for reading in readings(sources(source)):
        show_problems(reading)
        failed = failed or reading.article is None
        if reading.article is not None and not quiet:
            click.echo(f"{reading.name}: valid")
    sys.exit(1 if failed else 0)

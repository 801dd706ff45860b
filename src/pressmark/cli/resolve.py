"""``pressmark resolve``: an article of a house in, the same article valid alone out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pressmark.cli.options import complete_files, housed
from pressmark.cli.output import readings, say, say_data, show_problems, sources

if TYPE_CHECKING:
    from pressmark.reader import Houses


@click.command(short_help="Print an article with all that it takes from its house.")
@click.argument("article", metavar="ARTICLE", shell_complete=complete_files)
@housed
@click.option("-v", "--verbose", is_flag=True, help="Also say which house it takes from.")
def command(*, article: str, houses: Houses, verbose: bool) -> None:
    """Print ARTICLE as one YAML file that stands alone, with the outlet, rights and people of its house in it.

    An article without a house is printed as it is. Paths of pictures stay as they are; those that begin with “house/”
    are files of the house.
    """
    names = sources((article,))
    if len(names) != 1:
        raise click.UsageError(f"{article} holds {len(names)} articles; name one of them")
    (reading,) = readings(names, houses)
    show_problems(reading)
    if verbose and reading.house is not None:
        say(f"house: {reading.house.name}", err=True)
    if reading.article is None:
        sys.exit(1)
    taken = reading.article.house
    say_data((taken.flat if taken is not None else reading.article.source.data).decode(), nl=False)

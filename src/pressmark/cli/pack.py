"""``pressmark pack``: articles in, packages that archives take in out."""

from __future__ import annotations

import click


@click.command(short_help="Make packages that archives take in.")
def command() -> None:
    """Make packages that archives take in."""
    raise click.ClickException("not yet")

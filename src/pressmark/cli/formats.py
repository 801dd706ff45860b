"""``pressmark formats``: what `build --to` takes."""

from __future__ import annotations

import click

from pressmark.writers import formats, writer


@click.command(short_help="List the formats an article can be built to.")
def command() -> None:
    """List each format with its files' suffix and media type."""
    found = [writer(name) for name in formats()]
    width = max(len(one.name) for one in found)
    for one in found:
        click.echo(f"{one.name:{width}}  {one.suffix:8} {one.media_type:22} {one.description}")

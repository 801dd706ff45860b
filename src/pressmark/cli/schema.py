"""``pressmark schema``: the contract of the source format, for editors and other programs."""

from __future__ import annotations

import click

from pressmark.resources import resource


@click.command(short_help="Print the schema of the source format.")
@click.option("--ids", is_flag=True, help="Print the published $id only.")
def command(*, ids: bool) -> None:
    """Print the JSON Schema (2020-12) of the source format."""
    text = (resource("schema") / "article.schema.json").read_text("utf-8")
    if ids:
        import json  # only wanted here

        click.echo(json.loads(text)["$id"])
    else:
        click.echo(text, nl=False)

"""``pressmark list``: a store in, the articles in it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.terminal import shown, shown_json

if TYPE_CHECKING:
    from pressmark.archive.catalogue import Entry


@click.command(short_help="List the articles in an OCFL store.")
@click.argument("store", type=click.Path(exists=True, path_type=Path, file_okay=False), metavar="STORE")
@click.option(
    "--find", "words", metavar="WORDS", help="Only articles with these words in title, slug, URL or identifier."
)
@click.option("--json", "as_json", is_flag=True, help="Print the articles as JSON, one a line.")
def command(*, store: Path, words: str | None, as_json: bool) -> None:
    """List the articles in the OCFL store STORE: title, identifier, slug, URL, and each version with its date.

    What is listed is what the store says; “pressmark verify” tells whether it is whole.
    """
    from pressmark.archive.catalogue import catalogue  # `--help` must not wait for it

    for entry in sorted(catalogue(store), key=lambda one: (one.published, one.identifier)):
        if words and words.casefold() not in f"{entry.title}\n{entry.slug}\n{entry.url}\n{entry.identifier}".casefold():
            continue
        if as_json:
            click.echo(shown_json(json.dumps(entry.as_json(store), ensure_ascii=False)))
        else:
            _show(entry)


def _show(entry: Entry) -> None:
    state = ", withdrawn" if entry.withdrawn else ""
    click.echo(shown(f"{entry.title or entry.path.name} ({entry.outlet or '?'}, {entry.published[:10] or '?'}{state})"))
    for label, value in (("id", entry.identifier), ("slug", entry.slug), ("url", entry.url)):
        if value:
            click.echo(shown(f"  {label}: {value}"))
    for held in entry.versions:
        click.echo(shown(f"  v{held.number}  {held.created}  {'; '.join(held.message.splitlines())}"))

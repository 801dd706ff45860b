"""``pressmark evidence``: articles in, a table of their quotations and where each was found out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from pressmark.cli.options import complete_files, housed
from pressmark.cli.output import readings, show_problems, sources
from pressmark.terminal import shown, shown_json

if TYPE_CHECKING:
    from pressmark.reader import Houses, Reading
    from pressmark.reader.evidence import Holding

_SAID = {
    "found": "found in the copy kept",
    "said by another": "found, but the copy names another speaker",
    "recorded": "found before; the copy is not here",
    "not found": "NOT FOUND in these words",
    "no copy": "no copy kept",
    "unreadable": "the copy can’t be read",
}


@click.command(short_help="Say which quotations stand in the kept copies of their sources.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to tell it."
)
@housed
@click.option("--strict", is_flag=True, help="Let warnings fail, too: a quotation that is not found is one.")
def command(*, source: tuple[str, ...], form: str, houses: Houses, strict: bool) -> None:
    """List the quotations and demands of each SOURCE: whose they are, from which source, and whether they stand there.

    A SOURCE is what `pressmark validate` takes. “Found” means found word for word in the copy kept, never that it is
    true. The exit status is that of validate: 1 if there is an error; with --strict, also if there is a warning.
    """
    failed = False
    rows: list[dict[str, Any]] = []
    for reading in readings(sources(source), houses):
        failed = failed or reading.article is None or (strict and bool(reading.problems))
        found = [_row(reading, holding) for holding in reading.holdings]
        if form == "text":
            show_problems(reading)
            _show(reading, found)
        rows += found
    if form == "json":
        click.echo(shown_json(json.dumps(rows, ensure_ascii=False, indent=2)))
    sys.exit(1 if failed else 0)


def _row(reading: Reading, holding: Holding) -> dict[str, Any]:
    """Return what `--format json` says of one quotation or demand; docs/evidence.md lists the keys."""
    evidence = holding.evidence
    return {
        "article": reading.name,
        holding.sort: holding.id,
        "text": holding.text,
        "speaker": holding.speaker,
        "source": holding.source,
        "copy": holding.file,
        "state": holding.state,
        "named": holding.named,
        "page": evidence.page if evidence else None,
        "paragraph": evidence.paragraph if evidence else None,
        "exact": evidence.exact if evidence else None,
        "prefix": evidence.prefix if evidence else None,
        "suffix": evidence.suffix if evidence else None,
    }


def _show(reading: Reading, rows: list[dict[str, Any]]) -> None:
    click.echo(click.style(shown(reading.name), bold=True))
    if not rows:
        click.echo("  no quotations")
    for row, holding in zip(rows, reading.holdings, strict=True):
        where = (
            f", page {row['page']}" if row["page"] else f", paragraph {row['paragraph']}" if row["paragraph"] else ""
        )
        file = f" ({row['copy']}{where})" if row["copy"] else ""
        named = f": {row['named']}" if row["named"] else ""
        color = {"found": "green", "not found": "red", "said by another": "yellow"}.get(holding.state)
        click.echo(shown(f"  {holding.sort} {holding.id}: “{_short(row['text'])}”"))
        click.echo(shown(f"    {row['speaker'] or 'nobody named'}, {row['source'] or 'no source'}"))
        click.echo(f"    {click.style(_SAID[holding.state], fg=color)}{shown(named + file)}")


def _short(text: str) -> str:
    return text if len(text) <= 72 else f"{text[:71].rstrip()}…"

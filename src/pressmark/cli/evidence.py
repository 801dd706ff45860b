"""``pressmark evidence``: where each quotation was found; ``source add``: a file kept as the copy of a source."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressmark.cli.options import complete_files, housed
from pressmark.cli.output import readings, show_problems, sources
from pressmark.letters import shown, shown_json
from pressmark.reports import as_object

if TYPE_CHECKING:
    from pressmark.reader import Houses, Reading
    from pressmark.reader.quotations import Holding


@click.group(short_help="Keep copies of what an article quotes.")
def source() -> None:
    """Keep copies of what an article quotes, so that its quotations can be held against them."""


@source.command(short_help="Keep FILE as the copy of a source.")
@click.argument("article", type=click.Path(dir_okay=False, path_type=Path), shell_complete=complete_files)
@click.argument("source", metavar="SOURCE-ID")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), shell_complete=complete_files)
@click.option("--retrieved", metavar="DATE", help="The day or time at which the copy was made; nothing is guessed.")
@click.option("--private", is_flag=True, help="Keep the copy out of packages for archives, too.")
@click.option("--replace", is_flag=True, help="Put FILE in the place of a copy that the source has already.")
def add(*, article: Path, source: str, file: Path, retrieved: str | None, private: bool, replace: bool) -> None:
    """Put FILE into the folder “sources” beside ARTICLE, and write its name and SHA-256 under the source SOURCE-ID.

    FILE is the work as you have it: text, a saved page, PDF, DOCX, a mail, or a web archive; nothing is fetched.
    SOURCE-ID is an id under “sources”; “based_on” stands for the work that a summary tells.
    """
    from pressmark import disk  # `--help` must not wait for it
    from pressmark.reader.kept_copies import keep  # the same

    kept = keep(article, source, file, retrieved=retrieved, private=private, replace=replace)
    staged = [
        disk.stage(disk.place(article.parent, name), data)
        for name, data in ((kept.name, kept.data), (article.name, kept.article))
        if data is not None
    ]
    if staged:
        disk.publish(staged)
    said = "kept" if staged else "unchanged"
    click.echo(shown(f"{article.parent / kept.name}  {said}, SHA-256 {kept.sha256}"))


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
    problems: list[dict[str, Any]] = []
    for reading in readings(sources(source), houses):
        failed = failed or reading.article is None or (strict and bool(reading.problems))
        found = [_row(reading, holding) for holding in reading.holdings]
        if form == "text":
            show_problems(reading)
            _show(reading, found)
        rows += found
        problems += [as_object(reading.name, problem) for problem in reading.problems]
    if form == "json":
        said = {"quotations": rows, "problems": problems}
        click.echo(shown_json(json.dumps(said, ensure_ascii=False, indent=2)))
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

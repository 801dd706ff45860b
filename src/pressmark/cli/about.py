"""Commands that tell about pressmark itself: ``explain`` a rule, list the ``formats``, print the ``schema``."""

from __future__ import annotations

import click

from pressmark.cli.options import complete_rules
from pressmark.resources import resource
from pressmark.writers import formats, writer


@click.command(short_help="Explain a rule, or list them all.")
@click.argument("rule", required=False, shell_complete=complete_rules)
def explain(*, rule: str | None) -> None:
    """Say what RULE asks and why, with an example that breaks it and one that keeps it.

    RULE is the word in brackets in a message, such as unknown-key. Without RULE, all are listed.
    """
    from pressmark.problems import rule as find  # `--help` must not wait for it
    from pressmark.problems import rules  # the same

    if rule is None:
        width = max(len(slug) for slug in rules())
        for entry in rules().values():
            mark = " (warning)" if entry.severity == "warning" else ""
            click.echo(f"{click.style(entry.slug.ljust(width), bold=True)}  {entry.what}{mark}")
        return
    found = find(rule.strip("[]"))
    click.echo(f"{click.style(found.slug, bold=True)} ({found.severity})\n\n{found.what}\n{found.why}\n")
    click.echo(f"{click.style('Broken:', fg='red')}\n\n{_indented(found.bad)}\n")
    click.echo(f"{click.style('Right:', fg='green')}\n\n{_indented(found.good)}")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


@click.command(short_help="List the formats an article can be built to.")
def list_formats() -> None:
    """List each format with its files' suffix and media type."""
    found = [writer(name) for name in formats()]
    # Word's media type has 71 letters and would push all else off the line; docs/commands.md has it.
    rows = [
        (one.name, one.suffix, one.media_type if len(one.media_type) < 30 else "…", one.description) for one in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for *cells, description in rows:
        click.echo("  ".join([*map(str.ljust, cells, widths), description]))


@click.command(short_help="Print the schema of the source format.")
@click.option("--ids", is_flag=True, help="Print the published $id only.")
def schema(*, ids: bool) -> None:
    """Print the JSON Schema (2020-12) of the source format."""
    text = (resource("schema") / "article.schema.json").read_text("utf-8")
    if ids:
        import json  # only wanted here

        click.echo(json.loads(text)["$id"])
    else:
        click.echo(text, nl=False)

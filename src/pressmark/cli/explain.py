"""``pressmark explain``: a rule's slug in, what it asks, why, and an example of each out."""

from __future__ import annotations

import click

from pressmark.cli.options import complete_rules


@click.command(short_help="Explain a rule, or list them all.")
@click.argument("rule", required=False, shell_complete=complete_rules)
def command(*, rule: str | None) -> None:
    """Say what RULE asks and why, with an example that breaks it and one that keeps it.

    RULE is the word in brackets in a message, such as unknown-key. Without RULE, all are listed.
    """
    from pressmark.rulebook import rule as find  # `--help` must not wait for it
    from pressmark.rulebook import rules  # the same

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

"""``pressmark verify``: a package, store, folder or file in, a verdict out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.progress import Bar

if TYPE_CHECKING:
    from pressmark.verdict import Verdict


@click.command(short_help="Check a package, an OCFL store, a built folder or a PDF.")
@click.argument("target", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="TARGET...")
@click.option("--rebuild", is_flag=True, help="Also build the source again and compare every byte.")
@click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --rebuild: the theme it was built with, if not pressmark's own.",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every check, not only what was found.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON, one a line.")
def command(*, target: tuple[Path, ...], rebuild: bool, theme: Path | None, verbose: bool, as_json: bool) -> None:
    """Check each TARGET: whole, unchanged, nothing undeclared, and the same words in every rendition.

    A TARGET is a package (.zip, .tar, .tgz, a bag’s folder), an OCFL store or object, a built folder, or a built file.
    Exits with 1 on the least difference. What cannot be compared here (other library versions) is no difference.
    """
    from pressmark.verify import verify  # noqa: PLC0415 - `--help` must not wait for it

    failed = False
    with Bar() as bar:
        for path in target:
            verdict = verify(path, rebuild=rebuild, theme=theme, advance=bar.advance)
            failed = failed or not verdict.ok
            if as_json:
                click.echo(json.dumps(verdict.as_json(), ensure_ascii=False))
            else:
                _show(verdict, verbose=verbose)
    sys.exit(1 if failed else 0)


def _show(verdict: Verdict, *, verbose: bool) -> None:
    word = "ok" if verdict.ok else f"FAILED, {len(verdict.findings)} found"
    click.echo(f"{verdict.target}: {word}: {verdict.about}")
    for check in verdict.checks:
        if verbose or check.status == "failed":
            click.echo(f"  {check.name}: {check.status}{f' ({check.detail})' if check.detail else ''}")
        for finding in check.findings:
            click.echo(f"    {finding.path}{': ' if finding.path else ''}{finding.message}")

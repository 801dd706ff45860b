"""``pressmark verify``: a package, store, folder or file in, a verdict out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.options import limited
from pressmark.cli.output import Bar, say, say_data
from pressmark.limits import Exceeded, Limits, within

if TYPE_CHECKING:
    from pressmark.verdict import Verdict

_MOST = 100  # findings of a check that are listed: a hostile package can make any number


@click.command(short_help="Check a package, an OCFL store, a built folder or a PDF.")
@click.argument("target", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="TARGET...")
@click.option("--rebuild", is_flag=True, help="Also build the source again and compare every byte.")
@click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --rebuild: the theme it was built with, if not pressmark's own.",
)
@limited("a file, or an article of a store,")
@click.option("-v", "--verbose", is_flag=True, help="Name every check, not only what was found.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON, one a line.")
def command(
    *, target: tuple[Path, ...], rebuild: bool, theme: Path | None, limits: Limits, verbose: bool, as_json: bool
) -> None:
    """Check each TARGET: whole, unchanged, nothing undeclared, and the same words in every rendition.

    A TARGET is a package (.zip, .tar, .tgz, a bag’s folder), an OCFL store or object, a built folder, or a built file.
    Exits with 1 on the least difference. What cannot be compared here (other library versions) is no difference.
    """
    failed = False
    with Bar() as bar:
        for path in target:
            verdict = _verdict(path, rebuild, theme, limits, bar)
            failed = failed or not verdict.ok
            if as_json:
                say_data(json.dumps(verdict.as_json(), ensure_ascii=False))
            else:
                _show(verdict, verbose=verbose)
    sys.exit(1 if failed else 0)


def _verdict(path: Path, rebuild: bool, theme: Path | None, limits: Limits, bar: Bar) -> Verdict:  # noqa: FBT001 - options
    """Return the verdict on *path*, which a stranger may have made to cost more than anybody has."""
    from pressmark.verdict import Check, Finding, Verdict  # noqa: PLC0415 - `--help` must not wait for it
    from pressmark.verify import kind_of, looked_at  # noqa: PLC0415 - the same

    kind = kind_of(path)
    try:
        return within(limits, looked_at, path, rebuild, theme, advance=bar.advance)
    except Exceeded as error:
        found = Check.of("it can be read at reasonable cost", [Finding("", str(error))])
        return Verdict(str(path), kind, "not read to its end", (found,))


def _show(verdict: Verdict, *, verbose: bool) -> None:
    word = "ok" if verdict.ok else f"FAILED, {len(verdict.findings)} found"
    say(f"{verdict.target}: {word}: {verdict.about}")
    for check in verdict.checks:
        if verbose or check.status == "failed":
            say(f"  {check.name}: {check.status}{f' ({check.detail})' if check.detail else ''}")
        for finding in check.findings if verbose else check.findings[:_MOST]:
            say(f"    {finding.path}{': ' if finding.path else ''}{finding.message}")
        if len(check.findings) > _MOST and not verbose:
            say(f"    … and {len(check.findings) - _MOST} more; -v lists all")

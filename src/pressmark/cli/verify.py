"""``pressmark verify``: a package, store, folder or file in, a verdict out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.options import dressed, limited
from pressmark.cli.output import Bar, say, say_data
from pressmark.limits import Exceeded, Limits, within

if TYPE_CHECKING:
    from pressmark.reader import Houses
    from pressmark.verdict import Verdict

_MOST = 100  # findings of a check that are listed: a hostile package can make any number


@click.command(short_help="Check a package, an OCFL store, a built folder or a PDF.")
@click.argument("target", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="TARGET...")
@click.option("--quick", is_flag=True, help="Compare what files say, and build nothing again.")
@click.option("--rebuild", is_flag=True, hidden=True, help="What is done unless --quick says not to.")
@click.option(
    "--source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The source of a built file or PDF, where it stands elsewhere.",
)
@click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The theme it was built with, if not pressmark's own.",
)
@limited("a file, or an article of a store,")
@dressed
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="REPORT",
    help="An ingest report of “pack”: also check that all it tells of is there, unchanged.",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every check, not only what was found.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON, one a line.")
def command(
    *,
    target: tuple[Path, ...],
    quick: bool,
    rebuild: bool,
    source: Path | None,
    houses: Houses,
    theme: Path | None,
    limits: Limits,
    against: Path | None,
    verbose: bool,
    as_json: bool,
) -> None:
    """Check each TARGET: whole, unchanged, nothing undeclared, and the same words in every rendition.

    A TARGET is a package (.zip, .tar, .tgz, a bag’s folder), an OCFL store or object, a built folder, or a built file.
    The source is built again and every byte compared, where the versions and the theme that made it are here; where
    they are not, or with --quick, what each file says is compared. One line says which. Exits with 1 on the least
    difference; what cannot be compared here is none.
    """
    from pressmark.verify import Reported  # `--help` must not wait for it

    if quick and rebuild:
        raise click.UsageError("name one of --quick and --rebuild")
    failed = False
    reported = Reported(against, target) if against else None
    with Bar() as bar:
        for path in target:
            verdict = _verdict(path, (not quick, theme, source, houses), limits, bar)
            if reported:
                verdict = reported.held(path, verdict)
            failed = failed or not verdict.ok
            if as_json:
                say_data(json.dumps(verdict.as_json(), ensure_ascii=False))
            else:
                _show(verdict, verbose=verbose)
    for missing in reported.missing() if reported else ():
        say(f"{against}: {missing}", err=True)
        failed = True
    sys.exit(1 if failed else 0)


def _verdict(path: Path, how: tuple[bool, Path | None, Path | None, Houses], limits: Limits, bar: Bar) -> Verdict:
    """Return the verdict on *path*, which a stranger may have made to cost more than anybody has.

    *how* says whether to build again, in which theme, and where the source and its house are.
    """
    from pressmark.verdict import Check, Finding, Verdict  # `--help` must not wait for it
    from pressmark.verify import kind_of, looked_at  # the same

    kind = kind_of(path)
    try:
        return within(limits, looked_at, path, *how, advance=bar.advance)
    except Exceeded as error:
        found = Check.of("it can be read at reasonable cost", [Finding("", str(error))])
        return Verdict(str(path), kind, "not read to its end", (found,))


def _show(verdict: Verdict, *, verbose: bool) -> None:
    word = "ok" if verdict.ok else f"FAILED, {len(verdict.findings)} found"
    remarks = len(verdict.remarks)
    word += f", {remarks} remark{'s' if remarks > 1 else ''}" if remarks else ""
    say(f"{verdict.target}: {word}: {verdict.about}; {verdict.compared}")
    left = len(verdict.findings) + remarks if verbose else _MOST
    for check in verdict.checks:
        unsure = check.status == "not compared" and not check.rebuild
        if verbose or unsure or check.status == "failed" or (check.status == "remarks" and left):
            say(f"  {check.name}: {check.status}{f' ({check.detail})' if check.detail else ''}")
        told = [("", one) for one in check.findings] + [("remark: ", one) for one in check.remarks]
        for kind, one in told[:left]:
            say(f"    {kind}{one.path}{': ' if one.path else ''}{one.message}")
        left -= min(left, len(told))
    if not verbose and len(verdict.findings) + remarks > _MOST:
        say(f"    … and {len(verdict.findings) + remarks - _MOST} more; -v lists all")

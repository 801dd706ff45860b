"""``pressmark verify``: a package, store, folder or file in, a verdict out."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.progress import Bar

if TYPE_CHECKING:
    from pressmark.verdict import Verdict

_RENDITIONS = (".html", ".jsonld", ".txt")
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz")

# What a target can be -> the module whose `verify(path, *, rebuild, theme, advance) -> Verdict` looks at it.
VERIFIERS = {
    "package": "pressmark.archive.verifying",
    "store": "pressmark.archive.storechecks",
    "pdf": "pressmark.proofing.verifying",
    "folder": "pressmark.building.verifying",
}


def kind_of(path: Path) -> str:
    """Return what *path* is: a key of VERIFIERS. Raises click.ClickException for what is none of them."""
    if path.is_dir():
        # Two signs of each, so that one that was taken away does not hide what it is.
        if (path / "bagit.txt").exists() or (path / "manifest-sha512.txt").exists():
            return "package"
        store = any(path.glob("0=ocfl_*")) or any(
            (path / sign).exists() for sign in ("ocfl_layout.json", "inventory.json")
        )
        return "store" if store else "folder"
    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        return "package"
    if name.endswith(".pdf"):
        return "pdf"
    if name.endswith(_RENDITIONS):
        return "folder"
    raise click.ClickException(f"{path}: neither a package, an OCFL store, a built folder nor a rendition")


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
    failed = False
    with Bar() as bar:
        for path in target:
            verifier = import_module(VERIFIERS[kind_of(path)])
            verdict = verifier.verify(path, rebuild=rebuild, theme=theme, advance=bar.advance)
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

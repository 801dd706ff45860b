"""``pressmark pack``: articles in, packages that archives take in out."""

from __future__ import annotations

import csv
import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.options import complete_files
from pressmark.cli.output import Bar, found_sources, readings, say, say_size, show_problems
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.archive.deposit import Deposit
    from pressmark.archive.pack import Packed
    from pressmark.model import Article
    from pressmark.pdf.layout import Copy
    from pressmark.reader import Reading
    from pressmark.theme import Options

    Pack = Callable[[Reading, Article], Packed]

REPORT = "ingest-report.csv"
_COLUMNS = ("id", "file", "sha512", "size", "status")
_DATE = "2026-05-04"


@click.command(short_help="Make packages that archives take in.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@click.option(
    "--as",
    "form",
    type=click.Choice(["bag", "bag-dir", "ocfl"]),
    default="bag",
    show_default=True,
    help="One zip an article, one folder, or a version in the OCFL store DIR.",
)
@click.option(
    "-o",
    "--output",
    default="build",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the packages, or the store.",
)
@click.option("--date", metavar="DATE", help=f"When this is packed (such as {_DATE}); else SOURCE_DATE_EPOCH, if set.")
@click.option(
    "--depositor",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who deposits: lines such as “Contact-Email: …”, as in a bag-info.txt.",
)
@click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with templates and styles that replace pressmark's own, by file name.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
def command(
    *,
    source: tuple[str, ...],
    form: str,
    output: Path,
    date: str | None,
    depositor: Path | None,
    theme: Path | None,
    quiet: bool,
) -> None:
    """Pack each SOURCE, or every source/*.yaml where none is named: as a bag with an RO-Crate in it, or into a store.

    A SOURCE is a YAML file, a folder with YAML files anywhere in it, or “-” for standard input. A folder, or more than
    one article, ends with an ingest report in CSV: on standard output, and for bags as ingest-report.csv in DIR too.
    An article that can't be packed is passed over and reported. The exit status is 0 only if everything was packed.
    """
    from pressmark.archive.deposit import attested  # noqa: PLC0415 - `--help` must not wait for it

    day = attested(date, os.environ.get("SOURCE_DATE_EPOCH"))
    names = list(dict.fromkeys(found.name for found in found_sources(source, output)))
    reported = len(names) > 1 or any(Path(name).is_dir() for name in source)
    rows = []
    with Bar(len(names), hidden=quiet) as bar:
        for packed, row in _run(names, _packer(form, output, day, depositor, theme)):
            rows.append(row)
            if packed and not quiet:
                say(f"{packed.path}  {say_size(packed.size)}  {packed.status}", err=reported)
            bar.advance(failed=packed is None)
    if reported:
        text = _table(rows)
        say(text, nl=False)
        if form != "ocfl":
            _save(output, text)
    sys.exit(1 if any(row[-1].startswith("failed") for row in rows) else 0)


def _run(names: list[str], pack: Pack) -> Iterator[tuple[Packed | None, tuple[str, ...]]]:
    """Yield what became of each article: its package, and its row in the report. A bad article stops nothing."""
    done: dict[str, str] = {}
    for name, reading in zip(names, readings(names), strict=True):
        show_problems(reading)
        try:
            article = _valid(reading)
            _refuse_twin(article, name, done)
            packed = pack(reading, article)
        except PressmarkError as error:
            if reading.article is not None:
                say(f"{name}: {error}", err=True)
            yield None, ("", name, "", "", f"failed: {error}")
        else:
            yield packed, (packed.identifier, packed.path.name, packed.sha512, str(packed.size), packed.status)


def _valid(reading: Reading) -> Article:
    if reading.article is None:
        errors = [problem.message for problem in reading.problems if problem.severity == "error"]
        raise PressmarkError(f"{len(errors)} problem(s), the first: {errors[0]}")
    return reading.article


def _refuse_twin(article: Article, name: str, done: dict[str, str]) -> None:
    from pressmark.archive.deposit import urn  # noqa: PLC0415 - `--help` must not wait for it

    twin = done.setdefault(urn(article), name)
    if twin != name:
        raise PressmarkError(
            f"it has the identifier of {twin}; give one of them another url, slug or archive identifier"
        )


def _proofed(reading: Reading, options: Options) -> Copy | None:
    """Show what the archive edition would regret, and stop where that is an error; return the copy to be printed.

    Raises PressmarkError.
    """
    from pressmark.pdf.checked import checked  # noqa: PLC0415 - `--help` must not wait for it

    proofed, copy = checked(reading, ("pdf",), options)
    show_problems(replace(proofed, problems=tuple(one for one in proofed.problems if one not in reading.problems)))
    _valid(proofed)
    return copy


def _packer(form: str, output: Path, attested: str | None, depositor: Path | None, theme: Path | None) -> Pack:
    from pressmark.archive.bag import depositor as contact_in  # noqa: PLC0415
    from pressmark.archive.deposit import attached, urn  # noqa: PLC0415
    from pressmark.archive.pack import Arrival, archive_options, deposit, keep, pack_folder, pack_zip  # noqa: PLC0415 - `--help` must not wait for them  # noqa: PLC0415  # noqa: PLC0415
    from pressmark.theme import load_theme  # noqa: PLC0415

    contact, files = contact_in(depositor), load_theme(theme)

    def pack(reading: Reading, article: Article) -> Packed:
        stdin = reading.name == "<stdin>"
        path = Path("article.yaml") if stdin else Path(reading.name)
        images = attached(article, path.name, path.parent)

        def made() -> Deposit:
            copy = _proofed(reading, archive_options(files))
            return deposit(article, path.name, images, files, attested, copy=copy)

        if form == "ocfl":
            return keep(Arrival(article, urn(article), images, made), output, attested)
        return (pack_zip if form == "bag" else pack_folder)(made(), contact, output)

    return pack


def _table(rows: list[tuple[str, ...]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([_COLUMNS, *rows])
    return buffer.getvalue()


def _save(output: Path, text: str) -> None:
    from pressmark.builder import Rendition, publish  # noqa: PLC0415 - `--help` must not wait for it

    publish([Rendition(REPORT, "report", "text/csv", text.encode())], output)

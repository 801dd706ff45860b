"""``pressmark pack``, ``list`` and ``unpack``: articles into packages and stores, what is there, and out again."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark import disk
from pressmark.cli.options import (
    complete_files,
    complete_formats,
    dressed,
    formats_named,
    house_of,
    house_says,
    into,
    limited,
    paged,
    themed,
    warn_idle,
)
from pressmark.cli.output import Bar, found_sources, readings, say, say_size, show_problems
from pressmark.letters import shown_json
from pressmark.limits import Exceeded, Limits, within
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.archive.deposit import Deposit
    from pressmark.archive.ingest import Alike, Ingest
    from pressmark.archive.pack import Form, Packed, Wish
    from pressmark.model import Article
    from pressmark.pdf.layout import PrintCopy
    from pressmark.problems import Problem
    from pressmark.reader import Houses, Reading
    from pressmark.theme import Options

    Pack = Callable[[Reading, Article], Packed]
    from pressmark.archive.holdings import StoredArticle
    from pressmark.verdict import Kind


_DATE = "2026-05-04"


@click.command(short_help="Make packages that archives take in.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@click.option(
    "--as",
    "form",
    type=click.Choice(["bag", "bag-dir", "tar", "ocfl"]),
    default="bag",
    show_default=True,
    help="One zip an article, one folder, one tar, or a version in the OCFL store DIR.",
)
@into("build", "the packages, or the store")
@click.option("--date", metavar="DATE", help=f"When this is packed (such as {_DATE}); else SOURCE_DATE_EPOCH, if set.")
@click.option(
    "--depositor",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who deposits: lines such as “Contact-Email: …”, as in a bag-info.txt.",
)
@click.option(
    "--manifests",
    type=click.Choice(["md5"]),
    multiple=True,
    help="In a bag: also a manifest of this kind, for a repository that asks for one.",
)
@click.option(
    "--with",
    "more",
    metavar="FORMATS",
    callback=formats_named,
    shell_complete=complete_formats,
    help="Also keep the article in these formats, beside PDF, page and metadata.",
)
@click.option(
    "--same-as",
    metavar="ID",
    help="In a store: the article is the one there with this identifier, URL or slug.",
)
@click.option(
    "--alike",
    type=click.Choice(["refuse", "join", "apart"]),
    default="refuse",
    show_default=True,
    help="In a store: what to do with an article that is there under nearly the same URL, or of the same outlet, slug "
    "and day.",
)
@click.option("--replace", is_flag=True, help="Put a bag in the place of another of its name that differs.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the ingest report here too; an earlier one is kept.",
)
@click.option(
    "--index",
    "indexes",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Also list what was packed: a FILE.csv as the Internet Archive takes it, a FILE.xml as a feed for e-deposit.",
)
@themed
@dressed
@paged
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
def command(
    *,
    source: tuple[str, ...],
    form: Form,
    output: Path,
    date: str | None,
    depositor: Path | None,
    manifests: tuple[str, ...],
    more: tuple[str, ...],
    same_as: str | None,
    alike: Alike,
    replace: bool,
    report: Path | None,
    indexes: tuple[Path, ...],
    theme: Path | None,
    houses: Houses,
    page: str,
    quiet: bool,
) -> None:
    """Pack each SOURCE, or every source/*.yaml where none is named: as a bag with an RO-Crate in it, or into a store.

    A SOURCE is a YAML file, a folder with YAML files anywhere in it, or “-” for standard input. A folder, or more than
    one article, ends with an ingest report in CSV: on standard output, and for bags as ingest-report.csv in DIR too.
    An article that can't be packed is passed over and reported. The exit status is 0 only if everything was packed.
    What is in DIR already is never overwritten: the same package is “unchanged”, another of its name is an error.
    """
    from pressmark.archive.bag import depositor as said_in  # `--help` must not wait for them
    from pressmark.archive.deposit import attested
    from pressmark.archive.ingest import Ingest
    from pressmark.archive.lists import INDEXES, REPORT, ingest_report
    from pressmark.archive.pack import Wish

    said = house_says(house_of(source, houses), "pack")
    form, page, manifests = said.get("form", form), said.get("page", page), said.get("manifests", manifests)
    _refuse_what_does_not_fit(form, same_as=same_as, alike=alike, manifests=manifests, replace=replace)
    _refuse_indexes(form, indexes)
    day = attested(date, os.environ.get("SOURCE_DATE_EPOCH"))
    names = list(dict.fromkeys(found.name for found in found_sources(source, output)))
    if same_as and len(names) > 1:
        raise click.UsageError("--same-as is for one article")
    reported = len(names) > 1 or any(Path(name).is_dir() for name in source)
    contact = said_in(depositor)
    into: Wish | Ingest
    if form == "ocfl":
        into = Ingest(output, day, contact, same_as=same_as, alike=alike)
    else:
        into = Wish(form, contact, manifests, replace=replace)
    rows, listed = [], []
    with Bar(len(names), hidden=quiet) as bar:
        for article, packed, row in _run(names, _packer(into, output, day, theme, page, more), houses):
            rows.append(row)
            if packed and article:
                listed.append((article, packed))
            if packed and not quiet:
                say(f"{packed.path}  {say_size(packed.size)}  {packed.status}", err=reported)
            bar.advance(failed=packed is None)
    text = ingest_report(rows)
    if reported:
        say(text, nl=False)
        if form != "ocfl":
            _save(output / REPORT, text)
    if report:
        _save(report, text)
    for index in indexes:
        disk.write(index, INDEXES[index.suffix](listed))
    sys.exit(1 if any(row[-1].startswith("failed") for row in rows) else 0)


def _refuse_indexes(form: str, indexes: tuple[Path, ...]) -> None:
    from pressmark.archive.lists import INDEXES

    for index in indexes:
        if index.suffix not in INDEXES:
            raise click.UsageError(f"--index {index}: name a file that ends in {' or '.join(INDEXES)}")
        if index.suffix == ".csv" and form not in {"bag", "tar"}:
            raise click.UsageError(f"--index {index}: the Internet Archive takes files: pack --as bag or --as tar")


def _refuse_what_does_not_fit(
    form: str, *, same_as: str | None, alike: str, manifests: tuple[str, ...], replace: bool
) -> None:
    if form == "ocfl" and (manifests or replace):
        raise click.UsageError("--manifests and --replace are for bags; a store keeps every version")
    if form != "ocfl" and (same_as or alike != "refuse"):
        raise click.UsageError("--same-as and --alike are for an OCFL store (--as ocfl)")


def _run(
    names: list[str], pack: Pack, houses: Houses
) -> Iterator[tuple[Article | None, Packed | None, tuple[str, ...]]]:
    """Yield each article, what became of it: its package, and its row in the report. A bad article stops nothing."""
    done: dict[str, str] = {}
    told: set[Problem] = set()
    for name, reading in zip(names, readings(names, houses), strict=True):
        show_problems(reading, told)
        try:
            article = _valid(reading)
            _refuse_twin(article, name, done)
            packed = pack(reading, article)
        except PressmarkError as error:
            if reading.article is not None:
                say(f"{name}: {error}", err=True)
            yield reading.article, None, ("", name, "", "", f"failed: {error}")
        else:
            for remark in packed.remarks:
                say(f"{name}: {remark}", err=True)
            row = (packed.identifier, packed.path.name, packed.sha512, str(packed.size), packed.status)
            yield article, packed, row


def _valid(reading: Reading) -> Article:
    if reading.article is None:
        errors = [problem.message for problem in reading.problems if problem.severity == "error"]
        raise PressmarkError(f"{len(errors)} problem(s), the first: {errors[0]}")
    return reading.article


def _refuse_twin(article: Article, name: str, done: dict[str, str]) -> None:
    from pressmark.archive.deposit import urn  # `--help` must not wait for it

    twin = done.setdefault(urn(article), name)
    if twin != name:
        raise PressmarkError(
            f"it has the identifier of {twin}; give one of them another url, slug or archive identifier"
        )


def _proofed(reading: Reading, options: Options) -> PrintCopy | None:
    """Show what the archive edition would regret, and stop where that is an error; return the copy to be printed.

    Raises PressmarkError.
    """
    from pressmark.pdf.preflight import checked  # `--help` must not wait for it

    proofed, copy = checked(reading, ("pdf",), options)
    show_problems(replace(proofed, problems=tuple(one for one in proofed.problems if one not in reading.problems)))
    _valid(proofed)
    return copy


def _packer(  # noqa: PLR0917 - what the command was asked
    into: Wish | Ingest, output: Path, attested: str | None, theme: Path | None, page: str, more: tuple[str, ...]
) -> Pack:
    from pressmark.archive.deposit import attached  # `--help` must not wait for them
    from pressmark.archive.ingest import Ingest, Submission
    from pressmark.archive.pack import archive_options, deposit, pack_bag
    from pressmark.theme import load_theme

    files = warn_idle(load_theme(theme), theme)

    def pack(reading: Reading, article: Article) -> Packed:
        stdin = reading.name == "<stdin>"
        path = Path("article.yaml") if stdin else Path(reading.name)
        images = attached(article, path.name, path.parent)

        def made(identifier: str | None) -> Deposit:
            copy = _proofed(reading, archive_options(files, page))
            return deposit(
                article, path.name, images, files, attested, copy=copy, identifier=identifier, page=page, more=more
            )

        if isinstance(into, Ingest):
            return into.add(Submission(article, images, made))
        return pack_bag(made(None), output, into)

    return pack


def _save(place: Path, text: str) -> None:
    """Write a report to *place*, or beside it under the next free number where another one is there: all are kept."""
    number, path = 1, place
    while path.exists():
        if disk.holds(path, text.encode()):
            return
        number += 1
        path = place.with_name(f"{place.stem}-{number}{place.suffix}")
    disk.write(path, text.encode())


@click.command(short_help="List the articles in an OCFL store.")
@click.argument("store", type=click.Path(exists=True, path_type=Path, file_okay=False), metavar="STORE")
@click.option(
    "--find", "words", metavar="WORDS", help="Only articles with these words in title, slug, URL or identifier."
)
@click.option("--json", "as_json", is_flag=True, help="Print the articles as JSON, one a line.")
def list_articles(*, store: Path, words: str | None, as_json: bool) -> None:
    """List the articles in the OCFL store STORE: title, identifier, slug, URL, and each version with its date.

    What is listed is what the store says; “pressmark verify” tells whether it is whole.
    """
    from pressmark.archive.holdings import holdings  # `--help` must not wait for it

    for entry in sorted(holdings(store), key=lambda one: (one.published, one.identifier)):
        if words and words.casefold() not in f"{entry.title}\n{entry.slug}\n{entry.url}\n{entry.identifier}".casefold():
            continue
        if as_json:
            click.echo(shown_json(json.dumps(entry.as_json(store), ensure_ascii=False)))
        else:
            _show(entry)


def _show(entry: StoredArticle) -> None:
    state = ", withdrawn" if entry.withdrawn else ""
    say(f"{entry.title or entry.path.name} ({entry.outlet or '?'}, {entry.published[:10] or '?'}{state})")
    for label, value in (("id", entry.identifier), ("slug", entry.slug), ("url", entry.url)):
        if value:
            say(f"  {label}: {value}")
    for held in entry.versions:
        say(f"  v{held.number}  {held.created}  {'; '.join(held.message.splitlines())}")


_MOST = 20  # remarks that are said: a hostile package can make any number


@click.command(short_help="Get the article back out of a package, an OCFL store or a PDF.")
@click.argument("target", type=click.Path(exists=True, path_type=Path), metavar="TARGET")
@click.option("--id", "identifier", metavar="ID", help="In a store: the article's identifier, URL or slug.")
@click.option(
    "--version", type=click.IntRange(min=1), metavar="N", help="In a store: the version; the newest if not given."
)
@into(".", "the article's files")
@click.option("--force", is_flag=True, help="Replace files that are there and differ; give back even what was altered.")
@limited("a file")
def unpack(
    *, target: Path, identifier: str | None, version: int | None, output: Path, force: bool, limits: Limits
) -> None:
    """Restore the article in TARGET byte for byte, under its own names, so that it builds.

    A TARGET is a package (.zip, .tar, .tgz or a bag's folder), a crate's folder, an OCFL store or object, or a PDF that
    pressmark made. The sums of a package's payload decide; what was changed beside it is said.
    """
    from pressmark.verify import kind_of  # `--help` must not wait for it

    kind = kind_of(target)
    if kind == "folder":
        raise click.ClickException(f"{target}: a built folder has nothing to unpack")
    if kind != "store" and (identifier or version):
        raise click.UsageError("--id and --version are for an OCFL store")
    try:
        files, remarks = within(limits, _restored, kind, target, identifier, version, force)
    except Exceeded as error:
        raise click.ClickException(f"{target}: {error}") from error
    _refuse_losses(files, output, force=force)
    from pressmark.building import Rendition
    from pressmark.building.work import publish  # `--help` must not wait for it

    made = [Rendition(name, "source", "application/octet-stream", data) for name, data in files.items()]
    for rendition, path in zip(made, publish(made, output), strict=True):
        say(f"{path}  {say_size(len(rendition.data))}")
    for remark in remarks[:_MOST]:
        say(f"{target}: {remark}", err=True)


def _restored(
    kind: Kind,
    target: Path,
    identifier: str | None,
    version: int | None,
    force: bool,  # noqa: FBT001 - as it travels
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    if kind == "pdf":
        from pressmark.pdf.attachments import restore as out_of_pdf  # heavy

        return out_of_pdf(target), ()
    from pressmark.archive.unpack import restore  # `--help` must not wait for it

    found = restore(target, identifier=identifier, version=version, force=force)
    return found.files, found.remarks


def _refuse_losses(files: dict[str, bytes], output: Path, *, force: bool) -> None:
    """Stop before anything is written where a file with other content would be replaced."""
    for name, data in files.items():
        path = output / name
        if not force and path.exists() and not disk.holds(path, data):
            raise click.ClickException(
                f"{path} is there and differs; name another folder with -o, or --force to replace it"
            )

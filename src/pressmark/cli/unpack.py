"""``pressmark unpack``: the files out of a package, store or PDF; ``pressmark list``: the articles in a store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark import disk
from pressmark.cli.options import limited
from pressmark.cli.output import say, say_size
from pressmark.letters import shown, shown_json
from pressmark.limits import Exceeded, Limits, within

if TYPE_CHECKING:
    from pressmark.archive.catalogue import Entry
    from pressmark.verdict import Kind


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
    from pressmark.archive.catalogue import catalogue  # `--help` must not wait for it

    for entry in sorted(catalogue(store), key=lambda one: (one.published, one.identifier)):
        if words and words.casefold() not in f"{entry.title}\n{entry.slug}\n{entry.url}\n{entry.identifier}".casefold():
            continue
        if as_json:
            click.echo(shown_json(json.dumps(entry.as_json(store), ensure_ascii=False)))
        else:
            _show(entry)


def _show(entry: Entry) -> None:
    state = ", withdrawn" if entry.withdrawn else ""
    click.echo(shown(f"{entry.title or entry.path.name} ({entry.outlet or '?'}, {entry.published[:10] or '?'}{state})"))
    for label, value in (("id", entry.identifier), ("slug", entry.slug), ("url", entry.url)):
        if value:
            click.echo(shown(f"  {label}: {value}"))
    for held in entry.versions:
        click.echo(shown(f"  v{held.number}  {held.created}  {'; '.join(held.message.splitlines())}"))


_MOST = 20  # remarks that are said: a hostile package can make any number


@click.command(short_help="Get the article back out of a package, an OCFL store or a PDF.")
@click.argument("target", type=click.Path(exists=True, path_type=Path), metavar="TARGET")
@click.option("--id", "identifier", metavar="ID", help="In a store: the article's identifier, URL or slug.")
@click.option(
    "--version", type=click.IntRange(min=1), metavar="N", help="In a store: the version; the newest if not given."
)
@click.option(
    "-o",
    "--output",
    default=".",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the article's files.",
)
@click.option("--force", is_flag=True, help="Replace files that are there and differ; give back even what was altered.")
@limited("a file")
def command(
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
    from pressmark.building.renditions import Rendition, publish  # `--help` must not wait for it

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
        from pressmark.pdf.files import restore as out_of_pdf  # heavy

        return out_of_pdf(target), ()
    from pressmark.archive.open import restore  # `--help` must not wait for it

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

"""``pressmark build``: articles in, files out."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli.console import readings, say_size, show_problems, sources

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.theme import Options

_DEFAULT = "pdf,html,jsonld"


def _formats(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    from pressmark.writers import UnknownFormat, formats  # noqa: PLC0415 - `--help` must not wait for it

    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    for name in names:
        if name not in formats():
            raise click.BadParameter(str(UnknownFormat.of(name)))
    if not names:
        raise click.BadParameter("no format named")
    return names


@click.command(short_help="Build an article's PDF, HTML, JSON-LD and text.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "-o",
    "--output",
    default="build",
    show_default=True,
    metavar="DIR",
    help="Folder for the outputs; “-” writes one format to standard output.",
)
@click.option(
    "--to",
    "formats",
    default=_DEFAULT,
    show_default=True,
    metavar="FORMATS",
    callback=_formats,
    help="Formats, separated by commas; see `pressmark formats`.",
)
@click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with templates and styles that replace pressmark's own, by file name.",
)
@click.option(
    "--images",
    type=click.Choice(["embed", "beside"]),
    default="embed",
    show_default=True,
    help="Put images into the HTML file, or beside it.",
)
@click.option("--force", is_flag=True, help="Build again, even what is up to date.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Also print each file's SHA-256.")
def command(
    *,
    source: tuple[str, ...],
    output: str,
    formats: tuple[str, ...],
    theme: Path | None,
    images: str,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build each SOURCE, or every source/*.yaml where none is named.

    A SOURCE is a YAML file, a folder of them, or “-” for standard input. Outputs are named after the source.
    The exit status is 0 only if everything asked for was made.
    """
    from pressmark.theme import Options, load_theme  # noqa: PLC0415 - `--help` must not wait for it

    names = sources(source)
    _refuse_clashes(names, output, formats)
    options = Options(load_theme(theme), images="beside" if images == "beside" else "embed")
    failed = False
    for reading in readings(names):
        show_problems(reading)
        if reading.article is None:
            failed = True
        elif output == "-":
            _to_stdout(reading.article, formats, options)
        else:
            _to_folder(reading.article, formats, options, Path(output), quiet=quiet, verbose=verbose)
    sys.exit(1 if failed else 0)


def _refuse_clashes(names: list[str], output: str, formats: tuple[str, ...]) -> None:
    """Refuse what could only overwrite itself: two articles, or two formats, in one place."""
    if output == "-" and (len(names) > 1 or len(formats) > 1):
        raise click.UsageError("-o - writes one article in one format: name one SOURCE and one format with --to")
    stems = Counter(Path(name).stem for name in names)
    for stem, count in stems.items():
        if count > 1:
            same = ", ".join(name for name in names if Path(name).stem == stem)
            raise click.UsageError(
                f"{same} would overwrite each other as {stem}.*; build them into different folders with -o"
            )


def _to_stdout(article: Article, formats: tuple[str, ...], options: Options) -> None:
    from pressmark.builder import renditions  # noqa: PLC0415 - `--help` must not wait for it

    for rendition in renditions(article, formats, options):
        if rendition.format in formats:
            click.get_binary_stream("stdout").write(rendition.data)


def _to_folder(
    article: Article, formats: tuple[str, ...], options: Options, folder: Path, *, quiet: bool, verbose: bool
) -> None:
    from pressmark.builder import publish, renditions  # noqa: PLC0415 - `--help` must not wait for it

    made = list(renditions(article, formats, options))
    for rendition, path in zip(made, publish(made, folder), strict=True):
        if not quiet:
            digest = f"  sha256:{rendition.sha256}" if verbose else ""
            click.echo(f"{path}  {say_size(len(rendition.data))}{digest}")

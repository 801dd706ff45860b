"""``pressmark collect``: articles in, a site of them out: pages, feeds, sitemaps and a register of demands."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressmark.building.sources import STDIN, is_url
from pressmark.cli.build import DEFAULT, processors
from pressmark.cli.options import (
    PrintOptions,
    complete_files,
    complete_formats,
    dressed,
    formats_named,
    house_of,
    into,
    printable,
    several,
    themed,
    warn_idle,
    with_house,
)
from pressmark.cli.output import FEW, BuildReport, found_sources, say
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from pressmark.collecting.publishing import Collected
    from pressmark.reader import Houses

_DAY = "2026-05-04"
_MOMENT = "2026-05-04T06:00:00+01:00"


@click.command(short_help="Make a site of articles: pages, feeds, sitemaps, a register of demands.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@into("site", "the site; the articles go into articles/ in it")
@click.option(
    "--as-of",
    metavar="DATE",
    help=f"What day or moment it is (such as {_DAY}, or {_MOMENT}); else SOURCE_DATE_EPOCH, if set.",
)
@click.option("--base-url", metavar="URL", help="Where the site will be; else the house's collection.url.")
@click.option(
    "--title", metavar="TEXT", help="What the site is called; else the house's collection.title, or its outlet."
)
@click.option("--language", metavar="TAG", help="The language of the site's own words; else the house's.")
@click.option(
    "--newest",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Articles in a feed and on the first page of a list. Default: the house's collection.newest, or 50.",
)
@click.option(
    "--to",
    "formats",
    default=DEFAULT,
    show_default=True,
    metavar="FORMATS",
    callback=formats_named,
    shell_complete=complete_formats,
    help="Formats of the articles, separated by commas; see `pressmark formats`.",
)
@themed
@dressed
@click.option("--force", is_flag=True, help="Build all articles again, even what is up to date.")
@several
@click.option("--strict", is_flag=True, help="Let warnings fail an article, too.")
@click.option("--json", "as_json", is_flag=True, help="Print artifacts, problems, totals and the site's files as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Also print each file's SHA-256, and every file of the site.")
@printable
def command(
    *,
    source: tuple[str, ...],
    output: Path,
    as_of: str | None,
    base_url: str | None,
    title: str | None,
    language: str | None,
    newest: int | None,
    formats: tuple[str, ...],
    theme: Path | None,
    houses: Houses,
    force: bool,
    jobs: int | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    print_options: PrintOptions,
) -> None:
    """Make a site in DIR of each SOURCE, or of every article in source/ where none is named.

    A SOURCE is a YAML file or a folder of them at any depth. Articles are built as `pressmark build` does, and listed
    by month, author, topic, series, outlet and language. An article under an embargo is nowhere before its hour, a
    withdrawn one only says that it was withdrawn. What is up to date is not made again.
    The exit status is 0 only if every article could be built; the last good pages of one that could not stay.
    """
    from pressmark.archive.deposit import attested  # `--help` must not wait for them
    from pressmark.building.plan import Order
    from pressmark.building.work import Settings
    from pressmark.collecting.publishing import ARTICLES, collect
    from pressmark.collecting.site import SiteWish, checked
    from pressmark.theme import Options, linked, load_theme

    if strange := next((name for name in source if name == STDIN or is_url(name)), None):
        raise click.UsageError(f"{strange}: a collection is made of files and folders on this machine")
    # What is not there may be a slip of the hand: a site is not emptied for it.
    if missing := [name for name in source if not Path(name).exists()]:
        raise PressmarkError(f"{', '.join(missing)}: there is no such file or folder; nothing of the site was changed")
    # The house in a folder that is named is found wherever the command is given.
    houses = replace(houses, bounds=tuple(Path(name) for name in source if Path(name).is_dir()))
    own = house_of(source, houses)
    formats, print_options = with_house(own, formats, print_options)
    wish = SiteWish(title, base_url, language, newest, attested(as_of, os.environ.get("SOURCE_DATE_EPOCH")))
    checked(wish, own)
    beside = linked(formats, print_options.get("edition", "standard"))
    options = Options(warn_idle(load_theme(theme), theme), images="beside", along=beside, **print_options)
    settings = Settings(options, strict=strict, houses=houses)
    order = Order(output / ARTICLES, formats, settings, force=force, jobs=jobs or processors())
    report = BuildReport(as_json=as_json, quiet=quiet, verbose=verbose, deps=None, theme=theme)
    with closing(collect(order, output, found_sources(source, output), wish, own)) as run, report:
        collected = _followed(run, report)
        report.also("collection", _as_object(collected, output))
    if not as_json:
        _tell(collected, output, quiet=quiet, verbose=verbose)
    sys.exit(report.status)


def _followed(run: Any, report: BuildReport) -> Collected:  # noqa: ANN401 - a generator that returns something
    """Tell *report* of each article, and return what came of the collection."""
    while True:
        try:
            report.tell(next(run))
        except StopIteration as stop:
            collected: Collected = stop.value
            return collected


def _tell(collected: Collected, output: Path, *, quiet: bool, verbose: bool) -> None:
    for remark in collected.remarks:
        say(f"note: {remark}", err=True)
    for one in collected.held:
        why = "its embargo ends" if one.embargo else "it is published"
        say(f"{one.name}: held back until {one.until}, when {why}", err=True)
    if quiet:
        return
    if verbose or len(collected.written) + len(collected.removed) <= FEW:
        for name in collected.written:
            say(f"{output / name}")
        for name in collected.removed:
            say(f"{output / name}  removed")
    said = [
        f"{collected.listed} articles" + (f", {collected.withdrawn} of them withdrawn" if collected.withdrawn else ""),
        *([f"{len(collected.held)} held back"] if collected.held else []),
        f"{len(collected.written)} files of the site written",
        f"{collected.unchanged} unchanged",
        *([f"{len(collected.removed)} removed"] if collected.removed else []),
    ]
    say(f"{output / 'index.html'}: {', '.join(said)}")


def _as_object(collected: Collected, output: Path) -> dict[str, object]:
    """Return what came of the collection for programs."""
    return {
        "path": str(output),
        "articles": collected.listed,
        "withdrawn": collected.withdrawn,
        "held": [{"source": one.name, "until": one.until, "embargo": one.embargo} for one in collected.held],
        "written": collected.written,
        "unchanged": collected.unchanged,
        "removed": collected.removed,
        "remarks": collected.remarks,
    }

"""``pressmark build``: articles in, files out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.building.sources import STDIN
from pressmark.cli.options import (
    PrintOptions,
    complete_files,
    complete_formats,
    dressed,
    formats_named,
    house_of,
    into,
    limited,
    printable,
    several,
    themed,
    warn_idle,
    watchable,
    with_house,
)
from pressmark.cli.output import BuildReport, found_sources, readings, say, show_problems

if TYPE_CHECKING:
    from pressmark.building.plan import Order
    from pressmark.limits import Limits
    from pressmark.reader import Houses
    from pressmark.theme import Options

DEFAULT = "pdf,html,jsonld"


@click.command(short_help="Build an article's PDF, HTML, JSON-LD and text.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@into("build", "the outputs; “-” writes one format to standard output", typed=True)
@click.option(
    "--to",
    "formats",
    default=DEFAULT,
    show_default=True,
    metavar="FORMATS",
    callback=formats_named,
    shell_complete=complete_formats,
    help="Formats, separated by commas; see `pressmark formats`.",
)
@themed
@dressed
@click.option(
    "--images",
    type=click.Choice(["embed", "beside"]),
    default="embed",
    show_default=True,
    help="Put images into the HTML file, or beside it.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Build all again, read every output back, and replace none that departs from the source.",
)
@click.option("--force", is_flag=True, help="Build again, even what is up to date.")
@several
@click.option("--strict", is_flag=True, help="Let warnings fail an article, too.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first article that fails.")
@limited("an article", always=False)
@click.option(
    "--deps",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what each output depends on: JSON if FILE ends in .json, else rules for make.",
)
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Build on the Dask cluster whose scheduler is at ADDRESS; “local” starts one here.",
)
@click.option("--json", "as_json", is_flag=True, help="Print artifacts, problems and totals as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Also print each file's SHA-256, and the house.")
@printable
@watchable
def command(
    *,
    source: tuple[str, ...],
    output: str,
    formats: tuple[str, ...],
    theme: Path | None,
    houses: Houses,
    images: str,
    check: bool,
    force: bool,
    jobs: int | None,
    strict: bool,
    fail_fast: bool,
    limits: Limits | None,
    deps: Path | None,
    cluster: str,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    print_options: PrintOptions,
) -> None:
    """Build each SOURCE, or every article in source/ where none is named.

    A SOURCE is a YAML file, a folder of them at any depth, or “-” for standard input. Outputs are named after the
    source; those of a folder's articles mirror its folders. What is up to date is not built again.
    The exit status is 0 only if everything asked for was made.
    """
    from pressmark.building.plan import Order  # `--help` must not wait for them
    from pressmark.building.sources import is_url, plain
    from pressmark.building.work import Settings
    from pressmark.theme import Options, linked, load_theme

    own = house_of(source, houses)
    if own is not None and verbose:
        say(f"house: {own.name}", err=True)
    formats, print_options = with_house(own, formats, print_options)
    _refuse_clashes(source, output, formats)
    options = Options(
        warn_idle(load_theme(theme), theme),
        images="beside" if images == "beside" else "embed",
        along=linked(formats, print_options.get("edition", "standard")),
        **print_options,
    )
    if output == STDIN:
        sys.exit(_to_stdout(source, formats, options, houses=houses, strict=strict))
    target = output.rstrip("/") if is_url(output) else ""
    order = Order(
        Path(plain(output)),
        formats,
        Settings(options, strict=strict, check=check, target=target, houses=houses),
        force=force or check,
        jobs=jobs or processors(),
        fail_fast=fail_fast,
        limits=limits,
        cluster=cluster,
    )
    report = BuildReport(as_json=as_json, quiet=quiet, verbose=verbose, deps=deps, theme=theme)
    sys.exit(_to_folder(source, order, report))


def _refuse_clashes(names: tuple[str, ...], output: str, formats: tuple[str, ...]) -> None:
    """Refuse what could only overwrite itself: two articles, or two formats, in one place."""
    if output == STDIN and (len(names) > 1 or len(formats) > 1):
        raise click.UsageError("-o - writes one article in one format: name one SOURCE and one format with --to")
    files = [name for name in dict.fromkeys(names) if not Path(name).is_dir()]
    stems = Counter(Path(name).stem for name in files)
    for stem, count in stems.items():
        if count > 1:
            same = ", ".join(name for name in files if Path(name).stem == stem)
            raise click.UsageError(
                f"{same} would overwrite each other as {stem}.*; build them into different folders with -o"
            )


def _to_stdout(
    source: tuple[str, ...], formats: tuple[str, ...], options: Options, *, houses: Houses, strict: bool
) -> int:
    from pressmark.building.work import renditions  # `--help` must not wait for it
    from pressmark.pdf.preflight import checked  # the same

    names = [found.name for found in found_sources(source)]
    if len(names) > 1:
        raise click.UsageError(f"-o - writes one article, and there are {len(names)}: name one SOURCE")
    for read in readings(names, houses):
        reading, copy = checked(read, formats, options)
        show_problems(reading)
        if reading.article is None or (strict and reading.problems):
            return 1
        for rendition in renditions(reading.article, formats, options, copy):
            if rendition.format in formats:
                sys.stdout.buffer.write(rendition.data)
    return 0


def _to_folder(source: tuple[str, ...], order: Order, report: BuildReport) -> int:
    from pressmark.building.run import build, build_to_store  # `--help` must not wait for it

    stdin = _stdin() if STDIN in source else None
    run = build_to_store if order.settings.target else build
    with closing(run(order, found_sources(source, order.folder), stdin)) as outcomes, report:
        for outcome in outcomes:
            report.tell(outcome)
    return report.status


def processors() -> int:
    """Return how many processors this process may use; macOS says only how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _stdin() -> bytes:
    from pressmark import reader  # rarely wanted

    return sys.stdin.buffer.read(reader.LARGEST + 1)

"""``pressmark build``: articles in, files out, once or at every save."""

from __future__ import annotations

import functools
import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressmark import libraries
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
    with_house,
)
from pressmark.cli.output import BuildReport, found_sources, readings, say, show_problems, sources
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from pressmark.building.plan import Order
    from pressmark.limits import Limits
    from pressmark.reader import Houses
    from pressmark.theme import Options

_Callback = Callable[..., None]

DEFAULT = "pdf,html,jsonld"
# What counts as a source even inside the output folder, where somebody builds into the folder of the articles.
_INPUTS = {
    *(".yaml", ".yml", ".css", ".j2", ".ttf", ".otf", ".woff", ".woff2"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"),
}
# Exit statuses above this tell of a signal that ended the command.
_SIGNALLED = 128


def _watchable(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--watch``.

    The command must have the parameters *source*, *output*, *theme* and *houses*; its *force* holds for the first round
    only.
    """

    @click.option("--watch", is_flag=True, help="Go on: build again whenever a source, an image or the theme changes.")
    @functools.wraps(callback)
    def command(*, watch: bool, **arguments: Any) -> None:  # noqa: ANN401 - whatever the command takes
        if watch:
            _again_and_again(callback, arguments)
        else:
            callback(**arguments)

    return command


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
@_watchable
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


# --- Watching: one build after the other, until Ctrl-C.


def _again_and_again(callback: _Callback, arguments: dict[str, Any]) -> None:
    """Run *callback* until Ctrl-C; exit with the last round's status."""
    from pressmark.resources import resource  # `--help` must not wait for it

    if arguments["output"] == STDIN or STDIN in arguments["source"]:
        raise click.UsageError("--watch needs files to watch and a folder to build into, not “-”")
    libraries.require("serve")
    from pressmark.serving.watch import changes, stamp  # an optional library

    # Named as a theme, pressmark's own templates are read anew: in a checkout somebody may be at work on them.
    arguments["theme"] = arguments["theme"] or resource("templates")
    own = _roots(arguments)
    roots = list(dict.fromkeys([*own, *_shared(arguments)]))
    outputs = _outputs(Path(arguments["output"]).resolve(), roots)

    def ignore(path: Path) -> bool:
        return outputs(path) or not (path.suffix.lower() in _INPUTS or _below(path, own))

    # Of a round that Ctrl-C cuts off, what was asked for was not made.
    status = unfinished = 1
    try:
        before = stamp(roots, ignore=ignore)
        status = _status(callback, arguments)
        arguments["force"] = False
        _say_watching()
        for _ in changes(roots, ignore=ignore):
            now = stamp(roots, ignore=ignore)
            if now != before:
                before, status = now, unfinished
                status = _status(callback, arguments)
                _say_watching()
    except KeyboardInterrupt:
        click.get_current_context().exit(status)


def _say_watching() -> None:
    """Say at the end of each round that all of it is told, and how to end."""
    say("watching; end with Ctrl-C", err=True)


def _status(callback: _Callback, arguments: dict[str, Any]) -> int:
    """Run *callback* once and return its exit status; only the user ends the watching, and wrong usage."""
    try:
        callback(**arguments)
    except SystemExit as end:
        status = int(end.code or 0)
        if status > _SIGNALLED:
            raise
        return status
    except click.UsageError:
        raise
    except (PressmarkError, click.ClickException) as error:
        say(f"Error: {error.format_message() if isinstance(error, click.ClickException) else error}", err=True)
        return 1
    return 0


def _roots(arguments: dict[str, Any]) -> list[Path]:
    """Return the folders to watch: those of the sources, also behind links, and the theme's."""
    folders = [place for name in arguments["source"] or ["source"] if (place := Path(name)).is_dir()]
    files = [Path(name) for name in sources(arguments["source"])]
    real = (file.resolve().parent for file in files)
    return list(dict.fromkeys([*folders, *(file.parent for file in files), *real, arguments["theme"]]))


def _shared(arguments: dict[str, Any]) -> list[Path]:
    """Return the folders of the houses, in which much may lie that nobody builds from."""
    from pressmark.reader.house import find  # `--help` must not wait for it

    places = dict.fromkeys(Path(name).parent for name in sources(arguments["source"]))
    named = arguments["houses"].path
    houses = [named] if named else [house for place in places if (house := find(place))]
    return list(dict.fromkeys(house.parent for house in houses))


def _below(path: Path, roots: list[Path]) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(root.resolve()) for root in roots)


def _outputs(folder: Path, roots: list[Path]) -> Callable[[Path], bool]:
    """Return what tells the outputs in *folder* from sources, so that writing them starts no new round."""
    mixed = any(root.resolve().is_relative_to(folder) for root in roots)

    def ignore(path: Path) -> bool:
        return path.resolve().is_relative_to(folder) and not (mixed and path.suffix.lower() in _INPUTS)

    return ignore

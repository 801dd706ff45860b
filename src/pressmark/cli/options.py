"""Options that several commands share, and what the shell offers at the Tab key where a value is no fixed choice."""

from __future__ import annotations

import functools
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast, get_args

import click
from click.shell_completion import CompletionItem

from pressmark.building.sources import DEFAULT_FOLDER, STDIN, is_url
from pressmark.cli.output import say
from pressmark.limits import MEGABYTES, MOST_MEGABYTES, MOST_SECONDS, SECONDS, Limits, sensible
from pressmark.theme import Edition, Theme

if TYPE_CHECKING:
    from pressmark.model import LookName
    from pressmark.reader import Houses
    from pressmark.reader.house import House

_Callback = Callable[..., None]

_LARGEST_PROFILE = 32 * 1024 * 1024
_MOST_IDLE = 20  # files of a theme that are named one by one


def complete_files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows the files."""
    return [CompletionItem(incomplete, type="file")]


def complete_folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows the folders."""
    return [CompletionItem(incomplete, type="dir")]


def formats_named(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the formats that an option names, with commas between them; none without it. Raises BadParameter."""
    from pressmark.writers import UnknownFormat, formats  # `--help` must not wait for it

    if value is None:
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    for name in names:
        if name not in formats():
            raise click.BadParameter(str(UnknownFormat.of(name)))
    if not names:
        raise click.BadParameter("no format named")
    return names


def complete_formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the formats that are not yet in the comma-separated list *incomplete*."""
    from pressmark import writers  # only wanted here

    listed, comma, begun = incomplete.rpartition(",")
    rest = [name for name in writers.formats() if name not in listed.split(",")]
    return [CompletionItem(f"{listed}{comma}{name}") for name in rest if name.startswith(begun)]


def complete_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the rules whose names begin with *incomplete*."""
    from pressmark import problems  # only wanted here

    return [CompletionItem(slug) for slug in problems.rules() if slug.startswith(incomplete)]


def complete_looks(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the looks whose names begin with *incomplete*."""
    from pressmark.model import LookName  # only wanted here

    return [CompletionItem(name) for name in get_args(LookName) if name.startswith(incomplete)]


def _look(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    from pressmark.model import LookName  # `--help` must not wait for it

    if value is not None and value not in get_args(LookName):
        near = get_close_matches(value.lower(), get_args(LookName), 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(get_args(LookName))}"
        raise click.BadParameter(f"there is no look “{value}”; {hint}")
    return value


def _page(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    from pressmark.pdf.paper import paper  # `--help` must not wait for it
    from pressmark.problems import BuildError  # the same

    try:
        paper(value.lower())
    except BuildError as error:
        raise click.BadParameter(str(error)) from error
    return value.lower()


def _profile(path: Path) -> bytes:
    """Return the ICC profile in the file at *path*, if it is whole and describes print (ICC.1:2010, 7.2 and 7.3)."""
    from pressmark.reader.files import read_plain  # `--help` must not wait for it

    try:
        data = read_plain(path, _LARGEST_PROFILE + 1)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from error
    if len(data) > _LARGEST_PROFILE:
        raise click.UsageError(f"{path} is too large for an ICC profile")
    if len(data) < 132 or data[36:40] != b"acsp":
        raise click.UsageError(f"{path} is no ICC profile")
    size, count = int.from_bytes(data[:4], "big"), int.from_bytes(data[128:132], "big")
    tags = [data[at : at + 12] for at in range(132, 132 + 12 * min(count, 1000), 12)]
    ends = [int.from_bytes(tag[4:8], "big") + int.from_bytes(tag[8:12], "big") for tag in tags]
    if size != len(data) or not 0 < count <= 200 or 132 + 12 * count > size or max(ends) > size:
        raise click.UsageError(f"{path} is an ICC profile that is cut short or damaged")
    if data[16:20] != b"CMYK":
        raise click.UsageError(
            f"{path} is a profile for {data[16:20].decode('latin-1').strip()}, not for CMYK printing"
        )
    return data


def into(default: str, what: str, *, typed: bool = False) -> Callable[[_Callback], _Callback]:
    """Return what gives a command's callback the option ``--output``: the folder for *what*, else *default*.

    It is a path, or a text where it is left as it was *typed*.
    """
    return click.option(
        "-o",
        "--output",
        default=default,
        show_default=True,
        type=str if typed else click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        shell_complete=complete_folders,
        help=f"Folder for {what}.",
    )


def paged(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--page``."""
    return click.option(
        "--page",
        default="a4",
        show_default=True,
        metavar="SIZE",
        callback=_page,
        help="Paper: a4, a5, letter, legal, tabloid, or WxH as in 170x240mm.",
    )(callback)


class PrintOptions(TypedDict, total=False):
    """The options for print: the fields of `pressmark.theme.Options` that have these names."""

    edition: Edition
    page: str
    columns: int
    notes: Literal["foot", "end"]
    icc: bytes | None
    qr: bool


def printable(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the options for print, as the argument *print_options* (`PrintOptions`)."""

    @click.option(
        "--edition",
        type=click.Choice(get_args(Edition)),
        default="standard",
        show_default=True,
        help="What the PDF is for.",
    )
    @paged
    @click.option("--columns", type=click.IntRange(1, 4), metavar="N", help="Columns of text on a page. Default: 1.")
    @click.option(
        "--notes",
        type=click.Choice(["foot", "end"]),
        default="foot",
        show_default=True,
        help="Notes at the foot of the page, or at the end.",
    )
    @click.option(
        "--icc",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Press edition: the printing condition's ICC profile. Default: coated paper (FOGRA39).",
    )
    @click.option("--qr", is_flag=True, help="A QR code of the article's address at the end of the copy.")
    @functools.wraps(callback)
    def command(
        *,
        edition: Edition,
        page: str,
        columns: int | None,
        notes: Literal["foot", "end"],
        icc: Path | None,
        qr: bool,
        **arguments: Any,  # noqa: ANN401 - whatever the command takes
    ) -> None:
        if icc and edition != "press":
            raise click.UsageError("--icc goes with --edition press")
        profile = None
        if icc:
            profile = _profile(icc)
        chosen = PrintOptions(edition=edition, page=page, columns=columns or 0, notes=notes, icc=profile, qr=qr)
        callback(print_options=chosen, **arguments)

    return command


def themed(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--theme``."""
    return click.option(
        "--theme",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder with templates and styles that replace pressmark's own, by file name.",
    )(callback)


def several(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--jobs``."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="Build N articles at a time. Default: one for each processor.",
    )(callback)


def housed(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the option ``--house``, as the argument *houses* (`pressmark.reader.Houses`)."""

    @click.option(
        "--house",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        shell_complete=complete_files,
        help="The house that the articles take from; else the house.yaml above them.",
    )
    @functools.wraps(callback)
    def command(*, house: Path | None, look: LookName | None = None, **arguments: Any) -> None:  # noqa: ANN401 - whatever the command takes
        from pressmark.reader import Houses  # `--help` must not wait for it

        callback(houses=Houses(house, look=look), **arguments)

    return command


def dressed(callback: _Callback) -> _Callback:
    """Give the *callback* of a command the options ``--house`` and ``--look``, as the argument *houses*."""
    return click.option(
        "--look",
        metavar="NAME",
        callback=_look,
        shell_complete=complete_looks,
        help="The look: broadsheet, letterhead, magazine or plain; else the house's.",
    )(housed(callback))


def house_of(source: tuple[str, ...], houses: Houses) -> House | None:
    """Return the house of the first of *source* (the usual folder where there is none): as *houses* says."""
    first = source[0] if source else DEFAULT_FOLDER
    if houses.path is None and is_url(first):
        return None
    place = Path() if first == STDIN else Path(first)
    return houses.of(place if place.is_dir() else place.parent)


def with_house(
    house: House | None, formats: tuple[str, ...], printed: PrintOptions
) -> tuple[tuple[str, ...], PrintOptions]:
    """Return *formats* and the options for print, with what the *house* says under ``build`` where no option does."""
    said = house_says(house, "build")
    return said.pop("formats", formats), cast("PrintOptions", {**printed, **said})


def house_says(house: House | None, command: str) -> dict[str, Any]:
    """Return the values of the options of *command* that the *house* has under that key and no option names.

    They are checked as on the command line. Raises ClickException for one that is not right.
    """
    if house is None or not house.sound:
        return {}
    said: dict[str, Any] = house.value(command) or {}
    context = click.get_current_context()
    options = {
        name: parameter
        for parameter in context.command.params
        for name in {parameter.name, *(option.lstrip("-") for option in parameter.opts)}
    }
    found = {}
    for name, value in said.items():
        option = options[name]
        assert option is not None
        assert option.name is not None
        if context.get_parameter_source(option.name) in (None, click.core.ParameterSource.DEFAULT):
            try:
                found[option.name] = option.process_value(context, ",".join(value) if name == "formats" else value)
            except click.BadParameter as error:
                raise click.ClickException(f"{house.name}, under {command}: {error.message}") from error
    return found


def limited(what: str, *, always: bool = True) -> Callable[[_Callback], _Callback]:
    """Give the callback of a command the options, as one argument *limits*; *what* is said to be given up on.

    With *always* there are limits even where none are named; else *limits* is None then.
    """

    def decorate(callback: _Callback) -> _Callback:
        @click.option(
            "--timeout",
            type=float,
            default=SECONDS if always else None,
            show_default=always,
            callback=_seconds,
            metavar="SECONDS",
            help=f"Give up on {what} that takes longer.",
        )
        @click.option(
            "--max-memory",
            type=click.IntRange(16, MOST_MEGABYTES),
            default=MEGABYTES if always else None,
            show_default=always,
            metavar="MB",
            help=f"Give up on {what} that needs more memory beyond an idle process.",
        )
        @functools.wraps(callback)
        def command(*, timeout: float | None, max_memory: int | None, **arguments: Any) -> None:  # noqa: ANN401 - whatever the command takes
            unlimited = timeout is None and max_memory is None
            memory = max_memory * 1_000_000 if max_memory is not None else None
            callback(limits=None if unlimited else Limits(timeout, memory), **arguments)

        return command

    return decorate


def _seconds(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not sensible(value):
        raise click.BadParameter(f"{value:g} is no number of seconds between 0 and {MOST_SECONDS:g}")
    return value


def warn_idle(theme: Theme, folder: Path | None) -> Theme:
    """Return *theme*, after saying which files of its *folder* change nothing."""
    for name in theme.idle[:_MOST_IDLE]:
        close = get_close_matches(name.lower(), theme.files, n=1, cutoff=0.5)
        hint = (
            f"did you mean {close[0]}?" if close and close[0] != name else "docs/html.md lists what a theme is made of"
        )
        say(f"warning: theme file {folder}/{name} stands in the place of nothing; {hint}", err=True)
    if len(theme.idle) > _MOST_IDLE:
        say(f"warning: so do {len(theme.idle) - _MOST_IDLE} more files of {folder}", err=True)
    return theme

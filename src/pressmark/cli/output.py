"""What commands say at the terminal, and of what: sources, problems, progress, how a build went."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, TextIO

import click

from pressmark.building.sources import DEFAULT_FOLDER, HOUSE, STDIN, NoArticles, find, is_url, plain
from pressmark.letters import brief, shown, shown_json
from pressmark.problems import PressmarkError, Problem
from pressmark.reports import as_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.building.plan import Outcome
    from pressmark.building.sources import Found
    from pressmark.building.state import Output
    from pressmark.reader import Houses, Reading

FEW = 5  # articles up to which no progress is shown
_MOST_NAMED = 10
_REDRAWN_AFTER = 0.1  # seconds
_bars: list[Bar] = []
_NOTHING = f"no SOURCE named, and there is no {DEFAULT_FOLDER}/*.yaml here"


def sources(named: tuple[str, ...]) -> list[str]:
    """Return the sources to work on: those *named* (a folder stands for its YAML files), else those in ``source``.

    Raises click.UsageError where none is named and there is none, NoArticles for a folder without articles.
    """
    return list(dict.fromkeys(found.name for found in found_sources(named)))


def found_sources(named: tuple[str, ...], output: Path | None = None) -> Iterator[Found]:
    """Yield what `sources` returns with the folder that mirrors each below *output*, which is not walked itself.

    Raises what `sources` raises.
    """
    if not named and not Path(DEFAULT_FOLDER).is_dir():
        raise click.UsageError(_NOTHING)
    try:
        for name in named or (DEFAULT_FOLDER,):
            yield from _in_store(name) if is_url(name) else find([plain(name)], besides=output)
    except NoArticles:
        if named:
            raise
        raise click.UsageError(_NOTHING) from None


def _in_store(url: str) -> Iterator[Found]:
    from pressmark.building import stores  # an optional part

    return stores.find(url)


def readings(names: Iterable[str], houses: Houses | None = None) -> Iterator[Reading]:
    """Read and check each source; ``-`` is standard input, an article named ``article`` in the current folder.

    *houses* says where their houses are.
    """
    from pressmark import reader  # `--help` must not wait for it

    houses = houses or reader.ANY
    for name in names:
        if name == STDIN:
            data = sys.stdin.buffer.read(reader.LARGEST + 1)
            yield reader.check(data, name="<stdin>", stem="article", folder=Path.cwd(), houses=houses)
        elif Path(name).name == HOUSE:
            yield reader.check_house(Path(name))
        else:
            yield reader.check_file(Path(name), houses)


def say_size(size: int) -> str:
    """Return *size* (bytes) as people say it."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


# What a house is warned of: each of its articles is told so.
_OF_HOUSES = {"look-contrast", "look-face"}


def untold(reading: Reading, told: set[Problem]) -> Reading:
    """Return *reading* without those warnings of its house that were *told* with another article; note the others."""
    theirs = {one for one in reading.problems if one.rule in _OF_HOUSES and one.span is None}
    left = tuple(one for one in reading.problems if one not in theirs & told)
    told |= theirs
    return replace(reading, problems=left)


def show_problems(reading: Reading, told: set[Problem] | None = None) -> None:
    """Print the problems of one source to standard error, each with its line; of its house those not *told* yet."""
    from pressmark.reports import render  # only problems need it

    reading = reading if told is None else untold(reading, told)
    if reading.problems:
        say_as_is(render("text", [reading], color=colored(sys.stderr)), nl=False, err=True, color=True)


def colored(stream: TextIO) -> bool:
    """Return whether to write in colour to *stream*: a terminal's, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def named(names: Iterable[str]) -> str:
    """Return *names* for a message: at most ten of them, and how many more there are."""
    every = list(names)
    more = len(every) - _MOST_NAMED
    return ", ".join(every[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print *text* in plain; what could steer the terminal, such as an escape in a title, is shown escaped."""
    say_as_is(brief(shown(str(text), keep="\n\t")), err=err, nl=nl)


def say_data(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print JSON, the same data, without a character that could steer a terminal."""
    say_as_is(shown_json(text), err=err, nl=nl)


def say_as_is(text: str, *, err: bool = False, nl: bool = True, color: bool | None = None) -> None:
    """Print *text*, in which nothing is a stranger's that could steer a terminal; not into the line of a `Bar`."""
    if _bars:
        _bars[-1].hide()
    click.echo(text, nl=nl, err=err, color=color)


class Bar:
    """A line on standard error with the count and the rate; it goes when it is left. Use it as a context manager.

    What is printed by `say` meanwhile stands above it; it comes back with the next article.
    """

    def __init__(self, total: int | None = None, *, hidden: bool = False) -> None:
        """Prepare a line for *total* articles (None: nobody knows yet). It shows for more than `FEW`, unless *hidden*.

        Where standard error is no terminal there is no line.
        """
        self._total = total
        self._shown = not hidden and sys.stderr.isatty() and (total is None or total > FEW)
        self._began = time.monotonic()
        self._drawn = 0.0
        self._there = False
        self._done = 0
        self._failed = 0

    def __enter__(self) -> Self:
        """Return the bar; where the total is known it shows at once, for the first article may take long."""
        _bars.append(self)
        if self._total is not None:
            self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self._shown and self._drawn:
            self._draw()
        self.hide()
        _bars.remove(self)

    def advance(self, *, failed: bool = False) -> None:
        """Count one article."""
        self._done += 1
        self._failed += failed
        late = time.monotonic() - self._drawn > _REDRAWN_AFTER
        if late and (self._total is not None or self._done > FEW):
            self._draw()

    def hide(self) -> None:
        """Take the line away until the next article is counted."""
        if self._there:
            click.echo("\r\x1b[2K", nl=False, err=True, color=True)
            self._there = False

    def _draw(self) -> None:
        if not self._shown:
            return
        self.hide()
        self._drawn = time.monotonic()
        seconds = self._drawn - self._began
        of = "" if self._total is None else f" of {self._total}"
        failed = f", {self._failed} failed" if self._failed else ""
        rate = f"{self._done / seconds if seconds else 0.0:.1f}"
        minutes, rest = divmod(int(seconds), 60)
        line = f"{self._done}{of} articles{failed}, {rate} a second, {minutes}:{rest:02}"
        click.echo(line, nl=False, err=True)
        self._there = True


@dataclass(slots=True)
class Totals:
    """What a build has come to."""

    built: int = 0
    unchanged: int = 0
    failed: int = 0
    held: int = 0
    files: int = 0
    pages: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one article; files, pages and bytes are those that were built now."""
        setattr(self, outcome.status, getattr(self, outcome.status) + 1)
        self.files += len(outcome.built)
        self.pages += sum(output.pages or 0 for output in outcome.built)
        self.bytes += sum(output.size for output in outcome.built)
        self.seconds = time.monotonic() - self.began

    @property
    def articles(self) -> int:
        """Return how many articles there were."""
        return self.built + self.unchanged + self.failed

    @property
    def rate(self) -> float:
        """Return articles per second."""
        return self.articles / self.seconds if self.seconds else 0.0


class BuildReport:
    """The report of one build: no totals, but every unchanged file for `FEW` articles. Use it as a context manager.

    What must wait for the end is printed when it is left.
    """

    def __init__(self, *, as_json: bool, quiet: bool, verbose: bool, deps: Path | None, theme: Path | None) -> None:
        """Prepare a report: *deps* is the file for dependencies, those on *theme* among them."""
        self._json = _Json() if as_json else None
        self._quiet = quiet or as_json
        self._verbose = verbose
        self._deps = _deps(deps, theme)
        self._totals = Totals()
        self._also: dict[str, object] = {}
        self._unchanged: list[str] = []
        self._told: set[Problem] = set()
        self._bar = Bar(hidden=quiet)

    def __enter__(self) -> Self:
        """Return the report."""
        self._bar.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, *_: object) -> None:
        """Print what has waited: unchanged files of a few articles, totals of many.

        Where an *error* ends it that a user can mend, programs are told of it with all that was found before.
        """
        self._bar.__exit__()
        if self._json is not None and isinstance(error, PressmarkError | click.ClickException):
            self._json.fail(error)
            self._json.write(self._totals, self._also)
            vars(error)["told"] = True
        if kind is not None:
            return
        if self._deps is not None:
            self._deps.write()
        if self._json is not None:
            self._json.write(self._totals, self._also)
        elif not self._quiet:
            for line in self._unchanged:
                say(line)
            if self._totals.articles > FEW:
                _table(self._totals)

    @property
    def status(self) -> int:
        """Return the exit status: 0 only if nothing failed."""
        return 1 if self._totals.failed else 0

    def also(self, name: str, value: object) -> None:
        """Add *value* under *name* to what programs are told at the end."""
        self._also[name] = value

    def tell(self, outcome: Outcome) -> None:
        """Tell of one article."""
        self._totals.add(outcome)
        if self._deps is not None:
            self._deps.add(outcome)
        if self._json is not None:
            self._json.add(outcome)
        else:
            self._show(outcome)
        self._bar.advance(failed=outcome.status == "failed")

    def _show(self, outcome: Outcome) -> None:
        name = _shown(outcome.found.name)
        if outcome.problems:
            from pressmark.reader import Reading  # where nothing is wrong, nothing need be read

            show_problems(Reading(name, outcome.text, None, outcome.problems), self._told)
        if outcome.error:
            say(f"{name}: error: {outcome.error}", err=True)
            if self._verbose and outcome.trace:
                say(outcome.trace, err=True)
        if not self._quiet:
            if outcome.built:
                say("\n".join(self._line(outcome, output, say_size(output.size)) for output in outcome.built))
            if self._totals.articles <= FEW:
                self._unchanged += [self._line(outcome, output, "unchanged") for output in outcome.intact]
            else:
                self._unchanged.clear()

    def _line(self, outcome: Outcome, output: Output, said: str) -> str:
        digest = f"  sha256:{output.sha256}" if self._verbose else ""
        return f"{outcome.path(output)}  {said}{digest}"


def _shown(name: str) -> str:
    """Return the source *name* as reports have it."""
    return "<stdin>" if name == STDIN else name


def _table(totals: Totals) -> None:
    said = {
        **{name: str(getattr(totals, name)) for name in ("built", "unchanged", "failed", "files", "pages")},
        "size": say_size(totals.bytes),
        "seconds": f"{totals.seconds:.1f}",
        "articles/s": f"{totals.rate:.1f}",
    }
    widths = [max(len(head), len(value)) for head, value in said.items()]
    color = colored(sys.stderr)
    for row, bold in ((said, True), (said.values(), False)):
        line = "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        say_as_is(click.style(line, bold=True) if bold else line, err=True, color=color)


class _Json:
    """The report for programs; artifacts wait in a file, so that memory does not grow with the articles."""

    def __init__(self) -> None:
        self._artifacts: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in write
        self._problems: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - the same

    def add(self, outcome: Outcome) -> None:
        shown = _shown(outcome.found.name)
        for output in outcome.outputs:
            _append(self._artifacts, _artifact(outcome, output))
        for problem in outcome.problems:
            _append(self._problems, as_object(shown, problem))
        if outcome.error:
            _append(self._problems, as_object(shown, Problem("build", outcome.error)))

    def fail(self, error: PressmarkError | click.ClickException) -> None:
        """Add what ended the command."""
        _append(self._problems, _failure(error))

    def write(self, totals: Totals, also: dict[str, object]) -> None:
        counted = {name: getattr(totals, name) for name in ("built", "unchanged", "failed", "files", "pages", "bytes")}
        counted |= {"seconds": round(totals.seconds, 3), "articles_per_second": round(totals.rate, 3)}
        say('{"artifacts": [', nl=False)
        _copy(self._artifacts)
        say('], "problems": [', nl=False)
        _copy(self._problems)
        say(f'], "totals": {json.dumps(counted)}', nl=False)
        for name, value in also.items():
            say_data(f", {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}", nl=False)
        say("}")


def say_failure(command: str, error: click.ClickException) -> None:
    """Tell a program that the *command* ended with *error*: as one problem, in the shape in which it tells others."""
    told = [_failure(error, f"“pressmark {command} --help” says what there is".replace("  ", " "))]
    say_data(json.dumps(told if command == "validate" else {"problems": told}, ensure_ascii=False))


def _failure(error: PressmarkError | click.ClickException, help_: str = "") -> dict[str, Any]:
    usage = isinstance(error, click.UsageError)
    message = " ".join((error.format_message() if isinstance(error, click.ClickException) else str(error)).split())
    return as_object("<command>", Problem("usage" if usage else "build", brief(message), help=help_ if usage else ""))


def _artifact(outcome: Outcome, output: Output) -> dict[str, Any]:
    said = {
        "source": outcome.found.name,
        "format": output.format,
        "path": outcome.path(output),
        "media_type": output.media_type,
        "bytes": output.size,
        "sha256": output.sha256,
        "state": "built" if output in outcome.built else "unchanged",
    }
    return {**said, "pages": output.pages} if output.pages is not None else said


def _append(file: IO[str], value: dict[str, Any]) -> None:
    file.write(("," if file.tell() else "") + "\n  " + json.dumps(value, ensure_ascii=False))


def _copy(file: IO[str]) -> None:
    with file:
        file.seek(0)
        while chunk := file.read(1 << 20):
            say_data(chunk, nl=False)


def _deps(path: Path | None, theme: Path | None) -> Any:  # noqa: ANN401 - imported only if wanted
    if path is None:
        return None
    from pressmark.building.plan import Deps  # rarely wanted

    return Deps(path, theme)

"""The command line: a module a command or two of a kind, imported when called; nothing else of pressmark prints."""

from __future__ import annotations

import errno
import signal
import sys
import threading
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pressmark import __version__
from pressmark.letters import brief, shown
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The short help stands here, so that `pressmark --help` imports no command; a test holds it to the commands' own.
COMMANDS = {
    "new": "Start an article that builds at once.",
    "build": "Build an article's PDF, HTML, JSON-LD and text.",
    "collect": "Make a site of articles: pages, feeds, sitemaps, a register of demands.",
    "validate": "Check articles and say what to mend, and where.",
    "evidence": "Say which quotations stand in the kept copies of their sources.",
    "source": "Keep copies of what an article quotes.",
    "serve": "Show an article in the browser while you write.",
    "resolve": "Print an article with all that it takes from its house.",
    "theme": "Start a theme: templates and styles of your own.",
    "explain": "Explain a rule, or list them all.",
    "schema": "Print the schema of the source format.",
    "formats": "List the formats an article can be built to.",
    "import": "Make an article from text, Markdown, a page, mail, DOCX or ODT.",
    "doctor": "Say what is missing on this system, and how to mend it.",
    "pack": "Make packages that archives take in.",
    "list": "List the articles in an OCFL store.",
    "verify": "Check a package, an OCFL store, a built folder or a PDF.",
    "unpack": "Get the article back out of a package, an OCFL store or a PDF.",
}


def _new() -> click.Command:
    from pressmark.cli.new import command

    return command


def _build() -> click.Command:
    from pressmark.cli.build import command

    return command


def _collect() -> click.Command:
    from pressmark.cli.collect import command

    return command


def _validate() -> click.Command:
    from pressmark.cli.validate import command

    return command


def _serve() -> click.Command:
    from pressmark.cli.serve import command

    return command


def _resolve() -> click.Command:
    from pressmark.cli.validate import resolve

    return resolve


def _theme() -> click.Command:
    from pressmark.cli.new import theme

    return theme


def _explain() -> click.Command:
    from pressmark.cli.about import explain

    return explain


def _schema() -> click.Command:
    from pressmark.cli.about import schema

    return schema


def _formats() -> click.Command:
    from pressmark.cli.about import list_formats

    return list_formats


def _import() -> click.Command:
    from pressmark.cli.import_ import command

    return command


def _doctor() -> click.Command:
    from pressmark.cli.about import command

    return command


def _pack() -> click.Command:
    from pressmark.cli.pack import command

    return command


def _list() -> click.Command:
    from pressmark.cli.pack import list_articles

    return list_articles


def _verify() -> click.Command:
    from pressmark.cli.verify import command

    return command


def _unpack() -> click.Command:
    from pressmark.cli.pack import unpack

    return unpack


def _evidence() -> click.Command:
    from pressmark.cli.evidence import command

    return command


def _source() -> click.Command:
    from pressmark.cli.evidence import source

    return source


_LOADERS: dict[str, Callable[[], click.Command]] = {
    "new": _new,
    "build": _build,
    "collect": _collect,
    "validate": _validate,
    "serve": _serve,
    "resolve": _resolve,
    "theme": _theme,
    "explain": _explain,
    "schema": _schema,
    "formats": _formats,
    "import": _import,
    "doctor": _doctor,
    "pack": _pack,
    "list": _list,
    "verify": _verify,
    "unpack": _unpack,
    "evidence": _evidence,
    "source": _source,
}


class _Commands(click.Group):
    """The commands by name; errors that a user can mend end without a traceback and with exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        load = _LOADERS.get(cmd_name)
        return load() if load else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        # A shell that completes asks with half a line: it wants no error.
        if name and not name.startswith("-") and name not in COMMANDS and not ctx.resilient_parsing:
            near = get_close_matches(name, COMMANDS, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(COMMANDS)}"
            ctx.fail(f"No such command “{name}”; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        asked = tuple(ctx.args)
        cause: Exception | None
        try:
            with tidily():
                return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # click knows what to do
                raise
            where = f"{error.filename}: " if error.filename else ""
            failed, cause = click.ClickException(brief(shown(f"{where}{error.strerror or error}"))), error
        except PressmarkError as error:
            failed, cause = click.ClickException(brief(shown(str(error), keep="\n"))), error
        except click.ClickException as error:
            vars(error)["message"] = brief(shown(error.message, keep="\n"))
            failed, cause = error, None
        if _for_programs(asked) and not hasattr(cause or failed, "told"):
            from pressmark.cli.output import say_failure  # only where a program asked

            say_failure(ctx.invoked_subcommand or "", failed)
        if cause is None:
            raise failed
        raise failed from cause


def _for_programs(arguments: tuple[str, ...]) -> bool:
    """Return whether JSON was asked for on standard output, also where the *arguments* are wrong."""
    pairs = {*arguments, *map("=".join, pairwise(arguments))}
    if "--report=json" in pairs:  # it stands where the article does not
        return not pairs.isdisjoint({"-o", "--output"})
    return not pairs.isdisjoint({"--json", "--format=json"})


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, help="Print the version; with -v also those of the libraries that shape the bytes."
)
@click.option("-v", "--verbose", is_flag=True, help="With --version: the libraries too.")
@click.pass_context
def main(ctx: click.Context, *, version: bool, verbose: bool) -> None:
    """Turn one structured article into PDF, HTML and JSON-LD that all say the same."""
    if version:
        click.echo(f"pressmark {__version__}")
        if verbose:
            from pressmark.libraries import versions  # loads the PDF engine

            for name, number in versions().items():
                click.echo(f"{name} {number}")
        ctx.exit(0)
    if ctx.invoked_subcommand is None:
        if verbose:
            raise click.UsageError("-v goes with --version, or after a command")
        click.echo(ctx.get_help())


# --- A command that is asked to end does so, with its files tidied up.
#
# SIGTERM (a server's polite request), SIGHUP (its terminal went away) and SIGINT (Ctrl-C) become exceptions, so that
# every ``finally`` is gone through. What whoever started it wants ignored, as ``nohup`` does, stays ignored.
# Python raises them wherever the program happens to be, and drops an exception that is raised in a destructor or in a
# callback of its own import system: the command would go on as if nobody had asked. Such a one is raised again.


class _Asked(SystemExit):
    """Somebody asked the program to end; its exit status is the shell's for the signal, 128 and the number."""


_AGAIN = 0.01
"""Seconds after which a request that got lost is made again: callbacks have ended by then."""


@contextmanager
def tidily() -> Iterator[None]:
    """End what runs inside when a signal asks for it, through every ``finally``; in the main thread alone.

    Raises :class:`SystemExit` with 128 and the signal's number for SIGTERM and SIGHUP; SIGINT stays a
    ``KeyboardInterrupt``. In another thread, which no signal reaches, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    said = sys.unraisablehook
    lost: list[BaseException] = []

    def dropped(what: sys.UnraisableHookArgs) -> None:
        if isinstance(what.exc_value, (_Asked, KeyboardInterrupt)):
            lost.append(what.exc_value)
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        else:
            said(what)

    def again(_number: int, _frame: object) -> NoReturn:
        raise lost[-1]

    wanted = {signal.SIGTERM: _end, signal.SIGHUP: _end, signal.SIGALRM: again}
    heard = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, wanted[number]) for number in heard}
    sys.unraisablehook = dropped
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = said
        for number, did in before.items():
            signal.signal(number, did if did is not None else signal.SIG_DFL)


def _end(number: int, _frame: object) -> NoReturn:
    raise _Asked(128 + number)

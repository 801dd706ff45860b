"""``pressmark validate``: articles in, problems out; ``resolve``: an article of a house in, valid alone out."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from pressmark.cli.options import complete_files, house_says, housed
from pressmark.cli.output import Bar, colored, readings, say, say_as_is, say_data, show_problems, sources, untold
from pressmark.reports import FORMATS, render

if TYPE_CHECKING:
    from pressmark.problems import Problem
    from pressmark.reader import Houses, Reading


@click.command(short_help="Print an article with all that it takes from its house.")
@click.argument("article", metavar="ARTICLE", shell_complete=complete_files)
@housed
@click.option("-v", "--verbose", is_flag=True, help="Also say which house it takes from.")
def resolve(*, article: str, houses: Houses, verbose: bool) -> None:
    """Print ARTICLE as one YAML file that stands alone, with the outlet, rights and people of its house in it.

    An article without a house is printed as it is. Paths of pictures stay as they are; those that begin with “house/”
    are files of the house.
    """
    names = sources((article,))
    if len(names) != 1:
        raise click.UsageError(f"{article} holds {len(names)} articles; name one of them")
    (reading,) = readings(names, houses)
    show_problems(reading)
    if verbose and reading.house is not None:
        say(f"house: {reading.house.name}", err=True)
    if reading.article is None:
        sys.exit(1)
    taken = reading.article.house
    say_data((taken.flat if taken is not None else reading.article.source.data).decode(), nl=False)


@click.command(short_help="Check articles and say what to mend, and where.")
@click.argument("source", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_files)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to tell problems: for people, as JSON, as SARIF 2.1.0, or as GitHub's workflow commands.",
)
@housed
@click.option("--strict", is_flag=True, help="Let warnings fail, too.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Also say which house an article takes from.")
def command(*, source: tuple[str, ...], form: str, houses: Houses, strict: bool, quiet: bool, verbose: bool) -> None:
    """Check each SOURCE, or every article in source/ where none is named; write nothing.

    A SOURCE is a YAML file, a folder of them at any depth, or “-” for standard input. Problems go to standard output,
    the count to standard error. The exit status is 1 if there is an error; with --strict, also if there is a warning.
    """
    checked = []
    told: set[Problem] = set()
    failed = False
    names = sources(source)
    color = colored(sys.stdout)
    with Bar(len(names), hidden=quiet) as bar:
        for read in readings(names, houses):
            reading = _with_defaults(read)
            checked.append(reading)
            wrong = not reading.sound or (strict and bool(reading.problems))
            failed = failed or wrong
            if form == "text":
                say_as_is(render("text", [untold(reading, told)], color=color), nl=False, color=True)
                if reading.sound and not quiet:
                    housed_by = (
                        f" (house: {reading.house.name})" if verbose and reading.article and reading.house else ""
                    )
                    say(f"{reading.name}: valid{housed_by}")
            bar.advance(failed=wrong)
    if form != "text":
        (say if form == "github" else say_data)(render(form, checked), nl=False)
    elif not quiet and any(reading.problems for reading in checked):
        severities = [problem.severity for reading in checked for problem in reading.problems]
        say(_count(severities.count("error"), severities.count("warning"), len(checked)), err=True)
    sys.exit(1 if failed else 0)


def _with_defaults(reading: Reading) -> Reading:
    """Return the *reading* of a house with what is wrong with its defaults of ``build`` and ``pack``.

    They are checked as on the command line; the first that is not right in each is told.
    """
    house = reading.house
    if reading.article is not None or house is None or reading.name != house.name or not reading.sound:
        return reading
    from pressmark.cli import build, pack
    from pressmark.problems import Problem
    from pressmark.reader.document import Lines, mapping

    found = []
    for name, command_ in (("build", build.command), ("pack", pack.command)):
        group = mapping(house.root, name)
        if group is None:
            continue
        try:
            with click.Context(command_, info_name=name):
                house_says(house, name)
        except click.ClickException as error:
            message = error.message.removeprefix(f"{house.name}, under {name}: ")
            span = Lines(house.text).span(group.start, group.start + 1)
            help_ = f"“pressmark {name} --help” says what there is"
            found.append(Problem("value", f"under “{name}”: {message}", span, f"/{name}", help_))
    return replace(reading, problems=(*reading.problems, *found))


def _count(errors: int, warnings: int, files: int) -> str:
    """Return how many problems there are, in a sentence."""
    parts = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    where = "1 file" if files == 1 else f"{files} files"
    return f"{' and '.join(parts)} in {where}; “pressmark explain RULE” says more about a rule"

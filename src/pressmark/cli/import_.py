"""``pressmark import``: copy as it arrives in, an article's YAML and its doubts out."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from pressmark import libraries
from pressmark.building.sources import STDIN
from pressmark.cli.options import complete_files, limited
from pressmark.cli.output import say, say_data
from pressmark.limits import Exceeded, Limits, within
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.importing import Given, Imported
    from pressmark.reader import Reading

# What a shell gives a command for “<(…)”; any other pipe may have nobody at its other end.
_PIPED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,30}://", re.IGNORECASE)


def _moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    from pressmark.importing.dating import whole  # `--help` must not wait for it

    found = whole(value) if value else ""
    if value and found != value:
        raise click.BadParameter(f"“{value}” is no date such as 2026-05-04 or 2026-05-04T07:30:00+01:00")
    return found


def _web(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    if value and not re.match(r"https?://[^\s/]+", value):
        raise click.BadParameter(f"“{value}” is no web address (http:// or https://)")
    return value or ""


def _language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    if value and not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", value):
        raise click.BadParameter(f"“{value}” is no language tag such as en-GB")
    return value or ""


@click.command(short_help="Make an article from text, Markdown, a page, mail, DOCX or ODT.")
@click.argument("file", metavar="FILE", shell_complete=complete_files)
@click.option(
    "-o", "--output", default="-", show_default=True, metavar="YAML", help="File to write; “-” is standard output."
)
@click.option("--force", is_flag=True, help="Overwrite the output where it exists.")
@click.option("--url", callback=_web, metavar="URL", help="Where the article is published.")
@click.option("--outlet", default="", metavar="NAME", help="Who publishes it.")
@click.option("--published", callback=_moment, metavar="DATE", help="When: a date, or a time with its offset.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="What kind of article it is.")
@click.option("--language", callback=_language, metavar="TAG", help="Its language, as a BCP 47 tag.")
@click.option(
    "--report",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to say what was guessed and left out.",
)
@limited("a document")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors; the comments in the YAML stay.")
def command(
    *,
    file: str,
    output: str,
    force: bool,
    url: str,
    outlet: str,
    published: str,
    kind: str | None,
    language: str,
    form: str,
    limits: Limits,
    quiet: bool,
) -> None:
    """Turn FILE (text, Markdown, a saved page, mail, DOCX or ODT; “-” is standard input) into an article's YAML.

    What the text shows is used, what is doubtful gets a “# check:” comment, what is left out is listed. Text goes
    to standard error, and so does the JSON report where the YAML takes standard output.
    """
    target = None if output == STDIN else Path(output)
    _refuse(file, target, force=force)
    try:
        from pressmark.importing import Given, import_article  # `--help` must not wait for it

        given = Given(url=url, outlet=outlet, published=published, kind=kind or "", language=language)
        name = "<stdin>" if file == STDIN else file
        imported = within(limits, _imported, import_article, _read(file), name, given)
    except Exceeded as error:
        raise click.ClickException(f"{file}: {error}") from error
    except ModuleNotFoundError as error:
        raise libraries.MissingPart(libraries.advice("import")) from error
    if target is not None and not force:
        for image, _ in imported.files:
            if (target.parent / image).exists():
                raise click.ClickException(f"{target.parent / image} exists; --force overwrites it")
    reading = _written(imported, target, file)
    if form == "json":
        from pressmark.reports import as_object

        problems = [as_object(reading.name, problem) for problem in reading.problems]
        report = {**imported.report.as_json(), "problems": problems}
        say_data(json.dumps(report, ensure_ascii=False, indent=2), err=target is None)
    elif not quiet:
        for line in imported.report.as_lines():
            say(line, err=True)
        _say_end(imported, reading, target)


def _imported(import_article: Callable[..., Imported], data: bytes, name: str, given: Given) -> Imported:
    return import_article(data, name=name, given=given)


def _refuse(file: str, target: Path | None, *, force: bool) -> None:
    if _URL.match(file):
        saved = shlex.quote(file)
        raise click.UsageError(
            f"pressmark loads nothing from the network; save the page first:\n"
            f"  curl --location --output page.html {saved}\n  pressmark import page.html --url {saved}"
        )
    if target is not None and target.exists() and not force:
        raise click.ClickException(f"{target} exists; --force overwrites it")
    if target is not None and file != STDIN and target.exists() and target.samefile(file):
        raise click.ClickException(f"{target} is the input itself")


def _read(file: str) -> bytes:
    from pressmark.importing import LARGEST  # `--help` must not wait for it

    if file == STDIN:
        return sys.stdin.buffer.read(LARGEST + 1)
    from pressmark.reader.files import read_plain  # the same

    try:
        if file.startswith(_PIPED):
            with Path(file).open("rb") as stream:
                return stream.read(LARGEST + 1)
        return read_plain(Path(file), LARGEST + 1)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error


def _written(imported: Imported, target: Path | None, file: str) -> Reading:
    """Write the YAML and its images, and return what the reader makes of it."""
    from pressmark import reader  # `--help` must not wait for it
    from pressmark.building import Rendition
    from pressmark.building.work import publish  # the same

    data = imported.yaml.encode("utf-8")
    if target is None:
        sys.stdout.buffer.write(data)
        folder = Path.cwd() if file == STDIN else Path(file).parent
        return reader.check(data, name="<stdout>", stem="article", folder=folder)
    # All or nothing: the pictures and the article appear together, and no device, pipe or folder is replaced.
    publish(
        [Rendition(name, "source", "", content) for name, content in [*imported.files, (target.name, data)]],
        target.parent,
    )
    return reader.check(data, name=str(target), stem=target.stem, folder=target.parent)


def _say_end(imported: Imported, reading: Reading, target: Path | None) -> None:
    errors = sum(problem.severity == "error" for problem in reading.problems)
    left = "it is valid" if not errors else f"`pressmark validate` points to what is left to fill in ({errors})"
    checks = len(imported.report.checks)
    look = f"{checks} place{'' if checks == 1 else 's'} to check; " if checks else ""
    say(f"{target or 'the article'}: {look}{left}", err=True)

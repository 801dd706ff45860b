"""``pressmark new``: an article to start from and the schema that the editor reads; ``theme new``: a theme."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from pressmark.building.sources import HOUSE
from pressmark.cli.options import complete_folders
from pressmark.cli.output import say
from pressmark.letters import ascii_letters
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article
    from pressmark.reader.house import House


_SCHEMA = "article.schema.json"
# What may have no font: anything but Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation and symbols.
_RARE = re.compile("[\u0700-\u1dff\u2e80-\U0010ffff]")
# Of a headline that a file is named after.
_MOST_WORDS = 8
_SUFFIXES = (".yaml", ".yml")


@click.command(short_help="Start an article that builds at once.")
@click.argument("path", default="source/")
@click.option(
    "--kind",
    type=click.Choice(get_args(Kind)),
    default="opinion",
    show_default=True,
    help="What sort of article to start; each has its own starter.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="TAG",
    help="The article's language, a BCP 47 tag such as en-GB or fa.",
)
@click.option("--title", metavar="TEXT", help="The headline; without it the starter keeps its own.")
@click.option(
    "--house", "house", is_flag=True, help="Start a house.yaml, which many articles share, in place of an article."
)
def command(*, path: str, kind: str, language: str, title: str | None, house: bool) -> None:
    """Write a complete, commented article to PATH, a file or a folder (source/ where none is named).

    A PATH without a suffix gets .yaml. In a folder (a PATH that is one, or ends in a slash) the file is named after
    --title, or article.yaml without one. Nothing is ever overwritten. The schema, from which
    an editor completes and explains the keys, is put beside the article, unless there is one in its folder, in a folder
    above, or in a folder “schema” of these. Below a house.yaml the article leaves out what that has.
    """
    if house:
        _start_house(path, language)
        return
    from pressmark.resources import resource  # `--help` must not wait for it

    if title is not None and (not title.strip() or len(title.splitlines()) != 1):
        raise click.BadParameter("a headline is one line", param_hint="--title")
    target = _target(path, title)
    shipped = (resource("schema") / _SCHEMA).read_bytes()
    schema = next(_schemas(target.parent), target.parent / _SCHEMA)
    text, article = _article(target, kind, language, title, schema)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        if not os.path.lexists(target):
            raise click.ClickException(f"cannot write {target}: {target.parent} is no folder") from error
        raise click.ClickException(f"{target} exists; it stays as it is") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {target}: {error.strerror or error}") from error
    say(target)
    _put_schema(schema, shipped)
    name = shlex.quote(str(target))
    unprintable = _unprintable(article)
    if unprintable:
        say(
            f"No font of pressmark has {' '.join(unprintable)}: a PDF in this language needs a theme that brings one.",
            err=True,
        )
    if article.language.split("-")[0] != "en":
        say(f"The words of the starter are English, to be replaced; labels and dates are in “{language}”.", err=True)
    to = "--to html,jsonld " if unprintable else ""
    say(f"\nNext:\n  {_program()} serve --open {name}\n  {_program()} build {to}{name}", err=True)


def _program() -> str:
    """Return how to start pressmark again: as it was started, where it is not to be found by its name alone."""
    typed = sys.argv[0]
    return shlex.quote(typed) if Path(typed).name == "pressmark" and not shutil.which("pressmark") else "pressmark"


def _target(named: str, title: str | None) -> Path:
    path = Path(named)
    if named.endswith("/") or path.is_dir():
        words = re.findall("[a-z0-9]+", ascii_letters(title or ""))
        path /= f"{'-'.join(words[:_MOST_WORDS]) or 'article'}.yaml"
    if not path.suffix:
        path = path.with_name(f"{path.name}.yaml")
    if path.suffix not in _SUFFIXES:
        raise click.BadParameter(f"{path} would not be found as an article; name it …{_SUFFIXES[0]}", param_hint="PATH")
    if os.path.lexists(path):
        raise click.ClickException(f"{path} exists; it stays as it is")
    return path


def _schemas(folder: Path) -> Iterator[Path]:
    """Yield the copies of the schema that an article in *folder* could use, nearest first, inside its repository."""
    here = folder.resolve()
    for place in (here, *here.parents):
        for candidate in (place / _SCHEMA, place / "schema" / _SCHEMA):
            try:
                found = candidate.is_file()
                root = (place / ".git").exists()
            except OSError:  # a folder above that is not ours to look into
                return
            if found:
                yield candidate
        if root:
            return


def _article(target: Path, kind: str, language: str, title: str | None, schema: Path) -> tuple[str, Article]:
    """Return the article's source and what the reader, which found nothing wrong with it, made of that."""
    from pressmark import reader  # `--help` must not wait for it
    from pressmark.starters import in_house, starter  # the same

    # A path, not a URL, and relative: it holds on every machine that has the folder, and without a network.
    relative = Path(os.path.relpath(schema.resolve(), target.parent.resolve())).as_posix()
    shared = reader.Houses().of(target.parent)
    if shared is not None and shared.sound:
        asked = click.get_current_context().get_parameter_source("language")
        unsaid = asked is click.core.ParameterSource.DEFAULT and shared.value("language") is not None
        said, open_ = None if unsaid else language, shared.value("outlet") is None
        text = in_house(kind, schema=relative, title=title, people=_people(shared), language=said, outlet=open_)
    else:
        text = starter(kind, schema=relative, language=language, title=title)
    # Pictures of the house are looked for where it lies; of an article that isn't there yet nothing else is.
    folder = target.parent if shared is not None and target.parent.is_dir() else None
    houses = reader.Houses(Path(shared.name) if shared is not None else None)
    reading = reader.check(text.encode(), name=str(target), stem=target.stem, folder=folder, houses=houses)
    if reading.article is None:
        first = next(problem for problem in reading.problems if problem.severity == "error")
        raise click.UsageError(f"{first.message}{f' ({first.help})' if first.help else ''}")
    return text, reading.article


def _people(house: House) -> list[str]:
    found = house.value("contributors") or {}
    return [ident for ident, person in found.items() if person.get("type", "person") == "person"]


def _start_house(path: str, language: str) -> None:
    """Write a house file, and the schemas from which an editor explains it."""
    from pressmark.resources import resource
    from pressmark.starters import house

    unsaid = click.get_current_context().get_parameter_source("path") is click.core.ParameterSource.DEFAULT
    place = Path() if unsaid else Path(path)
    target = place if place.name == HOUSE else place / HOUSE
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(house(schema="house.schema.json", language=language))
    except FileExistsError as error:
        raise click.ClickException(f"{target} exists; it stays as it is") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {target}: {error.strerror or error}") from error
    say(target)
    for name in (_SCHEMA, "house.schema.json"):
        _put_schema(target.parent / name, (resource("schema") / name).read_bytes())
    first = shlex.quote(f"{target.parent / 'articles'}/")
    say(f"\nNext:\n  {_program()} new --kind statement {first}", err=True)


def _unprintable(article: Article) -> tuple[str, ...]:
    """Return some of the characters of title and labels for which no font comes with pressmark."""
    from pressmark.theme import Options, load_theme  # `--help` must not wait for it
    from pressmark.writers import writer  # the same

    words = writer("text").write(article, Options(load_theme())).decode()
    if not _RARE.search(words):
        return ()
    from pressmark.pdf.fonts import without_glyph  # reads fonts

    return without_glyph(words)[:3]


def _put_schema(schema: Path, shipped: bytes) -> None:
    """Write the schema where there is none; say so where there is another version's."""
    try:
        with schema.open("xb") as file:
            file.write(shipped)
        say(schema)
    except FileExistsError:
        if schema.read_bytes() != shipped:
            shown = Path(os.path.relpath(schema)) if schema.is_relative_to(Path.cwd()) else schema
            say(
                f"{shown} is of another version than this pressmark;"
                f" renew it: pressmark schema > {shlex.quote(str(shown))}",
                err=True,
            )
    except OSError as error:
        raise click.ClickException(f"cannot write {schema}: {error.strerror or error}") from error


_FILES = {
    "screen.css": """\
/* The page on a screen. First all of pressmark's own style, then what is yours: rules of the same weight win here.
   A change of colour is one line; docs/html.md lists the class names. */

@import "pressmark/screen.css";

:root { --accent: #0a5a50; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #7fd6c8; }
}
""",
    "page.css": """\
/* The PDF. First all of pressmark's own style, then what is yours.
   A font is a file in this folder: @font-face { font-family: Brand; src: url("brand.ttf") }. */

@import "pressmark/page.css";

:root { --accent: #0a5a50 }
""",
    "print.css": """\
/* The page when a browser prints it. First all of pressmark's own style, then what is yours. */

@import "pressmark/print.css";
""",
}


@click.group(short_help="Start a theme: templates and styles of your own.")
def theme() -> None:
    """Start a theme: a folder whose templates and styles stand in the place of pressmark's own, by file name."""


@theme.command("new", short_help="Write the beginnings of a theme into DIR.")
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), shell_complete=complete_folders
)
def new_theme(*, folder: Path) -> None:
    """Write into DIR three styles that take over pressmark's own and change the accent; nothing is overwritten.

    What is the same in every article of yours is better said in house.yaml, which needs no theme.
    """
    there = [name for name in _FILES if os.path.lexists(folder / name)]
    if there:
        raise click.ClickException(f"{folder / there[0]} exists; it stays as it is")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _FILES.items():
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            say(folder / name)
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror or error}") from error
    say(f"\nNext:\n  pressmark build --theme {shlex.quote(str(folder))}", err=True)

"""README and docs hold to the program: links lead somewhere, commands and options exist and are told."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from PIL import Image, ImageChops, ImageStat
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.cli import COMMANDS, main
from pressmark.theme import Options, load_theme
from pressmark.writers import formats, pdf, png

_PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("bench/*.md")])
assert len(_PAGES) > 5

_CONTEXT = click.Context(main)


def _page(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("page", _PAGES, ids=_page)
def test_links_between_files_lead_somewhere(page):
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)

    broken = [link for link in links if not re.match(r"[a-z]+:", link) and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", _PAGES, ids=_page)
def test_commands_named_in_the_docs_exist(page):
    named = set(re.findall(r"(?:^|[`/])pressmark ([a-z]+)\b(?=[ `\n])", "\n".join(_code(page.read_text("utf-8")))))

    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", _PAGES, ids=_page)
def test_make_targets_named_in_the_docs_exist(page):
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ((?:[a-z-]+ ?)+)", "\n".join(_code(page.read_text("utf-8")))))

    assert targets
    assert {word for words in named for word in words.split()} <= targets


def _code(text: str) -> list[str]:
    """Return what is set as code: fenced blocks and spans."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"`[^`\n]+`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def test_the_readme_names_the_two_commands():
    assert "make build\nmake test\n" in (CHECKOUT / "README.md").read_text("utf-8")


def test_the_gate_runs_the_readmes_commands():
    gate = (CHECKOUT / ".ci" / "run").read_text("utf-8").splitlines()

    assert {"make build", "make test"} <= set(gate)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_in_the_table_is_the_commands_own(name):
    command = main.get_command(_CONTEXT, name)

    assert command.get_short_help_str(limit=200) == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_has_help(name):
    command = main.get_command(_CONTEXT, name)
    options = [option for option in command.params if isinstance(option, click.Option)]

    assert command.help
    assert [option.name for option in options if not option.help and not option.hidden] == []


def test_the_index_of_the_docs_names_every_page():
    docs = CHECKOUT / "docs"
    index = (docs / "README.md").read_text("utf-8")
    pages = [path for path in docs.rglob("*.md") if path.name != "README.md"]

    assert pages
    assert [page.name for page in pages if f"({page.relative_to(docs).as_posix()})" not in index] == []


def test_the_picture_in_the_readme_is_the_first_page_as_it_is_today():
    article = reader.read(CHECKOUT / "source" / "article.yaml")
    today = png.pages(pdf.write(article, Options(load_theme())), scale=96 / 72)[0]
    shown = Image.open(CHECKOUT / "docs" / "first-page.png").convert("RGB")

    assert shown.size == today.size
    difference = ImageStat.Stat(ImageChops.difference(shown, today).convert("L")).mean[0]
    assert difference < 2, "the page has changed; run `make picture` and look at it"


def test_every_format_is_told():
    told = (CHECKOUT / "docs" / "commands.md").read_text("utf-8")

    assert formats()
    assert [name for name in formats() if f"`{name}`" not in told] == []


def test_every_format_has_a_section():
    page = (CHECKOUT / "docs" / "formats.md").read_text("utf-8")
    sections = re.findall(r"^## .*\(`--to (\w+)`\)\n\n\S", page, re.MULTILINE)

    assert sorted(sections) == sorted(formats())


def test_every_catalogue_is_named_among_the_languages():
    page = (CHECKOUT / "docs" / "languages.md").read_text("utf-8")
    told = re.search(r"^There are labels in (.*?)\n\n", page, re.MULTILINE | re.DOTALL)
    catalogues = (CHECKOUT / "src" / "pressmark" / "i18n" / "catalogues").glob("*.po")

    assert told
    # English is what labels are written in.
    assert sorted(re.findall(r"`([\w-]+)`", told[1])) == sorted(
        ["en", *(one.stem.replace("_", "-") for one in catalogues)]
    )

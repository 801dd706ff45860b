"""What the command says, and what it does not take."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.collecting.sites import collected, copied, files

from pressmark.cli import main


def test_it_tells_programs_what_it_wrote_and_what_is_held_back(tmp_path):
    articles = copied(tmp_path, "sealed-tender", "fahrgeld")

    said = json.loads(collected(articles, tmp_path / "site", "--json").stdout)

    told = said["collection"]
    assert (told["articles"], told["withdrawn"], told["unchanged"]) == (1, 0, 0)
    assert [(one["until"], one["embargo"]) for one in told["held"]] == [("2026-05-04T06:00:00+02:00", True)]
    built = {one["path"].partition("/site/")[2] for one in said["artifacts"]}
    assert built | set(told["written"]) == set(files(tmp_path / "site"))
    assert (said["totals"]["built"], said["totals"]["failed"]) == (1, 0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--base-url", "ledger.example"), "an address begins with https://"),
        (("--base-url", "https://ledger.example/?a=b"), "no “?” or “#” in it"),
        (("--language", "English!"), "a language is a tag such as en or pt-BR"),
        (("--as-of", "today"), "“today” is no date"),
        (("--as-of", "2026-05-04T06:00:00"), "a time without an offset"),
        (("--newest", "0"), "0 is not in the range"),
    ],
)
def test_what_is_no_value_is_refused_before_anything_is_built(tmp_path, options, words):
    result = collected(copied(tmp_path, "fahrgeld"), tmp_path / "site", *options)

    assert result.exit_code in {1, 2}
    assert words in result.output
    assert not (tmp_path / "site").exists()


def test_for_want_of_the_day_nothing_is_built(tmp_path):
    result = collected(copied(tmp_path, "sealed-tender", "buoys"), tmp_path / "site", as_of="")

    assert result.exit_code == 1
    assert "sealed-tender.yaml (until 2026-05-04T06:00:00+02:00)" in result.output
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [("index.html", "no collection wrote it"), ("feed.atom/a", "is a folder"), ("articles", "is a file")],
)
def test_where_something_is_in_the_way_nothing_is_built(tmp_path, name, words):
    place = tmp_path / "site" / name
    place.parent.mkdir(parents=True)
    place.write_text("<p>mine</p>")

    result = collected(copied(tmp_path, "fahrgeld"), tmp_path / "site")

    assert result.exit_code == 1
    assert words in result.output
    assert {path for path in (tmp_path / "site").rglob("*") if path.is_file()} == {place}


def _stranger(folder, name, outlet):
    """Return an article of no house, called after its folder and its *name*."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yaml"
    text = f"pressmark: 1\nkind: news\nlanguage: en\nheadline: {folder.name} {name}\npublished: 2026-05-01\n"
    path.write_text(f"{text}authors: [{{name: Ada Stone}}]\noutlet: {{name: {outlet}}}\nsections: [{{body: Words.}}]\n")
    return path


def test_two_sources_of_one_name_are_told_what_helps_in_a_collection(tmp_path):
    names = [str(_stranger(tmp_path / folder, "same", "The Ledger").parent) for folder in ("a", "b")]
    result = CliRunner().invoke(
        main, ["collect", *names, "-o", str(tmp_path / "site"), "--to", "html", "--as-of", "2026-05-04"]
    )

    assert result.exit_code == 1
    assert "name the folder above both" in result.output
    assert " -o" not in result.output


def test_a_name_that_nobody_gave_the_site_is_told_to_be_a_guess(tmp_path):
    for name, outlet in (("a", "Zebra"), ("b", "Aardvark")):
        _stranger(tmp_path, name, outlet)

    assert "the site is called “Aardvark”, as most or the first" in collected(tmp_path, tmp_path / "site").output
    assert "as most or" not in collected(tmp_path, tmp_path / "other", "--title", "The Zoo").output


def test_standard_input_is_no_collection(tmp_path):
    result = collected("-", tmp_path / "site")

    assert result.exit_code == 2
    assert "files and folders on this machine" in result.output


def test_where_nothing_can_be_read_no_page_is_written(tmp_path):
    (tmp_path / "one.yaml").write_text("pressmark: 1\n")

    result = collected(tmp_path / "one.yaml", tmp_path / "site")

    assert result.exit_code == 1
    assert "there is nothing to list" in result.output
    assert not list(tmp_path.rglob("*.html"))


def test_a_mistake_in_the_house_is_told_at_its_line(tmp_path):
    articles = copied(tmp_path, "fahrgeld")
    house = articles / "house.yaml"
    house.write_text(house.read_text("utf-8").replace("  title: The Velmar Ledger", "  tilte: The Velmar Ledger"))

    result = collected(articles, tmp_path / "site")

    assert result.exit_code == 1
    assert "house.yaml:" in result.output
    assert "tilte" in result.output


def test_a_theme_s_mistake_is_told_with_its_file_and_line(tmp_path):
    theme = tmp_path / "theme" / "collection"
    theme.mkdir(parents=True)
    (theme / "list.html.j2").write_text("<!DOCTYPE html>\n{{ nothing.here }}\n")

    result = collected(copied(tmp_path, "fahrgeld"), tmp_path / "site", "--theme", str(theme.parent))

    assert result.exit_code == 1
    assert "theme file collection/list.html.j2, line 2" in result.output

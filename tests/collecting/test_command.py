"""What the command says, and what it does not take."""

from __future__ import annotations

import json

import pytest
from tests.collecting.sites import collected, copied, files


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

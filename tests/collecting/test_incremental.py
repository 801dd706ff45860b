"""What did not change is not written again; what comes of many small runs is what comes of one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.collecting.sites import ARTICLES, CHECKOUT, MINUTE_BEFORE, collected, copied, files

ARTICLE = """\
pressmark: 1
kind: news
language: en
headline: Number {number}, {words}
published: 2026-{month:02}-0{number}
authors: [{{name: {author}}}]
topics: [{{name: {topic}}}]
outlet: {{name: The Ledger}}
{more}
sections:
  - body: |
      Words of number {number}.
"""
MORE = (
    "",
    "",
    "embargo: 2026-05-04T06:00:00+02:00",
    "status: withdrawn\nwithdrawn: {date: 2026-04-30, reason: It was wrong.}",
    "corrections: [{date: 2026-04-30, text: The number was wrong.}]",
    "url: https://ledger.example/a{number}",
)


def _texts() -> st.SearchStrategy[str]:
    return st.builds(
        lambda number, words, month, author, topic, more: (
            number,
            ARTICLE.format(
                number=number,
                words=words,
                month=month,
                author=author,
                topic=topic,
                more=more.replace("{number}", str(number)),
            ),
        ),
        st.integers(1, 2),  # two articles at most: they are built in this process, which is quick
        st.sampled_from(["one", "another"]),
        st.integers(1, 4),
        st.sampled_from(["Ines Valdor", "ines valdor", "Maro"]),
        st.sampled_from(["Ferries", "Fähren"]),
        st.sampled_from(MORE),
    )


def _site(articles, site):
    return collected(articles, site, "--newest", "1", "--base-url", "https://ledger.example")


@given(edits=st.lists(st.one_of(_texts(), st.just(2)), min_size=2, max_size=3))
@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_any_edits_a_site_is_what_a_new_one_would_be(edits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edits")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "1.yaml").write_text(
        ARTICLE.format(number=1, words="first", month=1, author="Maro", topic="Ferries", more="")
    )
    for edit in edits:
        if isinstance(edit, int):
            (articles / f"{edit}.yaml").unlink(missing_ok=True)
        else:
            (articles / f"{edit[0]}.yaml").write_text(edit[1], "utf-8")
        assert _site(articles, folder / "grown").exit_code == 0

    assert _site(articles, folder / "new").exit_code == 0
    assert files(folder / "grown") == files(folder / "new")


def test_a_second_run_writes_nothing(tmp_path):
    articles = copied(tmp_path, "evening-boat", "toll-report")
    collected(articles, tmp_path / "site")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.suffix != ".sqlite"}

    result = collected(articles, tmp_path / "site")

    assert ", 0 files of the site written" in result.output
    assert stamps == {path: path.stat().st_mtime_ns for path in stamps}


def test_a_changed_article_touches_only_what_names_it(tmp_path):
    articles = copied(tmp_path, "toll-report", "fahrgeld")
    collected(articles, tmp_path / "site")
    path = articles / "2026" / "fahrgeld.yaml"
    path.write_text(path.read_text("utf-8").replace("Das Fahrgeld bleibt, sagt", "Das Fahrgeld steigt, sagt"), "utf-8")

    collected(articles, tmp_path / "again", "-q")  # what a run without a state would write
    before = files(tmp_path / "site")
    result = collected(articles, tmp_path / "site", "-v")

    now = files(tmp_path / "site")
    changed = {name for name in now if now[name] != before.get(name)}
    assert now == files(tmp_path / "again")
    assert changed == {name for name, data in now.items() if b"Fahrgeld steigt" in data}
    assert f"{len(changed) - 1} files of the site written" in result.output  # the other one is the article's page


def test_the_day_alone_touches_the_register_alone(tmp_path):
    articles = copied(tmp_path, "dockers", "toll-report")
    collected(articles, tmp_path / "site", as_of="2026-04-29")
    before = files(tmp_path / "site")

    collected(articles, tmp_path / "site", as_of="2026-04-30")

    now = files(tmp_path / "site")
    assert {name for name in now if now[name] != before[name]} == {"demands.html", "demands.csv"}


def _whole(state) -> list:
    with closing(sqlite3.connect(state)) as database:
        return database.execute("SELECT digest FROM whole").fetchall()


def test_a_run_that_was_asked_for_something_else_or_finds_a_file_gone_writes_what_is_wanted(tmp_path):
    articles, site = copied(tmp_path, "toll-report", "fahrgeld"), tmp_path / "site"
    collected(articles, site)
    whole = files(site)

    state = site / ".pressmark-collection.sqlite"
    noted = _whole(state)
    (site / "index.html").unlink()
    collected(articles, site)
    assert files(site) == whole
    assert _whole(state) == noted

    collected(articles, site, "--title", "The Orl Ledger")
    assert b"The Orl Ledger" in files(site)["index.html"]


def test_what_was_built_by_a_run_that_died_before_it_was_noted_is_listed_as_it_is_now(tmp_path):
    articles, site = copied(tmp_path, "toll-report"), tmp_path / "site"
    state = site / ".pressmark-collection.sqlite"
    collected(articles, site)
    before = state.read_bytes()
    path = articles / "2026" / "toll-report.yaml"
    path.write_text(path.read_text("utf-8").replace("What the new toll earns", "What the toll earns"), "utf-8")
    collected(articles, site)

    state.write_bytes(before)
    collected(articles, site, "--title", "Other")

    assert "What the toll earns" in files(site)["index.html"].decode()


def test_a_broken_article_keeps_its_last_good_pages_and_costs_no_other(tmp_path):
    articles = copied(tmp_path, "fahrgeld", "toll-report")
    collected(articles, tmp_path / "site")
    good = files(tmp_path / "site")
    (articles / "2026" / "fahrgeld.yaml").write_text("pressmark: 1\nkind: news\nheadline: Halb\n")
    path = articles / "2026" / "toll-report.yaml"
    path.write_text(path.read_text("utf-8").replace("What the new toll earns", "What the toll earns"), "utf-8")

    result = collected(articles, tmp_path / "site")

    now = files(tmp_path / "site")
    assert result.exit_code == 1
    assert "fahrgeld.yaml:1:1: error[missing-key" in result.output
    assert now["articles/2026/fahrgeld.html"] == good["articles/2026/fahrgeld.html"]
    index = now["index.html"].decode()
    assert "Das Fahrgeld bleibt" in index
    assert "What the toll earns" in index


def test_a_folder_that_is_not_there_does_not_empty_the_site(tmp_path):
    articles = copied(tmp_path, "fahrgeld", "toll-report")
    collected(articles, tmp_path / "site")
    good = files(tmp_path / "site")

    result = collected(tmp_path / "artciles", tmp_path / "site")

    assert result.exit_code == 1
    assert "artciles" in result.output
    assert files(tmp_path / "site") == good


def test_a_stranger_s_files_are_neither_removed_nor_overwritten(tmp_path):
    articles = copied(tmp_path, "fahrgeld", "toll-report")
    site = tmp_path / "site"
    collected(articles, site)
    (site / "authors" / "mine.html").write_text("mine")
    (site / "topics" / "tolls.html").write_text("changed by hand")
    (articles / "2026" / "toll-report.yaml").unlink()

    result = collected(articles, site)

    assert result.exit_code == 0
    assert (site / "authors" / "mine.html").read_text() == "mine"
    assert (site / "topics" / "tolls.html").read_text() == "changed by hand"
    assert not (site / "topics" / "tolls").exists()
    assert not (site / "articles" / "2026" / "toll-report.html").exists()


def test_a_page_that_was_there_before_stops_the_first_run(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<h1>Mine</h1>")

    result = collected(copied(tmp_path, "fahrgeld"), site)

    assert result.exit_code == 1
    assert "index.html is there already, and no collection wrote it" in result.output
    assert (site / "index.html").read_text() == "<h1>Mine</h1>"


@pytest.mark.parametrize("state", [b"no database at all", b""])
def test_a_state_that_is_lost_or_strange_costs_nothing_but_time(tmp_path, state):
    articles = copied(tmp_path, "fahrgeld", "toll-report")
    collected(articles, tmp_path / "site")
    good = files(tmp_path / "site")
    (tmp_path / "site" / ".pressmark-collection.sqlite").write_bytes(state)

    result = collected(articles, tmp_path / "site")

    assert result.exit_code == 0
    assert files(tmp_path / "site") == good


def test_two_folders_and_two_seeds_give_the_same_bytes(tmp_path):
    made = []
    for seed, name in (("1", "one"), ("2", "other/deeper")):
        articles = copied(tmp_path / name, "evening-boat", "abendboot")
        told = [str(articles), "-o", str(tmp_path / name / "site"), "--as-of", MINUTE_BEFORE, "--to", "html", "-q"]
        subprocess.run(
            [sys.executable, "-m", "pressmark", "collect", *told],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        made.append(files(tmp_path / name / "site"))

    assert made[0] == made[1]


def test_the_site_may_lie_among_its_articles(tmp_path):
    articles = copied(tmp_path, "fahrgeld")

    first, second = (collected(articles, articles / "site") for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 articles" in second.output
    assert articles != ARTICLES

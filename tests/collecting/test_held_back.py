"""What may not be seen yet is nowhere, and what was withdrawn is nowhere but in name."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest
from click.testing import CliRunner
from tests.collecting.sites import ITS_HOUR, MINUTE_BEFORE, collected, copied, files

from pressmark.cli import main

# The embargoed article's file, words, author, topic and keyword; nothing else says them.
SECRETS = ("sealed-tender", "chairman", "Nobody else was asked", "zirconium", "Sibylle", "sibylle", "Procurement")
SECRETS += ("procurement", "opened again to all bidders", "reopen", '"tender"')


def _naming(found: dict[str, bytes]) -> set[str]:
    return {name for name, data in found.items() for secret in SECRETS if secret in name or secret.encode() in data}


def test_a_minute_before_its_hour_an_embargoed_article_is_in_no_file_of_the_site(before):
    assert _naming(files(before, states=True)) == set()


def test_at_its_hour_it_is_in_every_list_that_it_belongs_to(after):
    named = _naming(files(after))

    assert named >= {
        "index.html",
        "authors.html",
        "authors/sibylle-oduya.html",
        "topics/procurement.html",
        "languages/en.html",
        "demands.html",
        "demands.ics",
        "demands.csv",
        "demands.jsonld",
        "feed.atom",
        "feed.json",
        "deposit.xml",
        "sitemap.xml",
        "news-sitemap.xml",
        "articles/2026/sealed-tender.html",
    }


def test_what_came_out_and_is_held_back_again_leaves_no_trace(tmp_path):
    articles = copied(tmp_path, "sealed-tender", "buoys")
    collected(articles, tmp_path / "site", as_of=ITS_HOUR)
    assert _naming(files(tmp_path / "site"))

    result = collected(articles, tmp_path / "site", as_of=MINUTE_BEFORE)

    assert result.exit_code == 0
    assert _naming(files(tmp_path / "site", states=True)) == set()


def test_where_somebody_translates_it_that_is_no_way_to_it(tmp_path):
    articles = copied(tmp_path, "sealed-tender", "buoys")
    path = articles / "2026" / "buoys.yaml"
    path.write_text(
        path.read_text("utf-8")
        + 'translations: [{language: de, url: "https://velmarledger.example/2026/sealed-tender"}]\n'
    )

    result = collected(articles, tmp_path / "site")

    # Its own page says what its source says; that is told.
    assert _naming(files(tmp_path / "site", states=False)) == {"articles/2026/buoys.html"}
    assert "names" in result.output
    assert "held back until 2026-05-04T06:00:00+02:00" in result.output


def test_an_embargo_without_a_word_on_the_time_is_an_error_that_says_what_to_say(tmp_path):
    articles = copied(tmp_path, "sealed-tender")

    result = collected(articles, tmp_path / "site", as_of="")

    assert result.exit_code == 1
    assert "sealed-tender.yaml (until 2026-05-04T06:00:00+02:00)" in result.output
    assert "--as-of" in result.output
    assert not (tmp_path / "site" / "index.html").exists()


def test_an_open_demand_with_a_day_needs_a_day_too(tmp_path):
    result = collected(copied(tmp_path, "dockers"), tmp_path / "site", as_of="")

    assert result.exit_code == 1
    assert "“lamps” of 2026/dockers: 2026-04-30" in result.output


def test_the_time_may_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777867140")  # 2026-05-04T03:59:00Z, a minute before

    result = collected(copied(tmp_path, "sealed-tender", "buoys"), tmp_path / "site", as_of="")

    assert result.exit_code == 0
    assert _naming(files(tmp_path / "site", states=True)) == set()


def test_an_article_of_tomorrow_waits_for_its_day(tmp_path):
    articles = copied(tmp_path, "night-market", "school-boat")

    result = collected(articles, tmp_path / "site", as_of="2026-04-27")

    assert "night-market.yaml: held back until 2026-04-28, when it is published" in result.output
    assert not [name for name, data in files(tmp_path / "site").items() if b"Night market" in data]


def test_a_withdrawn_article_is_a_tombstone_with_its_reason(before):
    page = (before / "index.html").read_text("utf-8")
    entry = next(part for part in page.split('<li class="entry') if ">The bridge at Sorn" in part)

    assert "Withdrawn" in entry
    assert "The minutes that this report relied on were a draft." in entry
    assert "Cyclists" not in entry


@pytest.mark.parametrize("words", ["hoard of quinces", "must stay open", "Cyclists will have to"])
def test_nothing_that_a_withdrawn_article_said_is_anywhere(before, words):
    assert not [name for name, data in files(before, states=True).items() if words.encode() in data]


def test_withdrawing_takes_the_words_and_pictures_out_of_what_was_there(tmp_path):
    articles = copied(tmp_path, "evening-boat", "buoys")
    collected(articles, tmp_path / "site")
    said = "Nurses and cooks"
    assert [name for name, data in files(tmp_path / "site", states=True).items() if said.encode() in data]
    path = articles / "2026" / "evening-boat.yaml"
    path.write_text(
        path.read_text("utf-8") + "status: withdrawn\nwithdrawn: {date: 2026-05-03, reason: It was wrong.}\n"
    )

    result = collected(articles, tmp_path / "site")

    assert result.exit_code == 0
    assert not [name for name, data in files(tmp_path / "site", states=True).items() if said.encode() in data]
    assert not list((tmp_path / "site").rglob("ferry.png"))


def test_feeds_tell_of_a_withdrawn_article_by_a_tombstone_or_not_at_all(before):
    atom = (before / "feed.atom").read_text("utf-8")

    assert re.search(r'<at:deleted-entry ref="urn:uuid:[^"]+" when="2026-03-24T00:00:00Z">', atom)
    # RFC 4287, appendix B: what is added to Atom stands before the entries.
    assert atom.index("<at:deleted-entry") < atom.index("<entry")
    assert "bridge" not in (before / "feed.json").read_text("utf-8")
    assert "bridge" not in (before / "news-sitemap.xml").read_text("utf-8")


def test_its_demands_are_demanded_no_more(before):
    assert "keep" not in {item["item"]["@id"].rpartition("#")[2] for item in _register(before)}


def _register(site):
    return json.loads((site / "demands.jsonld").read_text("utf-8"))["mainEntity"]["itemListElement"]


def test_the_state_forgets_what_it_forgets(before):
    with sqlite3.connect(before / ".pressmark-collection.sqlite") as database:
        places = {place for (place,) in database.execute("SELECT place FROM entry")}

    assert len(places) == 11
    assert "2026/sealed-tender" not in places


def test_a_site_with_a_withdrawn_article_can_be_verified(tmp_path):
    articles = copied(tmp_path, "bridge-draft", "buoys")
    collected(articles, tmp_path / "site")

    house = str(articles / "house.yaml")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "site" / "articles"), "--house", house])

    assert result.exit_code == 0, result.output
    assert "2 renditions of 2 articles" in result.output

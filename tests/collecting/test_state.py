"""The state that a collection keeps: what lies in its file and no run wrote is neither believed nor published."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from pressmark.collecting import state
from pressmark.collecting.entries import Strange
from pressmark.collecting.state import Known, Row, Written

KNOWN = Known("r", "m", None, "2026-01-01", None)


def _meddled(folder, *statements: str) -> None:
    with closing(sqlite3.connect(folder / state.STATE, isolation_level=None)) as database:
        for one in statements:
            database.execute(one)


@pytest.fixture
def folder(tmp_path):
    with state.opened(tmp_path) as kept:
        kept.keep([Row("a", KNOWN, (("articles/a.html", "0"),), "{}", "<p>Words.</p>")])
        kept.note([Written("index.html", "i", "0")], (), "whole")
    return tmp_path


def test_what_was_kept_is_there_again(folder):
    with state.opened(folder) as kept:
        assert kept.known() == {"a": KNOWN}
        assert [one.files for one in kept.rows()] == [(("articles/a.html", "0"),)]
        assert (kept.body("a"), kept.body("b"), kept.whole()) == ("<p>Words.</p>", "", "whole")
        assert kept.counts() == (1, 0)


def test_a_body_that_acts_is_not_given_out(folder):
    _meddled(folder, "UPDATE entry SET body = '<script>alert(1)</script>'")

    with state.opened(folder) as kept, pytest.raises(Strange):
        kept.body("a")


@pytest.mark.parametrize(
    "name", ["notes.txt", "articles/../../b.html", "articles/.ssh", "/etc/a.html", "articles/a\\b", "articles//a"]
)
def test_a_name_that_no_collection_gives_is_no_file_of_it(folder, name):
    with state.opened(folder) as kept:
        kept.note([Written(name, "i", "0")], (), "whole")

        assert set(kept.files()) == {"index.html"}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM entry; END",
        "CREATE VIEW v AS SELECT * FROM entry",
        "PRAGMA user_version = 7",
    ],
)
def test_a_state_of_another_make_is_begun_anew_with_a_word(folder, statement, caplog):
    _meddled(folder, statement)

    with state.opened(folder) as kept:
        assert (kept.known(), kept.files(), kept.whole()) == ({}, {}, "")
    assert "begun anew" in caplog.text

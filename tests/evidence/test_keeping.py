"""What keeping a copy writes into an article, and why it does not: with files of a few lines."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from pressmark.problems import BuildError, InvalidArticle
from pressmark.reader import kept_copies
from pressmark.reader.kept_copies import keep

ARTICLE = """\
pressmark: 1
kind: news
language: en
headline: The ferry
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
sources:
  counts:
    title: Counts at the quay
  flow: {title: Tides, author: The council}
  bare:
sections: [{body: "Words.[^counts] More.[^flow]"}]
"""


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "desk" / "a.yaml"
    path.parent.mkdir()
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "Counts 2026.txt"
    path.write_text("Forty people a night.", "utf-8")
    return path


def test_a_private_copy_is_noted_below_its_source_with_its_day(article, copy):
    kept = keep(article, "counts", copy, retrieved="2026-05-01", private=True)

    assert (kept.name, kept.data) == ("sources/counts-2026.txt", copy.read_bytes())
    written = kept.article.decode()
    assert yaml.safe_load(written)["sources"]["counts"]["copy"] == {
        "file": "sources/counts-2026.txt",
        "sha256": kept.sha256,
        "retrieved": date(2026, 5, 1),
        "keep": "private",
    }
    lines = [line for line in written.splitlines(keepends=True) if line not in ARTICLE.splitlines(keepends=True)]
    assert "".join(line for line in written.splitlines(keepends=True) if line not in lines) == ARTICLE
    assert [line[: len(line) - len(line.lstrip())] for line in lines] == ["    ", *["      "] * 4]


def test_another_copy_takes_the_place_of_one_in_a_line_of_braces_only_where_that_is_asked_for(article, copy):
    first = keep(article, "flow", copy)
    article.write_bytes(first.article)
    other = copy.with_name("Tides.txt")
    other.write_text("High at nine.", "utf-8")

    with pytest.raises(BuildError, match="--replace puts"):
        keep(article, "flow", other)
    second = keep(article, "flow", other, replace=True)
    assert yaml.safe_load(second.article)["sources"]["flow"] == {
        "title": "Tides",
        "author": "The council",
        "copy": {"file": "sources/tides.txt", "sha256": second.sha256},
    }
    assert second.article.decode().count("\n") == ARTICLE.count("\n")


def test_a_name_that_is_taken_is_counted_on(article, copy):
    (article.parent / "sources").mkdir()
    (article.parent / "sources" / "counts-2026.txt").write_text("Another.", "utf-8")

    assert keep(article, "counts", copy).name == "sources/counts-2026-2.txt"


def test_a_copy_that_lies_beside_the_article_stays_there(article):
    own = article.parent / "own" / "Counts.txt"
    own.parent.mkdir()
    own.write_text("Forty.", "utf-8")
    kept = keep(article, "counts", own)

    assert (kept.name, kept.data) == ("own/Counts.txt", None)
    with pytest.raises(BuildError, match="can’t be kept under this name"):
        keep(article, "counts", own.rename(own.with_name("CON.txt")))


@pytest.mark.parametrize(
    ("source", "said"),
    [("bare", "says nothing yet; give it its title first"), ("tides", r"has no source “tides” \(there are: counts")],
)
def test_a_source_that_says_nothing_or_is_not_there_is_told(article, copy, source, said):
    with pytest.raises(BuildError, match=said):
        keep(article, source, copy)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"headline: \xff\n", BuildError, "not UTF-8; save it as UTF-8"),
        (b"- a list\n", InvalidArticle, "a.yaml"),
        (b"a: [\n", InvalidArticle, "a.yaml"),
        (None, BuildError, "can’t be read: No such file"),
    ],
)
def test_an_article_that_can_not_be_read_is_told(article, copy, data, error, said):
    article.unlink() if data is None else article.write_bytes(data)

    with pytest.raises(error, match=said):
        keep(article, "counts", copy)


@pytest.mark.parametrize(("limit", "said"), [("LARGEST", "keep only the pages"), ("LARGEST_ARTICLE", "no article is")])
def test_what_is_too_large_is_told(article, copy, limit, said, monkeypatch):
    monkeypatch.setattr(kept_copies, limit, 4)

    with pytest.raises(BuildError, match=said):
        keep(article, "counts", copy)


def test_what_is_no_kind_of_copy_is_told_what_is(article, tmp_path):
    with pytest.raises(BuildError, match=r"keep text \(\.txt\)"):
        keep(article, "counts", tmp_path / "a.xls")

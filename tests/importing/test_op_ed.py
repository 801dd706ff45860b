"""The real op-ed that this began with; its text is its author's, so it is read where it lies, if it does."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.conftest import CHECKOUT
from tests.importing.readback import body_words, imported, letters

from pressmark import reader

_COPY = CHECKOUT.parent / "shared" / "input" / "op-ed.txt"
pytestmark = pytest.mark.skipif(not _COPY.exists(), reason="the op-ed is not here")
_GIVEN = {
    "outlet": "The Daily Caller",
    "url": "https://dailycaller.com/2017/06/09/isis-attacks-on-iran-should-make-the-regime-reflect/",
    "published": "2017-06-09",
}


@pytest.fixture(scope="module")
def made():
    found = imported(_COPY.read_bytes(), **_GIVEN)
    reading = reader.check(found.yaml.encode(), name="op-ed", stem="op-ed", folder=None)
    assert reading.problems == ()
    return found, reading.article


def test_headline_author_and_role_are_found(made):
    _, article = made

    assert article.headline == _COPY.read_text("utf-8").splitlines()[0]
    assert [(author.name, author.role) for author in article.authors] == [("Shahriar Kia", "Policy Analyst")]


def test_every_paragraph_is_there_in_order(made):
    _, article = made
    blocks = _COPY.read_text("utf-8").split("\n\n")[2:]
    words = re.sub(r"(?m)^\s*•", "", "\n".join(blocks))

    assert letters(body_words(article)) == letters(words)


def test_the_long_quote_is_rajavis_and_the_phrase_is_khameneis(made):
    _, article = made
    speakers = [(quote.speaker.name, len(quote.text.split())) for quote in article.quotes]

    assert len(speakers) == 2
    assert speakers[0][0] == "Maryam Rajavi"
    assert speakers[0][1] > 50
    assert speakers[1] == ("Ali Khamenei", 3)


def test_there_are_three_demands_by_rajavi(made):
    _, article = made

    assert [who.name for demand in article.demands for who in demand.by] == ["Maryam Rajavi"] * 3


def test_the_furniture_is_listed_and_nowhere_in_the_article(made):
    found, _ = made

    assert [(one.text, one.place) for one in found.report.left_out] == [("Font Size:", 4)]
    assert "Font Size" not in found.yaml


def test_it_builds(tmp_path):
    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "pressmark", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    options = [part for key, value in _GIVEN.items() for part in (f"--{key}", value)]
    run("import", str(_COPY), "-o", "article.yaml", *options)
    run("build", "article.yaml", "--to", "html,jsonld,text", "-o", "out")

    assert (tmp_path / "out" / "article.html").exists()

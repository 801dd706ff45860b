"""The project's own article says, in every output, whose opinion it tells and who is quoted."""

from __future__ import annotations

import json

import html5lib
import pytest
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.pdf import reading
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_BYLINE = "Summary of an opinion piece by Shahriar Kia, Policy Analyst"


@pytest.fixture(scope="module")
def example():
    checked = reader.check_file(CHECKOUT / "source" / "article.yaml")
    assert checked.problems == ()
    return checked.article


def _words(article, format_: str) -> str:
    data = writer(format_).write(article, Options(load_theme()))
    if format_ == "pdf":
        return "\n".join(block.text for block in reading.read(data))
    if format_ == "html":
        return "".join(html5lib.parse(data, namespaceHTMLElements=False).find("body").itertext())
    return json.loads(data)["creditText"] if format_ == "jsonld" else data.decode()


@pytest.mark.parametrize("format_", ["html", "jsonld", "pdf", "text"])
def test_every_output_names_whose_opinion_is_told(format_, example):
    assert _BYLINE in _words(example, format_)


def test_it_has_the_parts_that_were_asked_for(example):
    assert len(example.sections) >= 4
    assert len(example.quotes) == 3
    assert all(len(quote.text.split()) < 10 for quote in example.quotes)
    assert [who.name for demand in example.demands for who in demand.by] == ["Maryam Rajavi"] * 3
    assert [reference.title for reference in example.references] == [example.based_on.title]


def test_nobody_elses_name_stands_over_our_words(example):
    assert [author.name for author in example.authors] == [example.outlet.name] == ["The pressmark project"]
    assert (example.authors[0].url, example.outlet.url, example.url) == (None, None, None)

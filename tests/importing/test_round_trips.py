"""A page that `build` wrote reads back by the ordinary way, from its metadata and its words; the PDF carries the source."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import re

import pytest
from tests.conftest import CHECKOUT
from tests.importing.readback import article as read_back
from tests.importing.readback import values

from pressmark import reader
from pressmark.importing import import_article
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_SOURCES = [
    path
    for path in sorted(CHECKOUT.glob("tests/golden/*/article.yaml"))
    if not reader.read(path).withdrawn  # its page has no body
]
assert len(_SOURCES) > 1


@pytest.fixture(scope="module", params=_SOURCES, ids=lambda path: path.parent.name)
def there_and_back(request):
    article = reader.read(request.param)
    page = writer("html").write(article, Options(load_theme(None)))
    return article, import_article(page, name="page.html")


def test_headline_people_outlet_and_days_are_those_of_the_source(there_and_back):
    article, found = there_and_back
    made = values(found)

    assert made["headline"] == article.headline
    assert [author["name"] for author in made["authors"]] == [author.name for author in article.authors]
    assert made["outlet"]["name"] == article.outlet.name
    assert made["published"][:10] == str(article.published)[:10]
    assert made["language"] == article.language


def test_what_comes_back_is_valid_but_for_what_the_page_lacks(there_and_back):
    _, found = there_and_back

    read_back(found)


def test_every_paragraph_comes_back_in_order(there_and_back):
    article, found = there_and_back
    text = " ".join(re.sub(r"\W+", " ", section["body"]) for section in values(found)["sections"])
    openings = [
        " ".join(re.findall(r"\w+", child.text)[:4])
        for section in article.sections
        for block in section.blocks
        for child in list(getattr(block, "children", ()))[:1]
        if hasattr(child, "text") and len(child.text.split()) > 8
    ]
    assert openings

    places = [text.find(opening) for opening in openings]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("form", ["docx", "text"])
def test_a_statement_comes_back_from_its_document_and_its_text(form):
    article = next(reader.read(path) for path in _SOURCES if path.parent.name == "statement")
    made = values(import_article(writer(form).write(article, Options(load_theme(None))), name=f"article.{form}"))

    assert (made["headline"], made["deck"]) == (article.headline, article.deck)
    assert [author["name"] for author in made["authors"]] == [author.name for author in article.authors]
    assert [quote["text"] for quote in made["quotes"].values()] == [quote.text for quote in article.quotes]
    assert [party["name"] for party in made["parties"].values()] == [party.name for party in article.parties]
    assert made["embargo"] == str(article.embargo)
    assert "## " not in made["sections"][-1]["body"]

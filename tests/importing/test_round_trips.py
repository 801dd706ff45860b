"""What `build` writes imports back to the same article, as far as each format can carry it."""

from __future__ import annotations

import dataclasses

import pytest
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.importing import import_article
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_SOURCES = sorted(
    [
        *CHECKOUT.glob("tests/golden/*/article.yaml"),
        *CHECKOUT.glob("tests/schema/should_pass/*.yaml"),
        CHECKOUT / "source" / "article.yaml",
    ]
)
assert len(_SOURCES) > 10
# Not in a page: the source itself, and what only names it. Parties come back in the order of the page.
_NOT_IN_A_PAGE = {"source", "slug", "base", "archive"}
_IN_TEXT = ("kind", "headline", "deck", "published", "modified", "dateline", "summary", "embargo", "url")


def _name(path):
    return path.parent.name if path.stem == "article" else path.stem


def _built(path, form):
    article = reader.read(path)
    return article, writer(form).write(article, Options(load_theme(None)))


@pytest.mark.parametrize("path", _SOURCES, ids=_name)
def test_a_page_comes_back_as_the_same_article(path, tmp_path):
    article, page = _built(path, "html")
    found = import_article(page, name="page")
    for name, data in found.files:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "article.yaml").write_text(found.yaml, "utf-8")
    again = reader.read(tmp_path / "article.yaml")

    for field in dataclasses.fields(article):
        if field.name not in _NOT_IN_A_PAGE:
            assert _carried(field.name, getattr(again, field.name), article) == _carried(
                field.name, getattr(article, field.name), article
            ), field.name


def _carried(name, value, article):
    if name == "parties":
        return sorted((party.id, repr(party)) for party in value)
    return _unnamed(value)


def _unnamed(value):
    """Return *value* without the names of image files: a page that embeds them knows only their ids."""
    if dataclasses.is_dataclass(value) and hasattr(value, "sha256"):
        return dataclasses.replace(value, file="")
    if dataclasses.is_dataclass(value):
        fields = {field.name: _unnamed(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return tuple(map(_unnamed, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("path", [path for path in _SOURCES if path.parent.parent.name == "golden"], ids=_name)
def test_a_text_brings_back_what_its_layout_carries(path, tmp_path):
    article, text = _built(path, "text")
    if article.withdrawn:
        pytest.skip("the text of a withdrawn article has no body")
    found = import_article(text, name="text")
    # The text has the image's words, not the image: a person puts it there.
    (tmp_path / "article.yaml").write_text(found.yaml.replace("image.jpg", "image.png"), "utf-8")
    for image in article.images:
        (tmp_path / "image.png").write_bytes(image.data)
    again = reader.check_file(tmp_path / "article.yaml").article

    assert again is not None
    assert {name: getattr(again, name) for name in _IN_TEXT} == {name: getattr(article, name) for name in _IN_TEXT}
    assert _people(again) == _people(article)
    assert [section.heading for section in again.sections] == [section.heading for section in article.sections]
    assert [_demand(demand) for demand in again.demands] == [_demand(demand) for demand in article.demands]
    assert {quote.text for quote in again.quotes} == {quote.text for quote in article.quotes}
    assert [correction.date for correction in again.corrections] == [
        correction.date for correction in article.corrections
    ]
    assert again.contact == article.contact
    assert [reference.url for reference in again.references] == [reference.url for reference in article.references]


def _people(article):
    return [(author.name, author.role, author.affiliation and author.affiliation.name) for author in article.authors]


def _demand(demand):
    return (
        demand.text,
        [party.name for party in demand.by],
        [party.name for party in demand.of],
        demand.action,
        demand.due,
        demand.status,
    )

"""Every paragraph, quote, attribution and demand is found whole and in order in all four outputs.

Each output is read back by a parser of its own format that pressmark doesn't use for writing.
"""

from __future__ import annotations

import io
import json
import re

import html5lib
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.strategies import Made, articles

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

# Laying pages out again and again to find the smallest failing article would take minutes.
_FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
_MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def _write(made: Made, format_: str) -> bytes:
    reading = reader.check(made.source, name="made.yaml", stem="made", folder=None)
    assert reading.article is not None, reading.problems
    return writer(format_).write(reading.article, Options(load_theme()))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _assert_in_order(expected: list[str], text: str) -> None:
    at = 0
    for words in expected:
        found = text.find(words, at)
        assert found >= 0, f"{words!r} is not found after {text[max(0, at - 80) : at]!r}"
        at = found + len(words)


@given(articles())
@_MANY
def test_the_text_says_it_all(made):
    text = _squeeze(_write(made, "text").decode())

    _assert_in_order([_squeeze(made.headline), *map(_squeeze, made.expected)], text)


@given(articles())
@_MANY
def test_the_page_says_it_all(made):
    tree = html5lib.parse(_write(made, "html"), namespaceHTMLElements=False)
    body = tree.find("body")
    text = _squeeze("".join(body.itertext()))

    _assert_in_order([_squeeze(made.headline), *map(_squeeze, made.expected)], text)


@given(articles())
@_MANY
def test_the_metadata_says_it_all(made):
    graph = json.loads(_write(made, "jsonld"))
    parts = graph.get("hasPart", [])
    parts = parts if isinstance(parts, list) else [parts]
    names = {}

    def learn(node: object) -> None:
        if isinstance(node, dict):
            if "name" in node and "@id" in node:
                names[node["@id"]] = node["name"]
            for value in node.values():
                learn(value)
        elif isinstance(node, list):
            for value in node:
                learn(value)

    learn(graph)
    said = [(part["text"], names[part["creator"]["@id"]]) for part in parts if part["@type"] == "Quotation"]
    called = [(part["text"], names[part["creator"]["@id"]]) for part in parts if part["@type"] == "Statement"]

    assert graph["headline"] == made.headline
    assert said == made.quotes
    assert called == made.demands
    _assert_in_order([_squeeze(words) for words in made.expected], _squeeze(graph["articleBody"]))


@given(articles())
@_FEW
def test_the_printed_page_says_it_all(made):
    pages = pypdf.PdfReader(io.BytesIO(_write(made, "pdf"))).pages
    # Lines are broken and words hyphenated on paper: what counts are the characters in their order.
    text = "".join(_bare(_column(page)) for page in pages)

    assert pages
    _assert_in_order([_bare(words) for words in (made.headline, *made.expected)], text)


def _column(page: pypdf.PageObject) -> str:
    """Return a page's text without its running heads and its page number, which may stand within a paragraph."""
    top, foot = float(page.mediabox.top) - 60, 60
    parts: list[str] = []

    def keep(text: str, page_matrix: list[float], matrix: list[float], _font: object, _size: object) -> None:
        height = matrix[4] * page_matrix[1] + matrix[5] * page_matrix[3] + page_matrix[5]
        if foot < height < top:
            parts.append(text)

    page.extract_text(visitor_text=keep)
    return "".join(parts)


def _bare(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def test_a_made_article_can_be_missed():
    with pytest.raises(AssertionError):
        _assert_in_order(["one", "two"], "two one")

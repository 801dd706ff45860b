"""Invisible characters: kept on the page, out of ids and metadata, and named where they break the source."""

from __future__ import annotations

import json

import html5lib
import pytest

from pressmark import reader
from pressmark.letters import fold, plain
from pressmark.metadata import page_metadata
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_SHY, _ZWSP, _JOINER = "\u00ad", "\u200b", "\u2060"


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        (f"Donau{_SHY}dampf{_SHY}schiff", "donaudampfschiff"),
        (f"Auf{_ZWSP}lage{_JOINER}n", "auflagen"),
        ("Auf\u200clage \u200d\ufe0fneu", "auflage-neu"),
        ("Der Bote™\ufe0f", "der-botetm"),
        ("Ærø ßand Łódź", "aero-ssand-lodz"),
    ],
)
def test_an_id_is_made_of_what_is_seen(heading, id_):
    assert fold(heading) == id_


def test_joiners_directions_and_variations_belong_to_the_words():
    kept = "می\u200cخواهم \u200d \u2068x\u2069 葛\U000e0100 ™\ufe0f"

    assert plain(kept) == kept


def _found(article):
    return article(
        headline=f"Hafen{_SHY}fest{_ZWSP}",
        deck=f"Der Kai{_JOINER}",
        summary=f"Kurz{_SHY}um",
        keywords=[f"Hafen{_SHY}fest"],
        authors=[{"id": "mira", "name": f"Mira San{_SHY}doval"}],
        sections=[{"heading": f"Der Hafen{_SHY}kai", "body": f"Am Hafen{_SHY}kai."}],
    )


def test_metadata_has_none_and_the_page_keeps_them(article):
    found = _found(article)
    options = Options(load_theme())
    graph = writer("jsonld").write(found, options).decode()
    page = html5lib.parse(writer("html").write(found, options), namespaceHTMLElements=False)

    assert json.loads(graph)["headline"] == "Hafenfest"
    assert not {_SHY, _ZWSP, _JOINER} & set(graph)
    assert page.find(".//title").text == "Hafenfest – The Harbour Post"
    assert all(plain(value) == value for tag in page_metadata(found) for _, value in tag.attributes)
    assert page.find(".//h1").text == f"Hafen{_SHY}fest{_ZWSP}"
    assert found.sections[0].id == "der-hafenkai"


_HEAD = "pressmark: 1\nkind: news\nlanguage: en\nheadline: A boat\npublished: 2026-05-04\n"
_BODY = "sections:\n  - heading: H\n    body: |\n      Text.\n"


@pytest.mark.parametrize(
    ("middle", "line"),
    [
        ("authors:\n  - name: Mira\n\u00a0\u00a0\u00a0\u00a0role: Pilot\noutlet: {name: Post}\n", 8),
        ("authors:\n  - name: Mira\n  \u00a0\u00a0role: Pilot\noutlet: {name: Post}\n", 8),
        ("authors: [{name: Mira}]\noutlet:\n  url: https://a.example/\n \u00a0name: Post\n", 9),
        ("authors: [{name: Mira}]\noutlet:\n\u3000name: Post\n", 8),
    ],
)
def test_a_line_that_is_indented_with_another_space_is_named_at_that_line(middle, line):
    source = (_HEAD + middle + _BODY).encode()
    problems = reader.check(source, name="a.yaml", stem="a", folder=None).problems
    named = [problem for problem in problems if "indented with" in problem.message and "U+" in problem.message]

    assert [problem.span.line for problem in named] == [line]

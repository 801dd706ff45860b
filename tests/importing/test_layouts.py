"""Ordinary layouts of copy: a reader's answer to what is the headline, who wrote it, and when."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from bench.import_layouts import layouts, letters, measured, share
from tests.importing.readback import imported, values

_LAYOUTS = tomllib.loads((Path(__file__).parent / "layouts.toml").read_text("utf-8"))
# Pairs NAME.txt and NAME.answer.yaml; whoever wrote them did not know the rules.
_FOLDER = Path(__file__).parent / "layouts"
assert len(_LAYOUTS) > 20


@pytest.mark.parametrize("name", list(_LAYOUTS))
def test_a_layout_is_read_as_a_person_reads_it(name):
    layout = _LAYOUTS[name]
    made = values(imported(layout["text"].lstrip("\n")))

    assert letters(made["headline"]) == letters(layout["headline"])
    assert [letters(author["name"]) for author in made["authors"] if author["name"]] == list(
        map(letters, layout["authors"])
    )
    assert (made["published"] or "")[:10] == layout["published"]


@pytest.fixture(scope="module")
def read():
    assert len(layouts(_FOLDER)) >= 20
    return measured(_FOLDER)


def test_most_layouts_of_strangers_have_their_headline(read):
    assert share(read[0], "headline", "layouts") >= 0.85, read[1]


def test_most_layouts_of_strangers_have_their_authors_and_hardly_any_has_others(read):
    assert share(read[0], "byline", "layouts") >= 0.80, read[1]
    assert share(read[0], "right_names", "names") >= 0.95, read[1]


def test_no_quotation_of_strangers_is_somebody_elses_without_a_check(read):
    assert read[0]["unmarked"] == 0, read[1]

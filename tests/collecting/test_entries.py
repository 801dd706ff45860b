"""What a collection keeps of an article, and what it takes back out of a folder that may be anybody's by now."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from tests.collecting.sites import listed
from tests.page.articles import full

from pressmark.collecting.entries import Strange, entry_from, entry_of, harmless
from pressmark.model import Correction, DemandList, Section


def test_every_demand_is_kept_with_all_who_demand_it_and_of_whom():
    article = full()
    sailing, counts = article.demands
    third = replace(sailing, id="third", by=(*sailing.by, *counts.by), of=counts.of)
    demands = (sailing, counts, third)

    found = entry_of(replace(article, demands=demands, sections=(Section("s", None, (DemandList(demands),)),))).calls

    assert [(one.id, one.by, one.of) for one in found] == [
        (one.id, tuple(party.label for party in one.by), tuple(party.label for party in one.of)) for one in demands
    ]
    assert [one.node["@id"].rpartition("#")[2] for one in found] == [one.id for one in demands]


def test_a_correction_is_kept_with_who_said_it():
    article = full()
    said = (Correction("2026-05-05", "One.", article.authors[0]), Correction("2026-05-06", "Two."))

    assert [one.by for one in entry_of(replace(article, corrections=said)).corrections] == ["Mira Sandoval", None]


def test_an_entry_is_in_the_article_s_own_variety_of_its_language():
    assert entry_of(full("en-GB")).language == "en-GB"


def _kept(**more) -> dict:
    return {**json.loads(json.dumps(asdict(listed("a").entry))), **more}


def test_what_was_kept_is_taken_back():
    assert entry_from(_kept(translations=[["de", "https://l.example/de"]]), "a").translations == (
        ("de", "https://l.example/de"),
    )


@pytest.mark.parametrize(
    "said",
    [
        {"url": "javascript:alert(1)"},
        {"translations": [["de", "javascript:alert(1)"]]},
        {"topics": [{"name": "Ferries", "same_as": "data:text/html,x"}]},
        {"authors": [{"name": "Ines", "ids": ["file:///etc/passwd"]}]},
        {"headline": ["a", "list"]},
        {"published": "some day"},
        {"unknown": "word"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_an_entry_that_no_collection_keeps_is_not_taken(said):
    with pytest.raises(Strange):
        entry_from(_kept(**said), "a")


@pytest.mark.parametrize(
    "body",
    [
        "<p onclick=alert(1)>x</p>",
        "<script>1</script>",
        '<a href="java&#115;cript:alert(1)">x</a>',
        '<iframe src="https://e.example/"></iframe>',
    ],
)
def test_a_kept_text_that_acts_is_not_taken(body):
    with pytest.raises(Strange):
        harmless(body)


@pytest.mark.parametrize(
    "body", ["<p>He wrote onclick=1 on the wall.</p>", '<p><a href="https://e.example/?a:b">x</a></p>', "<p>Words.</p>"]
)
def test_a_kept_text_that_only_speaks_of_acting_is_taken(body):
    assert harmless(body) == body

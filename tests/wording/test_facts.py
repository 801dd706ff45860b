"""The facts about an article, word for word, which every output shares."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.page.articles import full

from pressmark import wording
from pressmark.model import Rights


def _rights(**more) -> dict[str, str]:
    article = full(**more)
    return {one.label.rstrip(":"): wording.plain(one.line) for one in wording.rights(article)}


@pytest.mark.parametrize(
    ("mining", "policy", "said"),
    [
        ("allowed", None, "allowed"),
        ("reserved", None, "reserved"),
        ("conditions", "https://post.example/mining", "under conditions (https://post.example/mining)"),
        (None, None, None),
    ],
)
def test_mining_is_allowed_or_reserved_or_has_the_address_of_its_conditions(mining, policy, said):
    rights = replace(Rights(), mining=mining, mining_policy=policy)

    assert _rights(rights=rights).get("Text and data mining") == said


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("digitalCreation", "written by people"),
        ("algorithmicallyEnhanced", "written by people, with small corrections by software"),
        ("compositeWithTrainedAlgorithmicMedia", "in part made with generative AI"),
        ("trainedAlgorithmicMedia", "made with generative AI"),
        ("algorithmicMedia", "made by software, by fixed rules"),
        ("dataDrivenMedia", "made from data, by a program that people wrote"),
        (None, None),
    ],
)
def test_how_a_text_came_about_is_said_as_iptc_means_it(origin, said):
    assert _rights(origin=origin).get("Origin of the text") == said


def test_an_article_that_changed_on_the_day_it_came_out_was_not_updated():
    published = "2026-05-04T07:30:00+01:00"
    named = {name: [one.name for one in wording.dates(full(modified=name))] for name in (published, None, "2026-05-05")}

    assert named == {published: ["Published"], None: ["Published"], "2026-05-05": ["Published", "Updated"]}


def test_a_moment_in_small_letters_is_one_that_a_page_knows():
    (fact,) = wording.dates(full(published="2026-05-04t07:30:00z", modified=None))

    assert fact.line[0].value == "2026-05-04T07:30:00Z"


def test_each_author_in_a_byline_is_counted_from_one():
    one = full().authors[0]
    line = wording.byline(full(authors=(one, replace(one, id="jon", name="Jon Birk", role=None, affiliation=None))))

    assert [piece.index for piece in line if piece.role == "party"] == [1, 2]
    assert [piece.index for piece in wording.byline(full()) if piece.role == "party"] == [1]

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

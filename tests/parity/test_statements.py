"""Statement by statement: what a graph says more, less, twice or of another type than the source gives."""

from __future__ import annotations

import json

import pytest

from pressmark.parity.compare import compare_graphs

GIVEN = {
    "@id": "https://post.example/dam#article",
    "headline": "The dam",
    "author": [{"@id": "#mira", "name": "Mira"}, {"@id": "#tom", "name": "Tom"}],
    "isAccessibleForFree": True,
    "wordCount": 1,
}
DEPARTURES = {
    "a statement more": (GIVEN | {"award": "First prize"}, "“award” of the article is not in the source"),
    "a statement more of a part": (
        GIVEN | {"author": [GIVEN["author"][0] | {"jobTitle": "Nurse"}, GIVEN["author"][1]]},
        "“jobTitle” of “mira” is not in the source",
    ),
    "a statement less": ({k: v for k, v in GIVEN.items() if k != "headline"}, "“headline” of the article is missing"),
    "an author more": (
        GIVEN | {"author": [*GIVEN["author"], {"@id": "#ada", "name": "Ada"}]},
        "“author” of the article: 3 instead of 2",
    ),
    "an author less": (GIVEN | {"author": GIVEN["author"][:1]}, "“author” of the article: 1 instead of 2"),
    "a number for a truth": (GIVEN | {"isAccessibleForFree": 1}, "“isAccessibleForFree” of the article differs"),
    "a truth for a number": (GIVEN | {"wordCount": True}, "“wordCount” of the article differs"),
    "a text for a number": (GIVEN | {"wordCount": "1"}, "“wordCount” of the article differs"),
}


@pytest.mark.parametrize("departure", DEPARTURES)
def test_a_departure_is_told_with_its_place(departure):
    found, said = DEPARTURES[departure]

    (message,) = compare_graphs(json.dumps(found), GIVEN)
    assert message.startswith(said)


def test_a_statement_twice_is_told_though_one_of_them_is_right():
    text = json.dumps(GIVEN).replace('"headline"', '"headline": "The dam", "headline"')

    assert list(compare_graphs(text, GIVEN)) == ["“headline” is stated twice in one node"]


def test_the_same_statements_in_another_order_are_the_same():
    assert list(compare_graphs(json.dumps(dict(reversed(GIVEN.items()))), GIVEN)) == []

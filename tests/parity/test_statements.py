"""Statement by statement: what a graph says more, less, twice or of another type than the source gives."""

from __future__ import annotations

import json

import pytest

from pressmark.parity.statements import by_id, by_path, departures

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


def _departures(text: str) -> list[str]:
    return list(departures(text, GIVEN, "the article", by_id))


@pytest.mark.parametrize("departure", DEPARTURES)
def test_a_departure_is_told_with_its_place(departure):
    found, said = DEPARTURES[departure]

    (message,) = _departures(json.dumps(found))
    assert message.startswith(said)


def test_a_statement_twice_is_told_though_one_of_them_is_right():
    text = json.dumps(GIVEN).replace('"headline"', '"headline": "The dam", "headline"')

    assert _departures(text) == ["“headline” is stated twice in one object"]


def test_the_same_statements_in_another_order_are_the_same():
    assert _departures(json.dumps(dict(reversed(GIVEN.items())))) == []


def test_an_object_without_an_id_is_called_by_the_way_to_it():
    text = json.dumps(GIVEN).replace('"Tom"', '"Thom"')

    (message,) = departures(text, GIVEN, "the item", by_path)
    assert message.startswith("“name” of “/author/1” differs")

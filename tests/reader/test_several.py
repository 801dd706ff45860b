"""What may be one or several: who demands, whom to call, what is told about the authors; and slips that look alike."""

from __future__ import annotations

import json
from pathlib import Path

import html5lib
import pytest

from pressmark import parity, reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_JOINT = Path(__file__).parents[1] / "schema" / "should_pass" / "statement-joint-en.yaml"
_OPTIONS = Options(load_theme())


@pytest.fixture(scope="module")
def joint():
    return reader.read(_JOINT)


@pytest.fixture(scope="module")
def page(joint):
    return html5lib.parse(writer("html").write(joint, _OPTIONS), namespaceHTMLElements=False)


@pytest.fixture(scope="module")
def text(joint):
    return writer("text").write(joint, _OPTIONS).decode()


@pytest.fixture(scope="module")
def graph(joint):
    return json.loads(writer("jsonld").write(joint, _OPTIONS))


def _words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_joint_demand_names_all_who_make_it(page, text, graph):
    statement = next(part for part in graph["hasPart"] if part["@type"] == "Statement")

    assert "Demanded by: Mira Sandoval, Jonas Birk and River Forum" in text
    assert "Mira Sandoval, Jonas Birk and River Forum" in _words(page.find(".//li[@id='evening-sailing']"))
    assert [one["@id"].rpartition("#")[2] for one in statement["creator"]] == ["mira", "jonas", "forum"]


def test_several_contacts_stand_each_on_a_line(page, text, graph):
    assert [_words(address) for address in page.iter("address")] == [
        "Press office, press@riverforum.example, +44 1632 960000",
        "Jonas Birk, +44 1632 960001",
    ]
    assert "Press office, press@riverforum.example, +44 1632 960000\n\nJonas Birk, +44 1632 960001" in text
    points = graph["publisher"]["contactPoint"]
    assert [point["telephone"] for point in points] == ["+44 1632 960000", "+44 1632 960001"]
    assert {point["@id"].rpartition("#")[2] for point in points} <= {element.get("id") for element in page.iter()}


def test_one_contact_and_one_who_demands_are_as_before(article):
    found = article(contact={"name": "Desk"})

    assert [contact.name for contact in found.contact] == ["Desk"]
    assert [party.name for party in found.demands[0].by] == ["Mira Sandoval"]


def test_what_is_told_about_the_authors_stands_after_the_text(page, text, graph):
    told = [
        "Mira Sandoval plans bus and ferry lines in Harbour Town.",
        "Jonas Birk has steered the river bus for nine years.",
    ]

    assert [element.text for element in page.findall(".//p[@class='bio']")] == told
    assert text.index("{") if "{" in text else text.index("Ends") < text.index(told[0]) < text.index(told[1])
    assert [author.get("description") for author in graph["author"]] == [*told, None]


def test_a_statement_opens_with_its_dateline_which_json_ld_does_without(page, text, graph):
    assert page.find(".//p[@class='dateline']").text == "HARBOUR TOWN, 4 May –"
    assert "HARBOUR TOWN, 4 May –\n" in text
    assert "dateline" not in graph


@pytest.mark.parametrize("format_", ["html", "text", "jsonld"])
def test_the_check_finds_all_of_it(joint, format_):
    made = writer(format_)
    (check,) = parity.check(joint, {f"statement-joint-en{made.suffix}": made.write(joint, _OPTIONS)})

    assert check.status == "ok", check


_SLIPS = [
    ({"quotes": {"late": {"text": "Late", "speaker": "mira", "said": "2026-05-29"}}}, "date-unlikely"),
    ({"demands": [{"id": "sail", "text": "Sail.", "by": "mira", "due": "2025-06-09"}]}, "date-unlikely"),
    ({"embargo": "2025-05-04T06:00:00Z"}, "date-unlikely"),
    ({"embargo": "2026-05-04T06:00:00Z", "modified": "2026-05-06"}, "date-unlikely"),
    ({"authors": [{"id": "mira", "name": "Mira Sandoval and Jonas Birk"}]}, "several-names"),
    ({"authors": [{"id": "mira", "name": "Mira Sandoval, Jonas Birk"}]}, "several-names"),
    ({"authors": [{"id": "mira", "name": "Mira Sandoval & Jonas Birk"}]}, "several-names"),
    ({"authors": [{"id": "mira", "name": "Mira Sandoval y Jonas Birk"}]}, "several-names"),
]


@pytest.mark.parametrize(("keys", "rule"), _SLIPS)
def test_an_unlikely_date_or_name_gets_a_warning(check, keys, rule):
    found = [problem for problem in check(**keys).problems if problem.rule not in {"not-placed", "unknown-id"}]

    assert [(problem.rule, problem.severity) for problem in found] == [(rule, "warning")]


_FINE = [
    {"quotes": {"late": {"text": "Late", "speaker": "mira", "said": "2026-05-04"}}},
    {"quotes": {"late": {"text": "Late", "speaker": "mira", "said": "2026-05-06"}}, "modified": "2026-05-06"},
    {"embargo": "2026-05-04T06:00:00Z"},
    {"embargo": "2027-05-04T06:00:00Z", "modified": "2026-05-06"},
    {"authors": [{"id": "mira", "name": "Santiago Ramón y Cajal"}]},
    {"authors": [{"id": "mira", "name": "Martin Hale, Jr."}]},
    {"authors": [{"id": "mira", "name": "Roads and Rivers Office", "type": "organization"}]},
]


@pytest.mark.parametrize("keys", _FINE)
def test_likely_ones_get_none(check, keys):
    assert not {"date-unlikely", "several-names"} & {problem.rule for problem in check(**keys).problems}

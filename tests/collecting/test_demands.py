"""The register of demands, as page and as data."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import html5lib
import icalendar
import pytest
from pyld import jsonld
from tests.collecting.sites import collected, copied

VOCABULARY = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}}


def _rows(site):
    text = (site / "demands.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_says_who_demands_what_of_whom_and_what_became_of_it(before):
    said = [
        (row["status"], row["due"], row["demanded by"], row["demanded of"], row["demand"][:20]) for row in _rows(before)
    ]

    assert said == [
        ("due", "2026-04-30", "Dockers’ Union of Velmar", "Velmar Harbour Board", "Every quay must be l"),
        ("open", "2026-09-22", "Ines Valdor", "Velmar Harbour Board", "Die Hafenverwaltung "),
        ("open", "2026-09-22", "Ines Valdor", "Velmar Harbour Board", "The board should put"),
        ("met", "", "Dockers’ Union of Velmar", "Velmar Harbour Board", "The passenger counts"),
        ("refused", "", "Dockers’ Union of Velmar", "Velmar Harbour Board", "Night work is to be "),
    ]


def test_the_page_has_the_same_each_under_an_id_and_a_link_to_its_place(before):
    tree = html5lib.parse((before / "demands.html").read_bytes(), namespaceHTMLElements=False)
    claims = [one for one in tree.iter("li") if "claim" in one.get("class", "").split()]
    ids = [one.get("id") for one in claims]

    assert ids == ["dockers_lamps", "abendboot_fahrt", "evening-boat_sailing", "evening-boat_counts", "dockers_pay"]
    links = [one.find(".//a").get("href") for one in claims]
    assert links[0] == "articles/2026/dockers.html#lamps"
    for link in links:
        page, _, fragment = link.partition("#")
        assert f'id="{fragment}"' in (before / page).read_text("utf-8")


def test_as_data_it_is_a_list_of_statements_and_none_is_what_schema_org_calls_a_demand(before):
    text = (before / "demands.jsonld").read_text("utf-8")
    said = json.loads(text)
    assert said["@type"] == "CollectionPage"
    assert said["mainEntity"]["numberOfItems"] == 5
    (graph,) = jsonld.expand({**said, **VOCABULARY})
    (items,) = graph["https://schema.org/mainEntity"]
    statements = [one["https://schema.org/item"][0] for one in items["https://schema.org/itemListElement"]]

    assert {kind for one in statements for kind in one["@type"]} == {"https://schema.org/Statement"}
    assert "schema.org/Demand" not in text
    assert '"@type": "Demand"' not in text
    assert len({one["@id"] for one in statements}) == 5


def test_a_calendar_program_reads_the_days_by_which_something_is_due(before):
    data = (before / "demands.ics").read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")

    assert [event.decoded("dtstart") for event in events] == [date(2026, 4, 30), date(2026, 9, 22), date(2026, 9, 22)]
    assert events[0].decoded("dtstamp") == datetime(2026, 4, 2, 8, tzinfo=UTC)
    assert str(events[0]["summary"]) == "Due: Every quay must be lit until the last ship is unloaded."
    assert str(events[1]["summary"]).startswith("Frist: ")
    assert len({str(event["uid"]) for event in events}) == 3
    assert not calendar.errors
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_what_would_be_a_formula_in_a_spreadsheet_is_none(tmp_path):
    articles = copied(tmp_path, "dockers")
    path = articles / "2026" / "dockers.yaml"
    text = path.read_text("utf-8").replace(
        "text: Night work is", 'text: "=HYPERLINK(\\"https://x.example\\";1), \\"is\\"'
    )
    path.write_text(text.replace("one and a half.", 'one and a half."'), "utf-8")

    result = collected(articles, tmp_path / "site")

    assert result.exit_code == 0, result.output
    assert [row["demand"] for row in _rows(tmp_path / "site")][1].startswith("'=HYPERLINK(")
    assert b"\r\n" in (tmp_path / "site" / "demands.csv").read_bytes()


@pytest.mark.parametrize(("day", "status"), [("2026-04-29", "open"), ("2026-04-30", "due"), ("2026-05-01", "due")])
def test_a_demand_is_due_from_its_day_on(tmp_path, day, status):
    collected(copied(tmp_path, "dockers"), tmp_path / "site", as_of=day)

    assert next(row["status"] for row in _rows(tmp_path / "site") if row["due"]) == status

"""A news item is what IPTC's own schema says it is, its bodies are read by parsers that aren't ours."""

from __future__ import annotations

import json
from dataclasses import replace

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.conftest import CHECKOUT
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile
from tests.strategies import articles

from pressmark import model as m
from pressmark import parity, reader
from pressmark.theme import Options, load_theme
from pressmark.writers.ninjs import write

_SCHEMA = json.loads((CHECKOUT / "tests/conformance/ninjs/ninjs-schema_3.2.json").read_text("utf-8"))
# No item of ours has coordinates, so that theirs may be anything.
_GEOJSON = Resource.from_contents({}, default_specification=DRAFT202012)
_VALIDATOR = Draft202012Validator(
    _SCHEMA,
    format_checker=FormatChecker(),
    registry=Registry().with_resource("https://geojson.org/schema/GeoJSON.json", _GEOJSON),
)
_SOURCES = [
    *sorted((CHECKOUT / "tests" / "schema" / "should_pass").glob("*.yaml")),
    *sorted((CHECKOUT / "tests" / "golden").glob("*/article.yaml")),
]
assert len(_SOURCES) > 15
ARTICLES = {
    "opinion": full(),
    "statement": full(kind="statement"),
    "summary": full(kind="summary"),
    "tomb": withdrawn(),
}


def _item(article):
    return json.loads(write(article, Options(load_theme())))


def _faults(item) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(item)]


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_item_is_valid(source):
    assert _faults(_item(reader.read(source))) == []


@pytest.mark.parametrize("name", ARTICLES)
def test_an_item_of_everything_there_is_is_valid(name):
    item = _item(replace(ARTICLES[name], origin="trainedAlgorithmicMedia"))

    assert _faults(item) == []
    assert item["digitalSourceType"]["uri"] == "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def test_the_schema_can_say_no():
    assert _faults(_item(full()) | {"pubstatus": "usable"})
    assert _faults(_item(full()) | {"urgency": 99})


def _words(html: str) -> str:
    return " ".join("".join(html5lib.parse(html, namespaceHTMLElements=False).find("body").itertext()).split())


@given(articles())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_both_bodies_say_it_all(made):
    reading = reader.check(made.source, name="made.yaml", stem="made", folder=None)
    item = _item(reading.article)
    html, text = (body["value"] for body in item["bodies"])

    for said in (_words(html), " ".join(text.split())):
        at = 0
        for words in made.expected:
            found = said.find(" ".join(words.split()), at)
            assert found >= 0, words
            at = found + len(words)
    assert {one["name"] for one in item["people"] if one["rel"] == "quoted"} == {speaker for _, speaker in made.quotes}


@pytest.mark.parametrize("string", STRINGS)
def test_no_text_becomes_markup(string):
    def tags(article):
        html = _item(article)["bodies"][0]["value"]
        return [element.tag for element in html5lib.parse(html, namespaceHTMLElements=False).iter()]

    assert tags(hostile(full(), string)) == tags(hostile(full(), "words"))


def test_a_withdrawn_article_is_canceled_and_says_why_and_nothing_else():
    tomb = withdrawn()
    item = _item(tomb)

    assert item["pubStatus"] == "canceled"
    assert item["representationType"] == "partial"
    assert "bodies" not in item
    assert [one["value"] for one in item["descriptions"] if one["role"] == "withdrawal"]


def test_an_embargo_is_told_to_machines_and_people():
    item = _item(replace(full(kind="statement"), embargo="2026-05-04T06:00:00+01:00"))

    assert item["embargoedUntil"] == "2026-05-04T06:00:00+01:00"
    assert item["edNote"].startswith("Embargo: not for release before")


def _leaves(value, path=()):
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, key))
    else:
        yield path


def test_no_value_can_change_or_vanish_unnoticed():
    article = full()
    paths = list(_leaves(_item(article)))
    assert len(paths) > 60
    unnoticed = []
    for path in paths:
        for vanish in (False, True):
            item = _item(article)
            place = item
            for key in path[:-1]:
                place = place[key]
            if vanish:
                del place[path[-1]]
            else:
                place[path[-1]] = f"{place[path[-1]]} zwei"
            (check,) = parity.check(article, {"x.ninjs.json": json.dumps(item).encode()})
            if not check.findings:
                unnoticed.append(path)

    assert unnoticed == []


def _noticed(change) -> list[str]:
    """Return what is found where *change* was made to an item."""
    item = _item(full())
    change(item)
    (check,) = parity.check(full(), {"x.ninjs.json": json.dumps(item).encode()})
    return [finding.message for finding in check.findings]


def test_an_entry_too_many_is_noticed():
    said = _noticed(lambda item: item["subjects"].append({"name": "weather", "rel": "keyword"}))

    assert any("“subjects” of the item" in message for message in said)


def test_a_value_of_another_type_is_noticed():
    count = _item(full())["bodies"][0]["wordCount"]

    assert _noticed(lambda item: item["bodies"][0].update(wordCount=float(count)))


def _ways(item, name: str, rel: str) -> set[str]:
    (party,) = [one for one in item["people"] if (one["name"], one["rel"]) == (name, rel)]
    return {way["type"] for way in party.get("contactInfo", [])}


def test_a_mail_address_is_given_of_authors_alone():
    item = _item(full())

    assert "email" in _ways(item, "Mira Sandoval", "author")
    assert "email" not in _ways(item, "Mira Sandoval", "demanded of")


def test_the_place_is_that_of_an_article_and_not_of_who_issued_a_statement():
    assert _item(full())["located"] == "HARBOUR TOWN"
    assert "located" not in _item(full(kind="statement", dateline="HARBOUR TOWN"))


def test_a_day_is_said_in_words_and_never_as_a_moment_that_nobody_said():
    item = _item(full(published="2026-05-04", modified="2026-05-05T09:00:00+01:00"))

    assert "firstCreated" not in item
    assert item["versionCreated"] == "2026-05-05T09:00:00+01:00"
    assert "Published: 4 May 2026" in item["edNote"]
    assert "Published" not in _item(full()).get("edNote", "")


def test_a_withdrawn_article_gives_its_day_and_no_source():
    item = _item(withdrawn())

    assert "versionCreated" not in item
    assert "1 June 2026" in str(item["descriptions"])
    assert "source" not in {one["name"] for one in item["renditions"]}
    assert "source" in {one["name"] for one in _item(full())["renditions"]}


def test_every_correction_is_described():
    said = (m.Correction("2026-05-05", "One."), m.Correction("2026-05-06", "Two."))
    found = [one["value"] for one in _item(full(corrections=said))["descriptions"] if one["role"] == "correction"]

    assert [value.rpartition(" ")[2] for value in found] == ["One.", "Two."]


def test_the_terms_say_whether_it_may_be_mined():
    terms = _item(full(rights=replace(full().rights, mining="reserved")))["usageTerms"]

    assert "Text and data mining: reserved" in terms


def test_the_work_that_a_summary_tells_has_its_own_day():
    (work,) = [one for one in _item(full(kind="summary"))["associations"] if one["rel"] == "based on"]

    assert "firstCreated" not in work
    assert {"role": "published", "contentType": "text/plain", "value": "2026-04-30"} in work["descriptions"]


def _only(*blocks):
    return full(sections=(m.Section("s", None, blocks),))


def test_demands_go_on_counting_in_both_bodies():
    (demand, _) = full().demands
    html, text = (body["value"] for body in _item(_only(m.DemandList((demand,), 2)))["bodies"])

    assert '<ol start="2">' in html
    assert f"2. {demand.text}" in text


def test_a_link_leads_where_it_should_whatever_its_address_holds():
    address = 'https://post.example/?a=1&copy=2"3'
    item = _item(_only(m.Paragraph((m.Link(address, (m.Text("Here"),)),))))
    found = html5lib.parse(item["bodies"][0]["value"], namespaceHTMLElements=False).iter("a")

    assert address in [one.get("href") for one in found]


def test_the_words_of_an_original_are_said_to_be_in_its_language():
    found = html5lib.parse(_item(full())["bodies"][0]["value"], namespaceHTMLElements=False).iter("blockquote")

    assert [one.get("lang") for one in found if one.get("lang")] == ["nl", "he"]


@pytest.mark.parametrize("data", [b"", b"[1, 2]", b'{"uri": "a", "uri": "b"}', b"\xff", b"[" * 100_000])
def test_what_is_no_item_is_refused_with_a_word(data):
    (check,) = parity.check(full(), {"x.ninjs.json": data})

    assert check.findings

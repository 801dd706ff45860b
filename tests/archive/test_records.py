"""What the records in a package say: the crate, PREMIS and Dublin Core, each held to what its readers want."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree
from pyld import jsonld
from tests.archive.conftest import ARTICLES, CONFORMANCE, run

pytestmark = pytest.mark.xdist_group("packages")

PREMIS = {"premis": "http://www.loc.gov/premis/v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
CONTEXTS = {
    "https://schema.org": CONFORMANCE / "schemaorg" / "schemaorgcontext.jsonld",
    "https://schema.org/": CONFORMANCE / "schemaorg" / "schemaorgcontext.jsonld",
    "https://w3id.org/ro/crate/1.2/context": CONFORMANCE / "archives" / "ro-crate-1.2-context.jsonld",
}


def load(url: str, _options: object) -> dict:
    document = json.loads(CONTEXTS[url].read_text("utf-8"))
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def statements(document: dict) -> set[tuple[str, str, str]]:
    """Return subject, property and value of each statement, without the values' datatypes."""
    options = {"documentLoader": load, "base": "file:///crate/", "processingMode": "json-ld-1.1"}
    dataset = jsonld.to_rdf(document, options)
    assert list(dataset) == ["@default"]
    return {(one["subject"]["value"], one["predicate"]["value"], one["object"]["value"]) for one in dataset["@default"]}


def crate_of(bag: Path) -> dict:
    return json.loads((bag / "data" / "ro-crate-metadata.json").read_text("utf-8"))


def test_every_statement_of_the_web_profile_is_one_of_the_crate(bags):
    for bag in bags:
        web = statements(json.loads((bag / "data" / "article.jsonld").read_text("utf-8")))
        assert len(web) > 10
        assert web - statements(crate_of(bag)) == set()


def test_the_crate_is_one_flat_graph_in_which_each_thing_is_described_once_and_has_a_name(bags):
    for bag in bags:
        nodes = crate_of(bag)["@graph"]
        names = [node["@id"] for node in nodes]
        assert len(names) == len(set(names))
        values = [
            value
            for node in nodes
            for found in node.values()
            for value in (found if isinstance(found, list) else [found])
        ]
        nested = [
            value for value in values if isinstance(value, dict) and value.keys() not in ({"@id"}, {"@value", "@type"})
        ]
        assert nested == []


def test_the_crate_describes_every_file_with_its_digest_but_has_none_of_itself(bags):
    for bag in bags:
        nodes = {node["@id"]: node for node in crate_of(bag)["@graph"]}
        files = {path.relative_to(bag / "data").as_posix() for path in (bag / "data").rglob("*") if path.is_file()}
        assert {name for name, node in nodes.items() if node["@type"] == "File"} == files - {"ro-crate-metadata.json"}
        assert "sha256" not in nodes["ro-crate-metadata.json"]
        assert {part["@id"] for part in nodes["./"]["hasPart"]} >= files - {"ro-crate-metadata.json"}


def test_the_crate_tells_quotes_demands_people_and_corrections_and_what_only_it_can_say(river):
    nodes = {node["@id"]: node for node in crate_of(river)["@graph"]}
    base = "https://harbourpost.example/2026/opinion/evening-river-bus#"
    types = {name.removeprefix(base): node["@type"] for name, node in nodes.items() if name.startswith(base)}
    expected = {"tied-up": "Quotation", "evening-sailing": "Statement", "mira": "Person", "council": "Organization"}
    assert {name: types[name] for name in expected} == expected
    assert types["correction_1"] == "CorrectionComment"
    assert nodes[f"{base}evening-sailing_action"]["deadline"]["@value"] == "2026-09-22"
    assert nodes[f"{base}timetable"]["accessDate"]["@value"] == "2026-05-01"
    assert nodes["#anchor-tied-up-selector"]["exact"] == "We tie up while half the town is still at work"
    assert nodes["#prohibition"]["allows"] == [{"@id": "http://creativecommons.org/ns#CommercialUse"}]


def test_every_image_in_the_package_is_linked_to_what_it_shows(river):
    nodes = {node["@id"]: node for node in crate_of(river)["@graph"]}
    for name in ("images/logo.png", "images/quay.jpg"):
        shown = nodes[nodes[name]["encodesCreativeWork"]["@id"]]
        assert shown["sha256"] == nodes[name]["sha256"]


def test_a_holder_of_rights_whom_the_article_does_not_introduce_is_in_the_crate(tmp_path):
    text = (ARTICLES / "mylos.yaml").read_text("utf-8") + "rights: {holder: Estate of a miller}\n"
    (tmp_path / "mylos.yaml").write_text(text, "utf-8")
    assert run("pack", "mylos.yaml", "--as", "bag-dir", "-o", "out", cwd=tmp_path).returncode == 0
    nodes = {node["@id"]: node for node in crate_of(next((tmp_path / "out").iterdir()))["@graph"]}
    article = nodes[nodes["./"]["mainEntity"]["@id"]]
    assert nodes[article["copyrightHolder"]["@id"]]["name"] == "Estate of a miller"


def test_words_that_stand_elsewhere_too_are_anchored_where_they_are_quoted(tmp_path):
    text = (ARTICLES / "pristan.yaml").read_text("utf-8").replace("Работы займут", "До льда успеем ли? Работы займут")
    (tmp_path / "pristan.yaml").write_text(text, "utf-8")
    assert run("pack", "pristan.yaml", "--as", "bag-dir", "-o", "out", cwd=tmp_path).returncode == 0
    nodes = {node["@id"]: node for node in crate_of(next((tmp_path / "out").iterdir()))["@graph"]}
    selector = nodes["#anchor-led-selector"]
    assert selector["exact"] == "До льда успеем"
    assert not selector["suffix"].startswith(" ли?")


def test_dates_are_typed(river):
    said = crate_of(river)
    dated = [
        value for node in said["@graph"][2:] for value in node.values() if isinstance(value, dict) and "@value" in value
    ]
    assert len(dated) > 5
    for value in dated:
        kind = "dateTime" if "T" in value["@value"] else "date"
        assert value["@type"] == f"http://www.w3.org/2001/XMLSchema#{kind}"


def test_a_package_without_a_licence_says_so(bags):
    mylos = next(bag for bag in bags if bag.name.startswith("mylos"))
    nodes = {node["@id"]: node for node in crate_of(mylos)["@graph"]}
    assert nodes[nodes["./"]["license"]["@id"]]["name"] == "No licence stated"
    assert "license" not in nodes[nodes["./"]["mainEntity"]["@id"]]
    assert "No licence stated" in (mylos / "data" / "metadata" / "metadata.csv").read_text("utf-8")


def identifiers(node: etree._Element, kind: str) -> list[str]:
    return [found.text for found in node.findall(f"premis:{kind}Identifier/premis:{kind}IdentifierValue", PREMIS)]


def test_premis_has_the_shape_that_archivematicas_importer_takes(bags, zips, tmp_path):
    for path in zips:
        shutil.unpack_archive(path, tmp_path)
    for folder in (*bags, *(path for path in tmp_path.iterdir() if path.is_dir())):
        data = (folder / "data" / "metadata" / "premis.xml").read_bytes()
        assert data.count(b'<premis:object xsi:type="premis:file">') == data.count(b"<premis:object ")
        root = etree.fromstring(data)
        objects = {identifiers(node, "object")[0]: node for node in root.findall("premis:object", PREMIS)}
        events = {identifiers(node, "event")[0]: node for node in root.findall("premis:event", PREMIS)}
        agents = {identifiers(node, "agent")[0]: node for node in root.findall("premis:agent", PREMIS)}
        for event, node in events.items():
            assert str(UUID(event)) == event
            (linked,) = identifiers(node, "linkingObject")
            assert event in identifiers(objects[linked], "linkingEvent")
            acting = identifiers(node, "linkingAgent")
            assert acting
            assert all(event in identifiers(agents[agent], "linkingEvent") for agent in acting)
        assert all(identifiers(node, "linkingEvent") for node in (*objects.values(), *agents.values()))
        for node in objects.values():
            assert (folder / node.findtext("premis:originalName", namespaces=PREMIS)).is_file()


def test_dublin_core_has_a_row_for_every_file_that_is_there(bags):
    for bag in bags:
        with (bag / "data" / "metadata" / "metadata.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header[0] == "filename"
        assert len({len(row) for row in (header, *rows)}) == 1
        assert all((bag / row[0]).is_file() for row in rows)
        assert {row[0] for row in rows} >= {"data/article.yaml", "data/article.pdf", "data/article.html"}


def test_dublin_core_repeats_a_column_for_each_value(river):
    with (river / "data" / "metadata" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    said = [value for name, value in zip(header, first, strict=True) if name == "dc.subject"]
    assert said == ["river bus", "public transport", "Public transport"]

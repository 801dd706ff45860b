"""The table of emitted terms agrees with schema.org's own data, and with what the articles really emit."""

from __future__ import annotations

import json
from functools import cache

import pytest
from tests.conftest import CHECKOUT
from tests.metadata.emitted import ABOVE_ONLY, LITERAL_RANGES, PROPERTIES, TYPES

from pressmark import metadata
from pressmark.metadata import graph

_DATA = CHECKOUT / "tests" / "conformance" / "schemaorg" / "schemaorg-current-https.jsonld"


@cache
def _schema_org() -> dict[str, dict]:
    graph = json.loads(_DATA.read_text(encoding="utf-8"))["@graph"]
    return {node["@id"].removeprefix("schema:"): node for node in graph}


def _named(value: object) -> set[str]:
    items = value if isinstance(value, list) else [value] if value else []
    return {item["@id"].removeprefix("schema:") for item in items}


def _above(kind: str) -> set[str]:
    found = {kind}
    for parent in _named(_schema_org()[kind].get("rdfs:subClassOf")):
        if parent in _schema_org():
            found |= _above(parent)
    return found


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_is_schema_org_s_under_the_same_type(kind):
    parent = TYPES[kind]

    assert _schema_org()[kind]["@type"] == "rdfs:Class"
    assert "schema:supersededBy" not in _schema_org()[kind]
    assert (parent in _named(_schema_org()[kind].get("rdfs:subClassOf"))) if parent else kind == "Thing"


@pytest.mark.parametrize("name", PROPERTIES)
def test_each_property_is_schema_org_s_for_that_type(name):
    node = _schema_org()[name]
    domains = _named(node["schema:domainIncludes"])

    assert node["@type"] == "rdf:Property"
    assert "schema:supersededBy" not in node
    assert all(_above(kind) & domains for kind in PROPERTIES[name][0].split("|")), domains


@pytest.mark.parametrize("name", PROPERTIES)
def test_each_property_may_have_such_values(name):
    allowed = _named(_schema_org()[name]["schema:rangeIncludes"])

    for value in PROPERTIES[name][1]:
        wanted = LITERAL_RANGES.get(value) or _above(value)
        assert wanted & allowed, f"{value}: schema.org allows {sorted(allowed)}"


@pytest.mark.parametrize("status", graph.ACTION_STATUS.values())
def test_each_status_is_schema_org_s(status):
    assert _schema_org()[status.removeprefix("http://schema.org/")]["@type"] == "schema:ActionStatusType"


def test_the_articles_emit_exactly_these_terms(articles):
    nodes = [node for article in articles.values() for node in metadata.flatten(metadata.web_profile(article))]
    used = {name for node in nodes for name in node if not name.startswith("@")}
    kinds = {node["@type"] for node in nodes if "@type" in node}

    assert used == set(PROPERTIES)
    assert kinds == set(TYPES) - ABOVE_ONLY

"""The docs list every key of the source with its property, and define every term of ours, and no other."""

from __future__ import annotations

import json
import re

import html5lib
import rdflib
from rdflib.namespace import RDF, RDFS, SDO
from tests.conftest import CHECKOUT
from tests.metadata.emitted import PROPERTIES

from pressmark import metadata
from pressmark.metadata import graph
from pressmark.pdf import imprint
from pressmark.resources import resource

_PAGE = CHECKOUT / "docs" / "jsonld.md"
_TERMS = CHECKOUT / "docs" / "terms"


def _table() -> dict[str, str]:
    """Return what the page says of each key of the source."""
    part = _PAGE.read_text("utf-8").split("## Every key of the source")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| (.*) \|$", part, re.MULTILINE)
    return {key: said for keys, said in rows for key in re.findall(r"`([^`]+)`", keys)}


def _keys(schema: dict, place: str = ""):
    """Yield the path of every key that *schema* allows, as the page writes it, with its own schema."""
    for name, inner in schema.get("properties", {}).items():
        path = f"{place}.{name}" if place else name
        yield path, inner
        yield from _keys(inner, path)
    if isinstance(schema.get("items"), dict):
        yield from _keys(schema["items"], f"{place}[]")
    for inner in schema.get("patternProperties", {}).values():
        yield from _keys(inner, f"{place}.*")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _keys(schema["additionalProperties"], f"{place}.*")


def _schema() -> dict[str, dict]:
    schema = json.loads((resource("schema") / "article.schema.json").read_text("utf-8"))
    return dict(_keys(schema))


def _properties(said: str) -> set[str]:
    """Return the properties that a row names before it begins to explain."""
    return set(re.findall(r"`([^`]+)`", said.split("(", maxsplit=1)[0])) if not said.startswith("none") else set()


def test_the_table_has_every_key_of_the_source_and_no_other():
    assert set(_table()) == set(_schema())


def test_the_table_names_properties_that_are_emitted():
    named = {name for said in _table().values() for name in _properties(said)}

    assert named - {"@id", "@type"} <= set(PROPERTIES)


def test_every_property_that_is_emitted_comes_from_a_key_of_the_source():
    named = {name for said in _table().values() for name in re.findall(r"`([^`]+)`", said)}
    from_the_whole = {"position", "url", "additionalType", "contentSize", "description"}

    assert set(PROPERTIES) - named <= from_the_whole


def test_the_schema_s_own_notes_on_schema_org_agree_with_the_table():
    table = _table()
    noted = {key: schema.get("x-analogues", {}).get("schema.org") for key, schema in _schema().items()}
    wrong = {key: name for key, name in noted.items() if name and f"`{name}`" not in table[key]}

    assert wrong == {}


def _ours() -> rdflib.Graph:
    return rdflib.Graph().parse(_TERMS / "terms.ttl", format="turtle")


def _defined(namespace: str) -> set[str]:
    return {str(s) for s in _ours().subjects(RDF.type) if str(s).startswith(namespace)}


def _emitted(value: object) -> set[str]:
    if isinstance(value, dict):
        return {term for key, item in value.items() for term in _emitted(key) | _emitted(item)}
    if isinstance(value, list):
        return {term for item in value for term in _emitted(item)}
    return {value} if isinstance(value, str) and value.startswith(metadata.VOCABULARY) else set()


def test_the_terms_of_articles_are_those_that_are_emitted(articles):
    emitted = {term for article in articles.values() for term in _emitted(metadata.web_profile(article))}

    assert emitted
    assert _defined(metadata.VOCABULARY) == emitted


def test_the_terms_of_copies_are_those_of_their_record(articles):
    record = re.findall(r"<pressmark:(\w+)>", imprint.schema()) or re.findall(
        r"<pdfaProperty:name>(\w+)</pdfaProperty:name>", imprint.schema()
    )

    assert record
    assert _defined(imprint.NAMESPACE) == {f"{imprint.NAMESPACE}{name}" for name in record}


def test_every_term_has_a_label_and_a_definition_and_the_page_has_the_same():
    graph = _ours()
    page = html5lib.parse((_TERMS / "index.html").read_text("utf-8"), namespaceHTMLElements=False)
    terms = {e.get("id"): "".join(e.itertext()) for e in page.iter("dt") if e.get("id")}
    definitions = [" ".join("".join(e.itertext()).split()) for e in page.iter("p") if e.get("class") == "definition"]
    described = {
        term: graph.value(rdflib.URIRef(term), RDFS.comment) for term in _defined("https://w3id.org/pressmark/terms")
    }
    described.pop("https://w3id.org/pressmark/terms")

    assert set(terms) == {term.rpartition("#")[2] for term in described}
    assert sorted(definitions) == sorted(str(comment) for comment in described.values())
    assert all(graph.value(rdflib.URIRef(term), RDFS.label) for term in described)


def test_the_class_of_demands_is_below_schema_org_s_statements():
    demand = rdflib.URIRef(f"{metadata.VOCABULARY}Demand")
    above = _ours().value(demand, RDFS.subClassOf)

    assert str(above).removeprefix("http://schema.org/") == str(SDO.Statement).removeprefix("https://schema.org/")


def test_the_table_of_kinds_is_what_is_emitted():
    part = _PAGE.read_text("utf-8").split("### Kinds")[1].split("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)`[^|]*\| (?:`([^`]+)` )?\|$", part, re.MULTILINE)

    assert [(kind, name, genre or None) for kind, name, genre in rows] == [
        (kind, name, graph.GENRES.get(kind)) for kind, name in graph.TYPES.items()
    ]

"""The web profile as linked data: nothing is lost in expansion, no node is blank, our own shapes fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from pyld import jsonld
from tests.conftest import CHECKOUT

from pressmark import metadata

_CONTEXT = CHECKOUT / "tests" / "conformance" / "schemaorg" / "schemaorgcontext.jsonld"
_SHAPES = Path(__file__).parent / "shapes.ttl"

pytestmark = pytest.mark.conformance


def _validate(*args, **kwargs):
    from pyshacl import validate  # not among what `make test` sets up

    return validate(*args, **kwargs)


@pytest.fixture(scope="module")
def pinned():
    """Return a document loader that serves the pinned context, whatever schema.org serves today."""
    context = json.loads(_CONTEXT.read_text(encoding="utf-8"))

    def load(url, _options=None):
        assert url.rstrip("/") == "https://schema.org", url
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    return {"documentLoader": load, "base": None}


def _leaves(value: object) -> int:
    """Count the values in compact JSON-LD: literals, references, types and identifiers."""
    if isinstance(value, list):
        return sum(map(_leaves, value))
    if isinstance(value, dict):
        return sum(_leaves(item) for name, item in value.items() if name != "@context")
    return 1


def _expanded_leaves(value: object) -> int:
    if isinstance(value, list):
        return sum(map(_expanded_leaves, value))
    if isinstance(value, dict):
        return 1 if "@value" in value else sum(map(_expanded_leaves, value.values()))
    return 1


def test_expansion_drops_nothing(article, pinned):
    graph = metadata.web_profile(article)

    assert _expanded_leaves(jsonld.expand(graph, pinned)) == _leaves(graph)


def test_every_property_and_type_expands_to_a_schema_org_term(article, pinned):
    def names(value):
        if isinstance(value, list):
            return {name for item in value for name in names(item)}
        if isinstance(value, dict):
            types = value.get("@type", [])
            inner = {name for item in value.values() for name in names(item)}
            return set(value) | ({types} if isinstance(types, str) else set(types)) | inner
        return set()

    found = {name for name in names(jsonld.expand(metadata.web_profile(article), pinned)) if not name.startswith("@")}

    assert "http://schema.org/headline" in found
    assert {name for name in found if not name.startswith("http://schema.org/")} == set()


def test_no_node_is_blank(article, pinned):
    quads = jsonld.to_rdf(metadata.web_profile(article), {**pinned, "format": "application/n-quads"})

    assert quads
    assert "_:" not in [word[:2] for line in quads.splitlines() for word in line.split(" ")]


def test_the_flat_form_states_the_same(article, pinned):
    graph = metadata.web_profile(article)
    flat = {"@context": graph["@context"], "@graph": metadata.flatten(graph)}
    options = {**pinned, "format": "application/n-quads"}

    assert set(jsonld.to_rdf(flat, options).splitlines()) == set(jsonld.to_rdf(graph, options).splitlines())


def _rdf(graph, pinned) -> rdflib.Graph:
    data = rdflib.Graph()
    data.parse(data=jsonld.to_rdf(graph, {**pinned, "format": "application/n-quads"}), format="nt")
    return data


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    """Return our shapes."""
    return rdflib.Graph().parse(_SHAPES, format="turtle")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_our_shapes_fit(article, pinned, shapes):
    fits, _, report = _validate(_rdf(metadata.web_profile(article), pinned), shacl_graph=shapes)

    assert fits, report


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda g: g.pop("author"),
        lambda g: g.pop("headline"),
        lambda g: g.update(author="Mira Sandoval"),
        lambda g: g.update(isAccessibleForFree="true"),
        lambda g: g.update(wordCount="many"),
        lambda g: g.update(inLanguage="english"),
        lambda g: g["encoding"][1].update(sha256="2c26b46b"),
        lambda g: g["hasPart"][2].pop("spokenByCharacter"),
        lambda g: g["hasPart"][-2].pop("creator"),
        lambda g: g["image"].update(width=1600),
        lambda g: g["publisher"].pop("name"),
        lambda g: g.update(license="urn:cc-by"),
    ],
)
def test_our_shapes_do_not_fit_what_is_wrong(spoil, articles, pinned, shapes):
    graph = json.loads(metadata.dumps(metadata.web_profile(articles["opinion"])))

    spoil(graph)

    assert not _validate(_rdf(graph, pinned), shacl_graph=shapes)[0]

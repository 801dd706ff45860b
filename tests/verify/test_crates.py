"""A crate that somebody else made is held to what RO-Crate asks of every crate; what it only advises is a remark."""

from __future__ import annotations

import json

import pytest

from pressmark.verify.package import _graph

NAME = "ro-crate-metadata.json"
DESCRIPTOR = {"@id": NAME, "about": {"@id": "./"}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}}
ROOT = {"@id": "./", "@type": "Dataset", "name": "A", "description": "B", "datePublished": "2026", "license": "C"}


def _check(*graph: object, files: dict[str, bytes] | None = None):
    document = json.dumps({"@context": "x", "@graph": graph}).encode()
    return _graph({NAME: document, **(files or {})})


def test_a_crate_with_all_that_is_asked_for_is_right():
    check = _check(DESCRIPTOR, ROOT, {"@id": "a.txt", "@type": "File"}, files={"a.txt": b""})

    assert (check.status, check.detail, check.findings, check.remarks) == ("ok", "RO-Crate 1.1", (), ())


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ([ROOT], "no descriptor: the graph does not describe its own file"),
        ([{"@id": NAME, "about": {"@id": "./"}}, ROOT], "its descriptor does not say to which version"),
        ([DESCRIPTOR], "no root: the descriptor is not about anything in the graph"),
        ([DESCRIPTOR, ROOT | {"@type": "Thing"}], "its root is no Dataset"),
        ([DESCRIPTOR, ROOT, {"name": "x"}], "something in its graph has no “@id”"),
        (["words"], "something in its graph has no “@id”"),
    ],
)
def test_what_makes_it_no_crate_is_found(graph, said):
    assert any(said in one.message for one in _check(*graph).findings)


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"@graph": []}', b'{"@context": "x", "@graph": {}}', b"\xff"])
def test_what_is_no_such_document_is_found(data):
    (finding,) = _graph({NAME: data}).findings

    assert finding.message.startswith("no RO-Crate metadata (")


def test_what_is_described_and_not_here_or_left_unsaid_is_a_remark():
    root = {key: value for key, value in ROOT.items() if key != "license"}
    check = _check(
        DESCRIPTOR, root, {"@id": "./b.txt", "@type": ["File"]}, {"@id": "https://x.example/c", "@type": "File"}
    )

    assert check.findings == ()
    assert [(one.path, one.message) for one in check.remarks] == [
        (NAME, "its root has no “license”"),
        ("./b.txt", "described, but not here"),
    ]

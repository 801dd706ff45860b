"""The RO-Crate 1.2 of a package: everything the web profile states, and the package's files, as one flat graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pressmark.metadata import flatten, web_profile
from pressmark.packages.anchors import anchors
from pressmark.packages.deposit import CRATE, SOURCE
from pressmark.packages.dublincore import NO_LICENCE
from pressmark.packages.moments import moment
from pressmark.packages.policies import POLICY, policy
from pressmark.packages.terms import CONTEXT, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.metadata import Node
    from pressmark.packages.deposit import Deposit, Part

_PRONOM = "https://www.nationalarchives.gov.uk/PRONOM/"
_RENDERING = "#rendering"
_LICENCE = "#licence"


def write(deposit: Deposit, records: Sequence[Part]) -> bytes:
    """Return ``ro-crate-metadata.json`` for *deposit* with its *records* (the other metadata files).

    RO-Crate 1.2: a descriptor, the root data set, then data and contextual entities, flat, each once. No file lists
    a hash of itself, so this one is described without any.
    """
    web = flatten(web_profile(deposit.article))
    article = web[0]
    parts = (*deposit.parts, *records)
    graph: list[Node] = [_descriptor(), _root(deposit, article, parts)]
    graph += [*_article(deposit, web, parts), *(_file(deposit, article, part) for part in parts)]
    graph += [*_formats(parts), *_rendering(deposit), *anchors(deposit.article), *policy(deposit.article)]
    if deposit.article.rights.license:
        graph.append({"@id": deposit.article.rights.license, "@type": "CreativeWork", "name": "Licence"})
    else:
        graph.append({"@id": _LICENCE, "@type": "CreativeWork", "name": NO_LICENCE})
    document = {"@context": CONTEXT, "@graph": [typed(node) for node in graph]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _descriptor() -> Node:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
        "about": {"@id": "./"},
        "encodingFormat": "application/ld+json",
    }


def _root(deposit: Deposit, article: Node, parts: Sequence[Part]) -> Node:
    source = deposit.article
    root: Node = {
        "@id": "./",
        "@type": "Dataset",
        "name": source.headline,
        "description": source.description,
        "identifier": deposit.identifier,
        "datePublished": moment(source.published),
        "dateModified": moment(source.modified or source.published),
        "inLanguage": source.language,
        "license": {"@id": source.rights.license or _LICENCE},
        "publisher": article["publisher"],
        "author": article["author"],
        "mainEntity": {"@id": article["@id"]},
        "hasPart": [{"@id": part.path} for part in parts],
    }
    if source.archive.location:
        root |= {"@type": ["Dataset", "ArchiveComponent"], "itemLocation": source.archive.location}
    return root


def _article(deposit: Deposit, web: list[Node], parts: Sequence[Part]) -> list[Node]:
    """Return the web profile's nodes with what only the package says: its files, and dates without a word there."""
    source = deposit.article
    more: dict[object, Node] = {web[0]["@id"]: {"embargoDate": source.embargo} if source.embargo else {}}
    for demand in source.demands:
        if demand.due:
            more[f"{source.base}#{demand.id}"] = {"deadline": demand.due}
    for reference in source.references:
        if reference.accessed:
            more[f"{source.base}#{reference.id}"] = {"accessDate": reference.accessed}
    files = [{"@id": part.path} for part in parts if part.role in {"source", "rendition"}]
    nodes = [{**node, **more.get(node["@id"], {})} for node in web]
    stated = nodes[0].get("encoding", [])
    if policy(source):
        nodes[0]["hasPolicy"] = {"@id": POLICY}
    nodes[0]["encoding"] = [*(stated if isinstance(stated, list) else [stated]), *files]
    return nodes


def _file(deposit: Deposit, article: Node, part: Part) -> Node:
    form: object = part.media_type
    if part.pronom:
        form = [part.media_type, {"@id": _PRONOM + part.pronom}]
    node: Node = {
        "@id": part.path,
        "@type": "File",
        "name": part.name,
        "encodingFormat": form,
        "contentSize": str(len(part.data)),
        "sha256": part.digest("sha256"),
    }
    if part.original is not None:
        node["alternateName"] = part.original
    if part.role in {"source", "rendition"}:
        node["encodesCreativeWork"] = {"@id": article["@id"]}
        node["inLanguage"] = deposit.article.language
    elif part.node:
        node["encodesCreativeWork"] = {"@id": f"{deposit.article.base}#{part.node}"}
    return node


def _formats(parts: Sequence[Part]) -> list[Node]:
    known = sorted({part.pronom for part in parts if part.pronom})
    return [{"@id": _PRONOM + pronom, "@type": "WebPage", "name": f"PRONOM {pronom}"} for pronom in known]


def _rendering(deposit: Deposit) -> list[Node]:
    """Return how the renditions came about: by which software in which versions, with which theme."""
    made = [{"@id": part.path} for part in deposit.parts if part.role == "rendition"]
    used = [{"@id": SOURCE}, *({"@id": part.path} for part in deposit.parts if part.role == "image")]
    tools: list[Node] = [
        {"@id": f"#software-{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}
        for name, version in deposit.software.items()
    ]
    theme: Node = {"@id": "#theme", "@type": "CreativeWork", "name": "Theme", "sha256": deposit.theme}
    action: Node = {
        "@id": _RENDERING,
        "@type": "CreateAction",
        "name": "Renditions made from the source",
        "object": [*used, {"@id": "#theme"}],
        "result": made,
        "instrument": [{"@id": tool["@id"]} for tool in tools],
    }
    if deposit.attested:
        action["endTime"] = moment(deposit.attested)
    return [action, theme, *tools]

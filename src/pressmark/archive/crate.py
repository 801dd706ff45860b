"""The RO-Crate 1.2 of a package: everything the web profile states, and the package's files, as one flat graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.archive.anchors import anchors
from pressmark.archive.deposit import CRATE
from pressmark.archive.dublincore import NO_LICENCE
from pressmark.archive.moments import moment
from pressmark.archive.policies import POLICY, policy
from pressmark.archive.provenance import rendering
from pressmark.archive.terms import CONTEXT, typed
from pressmark.metadata import flatten, web_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.archive.deposit import Deposit, Part
    from pressmark.metadata import Node

_PRONOM = "https://www.nationalarchives.gov.uk/PRONOM/"
_LICENCE = "#licence"
_HOLDER = "#rights-holder"


def write(deposit: Deposit, records: Sequence[Part]) -> bytes:
    """Return ``ro-crate-metadata.json`` for *deposit* with its *records* (the other metadata files).

    RO-Crate 1.2: a descriptor, the root data set, then data and contextual entities, flat, each once. No file lists
    a hash of itself, so this one is described without any.
    """
    web = flatten(web_profile(deposit.article))
    article = web[0]
    parts = (*deposit.parts, *records)
    graph: list[Node] = [*_article(deposit, web, parts), *(_file(deposit, article, part) for part in parts)]
    graph += [*_formats(parts), *rendering(deposit), *anchors(deposit.article), *policy(deposit.article)]
    if deposit.article.rights.license:
        graph.append({"@id": deposit.article.rights.license, "@type": "CreativeWork", "name": "Licence"})
    else:
        graph.append({"@id": _LICENCE, "@type": "CreativeWork", "name": NO_LICENCE})
    head = [_descriptor(), _root(deposit, web, parts)]
    document = {"@context": CONTEXT, "@graph": [*head, *(typed(node) for node in graph)]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _descriptor() -> Node:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
        "about": {"@id": "./"},
        "encodingFormat": "application/ld+json",
    }


def _root(deposit: Deposit, web: Sequence[Node], parts: Sequence[Part]) -> Node:
    source, article = deposit.article, web[0]
    # RO-Crate's files are schema.org's media objects, so those that the web profile names by URL or digest are parts
    # too.
    elsewhere = [{"@id": node["@id"]} for node in web if node["@type"] == "MediaObject"]
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
        "hasPart": [*({"@id": part.path} for part in parts), *elsewhere],
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
            more[f"{source.base}#{fragments.action(demand.id)}"] = {"deadline": demand.due}
    for reference in source.references:
        if reference.accessed:
            more[f"{source.base}#{reference.id}"] = {"accessDate": reference.accessed}
    files = [{"@id": part.path} for part in parts if part.role in {"source", "rendition"}]
    nodes = [{**node, **_also(node), **more.get(node["@id"], {})} for node in web]
    if source.rights.holder and "copyrightHolder" not in nodes[0]:
        # The article doesn't introduce whoever bears this name: whether it is a person or an organisation is not said.
        nodes[0]["copyrightHolder"] = {"@id": _HOLDER}
        nodes.append({"@id": _HOLDER, "@type": "Thing", "name": source.rights.holder})
    stated = nodes[0].get("encoding", [])
    if policy(source):
        nodes[0]["hasPolicy"] = {"@id": POLICY}
    nodes[0]["encoding"] = [*(stated if isinstance(stated, list) else [stated]), *files]
    return nodes


def _also(node: Node) -> Node:
    """Return the type that RO-Crate's readers know, beside schema.org's own for a news outlet."""
    return {"@type": ["Organization", "NewsMediaOrganization"]} if node["@type"] == "NewsMediaOrganization" else {}


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

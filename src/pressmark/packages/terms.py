"""The crate's JSON-LD context: RO-Crate's own, the types of dates and addresses, and terms that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.metadata import Node

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SCHEMA = "http://schema.org/"
_OA = "http://www.w3.org/ns/oa#"
_ODRL = "http://www.w3.org/ns/odrl/2/"
_FABIO = "http://purl.org/spar/fabio/"

_MOMENTS = ("datePublished", "dateModified", "endTime")
_DAYS = {"dateCreated": _SCHEMA, "deadline": _FABIO, "accessDate": _FABIO, "embargoDate": _FABIO}
_NAMES = {"deadline": "hasDeadline", "accessDate": "hasAccessDate", "embargoDate": "hasEmbargoDate"}
_ADDRESSES = (
    "acquireLicensePage",
    "additionalType",
    "archivedAt",
    "contentUrl",
    "correctionsPolicy",
    "ethicsPolicy",
    "genre",
    "license",
    "ownershipFundingInfo",
    "publishingPrinciples",
    "sameAs",
    "unnamedSourcesPolicy",
    "url",
)
_ANCHORS = ("Annotation", "SpecificResource", "TextQuoteSelector", "hasBody", "hasTarget", "hasSource", "hasSelector")
_WORDS = ("exact", "prefix", "suffix")
_RIGHTS = ("Permission", "Prohibition", "Duty", "hasPolicy", "permission", "prohibition", "duty")


def _additions() -> dict[str, object]:
    terms: dict[str, object] = {name: {"@id": _SCHEMA + name, "@type": f"{_XSD}dateTime"} for name in _MOMENTS}
    terms |= {name: {"@id": space + _NAMES.get(name, name), "@type": f"{_XSD}date"} for name, space in _DAYS.items()}
    terms |= {name: {"@id": _SCHEMA + name, "@type": "@id"} for name in _ADDRESSES}
    terms |= {name: _OA + name for name in (*_ANCHORS, *_WORDS)}
    terms |= {name: _ODRL + name for name in _RIGHTS}
    # RO-Crate's own words “action”, “target” and “Set” would be taken for schema.org's, or for nothing.
    terms |= {"PolicySet": f"{_ODRL}Set", "appliesTo": f"{_ODRL}target", "allows": f"{_ODRL}action"}
    terms["motivatedBy"] = f"{_OA}motivatedBy"
    return terms


CONTEXT = ["https://w3id.org/ro/crate/1.2/context", _additions()]

_TYPES: Mapping[str, str] = dict.fromkeys(_MOMENTS, "dateTime") | dict.fromkeys(_DAYS, "date")


def typed(node: Node) -> Node:
    """Return *node* with each date typed: a plain text has its property's usual type, any other says its own."""
    return {name: _date(name, value) if name in _TYPES else value for name, value in node.items()}


def _date(name: str, value: object) -> object:
    if isinstance(value, list):
        return [_date(name, item) for item in value]
    kind = "dateTime" if "T" in str(value).upper() else "date"
    return value if kind == _TYPES[name] else {"@value": value, "@type": _XSD + kind}

"""The crate's JSON-LD context: RO-Crate's own, the types of dates and addresses, and terms that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.metadata import Node

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SCHEMA = "http://schema.org/"
_OA = "http://www.w3.org/ns/oa#"
_ODRL = "http://www.w3.org/ns/odrl/2/"
_FABIO = "http://purl.org/spar/fabio/"

# Properties whose values are dates or date-times.
_DATES = {"datePublished", "dateModified", "dateCreated", "endTime", "deadline", "accessDate", "embargoDate"}
_SPAR = {"deadline": "hasDeadline", "accessDate": "hasAccessDate", "embargoDate": "hasEmbargoDate"}
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
    terms: dict[str, object] = {name: _FABIO + term for name, term in _SPAR.items()}
    terms |= {name: {"@id": _SCHEMA + name, "@type": "@id"} for name in _ADDRESSES}
    terms |= {name: _OA + name for name in (*_ANCHORS, *_WORDS)}
    terms |= {name: _ODRL + name for name in _RIGHTS}
    # RO-Crate's own words “action”, “target” and “Set” would be taken for schema.org's, or for nothing.
    terms |= {"PolicySet": f"{_ODRL}Set", "appliesTo": f"{_ODRL}target", "allows": f"{_ODRL}action"}
    terms["motivatedBy"] = f"{_OA}motivatedBy"
    return terms


CONTEXT = ["https://w3id.org/ro/crate/1.2/context", _additions()]


def typed(node: Node) -> Node:
    """Return *node* with each date as a typed literal.

    The data set's own stay texts, as RO-Crate wants them; the article says the same again, typed.
    """
    return {name: _date(value) if name in _DATES else value for name, value in node.items()}


def _date(value: object) -> object:
    if isinstance(value, list):
        return [_date(item) for item in value]
    return {"@value": value, "@type": _XSD + ("dateTime" if "T" in str(value).upper() else "date")}

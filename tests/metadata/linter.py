"""A linter for the web profile: what is wrong with a graph, by the table of emitted terms and the profile's rules.

No validator at hand checks dates, languages, booleans, digests or references; this one checks all that we promise.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

from tests.metadata.emitted import ABOVE_ONLY, PROPERTIES, TYPES

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+[^\s<>\"{}|\\^`]*\Z")
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-z]-[a-z0-9-]+)?\Z"
)
_CLASSES = {
    "http://purl.org/spar/doco/Section",
    "http://purl.org/spar/doco/Afterword",
    "https://w3id.org/pressmark/terms#Demand",
}
_STATUSES = {f"http://schema.org/{name}ActionStatus" for name in ("Potential", "Completed", "Failed")}
_REQUIRED = ("headline", "name", "description", "inLanguage", "datePublished", "dateModified", "author", "publisher")
_EARLY = ("headline", "datePublished", "author", "publisher")


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        if len(value) == 10:
            date.fromisoformat(value)
            return True
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _matches(pattern: str):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


LITERALS = {
    "text": lambda value: isinstance(value, str) and value.strip() != "",
    "url": lambda value: isinstance(value, str) and _WEB.match(value) is not None,
    "iri": lambda value: isinstance(value, str) and _ABSOLUTE.match(value) is not None,
    "class": lambda value: value in _CLASSES,
    "language": lambda value: isinstance(value, str) and _LANGUAGE.match(value) is not None,
    "selector": _matches(r"\.[a-z]+"),
    "date": _is_date,
    "integer": lambda value: type(value) is int and value > 0,
    "year": lambda value: type(value) is int and 1000 <= value <= 9999,
    "number or text": lambda value: type(value) is int or (isinstance(value, str) and value.strip() != ""),
    "boolean": lambda value: isinstance(value, bool),
    "size": _matches(r"[1-9][0-9]* B"),
    "media type": _matches(r"[a-z]+/[a-z0-9.+-]+"),
    "sha256": _matches(r"[0-9a-f]{64}"),
    "pixels": _matches(r"[1-9][0-9]* px"),
    "email": _matches(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "action status": lambda value: isinstance(value, dict) and list(value) == ["@id"] and value["@id"] in _STATUSES,
}


def lint(graph: object) -> list[str]:
    """Return everything that is wrong with *graph*, each with the place where it is wrong; nothing for a good one."""
    if not isinstance(graph, dict):
        return ["the root is no object"]
    linter = _Linter()
    if graph.get("@context") != "https://schema.org":
        linter.complain("", "@context is not the string https://schema.org")
    root = {key: value for key, value in graph.items() if key != "@context"}
    linter.node("", root)
    linter.references()
    linter.root(root)
    return linter.found


def _is_a(kind: object, wanted: str) -> bool:
    while isinstance(kind, str) and kind in TYPES:
        if kind == wanted:
            return True
        kind = TYPES[kind]
    return False


class _Linter:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.types: dict[str, str] = {}
        self.mentions: list[tuple[str, str, str, tuple[str, ...]]] = []

    def complain(self, place: str, message: str) -> None:
        self.found.append(f"{place or '/'}: {message}")

    def node(self, place: str, node: dict) -> None:
        kind, iri = node.get("@type"), node.get("@id")
        if not isinstance(kind, str) or kind not in TYPES or kind in ABOVE_ONLY:
            self.complain(place, f"unknown type {kind!r}")
            return
        if not isinstance(iri, str) or not _ABSOLUTE.match(iri):
            self.complain(place, "no absolute @id: a blank node")
        elif iri in self.types:
            self.complain(place, f"{iri} is described twice")
        else:
            self.types[iri] = kind
        for name, value in node.items():
            if not name.startswith("@"):
                self.property(f"{place}/{name}", kind, name, value)
            elif name not in ("@type", "@id"):
                self.complain(place, f"pseudo-keyword {name}")
        self.rules(place, kind, node)

    def property(self, place: str, kind: str, name: str, value: object) -> None:
        if name not in PROPERTIES:
            self.complain(place, "unknown property")
            return
        domain, ranges = PROPERTIES[name]
        if not any(_is_a(kind, one) for one in domain.split("|")):
            self.complain(place, f"not for a {kind}")
        if isinstance(value, list):
            if len(value) < 2 and name != "hasPart":
                self.complain(place, "a list of fewer than two")
            for n, item in enumerate(value):
                self.value(f"{place}/{n}", item, ranges)
        else:
            self.value(place, value, ranges)

    def value(self, place: str, value: object, ranges: tuple[str, ...]) -> None:
        if ranges[0] in LITERALS:
            if not LITERALS[ranges[0]](value):
                self.complain(place, f"no {ranges[0]}: {value!r}")
        elif not isinstance(value, dict):
            self.complain(place, f"{value!r} stands where a {' or '.join(ranges)} should")
        elif list(value) == ["@id"]:
            self.mentions.append((place, str(value["@id"]), "reference", ranges))
            if value["@id"] not in self.types:
                self.complain(place, f"refers to {value['@id']} before it is described, or nothing describes it")
        else:
            self.mentions.append((place, str(value.get("@id")), "node", ranges))
            self.node(place, value)

    def references(self) -> None:
        for place, iri, _, ranges in self.mentions:
            kind = self.types.get(iri)
            if kind is not None and not any(_is_a(kind, one) for one in ranges):
                self.complain(place, f"a {kind} stands where a {' or '.join(ranges)} should")

    def rules(self, place: str, kind: str, node: dict) -> None:
        if kind in ("Person", "Organization", "NewsMediaOrganization") and not (
            node.get("name") or node.get("description")
        ):
            self.complain(place, "neither a name nor a description")
        if kind in ("Quotation", "Statement") and "text" not in node:
            self.complain(place, "without its words")
        if kind == "Quotation":
            if "spokenByCharacter" not in node:
                self.complain(place, "a quote that is nobody's")
            elif "creator" in node and _iri(node["creator"]) != _iri(node["spokenByCharacter"]):
                self.complain(place, "attributed to one and created by another")
        if kind == "Statement" and not {"creator", "mainEntity", "additionalType"} <= node.keys():
            self.complain(place, "a demand without who demands, of whom, or what it is")
        if kind == "CorrectionComment" and not {"text", "datePublished"} <= node.keys():
            self.complain(place, "a correction without words or date")

    def root(self, root: dict) -> None:
        if not _is_a(root.get("@type"), "Article"):
            self.complain("", "the root is no article")
        for name in _REQUIRED:
            if not root.get(name):
                self.complain("", f"without {name}")
        self._inline(root)
        self._times(root)
        self._numbers(root)
        self._base(root)
        order = list(root)
        if "hasPart" in order:
            for name in _EARLY:
                if name in order and order.index(name) > order.index("hasPart"):
                    self.complain("", f"{name} comes after the parts, where pattern-matching readers don't look")

    def _inline(self, root: dict) -> None:
        authors = root.get("author")
        for n, author in enumerate(authors if isinstance(authors, list) else [authors]):
            if isinstance(author, dict) and not author.get("name"):
                self.complain(f"/author/{n}", "an author without a name in place")
        publisher = root.get("publisher")
        if isinstance(publisher, dict) and not publisher.get("name"):
            self.complain("/publisher", "a publisher without a name in place")

    def _times(self, root: dict) -> None:
        published = _moment(root.get("datePublished"))
        if published is None:
            return
        later = [("/dateModified", root.get("dateModified"))]
        corrections = root.get("correction", [])
        for n, item in enumerate(corrections if isinstance(corrections, list) else [corrections]):
            if isinstance(item, dict):
                later.append((f"/correction/{n}/datePublished", item.get("datePublished")))
        for place, value in later:
            if (moment := _moment(value)) is not None and moment < published:
                self.complain(place, "before datePublished")

    def _numbers(self, root: dict) -> None:
        body = root.get("articleBody")
        if "wordCount" in root and isinstance(body, str):
            words = sum(any(c.isalnum() for c in word) for word in body.split())
            if words != root["wordCount"]:
                self.complain("/wordCount", f"{root['wordCount']}, but the body has {words}")
        parts = root.get("hasPart", [])
        seen: Counter[str] = Counter()
        for n, part in enumerate(parts if isinstance(parts, list) else []):
            if isinstance(part, dict) and "position" in part:
                seen[str(part.get("@type"))] += 1
                if part["position"] != seen[str(part.get("@type"))]:
                    self.complain(f"/hasPart/{n}/position", "out of order")

    def _base(self, root: dict) -> None:
        base, _, fragment = str(root.get("@id")).partition("#")
        if fragment != "article":
            self.complain("", "the root is not …#article")
        if "url" in root and root["url"] != base:
            self.complain("/url", "not the base of the @ids")
        for iri in self.types:
            if "#" in iri and iri.startswith("urn:") and not iri.startswith(f"{base}#"):
                self.complain("", f"{iri} hangs on another base")


def _iri(node: object) -> object:
    return node.get("@id") if isinstance(node, dict) else node


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or not _is_date(value):
        return None
    return datetime.fromisoformat(value if "T" in value else f"{value}T00:00:00+00:00")

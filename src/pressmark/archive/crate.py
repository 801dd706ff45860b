"""The RO-Crate 1.2 of a package: everything the web profile states, and the package's files, as one flat graph.

Written from a deposit; read back from a package, and held to the files that it describes.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pressmark import fragments
from pressmark.archive.deposit import CRATE, SOURCE, TakenBack, moment
from pressmark.archive.records import NO_LICENCE
from pressmark.letters import plain
from pressmark.metadata import article_body, flatten, web_profile
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pressmark.archive.deposit import Deposit, Part
    from pressmark.metadata import Node
    from pressmark.model import Article


_PRONOM = "https://www.nationalarchives.gov.uk/PRONOM/"
_LICENCE = "#licence"
_HOLDER = "#rights-holder"


def write(deposit: Deposit, records: Sequence[Part]) -> bytes:
    """Return ``ro-crate-metadata.json`` for *deposit* with its *records* (the other metadata files).

    RO-Crate 1.2: a descriptor, the root data set, then data and contextual entities, flat, each once. No file lists
    a hash of itself, so this one is described without any.
    """
    web = flatten(web_profile(deposit.article, pictures=True))
    article = web[0]
    parts = (*deposit.parts, *records)
    graph: list[Node] = [*_article(deposit, web, parts), *(_file(deposit, article, part) for part in parts)]
    graph += [
        *_formats(parts),
        *rendering(deposit),
        *taken_back(deposit),
        *anchors(deposit.article),
        *policy(deposit.article),
    ]
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
        "name": plain(source.headline),
        "alternateName": source.slug,
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
    if deposit.taken_back:
        root["mentions"] = [{"@id": node["@id"]} for node in taken_back(deposit)]
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
    if part.role == "image" and part.original in _cleaned(deposit):
        node["description"] = "As it was given; the renditions show it upright and without what its file says of people"
    if part.role == "image" and part.node:
        node["encodesCreativeWork"] = {"@id": f"{deposit.article.base}#{part.node}"}
    return node


def _cleaned(deposit: Deposit) -> set[str]:
    """Return the paths of the images that the renditions show otherwise than they were given."""
    article = deposit.article
    images = (*article.images, *([article.outlet.logo] if article.outlet.logo else []))
    return {posixpath.normpath(image.file) for image in images if image.original}


def _formats(parts: Sequence[Part]) -> list[Node]:
    known = sorted({part.pronom for part in parts if part.pronom})
    return [{"@id": _PRONOM + pronom, "@type": "WebPage", "name": f"PRONOM {pronom}"} for pronom in known]


_XSD = "http://www.w3.org/2001/XMLSchema#"
_SCHEMA = "http://schema.org/"
_OA = "http://www.w3.org/ns/oa#"
_ODRL = "http://www.w3.org/ns/odrl/2/"
_FABIO = "http://purl.org/spar/fabio/"

# Properties whose values are dates or date-times.
_DATES = {
    "datePublished",
    "dateModified",
    "dateCreated",
    "startTime",
    "endTime",
    "deadline",
    "accessDate",
    "embargoDate",
}
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


TAKEN_BACK = "#withdrawal-taken-back-"
RENDERING = "#rendering"
THEME = "#theme"
SOFTWARE = "#software-"

# Where each program that is no distribution on PyPI is at home; RO-Crate wants an address for every one.
_HOMES = {
    "python": "https://www.python.org/",
    "pressmark": "https://w3id.org/pressmark",
    "pango": "https://pango.gnome.org/",
    "harfbuzz": "https://harfbuzz.github.io/",
    "harfbuzz-subset": "https://harfbuzz.github.io/",
    "fontconfig": "https://www.freedesktop.org/wiki/Software/fontconfig/",
    "zlib": "https://zlib.net/",
}


def rendering(deposit: Deposit) -> list[Node]:
    """Return the making of the renditions, its theme and its tools; dated only where the user dates the packing."""
    made = [{"@id": part.path} for part in deposit.parts if part.role == "rendition"]
    images = [{"@id": part.path} for part in deposit.parts if part.role == "image"]
    tools: list[Node] = [
        {
            "@id": SOFTWARE + name,
            "@type": "SoftwareApplication",
            "name": name,
            "url": _HOMES.get(name, f"https://pypi.org/project/{name}/"),
            "version": version,
        }
        for name, version in deposit.making.software.items()
    ]
    for tool in tools:
        if tool["name"] == "pressmark" and deposit.making.program:
            # Two checkouts may bear one version number: the digest tells their words and rules apart.
            tool["sha256"] = deposit.making.program
    action: Node = {
        "@id": RENDERING,
        "@type": "CreateAction",
        "name": "Renditions made from the source",
        "object": [{"@id": SOURCE}, *images, {"@id": THEME}],
        "result": made,
        "instrument": [{"@id": tool["@id"]} for tool in tools],
    }
    if deposit.attested:
        action["endTime"] = moment(deposit.attested)
    theme: Node = {"@id": THEME, "@type": "CreativeWork", "name": "Theme", "sha256": deposit.making.theme}
    return [action, theme, *tools]


def taken_back(deposit: Deposit) -> list[Node]:
    """Return the withdrawals that were taken back, from their day to that of the republication."""
    return [
        {
            "@id": f"{TAKEN_BACK}{number}",
            "@type": "UpdateAction",
            "name": "Withdrawn, and published again",
            "description": gone.reason,
            "object": {"@id": SOURCE},
            "startTime": gone.date,
            "endTime": gone.republished,
        }
        for number, gone in enumerate(deposit.taken_back, 1)
    ]


_AROUND = 32
_QUOTATION_MARKS = "“‘«‹„‚”’»「『\u202f\u00a0"


def anchors(article: Article) -> list[Node]:
    """Return an annotation for each quote and demand that the body holds, with a TextQuoteSelector.

    Web Annotation Data Model, section 4.2.4: the exact words, and up to 32 characters before and after them.
    """
    body = article_body(article)
    nodes: list[Node] = []
    for fragment, text, signs in (
        *((quote.id, quote.text, _QUOTATION_MARKS) for quote in article.quotes),
        *((demand.id, demand.text, "\n") for demand in article.demands),
    ):
        at = _place(body, text, signs)
        if at is not None:
            after = body[at + len(text) :][:_AROUND]
            nodes += _annotation(article.base, fragment, text, body[max(at - _AROUND, 0) : at], after)
    return nodes


def _place(body: str, text: str, signs: str) -> int | None:
    """Return where *text* stands in *body*: rather where one of *signs* goes before it than in other people's words."""
    first = at = body.find(text)
    while at >= 0:
        if at == 0 or body[at - 1] in signs:
            return at
        at = body.find(text, at + 1)
    return first if first >= 0 else None


def _annotation(base: str, fragment: str, exact: str, before: str, after: str) -> list[Node]:
    name = f"#anchor-{fragment}"
    selector: Node = {
        "@id": f"{name}-selector",
        "@type": "TextQuoteSelector",
        "exact": exact,
        "prefix": before,
        "suffix": after,
    }
    target: Node = {
        "@id": f"{name}-target",
        "@type": "SpecificResource",
        "hasSource": {"@id": f"{base}#article"},
        "hasSelector": {"@id": selector["@id"]},
    }
    annotation: Node = {
        "@id": name,
        "@type": "Annotation",
        "motivatedBy": {"@id": "http://www.w3.org/ns/oa#identifying"},
        "hasBody": {"@id": f"{base}#{fragment}"},
        "hasTarget": {"@id": target["@id"]},
    }
    return [annotation, target, selector]


POLICY = "#policy"
_CC = re.compile(r"https?://creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-nd|-sa)?)/|publicdomain/zero/)")


def policy(article: Article) -> list[Node]:
    """Return the policy of an article under a Creative Commons licence; none for any other, whose terms we can't read.

    ODRL 2.2 for the rules; what each element of the licence's code permits, prohibits and asks for is ccREL's.
    """
    known = _CC.match(article.rights.license or "")
    if known is None:
        return []
    code = (known[1] or "").split("-")
    work = {"@id": f"{article.base}#article"}
    permission: Node = {
        "@id": "#permission",
        "@type": "Permission",
        "appliesTo": work,
        "allows": _actions(["Reproduction", "Distribution", *([] if "nd" in code else ["DerivativeWorks"])]),
    }
    root: Node = {"@id": POLICY, "@type": "PolicySet", "permission": {"@id": "#permission"}}
    nodes = [root, permission]
    if "by" in code:
        asked = ["Notice", "Attribution", *(["ShareAlike"] if "sa" in code else [])]
        permission["duty"] = {"@id": "#duty"}
        nodes.append({"@id": "#duty", "@type": "Duty", "allows": _actions(asked)})
    if "nc" in code:
        root["prohibition"] = {"@id": "#prohibition"}
        denied = _actions(["CommercialUse"])
        nodes.append({"@id": "#prohibition", "@type": "Prohibition", "appliesTo": work, "allows": denied})
    return nodes


def _actions(names: Iterable[str]) -> list[Node]:
    return [{"@id": f"http://creativecommons.org/ns#{name}"} for name in names]


# --- Read back: each question to a package begins with its crate, so that it is asked for again and again.
@lru_cache(maxsize=2)
def _nodes(data: bytes) -> dict[str, dict[str, Any]]:
    """Return the nodes of the crate *data* by their ``@id``; nobody may change them."""
    return {node["@id"]: node for node in json.loads(data)["@graph"]}


@dataclass(frozen=True, slots=True)
class Crate:
    """The nodes of a crate by their ``@id``."""

    nodes: Mapping[str, dict[str, Any]]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Crate:
        """Return the crate among the payload's *files*. Raises ValueError where there is none that can be read."""
        try:
            return cls(_nodes(files[CRATE]))
        except KeyError as error:
            raise ValueError(f"{error} is missing") from error
        except (TypeError, RecursionError) as error:
            raise ValueError(f"no RO-Crate metadata ({error})") from error

    @staticmethod
    def written_by_us(files: Mapping[str, bytes]) -> bool:
        """Return whether the crate among the payload's *files* says that pressmark made it."""
        return f'"{SOFTWARE}pressmark"'.encode() in files.get(CRATE, b"")

    def described(self) -> dict[str, dict[str, Any]]:
        """Return the nodes of the files below the crate's root, by path."""
        return {name: node for name, node in self.nodes.items() if node.get("@type") == "File"}

    @property
    def title(self) -> str:
        """Return the article's headline, outlet and day, for people."""
        root = self.nodes.get("./", {})
        outlet = self.nodes.get(str(_reference(root.get("publisher"))), {})
        return f"“{root.get('name', '?')}” ({outlet.get('name', '?')}, {str(root.get('datePublished', '?'))[:10]})"

    @property
    def identifier(self) -> str:
        """Return the article's identifier."""
        return str(self.nodes.get("./", {}).get("identifier", ""))

    @property
    def attested(self) -> str | None:
        """Return the date that the depositor gave for the packing, if any."""
        end = self.nodes.get(RENDERING, {}).get("endTime")
        return str(end["@value"]) if isinstance(end, dict) and "@value" in end else None

    @property
    def taken_back(self) -> tuple[TakenBack, ...]:
        """Return the withdrawals that it tells of, and that were taken back."""
        found = [node for name, node in self.nodes.items() if name.startswith(TAKEN_BACK)]
        return tuple(
            TakenBack(_value(node.get("startTime")), str(node.get("description")), _value(node.get("endTime")))
            for node in found
        )

    @property
    def theme(self) -> str:
        """Return the digest of the theme that the renditions were made with."""
        return str(self.nodes.get(THEME, {}).get("sha256", ""))

    @property
    def program(self) -> str:
        """Return the digest of pressmark's words, rules and code that made it; "" where none was kept."""
        return str(self.nodes.get(f"{SOFTWARE}pressmark", {}).get("sha256", ""))

    @property
    def software(self) -> dict[str, str]:
        """Return name → version of the software that made the renditions."""
        nodes = (node for name, node in self.nodes.items() if name.startswith(SOFTWARE))
        return {str(node.get("name")): str(node.get("version")) for node in nodes}


def disagreements(files: Mapping[str, bytes]) -> list[Finding]:
    """Return where the payload's *files* and their crate disagree: missing, or of another size or digest."""
    try:
        described = Crate.of(files).described()
    except ValueError as error:
        return [Finding(CRATE, str(error))]
    found = [Finding(name, "missing; the crate describes it") for name in described if name not in files]
    for name, data in files.items():
        node = described.get(name)
        if name == CRATE or node is None:
            continue
        if node.get("sha256") != hashlib.sha256(data).hexdigest() or node.get("contentSize") != str(len(data)):
            found.append(Finding(name, "altered: its digest or size is not the one in the crate"))
    return found


def undescribed(files: Mapping[str, bytes]) -> list[Finding]:
    """Return those of the payload's *files* that their crate does not describe; none where it can't be read."""
    try:
        described = Crate.of(files).described()
    except ValueError:
        return []
    return [
        Finding(name, "undeclared: the crate does not describe it")
        for name in files
        if name not in described and name != CRATE
    ]


def _value(value: object) -> str:
    return str(value.get("@value")) if isinstance(value, dict) else ""


def _reference(value: object) -> object:
    return value.get("@id") if isinstance(value, dict) else value

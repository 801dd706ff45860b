"""The records of a package for catalogues and repositories: PREMIS 3 events and Dublin Core.

PREMIS is in the one shape that Archivematica's importer takes without an error: each event on one file, each file and
agent on some event, links both ways, UUIDs as event identifiers, the prefix ``premis:`` and the literal type
``premis:file``. Files of which no event is attested are therefore not in it; their digests are in the manifests and in
the crate. Element order: PREMIS 3.0 schema. Dublin Core is ``metadata.csv``, the table that Archivematica reads.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pressmark import __version__
from pressmark.archive.deposit import day, moment, uuid_of, uuid_of_part
from pressmark.letters import plain, table_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.archive.deposit import Deposit, Part
    from pressmark.model import Article, Party


@dataclass(frozen=True, slots=True)
class _Agent:
    id: str
    name: str
    type: str
    role: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class _Event:
    id: str
    type: str
    date: str
    detail: str
    part: Part
    agents: tuple[_Agent, ...]
    outcome: str | None = None


def premis(deposit: Deposit, prefix: str) -> bytes:
    """Return the PREMIS document of *deposit*; *prefix* (``data/`` in a bag) goes before the paths in ``originalName``.

    Its events are those that dates attest: publication, modification, corrections, withdrawal and republication by the
    article's own dates; making the renditions, validating the source and taking the digests only where the user dates
    the packing.
    """
    events = tuple(_events(deposit))
    root = ET.Element(
        "premis:premis",
        {
            "xmlns:premis": "http://www.loc.gov/premis/v3",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "version": "3.0",
        },
    )
    parts = {event.part.path: event.part for event in events}
    for part in parts.values():
        _object(root, deposit, part, prefix, [event for event in events if event.part is part])
    for event in events:
        _event(root, deposit, event)
    for agent in {agent.id: agent for event in events for agent in event.agents}.values():
        _agent(root, agent, [event for event in events if agent in event.agents])
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _events(deposit: Deposit) -> Iterator[_Event]:
    article = deposit.article
    source = deposit.parts[0]
    outlet = _Agent(
        uuid_of(article.outlet.url or article.outlet.name), article.outlet.name, "organization", "publisher"
    )
    yield _made(deposit, "publication", article.published, f"Published by {outlet.name}", source, outlet)
    corrected = {moment(correction.date) for correction in article.corrections}
    if article.modified and moment(article.modified) not in corrected | {moment(article.published)}:
        yield _made(deposit, "modification", article.modified, "The article was changed", source, outlet)
    for correction in article.corrections:
        agents = (outlet, _person(deposit, correction.by)) if correction.by else (outlet,)
        yield _made(deposit, "modification", correction.date, f"Correction: {correction.text}", source, *agents)
    if article.withdrawn:
        detail = f"Withdrawn: {article.withdrawn.reason}"
        yield _made(deposit, "withdrawal", article.withdrawn.date, detail, source, outlet)
    for gone in deposit.taken_back:
        yield _made(deposit, "withdrawal", gone.date, f"Withdrawn: {gone.reason}", source, outlet)
        when = "Published again" if gone.republished != gone.date else "Published again, on this day or later"
        yield _made(deposit, "republication", gone.republished, when, source, outlet)
    kept = {copy.file: copy for copy in article.copies}
    for part in deposit.parts:
        copy = kept.get(part.original or "")
        if copy is not None and copy.retrieved:
            yield _made(deposit, "capture", copy.retrieved, "Kept as the copy of a source", part, outlet)
    if deposit.attested:
        yield from _packing(deposit, deposit.attested)


def _packing(deposit: Deposit, date: str) -> Iterator[_Event]:
    """Yield what this program itself did with the files, dated by the user."""
    program = _Agent(uuid_of("https://w3id.org/pressmark"), "pressmark", "software", "executing program", __version__)
    for part in deposit.parts:
        if part.role == "source":
            yield _made(
                deposit,
                "validation",
                date,
                "Checked against the article schema and rules",
                part,
                program,
                outcome="pass",
            )
        if part.role == "copy" and (held := _held(deposit, part)):
            detail = f"Found word for word in it: {', '.join(held)}"
            yield _made(deposit, "validation", date, detail, part, program, outcome="pass")
        if part.role == "rendition":
            yield _made(deposit, "creation", date, "Made from article.yaml", part, program)
        detail = "SHA-256 and SHA-512 by Python's hashlib"
        yield _made(deposit, "message digest calculation", date, detail, part, program)


def _held(deposit: Deposit, part: Part) -> list[str]:
    """Return the ids of the quotes and demands whose words stand in the kept copy *part*."""
    article = deposit.article
    evidence = [(quote.id, quote.evidence) for quote in article.quotes]
    evidence += [(demand.id, demand.evidence) for demand in article.demands]
    return [ident for ident, found in evidence if found is not None and found.copy.file == part.original]


def _person(deposit: Deposit, party: Party) -> _Agent:
    return _Agent(uuid_of_part(deposit.identifier, party.id), party.label, party.type, "implementer")


def _made(
    deposit: Deposit, kind: str, date: str, detail: str, part: Part, *agents: _Agent, outcome: str | None = None
) -> _Event:
    identifier = uuid_of_part(deposit.identifier, kind, moment(date), part.path, detail)
    return _Event(identifier, kind, moment(date), detail, part, agents, outcome)


def _object_id(deposit: Deposit, part: Part) -> str:
    return uuid_of_part(deposit.identifier, part.path, part.digest("sha512"))


def _object(root: ET.Element, deposit: Deposit, part: Part, prefix: str, events: list[_Event]) -> None:
    node = ET.SubElement(root, "premis:object", {"xsi:type": "premis:file"})
    _identifier(node, "object", _object_id(deposit, part))
    traits = ET.SubElement(node, "premis:objectCharacteristics")
    for name, algorithm in (("SHA-256", "sha256"), ("SHA-512", "sha512")):
        fixity = ET.SubElement(traits, "premis:fixity")
        _text(fixity, "messageDigestAlgorithm", name)
        _text(fixity, "messageDigest", part.digest(algorithm))
    _text(traits, "size", str(len(part.data)))
    form = ET.SubElement(traits, "premis:format")
    _text(ET.SubElement(form, "premis:formatDesignation"), "formatName", part.media_type)
    if part.pronom:
        registry = ET.SubElement(form, "premis:formatRegistry")
        _text(registry, "formatRegistryName", "PRONOM")
        _text(registry, "formatRegistryKey", part.pronom)
    _text(node, "originalName", prefix + part.path)
    for event in events:
        _identifier(node, "linkingEvent", event.id)


def _event(root: ET.Element, deposit: Deposit, event: _Event) -> None:
    node = ET.SubElement(root, "premis:event")
    _identifier(node, "event", event.id)
    _text(node, "eventType", event.type)
    _text(node, "eventDateTime", event.date)
    _text(ET.SubElement(node, "premis:eventDetailInformation"), "eventDetail", event.detail)
    if event.outcome:
        _text(ET.SubElement(node, "premis:eventOutcomeInformation"), "eventOutcome", event.outcome)
    for agent in event.agents:
        link = _identifier(node, "linkingAgent", agent.id)
        _text(link, "linkingAgentRole", agent.role)
    _identifier(node, "linkingObject", _object_id(deposit, event.part))


def _agent(root: ET.Element, agent: _Agent, events: list[_Event]) -> None:
    node = ET.SubElement(root, "premis:agent")
    _identifier(node, "agent", agent.id)
    _text(node, "agentName", agent.name)
    _text(node, "agentType", agent.type)
    if agent.version:
        _text(node, "agentVersion", agent.version)
    for event in events:
        _identifier(node, "linkingEvent", event.id)


def _identifier(parent: ET.Element, kind: str, value: str) -> ET.Element:
    node = ET.SubElement(parent, f"premis:{kind}Identifier")
    _text(node, f"{kind}IdentifierType", "UUID")
    _text(node, f"{kind}IdentifierValue", value)
    return node


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"premis:{name}").text = text


NO_LICENCE = "No licence stated"


def dublin_core(deposit: Deposit, prefix: str) -> bytes:
    """Return the table for *deposit*; *prefix* (``data/`` in a bag) goes before the paths in ``filename``.

    A property with several values has several columns of its name, as Archivematica wants it. What a spreadsheet might
    run has a space before it.
    """
    rows = [[("filename", prefix + part.path), *_terms(deposit, part)] for part in deposit.parts]
    header: list[str] = []
    for row in rows:
        for name in dict.fromkeys(name for name, _ in row):
            missing = sum(key == name for key, _ in row) - header.count(name)
            place = max((at for at, key in enumerate(header) if key == name), default=len(header) - 1) + 1
            header[place:place] = [name] * max(missing, 0)
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(header)
    for row in rows:
        values = {name: [value for key, value in row if key == name] for name in header}
        table.writerow([table_cell(values[name].pop(0)) if values[name] else "" for name in header])
    return buffer.getvalue().encode()


def _terms(deposit: Deposit, part: Part) -> list[tuple[str, str]]:
    article = deposit.article
    if part.role in {"schema", "copy"}:
        return [("dc.title", part.name), ("dc.type", "Text"), ("dc.format", part.media_type)]
    image = next((image for image in article.images if image.id == part.node), None)
    if part.role == "image":
        title = (image and (image.caption or image.alt)) or part.name
        terms = [("dc.title", title), ("dc.type", "StillImage"), ("dc.format", part.media_type)]
        credit = [("dc.rights", image.license or NO_LICENCE), ("dc.creator", image.credit or "")] if image else []
        return [*terms, *[(name, value) for name, value in credit if value], ("dc.relation", deposit.identifier)]
    kind = "StillImage" if part.media_type.startswith("image/") else "Text"
    return [*_work(deposit, article), ("dc.type", kind), ("dc.format", part.media_type)]


def _work(deposit: Deposit, article: Article) -> list[tuple[str, str]]:
    terms = [("dc.title", plain(article.headline))]
    terms += [("dc.creator", author.label) for author in article.authors]
    terms += [("dc.publisher", article.outlet.name), ("dc.date", day(article.published))]
    terms += [("dc.identifier", deposit.identifier)]
    terms += [("dc.identifier", article.url)] if article.url else []
    terms += [("dc.language", article.language), ("dc.description", article.description)]
    terms += [("dc.subject", subject) for subject in (*article.keywords, *(topic.name for topic in article.topics))]
    terms += [("dc.coverage", place.name) for place in article.places]
    terms += [("dc.source", article.based_on.url or article.based_on.title)] if article.based_on else []
    terms += [("dc.relation", f"urn:ISSN:{article.outlet.issn}")] if article.outlet.issn else []
    rights = article.rights.notice or article.rights.license or NO_LICENCE
    terms += [("dc.rights", rights)]
    if article.rights.license and article.rights.license != rights:
        terms += [("dc.rights", article.rights.license)]
    return terms

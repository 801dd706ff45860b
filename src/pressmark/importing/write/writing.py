"""A draft as the YAML of the source format, with a comment wherever a person should look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.importing.write.yamltext import comment, literal, pair, scalar, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.importing.draft import Draft, DraftDemand, DraftImage, DraftQuote, DraftSection, DraftSource, Guess
    from pressmark.importing.manuscript import Person

MODELINE = "# yaml-language-server: $schema=https://w3id.org/pressmark/schema/1/article.schema.json"
_LEADING = (
    *("kind", "language", "headline", "deck", "summary", "url"),
    *("published", "modified", "rubric", "dateline", "embargo"),
)
_MISSING = {
    "headline": "no headline found",
    "published": "no date found; a day such as 2026-05-04, or a time with its offset",
}


def write_yaml(draft: Draft, modeline: str = MODELINE) -> str:
    """Return *draft* as YAML. What the format requires and the input lacks is left empty: `validate` points at it."""
    return "\n".join([modeline, *_document(draft)]) + "\n"


def _document(draft: Draft) -> Iterator[str]:
    yield "pressmark: 1"
    for key in _LEADING:
        if key in draft.fields:
            yield from guessed(key, draft.fields[key])
        elif key in _MISSING:
            yield from comment(_MISSING[key])
            yield f"{key}:"
    if draft.keywords:
        yield f"keywords: [{', '.join(scalar(keyword, flow=True) for keyword in draft.keywords)}]"
    first = ("version", "slug", "withdrawn", "status", "places", "topics", "backstory")
    yield from tree({key: draft.extra[key] for key in first if key in draft.extra})
    yield from ("", *_authors(draft))
    yield from ("", *_outlet(draft))
    yield from _parties(draft)
    yield from _parts(draft)
    yield from _rest(draft)


def _parties(draft: Draft) -> Iterator[str]:
    if draft.parties:
        yield from ("", "parties:")
        for party in draft.parties:
            yield f"  {party.id}:"
            yield from _person(party.person, 4)


def _parts(draft: Draft) -> Iterator[str]:
    if draft.quotes:
        yield from ("", "quotes:", *(line for quote in draft.quotes for line in _quote(quote)))
    if draft.demands:
        yield from ("", "demands:", *(line for demand in draft.demands for line in _demand(demand)))
    yield from ("", "sections:")
    for section in draft.sections:
        yield from _section(section)
    if not draft.sections:
        yield from comment("the input has no text that could be the article’s body", 2)
        yield "  - body:"
    if draft.images:
        yield from ("", "images:", *(line for image in draft.images for line in _image(image)))
    if draft.sources:
        yield from ("", "sources:", *(line for source in draft.sources for line in _source(source)))


def guessed(key: str, guess: Guess, indent: int = 0, lead: str = "") -> Iterator[str]:
    """Yield ``key: value``, with its comment first where the guess is doubtful."""
    if guess.doubtful:
        yield from comment(guess.why, indent)
    yield from pair(key, guess.value, indent, lead)


def _authors(draft: Draft) -> Iterator[str]:
    yield "authors:"
    if not draft.authors:
        yield from comment("no byline found", 2)
        yield "  - name:"
        return
    if draft.byline.doubtful:
        yield from comment(draft.byline.why, 2)
    for author, identifier in zip(draft.authors, draft.author_ids, strict=True):
        lines = [f"    id: {identifier}"] if identifier else []
        lines += _person(author, 4)
        yield "  - " + lines[0].strip()
        yield from lines[1:]


def _person(person: Person, indent: int) -> list[str]:
    lines: list[str] = []
    if person.name:
        lines += pair("name", person.name, indent)
    else:
        lines += [" " * indent + "anonymous: true", *pair("description", person.description, indent)]
    if person.type == "organization":
        lines.append(" " * indent + "type: organization")
    if person.role:
        lines += pair("role", person.role, indent)
    if person.affiliation:
        lines.append(" " * indent + f"affiliation: {{name: {scalar(person.affiliation, flow=True)}}}")
    for key, value in (("email", person.email), ("url", person.url)):
        if value:
            lines += pair(key, value, indent)
    return lines


def _outlet(draft: Draft) -> Iterator[str]:
    yield "outlet:"
    if "outlet" in draft.fields:
        yield from guessed("name", draft.fields["outlet"], 2)
    else:
        yield from comment("no outlet found", 2)
        yield "  name:"
    if draft.outlet_type:
        yield f"  type: {draft.outlet_type}"
    if draft.outlet_url:
        yield from pair("url", draft.outlet_url, 2)


def _quote(quote: DraftQuote) -> Iterator[str]:
    yield f"  {quote.id}:"
    yield from pair("text", quote.text, 4)
    yield from guessed("speaker", quote.speaker, 4)
    if quote.source:
        yield f"    source: {quote.source}"


def _demand(demand: DraftDemand) -> Iterator[str]:
    yield f"  - id: {demand.id}"
    yield from pair("text", demand.text, 4)
    yield from guessed("by", demand.by, 4)
    if demand.of is not None:
        if demand.of.doubtful:
            yield from comment(demand.of.why, 4)
        yield f"    of: [{', '.join(demand.of.value.split())}]"


def _section(section: DraftSection) -> Iterator[str]:
    lines: list[str] = []
    if section.heading:
        if section.heading_guess is not None and section.heading_guess.doubtful:
            yield from comment(section.heading_guess.why, 2)
        lines += pair("heading", section.heading, 4)
    for check in section.checks:
        lines += comment(check, 4)
    lines += literal("body", section.body, 4)
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from (line[2:] for line in lines[:first])
    yield "  - " + lines[first].lstrip()
    yield from lines[first + 1 :]


def _image(image: DraftImage) -> Iterator[str]:
    yield f"  {image.id}:"
    if image.data is None:
        where = f"save {image.url} under this name" if image.url else "put the image there"
        yield from comment(where, 4)
    yield from pair("file", image.file, 4)
    if image.alt.strip():
        yield from pair("alt", image.alt, 4)
    else:
        yield from comment("the input does not say what the image shows", 4)
        yield "    alt:"
    for key, value in (("url", image.url), ("caption", image.caption), ("credit", image.credit)):
        if value:
            yield from pair(key, value, 4)


def _source(source: DraftSource) -> Iterator[str]:
    yield f"  {source.id}:"
    yield from guessed("title", source.title, 4)
    if source.url:
        yield from pair("url", source.url, 4)


def _rest(draft: Draft) -> Iterator[str]:
    if draft.corrections:
        yield from ("", "corrections:")
        for correction in draft.corrections:
            if correction.date is None:
                yield from comment("the text gives no date for this correction", 2)
                yield "  - date:"
            else:
                if correction.date.doubtful:
                    yield from comment(correction.date.why, 2)
                yield f"  - date: {correction.date.value}"
            yield from pair("text", correction.text, 4)
    for key in ("rights", "translations", "based_on", "files", "archive", "contact"):
        if key in draft.extra:
            yield from ("", *tree({key: draft.extra[key]}))
    if draft.notes:
        yield from ("", *literal("notes", draft.notes))

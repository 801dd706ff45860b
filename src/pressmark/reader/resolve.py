"""A document without errors becomes the article: every id replaced by what it names."""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark import fragments, model
from pressmark.reader.blocks import Placer, blocks
from pressmark.reader.ids import Ids, section_ids
from pressmark.reader.nodes import items, plain

if TYPE_CHECKING:
    from pressmark.reader.body import Body
    from pressmark.reader.document import Document
    from pressmark.reader.evidence import Evidence
    from pressmark.reader.images import Picture

Keys = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was learnt about an article while it was checked."""

    document: Document
    ids: Ids
    bodies: list[Body]
    notes: Body | None
    pictures: dict[str, Picture]
    held: Evidence


def resolve(checked: Checked, *, stem: str, data: bytes) -> model.Article:
    """Return the article of the file named *stem* whose bytes are *data*; it was found to have no errors."""
    keys = _lines(plain(checked.document.root), "")
    authors = tuple(_party(author, author.get("id", f"author-{n}")) for n, author in enumerate(keys["authors"], 1))
    parties = tuple(_party(party, id_) for id_, party in keys.get("parties", {}).items())
    people = {party.id: party for party in (*parties, *authors)}
    read = [*checked.bodies, *([checked.notes] if checked.notes else [])]
    references = _references(keys, read, checked.held)
    images = {id_: _image(id_, image, checked.pictures) for id_, image in keys.get("images", {}).items()}
    quotes = {
        id_: _quote(id_, quote, people, references, checked.held) for id_, quote in keys.get("quotes", {}).items()
    }
    demands = {demand["id"]: _demand(demand, people, references, checked.held) for demand in keys.get("demands", [])}
    placer = Placer(quotes, demands, images, references)
    ids = section_ids([section for _, section in items(checked.document.root, "sections")], set(checked.ids.sorts))
    sections = tuple(
        model.Section(id_, section.get("heading"), blocks(body.tokens, placer))
        for id_, section, body in zip(ids, keys["sections"], checked.bodies, strict=True)
    )
    slug = keys.get("slug", stem)
    outlet = _outlet(keys["outlet"], checked.pictures)
    article = model.Article(
        source=model.Source(stem, data, hashlib.sha256(data).hexdigest()),
        base=base(keys.get("url"), outlet, slug),
        slug=slug,
        authors=authors,
        parties=parties,
        outlet=outlet,
        sections=sections,
        notes=blocks(checked.notes.tokens, placer) if checked.notes else (),
        quotes=tuple(quotes.values()),
        demands=tuple(demands.values()),
        images=tuple(images.values()),
        references=tuple(sorted(references.values(), key=lambda reference: reference.number)),
        withdrawn=model.Withdrawal(**keys["withdrawn"]) if "withdrawn" in keys else None,
        keywords=tuple(keys.get("keywords", ())),
        places=tuple(model.Place(**place) for place in keys.get("places", ())),
        topics=tuple(model.Topic(**topic) for topic in keys.get("topics", ())),
        corrections=tuple(_correction(correction, people) for correction in keys.get("corrections", ())),
        rights=model.Rights(**keys.get("rights", {})),
        translations=tuple(model.Translation(**translation) for translation in keys.get("translations", ())),
        based_on=_based_on(keys["based_on"], checked.held) if "based_on" in keys else None,
        files=model.Files(**keys.get("files", {})),
        archive=model.Archive(**keys.get("archive", {})),
        contact=tuple(model.Contact(**contact) for contact in _several(keys.get("contact", ()))),
        **{key: keys[key] for key in _AS_THEY_ARE if key in keys},
    )
    return withhold(article) if article.withdrawn else article


_AS_THEY_ARE = (
    "kind", "language", "headline", "published", "deck", "summary", "url", "modified", "version", "rubric", "dateline",
    "embargo", "backstory", "evidence",
)  # fmt: skip


def base(url: str | None, outlet: model.Outlet, slug: str) -> str:
    """Return what every fragment hangs on: *url*, or a UUID of version 5 (RFC 9562, 5.5) of the outlet and the *slug*.

    Its namespace is itself such a UUID, of the outlet's address, or its name where it has none.
    """
    if url is not None:
        return url
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, outlet.url or outlet.name)
    return uuid.uuid5(namespace, slug).urn


def withhold(article: model.Article) -> model.Article:
    """Return a withdrawn *article* without its words, so that no writer can let them out.

    What stays says which article it was, who wrote and published it, and what became of it.
    """
    correctors = {correction.by for correction in article.corrections}
    return dataclasses.replace(
        article,
        sections=(),
        quotes=(),
        demands=(),
        images=(),
        references=(),
        notes=(),
        deck=None,
        summary=None,
        backstory=None,
        keywords=(),
        embargo=None,
        parties=tuple(party for party in article.parties if party in correctors),
    )


def _lines(value: Any, key: str) -> Any:  # noqa: ANN401 -- what YAML holds
    """Return *value* with every text on one line: a block scalar's last line break is YAML's, not the author's."""
    match value:
        case str():
            return value if key in {"body", "notes"} else value.rstrip("\n")
        case list():
            return [_lines(item, key) for item in value]
        case dict():
            return {name: _lines(item, name) for name, item in value.items()}
    return value


def _party(keys: Keys, id_: str) -> model.Party:
    known = {
        key: value for key, value in keys.items() if key not in {"id", "anonymous", "affiliation", "same_as", "name"}
    }
    affiliation = model.Affiliation(**keys["affiliation"]) if "affiliation" in keys else None
    same_as = tuple(keys.get("same_as", ()))
    return model.Party(id=id_, name=keys.get("name"), affiliation=affiliation, same_as=same_as, **known)


def _image(id_: str, keys: Keys, pictures: dict[str, Picture]) -> model.Image:
    picture = pictures[keys["file"]]
    return model.Image(
        id=id_,
        data=picture.data,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        original=picture.original,
        original_sha256=picture.original_sha256,
        **keys,
    )


def _outlet(keys: Keys, pictures: dict[str, Picture]) -> model.Outlet:
    logo = _image(fragments.LOGO, keys["logo"], pictures) if "logo" in keys else None
    policies = tuple(keys.get("policies", {}).items())
    return model.Outlet(
        name=keys["name"], type=keys.get("type", "news"), url=keys.get("url"), logo=logo, policies=policies
    )


def _references(keys: Keys, read: list[Body], held: Evidence) -> dict[str, model.Reference]:
    """Return the cited sources by id, numbered in the order in which notes and quotes first call on them.

    The source of a quote that is placed nowhere, or of a demand, comes after all others.
    """
    quotes: dict[str, Keys] = keys.get("quotes", {})
    order: dict[str, None] = {}
    for placement in (placement for body in read for placement in body.placements):
        if placement.kind == "note":
            order[placement.id] = None
        elif placement.kind == "quote" and "source" in quotes[placement.id]:
            order[quotes[placement.id]["source"]] = None
    relying = [*quotes.values(), *keys.get("demands", ())]
    order.update(dict.fromkeys(owner["source"] for owner in relying if "source" in owner))
    return {id_: _reference(id_, n, keys["sources"][id_], held) for n, id_ in enumerate(order, 1)}


def _reference(id_: str, number: int, keys: Keys, held: Evidence) -> model.Reference:
    known = {key: value for key, value in keys.items() if key != "copy"}
    return model.Reference(id=id_, number=number, copy=_copy(keys, held), **known)


def _copy(keys: Keys, held: Evidence) -> model.Copy | None:
    return held.copies[keys["copy"]["file"]] if "copy" in keys else None


def _quote(
    id_: str, keys: Keys, people: dict[str, model.Party], references: dict[str, model.Reference], held: Evidence
) -> model.Quote:
    known = {key: keys[key] for key in ("text", "said", "context", "disputed", "translator") if key in keys}
    return model.Quote(
        id=id_,
        speaker=people[keys["speaker"]],
        source=references[keys["source"]] if "source" in keys else None,
        original=model.Original(**keys["original"]) if "original" in keys else None,
        evidence=held.of("quote", id_),
        **known,
    )


def _demand(
    keys: Keys, people: dict[str, model.Party], references: dict[str, model.Reference], held: Evidence
) -> model.Demand:
    known = {key: value for key, value in keys.items() if key not in {"by", "of", "source"}}
    return model.Demand(
        by=tuple(people[id_] for id_ in _several(keys["by"])),
        of=tuple(people[id_] for id_ in keys.get("of", ())),
        source=references[keys["source"]] if "source" in keys else None,
        evidence=held.of("demand", keys["id"]),
        **known,
    )


def _several(value: Any) -> list[Any]:  # noqa: ANN401 -- what YAML holds
    """Return one or several values as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _correction(keys: Keys, people: dict[str, model.Party]) -> model.Correction:
    return model.Correction(keys["date"], keys["text"], people[keys["by"]] if "by" in keys else None)


def _based_on(keys: Keys, held: Evidence) -> model.BasedOn:
    authors = tuple(_party(author, fragments.based_on_author(n)) for n, author in enumerate(keys["authors"], 1))
    known = {key: value for key, value in keys.items() if key not in {"authors", "outlet", "copy"}}
    return model.BasedOn(authors=authors, outlet=_outlet(keys["outlet"], {}), copy=_copy(keys, held), **known)

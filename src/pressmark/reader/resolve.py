"""A document without errors becomes the article: every id replaced by what it names, every body by its blocks."""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressmark import fragments, model
from pressmark.reader.document import Mapping, items, plain
from pressmark.reader.rules import Ids, section_ids

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pressmark.reader.body import Body
    from pressmark.reader.document import Document
    from pressmark.reader.files import Picture
    from pressmark.reader.house import House
    from pressmark.reader.quotations import Examination


@dataclass(slots=True)
class Placer:
    """What marks stand for, and how often each was placed so far: bodies are to be built in reading order."""

    quotes: dict[str, model.Quote]
    demands: dict[str, model.Demand]
    images: dict[str, model.Image]
    references: dict[str, model.Reference]
    placed: set[str] = field(default_factory=set)
    cited: dict[str, int] = field(default_factory=dict)

    def first(self, quote: str) -> bool:
        """Return whether this is the first placement of *quote*, and remember it."""
        new = quote not in self.placed
        self.placed.add(quote)
        return new

    def nth(self, source: str) -> int:
        """Return how many references to *source* there are now, with this one."""
        self.cited[source] = self.cited.get(source, 0) + 1
        return self.cited[source]


def blocks(tokens: list[Token], placer: Placer) -> tuple[model.Block, ...]:
    """Return the blocks of a body that has no problems."""
    return _Builder(tokens, placer).blocks(None)


@dataclass(slots=True)
class _Builder:
    tokens: list[Token]
    placer: Placer
    at: int = 0

    def blocks(self, until: str | None) -> tuple[model.Block, ...]:
        """Return the blocks up to the token of the type *until*, and step over it."""
        found: list[model.Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == until:
                break
            found.append(self._block(token))
        return tuple(found)

    def _block(self, token: Token) -> model.Block:
        match token.type:
            case "paragraph_open":
                return self._paragraph(within=token.level > 0)
            case "heading_open":
                return model.Heading(len(token.markup), self._inlines())
            case "blockquote_open":
                return model.BlockQuote(self.blocks("blockquote_close"))
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
        raise AssertionError(f"a {token.type} was not refused")

    def _inline_token(self) -> Token:
        token = self.tokens[self.at]
        self.at += 2  # the inline token and what closes its block
        return token

    def _inlines(self) -> tuple[model.Inline, ...]:
        return _Inlines(self._inline_token().children or [], self.placer).until(None)

    def _paragraph(self, *, within: bool) -> model.Block:
        children = self.tokens[self.at].children or []
        if len(children) == 1 and children[0].type == "mark":
            self.at += 2
            return self._placed(children[0], within=within)
        return model.Paragraph(self._inlines())

    def _placed(self, mark: Token, *, within: bool) -> model.Block:
        placer = self.placer
        match mark.info:
            case "quote":
                quote = placer.quotes[mark.content]
                # What is said again has no attribution that could refer to the source.
                first = placer.first(quote.id)
                nth = placer.nth(quote.source.id) if first and quote.source else 0
                return model.QuoteBlock(quote, first, nth, within)
            case "image":
                return model.Figure(placer.images[mark.content])
            case "demand":
                return model.DemandList((placer.demands[mark.content],), list(placer.demands).index(mark.content) + 1)
        return model.DemandList(tuple(placer.demands.values()))

    def _list(self, opening: Token) -> model.ItemList:
        items: list[tuple[model.Block, ...]] = []
        closing = opening.type.replace("_open", "_close")
        begin = self.at
        while self.tokens[self.at].type != closing:
            self.at += 1
            items.append(self.blocks("list_item_close"))
        own = (token for token in self.tokens[begin : self.at] if token.level == opening.level + 2)
        tight = all(token.hidden for token in own if token.type == "paragraph_open")
        self.at += 1
        ordered = opening.type == "ordered_list_open"
        start = opening.attrs.get("start", 1)
        return model.ItemList(ordered, int(start) if ordered else 1, tight, tuple(items))


@dataclass(slots=True)
class _Inlines:
    tokens: list[Token]
    placer: Placer
    at: int = 0

    def until(self, closing: str | None) -> tuple[model.Inline, ...]:
        """Return the inline content up to the token of the type *closing*, and step over it."""
        found: list[model.Inline] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                break
            inline = self._inline(token)
            if inline is None:
                continue
            before = found[-1] if found else None
            if isinstance(inline, model.Text) and isinstance(before, model.Text):
                found[-1] = model.Text(before.text + inline.text)
            else:
                found.append(inline)
        return tuple(found)

    def _inline(self, token: Token) -> model.Inline | None:
        match token.type:
            case "text":
                return model.Text(token.content) if token.content else None
            case "softbreak":
                return model.Text(" ") if self._spaced() else None
            case "hardbreak":
                return model.LineBreak()
            case "em_open":
                return model.Emphasis(self.until("em_close"))
            case "strong_open":
                return model.Strong(self.until("strong_close"))
            case "link_open":
                return model.Link(str(token.attrs["href"]), self.until("link_close"))
            case "mark":
                quote = self.placer.quotes[token.content]
                return model.InlineQuote(quote, self.placer.first(quote.id))
            case "note":
                reference = self.placer.references[token.content]
                return model.NoteRef(reference, self.placer.nth(reference.id))
        raise AssertionError(f"a {token.type} was not refused")

    def _spaced(self) -> bool:
        """Return whether the line break just passed stands for a space: not between two wide letters.

        The segment breaks of Chinese and Japanese vanish, those of Korean don't (CSS Text 3, section 4.1.3).
        """
        return not (_wide(self._beside(-2, -1)) and _wide(self._beside(0, 0)))

    def _beside(self, step: int, character: int) -> str:
        index = self.at + step
        if not 0 <= index < len(self.tokens) or self.tokens[index].type != "text":
            return ""
        content = self.tokens[index].content
        return content[character] if content else ""


def _wide(letter: str) -> bool:
    if not letter or unicodedata.east_asian_width(letter) not in "FWH":
        return False
    return "HANGUL" not in unicodedata.name(letter, "")


Keys = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was learnt about an article while it was checked."""

    document: Document
    ids: Ids
    bodies: list[Body]
    notes: Body | None
    pictures: dict[str, Picture]
    held: Examination


def resolve(checked: Checked, *, stem: str, data: bytes, house: House | None = None) -> model.Article:
    """Return the article of the file named *stem* whose bytes are *data*, and which took from *house*.

    It was found to have no errors.
    """
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
        base=base(keys.get("url"), outlet, slug, keys["published"]),
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
        series=model.Series(**keys["series"]) if "series" in keys else None,
        corrections=tuple(_correction(correction, people) for correction in keys.get("corrections", ())),
        rights=model.Rights(**keys.get("rights", {})),
        translations=tuple(model.Translation(**translation) for translation in keys.get("translations", ())),
        based_on=_based_on(keys["based_on"], checked.held) if "based_on" in keys else None,
        files=model.PublishedFiles(**keys.get("files", {})),
        archive=model.Archive(**keys.get("archive", {})),
        imprint=_imprint(keys["imprint"]) if "imprint" in keys else None,
        house=_house(checked.document, house) if house is not None else None,
        look=_look(house),
        contact=tuple(model.Contact(**contact) for contact in _several(keys.get("contact", ()))),
        **{key: keys[key] for key in _AS_THEY_ARE if key in keys},
    )
    return withhold(article) if article.withdrawn else article


def _imprint(keys: Keys) -> model.Imprint:
    return model.Imprint(**{key: (value["name"], value.get("address")) for key, value in keys.items()})


def _house(document: Document, house: House) -> model.HouseShare:
    from pressmark.reader.inheritance import excerpt, flat  # most articles stand alone

    assert isinstance(document.own, Mapping)
    data = excerpt(house, document.own)
    digest = hashlib.sha256(b"".join((data, *(sheet for _, sheet in house.sheets)))).hexdigest()
    return model.HouseShare(data, digest, flat(document.root))


def _look(house: House | None) -> model.Look:
    if house is None:
        return model.Look()
    from pressmark.reader.house_look import look  # most articles stand alone

    return look(house.value("look") or {}, dict(house.fonts), dict(house.sheets))


_AS_THEY_ARE = (
    "kind", "language", "headline", "published", "deck", "summary", "url", "modified", "version", "rubric", "dateline",
    "embargo", "backstory", "origin", "evidence",
)  # fmt: skip


def base(url: str | None, outlet: model.Outlet, slug: str, published: str) -> str:
    """Return what every fragment hangs on: *url*, or a UUID of version 5 (RFC 9562, 5.5) of outlet, *slug* and day.

    The day on which it was *published* is in it since a column has the same slug every week. The namespace is itself
    such a UUID, of the outlet's address, or its name where it has none.
    """
    if url is not None:
        return url
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, outlet.url or outlet.name)
    return uuid.uuid5(uuid.uuid5(namespace, slug), published[: len("YYYY-MM-DD")]).urn


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
        transparent=picture.transparent,
        original=picture.original,
        original_sha256=picture.original_sha256,
        **keys,
    )


def _outlet(keys: Keys, pictures: dict[str, Picture]) -> model.Outlet:
    logo = {key: value for key, value in keys.get("logo", {}).items() if key != "dark"}
    dark = {"alt": "", **keys["logo"]["dark"]} if "dark" in keys.get("logo", {}) else {}
    policies = tuple(keys.get("policies", {}).items())
    return model.Outlet(
        name=keys["name"],
        type=keys.get("type", "news"),
        url=keys.get("url"),
        issn=keys.get("issn"),
        logo=_image(fragments.LOGO, logo, pictures) if logo else None,
        dark=_image(f"{fragments.LOGO}_dark", dark, pictures) if dark else None,
        policies=policies,
    )


def _references(keys: Keys, read: list[Body], held: Examination) -> dict[str, model.Reference]:
    """Return the cited sources by id, numbered in the order in which notes and quotes first show their numbers.

    A quote within a sentence shows none: its source comes after those of the text, where the quotes are listed. The
    source of a quote that is placed nowhere, or of a demand, comes after all others.
    """
    quotes: dict[str, Keys] = keys.get("quotes", {})
    order: dict[str, None] = {}
    listed: dict[str, None] = {}
    placed = set()
    for placement in (placement for body in read for placement in body.placements):
        if placement.kind == "note":
            order[placement.id] = None
        elif placement.kind == "quote" and placement.id not in placed:
            placed.add(placement.id)
            if "source" in quotes[placement.id]:
                (order if placement.block else listed)[quotes[placement.id]["source"]] = None
    order.update(listed)
    relying = [*quotes.values(), *keys.get("demands", ())]
    order.update(dict.fromkeys(owner["source"] for owner in relying if "source" in owner))
    return {id_: _reference(id_, n, keys["sources"][id_], held) for n, id_ in enumerate(order, 1)}


def _reference(id_: str, number: int, keys: Keys, held: Examination) -> model.Reference:
    known = {key: value for key, value in keys.items() if key != "copy"}
    return model.Reference(id=id_, number=number, copy=_copy(keys, held), **known)


def _copy(keys: Keys, held: Examination) -> model.KeptCopy | None:
    return held.copies[keys["copy"]["file"]] if "copy" in keys else None


def _quote(
    id_: str, keys: Keys, people: dict[str, model.Party], references: dict[str, model.Reference], held: Examination
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
    keys: Keys, people: dict[str, model.Party], references: dict[str, model.Reference], held: Examination
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


def _based_on(keys: Keys, held: Examination) -> model.BasedOn:
    authors = tuple(_party(author, fragments.based_on_author(n)) for n, author in enumerate(keys["authors"], 1))
    known = {key: value for key, value in keys.items() if key not in {"authors", "outlet", "copy"}}
    return model.BasedOn(authors=authors, outlet=_outlet(keys["outlet"], {}), copy=_copy(keys, held), **known)

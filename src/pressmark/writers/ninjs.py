"""The article as ninjs 3.2, IPTC's JSON for news: what newsrooms and agencies exchange.

The item is a text. Its body is there twice, as HTML and as plain text; both say every word of the sections. Pictures,
translations and the work that a summary tells are associations. What ninjs has no place for (the demands, who said what
and where it stands) is in the body's words, as in every output; the JSON-LD has it as data.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, assert_never

from pressmark import wording
from pressmark.i18n import locale_of, own_name
from pressmark.letters import plain
from pressmark.metadata import article_body, dumps, word_count
from pressmark.metadata.graph import DIGITAL_SOURCES, GENRES, POLICIES
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock
from pressmark.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Contact, Demand, Image, Party, Quote
    from pressmark.theme import Options
    from pressmark.wording import Fact, Line, ShownSpan

    Item = dict[str, Any]

_VERSION = "3.2"
_SCHEMA = f"http://www.iptc.org/std/ninjs/ninjs-schema_{_VERSION}.json#"


def write(article: Article, _options: Options) -> bytes:
    """Return *article* as UTF-8 JSON."""
    return (dumps(item(article)) + "\n").encode()


def item(article: Article) -> Item:
    """Return the news item that *article* is (ninjs 3.2): JSON-ready values, nothing empty."""
    rights = article.rights
    made = {
        "standard": {"name": "ninjs", "version": _VERSION, "schema": _SCHEMA},
        "uri": article.base,
        "type": "text",
        "representationType": "partial" if article.withdrawn else "full",
        "profile": "text-photo" if wording.placed.images(article) else "text",
        "version": None if article.version is None else str(article.version),
        "firstCreated": _known(article.published),
        "versionCreated": _known(_changed(article)),
        "embargoedUntil": article.embargo and _until(article.embargo),
        "pubStatus": "canceled" if article.withdrawn else "usable",
        "language": article.language,
        "title": article.headline,
        "slugline": article.slug,
        "headlines": _texts(("main", article.headline), ("deck", article.deck)),
        "by": wording.plain(wording.byline(article)),
        "located": article.dateline if article.kind != "statement" else None,
        "descriptions": _descriptions(article),
        "edNote": _note(article),
        "bodies": _bodies(article),
        "people": [_person(article, party, rel) for party, rel in _parties(article) if party.type == "person"],
        "organisations": [
            _outlet(article),
            *(_person(article, party, rel) for party, rel in _parties(article) if party.type != "person"),
        ],
        "places": [_said(name=one.name, rel="location", uri=one.same_as) for one in article.places],
        "subjects": [
            *(_said(name=one.name, rel="about", uri=one.same_as) for one in article.topics),
            *(_said(name=word, rel="keyword") for word in article.keywords),
        ],
        "genres": [_said(name=article.kind, uri=GENRES.get(article.kind))],
        "infoSources": [_said(name=one.author, role="cited source") for one in article.references if one.author],
        "renditions": _renditions(article),
        "associations": [*_pictures(article), *_works(article)],
        "altIds": _alternatives(article),
        "trustIndicators": [
            _said(role=f"https://schema.org/{POLICIES[key]}", href=url) for key, url in article.outlet.policies
        ],
        "copyrightHolder": rights.holder,
        "copyrightNotice": rights.notice,
        "usageTerms": _terms(article),
        "rightsInfo": {"linkedRights": rights.license} if rights.license else None,
        "digitalSourceType": article.origin and {"name": article.origin, "uri": f"{DIGITAL_SOURCES}{article.origin}"},
    }
    return _said(**made)


def _said(**values: Any) -> Item:  # noqa: ANN401 - JSON
    """Return the *values* that say something, texts without soft hyphens."""
    return {
        name: plain(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "", [], {})
    }


def _is_day(date: str) -> bool:
    return len(date) == len("2026-05-04")


def _known(date: str) -> str | None:
    """Return the moment *date* as RFC 3339 wants it; None for a day, of which no time of day is known."""
    return None if _is_day(date) else date.upper().replace(" ", "T")


def _until(date: str) -> str:
    """Return until when an embargo holds; a day is its first second in UTC, as the source format has it."""
    return _known(date) or f"{date}T00:00:00Z"


def _changed(article: Article) -> str:
    return article.withdrawn.date if article.withdrawn else article.modified or article.published


def _texts(*pairs: tuple[str, str | None]) -> list[Item]:
    return [_said(role=role, contentType="text/plain", value=value) for role, value in pairs if value]


def _descriptions(article: Article) -> list[Item]:
    corrections = (wording.correction(one, article.language).text for one in article.corrections)
    return _texts(
        ("summary", article.summary),
        *(("withdrawal", fact.text) for fact in wording.withdrawal(article)),
        *(("correction", text) for text in corrections),
        ("backstory", article.backstory),
    )


def _note(article: Article) -> str:
    """Return what is for newsrooms and not for print: the embargo in words, whom to call, the notes to editors.

    Also the article's days, since the item has places for moments alone.
    """
    embargo = wording.embargo(article)
    found = [embargo.text] if embargo else []
    if any(_is_day(date) for date in (article.published, article.modified) if date):
        found += [fact.text for fact in wording.dates(article)]
    found += [wording.plain(line) for line in wording.contacts(article)]
    found += _plain_blocks(article.notes, article.language)
    return "\n\n".join(found)


def _terms(article: Article) -> str:
    """Return on what terms it may be used, in words: what the article says of its rights, but for who holds them."""
    wanted = ("Credit", "Licence", "Other uses", "Access", "Text and data mining")
    return "\n".join(fact.text for fact in wording.rights(article) if fact.name in wanted)


def _parties(article: Article) -> Iterator[tuple[Party, str]]:
    """Yield everybody who has a name with what they have to do with the article; each as often as that."""
    named = [(author, "author") for author in article.authors]
    named += [(quote.speaker, "quoted") for quote in wording.placed.quotes(article)]
    for demand in wording.placed.demands(article):
        named += [(party, "demands") for party in demand.by]
        named += [(party, "demanded of") for party in demand.of]
    yield from ((party, rel) for party, rel in dict.fromkeys(named) if party.name)


def _person(article: Article, party: Party, rel: str) -> Item:
    reached = rel == "author"
    contact = [
        _said(type=kind, value=value)
        for kind, value in (
            ("email", party.email if reached else None),
            ("fediverse", party.fediverse if reached else None),
            ("web", party.url),
        )
        if value
    ]
    identified = party.same_as[0] if party.same_as else f"{article.base}#{party.id}"
    return _said(name=party.name, rel=rel, uri=identified, contactInfo=contact)


def _outlet(article: Article) -> Item:
    outlet = article.outlet
    reached = [_said(type="web", value=outlet.url)] if outlet.url else []
    return _said(
        name=outlet.name,
        rel="publisher",
        uri=outlet.url,
        contactInfo=[*reached, *(way for contact in article.contact for way in _ways(contact))],
    )


def _ways(contact: Contact) -> Iterator[Item]:
    for kind, value in (("email", contact.email), ("phone", contact.phone)):
        if value:
            yield _said(type=kind, role="press", name=contact.name, value=value)


def _renditions(article: Article) -> list[Item]:
    found = (
        ("web", article.url, "text/html"),
        ("pdf", article.files.pdf, "application/pdf"),
        ("source", None if article.withdrawn else article.files.yaml, "application/yaml"),
        ("card", article.files.card, "image/png"),
    )
    return [_said(name=name, href=href, contentType=kind) for name, href, kind in found if href]


def _pictures(article: Article) -> Iterator[Item]:
    for image in dict.fromkeys(wording.placed.images(article)):
        rendition = _said(
            name="main",
            href=image.url,
            contentType=image.media_type,
            width=image.width,
            height=image.height,
            sizeInBytes=len(image.data),
        )
        yield _said(
            name=image.id,
            rel="picture",
            uri=f"{article.base}#{image.id}",
            type="picture",
            by=image.credit,
            descriptions=_texts(("caption", image.caption), ("alt", image.alt)),
            rightsInfo={"linkedRights": image.license} if image.license else None,
            renditions=[rendition],
        )


def _works(article: Article) -> Iterator[Item]:
    for one in article.translations:
        yield _said(name=own_name(one.language), rel="translation", uri=one.url, type="text", language=one.language)
    work = article.based_on
    if work is not None and work.url:
        yield _said(
            name=work.title,
            rel="based on",
            uri=work.url,
            type="text",
            language=work.language,
            firstCreated=_known(work.published),
            descriptions=_texts(("published", work.published)) if _is_day(work.published) else None,
            headlines=_texts(("main", work.title)),
            by=wording.plain(wording.based_on_line(article)),
        )


def _alternatives(article: Article) -> list[Item]:
    found = (
        ("source SHA-256", article.source.sha256),
        ("archive", article.archive.identifier),
    )
    return [_said(role=role, value=value) for role, value in found if value]


def _bodies(article: Article) -> list[Item]:
    if article.withdrawn is not None:
        return []
    words = article_body(article)
    counts = {"charCount": len(words), "wordCount": word_count(words, article.language)}
    sections = []
    lines: list[str] = []
    for section in article.sections:
        if section.heading:
            sections.append(f"<h2>{_escaped(section.heading)}</h2>")
            lines.append(_flat(section.heading))
        sections += _blocks(section.blocks, article)
        lines += _plain_blocks(section.blocks, article.language)
    if article.references:
        heading = locale_of(article.language).label("Sources")
        sections.append(f"<h2>{_escaped(heading)}</h2>")
        lines.append(heading)
    for source in article.references:
        # The number is that of its notes, in the text's own digits.
        number = f"[{locale_of(article.language).number(source.number)}]"
        told = wording.reference(source, article.language)
        sections.append(f"<p>{number} {_line(told)}</p>")
        lines.append(f"{number} {_flat(wording.plain(told))}")
    return [
        _said(role="main", contentType="text/html", **counts, value="\n".join(sections)),
        _said(role="main", contentType="text/plain", **counts, value="\n\n".join(lines)),
    ]


# The body as HTML: elements that every newsroom's system keeps, no classes, no styles.


def _escaped(text: str) -> str:
    return escape(_flat(text), quote=False)


def _flat(text: str) -> str:
    return " ".join(text.splitlines())


def _blocks(blocks: Iterable[Block], article: Article) -> Iterator[str]:
    for block in blocks:
        yield _block(block, article)


def _block(block: Block, article: Article) -> str:
    language = article.language
    match block:
        case Paragraph(children):
            return f"<p>{_inline(wording.spans(children, language))}</p>"
        case Heading(level, children):
            return f"<h{level}>{_inline(wording.spans(children, language))}</h{level}>"
        case ItemList(ordered, start, _, items):
            tag = "ol" if ordered else "ul"
            first = f' start="{start}"' if ordered and start != 1 else ""
            inside = "".join(f"<li>{''.join(_blocks(one, article))}</li>" for one in items)
            return f"<{tag}{first}>{inside}</{tag}>"
        case BlockQuote(inner):
            return f"<blockquote>{''.join(_blocks(inner, article))}</blockquote>"
        case QuoteBlock(quote, first, nth):
            return _quote(quote, language, nth) if first else _pull_quote(quote, language)
        case DemandList(demands, start):
            first = f' start="{start}"' if start != 1 else ""
            return f"<ol{first}>{''.join(_demand(demand, language) for demand in demands)}</ol>"
        case Figure(image):
            return _figure(image, article)
        case _:
            assert_never(block)


def _quote(quote: Quote, language: str, nth: int) -> str:
    said = _escaped("".join(wording.marked(quote, language)))
    made = f"<blockquote><p>{said}</p></blockquote><p>— {_line(wording.attribution(quote, language, nth))}</p>"
    if quote.original is None:
        return made
    original = quote.original
    words = _escaped("".join(wording.marked_original(original)))
    label = _escaped(wording.original_label(original, language))
    return f'{made}<p>{label}</p><blockquote lang="{escape(original.language)}"><p>{words}</p></blockquote>'


def _pull_quote(quote: Quote, language: str) -> str:
    said = _escaped("".join(wording.marked(quote, language)))
    return f"<aside><p>{said}</p><p>— {_line(wording.short_attribution(quote, language))}</p></aside>"


def _demand(demand: Demand, language: str) -> str:
    facts = "".join(f"<li>{_fact(fact)}</li>" for fact in wording.demand(demand, language))
    return f"<li><p>{_escaped(demand.text)}</p><ul>{facts}</ul></li>"


def _figure(image: Image, article: Article) -> str:
    source = image.url or image.file
    told = [_escaped(image.caption)] if image.caption else []
    told += [_fact(fact) for fact in wording.credit(image, article.language)]
    caption = f"<figcaption>{'<br>'.join(told)}</figcaption>" if told else ""
    return f'<figure><img src="{escape(source)}" alt="{escape(_flat(image.alt))}">{caption}</figure>'


def _fact(fact: Fact) -> str:
    return f"{_escaped(fact.label + fact.gap)}{_line(fact.line)}"


def _line(line: Line) -> str:
    return "".join(_anchor(piece.href, _escaped(piece.text)) for piece in line)


def _anchor(href: str | None, inner: str) -> str:
    return f'<a href="{escape(href)}">{inner}</a>' if href else inner


def _inline(spans: Iterable[ShownSpan]) -> str:
    made = []
    for span in spans:
        match span.kind:
            case "break":
                made.append("<br>")
            case "link":
                made.append(_anchor(span.href, _inline(span.children)))
            case "emphasis" | "strong":
                tag = "em" if span.kind == "emphasis" else "strong"
                made.append(f"<{tag}>{_inline(span.children)}</{tag}>")
            case _:
                made.append(_escaped(span.words) if span.kind == "text" else escape(span.words, quote=False))
    return "".join(made)


# The body as plain text: a block a paragraph.


def _plain_blocks(blocks: Iterable[Block], language: str) -> list[str]:
    found: list[str] = []
    for block in blocks:
        found += _plain_block(block, language)
    return found


def _plain_block(block: Block, language: str) -> list[str]:
    number = locale_of(language).number
    match block:
        case Paragraph(children) | Heading(_, children):
            return [wording.inline_text(children, language, addresses=True)]
        case ItemList(ordered, start, _, items):
            found = []
            for n, one in enumerate(items, start):
                inside = _plain_blocks(one, language)
                found += [f"{f'{number(n)}.' if ordered else '-'} {inside[0]}", *inside[1:]] if inside else []
            return found
        case BlockQuote(inner):
            return _plain_blocks(inner, language)
        case QuoteBlock(quote, first, nth):
            who = wording.attribution(quote, language, nth) if first else wording.short_attribution(quote, language)
            found = [_flat("".join(wording.marked(quote, language))), f"— {_flat(wording.plain(who))}"]
            if first and quote.original is not None:
                found.append(wording.original_label(quote.original, language))
                found.append(_flat("".join(wording.marked_original(quote.original))))
            return found
        case DemandList(demands, start):
            return [
                "\n".join([f"{number(n)}. {_flat(one.text)}", *(_flat(f.text) for f in wording.demand(one, language))])
                for n, one in enumerate(demands, start)
            ]
        case Figure():
            return []  # A picture is an association; a text has no captions without one.
        case _:
            assert_never(block)


WRITER = Writer("ninjs", "application/json", "news item of IPTC's ninjs 3.2, for newsrooms' systems", write)

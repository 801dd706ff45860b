"""What a page states about its article outside the text: JSON-LD, meta elements, microdata, links."""

from __future__ import annotations

import json
import re
from collections import deque
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from pressmark.importing.dating import whole
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Fact, Person
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.inline import web_address
from pressmark.importing.words import common, listed, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    People = tuple[tuple[Person, ...], Fact]

_KINDS = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "background",
    "reportagenewsarticle": "report",
    "reviewnewsarticle": "opinion",
}
_ARTICLE = re.compile(r"(?:article|blogposting|report|pressrelease)\Z", re.IGNORECASE)
_DEEPEST = 7  # of JSON-LD, one within the other
_IN_LD = "the page’s JSON-LD"
_IN_META = "the page’s metadata"
# The names of metas, in the order in which they are to be believed.
_NAMES, _MOMENTS = tables("metas"), tables("moments")
_WRITERS = listed("author_metas")
_CATALOGUED = common("catalogued")  # each holds one author, as “Surname, Given name” where there is a comma


def page_facts(tree: HtmlElement) -> tuple[list[tuple[str, Fact]], list[People]]:
    """Return the facts of a page, best first for each key, and the authors that each of its places names."""
    nodes, known, _ = _nodes(tree)
    metas = _metas(tree)
    facts = [*_linked_data(nodes, known), *_from_metas(metas), *_addresses(tree, metas), *_around(tree)]
    facts.sort(key=lambda pair: -pair[1].confidence)
    people = [*_linked_people(nodes, known), *_named_people(tree, metas)]
    return facts, [(found, fact) for found, fact in people if found]


def _nodes(tree: HtmlElement) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the page's articles, the fullest first, nodes by their ``@id``, and all; a broken script hides none."""
    every: list[dict[str, Any]] = []
    queue: deque[tuple[object, int]] = deque()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*;?\s*$|;\s*$", "", script.text or "")
            with suppress(ValueError, RecursionError):
                queue.append((json.loads(text, strict=False), 0))
    while queue:
        value, depth = queue.popleft()
        every += [value] if isinstance(value, dict) else []
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        queue += [(one, depth + 1) for one in inner if isinstance(one, dict | list) and depth < _DEEPEST]
    known: dict[str, dict[str, Any]] = {}
    for node in every:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(known.get(key, ())):
            known[key] = node
    articles = [node for node in every if any(_ARTICLE.search(kind) for kind in texts(node.get("@type")))]
    articles = [node for node in articles if texts(node.get("headline")) or texts(node.get("datePublished"))]
    return _of_this_page(tree, articles), known, every


def _of_this_page(tree: HtmlElement, articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return *articles* without those of other headlines, where the page's own title tells which one is meant."""
    # A page has one of these, a careless one a few; one with thousands is made to be compared for hours.
    told = islice((*tree.iter("title"), *tree.iter("h1")), 50)
    titles = [_letters(" ".join(one.text_content().split())) for one in told]
    named = [[_letters(text) for text in texts(node.get("headline"))[:1]] for node in articles]
    agree = [
        any(head and title and (head in title or title in head) for head in heads for title in titles)
        for heads in named
    ]
    if not any(agree):
        return articles
    return [node for node, heads, same in zip(articles, named, agree, strict=True) if same or not any(heads)]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _resolved(value: object, known: dict[str, dict[str, Any]]) -> list[object]:
    """Return *value* as a list, each reference replaced by the node of the page that it names."""
    values = value if isinstance(value, list) else [value]
    return [
        {**known.get(str(one.get("@id")), {}), **one} if isinstance(one, dict) and "@id" in one else one
        for one in values
    ]


def _linked_data(nodes: list[dict[str, Any]], known: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Fact]]:
    for node in nodes[:1]:
        for key, name, confidence in (
            ("headline", "headline", STATED), ("deck", "alternativeHeadline", SHOWN),
            ("summary", "description", SHOWN), ("language", "inLanguage", SHOWN), ("rubric", "articleSection", SHOWN),
            ("dateline", "dateline", STATED),
        ):  # fmt: skip
            yield from ((key, Fact(value, confidence, _IN_LD)) for value in texts(node.get(name))[:1])
        for key, name in (("published", "datePublished"), ("modified", "dateModified")):
            for value in texts(node.get(name))[:1]:
                if date := whole(value):
                    yield key, Fact(date, STATED, _IN_LD)
        kinds = [kind.lower() for kind in texts(node.get("@type"))]
        yield from (
            ("kind", Fact(_KINDS[kind], STATED, "the type in the page’s JSON-LD")) for kind in kinds if kind in _KINDS
        )
        if "newsarticle" in kinds:  # opinion pieces are often called so, too
            yield "kind", Fact("news", LIKELY - 0.05, "the type in the page’s JSON-LD")
        for one in _resolved(node.get("publisher"), known):
            if isinstance(one, dict):
                yield from (("outlet", Fact(name, STATED, _IN_LD)) for name in texts(one.get("name"))[:1])
                urls = [url for url in map(web_address, texts(one.get("url"))) if url]
                yield from (("outlet_url", Fact(url, STATED, _IN_LD)) for url in urls[:1])
        keywords = [part.strip() for text in texts(node.get("keywords")) for part in text.split(",") if part.strip()]
        if keywords:
            yield "keywords", Fact("\n".join(keywords), STATED, _IN_LD)


def _linked_people(nodes: list[dict[str, Any]], known: dict[str, dict[str, Any]]) -> Iterator[People]:
    for node in nodes[:3]:
        people = tuple(_person(one, known) for one in _resolved(node.get("author") or node.get("creator"), known))
        yield tuple(one for one in people if one.name), Fact("", STATED, "the author in the page’s JSON-LD")


def stated_quotes(tree: HtmlElement) -> list[tuple[str, Person, str]]:
    """Return the quotations that the page's JSON-LD states: words, speaker, and the day, "" where none is stated."""
    _, known, every = _nodes(tree)
    made: list[tuple[str, Person, str]] = []
    for node in every:
        if "Quotation" in texts(node.get("@type")):
            said = _resolved(node.get("spokenByCharacter") or node.get("creator") or node.get("author"), known)
            speaker = _person(said[0] if said else None, known)
            day = whole(next(iter(texts(node.get("dateCreated"))), ""))
            made += [(text, speaker, day) for text in texts(node.get("text"))[:1] if speaker.name]
    return made


def _person(one: object, known: dict[str, dict[str, Any]], depth: int = 0) -> Person:
    if not isinstance(one, dict) or "@value" in one:
        return Person(next(iter(texts(one)), ""))
    if "role" in " ".join(texts(one.get("@type"))).casefold():  # schema.org/Role stands between
        inner = next(iter(_resolved(one.get("author") or one.get("creator") or "", known)), "")
        found = _person(inner, known, depth + 1) if depth < 3 else Person()
        return replace(found, role=found.role or next(iter(texts(one.get("roleName"))), ""))
    name = next(iter(texts(one.get("name"))), "")
    if not name:
        name = " ".join(texts(one.get("givenName"))[:1] + texts(one.get("familyName"))[:1])
    places = [
        place.get("name") if isinstance(place, dict) else place
        for place in _resolved(one.get("affiliation") or one.get("worksFor"), known)
    ]
    url = next((url for url in map(web_address, texts(one.get("url"))) if url), "")
    kind = "organization" if "organization" in " ".join(texts(one.get("@type"))).lower() else "person"
    role = next(iter(texts(one.get("jobTitle"))), "")
    return Person(name, role, next(iter(texts(places[0] if places else None)), ""), kind, url=url)


def texts(value: object) -> list[str]:
    """Return the texts in a JSON-LD value, entities decoded and white space collapsed."""
    from html import unescape  # only pages need it

    values = value if isinstance(value, list) else [value]
    values = [one.get("@value") if isinstance(one, dict) else one for one in values]  # JSON-LD 1.1, 4.2: value objects
    return [
        made
        for one in values
        if isinstance(one, str)
        and (made := " ".join(re.sub(r"</?[A-Za-z][^<>]{0,200}>", " ", clean(unescape(one))[0]).split()))
    ]


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the page's meta elements by name, property or itemprop, in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        value = " ".join((meta.get("content") or meta.get("value") or "").split())
        for key in {(meta.get(key) or "").lower().strip() for key in ("property", "name", "itemprop", "http-equiv")}:
            if value and key:
                found.setdefault(key.replace("dc.terms", "dcterms"), []).append(value)
    return found


def _from_metas(metas: dict[str, list[str]]) -> Iterator[tuple[str, Fact]]:
    for key, names in _NAMES.items():
        for number, name in enumerate(names):
            for value in metas.get(name, [])[:1]:
                if key != "keywords":
                    yield key, Fact(value, SHOWN - number / 1000, _IN_META)
                elif "," in value:
                    yield key, Fact("\n".join(part.strip() for part in value.split(",")), LIKELY, _IN_META)
    for key, names in _MOMENTS.items():
        for number, name in enumerate(names):
            yield from (
                (key, Fact(date, STATED - (number + 1) / 1000, _IN_META))
                for date in map(whole, metas.get(name, [])[:1])
                if date
            )


def _named_people(tree: HtmlElement, metas: dict[str, list[str]]) -> Iterator[People]:
    """Yield the authors of metas, of microdata and of links that say so."""
    for name in _WRITERS:
        values = [value for value in metas.get(name, []) if not re.match(r"(?:https?:|www\.|@|/)", value)]
        if name in _CATALOGUED:
            values = [re.sub(r"\A([^\s,;]+), ([^\s,;]+(?: [^\s,;]+)?)\Z", r"\2 \1", value) for value in values]
        yield tuple(map(Person, dict.fromkeys(values))), Fact(name, SHOWN, "the author in the page’s metadata")
    for path, why in (
        ("//*[@itemprop='author']", "the page’s microdata"),
        ("//*[contains(concat(' ', @rel, ' '), ' author ')]", "the link that the page calls the author’s"),
    ):
        found: list[Person] = []
        for element in tree.xpath(path)[:6]:
            inner = element.xpath(".//*[@itemprop='name']")
            source = inner[0] if inner else element
            text = " ".join((source.get("content") or source.text_content() or "").split())
            if text and len(text.split()) < 8:
                found.append(Person(text))
        if len(set(found)) <= 3:  # more are those of other articles that the page lists
            yield tuple(dict.fromkeys(found)), Fact(path, LIKELY, why)


def _addresses(tree: HtmlElement, metas: dict[str, list[str]]) -> Iterator[tuple[str, Fact]]:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            url = web_address(link.get("href") or "")
            if url:
                yield "url", Fact(url, STATED, "the page’s canonical address")
    url = web_address(next(iter(metas.get("og:url", [])), ""))
    if url:
        yield "url", Fact(url, SHOWN, _IN_META)


def _around(tree: HtmlElement) -> Iterator[tuple[str, Fact]]:
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", language):
        yield "language", Fact(language, LIKELY, "the page’s lang attribute")
    told: set[str] = set()
    for element in tree.xpath("//*[@itemprop='datePublished'][not(self::meta)]")[:1]:
        date = whole(element.get("datetime") or element.get("content") or "")
        if date:
            yield "published", Fact(date, STATED - 0.05, "the page’s microdata")
            told.add(date)
    times = [time for time in tree.iter("time") if whole(time.get("datetime") or "")]
    inside = [time for time in times if time.get("pubdate") is not None or _near_title(time)]
    for time in (inside or times)[:1]:
        sure = SHOWN if inside else DOUBTFUL - 0.05  # elsewhere it may be a comment's, or another story's
        if (date := whole(time.get("datetime") or "")) not in told:  # the same element is no second voice
            yield "published", Fact(date, sure, "the page’s first time element")
    title = tree.find(".//title")
    text = " ".join((title.text_content() if title is not None else "").split())
    if text:
        yield "title", Fact(text, LIKELY, "the page’s title")
        parts = re.split(r"\s[|–—·»-]\s", text)
        heads = {" ".join(head.text_content().split()) for head in tree.iter("h1")}
        if len(parts) > 1 and len(parts[-1].split()) <= 5 and parts[-1] not in heads - {parts[0]}:
            yield "outlet", Fact(parts[-1].strip(), LIKELY - 0.05, "the end of the page’s title")


def _near_title(time: HtmlElement) -> bool:
    """Tell whether a time element stands in the same part of the page as an h1."""
    for steps, ancestor in enumerate(time.iterancestors()):
        if steps > 4 or ancestor.tag in {"body", "nav", "aside", "footer"}:
            return False
        if next(ancestor.iter("h1"), None) is not None:
            return True
    return False


def guessed_facts(found: Any) -> tuple[list[tuple[str, Fact]], list[People]]:  # noqa: ANN401 - trafilatura's Document
    """Return what trafilatura *found* about the page (None: nothing), as the least sure of all."""
    if found is None:
        return [], []
    outlet = found.sitename or ""
    values = {
        "headline": found.title,
        "outlet": "" if "." in outlet and " " not in outlet else outlet.removeprefix("@"),
        "published": whole(found.date or ""),
        "summary": found.description,
    }
    names = [name.strip() for name in str(found.author or "").split(";") if name.strip()]
    guess = Fact("trafilatura", DOUBTFUL, "trafilatura’s reading of the page")
    return (
        [
            (key, replace(guess, value=" ".join(clean(value)[0].split())))
            for key, value in values.items()
            if isinstance(value, str) and value
        ],
        [(tuple(map(Person, names)), guess)] if names else [],
    )

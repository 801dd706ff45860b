"""What a page states about its article outside the text: JSON-LD, Open Graph, meta elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pressmark.importing import addresses
from pressmark.importing.dating import whole
from pressmark.importing.manuscript import Fact
from pressmark.importing.names import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_KINDS = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "background",
    "reportagenewsarticle": "report",
    "reviewnewsarticle": "opinion",
}
_ARTICLE = re.compile(r"(?:article|blogposting|report)$", re.IGNORECASE)


def page_facts(html: str, tree: HtmlElement) -> tuple[list[tuple[str, Fact]], tuple[Person, ...]]:
    """Return the facts of a page, best first for each key, and the authors that its metadata name."""
    nodes = list(_nodes(html))
    facts = [*_linked_data(nodes), *_meta(tree)]
    facts.sort(key=lambda pair: -pair[1].confidence)
    people = tuple(_people(nodes))
    if people:
        facts.append(("author", Fact(people[0].name, 0.96, "the author in the page’s JSON-LD")))
        return facts, people
    named = [_meta_value(tree, name) for name in ("author", "article:author", "parsely-author", "dc.creator")]
    for name in named:
        if name and not re.match(r"https?:", name):
            facts.append(("author", Fact(name, 0.8, "the author in the page’s metadata")))
            return facts, tuple(
                Person(part.strip()) for part in re.split(r"\s*(?:;|,| and | und | et )\s*", name) if part.strip()
            )
    return facts, ()


def guessed_facts(html: str) -> Iterator[tuple[str, Fact]]:
    """Yield what trafilatura finds, as the least sure of all."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - heavy

    # A fixed latest date: the library would else ask the clock for it.
    try:
        found = extract_metadata(
            html, date_config={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
        )
    except Exception:  # noqa: BLE001 - a page that it stumbles over has other places for its facts
        return
    if found is None:
        return
    values = {
        "headline": found.title,
        "outlet": found.sitename,
        "published": whole(found.date or ""),
        "summary": found.description,
    }
    for key, value in values.items():
        if value and not (key == "outlet" and "." in value and " " not in value):
            yield key, Fact(value, 0.6, "trafilatura’s reading of the page")


def _nodes(html: str) -> Iterator[dict[str, Any]]:
    from extruct.jsonld import JsonLdExtractor  # noqa: PLC0415 - heavy
    from lxml.etree import ParserError  # noqa: PLC0415 - the same

    try:
        found = JsonLdExtractor().extract(html)
    except (ValueError, TypeError, AttributeError, RecursionError, ParserError):
        return  # broken JSON-LD is the page's trouble, its words are still there
    stack = list(found)
    while stack:
        node = stack.pop(0)
        if isinstance(node, dict):
            stack.extend(node.get("@graph") or [] if isinstance(node.get("@graph"), list) else [])
            if any(_ARTICLE.search(kind) for kind in _texts(node.get("@type"))):
                yield node


def _linked_data(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, Fact]]:
    why = "the page’s JSON-LD"
    for node in nodes[:1]:
        for key, name, confidence in (
            ("headline", "headline", 0.88), ("deck", "alternativeHeadline", 0.8), ("summary", "description", 0.75),
            ("language", "inLanguage", 0.8), ("rubric", "articleSection", 0.7), ("dateline", "dateline", 0.9),
        ):  # fmt: skip
            for value in _texts(node.get(name))[:1]:
                yield key, Fact(value, confidence, why)
        for key, name in (("published", "datePublished"), ("modified", "dateModified")):
            for value in _texts(node.get(name))[:1]:
                if date := whole(value):
                    yield key, Fact(date, 0.98, why)
        kinds = [_KINDS[kind.lower()] for kind in _texts(node.get("@type")) if kind.lower() in _KINDS]
        yield from (("kind", Fact(kind, 0.9, "the type in the page’s JSON-LD")) for kind in kinds)
        if "NewsArticle" in _texts(node.get("@type")):  # opinion pieces are often called so, too
            yield "kind", Fact("news", 0.6, "the type in the page’s JSON-LD")
        yield from _publisher(node.get("publisher"), why)
        keywords = [part.strip() for text in _texts(node.get("keywords")) for part in text.split(",") if part.strip()]
        if keywords:
            yield "keywords", Fact("\n".join(keywords), 0.9, why)


def _publisher(publisher: object, why: str) -> Iterator[tuple[str, Fact]]:
    for one in publisher if isinstance(publisher, list) else [publisher]:
        if isinstance(one, dict) and _texts(one.get("name")):
            yield "outlet", Fact(_texts(one.get("name"))[0], 0.95, why)
            if urls := [url for url in _texts(one.get("url")) if re.match(r"https?://", url)]:
                yield "outlet_url", Fact(urls[0], 0.9, why)


def _people(nodes: list[dict[str, Any]]) -> Iterator[Person]:
    for node in nodes[:1]:
        author = node.get("author")
        for one in author if isinstance(author, list) else [author]:
            if isinstance(one, str) and one.strip():
                yield Person(" ".join(one.split()))
            elif isinstance(one, dict):
                for name in _texts(one.get("name"))[:1]:
                    role = next(iter(_texts(one.get("jobTitle"))), "")
                    place = one.get("affiliation") or one.get("worksFor")
                    place = place[0] if isinstance(place, list) and place else place
                    affiliation = next(iter(_texts(place.get("name") if isinstance(place, dict) else place)), "")
                    url = next((url for url in _texts(one.get("url")) if re.match(r"https?://[^\s]+$", url)), "")
                    kind = "organization" if "organization" in " ".join(_texts(one.get("@type"))).lower() else "person"
                    yield Person(name, role, affiliation, kind, url=url)


def _texts(value: object) -> list[str]:
    """Return the texts in a JSON-LD value, white space collapsed."""
    values = value if isinstance(value, list) else [value]
    return [" ".join(one.split()) for one in values if isinstance(one, str) and one.strip()]


def _meta(tree: HtmlElement) -> Iterator[tuple[str, Fact]]:
    why = "the page’s metadata"
    for key, names, confidence in (
        ("headline", ("og:title", "twitter:title", "dc.title"), 0.8),
        ("outlet", ("og:site_name", "application-name"), 0.85),
        ("summary", ("og:description", "description", "twitter:description"), 0.7),
        ("rubric", ("article:section",), 0.65),
    ):
        value = next((found for name in names if (found := _meta_value(tree, name))), "")
        if value:
            yield key, Fact(value, confidence, why)
    moments = {"published": ("article:published_time", "date", "dc.date", "datepublished")}
    for key, terms in {**moments, "modified": ("article:modified_time",)}.items():
        date = next((found for name in terms if (found := whole(_meta_value(tree, name)))), "")
        if date:
            yield key, Fact(date, 0.95, why)
    yield from _addresses(tree)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language):
        yield "language", Fact(language, 0.7, "the page’s lang attribute")
    for time in tree.iter("time"):
        if date := whole(time.get("datetime") or ""):
            yield "published", Fact(date, 0.8, "the page’s first time element")
            break
    yield from _title(tree)


def _addresses(tree: HtmlElement) -> Iterator[tuple[str, Fact]]:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and re.match(
            r"https?://\S+$", link.get("href") or ""
        ):
            yield "url", Fact(link.get("href"), 0.97, "the page’s canonical address")
    address = _meta_value(tree, "og:url")
    if re.match(r"https?://\S+$", address) and addresses.host(address):
        yield "url", Fact(address, 0.9, "the page’s metadata")


def _title(tree: HtmlElement) -> Iterator[tuple[str, Fact]]:
    title = tree.find(".//title")
    text = " ".join((title.text_content() if title is not None else "").split())
    if not text:
        return
    parts = re.split(r"\s+[|–—·-]\s+", text)
    yield "headline", Fact(parts[0], 0.65, "the page’s title")
    if len(parts) > 1 and len(parts[-1].split()) <= 5:
        yield "outlet", Fact(parts[-1], 0.65, "the end of the page’s title")


def _meta_value(tree: HtmlElement, name: str) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower() == name:
            value = " ".join((meta.get("content") or "").split())
            if value:
                return value
    return ""

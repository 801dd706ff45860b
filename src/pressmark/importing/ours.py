"""Pages that `pressmark build` wrote, read back: their JSON-LD, ids and classes give nearly all of the source again.

What a page does not hold cannot come back: ``slug``, comments, the order of keys, files it only names. The rest is
compared by the tests.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

from pressmark import fragments
from pressmark.importing.own_body import OwnBody, OwnImages
from pressmark.importing.own_graph import Graph
from pressmark.metadata.terms import POLICIES
from pressmark.model import Kind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Document = dict[str, Any]


def is_ours(tree: HtmlElement) -> bool:
    """Tell whether the page *tree* was written by pressmark: its article, and JSON-LD about that very fragment."""
    article = tree.find(f".//article[@id='{fragments.ARTICLE}']")
    return article is not None and _graph(tree) is not None


def read_ours(tree: HtmlElement) -> tuple[Document, tuple[tuple[str, bytes], ...]]:
    """Return the source document of a page that `is_ours`, and the images it embeds, by file name."""
    article = tree.find(f".//article[@id='{fragments.ARTICLE}']")
    graph = _graph(tree)
    if article is None or graph is None:
        raise ValueError("not a page that pressmark wrote")
    root = graph.root
    images = OwnImages(graph)
    outlet = _outlet(graph, article, images)
    body = OwnBody(graph, article, images)
    document: Document = {"pressmark": 1, "kind": _kind(tree), "language": tree.get("lang", "en")}
    document |= _head(article, graph, tree)
    document["authors"] = [graph.party(one, id_key=True) for one in graph.many(root.get("author"))]
    if root.get("isBasedOn"):
        document["based_on"] = _based_on(graph)
    document["outlet"] = outlet
    document |= body.document()
    document |= _after(article, graph)
    order = [
        "pressmark",
        "kind",
        "language",
        "headline",
        "deck",
        "summary",
        "url",
        "published",
        "modified",
        "version",
        "rubric",
        "dateline",
        "embargo",
        "status",
        "withdrawn",
        "keywords",
        "places",
        "topics",
        "backstory",
        "authors",
        "outlet",
        "parties",
        "quotes",
        "demands",
        "sections",
        "images",
        "sources",
        "corrections",
        "rights",
        "translations",
        "based_on",
        "files",
        "archive",
        "contact",
        "notes",
    ]
    return {key: document[key] for key in order if document.get(key) not in (None, "", [], {})}, tuple(images.files)


def _graph(tree: HtmlElement) -> Graph | None:
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text:
            continue
        try:
            root = json.loads(script.text)
        except (ValueError, RecursionError):
            continue
        if isinstance(root, dict) and str(root.get("@id", "")).endswith(f"#{fragments.ARTICLE}"):
            return Graph(root)
    return None


def _kind(tree: HtmlElement) -> str:
    body = tree.find("body")
    classes = (body.get("class") or "").split() if body is not None else []
    return next((name for name in classes if name in get_args(Kind)), "news")


def _head(article: HtmlElement, graph: Graph, tree: HtmlElement) -> Document:
    root = graph.root
    canonical = next((link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"), None)
    brief = _first(article, "p", "abstract")
    strong = brief.find("strong") if brief is not None else None
    embargo = _first(article, "p", "embargo")
    moment = embargo.find(".//time") if embargo is not None else None
    made: Document = {
        "headline": _words(_first(article, "h1", "headline")),
        "deck": _words(_first(article, "p", "deck")),
        "summary": " ".join((strong.tail or "").split()) if strong is not None else None,
        "url": canonical,
        "published": _dated(article, 0) or root.get("datePublished"),
        "modified": root.get("dateModified") if root.get("dateModified") != root.get("datePublished") else None,
        "version": root.get("version"),
        "rubric": root.get("articleSection"),
        "dateline": _words(_first(article, "p", "dateline")),
        "embargo": moment.get("datetime") if moment is not None else None,
        "keywords": graph.many(root.get("keywords")),
        "backstory": root.get("backstory"),
    }
    modified = _dated(article, 1)
    if modified:
        made["modified"] = modified
    made["places"] = [_named(one) for one in graph.many(root.get("contentLocation") or root.get("locationCreated"))]
    made["topics"] = [_named(one) for one in graph.many(root.get("about"))]
    return made


def _dated(article: HtmlElement, number: int) -> str | None:
    """Return the *number*-th date of the head as its source wrote it: JSON-LD makes a time of a mere day."""
    dates = _first(article, "dl", "dates")
    times = [time.get("datetime") for time in dates.iter("time")] if dates is not None else []
    return times[number] if number < len(times) else None


def _named(node: Document) -> Document:
    return {"name": node.get("name"), **({"same_as": node["sameAs"]} if isinstance(node.get("sameAs"), str) else {})}


def _outlet(graph: Graph, article: HtmlElement, images: OwnImages) -> Document:
    node = graph.full(graph.root.get("publisher"))
    made: Document = {"name": node.get("name")}
    if node.get("@type") == "Organization":
        made["type"] = "organization"
    made["url"] = node.get("url")
    logo = article.find(f".//img[@id='{fragments.LOGO}']")
    if logo is not None and (file := images.saved(logo, "logo")):
        made["logo"] = {"file": file, "alt": logo.get("alt") or node.get("name")}
    policies = {key: node[term] for key, term in POLICIES.items() if isinstance(node.get(term), str)}
    made["policies"] = policies
    return {key: value for key, value in made.items() if value}


def _based_on(graph: Graph) -> Document:
    node = graph.full(graph.root.get("isBasedOn"))
    kinds = {"OpinionNewsArticle": "opinion", "ReportageNewsArticle": "report", "AnalysisNewsArticle": "analysis",
             "BackgroundNewsArticle": "background", "NewsArticle": "news", "Article": "statement"}  # fmt: skip
    outlet = graph.full(node.get("publisher"))
    made: Document = {
        "kind": kinds.get(str(node.get("@type")), "news"),
        "title": node.get("headline"),
        "authors": [graph.party(one) for one in graph.many(node.get("author"))],
        "outlet": {key: value for key, value in (("name", outlet.get("name")), ("url", outlet.get("url"))) if value},
        "published": str(node.get("datePublished", "")).removesuffix("T00:00:00Z"),
        "url": node.get("url"),
        "language": node.get("inLanguage"),
    }
    return {key: value for key, value in made.items() if value}


def _after(article: HtmlElement, graph: Graph) -> Document:
    root = graph.root
    made: Document = {"corrections": [_correction(item, graph) for item in _items(article, "corrections")]}
    if (withdrawal := article.find(f".//*[@id='{fragments.WITHDRAWAL}']")) is not None:
        node: Document = next(
            (one for one in graph.many(root.get("correction")) if fragments.WITHDRAWAL in str(one.get("@id"))), {}
        )
        time = withdrawal.find(".//time")
        date = time.get("datetime") if time is not None else node.get("datePublished")
        made |= {"status": "withdrawn", "withdrawn": {"date": date, "reason": node.get("text")}}
    rights: Document = {
        "holder": graph.full(root.get("copyrightHolder")).get("name"),
        "year": root.get("copyrightYear"),
        "license": root.get("license"),
        "notice": root.get("copyrightNotice"),
        # What the writer gives where the source says nothing; the same words stand in the page's head.
        "credit": root.get("creditText") if root.get("creditText") != _whose(article) else None,
        "acquire": root.get("acquireLicensePage"),
        "free": root.get("isAccessibleForFree"),
    }
    made["rights"] = {key: value for key, value in rights.items() if value is not None}
    translations = graph.many(root.get("workTranslation"))
    made["translations"] = [{"language": one.get("inLanguage"), "url": one.get("url")} for one in translations]
    encodings = {one.get("encodingFormat"): one.get("contentUrl") for one in graph.many(root.get("encoding"))}
    files = {"pdf": encodings.get("application/pdf"), "yaml": encodings.get("application/yaml")}
    made["files"] = {key: value for key, value in files.items() if value}
    keys = {"name": "name", "email": "email", "phone": "telephone"}
    contacts = [
        {key: contact[term] for key, term in keys.items() if contact.get(term)}
        for contact in graph.many(graph.full(root.get("publisher")).get("contactPoint"))
    ]
    made["contact"] = contacts[0] if len(contacts) == 1 else contacts
    return made


def _whose(article: HtmlElement) -> str | None:
    """Return the line that says whose work a summary tells."""
    note = article.find(f".//*[@id='{fragments.BASED_ON}']")
    signed = _first(note, "p", "signed") if note is not None else None
    return _words(signed if signed is not None else note)


def _correction(item: HtmlElement, graph: Graph) -> Document:
    number = (item.get("id") or "").rsplit("_", 1)[-1]
    iri = fragments.correction(int(number)) if number.isdecimal() else ""
    node: Document = next(
        (one for one in graph.many(graph.root.get("correction")) if str(one.get("@id")).endswith(f"#{iri}")), {}
    )
    time = item.find("time")
    made: Document = {"date": time.get("datetime") if time is not None else None, "text": node.get("text")}
    if node.get("author"):
        made["by"] = graph.fragment(node["author"])
    return made


def _items(article: HtmlElement, name: str) -> list[HtmlElement]:
    section = _first(article, "section", name)
    return list(section.iter("li")) if section is not None else []


def _first(article: HtmlElement, tag: str, name: str) -> HtmlElement | None:
    return next((one for one in article.iter(tag) if name in (one.get("class") or "").split()), None)


def _words(element: HtmlElement | None) -> str | None:
    return re.sub(r"[ \t\n]+", " ", str(element.text_content())).strip() if element is not None else None

"""Where the article's words stand, in the words around them: W3C Web Annotations, which survive any new layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.metadata import article_body

if TYPE_CHECKING:
    from pressmark.metadata import Node
    from pressmark.model import Article

_AROUND = 32


def anchors(article: Article) -> list[Node]:
    """Return an annotation for each quote and demand that the body holds, with a TextQuoteSelector.

    Web Annotation Data Model, section 4.2.4: the exact words, and up to 32 characters before and after them.
    """
    body = article_body(article)
    words = [(quote.id, quote.text) for quote in article.quotes] + [
        (demand.id, demand.text) for demand in article.demands
    ]
    nodes: list[Node] = []
    for fragment, text in words:
        at = body.find(text)
        if at >= 0:
            nodes += _annotation(
                article.base, fragment, text, body[max(at - _AROUND, 0) : at], body[at + len(text) :][:_AROUND]
            )
    return nodes


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

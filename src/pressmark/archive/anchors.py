"""Where the article's words stand, in the words around them: W3C Web Annotations, which survive any new layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.metadata import article_body

if TYPE_CHECKING:
    from pressmark.metadata import Node
    from pressmark.model import Article

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

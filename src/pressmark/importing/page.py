"""A saved HTML page to blocks: trafilatura points at the article, its elements are read where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from pressmark.importing.blocks import Blocks
from pressmark.importing.decoding import Unreadable
from pressmark.importing.facts import guessed_facts, page_facts
from pressmark.importing.inline import SILENT
from pressmark.importing.manuscript import LeftOut, Manuscript, Piece, Rich

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# trafilatura takes minutes for more; a page of this size is read without its help.
_LARGEST = 3_000_000
_MOST = 0.85
_DEEPEST = 150


def parse(html: str) -> HtmlElement:
    """Return the element tree of *html*, an empty page where there is nothing in it.

    Raises Unreadable where its tags are nested so deep that libxml2 stops: the words behind would be lost unsaid.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = lxml_html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return lxml_html.document_fromstring("<html><body></body></html>")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Unreadable("its tags are nested thousands deep, which no browser shows; save the page again, or as text")
    return _flattened(tree)


def _flattened(tree: HtmlElement) -> HtmlElement:
    """Return *tree* without the tags that are nested absurdly deep; their words stay, and no walk gets lost in them."""
    deep: list[HtmlElement] = []
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > _DEEPEST:
            deep.append(element)
    for element in reversed(deep):
        element.drop_tag()
    return tree


def read(html: str, tree: HtmlElement) -> Manuscript:
    """Return the blocks of the article in *html* (parsed: *tree*), its facts, and all other words as left out."""
    facts, people = page_facts(html, tree)
    body = tree.find("body")
    body = tree if body is None else body
    kept = _kept(html) if len(html) <= _LARGEST else frozenset()
    if len(html) <= _LARGEST:
        facts += list(guessed_facts(html))
    base = next((fact.value for key, fact in facts if key == "url"), "")
    root = article_root(body, kept)
    blocks = Blocks(base, _kept_elements(root, kept))
    blocks.walk(root)
    pieces, repeated = _without_pull_quotes(blocks.pieces)
    outside = Blocks(base, frozenset(element for element in body.iter() if element is not root))
    _walk_outside(body, root, outside)
    left_out = [*blocks.left_out, *repeated, *_outside(outside)]
    return Manuscript(tuple(pieces), tuple(facts), tuple(left_out), people)


def _kept(html: str) -> frozenset[str]:
    """Return the block texts that trafilatura takes for the article, white space and case put aside."""
    from trafilatura import extract  # noqa: PLC0415 - heavy

    try:
        found = extract(
            html, output_format="xml", include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    except Exception:  # noqa: BLE001 - what it stumbles over in a broken page is read without its help
        return frozenset()
    if not found:
        return frozenset()
    tree = etree.fromstring(
        found.encode("utf-8"), parser=etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    )
    if tree is None:
        return frozenset()
    texts = (
        _flat("".join(map(str, element.itertext()))) for element in tree.iter("p", "head", "item", "quote", "cell")
    )
    return frozenset(text for text in texts if text)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def article_root(body: HtmlElement, kept: frozenset[str]) -> HtmlElement:
    """Return the smallest element that holds nearly all of the *kept* texts, and the headline above them."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for element in body.iter("p", "li", "h2", "h3", "h4", "blockquote", "div", "td"):
        text = _flat(element.text_content()) if element.tag != "div" or not len(element) else ""
        if not text or text not in kept:
            continue
        count = len(text.split())
        total += count
        weights[element] = weights.get(element, 0) + count
        for ancestor in element.iterancestors():
            weights[ancestor] = weights.get(ancestor, 0) + count
    if not total:
        return _named_root(body)
    root = body
    for element in body.iter():
        if weights.get(element, 0) >= total * _MOST and element.tag not in {"p", "li", "blockquote", "ul", "ol"}:
            root = element
    return _with_headline(body, root)


def _named_root(body: HtmlElement) -> HtmlElement:
    for path in (".//article", ".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = body.findall(path)
        if len(found) == 1:
            return _with_headline(body, found[0])
    return body


def _with_headline(body: HtmlElement, root: HtmlElement) -> HtmlElement:
    """Return *root*, or the element above it that also holds the page's headline."""
    titles = list(body.iter("h1"))
    if not titles or any(title in root.iter("h1") for title in titles):
        return root
    for ancestor in root.iterancestors():
        if ancestor is body.getparent():
            break
        if next(ancestor.iter("h1"), None) is not None:
            return ancestor
    return root


def _kept_elements(root: HtmlElement, kept: frozenset[str]) -> frozenset[HtmlElement]:
    """Return the elements around long texts that trafilatura keeps, so that a class name alone drops none of them."""
    found: set[HtmlElement] = {root}
    for paragraph in root.iter("p"):
        text = _flat(paragraph.text_content())
        if len(text.split()) >= 20 and text in kept:
            for ancestor in paragraph.iterancestors():
                if ancestor is root:
                    break
                if ancestor.tag not in {"nav", "footer", "form", "aside"}:
                    found.add(ancestor)
    return frozenset(found)


def _walk_outside(body: HtmlElement, root: HtmlElement, outside: Blocks) -> None:
    """Collect what stands on the page but not in *root*."""
    if root is body:
        return
    above = set(root.iterancestors())
    for element in [body, *(one for one in body.iterdescendants() if one in above)]:
        for child in element:
            if child is not root and child not in above and isinstance(child.tag, str) and child.tag not in SILENT:
                outside.block(child)
            if child.tail and child.tail.strip():
                outside.pieces.append(Piece("paragraph", Rich(" ".join(child.tail.split()))))
        if element.text and element.text.strip():
            outside.pieces.append(Piece("paragraph", Rich(" ".join(element.text.split()))))


def _outside(outside: Blocks) -> list[LeftOut]:
    made = list(outside.left_out)
    for piece in outside.pieces:
        texts = [piece.text, *(item.text for item in piece.items)]
        made += [LeftOut(text, "outside the article on the page") for text in texts if text]
    return made


def _without_pull_quotes(pieces: list[Piece]) -> tuple[list[Piece], list[LeftOut]]:
    """Take out passages that only repeat words of the text in large type."""
    words = " ".join(_letters(piece.text) for piece in pieces if piece.kind == "paragraph")
    kept: list[Piece] = []
    repeated: list[LeftOut] = []
    for piece in pieces:
        text = " ".join(item.text for item in piece.items)
        if piece.kind == "quote" and text and _letters(text) in words:
            repeated.append(LeftOut(text, "a pull quote that repeats words of the text"))
        else:
            kept.append(piece)
    return kept, repeated


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()

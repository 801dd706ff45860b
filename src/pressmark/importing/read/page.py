"""A saved HTML page to blocks: trafilatura says what the article is, its elements are read where they stand.

All that trafilatura keeps is the body, in the page's order and with the page's own headings, lists, links, figures
and notes. Of what it drops only pictures with their captions, block quotes and tables between kept parts come back.
"""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from pressmark.importing.manuscript import LeftOut, Manuscript, Piece, Rich, Unreadable
from pressmark.importing.read.blocks import Blocks
from pressmark.importing.read.decoding import clean, without_references
from pressmark.importing.read.facts import guessed_facts, page_facts, stated_quotes
from pressmark.importing.read.inline import Collector, cut, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

# trafilatura takes minutes for more; a page of this size is read without its help.
_LARGEST = 3_000_000
_MOST = 0.85
_DEEPEST = 150
_RUN = 4
_STRUCK = ("del", "s", "strike")
_ENOUGH = 0.8
_SHORT = 40
_GLUED = 300
# trafilatura makes blocks of some of these and drops others with their words; they are words of their line.
_INLINE = ("q", "time", "bdi", "bdo", "cite", "abbr", "dfn", "data")
_REPEATS = "a pull quote that repeats words of the text"
_NOT_KEPT = "trafilatura does not count it among the article"


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


def _body(tree: HtmlElement) -> HtmlElement:
    """Return the body of *tree*, all of it where it has none: a page of frames."""
    body = tree.find("body")
    return tree if body is None else body


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


@dataclass
class _Kept:
    """What trafilatura keeps: its *lines*, and every run of four words in them."""

    lines: list[str]

    def __post_init__(self) -> None:
        self.runs: set[tuple[str, ...]] = set()
        together: list[str] = []
        for line in self.lines:
            words = words_in(line)
            together += words
            self.runs.add(tuple(words))
        self.runs.update(_runs(together))

    def holds(self, text: str) -> bool:
        """Tell whether nearly all of *text* is kept."""
        runs = _runs(words_in(text))
        return bool(runs) and sum(run in self.runs for run in runs) >= _ENOUGH * len(runs)


def words_in(text: str) -> list[str]:
    """Return the words of *text*, case and marks put aside; each letter of a script without spaces is one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(
        r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]+",
        folded,
    )


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    if len(words) < _RUN:
        return [tuple(words)] if words else []
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def read(html: str, pictures: Mapping[str, bytes] | None = None) -> Manuscript:
    """Return the blocks of the article in *html*, its facts, and all other words as left out.

    *pictures* are those that were saved with the page, by their address.
    """
    html, dropped = without_references(html)
    tree = parse(html)
    facts, people = page_facts(tree)
    said = stated_quotes(tree)
    body = _body(tree)
    base = next((fact.value for key, fact in facts if key == "url"), "")
    struck = _without_struck(tree)
    notes, footnotes = footnotes_of(body, base)
    found = _extracted(tree) if len(html) <= _LARGEST else None
    lines = _lines_of(found)
    guesses, guessed_people = guessed_facts(found)
    facts += guesses
    people += guessed_people
    kept = _Kept(lines)
    root = _root(body, kept)
    blocks = Blocks(base, notes, frozenset([root, *root.iterancestors()]))
    blocks.walk(body)
    inside = {id(element) for element in root.iter()} | {id(root)}
    blocks.pieces = [_with_data(piece, pictures or {}) for piece in blocks.pieces]
    pieces = [
        piece if id(source) in inside else replace(piece, out=piece.out or "outside the article on the page")
        for piece, source in zip(blocks.pieces, blocks.sources, strict=True)
    ]
    # Without trafilatura's word only the page's own tags and names say what stands aside.
    pieces = _sorted_out(pieces, blocks.sources, kept) if lines else pieces
    pieces = _with_the_lost(_without_pull_quotes(pieces, blocks.sources), lines)
    return Manuscript(
        tuple(pieces),
        tuple(facts),
        tuple(struck),
        tuple(people),
        tuple(footnotes),
        form="html",
        dropped=dropped,
        said=tuple(said),
    )


def read_blocks(
    html: str, form: str, left_out: tuple[LeftOut, ...] = (), pictures: Mapping[str, bytes] | None = None
) -> Manuscript:
    """Return the blocks of *html* that was made of a document or of Markdown: all of it is the article."""
    text, dropped = clean(html)
    tree = parse(f"<html><body>{text}</body></html>")
    left_out += tuple(_without_struck(tree))
    ids, notes = footnotes_of(tree, "")
    blocks = Blocks(notes=ids)
    blocks.walk(_body(tree))
    pieces = tuple(_with_data(piece, pictures or {}) for piece in blocks.pieces)
    return Manuscript(
        pieces,
        (),
        left_out,
        (),
        tuple(notes),
        loose=form != "markdown",
        form=form,
        dropped=dropped,
    )


def _with_data(piece: Piece, pictures: Mapping[str, bytes]) -> Piece:
    """Return *piece* with the data of its picture, where *pictures* has them by its address."""
    if piece.picture is None or piece.picture.src not in pictures:
        return piece
    return replace(piece, picture=replace(piece.picture, data=pictures[piece.picture.src]))


def _without_struck(tree: HtmlElement) -> list[LeftOut]:
    """Take out of *tree* what is struck through and ruby's readings, and return the words of the first."""
    left_out: list[LeftOut] = []
    for element in list(tree.iter("rt", "rp", "rtc", *_STRUCK)):
        words = " ".join(element.text_content().split())
        if element.tag in _STRUCK and words and element.getparent() is not None:
            left_out.append(LeftOut(words, "struck through"))
        if element.getparent() is not None:
            element.drop_tree()
    return left_out


def _extracted(tree: HtmlElement) -> object | None:
    """Return trafilatura's reading of the page, None where it finds nothing."""
    from trafilatura import bare_extraction  # heavy

    tree = deepcopy(tree)
    for element in list(tree.iter("sup", *_INLINE)):
        holder = next(element.iterancestors("p", "li", "blockquote"), None)
        if element.tag == "sup":
            if any((link.get("href") or "").startswith("#") for link in element.iter("a")):
                element.drop_tree()  # the number of a note
        elif holder is not None and holder.text_content().strip() != element.text_content().strip():
            element.drop_tag()
    # A fixed latest date: the library would else ask the clock for it.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        found: object = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params=dates,
        )
    except Exception:  # noqa: BLE001 - what it stumbles over in a broken page is read without its help
        return None
    return found


def _lines_of(found: object | None) -> list[str]:
    body = getattr(found, "body", None)
    if body is None:
        return []
    lines: list[str] = []
    for element in body.iter():
        if element.tag == "lb":
            lines.append(element.tail or "")
        elif element.tag in {"p", "head", "item", "quote", "cell", "code", "body"}:
            words = [element.text or ""]
            for child in element:
                if child.tag in {"hi", "ref", "del", "lb"}:
                    words += ["\n" if child.tag == "lb" else "", *map(str, child.itertext()), child.tail or ""]
                else:
                    words += ["\n", child.tail or "", "\n"]
            lines += "".join(words).split("\n")
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def footnotes_of(body: HtmlElement, base: str) -> tuple[set[str], list[tuple[str, Rich]]]:
    """Take out the notes that raised references point to, and return their ids and words."""
    wanted: dict[str, HtmlElement] = {}
    links = [link for link in body.iter("a") if (link.get("href") or "").startswith("#")]
    for link in links:
        raised = link.find(".//sup") is not None or any(one.tag == "sup" for one in link.iterancestors())
        if raised and len((link.text_content() or "").strip()) <= 5:
            wanted[link.get("href", "")[1:]] = link
    made: list[tuple[str, Rich]] = []
    for element in [one for one in body.iter("li", "p", "div", "span", "aside") if one.get("id") in wanted]:
        if wanted[element.get("id", "")] in list(element.iter("a")) or element.getparent() is None:
            continue
        line = Collector(base)
        backs = [one for one in element.iter("a") if (one.get("href") or "").startswith("#")]
        line.children(element, frozenset(backs))
        rich = line.take()
        text = re.sub(r"^\s*\[?\d{1,3}\]?[.:)]?\s+|(?<![\s↑↩︎^])\s*[↑↩︎^]+\s*$", "", rich.text)
        if text.strip():
            at = rich.text.find(text)
            made.append((element.get("id", ""), cut(rich, at, at + len(text))))
            element.drop_tree()
    return {identifier for identifier, _ in made}, made


def _root(body: HtmlElement, kept: _Kept) -> HtmlElement:
    """Return the smallest element that holds nearly all that is kept, and the headline above it."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for element in body.iter("p", "li", "h2", "h3", "h4", "blockquote", "div", "td"):
        if element.tag == "div" and len(element):
            continue
        words = words_in(element.text_content())
        if len(words) < _RUN or not kept.holds(element.text_content()):
            continue
        total += len(words)
        for holder in (element, *element.iterancestors()):
            weights[holder] = weights.get(holder, 0) + len(words)
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
    if next(root.iter("h1"), None) is not None or next(body.iter("h1"), None) is None:
        return root
    for ancestor in root.iterancestors():
        if ancestor is body.getparent():
            break
        if next(ancestor.iter("h1"), None) is not None:
            return ancestor
    return root


def _sorted_out(pieces: list[Piece], sources: list[HtmlElement], kept: _Kept) -> list[Piece]:
    """Return *pieces*, what is no part of the body marked so; words that stand twice count where the rest stands."""
    made = [_judged(piece, kept) for piece in pieces]
    both = list(zip(made, pieces, strict=True))
    there = {tuple(words_in(piece.text)) for piece, old in both if not piece.out and not old.out}
    for number, (piece, old) in enumerate(both):
        if not piece.out and old.out and (tuple(words_in(piece.text)) in there or old.out == "hidden on the page"):
            made[number] = old
    forms = {_form(source) for piece, source in zip(made, sources, strict=True) if not piece.out and _long(piece)}
    for number, (piece, old) in enumerate(zip(made, pieces, strict=True)):
        if piece.out and not old.out and _long(piece) and _form(sources[number]) in forms:
            made[number] = old  # the very same sort of paragraph as those that are kept: a long article is cut in parts
    body = [number for number, piece in enumerate(made) if not piece.out and piece.kind != "picture"]
    first, last = (body[0], body[-1]) if body else (0, -1)
    end = next((n for n in range(last + 1, len(made)) if made[n].kind != "picture"), len(made))
    # Above the body a picture belongs to it where only short lines stand between them.
    begin = next((n for n in range(first - 1, -1, -1) if len(made[n].text.split()) >= _SHORT), -1)
    for number, (piece, old) in enumerate(zip(made, pieces, strict=True)):
        if not old.out and piece.kind == "picture" and not begin < number < end:
            made[number] = replace(piece, out=_NOT_KEPT)
        elif piece.kind == "quote" and old.out.startswith("the page calls it") and _amid(made, number):
            made[number] = replace(piece, out="")
        elif not old.out and first < number < last and (piece.kind in {"quote", "table"} or _asks(piece)):
            made[number] = old
    return made


def _asks(piece: Piece) -> bool:
    """Tell whether *piece* is the question of an interview, without which the answer would stand under another."""
    strong = any(one.style == "strong" and one.start == 0 and one.end == len(piece.text) for one in piece.rich.spans)
    return piece.kind == "paragraph" and strong and piece.text.endswith("?")


def _amid(pieces: list[Piece], at: int) -> bool:
    """Tell whether what stands on both sides is kept, other quotes and pictures put aside: so stand quoted posts."""
    beside = (range(at - 1, -1, -1), range(at + 1, len(pieces)))
    near = [next((pieces[n] for n in side if pieces[n].kind not in {"quote", "picture"}), None) for side in beside]
    return all(one is not None and not one.out for one in near)


def _form(source: HtmlElement) -> tuple[str, ...]:
    """Return what a paragraph and the two elements around it are called."""
    around = [source, *source.iterancestors()][:3]
    return tuple(f"{element.tag} {element.get('class') or ''}" for element in around)


def _long(piece: Piece) -> bool:
    """Tell whether *piece* is a paragraph of some length that is no list of links."""
    linked = sum(span.end - span.start for span in piece.rich.spans if span.style == "link")
    return piece.kind == "paragraph" and len(words_in(piece.text)) >= 15 and linked * 2 < len(piece.text)


def _judged(piece: Piece, kept: _Kept) -> Piece:
    if piece.kind == "picture":
        return piece
    if piece.kind == "list":
        # What stands on further lines of an item is often a definition list, which trafilatura drops.
        held = [kept.holds(lines_of(item)[0].text) for item in piece.items]
    elif piece.kind == "table":
        held = [kept.holds(row.text) or any(map(kept.holds, row.text.split(" | "))) for row in piece.items]
    else:
        held = [kept.holds(" ".join([piece.text, *(item.text for item in piece.items)]))]
    return replace(piece, out="" if sum(held) * 2 >= len(held) else piece.out or _NOT_KEPT)


def _with_the_lost(pieces: list[Piece], lines: list[str]) -> list[Piece]:
    """Return *pieces* and the lines that trafilatura keeps and none of them holds, each after what comes before it.

    A line that is a paragraph with words lost stands for that paragraph, which comes back whole and in its place.
    """
    pieces, lines = list(pieces), list(lines)
    for number, piece in enumerate(pieces):
        whole = words_in(piece.text) if piece.out == _NOT_KEPT and piece.kind == "paragraph" else []
        for line in [line for line in lines if _thinned(words_in(line), whole)]:
            pieces[number] = replace(piece, out="")
            lines.remove(line)
    texts = [text for piece in pieces if piece.out in {"", _REPEATS} or _head_like(piece) for text in piece.texts]
    have = _Kept(texts)
    letters = "".join(words_in(" ".join(texts)))
    made = list(pieces)
    after = next((n for n, piece in enumerate(made) if not piece.out), len(made))
    by_words = {
        tuple(words_in(piece.text)): number for number, piece in enumerate(pieces) if not piece.out and piece.text
    }
    added = 0
    # What it cannot part into paragraphs, trafilatura gives as one line.
    parts = [part for line in lines for part in (re.split(r"(?<=[.!?])\s", line) if len(line) > _GLUED else [line])]
    for line in parts:
        words = words_in(line)
        if tuple(words) in by_words:
            after = max(after, by_words[tuple(words)] + added + 1)
        elif len(words) >= _RUN and not have.holds(line) and "".join(words) not in letters:
            made.insert(after, Piece("paragraph", Rich(clean(line)[0])))
            after += 1
            added += 1
    return made


def _thinned(words: list[str], whole: list[str]) -> bool:
    """Tell whether *words* are those of *whole* in order, some left out, but no more than two of three."""
    rest = iter(whole)
    return len(words) >= _RUN and len(words) * 3 >= len(whole) > 0 and all(word in rest for word in words)


def _head_like(piece: Piece) -> bool:
    return piece.kind == "heading" or bool(piece.hint)


def _without_pull_quotes(pieces: list[Piece], sources: list[HtmlElement]) -> list[Piece]:
    """Mark passages that only repeat words of the text in large type; a q element is no such passage."""
    words = " ".join(_letters(piece.text) for piece in pieces if piece.kind == "paragraph" and not piece.out)
    made: list[Piece] = []
    for piece, source in zip(pieces, sources, strict=True):
        text = _letters(" ".join(item.text for item in piece.items))
        repeats = piece.kind == "quote" and source.tag != "q" and not piece.out and text and text in words
        made.append(replace(piece, out=_REPEATS) if repeats else piece)
    return made


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()

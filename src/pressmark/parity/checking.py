"""The files of one article against the article: one check a file, and one for the digests they state."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.metadata import page_metadata, web_profile
from pressmark.metadata.page import MetaTag
from pressmark.parity import claims, copies, graphs, pages, texts
from pressmark.parity.blocks import Block
from pressmark.parity.claims import NOT_IN_PRINT, TEXT_ONLY, Said, attributed_first
from pressmark.parity.comparing import Form, compare_body, compare_surroundings
from pressmark.pdf import imprint, reading
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pressmark.model import Article
    from pressmark.parity.claims import Claim

_STRICT, _LOOSE = Form(), Form(loose=True)


def check(article: Article, files: Mapping[str, bytes]) -> tuple[Check, ...]:
    """Return what comparing *files* (by name) with *article* found; files of other kinds are passed over."""
    return tuple(_check(article, name, data) for name, data in files.items() if suffix(name) in COMPARERS)


def suffix(name: str) -> str:
    """Return the suffix of the file *name*, by which a comparer is chosen."""
    return PurePosixPath(name).suffix.lower()


def _check(article: Article, name: str, data: bytes) -> Check:
    title = f"{name} says what the source says"
    try:
        wrong = list(dict.fromkeys(COMPARERS[suffix(name)](article, data)))
    except copies.Untagged as error:
        return Check(title, "not compared", detail=str(error))
    except (reading.Unreadable, pages.Unreadable, UnicodeDecodeError) as error:
        wrong = [f"it can’t be read: {error}"]
    except RecursionError:
        wrong = ["it can’t be read: it is nested beyond reason"]
    return Check.of(title, [Finding(name, message) for message in wrong])


def _page(article: Article, data: bytes) -> Iterator[str]:
    page = pages.read(data, {section.id for section in article.sections})
    if page.headlines != (" ".join(article.headline.split()),):
        yield f"the headline differs: it says “{' / '.join(page.headlines)}” where the source says “{article.headline}”"
    yield from _said(article, page.blocks, _STRICT, lambda words: words.split("\n"), _paged)
    for tag in page_metadata(article):
        if isinstance(tag, MetaTag) and (tag.key, tag.content) not in page.metas:
            yield f"“{tag.key}” in the head is not “{tag.content}”"
    yield from _pictures(article, dict(page.pictures))
    if len(page.graphs) != 1:
        yield f"it holds {len(page.graphs)} JSON-LD scripts instead of one"
    for graph in page.graphs:
        yield from (f"JSON-LD: {message}" for message in graphs.compare(graph, web_profile(article)))


def _pictures(article: Article, found: dict[str, str]) -> Iterator[str]:
    for image in wording.placed.images(article):
        if image.id in found and found[image.id] != image.sha256:
            yield f"image “{image.id}” is not the picture in the source: its SHA-256 is {found[image.id]}"


def _text(article: Article, data: bytes) -> Iterator[str]:
    def lines(words: str) -> list[str]:
        return [texts.bare(line) for line in words.split("\n")]

    yield from _said(article, texts.read(data), _STRICT, lines, lambda found: [texts.shown(found)])


def _graph(article: Article, data: bytes) -> Iterator[str]:
    yield from graphs.compare(data, web_profile(article))


def _copy(article: Article, data: bytes) -> Iterator[str]:
    blocks = [Block(texts.without_notes(block.words)) for block in copies.read(data)]
    yield from _said(article, blocks, _LOOSE, lambda words: [texts.without_notes(words)], _printed)
    shown = imprint.fingerprint(" ".join(block.words for block in blocks))
    if shown is not None and not article.source.sha256.startswith(shown):
        yield f"the digest printed in it is {shown}…, but the source’s is {article.source.sha256}"
    yield from _attached(article, data)


def _attached(article: Article, data: bytes) -> Iterator[str]:
    """Yield which of the files inside a PDF are not those of *article*; not every copy carries them."""
    from pressmark.pdf import attachments  # noqa: PLC0415 - only a comparison opens PDFs

    expected = {file.name: file.data for file in attachments.of(article)}
    try:
        inside = attachments.extract(data, name="it")
    except attachments.NoSource as error:
        yield str(error)
        return
    for name, (content, relationship) in inside.items():
        if relationship == "Source" and content != article.source.data:
            yield f"the source inside it, {name}, is another: its SHA-256 is {hashlib.sha256(content).hexdigest()}"
        elif suffix(name) == ".jsonld":
            yield from (f"{name} inside it: {message}" for message in graphs.compare(content, web_profile(article)))
        elif name in expected and relationship != "Source" and content != expected[name]:
            yield f"{name} inside it is another: its SHA-256 is {hashlib.sha256(content).hexdigest()}"


def _paged(found: Said) -> list[Said]:
    """Return the two orders of pages, where a quote's original stands before or after who said it."""
    kept = [one for one in found if one[0].sort != TEXT_ONLY]
    return [attributed_first(kept), kept]


def _printed(found: Said) -> list[Said]:
    """Return the two orders of print, where a quote's original stands before or after who said it."""
    kept = [one for one in found if one[0].sort not in (TEXT_ONLY, NOT_IN_PRINT)]
    return [kept, attributed_first(kept)]


def _said(
    article: Article,
    blocks: Sequence[Block],
    form: Form,
    lines: Callable[[str], list[str]],
    shown: Callable[[Said], list[Said]],
) -> Iterator[str]:
    """Yield what is wrong with *blocks*; *lines* parts a claim's words, *shown* gives the orders they may have."""

    def spread(found: Sequence[Claim]) -> list[Said]:
        orders = shown([(claim, line) for claim in found for line in lines(claim.words)])
        return [[(claim, words) for claim, words in order if form.key(words)] for order in orders]

    tried = [compare_body(order, blocks, form) for order in spread(claims.body(article))]
    wrong, outside = min(tried, key=lambda result: len(result[0]))
    yield from wrong
    yield from compare_surroundings(spread(claims.surroundings(article))[0], outside, form)


COMPARERS: dict[str, Callable[[Article, bytes], Iterator[str]]] = {
    ".html": _page,
    ".jsonld": _graph,
    ".pdf": _copy,
    ".txt": _text,
}


def stated_digest(name: str, data: bytes) -> str | None:
    """Return the SHA-256 of the source that a page or JSON-LD file states, or None where it states none."""
    try:
        if suffix(name) == ".html":
            (script,) = pages.read(data, set()).graphs
            graph = json.loads(script)
        elif suffix(name) == ".jsonld":
            graph = json.loads(data)
        else:
            return None
        files = graph["encoding"] if isinstance(graph["encoding"], list) else [graph["encoding"]]
        stated = next((f.get("sha256") for f in files if f.get("encodingFormat") == "application/yaml"), None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return stated if isinstance(stated, str) else None

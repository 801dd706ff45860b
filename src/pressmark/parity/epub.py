"""What an EPUB says: its one content document as a page, and the package, contents and pictures around it."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from pressmark.containers import Broken, parsed, unpacked
from pressmark.letters import plain
from pressmark.model.dates import in_utc
from pressmark.parity import html
from pressmark.parity.compare import short
from pressmark.writers.epub import subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pressmark.model import Article
    from pressmark.parity.compare import Form

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPS = "{http://www.idpf.org/2007/ops}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_KINDS = ("application/xhtml+xml", "text/css", "image/", "font/")


@dataclass(frozen=True, slots=True)
class Book:
    """An EPUB: its content document as a *page*, the package's *metadata* (name to texts), and its *contents*.

    *pictures* are (id, SHA-256 in hex) of the images in the page. *contents* are the words of links in the navigation
    document, with the words that they lead to. *intruders* says what is in it that no article's book has.
    """

    page: html.Page
    metadata: Mapping[str, tuple[str, ...]]
    contents: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, str], ...]
    intruders: tuple[str, ...]


def read(data: bytes, sections: set[str], known: frozenset[str] = frozenset()) -> Book:
    """Return what the EPUB *data* says; *sections* and *known* are as in `page.read`. Raises Broken."""
    parts = unpacked(data)
    if next(iter(parts.items())) != ("mimetype", b"application/epub+zip"):
        raise Broken("it does not begin with the media type of EPUB")
    folder, package = _package(parts)
    items = {one.get("id", ""): one for one in package.iter(f"{_OPF}item")}
    spine = [items[one.get("idref", "")] for one in package.iter(f"{_OPF}itemref") if one.get("idref", "") in items]
    if len(spine) != 1:
        raise Broken(f"it has {len(spine)} documents to read instead of one")
    at = posixpath.join(folder, unquote(spine[0].get("href", "")))
    root = _bare(parsed(parts.get(at, b"")))
    _with_styles(root, parts, posixpath.dirname(at))
    found = html.of(root, sections, known)
    here = posixpath.dirname(at)
    beside = [(id_, posixpath.normpath(posixpath.join(here, unquote(href)))) for id_, href in found.beside]
    navigation = next((one for one in items.values() if "nav" in one.get("properties", "").split()), None)
    contents = () if navigation is None else tuple(_contents(parts, folder, navigation, at, root))
    return Book(
        found,
        _metadata(package),
        contents,
        tuple((id_, hashlib.sha256(parts.get(name, b"")).hexdigest()) for id_, name in beside),
        tuple(dict.fromkeys(_intruders(items.values(), parts, folder))),
    )


def record(data: bytes) -> dict[str, str]:
    """Return what the EPUB *data* says of how it was made: ``version`` and ``theme``. Raises Broken."""
    _, package = _package(unpacked(data))
    said = {one.get("name", ""): one.get("content", "") for one in package.iter(f"{_OPF}meta")}
    program, _, version = said.get("generator", "").partition(" ")
    made = {"version": version} if program == "pressmark" else {}
    return made | ({"theme": said["pressmark:theme"]} if "pressmark:theme" in said else {})


def departures(article: Article, found: Book, form: Form) -> Iterator[str]:
    """Yield where the package and the contents of the book *found* depart from *article*."""
    rights = (article.rights.notice, article.rights.license)
    based = article.based_on
    expected: dict[str, Sequence[str]] = {
        "identifier": [article.base],
        "title": [article.headline],
        "language": [article.language],
        "creator": [author.label for author in article.authors],
        "contributor": [],
        "publisher": [article.outlet.name],
        "date": [article.published.upper()],
        "description": [article.description],
        "subject": subjects(article),
        "source": [(based.url or based.title) if based else ""],
        "rights": [" · ".join(text for text in rights if text)],
        "dcterms:modified": [in_utc(article.modified or article.published)],
    }
    for name, texts in expected.items():
        wanted = [form.key(plain(text)) for text in texts if text.strip()]
        said = [form.key(plain(text)) for text in found.metadata.get(name, ())]
        if Counter(wanted) != Counter(said):
            told = "; ".join(found.metadata.get(name, ())) or "nothing"
            yield f"its package says “{short(told)}” ({name}), which the source does not"
    if not found.contents:
        yield "it has no table of contents"
    for words, there in found.contents:
        if form.key(words) != form.key(there):
            yield f"its contents say “{short(words)}” and lead to “{short(there)}”"
    yield from found.intruders


def _package(parts: Mapping[str, bytes]) -> tuple[str, ET.Element]:
    """Return the folder of the package document, and its root."""
    container = parsed(parts.get("META-INF/container.xml", b""))
    files = [one.get("full-path", "") for one in container.iter(f"{_CONTAINER}rootfile")]
    if len(files) != 1 or files[0] not in parts:
        raise Broken("it does not say where its package is")
    return posixpath.dirname(files[0]), parsed(parts[files[0]])


def _bare(root: ET.Element) -> ET.Element:
    """Return *root* without namespaces, as a parser of HTML gives it."""
    for one in root.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.rpartition("}")[2]
        for name in [name for name in one.attrib if name.startswith(_OPS)]:
            one.set(f"epub:{name.removeprefix(_OPS)}", one.attrib.pop(name))
    return root


def _with_styles(root: ET.Element, parts: Mapping[str, bytes], folder: str) -> None:
    """Put the style sheets that the document *root* links to in the places of the links."""
    for holder in list(root.iter()):
        for n, one in enumerate(list(holder)):
            if one.tag == "link" and "stylesheet" in one.get("rel", "").lower().split():
                name = posixpath.normpath(posixpath.join(folder, unquote(one.get("href", ""))))
                if name in parts:
                    style = ET.Element("style", {"media": one.get("media", "")})
                    style.text = parts[name].decode("utf-8")
                    holder[n] = style


def _metadata(package: ET.Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in package.iter():
        if isinstance(one.tag, str) and one.tag.startswith(_DC):
            found.setdefault(one.tag.removeprefix(_DC), []).append(one.text or "")
        elif one.tag == f"{_OPF}meta" and one.get("property") and not one.get("refines"):
            found.setdefault(one.get("property", ""), []).append(one.text or "")
    return {name: tuple(texts) for name, texts in found.items()}


def _contents(
    parts: Mapping[str, bytes], folder: str, navigation: ET.Element, at: str, root: ET.Element
) -> Iterator[tuple[str, str]]:
    """Yield the words of each link in the table of contents, and of the heading that it leads to."""
    name = posixpath.join(folder, unquote(navigation.get("href", "")))
    document = _bare(parsed(parts.get(name, b"")))
    there = {one.get("id", ""): one for one in root.iter() if one.get("id")}
    for nav in document.iter("nav"):
        if nav.get("epub:type") != "toc":
            continue
        for link in nav.iter("a"):
            href, _, id_ = link.get("href", "").partition("#")
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))
            target = there.get(id_) if whole == at else None
            said = () if target is None else _said(target)
            yield " ".join("".join(link.itertext()).split()), " ".join("".join(said).split())


def _said(one: ET.Element) -> Iterator[str]:
    """Yield the words of *one* without the numbers of notes."""
    yield one.text or ""
    for child in one:
        if child.get("role") != "doc-noteref":
            yield from _said(child)
        yield child.tail or ""


def _intruders(items: Iterable[ET.Element], parts: Mapping[str, bytes], folder: str) -> Iterator[str]:
    """Yield what is in the book that acts, is elsewhere, or is not named."""
    named = {"mimetype", "META-INF/container.xml"}
    for one in items:
        href, kind = one.get("href", ""), one.get("media-type", "")
        if not kind.startswith(_KINDS):
            yield f"it holds {short(href)} ({short(kind)})"
        if "scripted" in one.get("properties", "") or "remote-resources" in one.get("properties", ""):
            yield f"{short(href)} in it acts, or loads something"
        name = posixpath.join(folder, unquote(href))
        named.add(name)
        if name not in parts:
            yield f"{short(href)} is named in it and not there"
    for name in parts:
        if name not in named and not name.endswith(".opf"):
            yield f"a file is in it that its package does not name: {short(name)}"

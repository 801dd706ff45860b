"""The article as an EPUB 3.3 publication: its page as one content document, for e-readers and for reading aloud.

The page is the theme's, as `pressmark.page` renders it; here it becomes XHTML, with its notes and parts named for
programs that read books (EPUB 3 Structural Semantics 1.1, DPUB-ARIA 1.1). What helps readers find out whether they can
use it is stated as EPUB Accessibility 1.1 asks; conformance to WCAG is not claimed, since no program can know it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pressmark
from pressmark import containers, fragments, looks, wording
from pressmark.containers import element
from pressmark.i18n import locale_of, supports
from pressmark.letters import plain
from pressmark.model.dates import in_utc
from pressmark.page import beside, render
from pressmark.problems import BuildError
from pressmark.theme import load_theme
from pressmark.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Image
    from pressmark.theme import Options, Theme

FOLDER = "EPUB"
ARTICLE, NAVIGATION, STYLE, PACKAGE = "article.xhtml", "nav.xhtml", "style.css", "package.opf"
_XHTML = "http://www.w3.org/1999/xhtml"
_OPS = "http://www.idpf.org/2007/ops"
_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_ENDINGS = {
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg",
    "font/ttf": "ttf", "font/otf": "otf", "font/woff": "woff", "font/woff2": "woff2",
}  # fmt: skip
_VOID = re.compile(r"></(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)>")
# What a part of the page is to a program that reads books: a class, its name among the semantics, its role.
_PARTS = {
    "deck": ("subtitle", "doc-subtitle"),
    "abstract": ("abstract", "doc-abstract"),
    "sources": ("endnotes", "doc-endnotes"),
    "corrections": ("errata", "doc-errata"),
    "pull-quote": ("pullquote", "doc-pullquote"),
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Colours of a look on the page, and what bears them here.
_COLORED = "h1, h2, h3, .rubric"


def write(article: Article, options: Options) -> bytes:
    """Return *article* as EPUB. Raises BuildError where a theme's template or style is at fault."""
    from tinyhtml5 import parse  # other writers don't need it

    page = render(article, replace(options, images="beside", along=()))
    root: ET.Element = parse(page, namespace_html_elements=False)
    pictures = {beside(image): image for image in article.pictures}
    document, shown = _document(root, article, pictures)
    images = {_picture(image): image.data for image in shown}
    fonts = {_font(font.file.sha256, font.file.media_type): font.file.data for font in article.look.fonts}
    inside = {
        NAVIGATION: _written(_navigation(article, _headings(document))),
        ARTICLE: _written(document),
        STYLE: sheet(article, options.theme).encode(),
        **images,
        **fonts,
    }
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": containers.part(_container()),
        f"{FOLDER}/{PACKAGE}": containers.part(_package(article, inside, options.theme)),
        **{f"{FOLDER}/{name}": data for name, data in inside.items()},
    }
    return containers.packed(parts)


def sheet(article: Article, theme: Theme) -> str:
    """Return the style sheet of *article*'s book in *theme*: the theme's, then what the look says of type and colours.

    Raises BuildError where the theme has none, or one that names files: they would not be in the book.
    """
    text = theme.style("epub.css")
    if re.search(r"url\(", text, re.IGNORECASE):
        raise BuildError("theme file epub.css names files (“url(…)”); a book holds those of the house’s look alone")
    look = article.look
    made = [text]
    made += [
        f"@font-face {{ font-family: {looks.quoted(font.family)}; font-weight: {font.weight}; font-style: {font.style};"
        f' src: url("{_font(font.file.sha256, font.file.media_type)}"); }}\n'
        for font in look.fonts
    ]
    if look.base:
        made.append(f"body {{ font-family: {looks.quoted(look.base)}, serif; }}\n")
    if look.headings:
        made.append(f"h1, h2, h3, h4, h5, h6, .deck {{ font-family: {looks.quoted(look.headings)}, serif; }}\n")
    for scheme, colors in (("light", dict(look.light)), ("dark", dict(look.dark))):
        if accent := colors.get("accent"):
            made.append(f"@media (prefers-color-scheme: {scheme}) {{ {_COLORED} {{ color: {accent}; }} }}\n")
    return "".join(made)


def _picture(image: Image) -> str:
    return f"images/{image.sha256[:16]}.{_ENDINGS.get(image.media_type, 'bin')}"


def _font(sha256: str, media_type: str) -> str:
    return f"fonts/{sha256[:16]}.{_ENDINGS.get(media_type, 'bin')}"


def _document(root: ET.Element, article: Article, pictures: dict[str, Image]) -> tuple[ET.Element, tuple[Image, ...]]:
    """Return the content document that the page *root* becomes, and the images that it shows, each once."""
    body, main, head = root.find("body"), root.find(".//main"), root.find("head")
    if body is None or root.find(".//article") is None or head is None:
        raise BuildError("the theme's page has no article element, so that no book can be made of it")
    made = _skeleton(article, head.findtext("title") or article.headline)
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            there = ET.SubElement(made[0], "script", {"type": "application/ld+json"})
            # Programs that take XHTML for HTML read no references in a script: it has none.
            there.text = (script.text or "").replace("&", "\\u0026").replace(">", "\\u003e")
    shown: dict[str, Image] = {}
    content = ET.SubElement(made, "body", {**body.attrib, "epub:type": "bodymatter"})
    content.append(main if main is not None else body)
    content[0].tag = "main"
    for holder in list(content.iter()):
        for child in [one for one in holder if not isinstance(one.tag, str) or one.tag in ("script", "style", "link")]:
            holder.remove(child)
    for one in list(content.iter()):
        _name(one)
        if one.tag == "img" and (image := pictures.get(one.get("src", ""))) is not None:
            one.set("src", _picture(image))
            shown[_picture(image)] = image
    for number, heading in enumerate(one for one in content.iter() if one.tag in _HEADINGS):
        if not heading.get("id"):
            heading.set("id", f"heading_{number}")
    return made, tuple(shown.values())


def _skeleton(article: Article, title: str, tag: str = "", way: str = "") -> ET.Element:
    """Return a document of the book without a body, in the article's language or that of *tag*, written its *way*."""
    language, turned = tag or article.language, way or article.direction
    spaces = {"xmlns": _XHTML, "xmlns:epub": _OPS, "lang": language, "xml:lang": language, "dir": turned}
    made = ET.Element("html", spaces)
    head = ET.SubElement(made, "head")
    ET.SubElement(head, "meta", {"charset": "utf-8"})
    ET.SubElement(head, "title").text = " ".join(title.split())
    ET.SubElement(head, "link", {"rel": "stylesheet", "type": "text/css", "href": STYLE})
    return made


def _name(one: ET.Element) -> None:
    """Say of an element what it is to programs that read books."""
    role = one.get("role", "")
    if role in ("doc-noteref", "doc-backlink"):
        one.set("epub:type", role.removeprefix("doc-"))
    for name in one.get("class", "").split():
        if name in _PARTS:
            kind, own = _PARTS[name]
            one.set("epub:type", kind)
            one.set("role", own)
    if "sources" in one.get("class", "").split():
        for item in one.iter("li"):
            _wrap(item)


def _wrap(item: ET.Element) -> None:
    """Make what is in a list's *item* a note: the item itself goes on being one of the list."""
    note = ET.Element("div", {"epub:type": "footnote", "role": "doc-footnote"})
    if (id_ := item.attrib.pop("id", None)) is not None:
        note.set("id", id_)
    note.text, item.text = item.text, None
    note.extend(list(item))
    item[:] = [note]


def _headings(document: ET.Element) -> list[tuple[int, str, str]]:
    """Return level, id and words of the headings of *document*, in order."""
    found = []
    for one in document.iter():
        if one.tag in _HEADINGS:
            words = " ".join("".join(part for part in _words(one)).split())
            if words:
                found.append((_HEADINGS.index(str(one.tag)) + 1, one.get("id", ""), words))
    return found


def _words(one: ET.Element) -> Iterator[str]:
    """Yield the words of a heading without the numbers of its notes."""
    yield one.text or ""
    for child in one:
        if "note-ref" not in child.get("class", "").split():
            yield from _words(child)
        yield child.tail or ""


def _navigation(article: Article, headings: Iterable[tuple[int, str, str]]) -> ET.Element:
    """Return the navigation document (EPUB 3.3, 7): the headings as a tree, and where what begins."""
    locale = locale_of(article.language)
    label = locale.label("Contents")
    foreign = {} if supports(article.language) else {"lang": locale.tag, "xml:lang": locale.tag, "dir": "ltr"}
    made = _skeleton(article, article.headline)
    body = ET.SubElement(made, "body")
    nav = ET.SubElement(
        ET.SubElement(body, "main"),
        "nav",
        {"epub:type": "toc", "role": "doc-toc", "id": "toc", "aria-labelledby": "toc_label"},
    )
    ET.SubElement(nav, "h1", {"id": "toc_label", **foreign}).text = label
    top = ET.SubElement(nav, "ol")
    open_: list[tuple[int, ET.Element]] = []
    for level, id_, words in headings:
        while open_ and open_[-1][0] >= level:
            open_.pop()
        below = open_[-1][1].find("ol") if open_ else top
        item = ET.SubElement(ET.SubElement(open_[-1][1], "ol") if below is None else below, "li")
        ET.SubElement(item, "a", {"href": f"{ARTICLE}#{id_}"}).text = words
        open_.append((level, item))
    marks = ET.SubElement(body, "nav", {"epub:type": "landmarks", "hidden": "hidden", "aria-label": article.headline})
    listed = ET.SubElement(marks, "ol")
    item = ET.SubElement(listed, "li")
    start = {"epub:type": "bodymatter", "href": f"{ARTICLE}#{fragments.ARTICLE}"}
    ET.SubElement(item, "a", start).text = article.headline
    return made


def _written(root: ET.Element) -> bytes:
    """Return *root* as XHTML that a parser of HTML reads alike: only void elements are closed at once."""
    text = _VOID.sub("/>", ET.tostring(root, encoding="unicode", short_empty_elements=False))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()


def _container() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:container"
    file = {"full-path": f"{FOLDER}/{PACKAGE}", "media-type": "application/oebps-package+xml"}
    return element("container", {"version": "1.0", "xmlns": space}, element("rootfiles", {}, element("rootfile", file)))


def _package(article: Article, inside: dict[str, bytes], theme: Theme) -> str:
    about = {
        "xmlns": _OPF,
        "version": "3.0",
        "unique-identifier": "identifier",
        "xml:lang": article.language,
        "dir": article.direction,
    }
    known = {ending: kind for kind, ending in _ENDINGS.items()} | {"xhtml": "application/xhtml+xml", "css": "text/css"}
    # Libraries show a book by a picture; the first of the article is better than none.
    cover = next((_picture(image) for image in wording.placed.images(article)), "")
    items = [
        element(
            "item",
            {
                "id": _id(name),
                "href": name,
                "media-type": known.get(name.rpartition(".")[2], "application/octet-stream"),
                "properties": "nav" if name == NAVIGATION else "cover-image" if name == cover else None,
            },
        )
        for name in inside
    ]
    way = "rtl" if article.direction == "rtl" else None
    spine = element("spine", {"page-progression-direction": way}, element("itemref", {"idref": _id(ARTICLE)}))
    metadata = element("metadata", {"xmlns:dc": _DC}, *_metadata(article, inside, theme))
    return element("package", about, metadata, element("manifest", {}, *items), spine)


def _id(name: str) -> str:
    return "item_" + re.sub(r"[^A-Za-z0-9]", "_", name)


def _metadata(article: Article, inside: dict[str, bytes], theme: Theme) -> Iterator[str]:
    """Yield what the package says of the article (EPUB 3.3, 5.5); its days are the article's."""

    def told(name: str, text: str | None, **more: str | None) -> Iterator[str]:
        if text and text.strip():
            yield element(f"dc:{name}", more, containers.words(plain(text)))

    def meta(name: str, text: str, **more: str) -> str:
        return element("meta", {"property": name, **more}, containers.words(text))

    yield from told("identifier", article.base, id="identifier")
    yield from told("title", article.headline)
    yield from told("language", article.language)
    for n, author in enumerate(article.authors, 1):
        yield from told("creator", author.label, id=f"creator_{n}")
        yield meta("role", "aut", refines=f"#creator_{n}", scheme="marc:relators")
        yield meta("display-seq", str(n), refines=f"#creator_{n}")
    yield from told("publisher", article.outlet.name)
    yield from told(
        "date", article.published.upper() if len(article.published) > len("YYYY-MM-DD") else article.published
    )
    yield from told("description", article.description)
    for word in subjects(article):
        yield from told("subject", word)
    if article.based_on is not None:
        yield from told("source", article.based_on.url or article.based_on.title)
    yield from told("rights", " · ".join(filter(None, (article.rights.notice, article.rights.license))))
    yield meta("dcterms:modified", in_utc(article.modified or article.published))
    yield from (meta(f"schema:{name}", value) for name, value in _accessibility(inside))
    summary = _SUMMARY + (_PICTURED if _pictured(inside) else "")
    yield meta("schema:accessibilitySummary", summary, **{"xml:lang": "en"})
    yield element("meta", {"name": "generator", "content": f"pressmark {pressmark.__version__}"})
    if theme.sha256 != load_theme().sha256:
        yield element("meta", {"name": "pressmark:theme", "content": theme.sha256})


_SUMMARY = "Text that reflows, with headings, lists and a table of contents; notes lead to their sources and back."
_PICTURED = " Every picture has a description by the article’s editors."


def subjects(article: Article) -> tuple[str, ...]:
    """Return what the article is about, keywords and topics, each once."""
    found: dict[str, str] = {}
    for word in (*article.keywords, *(topic.name for topic in article.topics)):
        found.setdefault(plain(word).casefold(), word)
    return tuple(found.values())


def _pictured(inside: dict[str, bytes]) -> bool:
    return any(name.startswith("images/") for name in inside)


def _accessibility(inside: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield what a reader may look for (EPUB Accessibility 1.1, 2.2); only what holds for every book made here."""
    pictured = _pictured(inside)
    modes = ["textual", "visual"] if pictured else ["textual"]
    yield from (("accessMode", mode) for mode in modes)
    yield "accessModeSufficient", "textual"
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA"]
    yield from (("accessibilityFeature", one) for one in [*(["alternativeText"] if pictured else []), *features])
    moving = any(name.endswith((".gif", ".webp")) for name in inside)
    yield "accessibilityHazard", "unknown" if moving else "none"


WRITER = Writer("epub", "application/epub+zip", "an EPUB publication for e-readers and reading aloud", write)

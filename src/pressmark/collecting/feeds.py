"""What programs follow a site by: feeds and sitemaps.

Feeds are Atom (RFC 4287) with its archives (RFC 5005) and tombstones (RFC 6721), JSON Feed 1.1, and one for e-deposit.
They hold the full text as the article's page has it, with every address in it complete; what has no address without
the site's is left out. A list's own feed holds no text as long as a booklet: an article can be in seven hundred lists,
and the feed of all has it. Sitemaps are those of sitemaps.org (0.9), and the one for news that search engines read: the
last two days.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

import pressmark
from pressmark.archive.lists import Item, deposit_feed
from pressmark.collecting.catalogue import by_period, href
from pressmark.collecting.entries import BESIDE, digest, instant
from pressmark.collecting.pages import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pressmark.collecting.catalogue import Catalogue, Group, Listed
    from pressmark.collecting.site import Site


_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_HISTORY = "http://purl.org/syndication/history/1.0"
_XML = "http://www.w3.org/XML/1998/namespace"
# Signs of HTML: some eight thousand words.
_LONGEST = 65_536
_OF_A_LIST = 20  # articles at most in the feed of an author, a topic and the like: each holds their full text
_BESIDE = re.compile(f'src="{BESIDE}([^"]*)"')
_UNSHOWN = re.compile(f'<img src="{BESIDE}[^>]*>\n?')
_INTO = re.compile(r'href="#([^"]*)"')
_NOWHERE = re.compile(r' href="#[^"]*"')


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: its *name* below the site without the suffix, what it is called, its page, its articles, newest first."""

    name: str
    title: str
    page: str
    articles: tuple[Listed, ...]
    archive: str | None = None
    newer: str | None = None
    whole: bool = True


class Feeds:
    """The feeds of *site* for *catalogue*; *body* gives an article's full text as it was kept."""

    def __init__(self, site: Site, catalogue: Catalogue, body: Callable[[str], str]) -> None:
        """Prepare the feeds; nothing is read before one is made."""
        self._site = site
        self._catalogue = catalogue
        self._body = body
        self._text = lru_cache(maxsize=2000)(self._completed)
        # A translation is named where it is an article of the collection that is out and stands.
        self._out = frozenset(one.entry.url for one in catalogue.standing if one.entry.url)

    def files(self) -> Iterator[File]:
        """Yield the feed of all articles, the feeds of those who have a list, the archives, and the deposit feeds."""
        newest, months = self._site.newest, by_period(self._catalogue.articles, 7)
        cut = len(self._catalogue.articles) > newest
        names = [f"archive/{month}.atom" for month in months] if cut else []
        first = Channel("feed", self._site.title, "index.html", self._catalogue.articles[:newest])
        yield self._atom(first, names[0] if names else None)
        yield self._json(first)
        for n, those in enumerate(months.values() if cut else ()):
            older = names[n + 1] if n + 1 < len(names) else None
            newer = names[n - 1] if n else None
            page = names[n].replace(".atom", ".html")
            channel = Channel(names[n].removesuffix(".atom"), self._site.title, page, tuple(those), "feed.atom", newer)
            yield self._atom(channel, older)
        for groups in self._catalogue.groups.values():
            for group in groups:
                yield from self._group(group)
        yield from self._deposits(months if cut else {})

    def _group(self, group: Group) -> Iterator[File]:
        title = f"{group.name} – {self._site.title}"
        those = group.articles[: min(self._site.newest, _OF_A_LIST)]
        channel = Channel(f"{group.path}/feed", title, f"{group.path}.html", those, whole=False)
        yield self._atom(channel, None)
        yield self._json(channel)

    def _inputs(self, channel: Channel, *more: str) -> str:
        listed = (f"{one.digest}{one.body}{one.file}{one.address}{self._others(one)}" for one in channel.articles)
        return digest(self._site.recipe, channel.name, channel.title, channel.page, *more, *listed)

    def _others(self, article: Listed) -> list[str]:
        return [url for _, url in article.entry.translations if url in self._out]

    # --- Atom

    def _atom(self, channel: Channel, older: str | None) -> File:
        name = f"{channel.name}.atom"
        inputs = self._inputs(channel, older or "", channel.newer or "", channel.archive or "")
        return File(name, inputs, lambda: self._atom_bytes(channel, name, older))

    def _atom_bytes(self, channel: Channel, name: str, older: str | None) -> bytes:
        for prefix, uri in (("", _ATOM), ("at", _TOMBSTONES), ("fh", _HISTORY)):
            ET.register_namespace(prefix, uri)
        site = self._site
        root = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": site.language})
        _text(root, "id", site.address(name) or _urn(site.title, name))
        _text(root, "title", channel.title)
        if channel.name == "feed" and site.description:
            _text(root, "subtitle", site.description)
        _text(root, "updated", max((instant(one.entry.updated) for one in channel.articles), default=self._never()))
        generator = _text(root, "generator", "pressmark")
        generator.set("version", pressmark.__version__)
        self._link(root, "self", name, "application/atom+xml")
        self._link(root, "alternate", channel.page, "text/html")
        if channel.archive:
            ET.SubElement(root, f"{{{_HISTORY}}}archive")
            self._link(root, "current", channel.archive, "application/atom+xml")
        if older:
            self._link(root, "prev-archive", older, "application/atom+xml")
        if channel.newer:
            self._link(root, "next-archive", channel.newer, "application/atom+xml")
        if site.masthead and site.masthead.license:
            ET.SubElement(root, f"{{{_ATOM}}}link", {"rel": "license", "href": site.masthead.license})
        # RFC 4287 (appendix B) has what others add before all entries.
        for article in sorted(channel.articles, key=lambda one: not one.entry.withdrawn):
            if article.entry.withdrawn:
                self._tombstone(root, article)
            else:
                self._entry(root, article, whole=channel.whole)
        ET.indent(root, " ")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()

    def _never(self) -> str:
        return instant(self._site.as_of or "1970-01-01")

    def _link(self, parent: ET.Element, rel: str, name: str, kind: str) -> None:
        address = self._site.address(name)
        if address:
            ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "type": kind, "href": address})

    def _tombstone(self, root: ET.Element, article: Listed) -> None:
        gone = article.entry.withdrawn
        assert gone is not None
        element = ET.SubElement(
            root, f"{{{_TOMBSTONES}}}deleted-entry", {"ref": article.entry.id, "when": instant(gone.date)}
        )
        comment = ET.SubElement(element, f"{{{_TOMBSTONES}}}comment", {f"{{{_XML}}}lang": article.entry.language})
        comment.text = gone.text
        if article.address:
            ET.SubElement(
                element, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": article.address}
            )

    def _entry(self, root: ET.Element, article: Listed, *, whole: bool) -> None:
        entry = article.entry
        element = ET.SubElement(root, f"{{{_ATOM}}}entry", {f"{{{_XML}}}lang": entry.language})
        _text(element, "id", entry.id)
        _text(element, "title", entry.headline)
        _text(element, "published", instant(entry.published))
        _text(element, "updated", instant(entry.updated))
        for author in [one for one in entry.authors if one.name] or [entry.outlet]:
            person = ET.SubElement(element, f"{{{_ATOM}}}author")
            _text(person, "name", author.name)
            if author.url:
                _text(person, "uri", author.url)
        for link in self._links(article):
            ET.SubElement(element, f"{{{_ATOM}}}link", link)
        for scheme, term in self._terms(article):
            ET.SubElement(element, f"{{{_ATOM}}}category", {"term": term, **({"scheme": scheme} if scheme else {})})
        if entry.notice or entry.holder:
            _text(element, "rights", entry.notice or entry.holder or "")
        text = self._shown(article, whole=whole)
        if entry.description != entry.headline or text is None:
            _text(element, "summary", entry.description)
        if text is not None:
            _text(element, "content", text).set("type", "html")

    def _links(self, article: Listed) -> Iterator[dict[str, str]]:
        entry = article.entry
        if article.address:
            yield {"rel": "alternate", "type": "text/html", "hreflang": entry.language, "href": article.address}
        for language, url in entry.translations:
            if url in self._out:
                # As an alternate, RFC 4287 allows it; but readers take the last of these for the article's own address.
                yield {"rel": "related", "type": "text/html", "hreflang": language, "href": url}
        if entry.license:
            yield {"rel": "license", "href": entry.license}
        picture = self.picture(article)
        if entry.picture and picture:
            size = {"length": str(entry.picture.size)}
            yield {"rel": "enclosure", "type": entry.picture.media_type, **size, "href": picture}
        if entry.pdf:
            yield {"rel": "enclosure", "type": "application/pdf", "href": entry.pdf}

    @staticmethod
    def _terms(article: Listed) -> Iterator[tuple[str | None, str]]:
        entry = article.entry
        seen: set[str] = set()
        for scheme, term in [(one.same_as, one.name) for one in entry.topics] + [
            (None, word) for word in entry.keywords
        ]:
            if term not in seen:
                seen.add(term)
                yield scheme, term

    # --- JSON Feed

    def _json(self, channel: Channel) -> File:
        name = f"{channel.name}.json"
        return File(name, self._inputs(channel), lambda: self._json_bytes(channel, name))

    def _json_bytes(self, channel: Channel, name: str) -> bytes:
        site = self._site
        said = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": site.address(channel.page),
            "feed_url": site.address(name),
            "description": site.description if channel.name == "feed" else None,
            "language": site.language,
        }
        items = [self._json_item(one, whole=channel.whole) for one in channel.articles if one.entry.withdrawn is None]
        head = json.dumps(_stated(said), ensure_ascii=False)
        # A line for each item: what changed in a feed can be seen.
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        return f'{head[:-1]}, "items": [\n{lines}\n]}}\n'.encode()

    def _json_item(self, article: Listed, *, whole: bool) -> dict[str, Any]:
        entry = article.entry
        text = self._shown(article, whole=whole)
        authors = [_stated({"name": one.name, "url": one.url}) for one in entry.authors if one.name]
        pdf = [{"url": entry.pdf, "mime_type": "application/pdf"}] if entry.pdf else None
        rights = _stated({"license": entry.license, "notice": entry.notice, "holder": entry.holder})
        return _stated(
            {
                "id": entry.id,
                "url": article.address,
                "title": entry.headline,
                "content_html": text,
                "content_text": entry.description if text is None else None,
                "summary": entry.description if entry.description != entry.headline else None,
                "image": self.picture(article),
                "date_published": instant(entry.published),
                "date_modified": instant(entry.updated),
                "authors": authors or [_stated({"name": entry.outlet.name, "url": entry.outlet.url})],
                "tags": [term for _, term in self._terms(article)],
                "language": entry.language,
                "attachments": pdf,
                # JSON Feed has no word for a licence; what begins with “_” is ours to define.
                "_rights": rights,
            }
        )

    # --- What both hold

    def _shown(self, article: Listed, *, whole: bool) -> str | None:
        """Return the full text, None where it is too long for a feed that does not hold the *whole*."""
        text = self.text(article)
        return text if whole or len(text) <= _LONGEST else None

    def text(self, article: Listed) -> str:
        """Return the full text of *article* as HTML, with complete addresses."""
        return self._text(article.entry.place, article.file, article.address)

    def _completed(self, place: str, file: str | None, address: str | None) -> str:
        body = self._body(place)
        folder = dirname(file) if file else None
        if self._site.base and folder is not None:
            body = _BESIDE.sub(lambda found: f'src="{self._beside(folder, found[1])}"', body)
        else:
            body = _UNSHOWN.sub("", body)
        if address:
            page = address.replace("&", "&amp;").replace('"', "&quot;")
            return _INTO.sub(lambda found: f'href="{page}#{found[1]}"', body)
        return _NOWHERE.sub("", body)

    def picture(self, article: Listed) -> str | None:
        """Return the address of the first picture of *article*, None where it has none."""
        found = article.entry.picture
        if found is None or found.url:
            return found.url if found else None
        if not self._site.base or not article.file:
            return None
        return self._beside(dirname(article.file), href(found.file))

    def _beside(self, folder: str, path: str) -> str:
        return f"{self._site.base}{normpath(join(href(folder), path))}"

    # --- For e-deposit

    def _deposits(self, months: dict[str, list[Listed]]) -> Iterator[File]:
        standing = [one for one in self._catalogue.articles if one.entry.withdrawn is None]
        yield self._deposit("deposit.xml", standing[: self._site.newest])
        for month, those in months.items():
            yield self._deposit(f"deposit/{month}.xml", [one for one in those if one.entry.withdrawn is None])

    def _deposit(self, name: str, articles: Sequence[Listed]) -> File:
        def make() -> bytes:
            home = self._site.base or next((one.entry.outlet.url for one in articles if one.entry.outlet.url), "")
            return deposit_feed(self._site.title, home, [_item(one) for one in articles])

        return File(name, digest(self._site.recipe, *(f"{one.digest}{one.address}" for one in articles)), make)


def _item(article: Listed) -> Item:
    entry = article.entry
    published = ((article.address, "text/html"), (entry.pdf, "application/pdf"), (entry.yaml, "application/yaml"))
    return Item(
        identifier=entry.identifier,
        title=entry.headline,
        description=entry.description,
        published=entry.published,
        language=entry.language,
        publisher=entry.outlet.name,
        creators=tuple(author.name for author in entry.authors if author.name),
        url=article.address,
        modified=entry.modified,
        issn=entry.issn,
        license=entry.license,
        subjects=entry.keywords,
        files=tuple((address, kind) for address, kind in published if address),
    )


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _urn(*words: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, chr(10).join(words))}"


_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_MOST = 50_000  # addresses in a sitemap
_MOST_NEWS = 1_000
_DAYS = 2


def sitemaps(site: Site, catalogue: Catalogue, pages: Sequence[str]) -> Iterator[File]:
    """Yield the sitemaps of *site* with its *pages* and articles; none where nobody said where it will be.

    An address on another host has no place in them. Withdrawn articles are in the first, since their page stays.
    """
    if not site.base:
        return
    rows = [(site.address(name) or "", "") for name in sorted(pages)]
    rows += [
        (one.address, instant(one.entry.updated)) for one in catalogue.articles if one.address and _here(site, one)
    ]
    rows = list({address: (address, changed) for address, changed in rows}.values())
    if len(rows) <= _MOST:
        yield _file("sitemap.xml", rows)
    else:
        names = []
        for n, start in enumerate(range(0, len(rows), _MOST), 1):
            names.append(f"sitemap-{n}.xml")
            yield _file(names[-1], rows[start : start + _MOST])
        parts = [(site.address(name) or "", "") for name in names]
        yield _file("sitemap.xml", parts, "sitemapindex", "sitemap")
    if site.as_of is not None:
        recent = [one for one in catalogue.standing if _recent(one.entry.published, site.as_of) and _here(site, one)]
        told = (f"{one.digest}{one.address}" for one in recent)
        yield File("news-sitemap.xml", digest(site.recipe, *told), lambda: _news(recent[:_MOST_NEWS]))


def _here(site: Site, article: Listed) -> bool:
    if not article.address:
        return False
    one, other = urlsplit(article.address), urlsplit(site.base)
    return (one.scheme, one.netloc.lower()) == (other.scheme, other.netloc.lower())


def _recent(published: str, as_of: str) -> bool:
    """Return whether *published* is of the two days before *as_of*; by days where one of them has no time."""
    if len(published) == len("YYYY-MM-DD") or len(as_of) == len("YYYY-MM-DD"):
        published, as_of = published[:10], as_of[:10]
    one, other = (datetime.fromisoformat(instant(text)) for text in (published, as_of))
    return timedelta(0) <= other - one <= timedelta(days=_DAYS)


def _file(name: str, rows: Sequence[tuple[str, str]], root: str = "urlset", row: str = "url") -> File:
    return File(
        name, digest(root, *(f"{address}\t{changed}" for address, changed in rows)), lambda: _made(rows, root, row)
    )


def _made(rows: Sequence[tuple[str, str]], root: str, row: str) -> bytes:
    ET.register_namespace("", _SITEMAP)
    top = ET.Element(f"{{{_SITEMAP}}}{root}")
    for address, changed in rows:
        element = ET.SubElement(top, f"{{{_SITEMAP}}}{row}")
        ET.SubElement(element, f"{{{_SITEMAP}}}loc").text = address
        if changed:
            ET.SubElement(element, f"{{{_SITEMAP}}}lastmod").text = changed
    return _xml(top)


def _news(articles: Sequence[Listed]) -> bytes:
    for prefix, uri in (("", _SITEMAP), ("news", _NEWS)):
        ET.register_namespace(prefix, uri)
    top = ET.Element(f"{{{_SITEMAP}}}urlset")
    for article in articles:
        entry = article.entry
        element = ET.SubElement(top, f"{{{_SITEMAP}}}url")
        ET.SubElement(element, f"{{{_SITEMAP}}}loc").text = article.address
        news = ET.SubElement(element, f"{{{_NEWS}}}news")
        publication = ET.SubElement(news, f"{{{_NEWS}}}publication")
        ET.SubElement(publication, f"{{{_NEWS}}}name").text = entry.outlet.name
        ET.SubElement(publication, f"{{{_NEWS}}}language").text = _language(entry.language)
        ET.SubElement(news, f"{{{_NEWS}}}publication_date").text = entry.published.upper()
        ET.SubElement(news, f"{{{_NEWS}}}title").text = entry.headline
    return _xml(top)


def _language(tag: str) -> str:
    """Return the language of *tag* as the news sitemap has it: the bare language, but for the two forms of Chinese."""
    primary, *rest = tag.lower().split("-")
    if primary == "zh":
        return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"
    return primary


def _xml(top: ET.Element) -> bytes:
    ET.indent(top, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(top, encoding="unicode")}\n'.encode()

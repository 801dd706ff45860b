"""Sitemaps (sitemaps.org, 0.9), and the one for news that search engines read: the last two days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from pressmark.collecting.entries import digest, instant
from pressmark.collecting.pages import File

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pressmark.collecting.catalogue import Catalogue, Listed
    from pressmark.collecting.site import Site

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_MOST = 50_000  # addresses in a sitemap
_MOST_NEWS = 1_000
_DAYS = 2


def files(site: Site, catalogue: Catalogue, pages: Sequence[str]) -> Iterator[File]:
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

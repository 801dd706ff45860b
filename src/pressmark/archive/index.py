"""Lists of what was packed, in the forms in which archives take many articles at once: a spreadsheet, and a feed."""

from __future__ import annotations

import csv
import io
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pressmark.archive.deposit import day, instant
from pressmark.i18n import locale_of
from pressmark.letters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pressmark.archive.pack import Packed
    from pressmark.model import Article

    Rows = Sequence[tuple[Article, Packed]]

_TERMS = "http://purl.org/dc/terms/"
_MEDIA = "http://search.yahoo.com/mrss/"


def internet_archive(rows: Rows) -> bytes:
    """Return the spreadsheet that the Internet Archive's program takes (``ia upload --spreadsheet``): a row a package.

    Its columns are those of the Internet Archive's metadata schema; a field with several values has a column for each.
    The file's path is its name alone: the command is run in the packages' folder.
    """
    said = [list(_fields(article, packed)) for article, packed in rows]
    columns = list(dict.fromkeys(name for row in said for name, _ in row))
    columns.sort(key=lambda name: _ORDER.index(name.split("[")[0]))
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(dict(row) for row in said)
    return buffer.getvalue().encode()


_ORDER = [
    "identifier",
    "file",
    "mediatype",
    "title",
    "creator",
    "date",
    "description",
    "language",
    "publisher",
    "subject",
    "licenseurl",
    "rights",
    "issn",
    "originalurl",
    "external-identifier",
]


def _fields(article: Article, packed: Packed) -> Iterator[tuple[str, str]]:
    yield from (("identifier", packed.path.stem), ("file", packed.path.name), ("mediatype", "texts"))
    yield "title", plain(article.headline)
    yield from _several("creator", [plain(author.label) for author in article.authors])
    yield from (("date", day(article.published)), ("description", plain(article.description)))
    yield from (
        ("language", locale_of("en").language_name(article.language.split("-")[0])),
        ("publisher", article.outlet.name),
    )
    yield from _several("subject", [*article.keywords, *(topic.name for topic in article.topics)])
    stated = (
        ("licenseurl", article.rights.license),
        ("rights", article.rights.notice),
        ("issn", article.outlet.issn),
        ("originalurl", article.url),
    )
    yield from ((name, value) for name, value in stated if value)
    yield "external-identifier", packed.identifier


def _several(name: str, values: list[str]) -> Iterator[tuple[str, str]]:
    for n, value in enumerate(dict.fromkeys(values)):
        yield f"{name}[{n}]", value


def feed(rows: Rows) -> bytes:
    """Return an RSS 2.0 feed with Dublin Core terms, as national e-deposit takes it: an item an article.

    ``media:content`` are the addresses at which the article says that its page and files are published; what has no
    address is not in it, and nothing is made up in its place.
    """
    for prefix, uri in (("dcterms", _TERMS), ("media", _MEDIA)):
        ET.register_namespace(prefix, uri)
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    outlets = list(dict.fromkeys(article.outlet.name for article, _ in rows))
    home = next((article.outlet.url or article.url for article, _ in rows if article.outlet.url or article.url), "")
    for name, text in (("title", ", ".join(outlets)), ("link", home), ("description", "Articles for legal deposit")):
        ET.SubElement(channel, name).text = text
    for article, packed in rows:
        _item(ET.SubElement(channel, "item"), article, packed)
    ET.indent(root)
    body: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _item(item: ET.Element, article: Article, packed: Packed) -> None:
    ET.SubElement(item, "guid", {"isPermaLink": "false"}).text = packed.identifier
    if article.url:
        ET.SubElement(item, "link").text = article.url
    ET.SubElement(item, "title").text = plain(article.headline)
    ET.SubElement(item, "description").text = plain(article.description)
    ET.SubElement(item, "pubDate").text = format_datetime(instant(article.published))
    changed = article.modified
    serial = [f"urn:ISSN:{article.outlet.issn}"] if article.outlet.issn else [article.outlet.name]
    terms = [
        ("publisher", article.outlet.name),
        *(("creator", plain(author.label)) for author in article.authors),
        ("issued", article.published),
        *([("modified", changed)] if changed else []),
        ("language", article.language),
        *(("isPartOf", one) for one in serial),
        *([("license", article.rights.license)] if article.rights.license else []),
        *(("subject", word) for word in article.keywords),
        ("identifier", packed.identifier),
    ]
    for name, text in terms:
        ET.SubElement(item, f"{{{_TERMS}}}{name}").text = text
    published = (
        (article.url, "text/html"),
        (article.files.pdf, "application/pdf"),
        (article.files.yaml, "application/yaml"),
    )
    for address, kind in published:
        if address:
            ET.SubElement(item, f"{{{_MEDIA}}}content", {"url": address, "type": kind})


# By the suffix of the file's name.
INDEXES: dict[str, Callable[[Rows], bytes]] = {".csv": internet_archive, ".xml": feed}

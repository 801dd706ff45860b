"""Lists of what was packed: the ingest report, and what holds packages and stores to it; a spreadsheet; a feed."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pressmark.archive import ocfl
from pressmark.archive.deposit import day, instant
from pressmark.i18n import locale_of
from pressmark.letters import plain, table_cell
from pressmark.problems import PressmarkError
from pressmark.reader.files import read_plain
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pressmark.archive.pack import Packed
    from pressmark.model import Article
    from pressmark.verdict import Verdict

    Rows = Sequence[tuple[Article, Packed]]

_TERMS = "http://purl.org/dc/terms/"
_MEDIA = "http://search.yahoo.com/mrss/"


def internet_archive(rows: Rows) -> bytes:
    """Return the spreadsheet that the Internet Archive's program takes (``ia upload --spreadsheet``): a row a package.

    Its columns are those of the Internet Archive's metadata schema; a field with several values has a column for each.
    The file's path is its name alone: the command is run in the packages' folder. What a spreadsheet might run has a
    space before it, which the Internet Archive trims.
    """
    said = [list(_fields(article, packed)) for article, packed in rows]
    columns = list(dict.fromkeys(name for row in said for name, _ in row))
    columns.sort(key=lambda name: _ORDER.index(name.split("[")[0]))
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({name: table_cell(value) for name, value in row} for row in said)
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


@dataclass(frozen=True, slots=True)
class Item:
    """An article as e-deposit takes it; dates as in the source, *files* are pairs of an address and a media type."""

    identifier: str
    title: str
    description: str
    published: str
    language: str
    publisher: str
    creators: tuple[str, ...] = ()
    url: str | None = None
    modified: str | None = None
    issn: str | None = None
    license: str | None = None
    subjects: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def feed(rows: Rows) -> bytes:
    """Return an RSS 2.0 feed with Dublin Core terms, as national e-deposit takes it: an item an article.

    ``media:content`` are the addresses at which the article says that its page and files are published; what has no
    address is not in it, and nothing is made up in its place.
    """
    outlets = list(dict.fromkeys(article.outlet.name for article, _ in rows))
    home = next((article.outlet.url or article.url for article, _ in rows if article.outlet.url or article.url), "")
    return deposit_feed(", ".join(outlets), home or "", [_item(article, packed.identifier) for article, packed in rows])


def deposit_feed(title: str, home: str, items: Iterable[Item]) -> bytes:
    """Return the feed of `feed` with the *title* and the address *home* for *items*, in their order."""
    for prefix, uri in (("dcterms", _TERMS), ("media", _MEDIA)):
        ET.register_namespace(prefix, uri)
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    for name, text in (("title", title), ("link", home), ("description", "Articles for legal deposit")):
        ET.SubElement(channel, name).text = text
    for item in items:
        _write_item(ET.SubElement(channel, "item"), item)
    ET.indent(root)
    body: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _item(article: Article, identifier: str) -> Item:
    published = (
        (article.url, "text/html"),
        (article.files.pdf, "application/pdf"),
        (article.files.yaml, "application/yaml"),
    )
    return Item(
        identifier=identifier,
        title=plain(article.headline),
        description=plain(article.description),
        published=article.published,
        language=article.language,
        publisher=article.outlet.name,
        creators=tuple(plain(author.label) for author in article.authors),
        url=article.url,
        modified=article.modified,
        issn=article.outlet.issn,
        license=article.rights.license,
        subjects=article.keywords,
        files=tuple((address, kind) for address, kind in published if address),
    )


def _write_item(element: ET.Element, item: Item) -> None:
    ET.SubElement(element, "guid", {"isPermaLink": "false"}).text = item.identifier
    if item.url:
        ET.SubElement(element, "link").text = item.url
    ET.SubElement(element, "title").text = item.title
    ET.SubElement(element, "description").text = item.description
    ET.SubElement(element, "pubDate").text = format_datetime(instant(item.published))
    terms = [
        ("publisher", item.publisher),
        *(("creator", name) for name in item.creators),
        ("issued", item.published),
        *([("modified", item.modified)] if item.modified else []),
        ("language", item.language),
        ("isPartOf", f"urn:ISSN:{item.issn}" if item.issn else item.publisher),
        *([("license", item.license)] if item.license else []),
        *(("subject", word) for word in item.subjects),
        ("identifier", item.identifier),
    ]
    for name, text in terms:
        ET.SubElement(element, f"{{{_TERMS}}}{name}").text = text
    for address, kind in item.files:
        ET.SubElement(element, f"{{{_MEDIA}}}content", {"url": address, "type": kind})


# By the suffix of the file's name.
INDEXES: dict[str, Callable[[Rows], bytes]] = {".csv": internet_archive, ".xml": feed}


REPORT = "ingest-report.csv"
_COLUMNS = ("id", "file", "sha512", "size", "status")


def ingest_report(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the ingest report: a row an article, with the columns that docs/preservation.md explains."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([_COLUMNS, *rows])
    return buffer.getvalue()


_AGAINST = "against the report"
_LARGEST_REPORT = 256 * 1024 * 1024  # bytes: of some million articles
_WANTED = {"id", "file", "sha512", "status"}


class Reported:
    """What the ingest report at *report* tells of, and which of the *targets* answer for it."""

    def __init__(self, report: Path, targets: Sequence[Path]) -> None:
        """Read the report. Raises PressmarkError for what is none."""
        self._report = report
        try:
            rows = list(csv.DictReader(io.StringIO(read_plain(report, _LARGEST_REPORT).decode("utf-8-sig"))))
        except (OSError, ValueError, csv.Error) as error:
            raise PressmarkError(f"{report}: no ingest report ({error})") from error
        if not rows or any(not row.keys() >= _WANTED or None in row.values() for row in rows):
            raise PressmarkError(f"{report}: no ingest report: columns id, file, sha512, size, status are wanted")
        self._rows = [row for row in rows if not row["status"].startswith("failed")]
        self._stores = any(path.is_dir() and any(path.glob("0=ocfl_*")) for path in targets)
        self._seen: set[str] = set()

    def held(self, path: Path, verdict: Verdict) -> Verdict:
        """Return *verdict*, on the target *path*, with what the report says of it."""
        if verdict.kind == "store":
            found = [finding for row in self._rows for finding in self._in_store(path, row)]
            check = Check.of(_AGAINST, found, f"{len(self._rows)} articles in {self._report}")
        elif verdict.kind == "package":
            check = self._package(path)
        else:
            return verdict
        return replace(verdict, checks=(*verdict.checks, check))

    def missing(self) -> Iterator[str]:
        """Yield a sentence for each package of the report that none of the targets was."""
        if not self._stores:
            for row in self._rows:
                if row["file"] not in self._seen:
                    yield f"{row['file']} ({row['id']}) is not among what was verified"

    def _package(self, path: Path) -> Check:
        self._seen.add(path.resolve().name)
        rows = [row for row in self._rows if row["file"] == path.resolve().name]
        vouching = path / "tagmanifest-sha512.txt" if path.is_dir() else path
        digest = hashlib.sha512(vouching.read_bytes()).hexdigest() if vouching.is_file() else ""
        if rows and digest not in {row["sha512"] for row in rows}:
            return Check.of(_AGAINST, [Finding("", f"not the package of this name that {self._report} tells of")])
        return Check.of(_AGAINST, [], remarks=[] if rows else [Finding("", f"{self._report} does not tell of it")])

    def _in_store(self, root: Path, row: dict[str, str]) -> Iterator[Finding]:
        place = root / ocfl.object_path(row["id"])
        inventories = [place / "inventory.json", *sorted(place.glob("v*/inventory.json"))]
        sums = {hashlib.sha512(one.read_bytes()).hexdigest() for one in inventories if one.is_file()}
        if not sums:
            yield Finding(row["id"], f"missing; the report has it as “{row['status']}”")
        elif row["sha512"] not in sums:
            yield Finding(row["id"], f"no version of it has the inventory that the report has as “{row['status']}”")

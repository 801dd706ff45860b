"""Dublin Core of a package's files as ``metadata.csv``, the table that Archivematica reads: one row a file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pressmark.archive.moments import day

if TYPE_CHECKING:
    from pressmark.archive.deposit import Deposit, Part
    from pressmark.model import Article

NO_LICENCE = "No licence stated"


def write(deposit: Deposit, prefix: str) -> bytes:
    """Return the table for *deposit*; *prefix* (``data/`` in a bag) goes before the paths in ``filename``.

    A property with several values has several columns of its name, as Archivematica wants it.
    """
    rows = [[("filename", prefix + part.path), *_terms(deposit, part)] for part in deposit.parts]
    header: list[str] = []
    for row in rows:
        for name in dict.fromkeys(name for name, _ in row):
            missing = sum(key == name for key, _ in row) - header.count(name)
            place = max((at for at, key in enumerate(header) if key == name), default=len(header) - 1) + 1
            header[place:place] = [name] * max(missing, 0)
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(header)
    for row in rows:
        values = {name: [value for key, value in row if key == name] for name in header}
        table.writerow([values[name].pop(0) if values[name] else "" for name in header])
    return buffer.getvalue().encode()


def _terms(deposit: Deposit, part: Part) -> list[tuple[str, str]]:
    article = deposit.article
    if part.role == "schema":
        return [("dc.title", part.name), ("dc.type", "Text"), ("dc.format", part.media_type)]
    image = next((image for image in article.images if image.id == part.node), None)
    if part.role == "image":
        title = (image and (image.caption or image.alt)) or part.name
        terms = [("dc.title", title), ("dc.type", "StillImage"), ("dc.format", part.media_type)]
        credit = [("dc.rights", image.license or NO_LICENCE), ("dc.creator", image.credit or "")] if image else []
        return [*terms, *[(name, value) for name, value in credit if value], ("dc.relation", deposit.identifier)]
    return [*_work(deposit, article), ("dc.type", "Text"), ("dc.format", part.media_type)]


def _work(deposit: Deposit, article: Article) -> list[tuple[str, str]]:
    terms = [("dc.title", article.headline)]
    terms += [("dc.creator", author.label) for author in article.authors]
    terms += [("dc.publisher", article.outlet.name), ("dc.date", day(article.published))]
    terms += [("dc.identifier", deposit.identifier)]
    terms += [("dc.identifier", article.url)] if article.url else []
    terms += [("dc.language", article.language), ("dc.description", article.description)]
    terms += [("dc.subject", subject) for subject in (*article.keywords, *(topic.name for topic in article.topics))]
    terms += [("dc.coverage", place.name) for place in article.places]
    terms += [("dc.source", article.based_on.url or article.based_on.title)] if article.based_on else []
    rights = article.rights.notice or article.rights.license or NO_LICENCE
    terms += [("dc.rights", rights)]
    if article.rights.license and article.rights.license != rights:
        terms += [("dc.rights", article.rights.license)]
    return terms

"""From an article to the files of its package: renditions made, names mapped, records written."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.archive import crate, dublincore, premis
from pressmark.archive.deposit import (
    CRATE,
    DUBLIN_CORE,
    HTML,
    JSONLD,
    PDF,
    PREMIS,
    SCHEMA,
    SOURCE,
    Deposit,
    Making,
    Part,
)
from pressmark.archive.identifiers import urn
from pressmark.archive.names import safe_names
from pressmark.builder import renditions
from pressmark.resources import resource
from pressmark.theme import Options
from pressmark.versions import versions
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pressmark.archive.deposit import Role
    from pressmark.model import Article
    from pressmark.theme import Theme

_STEM = "article"
_PATHS = {"pdf": PDF, "html": HTML, "jsonld": JSONLD}
# PRONOM's identifiers; those of image formats depend on details inside the file, so they are left to the archive.
_PRONOM = {
    "application/pdf": "fmt/476",
    "application/ld+json": "fmt/880",
    "application/json": "fmt/817",
    "application/xml": "fmt/101",
    "application/yaml": "fmt/818",
    "text/csv": "x-fmt/18",
    "text/html": "fmt/471",
}
_NAMES = {"pdf": "Archive edition (PDF/A-2a, PDF/UA-1)", "html": "Page", "jsonld": "Metadata for machines"}


def deposit(article: Article, name: str, images: Mapping[str, bytes], theme: Theme, attested: str | None) -> Deposit:
    """Return *article* ready to be packed: its renditions are made here.

    *name* is the file name of its source, *images* are the files that the source names, by their path there. In the
    package its files are called ``article``, whatever the source's name, and refer to each other so. Raises BuildError.
    """
    packed = replace(article, source=replace(article.source, stem=_STEM))
    made = renditions(packed, tuple(_PATHS), archive_options(theme))
    files = {_PATHS[rendition.format]: rendition.data for rendition in made}
    files[SCHEMA] = resource(SCHEMA).read_bytes()
    return assembled(article, name, images, files, Making(attested, versions(), theme.sha256))


def assembled(
    article: Article, name: str, images: Mapping[str, bytes], files: Mapping[str, bytes], making: Making
) -> Deposit:
    """Return *article* with the renditions and the schema that are there already, among *files* by path."""
    packed = replace(article, source=replace(article.source, stem=_STEM))
    source = _part(SOURCE, article.source.data, "source", "Source", "application/yaml")
    schema = _part(SCHEMA, files[SCHEMA], "schema", "Schema of the source format, version 1", "application/json")
    parts = (replace(source, original=name), *_renditions(files), *_images(packed, images), schema)
    return Deposit(packed, urn(article), parts, making.attested, making.software, making.theme)


def payload(deposit: Deposit, prefix: str) -> dict[str, bytes]:
    """Return the crate's files by path; *prefix* is where the package keeps them (``data/`` in a bag)."""
    records = (
        _part(DUBLIN_CORE, dublincore.write(deposit, prefix), "record", "Dublin Core", "text/csv"),
        _part(PREMIS, premis.write(deposit, prefix), "record", "PREMIS events", "application/xml"),
    )
    files = {part.path: part.data for part in (*deposit.parts, *records)}
    return files | {CRATE: crate.write(deposit, records)}


def _renditions(files: Mapping[str, bytes]) -> Iterator[Part]:
    for name, path in _PATHS.items():
        yield _part(path, files[path], "rendition", _NAMES[name], writer(name).media_type)


def archive_options(theme: Theme) -> Options:
    """Return what the renditions of a package are made with."""
    return Options(theme, edition="archive")


def _images(article: Article, images: Mapping[str, bytes]) -> Iterator[Part]:
    logo = article.outlet.logo
    described = {posixpath.normpath(logo.file): fragments.LOGO} if logo else {}
    described |= {posixpath.normpath(image.file): image.id for image in reversed(article.images)}
    for original, name in safe_names(images).items():
        part = _part(f"images/{name}", images[original], "image", f"Image {name}", _media_type(name))
        yield replace(part, original=original, node=described.get(original))


def _part(path: str, data: bytes, role: Role, name: str, media_type: str) -> Part:
    return Part(path, data, role, name, media_type, _PRONOM.get(media_type))


def _media_type(name: str) -> str:
    suffixes = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
    return suffixes.get(name.rpartition(".")[2], "application/octet-stream")

"""From an article to its package: files made and named, then a zip, a bag's folder, or a version in a store."""

from __future__ import annotations

import hashlib
import json
import posixpath
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.archive import bag, crate, disk
from pressmark.archive.bag import info, zip_bytes
from pressmark.archive.deposit import (
    CRATE,
    DUBLIN_CORE,
    EVIDENCE,
    HTML,
    JSONLD,
    PDF,
    PREMIS,
    SCHEMA,
    SOURCE,
    Deposit,
    Making,
    Part,
    instant,
    moment,
    plain,
    safe,
    safe_names,
    urn,
)
from pressmark.archive.ocfl import Note
from pressmark.archive.records import dublin_core, premis
from pressmark.archive.store import Store
from pressmark.builder import Rendition, publish, renditions
from pressmark.problems import BuildError
from pressmark.resources import resource
from pressmark.theme import Options
from pressmark.versions import program, versions
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pressmark.archive.deposit import Role
    from pressmark.archive.store import Snapshot
    from pressmark.model import Article
    from pressmark.pdf.layout import Copy
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


def deposit(
    article: Article,
    name: str,
    images: Mapping[str, bytes],
    theme: Theme,
    attested: str | None,
    *,
    copy: Copy | None = None,
) -> Deposit:
    """Return *article* ready to be packed: its renditions are made here.

    *name* is the file name of its source, *images* are the files that the source names, by their path there. In the
    package its files are called ``article``, whatever the source's name, and refer to each other so. *copy* is the
    archive edition laid out, if it is. Raises BuildError.
    """
    packed = replace(article, source=replace(article.source, stem=_STEM))
    made = renditions(packed, tuple(_PATHS), archive_options(theme), copy.of(packed) if copy else None)
    files = {_PATHS[rendition.format]: rendition.data for rendition in made}
    files[SCHEMA] = resource(SCHEMA).read_bytes()
    return assembled(article, name, images, files, Making(attested, versions(), theme.sha256, program()))


def assembled(
    article: Article, name: str, images: Mapping[str, bytes], files: Mapping[str, bytes], making: Making
) -> Deposit:
    """Return *article* with the renditions and the schema that are there already, among *files* by path."""
    packed = replace(article, source=replace(article.source, stem=_STEM))
    source = _part(SOURCE, article.source.data, "source", "Source", "application/yaml")
    schema = _part(SCHEMA, files[SCHEMA], "schema", "Schema of the source format, version 1", "application/json")
    parts = (replace(source, original=name), *_renditions(files), *_images(packed, images), schema)
    return Deposit(packed, urn(article), parts, making)


def payload(deposit: Deposit, prefix: str) -> dict[str, bytes]:
    """Return the crate's files by path; *prefix* is where the package keeps them (``data/`` in a bag)."""
    records = (
        _part(DUBLIN_CORE, dublin_core(deposit, prefix), "record", "Dublin Core", "text/csv"),
        _part(PREMIS, premis(deposit, prefix), "record", "PREMIS events", "application/xml"),
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
        media_type = _media_type(name)
        if media_type.startswith("image/"):
            part = _part(f"images/{name}", images[original], "image", f"Image {name}", media_type)
        elif name.endswith(".evidence.json"):
            part = _part(EVIDENCE, images[original], "copy", "Where the quotations stand in the copies", media_type)
        else:
            part = _part(f"sources/{name}", images[original], "copy", f"Kept copy of a source, {name}", media_type)
        yield replace(part, original=original, node=described.get(original))


def _part(path: str, data: bytes, role: Role, name: str, media_type: str) -> Part:
    return Part(path, data, role, name, media_type, _PRONOM.get(media_type))


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


_MEDIA_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "txt": "text/plain", "md": "text/markdown", "html": "text/html", "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "pdf": "application/pdf", "eml": "message/rfc822", "warc": "application/warc", "gz": "application/gzip",
    "wacz": "application/wacz", "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written: what the ingest report says of it.

    *sha512* is the zip's; for a bag's folder that of its ``tagmanifest-sha512.txt``, for a version in a store that
    of the inventory: each of these vouches for all the rest.
    """

    identifier: str
    path: Path
    sha512: str
    size: int
    status: str


def bag_files(deposit: Deposit, contact: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of the bag of *deposit*, by path."""
    files = payload(deposit, "data/")
    return bag.make(files, info(deposit, contact, files))


def bag_name(deposit: Deposit) -> str:
    """Return the name of the bag's folder: slug, UUID, and the article's version where it has one."""
    version = deposit.article.version
    words = (deposit.article.slug[:60], plain(deposit.identifier), *([f"v{version}"] if version is not None else []))
    return safe("-".join(words))


def pack_zip(deposit: Deposit, contact: Mapping[str, str], folder: Path) -> Packed:
    """Write the bag of *deposit* as one zip into *folder*. Raises BuildError."""
    name = bag_name(deposit)
    data = zip_bytes(name, bag_files(deposit, contact))
    (path,) = publish([Rendition(f"{name}.zip", "bag", "application/zip", data)], folder)
    return Packed(deposit.identifier, path, hashlib.sha512(data).hexdigest(), len(data), "packed")


def pack_folder(deposit: Deposit, contact: Mapping[str, str], folder: Path) -> Packed:
    """Write the bag of *deposit* as a folder into *folder*, whole or not at all. Raises BuildError."""
    name = bag_name(deposit)
    files = bag_files(deposit, contact)
    place, staged = folder / name, folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staged, ignore_errors=True)
        disk.write_tree(staged, files)
        _put(staged, place)
    except OSError as error:
        raise BuildError(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    digest = hashlib.sha512(files["tagmanifest-sha512.txt"]).hexdigest()
    return Packed(deposit.identifier, place, digest, sum(map(len, files.values())), "packed")


def _put(staged: Path, place: Path) -> None:
    """Put the folder *staged* in the place of *place*, in one step where the system can."""
    if place.exists() and not (place / "bagit.txt").is_file():
        raise BuildError(f"{place} is there and is no bag; it is left as it is")
    if place.exists() and not disk.exchange(staged, place):
        shutil.rmtree(place)
    if staged.exists() and not place.exists():
        staged.rename(place)
    disk.sync_folder(place.parent)


FIRST = "First deposit"
NO_NOTE = "Revised without note"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article at the store's door: its identifier, its images by path, and how to make its *deposit* if wanted."""

    article: Article
    identifier: str
    images: Mapping[str, bytes]
    deposit: Callable[[], Deposit]


def keep(arrival: Arrival, root: Path, attested: str | None) -> Packed:
    """Add an article to the store at *root* if its source or images are not those of its newest version there.

    Its deposit is only asked for where they are not. Raises BuildError, InvalidStore.
    """
    article = arrival.article
    wanted = sorted(hashlib.sha512(data).hexdigest() for data in (article.source.data, *arrival.images.values()))

    def note(before: Snapshot | None) -> Note | None:
        if before is None:
            return _by_outlet(article, attested, FIRST)
        if _sources(before) == wanted:
            return None
        return _change(article, before, attested)

    added = Store(root).add(arrival.identifier, lambda: payload(arrival.deposit(), ""), note)
    status = f"added v{added.version}" if added.status == "added" else f"unchanged v{added.version}"
    return Packed(arrival.identifier, added.path, hashlib.sha512(added.inventory).hexdigest(), added.size, status)


def _sources(snapshot: Snapshot) -> list[str]:
    state = snapshot.inventory.head.state
    return sorted(
        digest
        for path, digest in state.items()
        if path in {SOURCE, EVIDENCE} or path.startswith(("images/", "sources/"))
    )


def _change(article: Article, before: Snapshot, attested: str | None) -> Note:
    """Return a new version's note: the withdrawal's, or that of the corrections that *before* had not."""
    told = _comments(before)
    if article.withdrawn and (moment(article.withdrawn.date), article.withdrawn.reason) not in told:
        return _by_outlet(article, article.withdrawn.date, f"Withdrawn: {article.withdrawn.reason}")
    new = [one for one in article.corrections if (moment(one.date), one.text) not in told]
    if not new:
        return _by_outlet(article, attested, NO_NOTE)
    last = max(new, key=lambda one: instant(one.date))
    message = "\n".join(one.text for one in new)
    if last.by is None:
        return _by_outlet(article, last.date, message)
    address = f"mailto:{last.by.email}" if last.by.email else last.by.url
    return Note(moment(last.date), message, last.by.label, address or f"{article.base}#{last.by.id}")


def _by_outlet(article: Article, date: str | None, message: str) -> Note:
    """Return a note that the outlet answers for, dated by the article itself where no *date* is given."""
    created = date or (article.withdrawn and article.withdrawn.date) or article.modified or article.published
    address = article.outlet.url or f"{article.base}#{fragments.OUTLET}"
    return Note(moment(created), message, article.outlet.name, address)


def _comments(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Return date and text of the corrections and the withdrawal that the newest version's crate tells of."""
    graph = json.loads(snapshot.files()[CRATE])["@graph"]
    found = (node for node in graph if node["@type"] == "CorrectionComment")
    return {(node["datePublished"]["@value"], node["text"]) for node in found}

"""From an article to its package: files made and named, then a bag as a zip, a tar or a folder.

Nothing that was deposited is ever overwritten, unless that is asked for.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import posixpath
import re
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pressmark import disk, fragments
from pressmark.archive import bag, crate
from pressmark.archive.crate import Crate
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
    latest,
    moment,
    plain,
    safe,
    safe_names,
    urn,
)
from pressmark.archive.records import dublin_core, premis
from pressmark.archive.unpack import UnsafePackage, read
from pressmark.building.work import renditions
from pressmark.disk import locked, write
from pressmark.libraries import shaping_code, versions
from pressmark.problems import BuildError
from pressmark.resources import resource
from pressmark.theme import Options, linked
from pressmark.writers import formats, writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pressmark.archive.bag import Info
    from pressmark.archive.deposit import Role
    from pressmark.model import Article
    from pressmark.pdf.layout import PrintCopy
    from pressmark.theme import Theme

    # How an article can be packed; a version in a store (“ocfl”) is made by `pressmark.archive.ingest`.
    Form = Literal["bag", "bag-dir", "tar", "ocfl"]


_STEM = "article"
_PATHS = {"pdf": PDF, "html": HTML, "jsonld": JSONLD}
_NAMES = {"pdf": "Archive edition (PDF/A-2a, PDF/UA-1)", "html": "Page", "jsonld": "Metadata for machines"}
# PRONOM's identifiers of what pressmark itself writes, by media type; a writer of a new format adds its own here. What
# others made is left to the archive: its name does not tell which version of a format a file is of.
_PRONOM = {
    "application/epub+zip": "fmt/483",
    "application/json": "fmt/817",
    "application/ld+json": "fmt/880",
    "application/pdf": "fmt/476",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "fmt/412",
    "application/xml": "fmt/101",
    "application/yaml": "fmt/818",
    "text/csv": "x-fmt/18",
    "text/html": "fmt/471",
    "text/markdown": "fmt/1149",
    "text/plain": "x-fmt/111",
}


def more_formats() -> tuple[str, ...]:
    """Return the names of the formats that a package may have beside those that every package has."""
    return tuple(name for name in formats() if name not in _PATHS)


def more_renditions(files: Iterable[str]) -> dict[str, str]:
    """Return which of the *files* of a payload are renditions that not every package has: format → path."""
    there = {path for path in files if path.startswith(f"{_STEM}.")} - {SOURCE, *_PATHS.values()}
    return {name: path for name in more_formats() if there and (path := _path(name)) in there}


def _path(name: str) -> str:
    return _PATHS.get(name, f"{_STEM}{writer(name).suffix}")


def deposit(
    article: Article,
    name: str,
    images: Mapping[str, bytes],
    theme: Theme,
    attested: str | None,
    *,
    copy: PrintCopy | None = None,
    identifier: str | None = None,
    page: str = "a4",
    more: Iterable[str] = (),
) -> Deposit:
    """Return *article* ready to be packed: its renditions are made here.

    *name* is the file name of its source, *images* are the files that the source names, by their path there. In the
    package its files are called ``article``, whatever the source's name, and refer to each other so. *copy* is the
    archive edition laid out, if it is, for the paper *page*; *more* are formats to be kept beside those that every
    package has. Raises BuildError.
    """
    packed = replace(article, source=replace(article.source, stem=_STEM))
    wanted = tuple(dict.fromkeys((*_PATHS, *more)))
    # In a package the archive edition is simply the PDF.
    options = replace(archive_options(theme, page), along=linked(wanted))
    made = renditions(packed, wanted, options, copy.of(packed) if copy else None)
    files = {_path(rendition.format): rendition.data for rendition in made}
    files[SCHEMA] = resource(SCHEMA).read_bytes()
    return assembled(
        article, name, images, files, Making(attested, versions(), theme.sha256, shaping_code()), identifier=identifier
    )


def assembled(
    article: Article,
    name: str,
    images: Mapping[str, bytes],
    files: Mapping[str, bytes],
    making: Making,
    *,
    identifier: str | None = None,
) -> Deposit:
    """Return *article* with the renditions and the schema that are there already, among *files* by path."""
    packed = replace(article, source=replace(article.source, stem=_STEM))
    source = _part(SOURCE, article.source.data, "source", "Source", "application/yaml")
    schema = _part(SCHEMA, files[SCHEMA], "schema", "Schema of the source format, version 1", "application/json")
    parts = (replace(source, original=name), *_renditions(files), *_images(packed, images), schema)
    return Deposit(packed, identifier or urn(article), parts, making)


def payload(deposit: Deposit, prefix: str) -> dict[str, bytes]:
    """Return the crate's files by path; *prefix* is where the package keeps them (``data/`` in a bag)."""
    records = (
        _part(DUBLIN_CORE, dublin_core(deposit, prefix), "record", "Dublin Core", "text/csv"),
        _part(PREMIS, premis(deposit, prefix), "record", "PREMIS events", "application/xml"),
    )
    files = {part.path: part.data for part in (*deposit.parts, *records)}
    return files | {CRATE: crate.write(deposit, records)}


def _renditions(files: Mapping[str, bytes]) -> Iterator[Part]:
    for name, path in (_PATHS | more_renditions(files)).items():
        title = _NAMES.get(name) or writer(name).description.capitalize()
        yield _part(path, files[path], "rendition", title, writer(name).media_type)


def archive_options(theme: Theme, page: str = "a4") -> Options:
    """Return what the renditions of a package are made with; *page* is the paper of the PDF."""
    return Options(theme, edition="archive", page=page)


def _images(article: Article, images: Mapping[str, bytes]) -> Iterator[Part]:
    logo = article.outlet.logo
    described = {posixpath.normpath(logo.file): fragments.LOGO} if logo else {}
    described |= {posixpath.normpath(image.file): image.id for image in reversed(article.images)}
    for original, name in safe_names(images).items():
        media_type = _media_type(name)
        if media_type.startswith("image/"):
            part = _part(f"images/{name}", images[original], "image", f"Image {name}", media_type)
        elif original.startswith("house/"):
            part = _part(original, images[original], "copy", _OF_A_HOUSE.get(original, "The house’s look"), media_type)
        elif name.endswith(".evidence.json"):
            part = _part(EVIDENCE, images[original], "copy", "Where the quotations stand in the copies", media_type)
        else:
            part = _part(f"sources/{name}", images[original], "copy", f"Kept copy of a source, {name}", media_type)
        yield replace(part, original=original, node=described.get(original))


def _part(path: str, data: bytes, role: Role, name: str, media_type: str) -> Part:
    ours = role not in {"image", "copy"} or path == EVIDENCE
    return Part(path, data, role, name, media_type, _PRONOM.get(media_type) if ours else None)


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


_OF_A_HOUSE = {"house/house.yaml": "What articles of the house share", "house/flat.yaml": "The article, valid alone"}
_MEDIA_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml",
    "yaml": "application/yaml", "css": "text/css",
    "ttf": "font/ttf", "otf": "font/otf", "woff": "font/woff", "woff2": "font/woff2",
    "txt": "text/plain", "md": "text/markdown", "html": "text/html", "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "pdf": "application/pdf", "eml": "message/rfc822", "warc": "application/warc", "gz": "application/gzip",
    "wacz": "application/wacz", "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written, or was there: what the ingest report says of it.

    *sha512* is the zip's or tar's; for a bag's folder that of its ``tagmanifest-sha512.txt``, for a version in a store
    that of the inventory: each of these vouches for all the rest. *remarks* are for whoever packs.
    """

    identifier: str
    path: Path
    sha512: str
    size: int
    status: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """How bags are wanted: their *form*, who deposits them (*contact*), and *more* algorithms for their manifests.

    *replace* lets a package take the place of another of its name.
    """

    form: Form = "bag"
    contact: Info = ()
    more: tuple[str, ...] = ()
    replace: bool = False


def bag_name(deposit: Deposit) -> str:
    """Return the name of the bag's folder: slug and UUID, then the article's version, or else the day it was changed.

    So a correction has a name of its own. At most 100 letters: no repository known to us takes fewer.
    """
    article = deposit.article
    words = [plain(deposit.identifier)]
    if article.version is not None:
        words.append(safe(f"v{article.version}"))
    elif (changed := latest(article)) != article.published:
        words.append(re.sub(r"\D", "", moment(changed))[: 8 if len(changed) == len("YYYY-MM-DD") else 14])
    rest = "-".join(words)[-60:]
    return f"{safe(article.slug[: min(60, 99 - len(rest))])}-{rest}"


def pack_bag(deposit: Deposit, folder: Path, wish: Wish) -> Packed:
    """Write the bag of *deposit* into *folder*, whole or not at all, in the form that is wished for.

    What is there under its name stays: the same bytes are “unchanged”, others an error. Raises BuildError.
    """
    name = bag_name(deposit)
    inside = payload(deposit, "data/")
    files = bag.make(inside, bag.info(deposit, wish.contact, inside), wish.more)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            if wish.form == "bag-dir":
                return _folder(deposit.identifier, folder / name, files, replace=wish.replace)
            make, suffix = (bag.zip_bytes, "zip") if wish.form == "bag" else (bag.tar_bytes, "tar")
            return _file(
                deposit.identifier, folder / f"{name}.{suffix}", make(name, files), files, replace=wish.replace
            )
    except OSError as error:
        raise BuildError(f"cannot write to {folder}: {error.strerror or error}") from error


def _file(identifier: str, place: Path, data: bytes, files: Mapping[str, bytes], *, replace: bool) -> Packed:
    packed = Packed(identifier, place, hashlib.sha512(data).hexdigest(), len(data), "packed")
    if place.exists() or place.is_symlink():
        if disk.holds(place, data):
            return dataclasses.replace(packed, status="unchanged")
        if not replace:
            raise BuildError(_refusal(place, files))
        packed = dataclasses.replace(packed, status="replaced")
    write(place, data)
    return packed


def _folder(identifier: str, place: Path, files: Mapping[str, bytes], *, replace: bool) -> Packed:
    digest = hashlib.sha512(files["tagmanifest-sha512.txt"]).hexdigest()
    packed = Packed(identifier, place, digest, sum(map(len, files.values())), "packed")
    if place.exists() or place.is_symlink():
        if not (place / "bagit.txt").is_file():
            raise BuildError(f"{place} is there and is no bag; it is left as it is")
        with contextlib.suppress(UnsafePackage):
            if read(place).files == files:
                return dataclasses.replace(packed, status="unchanged")
        if not replace:
            raise BuildError(_refusal(place, files))
        packed = dataclasses.replace(packed, status="replaced")
    staged = place.with_name(f".{place.name}.part")
    try:
        shutil.rmtree(staged, ignore_errors=True)
        disk.write_tree(staged, files)
        if place.exists() and not disk.exchange(staged, place):
            shutil.rmtree(place)
        if staged.exists() and not place.exists():
            staged.rename(place)
        disk.sync_folder(place.parent)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return packed


def _refusal(place: Path, files: Mapping[str, bytes]) -> str:
    """Return why *files* don't take the place of the package that is there, what differs, and what to do."""
    start = f"{place} is there already and is not the same"
    end = "It is left as it is; --replace puts the new one in its place, -o names another folder."
    if not (place.is_file() or place.is_dir()):
        return f"{place} is there already and is no plain file. It is left as it is; -o names another folder."
    try:
        there = read(place).files
    except UnsafePackage as error:
        return f"{start}: it is no package that can be opened ({str(error).removeprefix(f'{place}: ')}). {end}"
    kinds = tuple(f"data/{path}" for path in (SOURCE, EVIDENCE, "images/", "sources/", "house/"))
    names = sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name))
    if any(name.startswith(kinds) for name in names):
        own = sorted(names, key=lambda name: (not name.startswith(kinds), name))
        named = [name.removeprefix("data/") for name in own if name.startswith("data/")]
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        advice = (
            "If the article was corrected, say so in it (“version”, “modified” or “corrections”): "
            "then its package gets a name of its own."
        )
        return f"{start}: {', '.join(named[:3])}{more} differ. {advice} {end}"
    if not names:
        return f"{start}: the same bag, packed otherwise. {end}"
    same = f"the article in it is the same, but {_made(files, there)}"
    return f"{start}: {same}. It stays good and need not be deposited again. {end}"


def _made(files: Mapping[str, bytes], there: Mapping[str, bytes]) -> str:
    """Return how the making of two bags of one article differs, in a few words."""
    try:
        new, old = (Crate.of(bag.payload(one)) for one in (files, there))
    except ValueError:
        return "its records are others"
    if new.attested != old.attested:
        return f"it was packed with the date {old.attested or 'that the article bears'}"
    other = [
        f"{name} {old.software.get(name)}"
        for name, version in new.software.items()
        if old.software.get(name) != version
    ]
    if other:
        return f"other software made it ({', '.join(other[:3])})"
    if new.theme != old.theme:
        return "it was made with another theme"
    return "another state of pressmark made it" if new.program != old.program else "who deposits it is not the same"

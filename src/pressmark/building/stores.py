"""Articles and outputs in a store that fsspec reaches (``s3://…``, ``gs://…``), by URL; ``file://`` is a plain path.

An object appears whole or not at all, so there is nothing to stage; writing the same bytes twice does no harm, so a
task may be tried again anywhere.
"""

from __future__ import annotations

import hashlib
import posixpath
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pressmark import disk
from pressmark.building import STATE
from pressmark.building.sources import SUFFIXES, Found
from pressmark.libraries import MissingPart, advice
from pressmark.problems import BuildError, PressmarkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.building import Rendition

# What stores call a digest of an object's bytes, or a number that every change of them changes.
_TAGS = ("ETag", "etag", "md5Hash", "content_settings", "generation")


def find(url: str) -> Iterator[Found]:
    """Yield the article at *url*, or those below it if it is a folder, mirrored. Raises BuildError."""
    if url.endswith(SUFFIXES):
        yield Found(url)
        return
    with _store(url) as (store, root):
        for folder, _, files in store.walk(root, detail=True):
            below = posixpath.relpath(folder, root)
            if any(part.startswith(".") for part in below.split("/") if part != "."):
                continue
            for name in sorted(files):
                if name.endswith(SUFFIXES) and not name.startswith("."):
                    address = store.unstrip_protocol(f"{folder}/{name}")
                    yield Found(address, "" if below == "." else f"{below}/")


@contextmanager
def fetched(url: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Bring the article at *url* and the images it names into a folder of their own, while the block lasts.

    Yield its path there, and what tells whether a file has changed (by its name), for those that can say. A file that
    is not there is left out: reading the article says so. Raises BuildError.
    """
    from pressmark.reader import LARGEST  # the reader is not needed to find articles
    from pressmark.reader.files import LARGEST as LARGEST_IMAGE  # the same
    from pressmark.reader.files import image_files  # the same

    with _store(url) as (store, path), disk.passing() as temporary:
        source = Path(temporary) / posixpath.basename(path)
        tags: dict[str, str] = {}
        data = _read(store, path, LARGEST + 1, source.name, tags)
        if data is not None:
            source.write_bytes(data)
            for name in image_files(data):
                pure = PurePosixPath(name)
                if pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
                    continue
                image = _read(store, posixpath.join(posixpath.dirname(path), name), LARGEST_IMAGE + 1, name, tags)
                if image is not None:
                    (source.parent / pure).parent.mkdir(parents=True, exist_ok=True)
                    (source.parent / pure).write_bytes(image)
        yield source, tags


def put(url: str, made: tuple[Rendition, ...]) -> tuple[Rendition, ...]:
    """Write *made* below the folder *url*; return them with signatures instead of bytes. Raises BuildError."""
    with _store(url) as (store, root):
        return tuple(_put(store, f"{root}/{one.name}", one) for one in made)


class StoreFiles:
    """Which files of a store are still those that are known; a folder is listed once for all the articles in it."""

    def __init__(self) -> None:
        """Begin with nothing listed."""
        self._folders: dict[str, dict[str, dict[str, Any]]] = {}

    def same(self, url: str, sha256: str, known: str | None) -> tuple[bool, str | None]:
        """Return whether the file at *url* has the digest *sha256*, and its signature where it has one."""
        with _store(url) as (store, path):
            info = self._listed(store, posixpath.dirname(path)).get(path)
            if info is None:
                return False, None
            tag = _tag(info)
            if tag is not None and tag == known:
                return True, tag
            try:
                return hashlib.sha256(store.cat_file(path)).hexdigest() == sha256, tag
            except FileNotFoundError:
                return False, None

    def _listed(self, store: Any, folder: str) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - fsspec has no types
        if folder not in self._folders:
            if len(self._folders) >= 8:
                self._folders.pop(next(iter(self._folders)))
            try:
                self._folders[folder] = {info["name"]: info for info in store.ls(folder, detail=True)}
            except FileNotFoundError:
                self._folders[folder] = {}
        return self._folders[folder]


@contextmanager
def kept(url: str) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Keep the state of the outputs at *url* in a folder here, while the block lasts; yield it and what saves it there.

    The store has no locks: of two builds at once, one forgets what the other built, and builds it again later.
    """
    with _store(url) as (store, root), disk.passing() as temporary:
        here = Path(temporary) / STATE
        with suppress(FileNotFoundError):
            here.write_bytes(store.cat_file(f"{root}/{STATE}"))

        def save() -> None:
            with _store(url):
                store.pipe_file(f"{root}/{STATE}", here.read_bytes())

        try:
            yield here.parent, save
        finally:
            if here.is_file():
                save()


@contextmanager
def _store(url: str) -> Iterator[tuple[Any, str]]:
    """Yield the file system of *url* and its path there; an error of the store becomes a BuildError."""
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # an optional part
    except ImportError:
        raise MissingPart(f"{url}: {advice('cluster')}") from None
    try:
        store, path = url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise BuildError(f"cannot reach {url}: {error}") from error
    try:
        yield store, path.rstrip("/")
    except PressmarkError:
        raise
    except OSError as error:
        raise BuildError(f"cannot use {url}: {error}") from error
    except Exception as error:  # what the store's own library raises, such as that it was lost half-way
        raise BuildError(f"cannot use {url} ({type(error).__name__}: {error}); what was made is kept") from error


def _read(store: Any, path: str, most: int, name: str, tags: dict[str, str]) -> bytes | None:  # noqa: ANN401 - fsspec has no types
    try:
        before = _tag(store.info(path))
        with store.open(path, "rb") as file:
            data: bytes = file.read(most)
        if before is not None and before == _tag(store.info(path)):
            tags[name] = before
    except FileNotFoundError:
        return None
    return data


def _put(store: Any, path: str, made: Rendition) -> Rendition:  # noqa: ANN401 - fsspec has no types
    protocol = store.protocol if isinstance(store.protocol, str) else store.protocol[0]
    said = {"ContentType": made.media_type} if protocol in {"s3", "s3a"} else {}
    try:
        store.pipe_file(path, made.data, **said)
    except FileNotFoundError:
        store.makedirs(posixpath.dirname(path), exist_ok=True)
        store.pipe_file(path, made.data, **said)
    return replace(made, data=b"", signature=_tag(store.info(path)))


def _tag(info: dict[str, Any]) -> str | None:
    """Return what changes with an object's bytes, None where the store has no such thing."""
    found = [f"{key}={info[key]}" for key in _TAGS if info.get(key)]
    return f"{info.get('size')}:{':'.join(found)}" if found else None

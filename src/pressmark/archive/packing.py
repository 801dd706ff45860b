"""From a deposit to a package on disk: a zip, a bag's folder, or a version in a store."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.archive import bag, disk
from pressmark.archive.assembling import payload
from pressmark.archive.baginfo import info
from pressmark.archive.identifiers import plain
from pressmark.archive.names import safe
from pressmark.archive.zipped import zip_bytes
from pressmark.builder import Rendition, publish
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pressmark.archive.deposit import Deposit


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

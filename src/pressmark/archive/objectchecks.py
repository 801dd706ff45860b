"""One OCFL object, by its files: whether its inventories and its content are what they should be."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pressmark.archive import layout
from pressmark.archive.inventory import Inventory, read, sidecar
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def faults(files: Mapping[str, bytes], empty: tuple[str, ...]) -> list[Finding]:
    """Return what is wrong with the object that has these *files* and *empty* folders, by their paths in it."""
    try:
        inventory = read(files["inventory.json"])
    except (KeyError, ValueError) as error:
        return [Finding("inventory.json", f"missing or unreadable ({error})")]
    found = [*_inventories(inventory, files), *_contents(inventory, files)]
    return found + [Finding(path, "undeclared: an empty folder") for path in empty]


def _inventories(inventory: Inventory, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what is wrong with the declaration, the inventories and their sidecars (OCFL 1.1, sections 3.3 to 3.7)."""
    name, data = layout.OBJECT
    if files.get(name) != data:
        yield Finding(name, "missing or altered")
    head = f"v{len(inventory.versions)}/"
    for folder in ("", *(f"v{n}/" for n in range(1, len(inventory.versions) + 1))):
        own, beside = f"{folder}inventory.json", f"{folder}inventory.json.sha512"
        if own not in files:
            yield Finding(own, "missing")
        elif files.get(beside) != sidecar(files[own]):
            yield Finding(beside, "missing, or not the digest of the inventory")
        elif folder == head and files[own] != files["inventory.json"]:
            yield Finding(own, "not the same as the object's inventory")
        elif folder and not _earlier(inventory, files[own], folder):
            yield Finding(own, "tells another history than the object's inventory")


def _earlier(inventory: Inventory, data: bytes, folder: str) -> bool:
    try:
        older = read(data)
    except ValueError:
        return False
    number = int(folder.strip("v/"))
    return older.id == inventory.id and older.versions == inventory.versions[:number]


def _contents(inventory: Inventory, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what is missing, altered or undeclared among the content."""
    declared = {path: digest for digest, paths in inventory.manifest.items() for path in paths}
    for path, digest in declared.items():
        if path not in files:
            yield Finding(path, "missing; the inventory names it")
        elif hashlib.sha512(files[path]).hexdigest() != digest:
            yield Finding(path, "altered: its sha512 is not the inventory's")
        elif inventory.fixity.get(path) != hashlib.sha256(files[path]).hexdigest():
            yield Finding(path, "altered, or its sha256 is not in the inventory")
    wanted = {digest for version in inventory.versions for digest in version.state.values()}
    if wanted != set(inventory.manifest):
        yield Finding("inventory.json", "its versions and its manifest do not name the same content")
    versions = range(1, len(inventory.versions) + 1)
    known = {
        f"{folder}inventory.json{end}" for folder in ("", *(f"v{n}/" for n in versions)) for end in ("", ".sha512")
    }
    for path in files:
        if path not in declared and path not in known and path != layout.OBJECT[0]:
            yield Finding(path, "undeclared")

"""An OCFL store looked at: every object, every version, every byte, and nothing that doesn't belong."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark.archive import ocfl
from pressmark.archive.container import UnsafePackage, tree
from pressmark.archive.ocfl import Inventory, read, sidecar
from pressmark.archive.open import Crate, disagreements
from pressmark.archive.store import STAGING, Store
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen
from pressmark.verify.deposit import crate_records, rebuilt_crate, same_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the store, or the one object, at *path*; *advance* is called after each object.

    Raises BuildError for a bad *theme*.
    """
    single = (path / "inventory.json").exists() or any(path.glob("0=ocfl_object_*"))
    objects = [path] if single else list(Store(path).objects())
    checks = [] if single else [Check.of("storage root", _root(path, objects), "OCFL 1.1, layout 0003")]
    about = []
    for place in objects:
        name = place.name if single else place.relative_to(path).as_posix()
        found, title = _looked_at(name, place, theme, rebuild=rebuild)
        checks += found
        about += title
        advance()
    said = about[0] if len(about) == 1 else f"{len(objects)} articles"
    return Verdict(str(path), "store", f"{said}; OCFL 1.1", tuple(checks))


def _looked_at(name: str, place: Path, theme: Path | None, *, rebuild: bool) -> tuple[list[Check], list[str]]:
    """Return the checks of the object at *place*, and its title where it can be opened."""
    try:
        files, empty = tree(place)
    except UnsafePackage as error:
        return [Check.of(name, [Finding(name, str(error))])], []
    checks = _object(name, files, empty)
    if rebuild and all(check.status == "ok" for check in checks):
        checks += _rebuilt(name, files, theme)
    return checks, [_title(files)]


def _root(root: Path, objects: list[Path]) -> list[Finding]:
    """Return what is wrong with the root's own files, and what lies between the objects."""
    files = ocfl.root_files()
    found = []
    for name, data in files.items():
        if not (root / name).is_file() or (root / name).is_symlink():
            found.append(Finding(name, "missing, or not a file of its own"))
        elif (root / name).read_bytes() != data:
            found.append(Finding(name, "altered"))
    inside = {place.relative_to(root).as_posix() for place in objects}
    known = {*files, *inside, *(str(parent) for name in (*files, *inside) for parent in PurePosixPath(name).parents)}
    for name in _outside(root, inside):
        if name == STAGING:
            found.append(Finding(name, "left by a write that was interrupted; the next “pack” clears it"))
        elif name not in known and not name.startswith(f"{STAGING}/"):
            found.append(Finding(name, "undeclared"))
    misplaced = [place for place in objects if place != root / ocfl.place(_claimed(place))]
    return found + [Finding(str(place.relative_to(root)), "not where the layout puts it") for place in misplaced]


def _outside(root: Path, inside: set[str]) -> Iterator[str]:
    """Yield the paths of all files and folders below *root*, but none in the folders *inside*."""
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        yield from ((below / name).as_posix() for name in sorted(names + folders))
        folders[:] = [name for name in sorted(folders) if (below / name).as_posix() not in inside]


def _claimed(place: Path) -> str:
    try:
        return read((place / "inventory.json").read_bytes()).id
    except (OSError, ValueError):
        return ""


def _object(name: str, files: Mapping[str, bytes], empty: tuple[str, ...]) -> list[Check]:
    """Return the checks of one object: its inventories, its content, and what each version's crate says."""
    found = faults(files, empty)
    findings = [Finding(f"{name}/{one.path}", one.message) for one in found]
    if found:
        return [Check.of(name, findings)]
    inventory = read(files["inventory.json"])
    checks = [Check.of(name, findings, _history(inventory))]
    for number in range(1, len(inventory.versions) + 1):
        version = _version(inventory, files, number)
        checks.append(Check.of(f"{name} v{number}: crate", disagreements(version)))
        more = (same_source(version), crate_records(version))
        checks += [replace(one, name=f"{name} v{number}: {one.name}") for one in more]
    return checks


def _history(inventory: Inventory) -> str:
    return "; ".join(f"v{n} {one.note.created} {one.note.message}" for n, one in enumerate(inventory.versions, 1))


def _version(inventory: Inventory, files: Mapping[str, bytes], number: int) -> dict[str, bytes]:
    return {path: files[content] for path, content in inventory.content(number).items()}


def _title(files: Mapping[str, bytes]) -> str:
    try:
        inventory = read(files["inventory.json"])
        crate = Crate.of(_version(inventory, files, len(inventory.versions)))
    except (KeyError, ValueError):
        return "an object that can't be read"
    return f"{crate.title}, {crate.identifier}, {len(inventory.versions)} version(s)"


def _rebuilt(name: str, files: Mapping[str, bytes], theme: Path | None) -> Iterator[Check]:
    from pressmark.theme import load_theme  # noqa: PLC0415 - only a rebuild needs it

    inventory = read(files["inventory.json"])
    for number in range(1, len(inventory.versions) + 1):
        check = rebuilt_crate(_version(inventory, files, number), load_theme(theme))
        yield replace(check, name=f"{name} v{number}: {check.name}", rebuild=True)


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
    name, data = ocfl.OBJECT
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
        if path not in declared and path not in known and path != ocfl.OBJECT[0]:
            yield Finding(path, "undeclared")

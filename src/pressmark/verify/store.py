"""An OCFL store looked at: every object, every version, every byte, and what lies between the objects.

Objects and versions that are ours are held to everything we know; those of others to OCFL, and called what they are.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark.archive import ocfl as ours
from pressmark.archive.catalogue import Entry, described
from pressmark.archive.container import UnsafePackage, tree
from pressmark.archive.deposit import CRATE
from pressmark.archive.open import Crate, disagreements, undescribed
from pressmark.archive.store import STAGING, Store
from pressmark.disk import locked
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen
from pressmark.verify import ocfl
from pressmark.verify.deposit import quotations, read_once, rebuilt, records, same_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pressmark.verify.inventory import Inventory

NOT_OURS = "not one of pressmark's"


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the store, or the one object, at *path*; *advance* is called after each object.

    A “pack” that writes into the store is waited for. Raises BuildError for a bad *theme*.
    """
    single = (path / "inventory.json").exists() or any(path.glob("0=ocfl_object_*"))
    with contextlib.ExitStack() as stack:
        # Where there are no locks, or none for us, what is found may be half-written, and is said as found.
        with contextlib.suppress(OSError):
            stack.enter_context(locked(_root_of(path) if single else path, shared=True))
        objects = [path] if single else list(Store(path).objects())
        checks = []
        about = []
        for place in objects:
            name = place.name if single else place.relative_to(path).as_posix()
            found, title = _looked_at(name, place, theme, rebuild=rebuild)
            checks += found
            about.append(title)
            advance()
        foreign = all(NOT_OURS in one for one in about) and bool(about)
        checks = checks if single else [_root(path, objects, foreign=foreign), *checks]
    said = (
        about[0]
        if len(about) == 1
        else f"{len(objects)} {'objects, none of them pressmark’s' if foreign else 'articles'}"
    )
    return Verdict(str(path), "store", f"{said}; OCFL", tuple(checks), foreign=foreign)


def _root_of(place: Path) -> Path:
    """Return the storage root that the object at *place* lies in, or the object itself."""
    return next((folder for folder in place.resolve().parents if any(folder.glob("0=ocfl_1.*"))), place)


def _looked_at(name: str, place: Path, theme: Path | None, *, rebuild: bool) -> tuple[list[Check], str]:
    """Return the checks of the object at *place*, and what it is."""
    try:
        files, empty = tree(place)
    except UnsafePackage as error:
        return [Check.of(name, [Finding(name, str(error))])], "an object that can't be opened"
    judged = ocfl.judge(files, empty)
    found, remarks = (
        [replace(one, path=f"{name}/{one.path}") for one in some] for some in (judged.faults, judged.remarks)
    )
    inventory = judged.inventory
    if found or inventory is None:
        word = f"the object “{inventory.id}”" if inventory else "an object without an inventory that can be read"
        return [Check.of(name, found, remarks=remarks)], word
    newest = _version(inventory, files, inventory.versions[-1])
    if not Crate.written_by_us(newest):
        remarks = [one for one in remarks if not one.message.startswith(ocfl.OTHERWISE)]
    checks = [Check.of(name, [], _history(inventory, newest), remarks=remarks)]
    for version in inventory.versions:
        checks += _held(inventory, _version(inventory, files, version), f"{name} {version}")
    if not Crate.written_by_us(newest):
        kind = f"a valid OCFL {inventory.spec} object, {NOT_OURS}"
        return checks, f"{kind}; {inventory.id}, {len(inventory.versions)} version(s)"
    if rebuild and all(check.status in {"ok", "remarks", "not compared"} for check in checks):
        checks += _rebuilt(inventory, files, name, theme)
    return checks, f"{_entry(inventory, newest).named}, {len(inventory.versions)} version(s)"


def _held(inventory: Inventory, files: Mapping[str, bytes], name: str) -> list[Check]:
    """Return the checks of one version's content, where it is ours."""
    if not Crate.written_by_us(files):
        return []
    added = [Finding(one.path, "added by somebody else: the crate does not describe it") for one in undescribed(files)]
    own = {path: data for path, data in files.items() if path not in {one.path for one in added}}
    checks = [Check.of("crate", disagreements(own), remarks=added)]
    if checks[0].findings == ():
        read = read_once(own)
        checks += [same_source(own, read), records(own, identifier=inventory.id, read=read), *quotations(read)]
    return [replace(one, name=f"{name}: {one.name}") for one in checks]


def _rebuilt(inventory: Inventory, files: Mapping[str, bytes], name: str, theme: Path | None) -> Iterator[Check]:
    from pressmark.theme import load_theme  # noqa: PLC0415 - only a rebuild needs it

    for version in inventory.versions:
        content = _version(inventory, files, version)
        if Crate.written_by_us(content):
            own = {
                path: data for path, data in content.items() if path not in {one.path for one in undescribed(content)}
            }
            check = rebuilt(own, load_theme(theme), identifier=inventory.id)
            yield replace(check, name=f"{name} {version}: {check.name}", rebuild=True)


def _version(inventory: Inventory, files: Mapping[str, bytes], version: str) -> dict[str, bytes]:
    return {path: files[min(content)] for path, content in inventory.paths(version).items()}


def _entry(inventory: Inventory, newest: Mapping[str, bytes]) -> Entry:
    known = Entry(inventory.id, Path(), ())
    try:
        return described(known, _graph(newest))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return known


def _graph(files: Mapping[str, bytes]) -> object:
    import json  # noqa: PLC0415 - only here

    return json.loads(files[CRATE])


def _history(inventory: Inventory, newest: Mapping[str, bytes]) -> str:
    """Return what the object is, and each of its versions, for “-v”."""
    entry = _entry(inventory, newest)
    name = entry.named if entry.title else inventory.id
    known = [f"{label} {value}" for label, value in (("slug", entry.slug), ("url", entry.url)) if value]
    blocks = ((name, inventory.document["versions"][name]) for name in inventory.versions)
    told = (
        f"{name} {block.get('created')} {'; '.join(str(block.get('message', '')).splitlines())}"
        for name, block in blocks
    )
    return "; ".join((name, *known, *told))


def _root(root: Path, objects: list[Path], *, foreign: bool) -> Check:
    """Return whether the root's own files are right, and nothing but objects lies below it (OCFL 1.1, 4)."""
    found, remarks = [], []
    declarations = sorted(path.name for path in root.glob("0=*"))
    known = [name for name in declarations if name in {"0=ocfl_1.0", "0=ocfl_1.1"}]
    if len(declarations) != 1 or not known:
        found.append(Finding("0=ocfl_1.1", "E069: missing, not known here, or not the only one"))
    elif (root / known[0]).read_bytes() != f"{known[0][2:]}\n".encode():
        found.append(Finding(known[0], "E080: not the declaration's own text"))
    mine = ours.root_files()
    described = [name for name in mine if not name.startswith("0=")]
    of_ours = all((root / name).is_file() and (root / name).read_bytes() == mine[name] for name in described)
    for name, data in mine.items():
        path = root / name
        if path.is_symlink() or (path.exists() and not path.is_file()):
            found.append(Finding(name, "not a file of its own"))
        elif not path.is_file() and not name.startswith("0=") and not foreign:
            remarks.append(Finding(name, "missing; pressmark writes one"))
        elif path.is_file() and path.read_bytes() != data and not name.startswith("0=") and not foreign:
            remarks.append(
                Finding(name, "not as pressmark writes it: whether objects are in their place was not looked at")
            )
    inside = {place.relative_to(root).as_posix() for place in objects}
    for lying, message, wrong in _outside(root, inside):
        (found if wrong else remarks).append(Finding(lying, message))
    if of_ours:
        claims = {place: _claimed(place) for place in objects}
        found += [
            Finding(place.relative_to(root).as_posix(), "not where the layout puts it")
            for place, claimed in claims.items()
            if claimed and place != root / ours.place(claimed)
        ]
    spec = known[-1].removeprefix("0=ocfl_") if known else "?"
    return Check.of(
        "storage root", found, f"OCFL {spec}, {'layout 0003' if of_ours else 'another layout'}", remarks=remarks
    )


def _outside(root: Path, inside: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the paths below *root* in no object of those *inside*, what is to be said, and whether it is wrong.

    Files in the root itself are nobody's business (E087), nor is what extensions keep in their folders.
    """
    on_the_way = {str(parent) for name in inside for parent in PurePosixPath(name).parents}
    own = {name.split("/")[0] for name in ours.root_files()}
    yield from _extensions(root / "extensions")
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        if below == Path():
            folders[:] = [name for name in folders if name != "extensions"]
            odd = (name for name in sorted(names) if name not in own and not name.startswith("0="))
            yield from ((name, "undeclared; OCFL lets it be", False) for name in odd)
        else:
            yield from (
                ((below / name).as_posix(), "E072: undeclared: outside the objects", True) for name in sorted(names)
            )
        paths = [(below / name).as_posix() for name in sorted(folders)]
        empty = [path for path in paths if path not in inside | on_the_way and not any((root / path).iterdir())]
        yield from ((path, "E073: undeclared: an empty folder", True) for path in empty)
        folders[:] = [name for name in sorted(folders) if (below / name).as_posix() not in inside]


def _extensions(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = f"extensions/{path.name}"
        if not path.is_dir():
            yield name, "E086: undeclared: a file where only folders of extensions may be", True
        elif name == STAGING:
            yield name, "left by a write that was interrupted; the next “pack” clears it", False
        elif not re.fullmatch(r"00\d\d-[a-z0-9-]+", path.name):
            yield name, "not a registered extension", False


def _claimed(place: Path) -> str:
    try:
        return ours.read((place / "inventory.json").read_bytes()).id
    except (OSError, ValueError):
        return ""

"""An OCFL store looked at: every object, every version, every byte, and what lies between the objects.

Objects and versions that are ours are held to everything we know; those of others to OCFL, and called what they are.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark.archive import ocfl as ours
from pressmark.archive.crate import Crate, disagreements, undescribed
from pressmark.archive.deposit import CRATE
from pressmark.archive.holdings import StoredArticle, described
from pressmark.archive.ocfl import LARGEST_INVENTORY, STAGING, Store
from pressmark.archive.unpack import UnsafePackage, tree
from pressmark.disk import holds, locked
from pressmark.reader.files import read_plain
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen
from pressmark.verify.object import OTHERWISE, REGISTERED, judge
from pressmark.verify.package import NOT_OURS, quotations, read_once, rebuilt, records, same_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pressmark.verify.inventory import ReadInventory


_LAYOUT = "ocfl_layout.json"


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the store, or the one object, at *path*; *advance* is called after each object.

    A “pack” that writes into the store is waited for. Raises BuildError for a bad *theme*.
    """
    single = is_object(path)
    with contextlib.ExitStack() as stack:
        # Where there are no locks, or none for us, what is found may be half-written, and is said as found.
        with contextlib.suppress(OSError):
            stack.enter_context(locked(_root_of(path) if single else path, shared=True))
        unseen: list[OSError] = []
        objects = [path] if single else list(Store(path).objects(unseen))
        checks = []
        about = []
        for place in objects:
            name = place.name if single else place.relative_to(path).as_posix()
            found, title = _looked_at(name, place, theme, rebuild=rebuild)
            checks += found
            about.append(title)
            advance()
        # A root without objects is ours where it is laid out as ours is.
        own = holds(path / _LAYOUT, ours.root_files()[_LAYOUT])
        foreign = all(NOT_OURS in one for one in about) if about else not own
        checks = checks if single else [_root(path, objects, unseen, foreign=foreign), *checks]
    said = (
        about[0]
        if len(about) == 1
        else f"{len(objects)} {'objects, none of them pressmark’s' if foreign and objects else 'articles'}"
    )
    return Verdict(str(path), "store", f"{said}; OCFL", tuple(checks), foreign=foreign)


def is_object(path: Path) -> bool:
    """Return whether the folder *path* is an object, not a store: a root may hold any file (OCFL 1.1, 4)."""
    inventory = (path / "inventory.json").exists() and not any(path.glob("0=ocfl_[0-9]*"))
    return inventory or any(path.glob("0=ocfl_object_*"))


def _root_of(place: Path) -> Path:
    """Return the storage root that the object at *place* lies in, or the object itself."""
    return next((folder for folder in place.resolve().parents if any(folder.glob("0=ocfl_1.*"))), place)


def _looked_at(name: str, place: Path, theme: Path | None, *, rebuild: bool) -> tuple[list[Check], str]:
    """Return the checks of the object at *place*, and what it is."""
    try:
        files, empty = tree(place)
    except UnsafePackage as error:
        return [Check.of(name, [Finding(name, str(error))])], "an object that can't be opened"
    judged = judge(files, empty)
    found, remarks = (
        [replace(one, path=f"{name}/{one.path}") for one in some] for some in (judged.faults, judged.remarks)
    )
    inventory = judged.inventory
    if found or inventory is None:
        word = f"the object “{inventory.id}”" if inventory else "an object without an inventory that can be read"
        return [Check.of(name, found, remarks=remarks)], word
    newest = _version(inventory, files, inventory.versions[-1])
    if not Crate.written_by_us(newest):
        remarks = [one for one in remarks if not one.message.startswith(OTHERWISE)]
    checks = [Check.of(name, [], _history(inventory, newest), remarks=remarks)]
    for version in inventory.versions:
        checks += _held(inventory, _version(inventory, files, version), f"{name} {version}")
    if not Crate.written_by_us(newest):
        kind = f"a valid OCFL {inventory.spec} object, {NOT_OURS}"
        return checks, f"{kind}; {inventory.id}, {len(inventory.versions)} version(s)"
    if rebuild and all(check.status in {"ok", "remarks", "not compared"} for check in checks):
        checks += _rebuilt(inventory, files, name, theme)
    return checks, f"{_entry(inventory, newest).named}, {len(inventory.versions)} version(s)"


def _held(inventory: ReadInventory, files: Mapping[str, bytes], name: str) -> list[Check]:
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


def _rebuilt(inventory: ReadInventory, files: Mapping[str, bytes], name: str, theme: Path | None) -> Iterator[Check]:
    from pressmark.theme import load_theme  # only a rebuild needs it

    for version in inventory.versions:
        content = _version(inventory, files, version)
        if Crate.written_by_us(content):
            own = {
                path: data for path, data in content.items() if path not in {one.path for one in undescribed(content)}
            }
            check = rebuilt(own, load_theme(theme), identifier=inventory.id)
            yield replace(check, name=f"{name} {version}: {check.name}", rebuild=True)


def _version(inventory: ReadInventory, files: Mapping[str, bytes], version: str) -> dict[str, bytes]:
    return {path: files[min(content)] for path, content in inventory.paths(version).items()}


def _entry(inventory: ReadInventory, newest: Mapping[str, bytes]) -> StoredArticle:
    known = StoredArticle(inventory.id, Path(), ())
    try:
        return described(known, _graph(newest))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return known


def _graph(files: Mapping[str, bytes]) -> object:
    return json.loads(files[CRATE])


def _history(inventory: ReadInventory, newest: Mapping[str, bytes]) -> str:
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


def _root(root: Path, objects: list[Path], unseen: list[OSError], *, foreign: bool) -> Check:
    """Return whether the root's own files are right, and nothing but objects lies below it (OCFL 1.1, 4).

    *unseen* are the folders that could not be looked into.
    """
    found = [
        Finding(Path(error.filename).relative_to(root).as_posix(), f"can't be looked into: {error.strerror}")
        for error in unseen
    ]
    remarks = []
    declarations = sorted(path.name for path in root.glob("0=*"))
    known = [name for name in declarations if name in {"0=ocfl_1.0", "0=ocfl_1.1"}]
    if len(declarations) != 1 or not known:
        found.append(Finding("0=ocfl_1.1", "E069: missing, not known here, or not the only one"))
    elif not holds(root / known[0], f"{known[0][2:]}\n".encode()):
        found.append(Finding(known[0], "E080: not the declaration's own text"))
    mine = ours.root_files()
    described = [name for name in mine if not name.startswith("0=")]
    of_ours = all(holds(root / name, mine[name]) for name in described)
    for name, data in mine.items():
        path = root / name
        if path.is_symlink() or (path.exists() and not path.is_file()):
            found.append(Finding(name, "not a file of its own"))
        elif not path.is_file() and not name.startswith("0=") and not foreign:
            remarks.append(Finding(name, "missing; pressmark writes one"))
        elif path.is_file() and not holds(path, data) and not name.startswith("0=") and not foreign:
            remarks.append(
                Finding(name, "not as pressmark writes it: whether objects are in their place was not looked at")
            )
    found += _layout(root)
    inside = {place.relative_to(root).as_posix() for place in objects}
    for lying, message, wrong in _outside(root, inside):
        (found if wrong else remarks).append(Finding(lying, message))
    if of_ours:
        claims = {place: _claimed(place) for place in objects}
        found += [
            Finding(place.relative_to(root).as_posix(), "not where the layout puts it")
            for place, claimed in claims.items()
            if claimed and place != root / ours.object_path(claimed)
        ]
    spec = known[-1].removeprefix("0=ocfl_") if known else "?"
    return Check.of(
        "storage root", found, f"OCFL {spec}, {'layout 0003' if of_ours else 'another layout'}", remarks=remarks
    )


def _layout(root: Path) -> Iterator[Finding]:
    """Yield what is wrong with the layout's description, and with the parameters of extensions, whosever they are."""
    if (root / _LAYOUT).is_file():
        said = _texts(root / _LAYOUT)
        if not {"extension", "description"} <= said.keys():
            yield Finding(_LAYOUT, "E070: no JSON object with the texts “extension” and “description”")
        elif not REGISTERED.fullmatch(said["extension"]):
            yield Finding(_LAYOUT, f"E071: “{said['extension'][:60]}” is not the name of a registered extension")
    for config in sorted(root.glob("extensions/00*/config.json")):
        if config.is_file() and _texts(config).get("extensionName") != config.parent.name:
            name = config.relative_to(root).as_posix()
            yield Finding(name, "no JSON object whose “extensionName” is that of its folder")


def _texts(path: Path) -> dict[str, str]:
    """Return the texts in the JSON object at *path* by their keys; none where it is no JSON object."""
    try:
        document = json.loads(read_plain(path, LARGEST_INVENTORY).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    texts = document.items() if isinstance(document, dict) else ()
    return {key: value for key, value in texts if isinstance(value, str)}


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
        for name in sorted(folders):
            path = (below / name).as_posix()
            if path in inside or path not in on_the_way:
                folders.remove(name)
            if path not in inside | on_the_way:
                yield from _strange(root, path)


def _strange(root: Path, path: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what is to be said of a folder that no object lies in; that it can't be looked into is said elsewhere."""
    if (root / path).is_symlink():
        yield path, "E090: a link", True
        return
    unseen: list[OSError] = []
    held = [Path(folder, name) for folder, _, names in os.walk(root / path, onerror=unseen.append) for name in names]
    if len(held) > 1:
        yield path, f"E072: undeclared: {len(held)} files outside the objects", True
    elif held:
        yield held[0].relative_to(root).as_posix(), "E072: undeclared: outside the objects", True
    elif not unseen:
        yield path, "E073: undeclared: an empty folder", True


def _extensions(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = f"extensions/{path.name}"
        if not path.is_dir():
            yield name, "E086: undeclared: a file where only folders of extensions may be", True
        elif name == STAGING:
            yield name, "left by a write that was interrupted; the next “pack” clears it", False
        elif not REGISTERED.fullmatch(path.name):
            yield name, "not a registered extension", False


def _claimed(place: Path) -> str:
    try:
        return ours.read(read_plain(place / "inventory.json", LARGEST_INVENTORY)).id
    except (OSError, ValueError):
        return ""

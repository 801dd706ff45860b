"""OCFL 1.1: inventories as data, and a storage root on disk.

The layout is community extension 0003, hash and id n-tuple. New inventories are made of old ones, purely. Articles are
added as versions, and a kill at any moment leaves each object valid.

A version is staged below ``extensions/pressmark-staging``, as other OCFL clients do, next to hard links of the
earlier ones; then the whole object changes places with the old one in a single step. ocfl-py writes into the object
itself, file after file, and its dependencies outweigh this program's, so it is our validator and not our writer.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import string
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pressmark import disk
from pressmark.problems import BuildError, PressmarkError
from pressmark.reader.files import read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


EXTENSION = "0003-hash-and-id-n-tuple-storage-layout"
DECLARATION = ("0=ocfl_1.1", b"ocfl_1.1\n")
OBJECT = ("0=ocfl_object_1.1", b"ocfl_object_1.1\n")

_TUPLE, _TUPLES = 3, 3
_LONGEST = 100
_PLAIN = set(string.ascii_letters + string.digits + "-_")


def root_files() -> dict[str, bytes]:
    """Return the files of a storage root that describe it, the declaration last (OCFL 1.1, section 4.1)."""
    layout = {"extension": EXTENSION, "description": "Objects below three folders made from the SHA-256 of their id"}
    config = {
        "extensionName": EXTENSION,
        "digestAlgorithm": "sha256",
        "tupleSize": _TUPLE,
        "numberOfTuples": _TUPLES,
    }
    name, data = DECLARATION
    return {
        f"extensions/{EXTENSION}/config.json": _json(config),
        "ocfl_layout.json": _json(layout),
        name: data,
    }


def object_path(identifier: str) -> str:
    """Return the path of the object *identifier* below the storage root."""
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    tuples = [digest[n : n + _TUPLE] for n in range(0, _TUPLE * _TUPLES, _TUPLE)]
    folder = "".join(char if char in _PLAIN else _escape(char) for char in identifier)
    if len(folder) > _LONGEST:
        folder = f"{folder[:_LONGEST]}-{digest}"
    return "/".join([*tuples, folder])


def _escape(char: str) -> str:
    return "".join(f"%{byte:02x}" for byte in char.encode())


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()


TYPE = "https://ocfl.io/1.1/spec/#inventory"
ALGORITHM = "sha512"
_FIXITY = "sha256"


@dataclass(frozen=True, slots=True)
class VersionNote:
    """What a version says of itself: when it came about, why, and who answers for it (OCFL 1.1, section 3.5.3.1)."""

    created: str
    message: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its *note*, and its *state*, the digest of each logical path."""

    note: VersionNote
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inventory:
    """An object's inventory.

    *manifest* has the content paths of each digest, *fixity* those of further digests by their algorithm: our own
    SHA-256, and whatever an archive added.
    """

    id: str
    versions: tuple[Version, ...] = ()
    manifest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixity: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def head(self) -> Version:
        """Return the newest version."""
        return self.versions[-1]

    def content(self, version: int) -> dict[str, str]:
        """Return logical path → content path of the *version* (from 1)."""
        return {path: self.manifest[digest][0] for path, digest in self.versions[version - 1].state.items()}


def grown(
    old: Inventory, files: Mapping[str, bytes], note: VersionNote, kept: Mapping[str, str]
) -> tuple[Inventory, dict[str, bytes]]:
    """Return *old* with one more version that holds *files*, and the content that is new, by content path.

    *kept* are further logical paths and the digests that they have already. What an earlier version holds is not stored
    again (forward delta, OCFL 1.1, section 3.5.3).
    """
    number = len(old.versions) + 1
    manifest, fixity = dict(old.manifest), {name: dict(block) for name, block in old.fixity.items()}
    sums = fixity.setdefault(_FIXITY, {})
    new: dict[str, bytes] = {}
    state = dict(kept)
    for path in sorted(files):
        digest = hashlib.new(ALGORITHM, files[path]).hexdigest()
        state[path] = digest
        if digest not in manifest:
            content = f"v{number}/content/{path}"
            manifest[digest] = (content,)
            other = hashlib.new(_FIXITY, files[path]).hexdigest()
            sums[other] = (*sums.get(other, ()), content)
            new[content] = files[path]
    versions = (*old.versions, Version(note, state))
    return replace(old, versions=versions, manifest=manifest, fixity=fixity), new


def write(inventory: Inventory) -> bytes:
    """Return the inventory as JSON, the same bytes for the same inventory."""
    document = {
        "digestAlgorithm": ALGORITHM,
        "fixity": {
            name: {digest: list(paths) for digest, paths in sorted(block.items())}
            for name, block in sorted(inventory.fixity.items())
        },
        "head": f"v{len(inventory.versions)}",
        "id": inventory.id,
        "manifest": {digest: list(paths) for digest, paths in sorted(inventory.manifest.items())},
        "type": TYPE,
        "versions": {f"v{n}": _version(version) for n, version in enumerate(inventory.versions, 1)},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def sidecar(data: bytes) -> bytes:
    """Return the sidecar of the inventory *data*: its digest (OCFL 1.1, section 3.7)."""
    return f"{hashlib.new(ALGORITHM, data).hexdigest()} inventory.json\n".encode()


def vouches(beside: bytes, data: bytes) -> bool:
    """Return whether the sidecar *beside* an inventory has its digest, whatever white space it has (section 3.7)."""
    return beside.split() == sidecar(data).split()


def _version(version: Version) -> dict[str, Any]:
    state: dict[str, list[str]] = {}
    for path, digest in version.state.items():
        state.setdefault(digest, []).append(path)
    return {
        "created": version.note.created,
        "message": version.note.message,
        "state": dict(sorted(state.items())),
        "user": {"address": version.note.address, "name": version.note.name}
        if version.note.address
        else {"name": version.note.name},
    }


def read(data: bytes) -> Inventory:
    """Return the inventory in *data*. Raises ValueError for what is no OCFL 1.1 inventory that we can work with."""
    try:
        return _inventory(json.loads(data))
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(f"no OCFL inventory ({error!r})") from error


def _inventory(document: dict[str, Any]) -> Inventory:
    if document["type"] != TYPE or document["digestAlgorithm"] != ALGORITHM:
        raise ValueError("not an OCFL 1.1 inventory with sha512")
    if document.get("contentDirectory", "content") != "content":
        raise ValueError("another content directory than “content”")
    names = [f"v{n}" for n in range(1, len(document["versions"]) + 1)]
    if sorted(document["versions"]) != sorted(names) or document["head"] != names[-1]:
        raise ValueError("versions with gaps, or a head that is not the newest")
    inventory = Inventory(
        _text(document["id"]),
        tuple(_read_version(document["versions"][name]) for name in names),
        {digest.lower(): tuple(map(_text, paths)) for digest, paths in document["manifest"].items()},
        {
            _text(name): {_text(digest): tuple(map(_text, paths)) for digest, paths in block.items()}
            for name, block in document.get("fixity", {}).items()
        },
    )
    if not all(inventory.manifest[digest] for one in inventory.versions for digest in one.state.values()):
        raise ValueError("a digest without content")
    return inventory


def _read_version(version: dict[str, Any]) -> Version:
    user = version.get("user", {})
    said = (version["created"], version.get("message", ""), user.get("name", ""), user.get("address", ""))
    state = {_text(path): digest.lower() for digest, paths in version["state"].items() for path in paths}
    return Version(VersionNote(*map(_text, said)), state)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{value!r} where a text should be")
    return value


STAGING = "extensions/pressmark-staging"

# An inventory of ten thousand versions has less.
LARGEST_INVENTORY = 64 * 1024 * 1024
# Nothing that is packed has more, and a file of holes hardly ends.
_LARGEST_CONTENT = 512 * 1024 * 1024


class InvalidStore(PressmarkError):
    """A store, or an object in it, that is not as it should be: nothing is added to it."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `Store.add` did: the object's *path*, its newest *version* and inventory, the *size* of what was added.

    *kept* are the logical paths that were taken over from the version before, since somebody else had added them.
    """

    path: Path
    version: int
    inventory: bytes
    status: Literal["added", "unchanged"]
    size: int
    kept: tuple[str, ...] = ()


class Store:
    """The storage root at *root*."""

    def __init__(self, root: Path) -> None:
        """Remember the place; nothing is read or made yet."""
        self.root = root

    @property
    def _staging(self) -> Path:
        return self.root / STAGING

    def add(
        self,
        identifier: str,
        files: Callable[[], Mapping[str, bytes]],
        note: Callable[[Snapshot | None], VersionNote | None],
        others: Callable[[Snapshot], Iterable[str]] = lambda _: (),
    ) -> Added:
        """Add *files* as the newest version of the article *identifier*; the storage root is made where there is none.

        *note* is asked for the version's note, given the newest version there is (None: a first one), and answers None
        where nothing changed: then *files* are not asked for. *others* says which logical paths of the newest version
        are somebody else's: they stay. Raises InvalidStore, BuildError.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._refuse_strangers()
            with disk.locked(self.root):
                try:
                    shutil.rmtree(self._staging, ignore_errors=True)
                    self._prepare()
                    return self._add(identifier, files, note, others)
                finally:
                    shutil.rmtree(self._staging, ignore_errors=True)
        except OSError as error:
            raise BuildError(f"cannot write to {self.root}: {error.strerror or error}") from error

    def _refuse_strangers(self) -> None:
        files = root_files()
        known = {Path(name).parts[0] for name in files}
        if (self.root / DECLARATION[0]).is_file():
            for name, data in files.items():
                path = self.root / name
                if not disk.holds(path, data):
                    raise InvalidStore(f"{path} is not as pressmark writes it: another layout is not ours to change")
        elif any(path.name not in known for path in self.root.iterdir()):
            raise InvalidStore(f"{self.root} is neither empty nor an OCFL 1.1 storage root")

    def _prepare(self) -> None:
        for name, data in root_files().items():
            path = self.root / name
            if not path.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                disk.replace_file(path, data, self._staging)

    def _add(
        self,
        identifier: str,
        files: Callable[[], Mapping[str, bytes]],
        note: Callable[[Snapshot | None], VersionNote | None],
        others: Callable[[Snapshot], Iterable[str]],
    ) -> Added:
        place = self.root / object_path(identifier)
        before = Snapshot.of(mended(place, self._staging)) if place.exists() else None
        if before:
            before.check()
        told = note(before)
        if told is None and before:
            data = read_plain(place / "inventory.json", LARGEST_INVENTORY)
            return Added(place, len(before.inventory.versions), data, "unchanged", 0)
        assert told is not None
        old = before.inventory if before else Inventory(identifier)
        made = files()
        kept = {path: old.head.state[path] for path in others(before) if path not in made} if before else {}
        inventory, new = grown(old, made, told, kept)
        self._commit(place, inventory, new)
        size = sum(map(len, new.values()))
        return Added(place, len(inventory.versions), write(inventory), "added", size, tuple(kept))

    def _commit(self, place: Path, inventory: Inventory, new: Mapping[str, bytes]) -> None:
        staging = self._staging
        version = f"v{len(inventory.versions)}"
        data = write(inventory)
        named = {"inventory.json": data, "inventory.json.sha512": sidecar(data)}
        files = {**new, **{f"{version}/{name}": content for name, content in named.items()}, **named}
        if not place.exists():
            # The folders on the way are staged too: a storage root may have no empty ones.
            missing = place
            while not missing.parent.exists():
                missing = missing.parent
            staged = staging / missing.name
            name, content = OBJECT
            disk.write_tree(staging / place.relative_to(missing.parent), {name: content, **files})
            staged.rename(missing)
            disk.sync_folder(missing.parent)
            return
        staged = staging / place.name
        staging.mkdir(parents=True, exist_ok=True)
        disk.link_tree(place, staged)
        for name in named:
            (staged / name).unlink()
        disk.write_tree(staged, files)
        if not disk.exchange(staged, place):
            step_by_step(staged, place, version)

    def objects(self, unseen: list[OSError] | None = None) -> Iterator[Path]:
        """Yield the folder of every object, in order (OCFL 1.1, section 4.2).

        Folders that can't be looked into are noted in *unseen*; without it, the first of them raises InvalidStore.
        """

        def note(error: OSError) -> None:
            if isinstance(error, FileNotFoundError):
                return  # A “pack” put another version in its place.
            if unseen is None:
                raise InvalidStore(f"{error.filename} can't be looked into: {error.strerror}") from error
            unseen.append(error)

        for folder, folders, names in os.walk(self.root, onerror=note):
            folders.sort()
            if any(name.startswith("0=ocfl_object_") for name in names):
                folders.clear()
                yield Path(folder)
            elif folder == str(self.root) and "extensions" in folders:
                folders.remove("extensions")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An object as it is: its folder and its inventory."""

    path: Path
    inventory: Inventory

    @classmethod
    def of(cls, path: Path) -> Snapshot:
        """Return the object at *path*. Raises InvalidStore where its inventory is missing, altered or not ours."""
        try:
            data = read_plain(path / "inventory.json", LARGEST_INVENTORY)
            if not vouches(read_plain(path / "inventory.json.sha512", LARGEST_INVENTORY), data):
                raise InvalidStore(f"{path}: the inventory is not the one that its sidecar vouches for")
            return cls(path, read(data))
        except (OSError, ValueError) as error:
            raise InvalidStore(f"{path}: no OCFL object that can be read ({error})") from error

    def check(self) -> None:
        """Raise InvalidStore where any content of any version is missing or altered."""
        for digest, paths in self.inventory.manifest.items():
            for content in paths:
                _content(self.path, content, digest)

    def one(self, path: str) -> bytes:
        """Return the file *path* of the newest version. Raises KeyError for none, InvalidStore for a wrong digest."""
        head = self.inventory.head.state
        return _content(self.path, self.inventory.content(len(self.inventory.versions))[path], head[path])

    def files(self, version: int | None = None) -> dict[str, bytes]:
        """Return the files of a *version* (None: the newest) by logical path.

        Raises InvalidStore for a version there isn't, and for content whose digest is not the inventory's.
        """
        number = version or len(self.inventory.versions)
        if number > len(self.inventory.versions):
            raise InvalidStore(f"{self.path} has {len(self.inventory.versions)} version(s), no version {number}")
        found = {}
        for path, content in self.inventory.content(number).items():
            found[path] = _content(self.path, content, self.inventory.versions[number - 1].state[path])
        return found


def step_by_step(staged: Path, place: Path, version: str) -> None:
    """Move a staged version into an object where the file system can't exchange folders: inventory and sidecar last.

    Between these steps the object is not valid, but nothing is lost, and `mended` ends or undoes what a kill left.
    """
    (staged / version).rename(place / version)
    disk.sync_folder(place)
    for name in ("inventory.json", "inventory.json.sha512"):
        (staged / name).replace(place / name)
    disk.sync_folder(place)


def mended(place: Path, staging: Path) -> Path:
    """Return *place* after ending or undoing a step-by-step write that was interrupted there.

    An inventory that is the newest version's own has all its content: only its sidecar is missing. A version
    that no inventory knows is taken away, for it is written anew.
    """
    try:
        data = read_plain(place / "inventory.json", LARGEST_INVENTORY)
        head = read(data).versions
    except (OSError, ValueError):
        # Not what an interrupted write leaves: whoever reads it next says so.
        return place
    own = place / f"v{len(head)}" / "inventory.json"
    if not vouches(read_plain(place / "inventory.json.sha512", LARGEST_INVENTORY), data) and disk.holds(own, data):
        disk.replace_file(place / "inventory.json.sha512", sidecar(data), staging)
    stray = place / f"v{len(head) + 1}"
    if stray.is_dir():
        staging.mkdir(parents=True, exist_ok=True)
        stray.rename(staging / stray.name)
    return place


def _content(place: Path, content: str, digest: str) -> bytes:
    if ".." in content.split("/") or content.startswith("/") or not content.startswith("v"):
        raise InvalidStore(f"{place}: the inventory points outside its object")
    path = place / content
    if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(place.resolve()):
        raise InvalidStore(f"{path} is missing, or not a file of its object")
    data = read_plain(path, _LARGEST_CONTENT)
    if hashlib.sha512(data).hexdigest() != digest:
        raise InvalidStore(f"{path} was altered: its digest is not the inventory's")
    return data

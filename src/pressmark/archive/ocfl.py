"""OCFL 1.1 as data: where a storage root keeps its objects, and the inventories that say what their versions hold.

The layout is community extension 0003, hash and id n-tuple. New inventories are made of old ones, purely.
"""

from __future__ import annotations

import hashlib
import json
import string
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def place(identifier: str) -> str:
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
class Note:
    """What a version says of itself: when it came about, why, and who answers for it (OCFL 1.1, section 3.5.3.1)."""

    created: str
    message: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its *note*, and its *state*, the digest of each logical path."""

    note: Note
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
    old: Inventory, files: Mapping[str, bytes], note: Note, kept: Mapping[str, str]
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
    return Version(Note(*map(_text, said)), state)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{value!r} where a text should be")
    return value

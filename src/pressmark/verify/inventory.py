"""An OCFL inventory read strictly, after 1.0 or 1.1, whoever wrote it (3.5): what is wrong in it is said and left out.

Each finding begins with the code that the specification gives the rule (“E092”), by which other validators and
archives know it; what is only advised (“W…”) is a remark.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

VERSIONS = ("1.0", "1.1")
# What a file's digest in a fixity block may be of, with the letters of its hexadecimal form (OCFL 1.1, appendix; and
# the community's extension 0001, whose names OCFL gives too).
DIGESTS: dict[str, tuple[int, Callable[[bytes], str]]] = {
    "md5": (32, lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest()),
    "sha1": (40, lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest()),
    "sha256": (64, lambda data: hashlib.sha256(data).hexdigest()),
    "sha512": (128, lambda data: hashlib.sha512(data).hexdigest()),
    "sha512/256": (64, lambda data: hashlib.new("sha512_256", data).hexdigest()),
    "blake2b-512": (128, lambda data: hashlib.blake2b(data).hexdigest()),
    "blake2b-160": (40, lambda data: hashlib.blake2b(data, digest_size=20).hexdigest()),
    "blake2b-256": (64, lambda data: hashlib.blake2b(data, digest_size=32).hexdigest()),
    "blake2b-384": (96, lambda data: hashlib.blake2b(data, digest_size=48).hexdigest()),
}
_CONTENT = ("sha512", "sha256")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:[0-5]\d)", re.ASCII)


@dataclass(slots=True)
class ObjectJudgement:
    """What was found in an object: *faults* make it invalid, *remarks* do not; *inventory* is its own, if readable."""

    faults: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    inventory: ReadInventory | None = None

    def wrong(self, path: str, message: str) -> None:
        """Add a fault of the file *path*."""
        self.faults.append(Finding(path, message))

    def odd(self, path: str, message: str) -> None:
        """Add a remark on the file *path*."""
        self.remarks.append(Finding(path, message))


@dataclass(slots=True)
class ReadInventory:
    """An inventory as it was read; what is wrong in it is left out.

    *manifest* is content path → digest in lower case, *states* are each version's logical path → digest.
    """

    name: str
    document: dict[str, Any]
    spec: str = ""
    id: str = ""
    algorithm: str = "sha512"
    content: str = "content"
    content_given: bool = False
    versions: list[str] = field(default_factory=list)
    manifest: dict[str, str] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)
    fixity: list[tuple[str, str, str]] = field(default_factory=list)

    def paths(self, version: str) -> dict[str, set[str]]:
        """Return logical path → the content paths that hold it, in a version."""
        holding: dict[str, set[str]] = {}
        for path, digest in self.manifest.items():
            holding.setdefault(digest, set()).add(path)
        return {path: holding.get(digest, set()) for path, digest in self.states[version].items()}


def read(name: str, data: bytes, found: ObjectJudgement) -> ReadInventory | None:
    """Return the inventory *data* of the file *name*, what is wrong with it added to *found*; None for no inventory."""
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        found.wrong(name, f"E033: no JSON text in UTF-8 ({error})")
        return None
    if not isinstance(document, dict):
        found.wrong(name, "E034: no inventory: a JSON object is wanted")
        return None
    inventory = ReadInventory(name, document)
    _head_of(inventory, found)
    if inventory.algorithm not in _CONTENT:
        return None
    used = _Digests(inventory.algorithm)
    _manifest(inventory, used, found)
    _versions(inventory, used, found)
    _fixity(inventory, found)
    return inventory if inventory.versions else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [name for name, n in Counter(name for name, _ in pairs).items() if n > 1]
    if twice:
        raise ValueError(f"“{twice[0][:40]}” is there twice in one object")
    return dict(pairs)


class _Digests:
    """The digests of one inventory: as they were written, for those that must be the same to the letter."""

    def __init__(self, algorithm: str) -> None:
        self.form = re.compile(rf"[0-9a-fA-F]{{{DIGESTS[algorithm][0]}}}")
        self.written: set[str] = set()
        self.known: set[str] = set()
        self.used: set[str] = set()


def _head_of(inventory: ReadInventory, found: ObjectJudgement) -> None:
    """Read what stands at the top of an inventory (OCFL 1.1, 3.5.1)."""
    document, name = inventory.document, inventory.name
    codes = dict.fromkeys(("id", "type", "digestAlgorithm", "head"), "E036") | {"manifest": "E041", "versions": "E041"}
    for key, code in codes.items():
        if key not in document:
            found.wrong(name, f"{code}: “{key}” is missing")
    _identity(inventory, found)
    algorithm = document.get("digestAlgorithm", "sha512")
    inventory.algorithm = algorithm if isinstance(algorithm, str) else repr(algorithm)
    if inventory.algorithm not in _CONTENT:
        found.wrong(name, f"E025: content can't be addressed by {inventory.algorithm}")
    elif inventory.algorithm == "sha256":
        found.odd(name, "W004: sha512 is advised, this is sha256")
    folder = document.get("contentDirectory", "content")
    inventory.content_given = "contentDirectory" in document
    if not isinstance(folder, str) or not folder or "/" in folder:
        found.wrong(name, "E017: contentDirectory is not the name of a folder")
    elif folder in {".", ".."}:
        found.wrong(name, "E018: contentDirectory is “.” or “..”")
    else:
        inventory.content = folder


def _identity(inventory: ReadInventory, found: ObjectJudgement) -> None:
    """Read the id, and of which version of OCFL the inventory is."""
    name = inventory.name
    own = inventory.document.get("id", "?:?")
    if not isinstance(own, str) or not own:
        found.wrong(name, "E037: the id is no text")
    else:
        inventory.id = own
        if not re.match(r"(?i)[a-z?][a-z\d+.-]*:.", own):
            found.odd(name, "W005: the id is no URI")
    kind = inventory.document.get("type", "")
    spec = re.fullmatch(r"https://ocfl\.io/(\d+\.\d+)/spec/#inventory", kind) if isinstance(kind, str) else None
    if kind != "" and (spec is None or spec[1] not in VERSIONS):
        found.wrong(name, f"E038: the type {kind!r} is not that of an OCFL 1.0 or 1.1 inventory")
    elif spec:
        inventory.spec = spec[1]


def _manifest(inventory: ReadInventory, digests: _Digests, found: ObjectJudgement) -> None:
    """Read the manifest (3.5.2): which content has which digest."""
    block, name = inventory.document.get("manifest", {}), inventory.name
    if not isinstance(block, dict):
        found.wrong(name, "E041: the manifest is no JSON object")
        return
    for digest, paths in block.items():
        if not digests.form.fullmatch(digest):
            found.wrong(name, f"E025: “{digest[:40]}” in the manifest is no {inventory.algorithm}")
            continue
        if digest.lower() in digests.known:
            found.wrong(name, f"E096: the digest {digest[:16]}… is in the manifest twice")
        digests.written.add(digest)
        digests.known.add(digest.lower())
        if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
            _listed(inventory, digest.lower(), paths, found)
        else:
            found.wrong(name, f"E092: the digest {digest[:16]}… has no list of paths")
    for path in inventory.manifest:
        if why := _content_path(path, inventory.content):
            found.wrong(name, f"{why}: “{path}” in the manifest")
    for path in _conflicting(inventory.manifest):
        found.wrong(name, f"E101: “{path}” is a file and a folder")


def _listed(inventory: ReadInventory, digest: str, paths: Iterable[str], found: ObjectJudgement) -> None:
    for path in paths:
        if path in inventory.manifest:
            found.wrong(inventory.name, f"E101: “{path}” is in the manifest twice")
        inventory.manifest[path] = digest


def _content_path(path: str, folder: str) -> str:
    if path.startswith("/") or path.endswith("/"):
        return "E100: a path that begins or ends with a slash"
    parts = path.split("/")
    if not re.fullmatch(r"v\d+", parts[0]) or len(parts) < 3 or parts[1] != folder:
        return f"E042: a path that is not below a version's folder “{folder}”"
    return "E099: a path with an empty part, “.” or “..”" if {"", ".", ".."} & set(parts) else ""


def _conflicting(paths: Iterable[str]) -> set[str]:
    every = set(paths)
    return {parent for path in every for parent in _parents(path)} & every


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    yield from ("/".join(parts[:n]) for n in range(1, len(parts)))


def _versions(inventory: ReadInventory, digests: _Digests, found: ObjectJudgement) -> None:
    """Read the versions (3.5.3), in their order, and the head."""
    block, name = inventory.document.get("versions", {}), inventory.name
    if not isinstance(block, dict):
        found.wrong(name, "E044: the versions are no JSON object")
        return
    inventory.versions = _sequence(block, name, found)
    if inventory.versions and inventory.document.get("head", inventory.versions[-1]) != inventory.versions[-1]:
        found.wrong(name, f"E040: the head is {inventory.document['head']!r}, not {inventory.versions[-1]}")
    for version in inventory.versions:
        _version(inventory, version, digests, found)
    known = set(inventory.manifest.values())
    for digest in sorted(digests.used - known):
        found.wrong(name, f"E050: the digest {digest[:16]}… of a version is not in the manifest")
    for digest in sorted(known - digests.used):
        found.wrong(name, f"E107: no version has the content with the digest {digest[:16]}…")
    for path in inventory.manifest:
        if re.match(r"v\d+/", path) and path.split("/")[0] not in inventory.versions:
            found.wrong(name, f"E042: “{path}” is in a version that is not there")


def _sequence(block: Mapping[str, Any], name: str, found: ObjectJudgement) -> list[str]:
    """Return the names of the versions v1, v2 …, or v01, v02 …, as far as they follow each other."""
    if not block:
        found.wrong(name, "E008: no version")
        return []
    width = next((n for n in range(1, 11) if f"v{1:0{n}d}" in block), 0)
    if not width:
        found.wrong(name, "E009: the first version is not v1")
        return []
    if width > 1:
        found.odd(name, "W001: the numbers of the versions have zeros before them")
    names: list[str] = []
    while (version := f"v{len(names) + 1:0{width}d}") in block and (width == 1 or len(version) == width + 1):
        names.append(version)
    if len(names) < len(block):
        found.wrong(name, "E010: versions with a gap, or with names that do not belong to the others")
    return names


def _version(inventory: ReadInventory, version: str, digests: _Digests, found: ObjectJudgement) -> None:
    block, name = inventory.document["versions"][version], inventory.name
    inventory.states[version] = {}
    if not isinstance(block, dict):
        found.wrong(name, f"E047: {version} is no JSON object")
        return
    if "created" not in block:
        found.wrong(name, f"E048: {version} has no “created”")
    elif not isinstance(block["created"], str) or not _is_moment(block["created"]):
        found.wrong(name, f"E049: {version} was created {block['created']!r}, which is no date with time and zone")
    if "message" not in block:
        found.odd(name, f"W007: {version} has no message")
    elif not isinstance(block["message"], str):
        found.wrong(name, f"E094: the message of {version} is no text")
    _user(block, version, name, found)
    if "state" not in block:
        found.wrong(name, f"E048: {version} has no “state”")
    else:
        _state(inventory, version, block["state"], digests, found)


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text)) and datetime.fromisoformat(text.upper()).tzinfo is not None
    except ValueError:
        return False


def _user(block: Mapping[str, Any], version: str, name: str, found: ObjectJudgement) -> None:
    if "user" not in block:
        found.odd(name, f"W007: {version} has no user")
        return
    user = block["user"]
    if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
        found.wrong(name, f"E054: the user of {version} has no name")
        return
    if "address" not in user:
        found.odd(name, f"W008: the user of {version} has no address")
    elif not isinstance(user["address"], str):
        found.wrong(name, f"E054: the address of the user of {version} is no text")
    elif not re.match(r"(?i)[a-z][a-z\d+.-]*:", user["address"]):
        found.odd(name, f"W009: the address of the user of {version} is no URI")


def _state(inventory: ReadInventory, version: str, state: object, digests: _Digests, found: ObjectJudgement) -> None:
    """Read a version's state (3.5.3.1): which logical path has which digest."""
    name = inventory.name
    if not isinstance(state, dict):
        found.wrong(name, f"E050: the state of {version} is no JSON object")
        return
    paths = inventory.states[version]
    for digest, listed in state.items():
        if not digests.form.fullmatch(digest) or not isinstance(listed, list):
            found.wrong(name, f"E050: “{digest[:40]}” in {version} is no {inventory.algorithm} with a list of paths")
            continue
        if digest not in digests.written and digest.lower() in digests.known:
            found.wrong(name, f"E050: the digest {digest[:16]}… of {version} is written otherwise in the manifest")
        digests.used.add(digest.lower())
        for path in listed:
            if not isinstance(path, str) or path.startswith("/") or path.endswith("/"):
                found.wrong(name, f"E053: {path!r} in {version} begins or ends with a slash, or is no text")
            elif {"", ".", ".."} & set(path.split("/")):
                found.wrong(name, f"E052: “{path}” in {version} has an empty part, “.” or “..”")
            elif path in paths:
                found.wrong(name, f"E095: “{path}” is in {version} twice")
            else:
                paths[path] = digest.lower()
    for path in _conflicting(paths):
        found.wrong(name, f"E095: “{path}” in {version} is a file and a folder")


def _fixity(inventory: ReadInventory, found: ObjectJudgement) -> None:
    """Read the further digests (3.5.4); they need not be there."""
    if "fixity" not in inventory.document:
        return
    block, name = inventory.document["fixity"], inventory.name
    if not isinstance(block, dict):
        found.wrong(name, "E111: the fixity block is no JSON object")
        return
    for algorithm, digests in block.items():
        if algorithm not in DIGESTS:
            found.wrong(name, f"E056: “{algorithm}” in the fixity block is not known here")
        elif not isinstance(digests, dict):
            found.wrong(name, f"E057: the {algorithm} block is no JSON object")
        else:
            _fixity_block(inventory, algorithm, digests, found)


def _fixity_block(inventory: ReadInventory, algorithm: str, digests: Mapping[str, Any], found: ObjectJudgement) -> None:
    seen: set[str] = set()
    for digest, paths in digests.items():
        if not re.fullmatch(rf"[0-9a-fA-F]{{{DIGESTS[algorithm][0]}}}", digest) or not isinstance(paths, list):
            found.wrong(inventory.name, f"E057: “{digest[:40]}” is no {algorithm} with a list of paths")
            continue
        if digest.lower() in seen:
            found.wrong(inventory.name, f"E097: the {algorithm} {digest[:16]}… is in the fixity block twice")
        seen.add(digest.lower())
        for path in paths:
            if path not in inventory.manifest:
                found.wrong(inventory.name, f"E057: the fixity block names “{path}”, which the manifest does not")
            else:
                inventory.fixity.append((path, algorithm, digest.lower()))

"""An OCFL object judged by its standard, 1.0 or 1.1, whoever wrote it: declaration, inventories, sidecars, content.

Each finding begins with the code that the specification gives the rule (“E092”), by which other validators and
archives know it; what is only advised (“W…”) is a remark.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pressmark.verify.inventory import DIGESTS, VERSIONS, ObjectJudgement, ReadInventory, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The extensions that the community has registered; another one's folder is a remark.
REGISTERED = re.compile(r"00\d\d-[a-z0-9-]+")
# How the remark begins that only an object of ours deserves.
OTHERWISE = "says the right thing, but with other white space"


def judge(files: Mapping[str, bytes], empty: Iterable[str] = ()) -> ObjectJudgement:
    """Return what is wrong with the object of these *files* and *empty* folders, by their paths in it."""
    found = ObjectJudgement()
    declared = _declaration(files, found)
    if "inventory.json" not in files:
        found.wrong("inventory.json", "E063: missing")
        return found
    root = read("inventory.json", files["inventory.json"], found)
    if root is None:
        return found
    found.inventory = root
    sound = not found.faults
    if declared and root.spec and root.spec != declared:
        found.wrong("inventory.json", f"E038: it is of OCFL {root.spec}, but the object declares {declared}")
    folders = {name.split("/", 1)[0] for name in (*files, *(f"{name}/" for name in empty)) if "/" in name}
    _sidecar(root, files, found)
    _around(root, files, folders, found)
    earlier = list(_earlier(root, files, found))
    _order(root, earlier, found)
    if sound:
        _content(root, earlier, files, found)
        _folders(root, earlier, files, empty, found)
    return found


def _declaration(files: Mapping[str, bytes], found: ObjectJudgement) -> str:
    """Return the version of OCFL that the object declares (1.1, 3.3)."""
    names = sorted(name for name in files if name.startswith("0=") and "/" not in name)
    known = [name.removeprefix("0=ocfl_object_") for name in names if name.startswith("0=ocfl_object_")]
    known = [version for version in known if version in VERSIONS]
    if not names:
        found.wrong("0=ocfl_object_1.1", "E003: missing: the object does not say of which version it is")
    for name in names:
        if name.removeprefix("0=ocfl_object_") not in VERSIONS:
            found.wrong(name, "E006: not the name of a declaration that is known here")
        elif files[name] != f"{name[2:]}\n".encode():
            found.wrong(name, "E007: not the declaration's own text")
    if len(known) > 1:
        found.wrong(names[0], f"E003: {len(known)} declarations")
    return known[-1] if known else ""


def _sidecar(inventory: ReadInventory, files: Mapping[str, bytes], found: ObjectJudgement) -> None:
    """Hold an inventory to its sidecar (3.7)."""
    name = f"{inventory.name}.{inventory.algorithm}"
    if name not in files:
        found.wrong(name, "E058: missing")
        return
    line = re.match(rb"(\w+)[ \t]+inventory\.json\s*(?:\n|$)", files[name])
    if not line:
        found.wrong(name, "E061: not “digest inventory.json”")
    elif line[1].decode() != DIGESTS[inventory.algorithm][1](files[inventory.name]):
        found.wrong(name, "E060: not the digest of the inventory beside it")
    elif files[name] != line[1] + b" inventory.json\n":
        found.odd(name, f"{OTHERWISE} than one space and an end of line")


def _around(root: ReadInventory, files: Mapping[str, bytes], folders: set[str], found: ObjectJudgement) -> None:
    """Find what does not belong in the object's own folder (3.3)."""
    for name in files:
        own = name in {"inventory.json", f"inventory.json.{root.algorithm}"} or name.startswith("0=")
        if "/" not in name and not own:
            found.wrong(name, "E001: undeclared")
        elif re.fullmatch(r"extensions/[^/]+", name):
            found.wrong(name, "E067: a file where only folders of extensions may be")
    for folder in sorted(folders - {"logs", *root.versions}):
        if folder == "extensions":
            continue
        code = (
            "E046: a version that the inventory does not know" if re.fullmatch(r"v\d+", folder) else "E001: undeclared"
        )
        found.wrong(folder, code)
    for version in root.versions:
        if version not in folders:
            found.wrong(version, "E046: missing; the inventory has this version")
    for name in sorted(
        {name.split("/")[1] for name in files if name.startswith("extensions/") and name.count("/") > 1}
    ):
        if not REGISTERED.fullmatch(name):
            found.odd(f"extensions/{name}", "W013: not a registered extension")


def _earlier(root: ReadInventory, files: Mapping[str, bytes], found: ObjectJudgement) -> Iterator[ReadInventory]:
    """Yield the inventories in the versions' folders; the newest must be the object's own."""
    for version in root.versions:
        name = f"{version}/inventory.json"
        if name not in files:
            if any(path.startswith(f"{version}/") for path in files):
                found.odd(name, "W010: missing; each version is advised to keep its own")
            continue
        if version == root.versions[-1]:
            if files[name] != files["inventory.json"]:
                found.wrong(name, "E064: not the same as the object's inventory")
            else:
                _sidecar(ReadInventory(name, {}, algorithm=root.algorithm), files, found)
            continue
        inventory = read(name, files[name], found)
        if inventory is not None:
            _sidecar(inventory, files, found)
            _agrees(root, inventory, version, found)
            yield inventory


def _agrees(root: ReadInventory, older: ReadInventory, version: str, found: ObjectJudgement) -> None:
    """Find where an earlier inventory tells another history than the object's own (3.5.3, 3.6)."""
    name = older.name
    if older.id and root.id and older.id != root.id:
        found.wrong(name, f"E037: it is of the object “{older.id}”")
    if older.content != root.content:
        found.wrong(name, f"E020: its content is in “{older.content}”, that of the object in “{root.content}”")
    if older.versions[-1:] != [version] or older.versions != root.versions[: len(older.versions)]:
        found.wrong(name, f"E066: it ends with {older.versions[-1:]}, not with {version}")
        return
    for number in older.versions:
        before, now = older.paths(number), root.paths(number)
        for path in sorted(before.keys() ^ now.keys()):
            found.wrong(name, f"E066: only one of it and the object's inventory has “{path}” in {number}")
        for path in sorted(before.keys() & now.keys()):
            if not before[path] <= now[path] or (
                older.algorithm == root.algorithm and older.states[number][path] != root.states[number][path]
            ):
                found.wrong(name, f"E066: “{path}” in {number} is not what the object's inventory has")
        blocks = [one.document["versions"][number] for one in (older, root)]
        keys = ("created", "message", "user")
        if all(isinstance(one, dict) for one in blocks) and any(
            blocks[0].get(key) != blocks[1].get(key) for key in keys
        ):
            found.odd(name, f"W011: it says otherwise when, why or by whom {number} was made")


def _order(root: ReadInventory, earlier: list[ReadInventory], found: ObjectJudgement) -> None:
    """Find what may not change from one inventory to the next."""
    chain = [*earlier, root]
    if any(one.content_given for one in chain[1:]) and not chain[0].content_given:
        found.wrong(root.name, "E019: contentDirectory is set, but not in the first version")
    for before, after in pairwise(chain):
        if before.spec > after.spec:
            found.wrong(after.name, f"E103: it is of OCFL {after.spec}, a version before it of {before.spec}")
        missing = sorted(before.manifest.keys() - after.manifest.keys())
        for path in missing:
            found.wrong(after.name, f"E023: “{path}” is in {before.name} and no more in it")


def _content(
    root: ReadInventory, earlier: list[ReadInventory], files: Mapping[str, bytes], found: ObjectJudgement
) -> None:
    """Hold the content to every digest that any inventory has of it."""
    stored = {
        path
        for path in files
        if path.count("/") >= 2 and path.split("/")[0] in root.versions and path.split("/")[1] == root.content
    }
    sums: dict[tuple[str, str], str] = {}

    def summed(path: str, algorithm: str) -> str:
        if (path, algorithm) not in sums:
            sums[path, algorithm] = DIGESTS[algorithm][1](files[path])
        return sums[path, algorithm]

    for inventory in (*earlier, root):
        by = "the inventory" if inventory is root else inventory.name
        for path, digest in inventory.manifest.items():
            if path not in stored:
                found.wrong(path, f"E092: missing; {by} names it")
            elif summed(path, inventory.algorithm) != digest:
                found.wrong(path, f"E092: altered: its {inventory.algorithm} is not the one in {by}")
        for path, algorithm, digest in inventory.fixity:
            if path in stored and summed(path, algorithm) != digest:
                found.wrong(path, f"E093: its {algorithm} is not the one in {by}'s fixity block")
    for path in sorted(stored - root.manifest.keys()):
        found.wrong(path, "E023: undeclared: the inventory does not name it")


def _folders(
    root: ReadInventory,
    earlier: list[ReadInventory],
    files: Mapping[str, bytes],
    empty: Iterable[str],
    found: ObjectJudgement,
) -> None:
    """Find what does not belong in the versions' folders (3.4)."""
    sums = {one.name.split("/")[0]: one.algorithm for one in earlier}
    for version in root.versions:
        known = {"inventory.json", f"inventory.json.{sums.get(version, root.algorithm)}"}
        below = [path[len(version) + 1 :] for path in files if path.startswith(f"{version}/")]
        for name in below:
            if "/" not in name and name not in known:
                found.wrong(f"{version}/{name}", "E015: undeclared")
        others = {name.split("/")[0] for name in below if "/" in name} - {root.content}
        for name in sorted(others):
            found.odd(f"{version}/{name}", "W002: a folder beside the content")
        held = any(name.startswith(f"{root.content}/") for name in below)
        if not held and f"{version}/{root.content}" in empty:
            found.odd(f"{version}/{root.content}", "W003: empty")
    for name in empty:
        parts = name.split("/")
        if parts[0] in root.versions and len(parts) > 2 and parts[1] == root.content:
            found.wrong(name, "E024: undeclared: an empty folder")
        elif parts[0] in root.versions and len(parts) == 2 and parts[1] == "inventory.json":
            found.wrong(name, "E015: a folder where the inventory belongs")
        elif parts[0] in root.versions and len(parts) == 2 and parts[1] != root.content:
            found.odd(name, "W002: a folder beside the content")

"""A package asked what an archivist asks: whether it is whole, unchanged, complete, and one thing throughout.

Ours are held to everything we know; a bag or a crate of somebody else to its own standard, and called what it is.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pressmark.archive import bag, bagit
from pressmark.archive.container import Contents, UnsafePackage, read
from pressmark.archive.deposit import CRATE
from pressmark.archive.open import Crate, disagreements, undescribed
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen
from pressmark.verify.deposit import quotations, read_once, rebuilt, records, same_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOT_OURS = "not one of pressmark's"


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the package at *path* (zip, tar, folder), its one article counted by *advance*.

    Raises BuildError for a bad *theme*.
    """
    verdict = _verdict(path, rebuild=rebuild, theme=theme)
    advance()
    return verdict


def _verdict(path: Path, *, rebuild: bool, theme: Path | None) -> Verdict:
    try:
        contents = read(path)
    except UnsafePackage as error:
        finding = Finding("", str(error).removeprefix(f"{path}: "))
        return Verdict(str(path), "package", "not a package that can be opened", (Check.of("opening", [finding]),))
    files = contents.files
    if "bagit.txt" not in files and CRATE in files:
        about, checks = _crate(contents)
        payload, whole = files, not any(check.findings for check in checks)
        named = Crate.written_by_us(files)
    else:
        about, checks, whole = _bag(contents)
        payload, named = bag.payload(files), bagit.ours(files)
    # What is not whole is not looked into: its parts are no longer known to be what they were.
    if named and whole:
        again = read_once(payload)
        checks.append(same_source(payload, again))
        checks.append(records(payload, prefixes=("data/", ""), stated=files.get(bag.INFO), read=again))
        checks += quotations(again)
        if rebuild:
            from pressmark.theme import load_theme  # noqa: PLC0415 - only a rebuild needs it

            checks.append(replace(rebuilt(payload, load_theme(theme), prefixes=("data/", "")), rebuild=True))
    return Verdict(str(path), "package", about, tuple(checks), foreign=not named)


def _bag(contents: Contents) -> tuple[str, list[Check], bool]:
    """Return what the bag is, its checks, and whether its payload is whole."""
    files = contents.files
    judged = bagit.judge(files, folders=contents.empty)
    payload = bag.payload(files)
    opening = f"{contents.form}, {len(files)} files"
    whole = not judged.payload_faults and judged.readable
    if not bagit.ours(files):
        word = "a bag that is not valid" if judged.faults else "a valid bag"
        about = f"{word}, {NOT_OURS}; BagIt {judged.version}, {bag.oxum(payload)}"
        checks = [
            Check.of("opening", [], opening),
            Check.of("bag", judged.faults, f"BagIt {judged.version}", remarks=judged.remarks),
        ]
        return about, [*checks, *([_graph(payload)] if CRATE in payload else [])], whole
    altered, packed_anew = _container(contents)
    checks = [
        Check.of("opening", altered, opening, remarks=packed_anew),
        Check.of("fixity", judged.faults, "every file against every manifest", remarks=judged.remarks),
        Check.of("untouched", [], "as pressmark wrote it", remarks=bagit.touched(files, contents.empty)),
        Check.of(
            "profile",
            [],
            bagit.profile()["BagIt-Profile-Info"]["BagIt-Profile-Identifier"],
            remarks=bagit.profile_problems(files),
        ),
        Check.of("crate", [*disagreements(payload), *undescribed(payload)], "every file described, with its digest"),
    ]
    try:
        about = (
            f"{_title(payload)}; BagIt {judged.version}, {len(payload)} files, {sum(map(len, payload.values()))} bytes"
        )
    except ValueError:
        about = f"a bag of {len(files)} files without a crate that can be read"
    return about, checks, whole


def _title(payload: Mapping[str, bytes]) -> str:
    crate = Crate.of(payload)
    return f"{crate.title}, {crate.identifier}"


def _container(contents: Contents) -> tuple[list[Finding], list[Finding]]:
    """Return what is wrong with a zip of ours, and what is only other than pressmark writes it.

    A zip of the very length of ours was not packed anew: bytes in it were changed.
    """
    if contents.raw is None:
        return [], []
    written = bag.zip_bytes(contents.top, contents.files)
    if contents.raw == written:
        return [], []
    if len(contents.raw) == len(written):
        return [Finding("", "bytes of the zip itself were changed; the files in it are as the sums say")], []
    return [], [Finding("", "the zip was packed anew by another program; the bag in it is what counts")]


def _crate(contents: Contents) -> tuple[str, list[Check]]:
    """Return what a crate without a bag around it is, and its checks."""
    files = contents.files
    checks = [Check.of("opening", [], f"{contents.form}, {len(files)} files")]
    if not Crate.written_by_us(files):
        graph = _graph(files)
        word = "a crate that is not valid" if graph.findings else "a valid crate"
        return f"{word}, {NOT_OURS}; {graph.detail}, {len(files)} files", [*checks, graph]
    bare = Finding("", "a crate without the bag around it: who sent it, and the sums of the whole, are not here")
    checks[0] = Check.of("opening", [], checks[0].detail, remarks=[bare])
    checks.append(
        Check.of("crate", disagreements(files), "every file described, with its digest", remarks=undescribed(files))
    )
    return f"{_title(files)}; RO-Crate, {len(files)} files", checks


def _graph(files: Mapping[str, bytes]) -> Check:
    """Return whether the crate among *files* is one, as RO-Crate 1.0 to 1.2 ask: descriptor, root, and their words.

    RO-Crate 1.2, “RO-Crate structure” and “root data entity”; what is only recommended is a remark.
    """
    try:
        document = json.loads(files[CRATE].decode("utf-8"))
        nodes = _nodes(document)
    except (ValueError, RecursionError) as error:
        return Check.of("crate", [Finding(CRATE, f"no RO-Crate metadata ({error})")], "RO-Crate")
    found, remarks = [], []
    descriptor = nodes.get(CRATE) or next((node for name, node in nodes.items() if name.endswith(f"/{CRATE}")), {})
    about = descriptor.get("about")
    root = nodes.get(str(about.get("@id")) if isinstance(about, dict) else "", {})
    standard = descriptor.get("conformsTo", {})
    standards = [
        str(one.get("@id")) for one in (standard if isinstance(standard, list) else [standard]) if isinstance(one, dict)
    ]
    named = next((name for name in standards if "w3id.org/ro/crate/" in name), "")
    detail = f"RO-Crate {named.rstrip('/').rpartition('/')[2]}" if named else "RO-Crate"
    if not descriptor:
        found.append(Finding(CRATE, "no descriptor: the graph does not describe its own file"))
    elif not named:
        found.append(Finding(CRATE, "its descriptor does not say to which version of RO-Crate it conforms"))
    if not root:
        found.append(Finding(CRATE, "no root: the descriptor is not about anything in the graph"))
    elif "Dataset" not in _list(root.get("@type")):
        found.append(Finding(CRATE, "its root is no Dataset"))
    wanted = ("name", "description", "datePublished", "license")
    remarks += [Finding(CRATE, f"its root has no “{key}”") for key in wanted if root and not root.get(key)]
    for name, node in nodes.items():
        local = "File" in _list(node.get("@type")) and ":" not in name and not name.startswith("#")
        if local and name.removeprefix("./") not in files and "/" not in name[:1]:
            remarks.append(Finding(name, "described, but not here"))
    return Check.of("crate", found, detail, remarks=remarks)


def _nodes(document: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(document, dict) or "@context" not in document or not isinstance(document.get("@graph"), list):
        raise ValueError("an object with “@context” and the list “@graph” is wanted")
    nodes = {}
    for node in document["@graph"]:
        if not isinstance(node, dict) or not isinstance(node.get("@id"), str):
            raise ValueError("something in its graph has no “@id”")  # noqa: TRY004 - the same
        nodes[node["@id"]] = node
    return nodes


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]

"""An object of a store, spoilt in every way that OCFL speaks of, is judged as ocfl-py judges it; sums are made anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pressmark.archive.ocfl import Store, VersionNote, sidecar
from pressmark.verify.store import verify

pytestmark = pytest.mark.xdist_group("packages")

VERSIONS = (
    {"article.yaml": b"one", "images/quay.jpg": b"quay", "always/the-same.txt": b"the same"},
    {"article.yaml": b"two", "images/quay.jpg": b"quay", "always/the-same.txt": b"the same"},
    {"article.yaml": b"three", "images/quay.jpg": b"quay", "always/the-same.txt": b"the same", "note.txt": b"new"},
)


def sum_of(data: bytes, algorithm: str = "sha512") -> str:
    return hashlib.new(algorithm, data).hexdigest()


ONE, QUAY, THREE = sum_of(b"one"), sum_of(b"quay"), sum_of(b"three")
NOBODY = sum_of(b"nobody has this")


class Spoilt:
    """One object to be spoilt: its folder, and its inventories as JSON."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def inventory(self, change: Any, folder: str = "") -> None:
        """Let *change* work on an inventory; the newest version's is the object's own. Sidecars are made anew."""
        document = json.loads((self.place / folder / "inventory.json").read_text("utf-8"))
        change(document)
        self.write(json.dumps(document).encode(), folder)

    def write(self, data: bytes, folder: str = "") -> None:
        for place in (folder,) if folder else ("", "v3"):
            (self.place / place / "inventory.json").write_bytes(data)
            (self.place / place / "inventory.json.sha512").write_bytes(sidecar(data))

    def file(self, name: str, data: bytes = b"more") -> None:
        (self.place / name).parent.mkdir(parents=True, exist_ok=True)
        (self.place / name).write_bytes(data)

    def remove(self, name: str) -> None:
        path = self.place / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def keyed(mapping: dict, old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


def the(path: str, value: Any, folder: str = "") -> Any:
    """Return a mutation that sets what *path* (keys with dots between) names in the inventory."""
    *keys, last = path.split(".")

    def change(document: dict) -> None:
        for key in keys:
            document = document[key]
        document[last] = value

    return lambda spoilt: spoilt.inventory(change, folder)


def without(path: str, folder: str = "") -> Any:
    *keys, last = path.split(".")

    def change(document: dict) -> None:
        for key in keys:
            document = document[key]
        del document[last]

    return lambda spoilt: spoilt.inventory(change, folder)


def by(change: Any, folder: str = "") -> Any:
    return lambda spoilt: spoilt.inventory(change, folder)


CREATED = [
    "yesterday", "", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00",
    "2026-01-01T00:00Z", "2026-01-01", "2026-01-01T00:00:00+0100", 20260101, None, "2026-01-01T00:00:00.5Z",
    "2026-01-01T00:00:00+14:00", "2026-01-01t00:00:00z",
]  # fmt: skip
MUTATIONS: dict[str, Any] = {
    "nothing": lambda spoilt: None,
    **{f"created is {value!r}": the("versions.v2.created", value) for value in CREATED},
    "created is missing": without("versions.v2.created"),
    "a message that is a number": the("versions.v1.message", 1),
    "no message": without("versions.v1.message"),
    "no user": without("versions.v1.user"),
    "a user without a name": without("versions.v1.user.name"),
    "a user whose name is a number": the("versions.v1.user.name", 7),
    "a user that is a text": the("versions.v1.user", "me"),
    "an address that is a number": the("versions.v1.user.address", 7),
    "an address that is no URI": the("versions.v1.user.address", "the quay"),
    "no address": without("versions.v1.user.address"),
    "no id": without("id"),
    "an empty id": the("id", ""),
    "an id that is a number": the("id", 7),
    "an id that is no URI": lambda spoilt: [
        the("id", "article-7", folder)(spoilt) for folder in ("", "v1", "v2")
    ],
    "another id than the earlier versions": the("id", "urn:uuid:2"),
    "no type": without("type"),
    "a type of nothing": the("type", "inventory"),
    "a type that is a number": the("type", 1),
    "a type of OCFL 9.9": the("type", "https://ocfl.io/9.9/spec/#inventory"),
    "no digestAlgorithm": without("digestAlgorithm"),
    "md5 for content": the("digestAlgorithm", "md5"),
    "sha256 that is sha512": the("digestAlgorithm", "sha256"),
    "capitals in digestAlgorithm": the("digestAlgorithm", "SHA512"),
    "no head": without("head"),
    "an earlier head": the("head", "v2"),
    "a head that is not there": the("head", "v9"),
    "a head that is a number": the("head", 3),
    "contentDirectory set late": the("contentDirectory", "content"),
    "contentDirectory is ..": the("contentDirectory", ".."),
    "contentDirectory is .": the("contentDirectory", "."),
    "contentDirectory is a path": the("contentDirectory", "a/b"),
    "contentDirectory is another": the("contentDirectory", "stuff"),
    "no manifest": without("manifest"),
    "a manifest that is a list": the("manifest", []),
    "a digest in the manifest that is none": by(lambda inv: inv["manifest"].update(xyz=["v1/content/article.yaml"])),
    "a digest in the manifest cut short": by(lambda inv: keyed(inv["manifest"], ONE, ONE[:-2])),
    "a digest in the manifest in capitals": by(lambda inv: keyed(inv["manifest"], ONE, ONE.upper())),
    "a digest in the manifest twice by case": by(lambda inv: inv["manifest"].update({ONE.upper(): inv["manifest"][ONE]})),
    "paths in the manifest that are no list": by(lambda inv: inv["manifest"].update({ONE: "v1/content/article.yaml"})),
    "no paths in the manifest": by(lambda inv: inv["manifest"].update({ONE: []})),
    "an absolute content path": by(lambda inv: inv["manifest"][ONE].append("/etc/passwd")),
    "a content path with ..": by(lambda inv: inv["manifest"][ONE].append("v1/content/../content/article.yaml")),
    "a content path with .": by(lambda inv: inv["manifest"][ONE].append("v1/content/./article.yaml")),
    "a content path with an empty part": by(lambda inv: inv["manifest"][ONE].append("v1/content//article.yaml")),
    "a content path that ends with a slash": by(lambda inv: inv["manifest"][ONE].append("v1/content/article.yaml/")),
    "content outside its folder": lambda spoilt: (
        by(lambda inv: inv["manifest"][ONE].append("v1/other/article.yaml"))(spoilt),
        spoilt.file("v1/other/article.yaml", b"one"),
    ),
    "content of a version that is not there": lambda spoilt: (
        by(lambda inv: inv["manifest"][ONE].append("v9/content/article.yaml"))(spoilt),
        spoilt.file("v9/content/article.yaml", b"one"),
    ),
    "a content path twice": by(lambda inv: inv["manifest"][ONE].append("v1/content/article.yaml")),
    "a content path under two digests": by(lambda inv: inv["manifest"][QUAY].append("v1/content/article.yaml")),
    "a content path that is a folder too": by(lambda inv: inv["manifest"][QUAY].append("v1/content/article.yaml/x")),
    "content in the manifest that is not there": by(lambda inv: inv["manifest"][ONE].append("v1/content/nowhere")),
    "an entry taken out of the manifest": by(lambda inv: inv["manifest"].pop(ONE)),
    "a digest that no version uses": lambda spoilt: (
        by(lambda inv: inv["manifest"].update({sum_of(b"x"): ["v3/content/x"]}))(spoilt),
        spoilt.file("v3/content/x", b"x"),
    ),
    "no versions": without("versions"),
    "versions that are a list": the("versions", []),
    "versions of nothing": the("versions", {}),
    "a gap in the versions": without("versions.v2"),
    "no first version": without("versions.v1"),
    "a version more than there is": by(lambda inv: (inv["versions"].update(v4=inv["versions"]["v3"]), inv.update(head="v4"))),
    "a version without v": by(lambda inv: keyed(inv["versions"], "v2", "2")),
    "a version with zeros": by(lambda inv: keyed(inv["versions"], "v2", "v02")),
    "no state": without("versions.v2.state"),
    "a state that is a list": the("versions.v2.state", []),
    "a digest in a state that is none": by(lambda inv: inv["versions"]["v2"]["state"].update(xyz=["more"])),
    "a digest in a state in capitals": by(lambda inv: keyed(inv["versions"]["v3"]["state"], THREE, THREE.upper())),
    "a digest in a state that nobody has": by(lambda inv: inv["versions"]["v3"]["state"].update({NOBODY: ["more"]})),
    "paths in a state that are no list": by(lambda inv: inv["versions"]["v3"]["state"].update({THREE: "article.yaml"})),
    "an absolute logical path": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("/more")),
    "a logical path that ends with a slash": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("more/")),
    "a logical path with ..": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("a/../b")),
    "a logical path with .": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("a/./b")),
    "a logical path with an empty part": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("a//b")),
    "a logical path twice": by(lambda inv: inv["versions"]["v3"]["state"][THREE].append("article.yaml")),
    "a logical path under two digests": by(lambda inv: inv["versions"]["v3"]["state"][QUAY].append("article.yaml")),
    "a logical path that is a folder too": by(lambda inv: inv["versions"]["v3"]["state"][QUAY].append("article.yaml/x")),
    "an earlier state with a path more": by(lambda inv: inv["versions"]["v1"]["state"][QUAY].append("more")),
    "an earlier state without a path": by(lambda inv: inv["versions"]["v1"]["state"].pop(QUAY)),
    "no fixity": without("fixity"),
    "a fixity block of nothing": the("fixity", {}),
    "a fixity block that is null": the("fixity", None),
    "a fixity block that is a list": the("fixity", []),
    "a fixity block of an unknown kind": the("fixity", {"crc7": {"00": ["v1/content/article.yaml"]}}),
    "a fixity block that holds a text": the("fixity", {"md5": "x"}),
    "a right md5": the("fixity", {"md5": {sum_of(b"one", "md5"): ["v1/content/article.yaml"]}}),
    "a right md5 in capitals": the("fixity", {"md5": {sum_of(b"one", "md5").upper(): ["v1/content/article.yaml"]}}),
    "a wrong md5": the("fixity", {"md5": {sum_of(b"x", "md5"): ["v1/content/article.yaml"]}}),
    "a wrong sha256": the("fixity", {"sha256": {sum_of(b"x", "sha256"): ["v1/content/article.yaml"]}}),
    "a wrong md5 in an earlier version": the(
        "fixity", {"md5": {sum_of(b"x", "md5"): ["v1/content/article.yaml"]}}, "v1"
    ),
    "an md5 that is none": the("fixity", {"md5": {"xyz": ["v1/content/article.yaml"]}}),
    "an md5 without a list": the("fixity", {"md5": {sum_of(b"one", "md5"): "v1/content/article.yaml"}}),
    "an md5 of what is not there": the("fixity", {"md5": {sum_of(b"one", "md5"): ["v1/content/nowhere"]}}),
    "an md5 twice by case": the(
        "fixity",
        {
            "md5": {
                sum_of(b"one", "md5"): ["v1/content/article.yaml"],
                sum_of(b"one", "md5").upper(): ["v1/content/article.yaml"],
            }
        },
    ),
    "no sidecar": lambda spoilt: spoilt.remove("inventory.json.sha512"),
    "a sidecar of something else": lambda spoilt: spoilt.file("inventory.json.sha512", f"{NOBODY} inventory.json\n".encode()),
    "a sidecar in capitals": lambda spoilt: spoilt.file(
        "inventory.json.sha512", (spoilt.place / "inventory.json.sha512").read_bytes().upper().replace(b"INVENTORY.JSON", b"inventory.json")
    ),
    "a sidecar with two spaces": lambda spoilt: spoilt.file(
        "inventory.json.sha512", (spoilt.place / "inventory.json.sha512").read_bytes().replace(b" ", b"  ")
    ),
    "a sidecar with a tab and CRLF": lambda spoilt: spoilt.file(
        "inventory.json.sha512", (spoilt.place / "inventory.json.sha512").read_bytes().replace(b" ", b"\t").replace(b"\n", b"\r\n")
    ),
    "a sidecar of another name": lambda spoilt: spoilt.file(
        "inventory.json.sha512", (spoilt.place / "inventory.json.sha512").read_bytes().replace(b"inv", b"Inv")
    ),
    "an empty sidecar": lambda spoilt: spoilt.file("inventory.json.sha512", b""),
    "a sidecar in an earlier version that is wrong": lambda spoilt: spoilt.file(
        "v1/inventory.json.sha512", f"{NOBODY} inventory.json\n".encode()
    ),
    "an earlier inventory taken away": lambda spoilt: (
        spoilt.remove("v1/inventory.json"),
        spoilt.remove("v1/inventory.json.sha512"),
    ),
    "an earlier inventory that is no JSON": lambda spoilt: spoilt.write(b"{", "v1"),
    "an earlier inventory of another object": the("id", "urn:uuid:2", "v1"),
    "an earlier inventory with another message": the("versions.v1.message", "Other", "v1"),
    "an earlier inventory with another state": by(lambda inv: inv["versions"]["v1"]["state"][QUAY].append("more"), "v1"),
    "an earlier inventory with digests swapped": by(
        lambda inv: inv["manifest"].update({ONE: inv["manifest"][QUAY], QUAY: inv["manifest"][ONE]}), "v1"
    ),
    "an earlier inventory without an entry": by(lambda inv: inv["manifest"].pop(ONE), "v1"),
    "an earlier inventory that points nowhere": by(lambda inv: inv["manifest"].update({ONE: ["v1/content/nowhere"]}), "v1"),
    "an earlier inventory of a later head": by(lambda inv: inv.update(versions={}), "v1"),
    "the newest inventory taken away": lambda spoilt: (
        spoilt.remove("v3/inventory.json"),
        spoilt.remove("v3/inventory.json.sha512"),
    ),
    "the newest inventory another one": lambda spoilt: spoilt.inventory(lambda inv: inv.update(fixity={}), "v3"),
    "an inventory with a byte-order mark": lambda spoilt: spoilt.write(
        b"\xef\xbb\xbf" + (spoilt.place / "inventory.json").read_bytes()
    ),
    "an inventory in UTF-16": lambda spoilt: spoilt.write(
        (spoilt.place / "inventory.json").read_text("utf-8").encode("utf-16")
    ),
    "an inventory that is no JSON": lambda spoilt: spoilt.write(b"{"),
    "an inventory of nothing": lambda spoilt: spoilt.write(b"{}"),
    "no inventory": lambda spoilt: spoilt.remove("inventory.json"),
    "no declaration": lambda spoilt: spoilt.remove("0=ocfl_object_1.1"),
    "a declaration that says something else": lambda spoilt: spoilt.file("0=ocfl_object_1.1", b"ocfl_object_1.0\n"),
    "a declaration without an end of line": lambda spoilt: spoilt.file("0=ocfl_object_1.1", b"ocfl_object_1.1"),
    "two declarations": lambda spoilt: spoilt.file("0=ocfl_object_1.0", b"ocfl_object_1.0\n"),
    "a declaration of OCFL 9.9": lambda spoilt: spoilt.file("0=ocfl_object_9.9", b"ocfl_object_9.9\n"),
    "content altered": lambda spoilt: spoilt.file("v1/content/article.yaml", b"One"),
    "content taken away": lambda spoilt: spoilt.remove("v1/content/article.yaml"),
    "content added": lambda spoilt: spoilt.file("v2/content/more"),
    "content renamed": lambda spoilt: (spoilt.place / "v1/content/article.yaml").rename(spoilt.place / "v1/content/b"),
    "a version taken away": lambda spoilt: spoilt.remove("v2"),
    "a version's folder more": lambda spoilt: spoilt.file("v4/content/more"),
    "a file in the object's folder": lambda spoilt: spoilt.file("README"),
    "a folder in the object's folder": lambda spoilt: spoilt.file("more/README"),
    "a file in a version's folder": lambda spoilt: spoilt.file("v1/README"),
    "a folder in a version's folder": lambda spoilt: spoilt.file("v1/more/README"),
    "an empty folder in the content": lambda spoilt: (spoilt.place / "v1/content/empty").mkdir(),
    "logs": lambda spoilt: spoilt.file("logs/2026.txt"),
    "a registered extension": lambda spoilt: spoilt.file("extensions/0005-mutable-head/more"),
    "another extension": lambda spoilt: spoilt.file("extensions/ours/more"),
    "minutes in an offset that no hour has": the("versions.v1.created", "2026-01-01T00:00:00+01:60"),
    "digits of another script in created": the("versions.v1.created", "٢٠٢٦-01-01T00:00:00Z"),
    "a sidecar of another kind beside an earlier inventory": lambda spoilt: spoilt.file("v1/inventory.json.sha256"),
    "a folder where an earlier inventory belongs": lambda spoilt: (
        spoilt.remove("v1/inventory.json"), (spoilt.place / "v1/inventory.json").mkdir(),
    ),
    "a sidecar with another line": lambda spoilt: spoilt.file(
        "inventory.json.sha512", (spoilt.place / "inventory.json.sha512").read_bytes() * 2
    ),
    "a declaration that ends in CRLF": lambda spoilt: spoilt.file("0=ocfl_object_1.1", b"ocfl_object_1.1\r\n"),
    "no version's number, but the word": by(lambda inv: keyed(inv["versions"], "v2", "v２")),
    "a key of the inventory twice": lambda spoilt: spoilt.write(
        (spoilt.place / "inventory.json").read_bytes().replace(b'"head"', b'"head": "v1", "head"', 1)
    ),
    "an earlier inventory that is the next one's": lambda spoilt: [
        spoilt.file(f"v1/{name}", (spoilt.place / "v2" / name).read_bytes())
        for name in ("inventory.json", "inventory.json.sha512")
    ],
    "a file among the extensions": lambda spoilt: spoilt.file("extensions/README"),
}  # fmt: skip
# Where we and ocfl-py disagree, and why: whether the object is valid for us.
APART = {
    # RFC 3339, section 5.6: “T” and “Z” may be lower case.
    "created is '2026-01-01t00:00:00z'": True,
    # OCFL 1.1, section 3.3: the declaration's text is followed by a line feed.
    "a declaration without an end of line": False,
    "a declaration that ends in CRLF": False,
    # RFC 3339, section 5.6: a digit is one of 0 to 9.
    "digits of another script in created": False,
    # RFC 8259, section 4: what a name twice means, nobody knows.
    "a key of the inventory twice": False,
    # OCFL 1.1, section 3.7: the inventory in a version's folder is that of the version.
    "an earlier inventory that is the next one's": False,
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> dict[str, Path]:
    """Return the object of a store of its own for each mutation, by the mutation's name."""
    folder = tmp_path_factory.mktemp("mutations")
    whole = Store(folder / "whole")
    for n, content in enumerate(VERSIONS, 1):
        note = VersionNote(f"2026-01-0{n}T00:00:00Z", f"Version {n}", "Me", "mailto:me@x.example")
        place = whole.add("urn:uuid:1", lambda content=content: content, lambda _, note=note: note).path
    found = {}
    for n, (name, change) in enumerate(MUTATIONS.items()):
        copy = shutil.copytree(place, folder / str(n) / place.name)
        change(Spoilt(copy))
        found[name] = copy
    return found


def test_there_are_at_least_ninety_four_mutations_some_of_them_harmless():
    assert len(MUTATIONS) >= 94


@pytest.mark.conformance
def test_every_mutation_is_judged_as_ocfl_py_judges_it(spoilt, ask):
    theirs = dict(zip(spoilt, ask("ocfl", *spoilt.values()), strict=True))
    ours = {name: verify(path) for name, path in spoilt.items()}
    expected = {name: APART.get(name, not errors) for name, errors in theirs.items()}
    wrong = {
        name: [finding.message for finding in verdict.findings] or theirs[name]
        for name, verdict in ours.items()
        if verdict.ok != expected[name]
    }
    assert wrong == {}
    assert 10 <= sum(expected.values()) <= len(expected) - 80


def described(text: str, folder: str = "") -> Any:
    """Return a mutation of a storage root that writes *text* as its layout, or as the parameters of an extension."""
    name = f"extensions/{folder}/config.json" if folder else "ocfl_layout.json"
    return lambda root: (root / name).parent.mkdir(parents=True, exist_ok=True) or (root / name).write_text(text)


LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
ROOTS: dict[str, tuple[Any, bool]] = {
    "nothing": (lambda root: None, True),
    "a file of anybody's": (lambda root: (root / "inventory.json").write_text("{}"), True),
    "a layout of other words": (described(f'{{"extension": "{LAYOUT}", "description": "ours"}}'), True),
    "a layout without description": (described(f'{{"extension": "{LAYOUT}"}}'), False),
    "a layout that is no JSON": (described("{"), False),
    "a layout that is a list": (described("[]"), False),
    "a layout of a name that is not registered": (described('{"extension": "x", "description": "y"}'), False),
    "parameters that are no JSON": (described("{", LAYOUT), False),
    "parameters of another extension": (described('{"extensionName": "x"}', LAYOUT), False),
    "an empty folder": (lambda root: (root / "more").mkdir(), False),
}


@pytest.fixture(scope="module")
def roots(tmp_path_factory) -> dict[str, Path]:
    """Return a store of its own for each mutation of a storage root."""
    folder = tmp_path_factory.mktemp("roots")
    note = VersionNote("2026-01-01T00:00:00Z", "Version 1", "Me", "mailto:me@x.example")
    Store(folder / "whole").add("urn:uuid:1", lambda: VERSIONS[0], lambda _: note)
    found = {}
    for n, (name, (change, _)) in enumerate(ROOTS.items()):
        found[name] = shutil.copytree(folder / "whole", folder / str(n))
        change(found[name])
    return found


def test_a_storage_root_is_held_to_what_it_says_of_itself(roots):
    assert {name: verify(path).ok for name, path in roots.items()} == {name: ok for name, (_, ok) in ROOTS.items()}


def test_nothing_that_is_done_to_an_object_goes_unnoticed_but_what_ocfl_lets_be(spoilt):
    silent = {name for name, path in spoilt.items() if not (verify(path).findings or verify(path).remarks)}
    assert silent == {
        "nothing",
        # The object is nobody's: how a sidecar is laid out is its maker's business.
        "a sidecar with two spaces",
        "a sidecar with a tab and CRLF",
        "a sidecar with another line",
        "no fixity",
        "a fixity block of nothing",
        "a right md5",
        "a right md5 in capitals",
        "logs",
        "a registered extension",
    }

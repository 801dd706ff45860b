"""A bag of ours that a repository has touched, or somebody has spoilt, is judged as bagit.py judges it, and unpacks."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.archive.conftest import ARTICLES, run

from pressmark.archive.unpack import UnsafePackage, restore
from pressmark.verify import verify

pytestmark = pytest.mark.xdist_group("packages")

SHA256, SHA512 = "manifest-sha256.txt", "manifest-sha512.txt"


class Touched:
    """One bag to be touched."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def text(self, name: str, change: Any, *, retag: bool = True) -> None:
        """Let *change* work on a tag file; the tag manifests are made anew."""
        path = self.place / name
        path.write_bytes(change(path.read_bytes()))
        if retag:
            self.retag()

    def add(self, name: str, data: bytes = b"more", *, retag: bool = False) -> None:
        (self.place / name).parent.mkdir(parents=True, exist_ok=True)
        (self.place / name).write_bytes(data)
        if retag:
            self.retag(name)

    def remove(self, *names: str) -> None:
        for name in names:
            (self.place / name).unlink()
        self.retag()

    def retag(self, *more: str) -> None:
        """Make the tag manifests anew, over what they named before and is still there, and *more*."""
        for path in self.place.glob("tagmanifest-*.txt"):
            algorithm = path.stem.removeprefix("tagmanifest-")
            named = [line.split(maxsplit=1)[1] for line in path.read_text().splitlines()]
            lines = [
                f"{hashlib.new(algorithm, (self.place / name).read_bytes()).hexdigest()}  {name}\n"
                for name in dict.fromkeys((*named, *more))
                if (self.place / name).is_file()
            ]
            path.write_text("".join(lines))

    def manifest(self, algorithm: str) -> bytes:
        """Return a manifest of the payload of another kind."""
        files = sorted(path for path in (self.place / "data").rglob("*") if path.is_file())
        return b"".join(
            f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  {path.relative_to(self.place).as_posix()}\n".encode()
            for path in files
        )


def both(change: Any) -> Any:
    """Return a mutation that works on both manifests of the payload."""
    return lambda bag: [bag.text(name, change) for name in (SHA256, SHA512)]


def of(name: str, change: Any, *, retag: bool = True) -> Any:
    return lambda bag: bag.text(name, change, retag=retag)


def swapped(data: bytes) -> bytes:
    return b"".join(reversed(data.splitlines(keepends=True)))


def capitals(data: bytes) -> bytes:
    return re.sub(rb"^[0-9a-f]+", lambda found: found[0].upper(), data, flags=re.MULTILINE)


MUTATIONS: dict[str, Any] = {
    "nothing": lambda bag: None,
    "CRLF in the manifests": both(lambda data: data.replace(b"\n", b"\r\n")),
    "another order in the manifests": both(swapped),
    "capitals in the digests": both(capitals),
    "one space in the manifests": both(lambda data: data.replace(b"  ", b" ")),
    "a tab in the manifests": both(lambda data: data.replace(b"  ", b"\t")),
    "md5sum's asterisk": both(lambda data: data.replace(b"  ", b" *")),
    "./ before the paths": both(lambda data: data.replace(b"  data", b"  ./data")),
    "a blank line in a manifest": of(SHA256, lambda data: data + b"\n"),
    "a comment in a manifest": of(SHA256, lambda data: b"# made by us\n" + data),
    "no end of the last line": both(lambda data: data[:-1]),
    "a byte-order mark in a manifest": of(SHA256, lambda data: b"\xef\xbb\xbf" + data),
    "sha512 alone": lambda bag: bag.remove(SHA256, "tagmanifest-sha256.txt"),
    "sha256 alone": lambda bag: bag.remove(SHA512, "tagmanifest-sha512.txt"),
    "no tag manifests": lambda bag: bag.remove("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"),
    "no tag manifests and sha512 alone": lambda bag: bag.remove("tagmanifest-sha256.txt", "tagmanifest-sha512.txt", SHA256),
    "a manifest of md5 more": lambda bag: bag.add("manifest-md5.txt", bag.manifest("md5")),
    "a manifest of md5 more, tagged": lambda bag: bag.add("manifest-md5.txt", bag.manifest("md5"), retag=True),
    "a manifest of sha1 more": lambda bag: bag.add("manifest-sha1.txt", bag.manifest("sha1")),
    "a manifest of a kind that nobody knows": lambda bag: bag.add("manifest-crc7.txt", b"00  data/article.yaml\n"),
    "a wrong manifest of md5 more": lambda bag: bag.add("manifest-md5.txt", bag.manifest("md5").replace(b"1", b"2")),
    ".DS_Store in the bag": lambda bag: bag.add(".DS_Store"),
    "Thumbs.db in the bag": lambda bag: bag.add("Thumbs.db"),
    "a tag file, tagged": lambda bag: bag.add("aptrust-info.txt", b"Title: A\nAccess: Institution\n", retag=True),
    "a tag file, not tagged": lambda bag: bag.add("aptrust-info.txt", b"Title: A\nAccess: Institution\n"),
    "a tag folder": lambda bag: bag.add("metadata/mets.xml", b"<mets/>"),
    "an empty folder": lambda bag: (bag.place / "logs").mkdir(),
    "an empty folder in the payload": lambda bag: (bag.place / "data/logs").mkdir(),
    "CRLF in bag-info.txt": of("bag-info.txt", lambda data: data.replace(b"\n", b"\r\n")),
    "another order in bag-info.txt": of("bag-info.txt", swapped),
    "a line more in bag-info.txt": of("bag-info.txt", lambda data: data + b"Received-By: The Archive\n"),
    "a folded line in bag-info.txt": of("bag-info.txt", lambda data: data.replace(b" (", b"\n  (", 1)),
    "a byte-order mark in bag-info.txt": of("bag-info.txt", lambda data: b"\xef\xbb\xbf" + data),
    "CRLF in bagit.txt": of("bagit.txt", lambda data: data.replace(b"\n", b"\r\n")),
    "no end of the last line in bagit.txt": of("bagit.txt", lambda data: data[:-1]),
    "lower case in the encoding": of("bagit.txt", lambda data: data.replace(b"UTF-8", b"utf-8")),
    "BagIt 0.97": of("bagit.txt", lambda data: data.replace(b"1.0", b"0.97")),
    "an empty fetch.txt": lambda bag: bag.add("fetch.txt", b""),
    # From here on bagit.py refuses what says all that it said.
    "CRLF in bag-info.txt and no tag manifest anew": of("bag-info.txt", lambda data: data.replace(b"\n", b"\r\n"), retag=False),
    "CRLF in every tag file and no tag manifest anew": lambda bag: [bag.text(name, lambda data: data.replace(b"\n", b"\r\n"), retag=False) for name in ("bagit.txt", "bag-info.txt", SHA256, SHA512, "tagmanifest-sha256.txt", "tagmanifest-sha512.txt")],
    "CR in the manifests and no tag manifest anew": lambda bag: [bag.text(name, lambda data: data.replace(b"\n", b"\r"), retag=False) for name in (SHA256, SHA512)],
    # From here on nothing is right any more.
    "a tag manifest that is not made anew": of("bag-info.txt", lambda data: data + b"X: y\n", retag=False),
    "CRLF in bag-info.txt, a word changed, and no tag manifest anew": of("bag-info.txt", lambda data: data.replace(b"\n", b"\r\n").replace(b"1 of 1", b"1 of 2"), retag=False),
    "a byte-order mark in bagit.txt": of("bagit.txt", lambda data: b"\xef\xbb\xbf" + data),
    "BagIt 3.0": of("bagit.txt", lambda data: data.replace(b"1.0", b"3.0")),
    "an encoding of nothing": of("bagit.txt", lambda data: data.replace(b"UTF-8", b"UTF-7-ours")),
    "no version in bagit.txt": of("bagit.txt", lambda data: data.split(b"\n", 1)[1]),
    "no bagit.txt": lambda bag: bag.remove("bagit.txt"),
    "a wrong Payload-Oxum": of("bag-info.txt", lambda data: data.replace(b"Payload-Oxum: ", b"Payload-Oxum: 1")),
    "a Payload-Oxum of nothing": of("bag-info.txt", lambda data: data.replace(b"Payload-Oxum: ", b"Payload-Oxum: x.y")),
    "no manifest of the payload": lambda bag: bag.remove(SHA256, SHA512),
    "a file altered": lambda bag: bag.add("data/article.html", b"<p>Something else.</p>"),
    "a file more": lambda bag: bag.add("data/more.txt"),
    ".DS_Store in the payload": lambda bag: bag.add("data/.DS_Store"),
    "a file less": lambda bag: bag.remove("data/article.html"),
    "a wrong digest": both(lambda data: b"0" + data[1:] if data[:1] != b"0" else b"1" + data[1:]),
    "a line less in both manifests": both(lambda data: data.split(b"\n", 1)[1]),
    "a line twice": of(SHA256, lambda data: data + data.split(b"\n", 1)[0] + b"\n"),
    "a path that leaves the bag": of(SHA256, lambda data: data + b"0" * 64 + b"  ../../etc/passwd\n"),
    "an absolute path": of(SHA256, lambda data: data + b"0" * 64 + b"  /etc/passwd\n"),
    "a fetch.txt that leaves the bag": lambda bag: bag.add("fetch.txt", b"https://x.example/a 1 ../../etc/passwd\n"),
    "a fetch.txt without an address": lambda bag: bag.add("fetch.txt", b"x 1 data/a\n"),
    "a tag file in a manifest of the payload": lambda bag: bag.text(SHA256, lambda data: data + f"{hashlib.sha256((bag.place / 'bagit.txt').read_bytes()).hexdigest()}  bagit.txt\n".encode()),
    "a file of the payload in a tag manifest": lambda bag: bag.retag("data/article.yaml"),
    "a manifest in UTF-16": of(SHA256, lambda data: data.decode().encode("utf-16")),
    "paths in quotation marks": both(lambda data: data.replace(b"data/article.yaml", b'"data/article.yaml"')),
    "no payload": lambda bag: shutil.rmtree(bag.place / "data"),
    # From here on bagit.py is content, and we are not.
    "another Payload-Oxum in small letters": of("bag-info.txt", lambda data: data.replace(b"Payload-Oxum: ", b"payload-oxum: 9")),
    "a path with two asterisks": both(lambda data: data.replace(b"  ", b" **")),
    "a line less in one manifest": of(SHA256, lambda data: data.split(b"\n", 1)[1]),
    "a third line in bagit.txt": of("bagit.txt", lambda data: data + b"More: y\n"),
    "a line that is none in a manifest": of(SHA256, lambda data: data + b"hello\n"),
    "a record in bag-info.txt rewritten": of("bag-info.txt", lambda data: data.replace(b"1 of 1", b"1 of 2")),
}  # fmt: skip
# Where a bag of ours is valid for us, and not for bagit.py: RFC 8493, 2.2.1 wants a tag manifest's digests right.
LAXER = {name for name in MUTATIONS if name.endswith("and no tag manifest anew") and "word" not in name}
# Where we refuse what bagit.py lets pass, and why.
STRICTER = {
    "another Payload-Oxum in small letters": "RFC 8493, 2.2.2: the names of reserved elements are case-insensitive",
    "a path with two asterisks": "RFC 8493, 2.1.3: only one asterisk is no part of the path",
    "a line less in one manifest": "RFC 8493, 2.1.3: every payload file is in every payload manifest",
    "a third line in bagit.txt": "RFC 8493, 2.1.1: bagit.txt has exactly two lines",
    "a line that is none in a manifest": "RFC 8493, 2.1.3: a line is a digest and a path",
    "a record in bag-info.txt rewritten": "a valid bag, but not what the source in it and its files give",
}


@pytest.fixture(scope="module")
def bags(tmp_path_factory) -> dict[str, Path]:
    """Return a bag of its own for each mutation, by the mutation's name."""
    folder = tmp_path_factory.mktemp("bags")
    done = run("pack", ARTICLES / "mylos.yaml", "--as", "bag-dir", "-q", "-o", folder / "whole", cwd=folder)
    assert done.returncode == 0, done.stderr
    (whole,) = (folder / "whole").iterdir()
    found = {}
    for n, (name, change) in enumerate(MUTATIONS.items()):
        copy = shutil.copytree(whole, folder / str(n) / whole.name)
        change(Touched(copy))
        found[name] = copy
    return found


@pytest.fixture(scope="module")
def verdicts(bags) -> dict[str, Any]:
    return {name: verify(path) for name, path in bags.items()}


def test_there_are_at_least_forty_mutations():
    assert len(MUTATIONS) >= 40


@pytest.mark.conformance
def test_every_mutation_is_judged_as_bagit_py_judges_it_or_more_strictly_for_a_reason(bags, verdicts, ask):
    theirs = dict(zip(bags, ask("bag", *bags.values()), strict=True))
    expected = {name: (not errors or name in LAXER) and name not in STRICTER for name, errors in theirs.items()}
    wrong = {
        name: [finding.message for finding in verdict.findings] or theirs[name]
        for name, verdict in verdicts.items()
        if verdict.ok != expected[name]
    }
    assert wrong == {}
    assert [name for name in STRICTER if theirs[name]] == []
    assert len(LAXER) == 3
    assert [name for name in LAXER if not theirs[name]] == []
    assert 20 <= sum(expected.values()) <= len(expected) - 15


def test_whatever_was_touched_is_said_and_the_article_comes_back_where_the_payload_is_right(bags, verdicts):
    source = (ARTICLES / "mylos.yaml").read_bytes()
    # A line more in bag-info.txt could be the depositor's own; nothing tells.
    silent = {"nothing", "a line more in bag-info.txt"}
    for name, verdict in verdicts.items():
        if name not in silent and verdict.ok:
            assert verdict.remarks, name
        if verdict.ok:
            assert list(restore(bags[name]).files.values()) == [source], name


@pytest.mark.parametrize("name", ["a file altered", "no bagit.txt", "a wrong digest", "BagIt 3.0"])
def test_what_is_not_whole_comes_back_only_by_force_and_is_said_to_be_so(bags, name, tmp_path):
    with pytest.raises(UnsafePackage, match="--force"):
        restore(bags[name])
    done = run("unpack", bags[name], "--force", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "mylos.yaml").read_bytes() == (ARTICLES / "mylos.yaml").read_bytes()
    assert done.stderr

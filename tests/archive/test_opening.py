"""Packages of strangers: what could do harm is refused before anything is written."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from tests.archive.conftest import ARTICLES, run

from pressmark.archive import bag, unpack
from pressmark.archive.bag import zip_bytes
from pressmark.archive.ocfl import Store, VersionNote, sidecar
from pressmark.archive.unpack import UnsafePackage, read, restore
from pressmark.verify import kind_of
from pressmark.verify.package import verify

if TYPE_CHECKING:
    from collections.abc import Callable

EVIL = {
    "up": "top/../../evil",
    "up-inside": "top/data/../../../evil",
    "absolute": "/evil",
    "drive": "C:/evil",
    "backslash": "top\\..\\..\\evil",
    "device": "top/con",
    "device-with-suffix": "top/data/LPT1.txt",
    "stream": "top/article.yaml:hidden",
    "trailing-dot": "top/article.yaml.",
    "trailing-space": "top/article.yaml ",
    "empty-part": "top//evil",
    "dot-part": "top/./evil",
    "newline": "top/a\nb",
    "escape": "top/a\x1b[2Jb",
    "delete": "top/a\x7f",
    "overlong": "top/" + "x" * 300,
    "deep": "top/" + "x/" * 600 + "y",
}


def a_zip(path: Path, *members: tuple[zipfile.ZipInfo | str, bytes], compress: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compress) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def a_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:
        for member, data in members:
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", EVIL.values(), ids=EVIL)
def test_a_zip_with_an_evil_name_is_refused(tmp_path, name):
    path = a_zip(tmp_path / "evil.zip", ("top/bagit.txt", b""), (name, b"evil"))
    with pytest.raises(UnsafePackage):
        read(path)
    assert not verify(path).ok


@pytest.mark.parametrize("name", EVIL.values(), ids=EVIL)
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_with_an_evil_name_is_refused(tmp_path, name, mode):
    path = a_tar(
        tmp_path / "evil.tgz", (tarfile.TarInfo("top/bagit.txt"), b""), (tarfile.TarInfo(name), b"evil"), mode=mode
    )
    with pytest.raises(UnsafePackage):
        read(path)


@pytest.mark.parametrize(
    "names",
    [
        ("top/a", "top/a"),
        ("top/a.txt", "top/A.txt"),
        ("top/é", "top/e\u0301"),
        ("top/a", "top/a/b"),
        ("top/A/b", "top/a"),
        ("top/straße", "top/STRASSE"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_that_would_fall_together_are_refused(tmp_path, names):
    with pytest.raises(UnsafePackage, match="second file or folder"):
        read(a_zip(tmp_path / "twice.zip", *((name, b"") for name in names)))
    with pytest.raises(UnsafePackage, match="second file or folder"):
        read(a_tar(tmp_path / "twice.tar", *((tarfile.TarInfo(name), b"") for name in names)))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_a_zip_with_anything_but_files_is_refused(tmp_path, kind):
    entry = zipfile.ZipInfo("top/link")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    with pytest.raises(UnsafePackage, match="link or a device"):
        read(a_zip(tmp_path / "link.zip", (entry, b"/etc/passwd")))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE]
)
def test_a_tar_with_anything_but_files_is_refused(tmp_path, kind):
    member = tarfile.TarInfo("top/link")
    member.type, member.linkname = kind, "/etc/passwd"
    path = tmp_path / "link.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(member)
    if kind == tarfile.CONTTYPE:
        assert read(path).files == {"link": b""}
    else:
        with pytest.raises(UnsafePackage, match="link or a device"):
            read(path)


@pytest.mark.parametrize("target", ["/etc/passwd", "data", "."])
def test_a_folder_with_a_link_is_refused(tmp_path, target):
    (tmp_path / "bag" / "data").mkdir(parents=True)
    (tmp_path / "bag" / "bagit.txt").write_bytes(bag.DECLARATION)
    (tmp_path / "bag" / "data" / "link").symlink_to(target)
    with pytest.raises(UnsafePackage, match="link or a device"):
        read(tmp_path / "bag")


def test_a_folder_with_a_pipe_is_refused(tmp_path):
    (tmp_path / "bag").mkdir()
    os.mkfifo(tmp_path / "bag" / "pipe")
    with pytest.raises(UnsafePackage, match="link or a device"):
        read(tmp_path / "bag")


def test_a_zip_that_unpacks_to_more_than_it_may_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "LARGEST", 1_000_000)
    path = a_zip(tmp_path / "bomb.zip", ("top/zeros", bytes(2_000_000)), compress=zipfile.ZIP_DEFLATED)
    with pytest.raises(UnsafePackage, match="not opened"):
        read(path)


def test_a_zip_whose_header_hides_its_size_is_refused(tmp_path):
    path = a_zip(tmp_path / "liar.zip", ("top/zeros", bytes(100_000)), compress=zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(UnsafePackage):
        read(path)


@pytest.mark.parametrize("kind", ["content", "header"])
def test_a_tar_that_unpacks_to_more_than_it_may_is_refused(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(unpack, "LARGEST", 1_000_000)
    monkeypatch.setattr(unpack, "MOST", 10)
    if kind == "content":
        path = a_tar(tmp_path / "bomb.tgz", (tarfile.TarInfo("top/zeros"), bytes(2_000_000)), mode="w:gz")
    else:
        path = tmp_path / "bomb.tgz"
        with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT, pax_headers={"comment": "0" * 2_000_000}):
            pass
    with pytest.raises(UnsafePackage):
        read(path)


def test_more_files_than_an_article_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "MOST", 10)
    with pytest.raises(UnsafePackage, match="not opened"):
        read(a_zip(tmp_path / "many.zip", *((f"top/{n}", b"") for n in range(11))))


def test_an_encrypted_zip_is_refused(tmp_path):
    path = a_zip(tmp_path / "secret.zip", ("top/a", b"a"))
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(sign) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(UnsafePackage, match="encrypted"):
        read(path)


def test_a_zip_with_a_comment_or_an_odd_compression_is_refused(tmp_path):
    with pytest.raises(UnsafePackage, match="compressed"):
        read(a_zip(tmp_path / "odd.zip", ("top/a", b"a" * 100), compress=zipfile.ZIP_BZIP2))
    path = a_zip(tmp_path / "comment.zip", ("top/a", b"a"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"call me"
    with pytest.raises(UnsafePackage, match="comment"):
        read(path)


NO_PACKAGES = {
    "nothing": b"",
    "half a sign": b"PK",
    "a zip of nothing": b"PK\x05\x06" + bytes(18),
    "half a gzip": b"\x1f\x8b",
    "words": b"not a package",
    "zeros": bytes(1024),
    "a gzip of words": gzip.compress(b"x" * 2000, mtime=0),
}


@pytest.mark.parametrize("data", NO_PACKAGES.values(), ids=NO_PACKAGES)
def test_what_is_no_package_is_said_to_be_none(tmp_path, data):
    path = tmp_path / "thing.zip"
    path.write_bytes(data)
    with pytest.raises(UnsafePackage):
        read(path)
    assert run("verify", path, cwd=tmp_path).returncode == 1
    done = run("unpack", path, "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def forged(river: Path, path: Path, **names: str) -> Path:
    """Return a zip, right in all its sums, whose crate gives the files in *names* other names of their own."""
    files = {file.relative_to(river).as_posix(): file.read_bytes() for file in river.rglob("*") if file.is_file()}
    payload = bag.payload(files)
    crate = json.loads(payload["ro-crate-metadata.json"])
    for node in crate["@graph"]:
        if node["@id"] in names:
            node["alternateName"] = names[node["@id"]]
    payload["ro-crate-metadata.json"] = json.dumps(crate).encode()
    path.write_bytes(zip_bytes("forged", bag.make(payload, bag.read_info(files["bag-info.txt"].decode()))))
    return path


@pytest.mark.parametrize(
    "name", [*EVIL.values(), "logo.png", "EVENING-RIVER-BUS.YAML/x", "evening-river-bus.yaml", "Evening-River-Bus.yaml"]
)
def test_a_crate_that_wants_a_file_restored_in_an_evil_place_is_refused(river, tmp_path, name):
    path = forged(river, tmp_path / "forged.zip", **{"images/quay.jpg": name})
    with pytest.raises(UnsafePackage):
        restore(path)
    done = run("unpack", path, "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert sorted(found.name for found in tmp_path.iterdir()) == ["forged.zip"]


def test_a_package_with_a_wrong_sum_is_not_unpacked(river, tmp_path):
    copy = shutil.copytree(river, tmp_path / river.name)
    with (copy / "data" / "article.html").open("ab") as file:
        file.write(b"!")
    done = run("unpack", copy, "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "data/article.html" in done.stderr
    assert not (tmp_path / "out").exists()


def test_unpacking_replaces_nothing_unless_told(zips, tmp_path):
    (tmp_path / "aguas.yaml").write_text("my own draft")
    done = run("unpack", zips[0], cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "aguas.yaml").read_text() == "my own draft"
    assert run("unpack", zips[0], "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "aguas.yaml").read_bytes() == (ARTICLES / "aguas.yaml").read_bytes()


def a_store(root: Path, change: Callable[[dict], object]) -> Path:
    """Return a store whose one object has an inventory that was changed, with its sums made anew."""
    note = VersionNote("2026-01-01T00:00:00Z", "More", "Me", "mailto:me@x.example")
    place = Store(root).add("urn:uuid:1", lambda: {"article.yaml": b"a"}, lambda _: note).path
    document = json.loads((place / "inventory.json").read_text())
    change(document)
    data = json.dumps(document).encode()
    for folder in (place, place / "v1"):
        (folder / "inventory.json").write_bytes(data)
        (folder / "inventory.json.sha512").write_bytes(sidecar(data))
    return root


def pointing(path: object) -> Callable[[dict], object]:
    """Return a change that lets the manifest point to *path*."""
    return lambda inventory: inventory["manifest"].update({digest: [path] for digest in inventory["manifest"]})


STORES = {
    "content outside": pointing("v1/../../../../../../etc/passwd"),
    "absolute content": pointing("/etc/passwd"),
    "content that is no text": pointing(1),
    "content with a NUL": pointing("v1/\0"),
    "content nowhere": pointing("v1/content/nothing"),
    "no content for a digest": lambda inventory: inventory["manifest"].clear(),
    "empty list of content": lambda inventory: inventory["manifest"].update({key: [] for key in inventory["manifest"]}),
    "an id that is no text": lambda inventory: inventory.update(id=["x"]),
    "no versions": lambda inventory: inventory.update(versions={}),
    "versions with a gap": lambda inventory: inventory["versions"].update(v3=inventory["versions"]["v1"]),
    "a head that is not there": lambda inventory: inventory.update(head="v9"),
    "a date that is no text": lambda inventory: inventory["versions"]["v1"].update(created=1),
    "a state that is no map": lambda inventory: inventory["versions"]["v1"].update(state=[]),
    "a user that is no map": lambda inventory: inventory["versions"]["v1"].update(user="me"),
    "another digest": lambda inventory: inventory.update(digestAlgorithm="md5"),
    "another content folder": lambda inventory: inventory.update(contentDirectory=".."),
}


@pytest.mark.parametrize("change", STORES.values(), ids=STORES)
def test_a_hostile_store_is_refused_and_trips_nothing(tmp_path, change):
    store = a_store(tmp_path / "store", change)
    assert run("verify", store, cwd=tmp_path).returncode == 1
    assert run("unpack", store, "-o", tmp_path / "out", cwd=tmp_path).returncode == 1
    assert not (tmp_path / "out").exists()


def test_a_store_with_a_link_in_an_object_is_refused(tmp_path):
    store = a_store(tmp_path / "store", lambda _: None)
    content = next(store.rglob("v1")) / "content"
    content.rename(tmp_path / "elsewhere")
    content.symlink_to(tmp_path / "elsewhere")
    assert run("verify", store, cwd=tmp_path).returncode == 1
    assert run("unpack", store, "-o", tmp_path / "out", cwd=tmp_path).returncode == 1


def test_a_zip_that_a_mac_packed_anew_is_the_package_still(zips, tmp_path):
    ours = zips[0]
    with zipfile.ZipFile(ours) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    top = members[0][0].split("/")[0]
    beside = [("__MACOSX/", b""), (f"__MACOSX/{top}/._bagit.txt", b"fork"), (".DS_Store", b"look")]
    packed = a_zip(tmp_path / "mac.zip", *members, *beside)

    assert read(packed).files == read(ours).files
    assert run("verify", packed, cwd=tmp_path).returncode == 0
    assert run("unpack", packed, "-o", tmp_path / "out", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("folders", [False, True])
def test_a_zip_of_a_repository_s_tool_is_read_with_the_folder_it_was_called_in(zips, tmp_path, folders):
    whole = read(zips[0])
    members = [(f"./{whole.top}/{name}", data) for name, data in whole.files.items()]
    if folders:
        names = {str(parent) for name, _ in members for parent in PurePosixPath(name).parents} - {"."}
        members = [("./", b""), *((f"./{name}/", b"") for name in sorted(names)), *members]
    path = a_zip(tmp_path / "again.zip", *members, compress=zipfile.ZIP_DEFLATED)

    assert read(path).files == whole.files
    verdict = verify(path)
    assert verdict.ok, verdict.findings
    assert [one.message for one in verdict.remarks] == [
        "the zip was packed anew by another program; the bag in it is what counts"
    ]


def test_what_only_looks_like_a_mac_s_is_no_part_of_a_package(tmp_path):
    with pytest.raises(UnsafePackage, match="one top folder"):
        read(a_zip(tmp_path / "a.zip", ("top/bagit.txt", b"x"), ("__MACOSX/evil.txt", b"x")))


def again(path: Path, folder: str, files: dict[str, bytes], **how: object) -> Path:
    """Return a zip of *files* below *folder*, written as Python writes one."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in sorted(files.items()):
            with archive.open(zipfile.ZipInfo(f"{folder}{name}", (2026, 5, 4, 0, 0, 0)), "w", **how) as member:
                member.write(data)
    return path


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("outer/inner/", ["the bag is further down, in the folder outer/inner"]),
        ("", ["packed from within its folder: its files are not below one top folder"]),
        ("my bag (copy)/", []),
    ],
)
def test_a_bag_that_was_packed_in_another_folder_is_the_bag_still(zips, tmp_path, folder, said):
    path = again(tmp_path / "again.zip", folder, read(zips[0]).files)

    verdict = verify(path)
    assert verdict.ok, verdict.findings
    anew = "the zip was packed anew by another program; the bag in it is what counts"
    assert [one.message for one in verdict.remarks] == [*said, anew]
    assert restore(path).files == restore(zips[0]).files


def test_a_bag_of_somebody_else_that_was_packed_from_within_is_none_as_its_standard_says(tmp_path):
    bag_ = bag.make({"a.txt": b"a"}, [("Bag-Count", "1 of 1")])

    assert verify(again(tmp_path / "right.zip", "mine/", bag_)).ok
    assert not verify(again(tmp_path / "within.zip", "", bag_)).ok


def test_a_zip_as_long_as_ours_was_packed_anew_where_every_file_is_described_otherwise(zips, tmp_path):
    whole = read(zips[0])
    path = again(tmp_path / "again.zip", f"{whole.top}/", whole.files)
    assert path.stat().st_size == zips[0].stat().st_size
    assert verify(path).ok

    raw = bytearray(zips[0].read_bytes())
    at = raw.index(b"PK\1\2") + 38
    raw[at] ^= 1
    path.write_bytes(raw)
    assert [one.message for one in verify(path).findings] == [
        "bytes of the zip itself were changed; the files in it are as the sums say"
    ]


def test_a_zip_whose_end_is_of_the_form_for_large_files_is_read_within_the_same_limits(zips, tmp_path, monkeypatch):
    whole = read(zips[0])
    path = again(tmp_path / "large.zip", f"{whole.top}/", whole.files, force_zip64=True)
    data = path.read_bytes()
    end = data[-22:]
    count, length, start = (int.from_bytes(end[at : at + size], "little") for at, size in ((10, 2), (12, 4), (16, 4)))
    record = b"PK\6\6" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, count, count, length, start)
    locator = b"PK\6\7" + struct.pack("<LQL", 0, len(data) - 22, 1)
    path.write_bytes(data[:-22] + record + locator + end)
    assert read(path).files == whole.files

    monkeypatch.setattr(unpack, "MOST", 5)
    with pytest.raises(UnsafePackage, match="more than 5 files"):
        read(path)
    path.write_bytes(data[:-22] + locator + end)
    with pytest.raises(UnsafePackage, match="broken"):
        read(path)


def test_a_package_is_known_by_what_it_holds_where_its_name_says_nothing(zips, tmp_path):
    path = Path(shutil.copy(zips[0], tmp_path / "0001"))
    assert run("verify", "--quick", path, cwd=tmp_path).returncode == 0
    done = run("verify", Path(shutil.copy(zips[0], tmp_path / "a.tar.xz")), cwd=tmp_path)
    assert "unpack it" in done.stderr


@pytest.mark.parametrize("denied", ["", "v1/content/article.pdf"])
def test_what_cannot_be_read_in_a_store_is_named_and_the_rest_is_looked_at(tmp_path, denied):
    for name in ("told-again.yaml", "mylos.yaml"):
        assert run("pack", ARTICLES / name, "--as", "ocfl", "-o", "store", cwd=tmp_path).returncode == 0
    place = min(path.parent for path in (tmp_path / "store").rglob("0=ocfl_object_1.1"))
    closed = place / denied if denied else place.parent
    closed.chmod(0)
    # Root may read everything, so that it has to do without.
    less = ["setpriv", "--inh-caps=-dac_override,-dac_read_search", "--bounding-set=-dac_override,-dac_read_search"]
    command = [*(less if os.geteuid() == 0 else []), sys.executable, "-m", "pressmark", "verify", "--quick", "store"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    closed.chmod(0o755)

    assert done.returncode == 1
    assert "FAILED, 1 found" in done.stdout, done.stdout + done.stderr
    assert "Permission denied" in done.stdout
    assert (denied or closed.relative_to(tmp_path / "store").as_posix()) in done.stdout


@pytest.mark.parametrize(("stated", "opens"), [(0, True), (1, False)])
def test_a_tar_may_say_a_size_twice_if_it_says_the_same(zips, tmp_path, stated, opens):
    name, member = "bagit.txt", tarfile.TarInfo("bag/bagit.txt")
    with zipfile.ZipFile(zips[0]) as archive:
        data = next(archive.read(one) for one in archive.namelist() if one.endswith(f"/{name}"))
    member.size = len(data)
    member.pax_headers = {"size": str(len(data) + stated)}
    with tarfile.open(tmp_path / "bag.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(member, io.BytesIO(data))
    assert (verify(tmp_path / "bag.tar").checks[0].findings == ()) is opens


def test_what_is_no_package_and_a_crate_of_ro_crate_1_0_are_called_what_they_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photos/quay.txt", "quay")
    assert "neither a bag nor a crate" in str(verify(tmp_path / "photos.zip").findings)
    context, own = "https://w3id.org/ro/crate/1.0/context", "ro-crate-metadata.jsonld"
    descriptor = {"@id": own, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.0"}, "about": {"@id": "./"}}
    graph = [descriptor, {"@id": "./", "@type": "Dataset", "name": "Quay"}]
    (tmp_path / own).write_text(json.dumps({"@context": context, "@graph": graph}))
    assert kind_of(tmp_path) == "package"
    verdict = verify(tmp_path)
    assert verdict.ok
    assert "a valid crate, not one of pressmark's; RO-Crate 1.0" in verdict.about

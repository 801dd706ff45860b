"""Whatever is done to whichever file of a package or a store, `verify` finds it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.archive.conftest import ARTICLES, DATE, run

from pressmark.archive import bag
from pressmark.archive.bag import zip_bytes
from pressmark.archive.unpack import restore
from pressmark.problems import PressmarkError
from pressmark.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("packages")


def flip_first(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)


def flip_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x20
    path.write_bytes(data)


def flip_last(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def remove(path: Path) -> None:
    path.unlink()


def rename(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}x"))


def add_beside(path: Path) -> None:
    path.with_name(f"also-{path.name}").write_bytes(b"")


def link(path: Path) -> None:
    path.rename(path.parent.parent / f"moved-{path.name}")
    path.symlink_to(path.parent.parent / f"moved-{path.name}")


HARMS = [flip_first, flip_middle, flip_last, append, truncate, remove, rename, add_beside, link]


def files_of(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(found) >= 10
    return found


def unnoticed(target: Path) -> bool:
    """Return whether `verify` has nothing to say of *target*: neither a fault nor a remark."""
    verdict = verify(target)
    return verdict.ok and not verdict.remarks


def harmed(whole: Path, scratch: Path, harm: Callable[[Path], None]) -> Iterator[tuple[str, Path]]:
    """Yield, for each file of *whole*, its name and a copy of *whole* in which that file was harmed."""
    for path in files_of(whole):
        copy = shutil.copytree(whole, scratch / "copy" / whole.name)
        harm(copy / path.relative_to(whole))
        yield path.relative_to(whole).as_posix(), copy
        shutil.rmtree(scratch / "copy")


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_verify_finds_harm_to_any_file_of_a_bag(river, tmp_path, harm):
    assert verify(river).ok
    missed = [name for name, copy in harmed(river, tmp_path, harm) if unnoticed(copy)]
    assert missed == []


def test_verify_names_the_file_that_was_harmed(river, tmp_path):
    for name, copy in harmed(river, tmp_path, flip_middle):
        verdict = verify(copy)
        found = verdict.findings + verdict.remarks
        assert any(name == finding.path for finding in found), (name, found)


def test_verify_finds_any_line_taken_out_of_any_manifest(river, tmp_path):
    manifests = sorted(path.name for path in river.glob("*manifest-*.txt"))
    assert len(manifests) == 4
    for name in manifests:
        lines = (river / name).read_bytes().splitlines(keepends=True)
        for n in range(len(lines)):
            copy = shutil.copytree(river, tmp_path / "copy" / river.name)
            (copy / name).write_bytes(b"".join(lines[:n] + lines[n + 1 :]))
            assert not unnoticed(copy), (name, n)
            shutil.rmtree(tmp_path / "copy")


def test_verify_finds_an_empty_folder_that_was_added(river, tmp_path):
    copy = shutil.copytree(river, tmp_path / river.name)
    (copy / "data" / "more").mkdir()
    assert not unnoticed(copy)


def test_verify_finds_one_byte_changed_anywhere_in_a_zip(zips, tmp_path):
    data = zips[0].read_bytes()
    copy = tmp_path / zips[0].name
    for at in [*range(0, len(data), 4999), *range(len(data) - 1400, len(data), 29)]:
        changed = bytearray(data)
        changed[at] ^= 0x01
        copy.write_bytes(changed)
        assert not unnoticed(copy), at


@pytest.mark.parametrize("target", ["article.pdf", "article.html", "article.jsonld", "article.yaml"])
def test_verify_finds_a_rendition_of_another_article_even_if_all_sums_were_made_anew(bags, tmp_path, target):
    ours, other = (next(path for path in bags if path.name.startswith(name)) for name in ("aguas", "mylos"))
    files = {path.relative_to(ours).as_posix(): path.read_bytes() for path in files_of(ours)}
    payload = bag.payload(files)
    payload[target] = (other / "data" / target).read_bytes()
    info = bag.read_info(files["bag-info.txt"].decode())
    forged = bag.make(payload, [(name, bag.oxum(payload) if name == "Payload-Oxum" else value) for name, value in info])
    path = tmp_path / "forged.zip"
    path.write_bytes(zip_bytes("forged", forged))
    verdict = verify(path)
    failed = {check.name for check in verdict.checks if check.status == "failed"}
    assert {"crate", "same source in every rendition"} <= failed
    assert next(check for check in verdict.checks if check.name == "fixity").status == "ok"


def forge(ours: Path, path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a zip, right in all its sums, in which the file *name* of the bag *ours* was changed or added."""
    files = {path.relative_to(ours).as_posix(): path.read_bytes() for path in files_of(ours)}
    files[name] = change(files.get(name, b""))
    payload = bag.payload(files)
    if name.startswith("data/metadata/"):
        crate = json.loads(payload["ro-crate-metadata.json"])
        for node in crate["@graph"]:
            if f"data/{node['@id']}" == name:
                node |= {"sha256": hashlib.sha256(files[name]).hexdigest(), "contentSize": str(len(files[name]))}
        payload["ro-crate-metadata.json"] = (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()
    info = bag.read_info(files["bag-info.txt"].decode())
    stated = [(label, bag.oxum(payload) if label == "Payload-Oxum" else value) for label, value in info]
    path.write_bytes(zip_bytes("forged", bag.make(payload, stated)))
    return path


def test_verify_finds_a_file_that_was_added_even_if_all_sums_were_made_anew(river, tmp_path):
    forged = forge(river, tmp_path / "forged.zip", "data/more.txt", lambda _: b"more")
    assert [(one.path, one.message) for one in verify(forged).findings] == [
        ("more.txt", "undeclared: the crate does not describe it")
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bag-info.txt", b"Bagging-Date: 2026", b"Bagging-Date: 2020"),
        ("bag-info.txt", b"(The Harbour Post", b"(The Other Post"),
        ("data/metadata/premis.xml", b">publication<", b">quarantine!<"),
        ("data/metadata/metadata.csv", b"Mira Sandoval", b"Mira Sandovar"),
        ("data/ro-crate-metadata.json", b"Tomas Reyl", b"Tomas Reyn"),
    ],
)
def test_verify_finds_a_record_that_was_rewritten_even_if_all_sums_were_made_anew(river, tmp_path, name, old, new):
    assert old in (river / name).read_bytes()
    verdict = verify(forge(river, tmp_path / "forged.zip", name, lambda data: data.replace(old, new)))
    assert [check.name for check in verdict.checks if check.status == "failed"] == ["records"]
    assert name.removeprefix("data/") in {finding.path for finding in verdict.findings}


HOSTILE = {
    "nothing": b"",
    "NUL": b"\0",
    "list": b"[]",
    "object": b"{}",
    "number": b"1",
    "graph of numbers": b'{"@graph": [1]}',
    "unhashable id": b'{"@graph": [{"@id": ["x"]}]}',
    "nameless root": b'{"@graph": [{"@id": "./", "publisher": []}]}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep page": b"<div>" * 5_000,
    "PDF without anything": b"%PDF-1.7\n%%EOF",
    "entities": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "anchors": b"a: &a [*a, *a]",
    "base64 that is none": '<img src="data:image/png;base64,é">'.encode(),
    "odd metadata": b'{"@id": 1, "encoding": [[]]}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_strangers_file_in_any_place_of_a_package_with_right_sums_is_found_and_trips_nothing(
    river, tmp_path, content
):
    for path in files_of(river / "data"):
        forged = forge(river, tmp_path / "forged.zip", path.relative_to(river).as_posix(), lambda _: content)
        assert not verify(forged).ok, path
        with contextlib.suppress(PressmarkError):
            restore(forged)


def test_a_zip_packed_anew_by_another_program_is_said_to_be_so_and_its_folder_is_fine(zips, tmp_path):
    shutil.unpack_archive(zips[0], tmp_path)
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files_of(tmp_path / zips[0].stem):
            archive.write(path, path.relative_to(tmp_path))
    verdict = verify(again)
    assert verdict.ok
    assert [remark.message for remark in verdict.remarks] == [
        "the zip was packed anew by another program; the bag in it is what counts"
    ]
    assert verify(tmp_path / zips[0].stem).ok


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Path:
    """Return a store with an article in two versions: for reading only."""
    folder = tmp_path_factory.mktemp("store")
    source = folder / "veer.yaml"
    for text in ("", "corrections: [{date: 2026-02-01, text: Een kabel is geen ketting.}]\n"):
        source.write_text((ARTICLES / "veer.yaml").read_text() + text)
        assert run("pack", source, "--as", "ocfl", "-o", folder / "store", "--date", DATE, cwd=folder).returncode == 0
    return folder / "store"


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_verify_finds_harm_to_any_file_of_a_store(store, tmp_path, harm):
    assert verify(store).ok
    missed = [name for name, copy in harmed(store, tmp_path, harm) if unnoticed(copy)]
    # What an extension keeps in its own folder is nobody's business (OCFL 1.1, section 4.3).
    assert [name for name in missed if harm is not add_beside or not name.startswith("extensions/")] == []


def test_verify_finds_a_stray_folder_in_a_store(store, tmp_path):
    copy = shutil.copytree(store, tmp_path / "store")
    (copy / "abc").mkdir()
    assert not verify(copy).ok


def test_verify_finds_a_forged_file_of_an_older_version_even_if_all_sums_were_made_anew(store, tmp_path):
    copy = shutil.copytree(store, tmp_path / "store")
    place = next(copy.rglob("0=ocfl_object_1.1")).parent
    old = (place / "v1" / "content" / "article.html").read_bytes()
    new = old.replace(b"</body>", b"<p>Nobody said this.</p></body>")
    (place / "v1" / "content" / "article.html").write_bytes(new)
    for folder in (place, place / "v1", place / "v2"):
        text = (folder / "inventory.json").read_text("utf-8")
        for name in ("sha512", "sha256"):
            text = text.replace(hashlib.new(name, old).hexdigest(), hashlib.new(name, new).hexdigest())
        (folder / "inventory.json").write_text(text, "utf-8")
        (folder / "inventory.json.sha512").write_text(f"{hashlib.sha512(text.encode()).hexdigest()} inventory.json\n")
    assert "altered: its digest or size is not the one in the crate" in {one.message for one in verify(copy).findings}


@pytest.mark.parametrize(("above", "name"), [(0, "elsewhere"), (1, "000"), (3, "000")])
def test_verify_finds_an_object_that_was_moved(store, tmp_path, above, name):
    copy = shutil.copytree(store, tmp_path / "store")
    place = next(copy.rglob("0=ocfl_object_1.1"))
    folder = place.parents[above]
    folder.rename(folder.with_name(name))
    assert [one.message for one in verify(copy).findings] == ["not where the layout puts it"]

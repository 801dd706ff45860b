"""Attacks with packages and PDFs: names that leave the folder, links, bombs, wrong sums, broken structures."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import tarfile
import warnings
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from tests.conftest import Command
from tests.security.hostile import outputs, plain

from pressmark.archive import open as opening
from pressmark.pdf import attachments
from pressmark.problems import PressmarkError


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """Pack a harmless article."""
    folder = tmp_path_factory.mktemp("package")
    (folder / "boat.yaml").write_text(json.dumps(plain()))
    ran = Command(folder)("pack", "boat.yaml", "-o", "out")
    assert ran.code == 0, ran.err
    (found,) = (folder / "out").glob("*.zip")
    return found


def _entries(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def _tar(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info, data in members:
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


# name: (the name, what the message that stops it says)
_NAMES = {
    "parent": ("{top}/../../evil.txt", "a path that leaves its folder"),
    "parent in the payload": ("{top}/data/../../../evil.txt", "a path that leaves its folder"),
    "absolute": ("/tmp/evil.txt", "an absolute path"),
    "drive": ("C:/evil.txt", "an absolute path"),
    "backslash": ("{top}\\..\\..\\evil.txt", "a control or reserved character"),
    "NUL": ("{top}/data/a\0.txt", "data/a: undeclared"),
    "newline": ("{top}/data/a\nb.txt", "a control or reserved character"),
    "device of Windows": ("{top}/data/con.txt", "the name of a Windows device"),
    "trailing dot": ("{top}/data/evil.", "a name that not every system can write"),
    "another top": ("elsewhere/evil.txt", "not below one top folder"),
    "case collision": ("{top}/data/BOAT.YAML", "data/BOAT.YAML: undeclared"),
    "undeclared": ("{top}/data/evil.txt", "data/evil.txt: undeclared"),
    "undeclared beside": ("{top}/evil.txt", "evil.txt: undeclared"),
    "alternate stream": ("{top}/data/boat.yaml:evil", "a control or reserved character"),
    "bidi": ("{top}/data/txt.\u202eevil", "evil: undeclared"),
    "very long": ("{top}/data/" + "a" * 5000, "overlong name"),
    "very deep": ("{top}/data/" + "a/" * 2000 + "b", "overlong name"),
}


@pytest.mark.parametrize("name", _NAMES)
def test_a_zip_with_a_hostile_name_is_refused(name, package, tmp_path):
    entries = _entries(package)
    top = next(iter(entries)).split("/")[0]
    bad = tmp_path / "bad.zip"
    hostile, stopped_by = _NAMES[name]
    bad.write_bytes(_zip([*entries.items(), (hostile.format(top=top), b"evil")]))

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        opening.restore(bad)


def _link(entries):
    top = next(iter(entries)).split("/")[0]
    info = zipfile.ZipInfo(f"{top}/data/link.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip([*entries.items(), (info, b"/etc/passwd")])


def _twice(entries):
    name = next(name for name in entries if name.endswith("data/article.yaml"))
    return _zip([*entries.items(), (name, b"evil")])


def _bomb(entries):
    top = next(iter(entries)).split("/")[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        with archive.open(f"{top}/data/bomb.bin", "w", force_zip64=True) as file:
            for _ in range(600):
                file.write(bytes(1_000_000))
    return out.getvalue()


def _many(entries):
    top = next(iter(entries)).split("/")[0]
    return _zip([*entries.items(), *((f"{top}/data/f{n}", b"") for n in range(70_000))])


def _lies_about_size(entries):
    data = bytearray(_zip(list(entries.items())))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")
    return bytes(data)


def _encrypted(entries):
    data = bytearray(_zip(list(entries.items())))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _changed(part: str):
    def change(entries):
        name = next(name for name in entries if name.endswith(part))
        return _zip([(n, d + b" " if n == name else d) for n, d in entries.items()])

    return change


def _without(part: str):
    def change(entries):
        return _zip([(n, d) for n, d in entries.items() if not n.endswith(part)])

    return change


# name: (what makes it, what the message that stops it says)
_ZIPS = {
    "a link": (_link, "is a link or a device"),
    "a name twice": (_twice, "a second file or folder of that name"),
    "a bomb": (_bomb, "data/bomb.bin: undeclared"),
    "seventy thousand files": (_many, "or 10000 files; not opened"),
    "a lie about a size": (_lies_about_size, "Bad CRC-32"),
    "encryption": (_encrypted, ": encrypted"),
    "a changed source": (_changed("data/article.yaml"), "data/article.yaml: altered"),
    "a changed page": (_changed(".html"), "data/article.html: altered"),
    "a changed manifest": (_changed("manifest-sha512.txt"), "manifest-sha512.txt: altered"),
    "a changed bag-info": (_changed("bag-info.txt"), "bag-info.txt: altered"),
    "a changed crate": (_changed("ro-crate-metadata.json"), "ro-crate-metadata.json: altered"),
    "no bagit.txt": (_without("bagit.txt"), "bagit.txt: missing"),
    "no manifest": (_without("manifest-sha256.txt"), "manifest-sha256.txt: missing"),
    "no source": (_without("data/article.yaml"), "data/article.yaml: missing"),
    "cut short": (lambda entries: _zip(list(entries.items()))[:2000], "not a zip file"),
    "nothing": (lambda _: b"", "empty file"),
    "an empty zip": (lambda _: _zip([]), "not below one top folder"),
    "rubbish": (lambda _: bytes(range(256)) * 40, "broken, or no package"),
    "another program's zip": (lambda _: _zip([("word/document.xml", b"<x/>")]), "bagit.txt: missing"),
}


@pytest.mark.parametrize("name", _ZIPS)
def test_a_hostile_zip_is_refused(name, package, tmp_path):
    bad = tmp_path / "bad.zip"
    make, stopped_by = _ZIPS[name]
    bad.write_bytes(make(_entries(package)))

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        opening.restore(bad)


def test_the_harmless_package_itself_is_restored(package):
    assert json.loads(opening.restore(package)["boat.yaml"]) == plain()


def _member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info


# name: (the name, type and target, what the message that stops it says)
_MEMBERS = {
    "symbolic link": ("{top}/data/x", tarfile.SYMTYPE, "/etc/passwd", "is a link or a device"),
    "hard link": ("{top}/data/x", tarfile.LNKTYPE, "/etc/passwd", "is a link or a device"),
    "character device": ("{top}/data/x", tarfile.CHRTYPE, "", "is a link or a device"),
    "block device": ("{top}/data/x", tarfile.BLKTYPE, "", "is a link or a device"),
    "pipe": ("{top}/data/x", tarfile.FIFOTYPE, "", "is a link or a device"),
    "parent": ("{top}/../../x", tarfile.REGTYPE, "", "a path that leaves its folder"),
    "absolute": ("/tmp/x", tarfile.REGTYPE, "", "an absolute path"),
    "undeclared": ("{top}/data/x", tarfile.REGTYPE, "", "data/x: undeclared"),
}


@pytest.mark.parametrize("name", _MEMBERS)
def test_a_tar_with_a_hostile_member_is_refused(name, package, tmp_path):
    entries = _entries(package)
    top = next(iter(entries)).split("/")[0]
    path, kind, target, stopped_by = _MEMBERS[name]
    members = [(_member(entry), data) for entry, data in entries.items()]
    bad = tmp_path / "bad.tar"
    bad.write_bytes(_tar([*members, (_member(path.format(top=top), kind, target), b"evil")]))

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        opening.restore(bad)


def test_a_gzip_bomb_is_refused(tmp_path):
    bad = tmp_path / "bad.tgz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with bad.open("wb") as file:
        head = tarfile.TarInfo("bag/data/bomb")
        head.size = 1_150_000_000
        file.write(packer.compress(head.tobuf()))
        for _ in range(1150):
            file.write(packer.compress(bytes(1_000_000)))
        file.write(packer.flush())

    with pytest.raises(PressmarkError):
        opening.restore(bad)


@pytest.mark.parametrize("made_by", ["a link out", "a link to a device", "a pipe"])
def test_a_bag_folder_with_something_else_than_files_is_refused(made_by, package, tmp_path):
    for name, data in _entries(package).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (bag,) = tmp_path.iterdir()
    place = bag / "data" / "x"
    if made_by == "a pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/etc/passwd" if made_by == "a link out" else "/dev/zero")

    with pytest.raises(PressmarkError):
        opening.restore(bag)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return outputs(plain(), "pdf")["pdf"]


def _attached(pdf: bytes, name: str, data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "/tmp/evil.yaml", "C:\\evil.yaml", "a/../../evil", "..", "con.txt", "a\nb"]
)
def test_an_attachment_with_a_hostile_name_is_not_restored_outside(name, pdf, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(_attached(pdf, name, b"evil"))

    with pytest.raises(PressmarkError, match="has the unsafe name"):
        attachments.restore(bad)


# name: (what makes it, what the message that stops it says)
_PDFS = {
    "nothing": (lambda _: b"", "not a PDF that can be read"),
    "rubbish": (lambda _: bytes(range(256)) * 40, "not a PDF that can be read"),
    "only a header": (lambda _: b"%PDF-1.7\n%%EOF", "not a PDF that can be read"),
    "cut short": (lambda pdf: pdf[: len(pdf) // 2], "not a PDF that can be read"),
    "a page of another program": (lambda _: _blank(), "no article's source is embedded"),
    "a page tree that eats itself": (lambda _: b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj trailer<</Root 1 0 R>>", "no /Kids array"),
    "deep arrays": (lambda _: b"%PDF-1.7\n1 0 obj" + b"[" * 100_000 + b"endobj trailer<</Root 1 0 R>>", "not a PDF that can be read"),
}  # fmt: skip


def _blank() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", _PDFS)
def test_a_pdf_that_is_a_trick_is_refused(name, pdf, tmp_path):
    bad = tmp_path / "bad.pdf"
    make, stopped_by = _PDFS[name]
    bad.write_bytes(make(pdf))

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        attachments.restore(bad)


def test_an_attachment_that_is_a_bomb_is_refused_or_left(pdf, tmp_path):
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spec = pikepdf.AttachedFileSpec(document, b"", filename="bomb.txt")
        stream = pikepdf.Stream(document, zlib.compress(bytes(1_000_000_000), 9))
        stream["/Filter"] = pikepdf.Name.FlateDecode
        spec.obj["/EF"]["/F"] = document.make_indirect(stream)
        document.attachments["bomb.txt"] = spec
        document.save(bad)

    try:
        restored = attachments.restore(bad)
    except PressmarkError:
        return
    assert all(len(data) < 100_000_000 for data in restored.values())

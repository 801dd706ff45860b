"""Attacks with packages and PDFs: names that leave the folder, links, bombs, wrong sums, broken structures."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import re
import shutil
import signal
import stat
import tarfile
import time
import warnings
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from tests.conftest import Command
from tests.security.hostile import bounded, outputs, plain

from pressmark import names
from pressmark.archive import unpack as opening
from pressmark.letters import shown, shown_json
from pressmark.limits import Exceeded, Limits, within
from pressmark.pdf import attachments as embedded
from pressmark.problems import PressmarkError
from pressmark.verify import verify


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
    "alternate stream": ("{top}/data/boat.yaml:evil", "a control or reserved character"),
    "bidi": ("{top}/data/txt.\u202eevil", "an invisible one, in the name"),
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
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
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
    "a bomb": (_bomb, "more than 512 MB"),
    "seventy thousand files": (_many, "more than 10000 files"),
    "a lie about a size": (_lies_about_size, "Bad CRC-32"),
    "encryption": (_encrypted, ": encrypted"),
    "a changed source": (_changed("data/article.yaml"), "data/article.yaml: altered"),
    "a changed page": (_changed(".html"), "data/article.html: altered"),
    "a changed crate": (_changed("ro-crate-metadata.json"), "ro-crate-metadata.json: altered"),
    "no bagit.txt": (_without("bagit.txt"), "bagit.txt: missing"),
    "no source": (_without("data/article.yaml"), "data/article.yaml: missing"),
    "cut short": (lambda entries: _zip(list(entries.items()))[:2000], "the zip has no end"),
    "nothing": (lambda _: b"", "empty file"),
    "an empty zip": (lambda _: _zip([]), "not below one top folder"),
    "rubbish": (lambda _: bytes(range(256)) * 40, "broken, or no package"),
    "another program's zip": (lambda _: _zip([("word/document.xml", b"<x/>")]), "is not one of pressmark's"),
}


@pytest.mark.parametrize("name", _ZIPS)
def test_a_hostile_zip_is_refused(name, package, tmp_path):
    bad = tmp_path / "bad.zip"
    make, stopped_by = _ZIPS[name]
    bad.write_bytes(make(_entries(package)))

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        opening.restore(bad)


# name: (a zip that was touched beside its payload, what is said of it)
_TOUCHED = {
    "undeclared beside": (
        lambda entries: _zip([*entries.items(), (f"{next(iter(entries)).split('/')[0]}/evil.txt", b"evil")]),
        "evil.txt: added",
    ),
    "a changed bag-info": (_changed("bag-info.txt"), "bag-info.txt: altered"),
    "white space behind a manifest": (_changed("manifest-sha512.txt"), "manifest-sha512.txt: altered"),
    "no manifest": (_without("manifest-sha256.txt"), "manifest-sha256.txt: missing"),
}


@pytest.mark.parametrize("name", _TOUCHED)
def test_what_lies_beside_a_right_payload_is_said_and_never_given_back(name, package, tmp_path):
    touched = tmp_path / "touched.zip"
    make, said = _TOUCHED[name]
    touched.write_bytes(make(_entries(package)))
    found = opening.restore(touched)
    assert list(found.files) == list(opening.restore(package).files)
    assert any(said in remark for remark in found.remarks)


def test_the_harmless_package_itself_is_restored(package):
    assert json.loads(opening.restore(package).files["boat.yaml"]) == plain()


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
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with bad.open("wb") as file:
        head = tarfile.TarInfo("bag/data/bomb")
        head.size = 650_000_000
        file.write(packer.compress(head.tobuf()))
        for _ in range(650):
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
        embedded.restore(bad)


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
        embedded.restore(bad)


def test_an_attachment_that_is_a_bomb_is_refused_or_left(pdf, tmp_path):
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spec = pikepdf.AttachedFileSpec(document, b"", filename="bomb.txt")
        stream = pikepdf.Stream(document, _zeros())
        stream["/Filter"] = pikepdf.Name.FlateDecode
        spec.obj["/EF"]["/F"] = document.make_indirect(stream)
        document.attachments["bomb.txt"] = spec
        document.save(bad)

    try:
        restored = embedded.restore(bad)
    except PressmarkError:
        return
    assert all(len(data) < 100_000_000 for data in restored.values())


# --- What a copy or a package may cost, and what it may have restored.


def _whole(pdf: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out, **({"encryption": pikepdf.Encryption(owner="o", user="u")} if change is _locked else {}))
        return out.getvalue()


def _packed(document: pikepdf.Pdf, data: bytes, times: int) -> pikepdf.Stream:
    """Return a stream that is packed *times* over: 1 GB is 1 kB then."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    stream = pikepdf.Stream(document, data)
    stream["/Filter"] = pikepdf.Array([pikepdf.Name.FlateDecode] * times)
    return stream


@cache
def _zeros() -> bytes:
    """Return a gigabyte, packed (RFC 1950): the block of a million zeros again and again, the end, the check sum."""
    packer = zlib.compressobj(1)
    first, again = (packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    check = ((1_000_000_000 % 65_521) << 16 | 1).to_bytes(4, "big")
    return first + again * 999 + packer.flush()[:-4] + check


def _attachment_of_gigabytes(document):
    stream = pikepdf.Stream(document, zlib.compress(_zeros(), 9))
    stream["/Filter"] = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    document.Root.AF[0].EF.F = document.make_indirect(stream)


def _page_of_gigabytes(document):
    stream = pikepdf.Stream(document, _zeros())
    stream["/Filter"] = pikepdf.Name.FlateDecode
    document.pages[0].obj.Contents = document.make_indirect(stream)


def _operators(operators: bytes):
    def change(document):
        document.pages[0].obj.Contents = document.make_indirect(_packed(document, operators, 2))

    return change


def _map_of_a_font(document):
    for font in document.pages[0].obj.Resources.Font.values():
        font.ToUnicode = document.make_indirect(_packed(document, b"beginbfchar " * 200_000, 1))


def _large_map_of_a_font(document):
    for font in document.pages[0].obj.Resources.Font.values():
        font.ToUnicode = document.make_indirect(_packed(document, b"beginbfchar <00> <00> endbfchar " * 500_000, 2))


def _shared_tags(role: str):
    def change(document):
        kid = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/P"), K=0, Pg=document.pages[0].obj))
        for _ in range(45):
            kid = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(role), K=pikepdf.Array([kid, kid])))
        document.Root.StructTreeRoot.K = kid

    return change


def _circle_of_tags(document):
    kid = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/Div")))
    kid.K = pikepdf.Array([kid])
    document.Root.StructTreeRoot.K = kid


def _one_piece_again_and_again(document):
    root = pikepdf.Dictionary(S=pikepdf.Name("/P"), K=pikepdf.Array([0] * 100_000), Pg=document.pages[0].obj)
    document.Root.StructTreeRoot.K = document.make_indirect(root)


def _locked(document):
    """Protect it with a password, when it is saved."""


def _odd(path: str, value):
    def change(document):
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place.pages[0].obj if name == "page" else getattr(place, name)
        setattr(place, last, value)

    return change


_COSTLY = {
    "an attachment of gigabytes": _attachment_of_gigabytes,
    "a page of gigabytes": _page_of_gigabytes,
    "operators in millions": _operators(b"q " * 10_000_000),
    "operators without operands": _operators(b"Q EMC BDC Tf Tm TJ cm"),
    "text shown without end": _operators(b"/P <</MCID 0>> BDC /F0 1 Tf " + b"[<00>]TJ " * 1_000_000),
    "a map of a font that never ends": _map_of_a_font,
    "a map of a font of 16 MB": _large_map_of_a_font,
    "tags that share their children": _shared_tags("/Div"),
    "tags in a sentence that share their children": _shared_tags("/Span"),
    "tags in a circle": _circle_of_tags,
    "one piece shown a hundred thousand times": _one_piece_again_and_again,
    "a password": _locked,
    "tags that are a number": _odd("Root.StructTreeRoot", 7),
    "resources that are a list": _odd("page.Resources", pikepdf.Array([])),
    "content that is a word": _odd("page.Contents", pikepdf.Name("/No")),
    "attachments that are a number": _odd("Root.AF", 3),
}
_SECONDS, _MEMORY = 20, 1_000_000_000


@pytest.mark.parametrize("name", _COSTLY)
def test_a_copy_that_would_cost_gigabytes_or_hours_is_a_finding_within_bounds(name, pdf, tmp_path):
    # Tried: copies that unpack to gigabytes, or whose tags go in circles. Stopped by: `pdf.reading`, which unpacks no
    # further than a copy of ours ever is, and by `limits.within`, for whatever nobody has thought of.
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(_whole(pdf, _COSTLY[name]))
    assert bad.stat().st_size < 10_000_000

    verdict = bounded(_SECONDS, _MEMORY, verified, bad)

    # Its words may be whole all the same: what was made of it is said, and nothing that it is not.
    assert verdict is not None
    if name not in {
        "a map of a font that never ends",
        "operators without operands",
        "one piece shown a hundred thousand times",
    }:
        assert not verdict.ok or any(check.status == "not compared" for check in verdict.checks)
    with contextlib.suppress(PressmarkError):
        assert all(len(data) < 40_000_000 for data in bounded(_SECONDS, _MEMORY, embedded.restore, bad).values())


def verified(path: Path):
    """Return the verdict on *path*, in whatever process this is called."""
    return verify(path)


def test_what_is_beyond_a_limit_is_said_and_the_next_target_looked_at(package, tmp_path):
    # Tried: a file whose reading kills its process. Stopped by: that is a finding of that file.
    with pytest.raises(Exceeded, match="needs more memory than 16 MB; --max-memory"):
        within(Limits(20, 16_000_000), _hungry)
    with pytest.raises(Exceeded, match=r"took longer than 0\.2 seconds; --timeout"):
        within(Limits(0.2, None), _slow)
    with pytest.raises(Exceeded, match=r"died \(SIGKILL\)"):
        within(Limits(20, None), _dying)
    with pytest.raises(PressmarkError, match=r"cannot be read \(IndexError: pop from empty list\)"):
        within(Limits(20, None), [].pop)

    ran = Command(tmp_path)("verify", package, package, "--timeout", "0.001")
    assert (ran.code, ran.out.count("took longer than 0.001 seconds")) == (1, 2)
    assert "Traceback" not in ran.err


def _hungry() -> int:
    return len(bytearray(500_000_000))


def _slow() -> None:
    time.sleep(30)


def _dying() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("given", ["nan", "inf", "-1", "0", "1e300"])
def test_a_limit_is_a_number_of_this_world(given, package, tmp_path):
    ran = Command(tmp_path)("verify", package, "--timeout", given)
    assert (ran.code, "no number of seconds" in ran.err) == (2, True)


_NOT_AN_ARTICLES = [
    ".pressmark.sqlite",
    "build/.pressmark.sqlite",
    ".git/hooks/post-checkout",
    ".github/workflows/x.yaml",
    ".bashrc",
    ".envrc",
    "Makefile",
    "selectors.py",
    "conftest.py",
    "x.pth",
    "package.json",
    "compose.yaml",
    "docker-compose.yml",
    "mkdocs.yml",
    "article.html",
    "run.sh",
    "-rf.yaml",
    "a/~b/c.png",
    "pic\u202egpj.png",
    "pic\u200b.png",
    "a\x1b[2J.png",
    "a/" * 40 + "b.png",
]


@pytest.mark.parametrize("name", _NOT_AN_ARTICLES)
def test_only_what_an_article_consists_of_is_restored(name, pdf, package, tmp_path):
    # Tried: files that a build, a shell, git or make reads, hidden ones, and names that show as others.
    # Stopped by: `names.foreign`, a list of what may be restored, not of what may not.
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(_whole(pdf, lambda document: _renamed(document, name)))
    with pytest.raises(PressmarkError, match="unsafe name"):
        embedded.restore(bad)

    entries = _entries(package)
    crate = next(entry for entry in entries if entry.endswith("data/ro-crate-metadata.json"))
    payload = {entry.partition("/data/")[2]: data for entry, data in entries.items() if "/data/" in entry}
    payload["ro-crate-metadata.json"] = entries[crate].replace(b'"boat.yaml"', json.dumps(name).encode())
    assert payload["ro-crate-metadata.json"] != entries[crate]
    with pytest.raises(PressmarkError, match="wants to be restored as"):
        opening.originals(payload)


def _renamed(document: pikepdf.Pdf, name: str) -> None:
    document.Root.AF[0].UF = pikepdf.String(name)


@pytest.mark.parametrize("name", ["values.yaml", "Ü b.yml", "pictures/quay.JPG", "نامه\u200cها.yaml", "a.jsonld"])
def test_what_articles_are_called_is_restored(name):
    assert names.foreign(name) is None


def _long_record(kind: bytes):
    def make(tar: tarfile.TarFile) -> None:
        info = _member("././@LongLink", kind)
        info.size = 300_000_000
        tar.addfile(info, _Endless())

    return make


class _Endless(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        return b"a" * size


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_name_of_three_hundred_megabytes_in_a_tar_is_not_read(kind, tmp_path):
    # Tried: 300 kB of gzip that hold one name. Stopped by: records are looked at before they are read.
    bad = tmp_path / "bad.tgz"
    with gzip.open(bad, "wb", compresslevel=1) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        _long_record(kind)(tar)

    with pytest.raises(PressmarkError, match="a name or record longer than 64 kB"):
        bounded(_SECONDS, 100_000_000, opening.restore, bad)


def test_a_zip_with_a_list_of_twenty_megabytes_is_not_read(tmp_path):
    # Tried: 20 MB of deep names, 42 s and 2.9 GB. Stopped by: how long the list is, is looked at first.
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{'a/' * 500}{number}", b"")

    with pytest.raises(PressmarkError, match="a list of them larger than 4 MB"):
        opening.restore(bad)


@pytest.mark.parametrize("ending", ["rubbish", "a second tar", "rubbish behind gzip"])
def test_nothing_hides_behind_the_end_of_a_tar(ending, package, tmp_path):
    # Tried: a second archive behind the first one's end, which other programs show. Stopped by: it is read to its end.
    whole = _tar([(_member(name), data) for name, data in _entries(package).items()])
    bad = tmp_path / ("bad.tgz" if "gzip" in ending else "bad.tar")
    more = {"rubbish": b"evil", "a second tar": _tar([(_member("evil"), b"evil")])}
    bad.write_bytes(whole + more[ending] if ending in more else gzip.compress(whole) + b"garbage")

    with pytest.raises(PressmarkError, match="something stands behind the end"):
        opening.restore(bad)
    (tmp_path / "good.tgz").write_bytes(gzip.compress(whole))
    assert "boat.yaml" in opening.restore(tmp_path / "good.tgz").files


_STEERS = "\x1b[2J\x1b]0;pwned\x07\x9b31m\u202egpj.exe\u2028\u200b\x7f"


def test_the_terminal_shows_a_strangers_title_and_does_not_obey_it(package, tmp_path):
    # Tried: escapes that clear the screen and print another verdict, in the title of a package.
    # Stopped by: whatever the commands print goes through `letters.shown`.
    entries = _entries(package)
    crate = next(name for name in entries if name.endswith("data/ro-crate-metadata.json"))
    graph = json.loads(entries[crate])
    for node in graph["@graph"]:
        if node["@id"] == "./":
            node["name"] = _STEERS
    entries[crate] = json.dumps(graph).encode()
    (tmp_path / "bad.zip").write_bytes(_zip(list(entries.items())))

    for more in ((), ("--json",), ("-v",)):
        ran = Command(tmp_path)("verify", "bad.zip", *more)
        assert ran.code == 1
        assert "gpj.exe" in ran.out
        assert not [char for char in ran.out + ran.err if char in _STEERS and not char.isascii()]
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", ran.out + ran.err)


def test_a_joiner_stays_where_a_script_needs_it():
    assert shown("نامه\u200cها 👩\u200d🚒 a\u200cb") == "نامه\u200cها 👩\u200d🚒 a\\u200cb"
    assert json.loads(shown_json(json.dumps(_STEERS, ensure_ascii=False))) == _STEERS


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    """Pack a harmless article into a store."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "boat.yaml").write_text(json.dumps(plain()), "utf-8")
    assert Command(folder)("pack", "boat.yaml", "--as", "ocfl", "-o", "store").code == 0
    return folder / "store"


@pytest.mark.parametrize("file", ["inventory.json", "ro-crate-metadata.json"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link", "brackets"])
def test_a_store_is_listed_whatever_lies_in_its_objects(kind, file, stored, tmp_path):
    # Tried: a pipe waits for ever, a device never ends, a link shows another file, brackets overflow the stack.
    # Stopped by: plain files inside the object alone, within a size (`archive.holdings`).
    shutil.copytree(stored, tmp_path / "store")
    place = min((tmp_path / "store").rglob(file), key=lambda path: len(path.parts))
    place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "brackets":
        place.write_text("[" * 1_000_000)
    else:
        place.symlink_to("/dev/zero" if kind == "device" else "/etc/hostname")

    ran = Command(tmp_path)("list", "store")

    assert ran.code == 0
    assert len(ran.out) < 1000

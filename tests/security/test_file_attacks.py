"""Attacks with files: paths and links out of the folder, devices, and images that are bombs or something else."""

from __future__ import annotations

import io
import json
import os
import socket
import struct
import threading
import zlib

import pytest
from PIL import Image
from tests.security.conftest import SECRET
from tests.security.hostile import check, outputs, plain


def _png(width: int = 8, height: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (10, 60, 90)).save(out, "PNG")
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says it is huge."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _image(name: str) -> dict:
    section = {"heading": "The last boat", "body": "The boat leaves.\n\n{image:quay}\n\n{quote:tied-up}\n\n{demands}\n"}
    return plain(sections=[section], images={"quay": {"file": name, "alt": "The quay"}})


# name: (the path, the rule that stops it)
_PATHS = {
    "parent": ("../secret.txt", "image-kind"),
    "parent, deep": ("a/../../secret.png", "image-outside"),
    "absolute": ("/etc/passwd", "image-kind"),
    "absolute image": ("/usr/share/pixmaps/x.png", "image-outside"),
    "home": ("~/.ssh/id_rsa.png", "image-missing"),
    "backslash parent": ("..\\secret.png", "image-outside"),
    "drive": ("C:\\secret.png", "image-outside"),
    "drive, forward": ("C:/secret.png", "image-outside"),
    "UNC": ("\\\\evil.example\\share\\x.png", "image-outside"),
    "file url": ("file:///etc/passwd.png", "image-missing"),
    "http url": ("https://evil.example/x.png", "image-missing"),
    "data url": ("data:image/png;base64,AAAA.png", "image-missing"),
    "NUL": ("quay.png\0.txt", "character"),
    "percent": ("%2e%2e/secret.png", "image-missing"),
    "double slash": ("//etc/x.png", "image-outside"),
    "dot": ("./../secret.png", "image-outside"),
    "only dots": ("..", "image-kind"),
    "the folder": (".", "image-kind"),
    "a device": ("/dev/zero.png", "image-outside"),
    "proc": ("/proc/self/environ.png", "image-outside"),
    "no suffix": ("secret", "image-kind"),
    "yaml": ("attack.yaml", "image-kind"),
}


@pytest.mark.parametrize("name", _PATHS)
def test_an_image_path_out_of_the_folder_is_refused(name, tmp_path, canary):
    folder = tmp_path / "article"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(_png())
    (tmp_path / "secret.txt").write_text(SECRET)

    path, stopped_by = _PATHS[name]
    reading = check(_image(path), folder)

    assert reading.article is None
    assert stopped_by in {problem.rule for problem in reading.problems}
    canary.assert_untouched()


def _symlink(place, target):
    (place / "quay.png").symlink_to(target)


def _fifo(place, _):
    os.mkfifo(place / "quay.png")


def _socket(place, _):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place / "quay.png"))
    listener.close()


def _device(place, _):
    (place / "quay.png").symlink_to("/dev/zero")


def _loop(place, _):
    (place / "quay.png").symlink_to(place / "quay.png")


def _folder(place, _):
    (place / "quay.png").mkdir()


def _linked_folder(place, target):
    (place / "pictures").symlink_to(target.parent)


@pytest.mark.parametrize("make", [_symlink, _fifo, _socket, _device, _loop, _folder, _linked_folder])
def test_an_image_that_is_no_plain_file_of_the_folder_is_refused(make, tmp_path, canary):
    folder = tmp_path / "a"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(_png())
    make(folder, tmp_path / "secret.png")
    found: list = []
    name = "pictures/secret.png" if make is _linked_folder else "quay.png"

    # A reader that waits for a pipe's other end would wait for ever.
    work = threading.Thread(target=lambda: found.append(check(_image(name), folder)), daemon=True)
    work.start()
    work.join(20)

    assert found, "reading it never ended"
    assert found[0].article is None
    assert any(problem.rule.startswith("image-") for problem in found[0].problems)


# name: (the file, its bytes, the rule that stops it)
_IMAGES = {
    "pixel bomb": ("quay.png", _bomb(60_000, 60_000), "image-broken"),
    "pixel bomb, wide": ("quay.png", _bomb(2**31 - 1, 1), "image-broken"),
    "zero pixels": ("quay.png", _bomb(0, 0), "image-broken"),
    "cut short": ("quay.png", _png(400, 400)[:300], "image-broken"),
    "only its signature": ("quay.png", b"\x89PNG\r\n\x1a\n", "image-broken"),
    "empty": ("quay.png", b"", "image-broken"),
    "a script": ("quay.png", b"<script>alert(1)</script>", "image-broken"),
    "a page": ("quay.png", b"<!DOCTYPE html><html><body onload=alert(1)>", "image-broken"),
    "SVG under a PNG's name": ("quay.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image-broken"),
    "SVG": ("quay.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image-kind"),
    "SVG that loads": ("quay.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "image-kind"),
    "SVG with entities": ("quay.svg", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "image-kind"),
    "PNG under a JPEG's name": ("quay.jpg", _png(), "image-kind"),
    "PostScript": ("quay.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(r) file", "image-broken"),
    "PDF": ("quay.png", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", "image-broken"),
    "TIFF": ("quay.png", b"II*\0\x08\0\0\0\0\0", "image-broken"),
    "ICO": ("quay.png", b"\0\0\1\0\1\0", "image-broken"),
    "Windows metafile": ("quay.png", b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "image-broken"),
    "FLI animation": ("quay.png", b"\0\0\0\0\x11\xaf" + b"\0" * 130, "image-broken"),
    "huge text chunk": ("quay.png", _png()[:33] + _chunk(b"zTXt", b"k\0\0" + zlib.compress(b"x" * 90_000_000)) + _png()[33:], "image-broken"),
    "wrong sums": ("quay.png", _png()[:-20] + b"\0" * 20, "image-broken"),
    "HEIC": ("quay.heic", b"\0\0\0\x18ftypheic", "image-kind"),
    "executable": ("quay.png", b"\x7fELF" + b"\0" * 60, "image-broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", _IMAGES)
def test_an_image_that_is_a_trick_is_refused(name, tmp_path):
    file, data, stopped_by = _IMAGES[name]
    (tmp_path / file).write_bytes(data)

    reading = check(_image(file), tmp_path)

    assert reading.article is None
    assert [(problem.pointer, problem.rule) for problem in reading.problems] == [("/images/quay/file", stopped_by)]


def test_an_image_that_is_cut_short_is_refused_after_a_pdf_was_made(tmp_path):
    outputs(plain(), "pdf")
    (tmp_path / "quay.png").write_bytes(_png(400, 400)[:300])

    assert [problem.rule for problem in check(_image("quay.png"), tmp_path).problems] == ["image-broken"]


def test_a_polyglot_image_is_shown_as_the_image_it_is(tmp_path):
    (tmp_path / "quay.png").write_bytes(_png() + b"<script>alert(1)</script>")

    reading = check(_image("quay.png"), tmp_path)
    assert reading.article is not None, reading.problems
    assert reading.article.images[0].media_type == "image/png"


def test_an_article_with_urls_everywhere_fetches_none(canary):
    url = f"{canary.url}/x"
    source = plain(
        url=url,
        outlet={"name": "P", "url": url, "policies": {"principles": url}},
        authors=[{"name": "M", "url": url, "same_as": [url]}],
        quotes={"tied-up": {"text": "We tie up too early", "speaker": "tomas", "source": "t"}},
        sources={"t": {"title": "T", "url": url, "archived": url}},
        rights={"license": url, "acquire": url},
        files={"pdf": url, "yaml": url},
        translations=[{"language": "nl", "url": url}],
        sections=[{"heading": "H", "body": f"[x]({url})[^t]\n\n{{quote:tied-up}}\n\n{{demands}}\n"}],
    )

    canary.assert_untouched(*outputs(source, "html", "jsonld", "pdf", "text").values())


def test_a_source_that_is_a_pipe_or_a_device_does_not_hang(tmp_path, pressmark):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")

    assert pressmark("validate", "pipe.yaml").code in {1, 2}
    assert pressmark("validate", "zero.yaml").code in {1, 2}


def test_the_schema_line_of_an_article_is_never_fetched(canary, pressmark, tmp_path):
    text = f"# yaml-language-server: $schema={canary.url}/schema.json\n" + json.dumps(plain())
    (tmp_path / "a.yaml").write_text(text)

    assert pressmark("validate", "a.yaml").code == 0
    canary.assert_untouched()

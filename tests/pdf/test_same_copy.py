"""The same source gives the same copy: of every edition, in another process, folder, time zone and language."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys

import pikepdf
import pytest
from tests.pdf.conftest import article, printed, source

from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_PRINT = """
import hashlib, sys
from pathlib import Path
from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer
article = reader.read(Path(sys.argv[1]))
for edition in ("standard", "archive", "press", "large-print", "booklet"):
    made = writer("pdf").write(article, Options(load_theme(), edition=edition))
    print(edition, hashlib.sha256(made).hexdigest())
"""


def test_another_process_prints_the_same_bytes_of_every_edition(tmp_path):
    elsewhere = tmp_path / "ein anderer Ort"
    elsewhere.mkdir()
    another = {"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2"}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT, source("opinion")],
        cwd=elsewhere, env={**os.environ, **another}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")

    told = dict(line.split() for line in done.stdout.splitlines())
    assert list(told) == ["standard", "archive", "press", "large-print", "booklet"]
    assert told == {edition: hashlib.sha256(printed("opinion", edition)).hexdigest() for edition in told}


@pytest.mark.parametrize(("edition", "name"), [("standard", "article.pdf"), ("booklet", "article.booklet.pdf")])
def test_an_edition_has_its_own_file(edition, name, pressmark, tmp_path):
    ran = pressmark("build", source("withdrawn"), "--to", "pdf", "--edition", edition, "-o", "out")

    assert ran.code == 0, ran.err
    assert (tmp_path / "out" / name).read_bytes().startswith(b"%PDF-1.7")


def test_a_copy_does_not_depend_on_what_was_printed_before():
    options = Options(load_theme())
    first = writer("pdf").write(article("de"), options)
    writer("pdf").write(article("ar"), options)

    assert writer("pdf").write(article("de"), options) == first


@pytest.mark.parametrize(
    ("size", "points"),
    [
        ("a4", (595.28, 841.89)),
        ("a5", (419.53, 595.28)),
        ("letter", (612, 792)),
        ("legal", (612, 1008)),
        ("tabloid", (792, 1224)),
        ("6x9in", (432, 648)),
        ("170x240", (481.89, 680.31)),
    ],
)
def test_the_page_has_the_size_asked_for(size, points):
    with pikepdf.open(io.BytesIO(printed("de", page=size))) as pdf:
        assert [float(edge) for edge in pdf.pages[0].mediabox[2:]] == pytest.approx(points, abs=0.1)


@pytest.mark.parametrize("size", ["a9", "10x10", "1x", "x", "5000x5000", "210*297"])
def test_a_page_that_is_none_is_wrong_usage(size, pressmark):
    ran = pressmark("build", source("de"), "--to", "pdf", "--page", size)

    assert ran.code == 2

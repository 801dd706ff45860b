"""The standards a copy claims, asked of validators that nobody here wrote."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from tests import verapdf
from tests.conftest import CHECKOUT
from tests.pdf.conftest import LANGUAGES

from pressmark import reader
from pressmark.pdf import editions
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_ARTICLES = sorted(
    path
    for pattern in (
        "source/article.yaml",
        "tests/golden/*/article.yaml",
        "tests/metadata/articles/*.yaml",
        "tests/archive/articles/*.yaml",
        "tests/pdf/articles/*.yaml",
        "tests/schema/should_pass/*.yaml",
    )
    for path in CHECKOUT.glob(pattern)
)
assert len(_ARTICLES) >= 45
_SCRIPTS = ["ar", "el", "fa", "he", "ja", "ko", "opinion", "ru", "zh"]


def _copies(folder: Path, edition: str) -> list[Path]:
    """Print every article of the tests in *edition* into *folder*; names say where each came from."""
    options = Options(load_theme(), edition=edition)
    sources = folder / "sources"
    # The metadata's articles show pictures that are drawn when they are wanted.
    shutil.copytree(CHECKOUT / "tests" / "metadata" / "articles", sources)
    for picture in ("quay.png", "logo.png"):
        Image.new("RGB", (640, 360), "#357").save(sources / picture)
    made = []
    for number, path in enumerate(_ARTICLES):
        copy = folder / f"{number}-{path.parent.name}-{path.stem}.pdf"
        found = sources / path.name if "metadata" in path.parts else path
        copy.write_bytes(writer("pdf").write(reader.read(found), options))
        made.append(copy)
    return made


def _passed(said: str, flavours: str) -> set[tuple[str, str]]:
    """Return the flavours and files that veraPDF passed, of what it *said*."""
    lines = [line.split(" rules=")[0].split(" ", 2) for line in said.splitlines() if line.startswith("PASS ")]
    return {(flavour, Path(file).name) for _, flavour, file in lines if flavour in flavours.split(",")}


@pytest.mark.conformance
@pytest.mark.xdist_group("verapdf")
@pytest.mark.parametrize(("flavours", "edition"), [("3a,ua1", "standard"), ("2a,ua1", "archive")])
def test_verapdf_passes_both_claims_for_every_article(flavours, edition, tmp_path):
    copies = _copies(tmp_path, edition)

    said = verapdf.said(flavours, copies)

    assert _passed(said, flavours) == {(f, copy.name) for f in flavours.split(",") for copy in copies}, said


@pytest.mark.conformance
@pytest.mark.xdist_group("verapdf")
def test_verapdf_passes_both_claims_for_large_print_in_every_script(saved):
    copies = [saved(name, "large-print") for name in _SCRIPTS]

    said = verapdf.said("3a,ua1", copies)

    assert _passed(said, "3a,ua1") == {(f, copy.name) for f in ("3a", "ua1") for copy in copies}, said


@pytest.mark.conformance
@pytest.mark.xdist_group("verapdf")
def test_verapdf_sees_a_fault(saved):
    path = saved("opinion")
    path.write_bytes(path.read_bytes().replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>9<"))

    assert "FAIL ua1" in verapdf.said("ua1", [path])


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("edition", "identifier"),
    [
        ("standard", "fmt/479"),
        ("large-print", "fmt/479"),
        ("archive", "fmt/476"),
        # PDF/X-4
        ("press", "fmt/488"),
        # The booklet claims nothing: PDF 1.7.
        ("booklet", "fmt/276"),
    ],
)
def test_pronom_knows_the_file(edition, identifier, saved):
    pygfried = pytest.importorskip("pygfried")

    assert pygfried.identify(str(saved("opinion", edition))) == identifier


@pytest.mark.conformance
@pytest.mark.parametrize("edition", ["standard", "archive", "large-print", "booklet", "press"])
def test_qpdf_finds_no_error(edition, need, saved):
    done = subprocess.run(
        [need("qpdf"), "--check", saved("opinion", edition)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_says_its_language_and_title(language, saved):
    with pikepdf.open(saved(language)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title)
        assert str(pdf.docinfo.Author)
        assert str(pdf.docinfo.Keywords)
        assert str(pdf.docinfo.CreationDate) == "D:20260504073000+01'00"
        assert len(pdf.open_outline().root) == 1


_PICTURES = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Pictures of every kind
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
sections:
  - body: |
      {image:inks}

      {image:veil}

      {image:web}

      {image:palette}

      {image:gray}
images:
  inks: {file: inks.jpg, alt: A picture in the inks of a press}
  veil: {file: veil.png, alt: A picture that shines through}
  web: {file: web.webp, alt: A picture of the web}
  palette: {file: palette.gif, alt: A picture of few colours}
  gray: {file: gray.png, alt: A picture without colours}
"""


@pytest.fixture
def pictures(tmp_path):
    """Return an article with a picture of every kind."""
    red = Image.new("RGB", (1600, 900), (200, 30, 60))
    red.convert("CMYK").save(tmp_path / "inks.jpg")
    veiled = red.convert("RGBA")
    veiled.putalpha(Image.linear_gradient("L").resize(red.size))
    veiled.save(tmp_path / "veil.png")
    red.save(tmp_path / "web.webp")
    red.convert("P").save(tmp_path / "palette.gif")
    red.convert("L").save(tmp_path / "gray.png")
    source = tmp_path / "pictures.yaml"
    source.write_text(_PICTURES)
    return reader.read(source)


@pytest.mark.conformance
@pytest.mark.xdist_group("verapdf")
def test_pictures_of_every_kind_keep_the_claims(pictures, tmp_path):
    path = tmp_path / "pictures.pdf"
    path.write_bytes(writer("pdf").write(pictures, Options(load_theme())))

    said = verapdf.said("3a,ua1", [path])

    assert said.count("PASS") == 2, said


def test_pictures_of_every_kind_go_to_the_press(pictures):
    with pikepdf.open(io.BytesIO(writer("pdf").write(pictures, Options(load_theme(), edition="press")))) as pdf:
        assert editions.faults(pdf) == ()
        assert b"PDF/X-4" in pdf.Root.Metadata.read_bytes()

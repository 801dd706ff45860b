"""A copy carries its source, and gives it back byte for byte."""

from __future__ import annotations

import io

import pikepdf
import pytest
from tests.pdf.conftest import article, printed, source

from pressmark.pdf import attachments as embedded
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


@pytest.mark.parametrize("edition", ["standard", "large-print", "booklet"])
def test_the_source_metadata_and_images_come_out_as_they_went_in(edition):
    found = embedded.extract(printed("opinion", edition), name="copy")
    folder = source("opinion").parent

    assert {name: kind for name, (_, kind) in found.items()} == {
        "article.yaml": "Source",
        "article.jsonld": "Data",
        "quay.png": "Supplement",
        "logo.png": "Supplement",
    }
    for name in ("article.yaml", "quay.png", "logo.png"):
        assert found[name][0] == (folder / name).read_bytes()
    assert found["article.jsonld"][0] == writer("jsonld").write(article("opinion"), Options(load_theme()))


@pytest.mark.parametrize(("name", "edition"), [("withdrawn", "standard"), ("opinion", "archive"), ("opinion", "press")])
def test_nothing_is_embedded_where_nothing_may_be(name, edition):
    assert embedded.extract(printed(name, edition), name="copy") == {}


def test_unpack_writes_the_source_that_prints_the_same_file_again(pressmark, tmp_path):
    path = tmp_path / "copy.pdf"
    path.write_bytes(printed("opinion"))

    unpacked = pressmark("unpack", "copy.pdf", "-o", "out")
    built = pressmark("build", "out/article.yaml", "--to", "pdf", "-o", "again")

    assert (unpacked.code, built.code) == (0, 0), unpacked.err + built.err
    assert (tmp_path / "again" / "article.pdf").read_bytes() == path.read_bytes()


def test_a_forged_name_is_not_unpacked():
    with pikepdf.open(io.BytesIO(printed("opinion"))) as pdf:
        pdf.Root.AF[0].UF = pikepdf.String("../../evil.yaml")
        forged = io.BytesIO()
        pdf.save(forged)

    with pytest.raises(embedded.NoSource, match="unsafe"):
        embedded.extract(forged.getvalue(), name="copy")


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_said_to_be_none(data):
    with pytest.raises(embedded.NoSource, match="not a PDF"):
        embedded.extract(data, name="copy")

"""The command: where it writes, what it refuses, how it reports."""

from __future__ import annotations

import json
import sys
import zipfile
from io import BytesIO

import pytest
from tests.conftest import CHECKOUT

_COPY = (
    "Ferries run late again\n\nBy Ada Quist\n4 May 2026\n\n"
    "“We wait,” said Tomas Reyl, a ferry pilot, on the quay.\n\nShare\n"
)
_SHARED = ["--outlet", "The Harbour Post"]


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "copy.txt").write_text(_COPY, "utf-8")
    return tmp_path / "copy.txt"


def test_the_yaml_goes_to_standard_output_and_the_report_to_standard_error(pressmark, copy):
    ran = pressmark("import", "copy.txt", *_SHARED)

    assert ran.code == 0
    assert ran.out.startswith("# yaml-language-server: $schema=")
    assert "headline: Ferries run late again\n" in ran.out
    assert "left out (line 8): “Share” – page furniture\n" in ran.err
    assert "it is valid" in ran.err


def test_standard_input_is_read(pressmark):
    ran = pressmark("import", "-", *_SHARED, stdin=_COPY.encode())

    assert ran.code == 0
    assert "speaker: reyl" in ran.out


def test_the_written_file_builds(pressmark, copy):
    assert pressmark("import", "copy.txt", "-o", "article.yaml", *_SHARED).code == 0
    ran = pressmark("build", "article.yaml", "--to", "text", "-o", "-")

    assert ran.code == 0
    assert "“We wait,” said Tomas Reyl, a ferry pilot, on the quay." in ran.out


def test_a_file_that_is_there_is_overwritten_only_by_force(pressmark, copy):
    target = copy.parent / "article.yaml"
    target.write_text("mine")

    ran = pressmark("import", "copy.txt", "-o", "article.yaml")
    assert ran.code == 1
    assert "article.yaml exists; --force overwrites it" in ran.err
    assert target.read_text() == "mine"

    assert pressmark("import", "copy.txt", "-o", "article.yaml", "--force").code == 0
    assert target.read_text("utf-8").startswith("# yaml-language-server")


def test_the_input_is_never_the_output(pressmark, copy):
    ran = pressmark("import", "copy.txt", "-o", "copy.txt", "--force")

    assert ran.code == 1
    assert copy.read_text("utf-8") == _COPY


def test_an_address_is_refused_with_the_command_that_saves_the_page(pressmark):
    ran = pressmark("import", "https://harbourpost.example/a b?c=d&e")

    assert ran.code == 2
    assert "curl --location --output page.html 'https://harbourpost.example/a b?c=d&e'\n" in ran.err
    assert "pressmark import page.html --url 'https://harbourpost.example/a b?c=d&e'\n" in ran.err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--published", "yesterday", "is no date such as"), ("--published", "2026-05-04T07:30", "is no date such as"),
        ("--url", "harbourpost.example", "is no web address"), ("--language", "English!", "is no language tag"),
        ("--kind", "poem", "is not one of"), ("--report", "xml", "is not one of"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_wrong_usage(pressmark, copy, option, value, said):
    ran = pressmark("import", "copy.txt", option, value)

    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_what_cannot_be_read_is_said(pressmark, tmp_path, name):
    ran = pressmark("import", name)

    assert ran.code == 1
    assert ran.err.startswith("Error: ")
    assert "Traceback" not in ran.err


def test_what_is_given_is_certain(pressmark, copy):
    options = ["--url", "https://p.example/a", "--published", "2026-05-05", "--kind", "opinion", "--language", "en-GB"]
    ran = pressmark("import", "copy.txt", *_SHARED, *options)

    assert "check:" not in ran.out
    for line in ("kind: opinion", "language: en-GB", "url: https://p.example/a", "published: 2026-05-05"):
        assert f"\n{line}\n" in ran.out


def test_the_report_as_json_names_guesses_checks_and_what_is_left_out(pressmark, copy):
    ran = pressmark("import", "copy.txt", "-o", "article.yaml", "--report", "json")
    report = json.loads(ran.out)

    assert report["format"] == 1
    assert report["form"] == "text"
    assert report["missing"] == ["/outlet/name"]
    assert report["left_out"][-1] == {"text": "Share", "why": "page furniture", "line": 8}
    guesses = {guess["pointer"]: guess for guess in report["guesses"]}
    assert guesses["/headline"]["line"] == 1
    assert guesses["/kind"]["doubtful"]
    assert {"pointer": "/kind", "message": guesses["/kind"]["why"]} in report["checks"]
    assert [problem["pointer"] for problem in report["problems"] if problem["severity"] == "error"] == ["/outlet/name"]


def test_validate_points_to_what_is_missing(pressmark, copy):
    copy.write_text(
        "Ferries run late again\n\nThe ferry was late again on Monday, and nobody on the quay was surprised.\n"
    )
    assert pressmark("import", "copy.txt", "-o", "article.yaml").code == 0
    ran = pressmark("validate", "article.yaml", "--format", "json")

    errors = [problem for problem in json.loads(ran.out) if problem["severity"] == "error"]
    lines = (copy.parent / "article.yaml").read_text("utf-8").splitlines()
    assert {problem["pointer"] for problem in errors} == {"/published", "/authors/0/name", "/outlet/name"}
    assert all(lines[problem["line"] - 1].rstrip().endswith(":") for problem in errors)


def test_images_of_a_document_are_written_beside_the_article(pressmark, tmp_path):
    picture = (CHECKOUT / "tests" / "golden" / "opinion" / "quay.png").read_bytes()
    with zipfile.ZipFile(tmp_path / "copy.docx", "w") as document:
        for name, content in _docx(picture).items():
            document.writestr(name, content)
    ran = pressmark("import", "copy.docx", "-o", "article.yaml", "-q")

    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "image.png").read_bytes() == picture
    assert "file: image.png\n" in (tmp_path / "article.yaml").read_text("utf-8")


def test_a_zip_that_is_no_document_is_refused(pressmark):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")
    ran = pressmark("import", "-", stdin=stream.getvalue())

    assert ran.code == 1
    assert "no DOCX" in ran.err


def test_help_loads_none_of_the_heavy_libraries(pressmark):
    heavy = ("trafilatura", "py3langid", "mammoth", "numpy")
    program = f"import sys; from pressmark.cli import import_; print([n for n in {heavy} if n in sys.modules])"
    pressmark.program = (sys.executable, "-c", program)

    assert pressmark().out == "[]\n"


def _docx(picture):
    """Return the least of a Word document with one picture in it, by member name."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    blip = (
        f'<w:drawing xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main" xmlns:pic="{drawing}/picture">'
        f'<wp:inline><wp:docPr id="1" name="p" descr="A quay"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="rId1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    text = "".join(
        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("A headline here", "The ferry is late, they said.")
    )
    return {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/image" Target="media/p.png"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{word}" xmlns:r="{office}"><w:body>{text}'
        f"<w:p><w:r>{blip}</w:r></w:p>"
        "</w:body></w:document>",
        "word/media/p.png": picture,
    }

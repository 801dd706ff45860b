"""What other Python programs call: articles from anywhere, everything that is wrong, every output."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from tests.conftest import CHECKOUT

import pressmark

DATA = {
    "pressmark": 1,
    "kind": "opinion",
    "language": "en-GB",
    "headline": "Bring back the evening boat",
    "published": "2026-05-04",
    "authors": [{"name": "Mira Sandoval"}],
    "outlet": {"name": "The Harbour Post"},
    "sections": [{"body": "The last boat leaves at six.\n"}],
}


@pytest.fixture(scope="module")
def article():
    return pressmark.load(CHECKOUT / "source" / "article.yaml")


def test_a_file_bytes_text_and_data_are_the_same_article(tmp_path):
    path = tmp_path / "article.yaml"
    text = json.dumps(DATA)
    path.write_text(text, "utf-8")

    sources = [path, text.encode(), text, DATA, DATA | {"published": dt.date(2026, 5, 4)}]
    texts = {pressmark.render(pressmark.load(source), "text") for source in sources}
    pages = {pressmark.render(pressmark.load(source), "html") for source in sources[:3]}

    assert (len(texts), len(pages)) == (1, 1)


def test_what_is_written_is_what_build_writes(article, pressmark_command):
    folder = pressmark_command.folder
    shutil.copy(CHECKOUT / "source" / "article.yaml", folder / "article.yaml")
    ran = pressmark_command("build", "article.yaml", "--to", "html,jsonld,pdf,text")

    assert ran.code == 0, ran.err
    for name, suffix in {"html": "html", "jsonld": "jsonld", "pdf": "pdf", "text": "txt"}.items():
        along = ("pdf", "jsonld") if name == "html" else ()
        assert pressmark.render(article, name, along=along) == (folder / "build" / f"article.{suffix}").read_bytes()


@pytest.fixture
def pressmark_command(request):
    return request.getfixturevalue("pressmark")


def test_every_format_is_named_and_rendered(article):
    assert {"html", "jsonld", "pdf", "png", "text"} <= set(pressmark.formats())
    assert pressmark.render(article, "png").startswith(b"\x89PNG")


def test_everything_that_is_wrong_is_told_at_once():
    broken = DATA | {"kind": "opinon", "authors": [{"nam": "Mira Sandoval"}]}

    with pytest.raises(pressmark.InvalidArticle) as caught:
        pressmark.load(json.dumps(broken, indent=1))

    assert caught.value.problems == pressmark.check(json.dumps(broken, indent=1))
    assert [(one.rule, one.span.line) for one in caught.value.problems if one.rule == "not-a-choice"] == [
        ("not-a-choice", 3)
    ]
    assert "article:3:10: error[not-a-choice]: “kind” can’t be “opinon”" in str(caught.value)


def test_a_problem_of_data_is_found_by_its_pointer_not_by_a_line_that_nobody_wrote():
    (problem,) = pressmark.check(DATA | {"kind": "opinon"})

    assert (problem.pointer, problem.span) == ("/kind", None)


def test_warnings_are_told_and_keep_nobody_from_the_article():
    warned = DATA | {"sources": {"timetable": {"title": "Timetable"}}}

    assert [one.severity for one in pressmark.check(warned)] == ["warning"]
    assert pressmark.load(warned).headline == DATA["headline"]


def test_text_is_never_taken_for_the_name_of_a_file(tmp_path, monkeypatch):
    path = tmp_path / "secret.yaml"
    path.write_text(json.dumps(DATA), "utf-8")

    (problem,) = pressmark.check(str(path))

    assert problem.rule == "not-an-article"
    assert f"pathlib.Path('{path}')"[:60] in problem.help


@pytest.mark.parametrize("source", [3, ["pressmark: 1"], None])
def test_what_is_no_source_is_a_type_error(source):
    with pytest.raises(TypeError, match="an article is"):
        pressmark.load(source)


@pytest.mark.parametrize(
    "value", [{1: "x"}, {"a": object()}, float("nan"), dt.datetime.fromisoformat("2026-05-04T07:30"), {"a"}]
)
def test_data_that_no_source_can_hold_is_a_type_error(value):
    with pytest.raises(TypeError):
        pressmark.load(DATA | {"published": value})


def test_images_of_text_are_looked_for_in_the_folder_that_is_named(tmp_path):
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "quay.png")
    shown = DATA | {
        "images": {"quay": {"file": "quay.png", "alt": "The quay"}},
        "sections": [{"body": "See:\n\n{image:quay}\n"}],
    }

    assert b"data:image/png" in pressmark.render(pressmark.load(shown, folder=tmp_path), "html")
    assert [one.rule for one in pressmark.check(shown)] == ["image-missing"]
    with pytest.raises(ValueError, match="beside it"):
        pressmark.load(tmp_path / "a.yaml", folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "options", "error"),
    [
        ("rtf", {}, pressmark.PressmarkError),
        ("html", {"theme": Path("no-such-folder")}, pressmark.PressmarkError),
        ("pdf", {"page": "a17"}, pressmark.PressmarkError),
        ("pdf", {"edition": "luxury"}, ValueError),
        ("pdf", {"columns": 5}, ValueError),
        ("html", {"images": "inline"}, ValueError),
        ("text", {"fragment": True}, ValueError),
        ("html", {"id_prefix": "a-"}, ValueError),
        ("html", {"fragment": True, "id_prefix": '"><b'}, ValueError),
    ],
)
def test_what_cannot_be_made_is_said(article, name, options, error):
    with pytest.raises(error, match=r"\w"):
        pressmark.render(article, name, **options)


def test_every_option_of_a_print_copy_reaches_it(article):
    asked = {"edition": "large-print", "page": "A5", "columns": 2, "notes": "end", "qr": True}
    with pikepdf.open(io.BytesIO(pressmark.render(article, "pdf", **asked))) as pdf:
        told = re.search(rb"<pressmark:options>(.*?)</pressmark:options>", pdf.Root.Metadata.read_bytes())[1]

    assert json.loads(html.unescape(told.decode())) == asked | {"page": "a5", "icc": None}


@pytest.mark.parametrize("columns", [0, 1, 4])
def test_as_many_columns_as_a_page_can_have_are_taken(article, columns):
    assert pressmark.render(article, "text", columns=columns)


def test_the_public_names_are_there_and_no_others():
    assert dir(pressmark) == sorted(pressmark.__all__)
    assert all(hasattr(pressmark, name) for name in pressmark.__all__)
    with pytest.raises(AttributeError):
        pressmark.nothing  # noqa: B018 - asking is the test


_GUEST = """
import json, logging, os, signal, sys, warnings
import PIL.ImageFile
def state():
    return [
        [name for name, module in sys.modules.items() if module is None],
        PIL.ImageFile.LOAD_TRUNCATED_IMAGES, PIL.Image.MAX_IMAGE_PIXELS,
        dict(os.environ), os.getcwd(), list(sys.path), sys.getrecursionlimit(),
        # NumPy, which old versions of pypdfium2 load, adds filters of its own.
        [str(one) for one in warnings.filters if "numpy" not in str(one)], str(signal.getsignal(signal.SIGTERM)),
        [str(one) for one in logging.getLogger().handlers], str(sys.excepthook), str(sys.unraisablehook),
    ]
before = state()
loaded = set(sys.modules)
import pressmark
print(json.dumps(sorted(set(sys.modules) - loaded)))
from pathlib import Path
article = pressmark.load(Path(sys.argv[1]))
for name in pressmark.formats():
    pressmark.render(article, name)
pressmark.render(article, "html", fragment=True)
print(json.dumps(state() == before), state() if state() != before else "")
"""


def test_a_host_process_is_left_as_it_was_and_the_import_loads_nothing():
    done = subprocess.run(
        [sys.executable, "-c", _GUEST, CHECKOUT / "source" / "article.yaml"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported, same = done.stdout.splitlines()

    assert json.loads(imported) == ["pressmark"]
    assert same.strip() == "true"
    assert done.stderr == ""


_DOCS = (CHECKOUT / "docs" / "python.md").read_text("utf-8")
_EXAMPLES = re.findall(r"^```python\n(.*?)^```", _DOCS, re.MULTILINE | re.DOTALL)
assert len(_EXAMPLES) >= 3


@pytest.mark.parametrize("example", _EXAMPLES)
def test_the_examples_of_the_docs_run(example, tmp_path):
    shutil.copy(CHECKOUT / "source" / "article.yaml", tmp_path / "article.yaml")

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.gate
def test_the_examples_of_the_docs_keep_the_types(tmp_path):
    from mypy import api as mypy  # not among what `make test` sets up

    for number, example in enumerate(_EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(example, "utf-8")
    wrong = tmp_path / "wrong.py"
    wrong.write_text('import pressmark\n\npressmark.render("headline", "html", edition="luxury")\n', "utf-8")

    said, _, _ = mypy.run(["--strict", f"--config-file={CHECKOUT / 'pyproject.toml'}", str(tmp_path)])

    assert set(re.findall(r"^\S*?(\w+\.py):\d+: error", said, re.MULTILINE)) == {"wrong.py"}, said
    assert said.count("error: Argument") == 2

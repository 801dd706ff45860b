"""Every format there is: built, built again, verified, and refused where it was changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT

import pressmark
from pressmark import parity, writers
from pressmark.model import Article
from pressmark.writers import formats, writer

_GOLDEN = CHECKOUT / "tests" / "golden" / "opinion"


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pressmark", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Return a folder with an article and, in ``build``, all of its formats."""
    folder = tmp_path_factory.mktemp("formats")
    for name in ("article.yaml", "quay.png", "logo.png"):
        shutil.copy(_GOLDEN / name, folder)
    run = _run("build", folder / "article.yaml", "--to", ",".join(formats()), "-o", folder / "build")
    assert run.returncode == 0, run.stderr
    return folder


def test_each_writer_is_a_format():
    modules = {path.stem for path in Path(writers.__file__).parent.glob("*.py")} - {"__init__"}

    assert modules == set(formats())
    assert {writer(name).name for name in formats()} == modules


def test_each_format_is_there(built):
    assert len(formats()) >= 6
    for name in formats():
        assert (built / "build" / f"article{writer(name).suffix}").stat().st_size > 0


def test_the_next_build_leaves_every_format_as_it_is(built):
    run = _run("build", built / "article.yaml", "--to", ",".join(formats()), "-o", built / "build", "--json")
    assert run.returncode == 0, run.stderr

    said = json.loads(run.stdout)
    assert {one["format"] for one in said["artifacts"]} >= set(formats())
    assert {one["state"] for one in said["artifacts"]} == {"unchanged"}


def test_what_is_built_is_verified_byte_by_byte(built):
    run = _run("verify", built / "build")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "the same byte for byte" in run.stdout


def test_a_page_leads_to_markdown_only_where_that_is_built_with_it(built, tmp_path):
    def states(to: str) -> dict[str, str]:
        run = _run("build", built / "article.yaml", "--to", to, "-o", tmp_path, "--json")
        assert run.returncode == 0, run.stderr
        return {one["format"]: one["state"] for one in json.loads(run.stdout)["artifacts"]}

    assert states("html,text") == {"html": "built", "text": "built"}
    assert b"text/markdown" not in (tmp_path / "article.html").read_bytes()

    assert states("html,text,markdown") == {"html": "built", "text": "unchanged", "markdown": "built"}
    assert b'href="article.md" type="text/markdown"' in (tmp_path / "article.html").read_bytes()


@pytest.fixture(scope="module")
def other(built) -> Article:
    """Return an article that differs from the built one in a word."""
    source = (built / "article.yaml").read_bytes().replace(b"leaves the east quay", b"leaves the west quay")
    return pressmark.load(source, folder=built)


@pytest.mark.parametrize("name", [name for name in formats() if not writer(name).media_type.startswith("image/")])
def test_another_article_s_file_is_told_from_ours(name, built, other):
    file = built / "build" / f"article{writer(name).suffix}"
    (check,) = parity.check(other, {file.name: file.read_bytes()})

    assert check.findings


@pytest.mark.parametrize("name", ["card", "markdown", "ninjs"])
def test_python_gets_the_same_bytes(name, built):
    article = pressmark.load(built / "article.yaml")

    assert pressmark.render(article, name) == (built / "build" / f"article{writer(name).suffix}").read_bytes()

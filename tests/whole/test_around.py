"""The pre-commit hook and the Dockerfile, as far as they can be tried without pre-commit and Docker."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest
import yaml
from tests.conftest import CHECKOUT

from pressmark.cli.about import system
from pressmark.starters import starter

_HOOKS = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
_DOCKERFILE = (CHECKOUT / "Dockerfile").read_text("utf-8")


@pytest.fixture
def hook():
    assert [one["id"] for one in _HOOKS] == ["pressmark"]
    return _HOOKS[0]


def test_the_hook_passes_right_articles_in_silence(hook, pressmark, tmp_path):
    (tmp_path / "a.yaml").write_text(starter("news", schema="x"), "utf-8")
    (tmp_path / "b.yaml").write_text(starter("report", schema="x"), "utf-8")

    ran = pressmark(*shlex.split(hook["entry"])[1:], "a.yaml", "b.yaml")

    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_the_hook_refuses_an_article_with_a_problem_and_says_where(hook, pressmark, tmp_path):
    (tmp_path / "a.yaml").write_text(starter("news", schema="x").replace("kind: news", "kind: nwes"), "utf-8")

    ran = pressmark(*shlex.split(hook["entry"])[1:], "a.yaml")

    assert ran.code == 1
    assert "a.yaml:8:7" in ran.out + ran.err


def test_the_hook_looks_at_articles_only(hook):
    assert shlex.split(hook["entry"])[0] == "pressmark"
    assert hook["types"] == ["yaml"]
    assert re.search(hook["files"], "source/article.yaml")
    assert not re.search(hook["files"], ".github/workflows/ci.yaml")


def test_the_docs_name_the_hook(hook):
    assert f"- id: {hook['id']}\n" in (CHECKOUT / "docs" / "commands.md").read_text("utf-8")


def test_the_image_has_the_text_engines_that_doctor_asks_for():
    packages = re.findall(r"lib\S+", system("linux", "ID=debian").engines)

    assert packages
    assert [name for name in packages if name not in _DOCKERFILE] == []


def test_the_image_runs_as_nobody_special_and_needs_nothing_that_belongs_to_one():
    users = re.findall(r"^USER (\S+)$", _DOCKERFILE, re.MULTILINE)
    assert users
    assert "root" not in users[-1]
    assert not users[-1].startswith("0")
    assert re.search(r"^ENV .*\bHOME=/tmp\b", _DOCKERFILE, re.MULTILINE)


def test_the_image_has_the_extras_that_its_first_line_promises():
    said = _DOCKERFILE.splitlines()[0]
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (CHECKOUT / "requirements" / "run.txt").read_text("utf-8"), re.MULTILINE)
    )
    extras = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    promised = {"preview": "serve", "import": "import", "picture": "png", "evidence": "evidence"}

    assert "requirements/run.txt" in said
    assert "--require-hashes -r /tmp/run.txt" in _DOCKERFILE
    for word, extra in promised.items():
        assert word in said
        wanted = {re.match(r"[A-Za-z0-9-]+", one)[0] for one in extras[extra]}
        assert wanted <= locked, extra


@pytest.mark.gate
def test_the_files_that_the_image_is_made_from_are_enough_for_a_whole_wheel(tmp_path):
    allowed = [line[1:] for line in (CHECKOUT / ".dockerignore").read_text("utf-8").split() if line.startswith("!")]
    assert "src" in allowed
    context = tmp_path / "context"
    for name in allowed:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (context / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, context / name)

    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, context],
        check=True,
        capture_output=True,
    )

    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    for name in (
        "pressmark/schema/article.schema.json",
        "pressmark/templates/article.html.j2",
        "pressmark/starters/opinion.yaml",
        "pressmark/serving/assets/preview.js",
    ):
        assert name in names

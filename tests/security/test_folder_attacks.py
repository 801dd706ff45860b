"""Attacks by the folder that somebody works in: what lies in it is data, and nothing of it is run or obeyed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.building.conftest import article

from pressmark.building import work
from pressmark.building.deps import Deps
from pressmark.building.outcomes import Artifact, Outcome
from pressmark.building.sources import Found
from pressmark.problems import BuildError

# Modules that Python's own start, its worker processes and our libraries look for; each says that it was run.
_MODULES = [
    "selectors",
    "socket",
    "signal",
    "pickle",
    "queue",
    "json",
    "yaml",
    "typing",
    "dataclasses",
    "tempfile",
    "threading",
    "traceback",
    "copyreg",
    "struct",
    "multiprocessing",
    "resource",
    "random",
    "secrets",
    "hashlib",
    "logging",
    "shutil",
    "weasyprint",
    "PIL",
    "pikepdf",
    "jinja2",
    "sitecustomize",
]


def _trapped(folder: Path) -> Path:
    """Put a module of each name into *folder*, and return the file that they would write."""
    said = folder.parent / "run"
    for name in _MODULES:
        (folder / f"{name}.py").write_text(f"open({str(said)!r}, 'a').write({name!r} + '\\n')\n")
    return said


def _run(*arguments: str, folder: Path, script: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
    program = [str(Path(sys.executable).with_name("pressmark"))] if script else [sys.executable, "-m", "pressmark"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(
        [*program, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=environment | more
    )


@pytest.mark.parametrize(
    ("script", "temporary"), [(True, ""), (False, ""), (True, "a" * 100)], ids=["script", "module", "spawned"]
)
def test_no_module_of_the_working_folder_is_run_by_a_worker(script, temporary, tmp_path):
    # Tried: `selectors.py` and others beside the articles; worker processes began with “” on sys.path.
    # Stopped by: PYTHONSAFEPATH and a cleaned sys.path while processes are started (`disk.nothing_from_here`).
    folder = tmp_path / "theirs"
    (folder / "source").mkdir(parents=True)
    for name in "abc":
        (folder / "source" / f"{name}.yaml").write_text(article(name))
    said = _trapped(folder)
    machine = tmp_path / (temporary or "t")  # where a socket's path would be too long, workers are spawned
    machine.mkdir()

    done = _run("build", "--to", "html", "-j", "1", folder=folder, script=script, TMPDIR=str(machine))

    assert done.returncode == 0, done.stderr
    assert len(list((folder / "build").glob("*.html"))) == 3
    assert not said.exists(), said.read_text()


def test_a_users_pythonpath_is_left_alone(tmp_path):
    # The one way in that stays: what the user names, for instance a plugin of fonts.
    folder = tmp_path / "theirs"
    (folder / "source").mkdir(parents=True)
    for name in "abc":
        (folder / "source" / f"{name}.yaml").write_text(article(name))
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text(f"open({str(tmp_path / 'run')!r}, 'a').write('x')\n")

    done = _run("build", "--to", "html", "-j", "1", folder=folder, PYTHONPATH=str(own))

    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "run").read_text()) > 1, "the user's place was kept from the workers"


@pytest.mark.parametrize("name", ["q=1.png;id>PWNED;.png", "a|b.png", "$(id).png", "`id`.png", "a&b.png", "x\ny.png"])
def test_a_pictures_name_is_no_command_in_the_rules_for_make(name, tmp_path):
    # Tried: a picture named as an assignment, or with a semicolon, after which make reads a command.
    # Stopped by: `building.deps` refuses names that make or a shell reads as more than a name; JSON takes any.
    deps = Deps(tmp_path / "deps.mk", None)
    deps.add(_outcome(tmp_path, name))

    with pytest.raises(BuildError, match="JSON"):
        deps.write()

    assert not (tmp_path / "deps.mk").exists()
    other = Deps(tmp_path / "deps.json", None)
    other.add(_outcome(tmp_path, name))
    other.write()
    assert json.loads((tmp_path / "deps.json").read_text())["rules"][0]["inputs"][1] == str(tmp_path / name)


def test_the_rules_for_make_run_nothing_when_they_are_included(tmp_path):
    # The same with the real make: names that are allowed are names, to the last letter.
    names = ["it's a quay.png", "50% #1.png", "a:b.png", "$HOME.png", "é ü.png"]
    deps = Deps(tmp_path / "deps.mk", None)
    for name in names:
        (tmp_path / name).touch()
        deps.add(_outcome(tmp_path, name))
    deps.write()
    (tmp_path / "Makefile").write_text("all:\n\t@echo made\n-include deps.mk\n")

    done = subprocess.run(["make", "all"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("made\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "Makefile", "deps.mk"])


def _outcome(folder: Path, name: str) -> Outcome:
    page = Artifact("html", str(folder / "a.html"), "text/html", 1, "0", built=True)
    return Outcome(Found("a.yaml"), "built", (page,), (str(folder / "a.yaml"), str(folder / name)))


def test_a_picture_with_an_absolute_path_is_not_written_by_a_clusters_worker(tmp_path):
    # Tried: `file: /…/x.png` in the source, which the worker wrote where it says.
    # Stopped by: such files do not travel (`work.with_files`), and a worker takes none (`work.read`).
    folder, target = tmp_path / "article", tmp_path / "victim.png"
    folder.mkdir()
    target.write_bytes(b"theirs")
    source = folder / "a.yaml"
    source.write_text(article() + f"images:\n  quay: {{file: {target}, alt: The quay}}\n")

    task = work.with_files(work.Task(Found(str(source)), ("html",)))
    assert [name for name, _ in task.files] == ["a.yaml"]
    forged = replace(task, files=(*task.files, (str(target), b"x"), ("../y.png", b"x")))
    with pytest.raises(BuildError, match="outside the article's folder"):
        work.read(forged)

    assert target.read_bytes() == b"theirs"
    assert not (tmp_path / "y.png").exists()


def test_a_picture_that_is_too_large_does_not_travel_cut(tmp_path):
    # Tried: a picture of more than 32 MiB; its beginning travelled. Stopped by: nothing of it travels, and it is said.
    source = tmp_path / "a.yaml"
    source.write_text(article() + "images:\n  quay: {file: quay.png, alt: The quay}\n")
    with (tmp_path / "quay.png").open("wb") as file:
        file.truncate(33 * 1024 * 1024)

    assert work.with_files(work.Task(Found(str(source)), ("html",))) is None

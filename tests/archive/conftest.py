"""What the tests of packages share: packed articles, and the archives' own validators."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.conftest import absent

from pressmark.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = Path(__file__).parent / "articles"
CONFORMANCE = Path(__file__).parents[1] / "conformance"
DATE = "2026-11-24"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


def run(*args: str | Path, cwd: Path, **env: str) -> Ran:
    """Run ``pressmark`` in *cwd*, without SOURCE_DATE_EPOCH unless *env* has it; with *env* in a process of its own."""
    command = [str(arg) for arg in args]
    if not env:
        with contextlib.chdir(cwd):
            done = CliRunner(env={"SOURCE_DATE_EPOCH": None}).invoke(main, command)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)
    around = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | env
    started = [sys.executable, "-m", "pressmark", *command]
    apart = subprocess.run(started, cwd=cwd, capture_output=True, text=True, env=around, check=False, timeout=600)
    return Ran(apart.returncode, apart.stdout, apart.stderr)


def packed(folder: Path, *args: str | Path) -> Path:
    """Pack all articles into *folder*, and return it."""
    done = run("pack", ARTICLES, "-o", folder, *args, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def bags(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the articles as bags in folders, packed with a date: for reading only."""
    folder = packed(tmp_path_factory.mktemp("bags") / "out", "--as", "bag-dir", "--date", DATE)
    found = sorted(path for path in folder.iterdir() if path.is_dir())
    assert len(found) >= 10
    return found


@pytest.fixture(scope="session")
def zips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the articles as zips, packed without a date: for reading only."""
    folder = packed(tmp_path_factory.mktemp("zips") / "out")
    found = sorted(folder.glob("*.zip"))
    assert len(found) >= 10
    return found


@pytest.fixture(scope="session")
def river(bags: list[Path]) -> Path:
    """Return the bag of the article that has everything."""
    return next(path for path in bags if path.name.startswith("evening-river-bus"))


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., list[list[str]]]:
    """Return a function that asks one of the archives' validators, and answers with the errors of each thing."""
    python = CONFORMANCE / ".cache" / "archives" / "bin" / "python"
    if not python.exists():
        absent("the archives' validators are not set up; tests/conformance/archives/setup.sh does it")
    shutil.copy(CONFORMANCE / "archives" / "ro-crate-cache.sqlite", tmp_path / "cache.sqlite")

    def asked(what: str, *args: str | Path) -> list[list[str]]:
        before = [tmp_path / "cache"] if what == "crate" else []
        command = [python, CONFORMANCE / "archives" / "ask.py", what, *before, *args]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stderr
        found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
        return found

    return asked

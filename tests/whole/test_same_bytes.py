"""The same source gives the same bytes: in another process, folder, time zone and language, and from the wheel."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, Command

_FORMATS = "docx,epub,html,jsonld,pdf,text"


def _digests(folder: Path) -> dict[str, str]:
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    assert set(found) == {
        "article.docx",
        "article.epub",
        "article.html",
        "article.jsonld",
        "article.pdf",
        "article.txt",
    }
    return found


def test_two_processes_in_other_places_write_the_same_bytes(article, pressmark, tmp_path):
    elsewhere = tmp_path / "somewhere else" / "köln"
    elsewhere.mkdir(parents=True)
    (elsewhere / "article.yaml").write_bytes(article.read_bytes())

    first = pressmark("build", "article.yaml", "--to", _FORMATS, env={"TZ": "UTC", "LANG": "C", "PYTHONHASHSEED": "1"})
    second = Command(elsewhere)(
        "build", "article.yaml", "--to", _FORMATS, "-o", "out",
        env={"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2"},
    )  # fmt: skip

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert _digests(tmp_path / "build") == _digests(elsewhere / "out")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    (found,) = folder.glob("*.whl")
    return found


@pytest.mark.gate
@pytest.mark.xdist_group("wheel")
@pytest.mark.parametrize("folder", ["schema", "templates"])
def test_the_wheel_carries_the_top_level_folders_byte_for_byte(folder, wheel):
    with zipfile.ZipFile(wheel) as archive:
        carried = {
            name.removeprefix("pressmark/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith(f"pressmark/{folder}/")
        }
    ours = {
        path.relative_to(CHECKOUT).as_posix(): path.read_bytes()
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file()
    }

    assert ours
    assert carried == ours


@pytest.mark.gate
@pytest.mark.xdist_group("wheel")
def test_the_wheel_carries_every_file_of_the_package(wheel):
    tracked = subprocess.run(
        ["git", "ls-files", "src/pressmark"], cwd=CHECKOUT, capture_output=True, check=True, text=True
    ).stdout.split()
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())

    assert tracked
    assert {name.removeprefix("src/") for name in tracked} <= carried


@pytest.mark.gate
@pytest.mark.xdist_group("wheel")
def test_the_installed_wheel_writes_the_same_bytes_as_the_checkout(wheel, article, pressmark, tmp_path):
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", CHECKOUT / "requirements" / "run.txt"], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "article.yaml").write_bytes(article.read_bytes())

    installed = Command(alone, (str(environment / "bin" / "pressmark"),))("build", "article.yaml", "--to", _FORMATS)
    ours = pressmark("build", "article.yaml", "--to", _FORMATS)

    assert (installed.code, ours.code) == (0, 0), installed.err + ours.err
    assert _digests(alone / "build") == _digests(tmp_path / "build")

"""`pressmark doctor` on systems that lack something: each failure with the command that mends it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest
from tests.conftest import CHECKOUT, Command

from pressmark.cli.about import system

_ENGINES = {
    "debian": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    "ubuntu": "ID=ubuntu\nID_LIKE=debian\n",
    "mint": 'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
    "fedora": "ID=fedora\n",
    "rocky": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
    "arch": "ID=arch\n",
    "manjaro": "ID=manjaro\nID_LIKE=arch\n",
    "alpine": "ID=alpine\n",
    "opensuse": 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n',
}
_TOOL = {
    "debian": "sudo apt-get install",
    "ubuntu": "sudo apt-get install",
    "mint": "sudo apt-get install",
    "fedora": "sudo dnf install",
    "rocky": "sudo dnf install",
    "arch": "sudo pacman -S",
    "manjaro": "sudo pacman -S",
    "alpine": "sudo apk add",
    "opensuse": "sudo zypper install",
}


@pytest.mark.parametrize("name", _ENGINES)
def test_a_linux_is_known_by_its_os_release(name):
    found = system("linux", _ENGINES[name])

    assert found.engines.startswith(_TOOL[name])
    assert found.python.startswith(_TOOL[name])


def test_macos_is_known_by_its_platform():
    assert system("darwin", "").engines.startswith("brew install")


@pytest.mark.parametrize("os_release", ["", "ID=plan9\n", "nonsense"])
def test_on_an_unknown_system_words_stand_in_for_the_command(os_release):
    assert "package manager" in system("linux", os_release).engines


def test_debians_packages_are_those_that_setup_installs():
    setup = (CHECKOUT / "scripts" / "setup.sh").read_text("utf-8")

    assert system("linux", _ENGINES["debian"]).engines in setup


def test_where_all_is_there_it_says_so(pressmark):
    ran = pressmark("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert "missing" not in ran.out
    for part in (
        "Python 3.",
        "Pango 1.",
        "HarfBuzz's subset library",
        "fonts: Spectral",
        "pressmark[serve]",
        "can be written",
    ):
        assert part in ran.out


@pytest.mark.parametrize(("no_color", "colors"), [("", True), ("1", False)])
def test_colours_are_for_terminals_that_want_them(tmp_path, no_color, colors):
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pressmark", "doctor"],
        cwd=tmp_path,
        stdout=inside,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": no_color},
    ) as running:
        os.close(inside)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while part := os.read(terminal, 4096):
                shown += part
    os.close(terminal)

    assert running.returncode == 0
    assert (b"\x1b[" in shown) == colors


def _without(tmp_path, name, code):
    """Return a program that runs pressmark after *code* has taken something away from its Python, workers included."""
    place = tmp_path / name
    place.mkdir()
    (place / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(place)}


_NO_LIBRARY = """
import cffi
real = cffi.FFI.dlopen
def dlopen(self, name, flags=0):
    if name and {name!r} in name:
        raise OSError(f"cannot load library '{{name}}': no such file")
    return real(self, name, flags)
cffi.FFI.dlopen = dlopen
"""

_NO_MODULE = """
import importlib.metadata
real = importlib.metadata.version
def version(name):
    if name == {name!r}:
        raise importlib.metadata.PackageNotFoundError(name)
    return real(name)
importlib.metadata.version = version
"""


@pytest.mark.parametrize(
    ("library", "told"), [("pango-1.0", "no libpango-1.0-0"), ("harfbuzz-subset", "subset library, without")]
)
def test_a_text_engine_that_is_missing_is_told_with_the_command(pressmark, tmp_path, library, told):
    ran = pressmark("doctor", env=_without(tmp_path, "site", _NO_LIBRARY.format(name=library)))

    lines = ran.out.splitlines()
    at = next(number for number, line in enumerate(lines) if told in line)
    assert ran.code == 1
    assert lines[at].startswith("missing")
    assert "harfbuzz" in lines[at + 1] or "package manager" in lines[at + 1]


def test_an_optional_part_that_is_missing_is_told_and_no_failure(pressmark, tmp_path):
    ran = pressmark("doctor", env=_without(tmp_path, "site", _NO_MODULE.format(name="watchfiles")))

    lines = ran.out.splitlines()
    at = next(number for number, line in enumerate(lines) if "watchfiles" in line)
    assert ran.code == 0
    assert lines[at].startswith("optional pressmark[serve]")
    assert lines[at + 1].strip().endswith("install 'watchfiles>=1'")


def test_a_library_that_is_missing_is_a_failure(pressmark, tmp_path):
    ran = pressmark("doctor", env=_without(tmp_path, "site", _NO_MODULE.format(name="pikepdf")))

    assert ran.code == 1
    assert "no pikepdf" in ran.out
    assert "install 'pikepdf>=" in ran.out


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o555)
    (folder / "build").write_text("a file where the outputs should go")

    ran = Command(folder)("doctor", "-o", "build/out")

    assert ran.code == 1
    assert "cannot write to build/out" in ran.out
    assert "pressmark build -o DIR" in ran.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_without_a_home_can_build_as_in_a_container(tmp_path):
    """What the Dockerfile promises: any uid, no account, no home, nothing writable but the working folder."""
    work = tmp_path / "work"
    work.mkdir()
    uid = 31337
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o555) if folder.owner() == "root" else None
    os.chown(work, uid, uid)
    command = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", sys.executable, "-m", "pressmark"]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "XDG_CACHE_HOME": "/nonexistent",
        "TMPDIR": "/nonexistent",
    }
    reachable = subprocess.run([*command, "--version"], cwd=work, env=env, capture_output=True, check=False)
    if reachable.returncode:
        pytest.skip("this Python lies where nobody else may read it")

    for arguments in (["new", "boat.yaml"], ["build", "boat.yaml"]):
        ran = subprocess.run([*command, *arguments], cwd=work, env=env, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "Traceback" not in ran.stderr

    assert {path.stat().st_uid for path in work.rglob("*")} == {uid}
    assert (work / "build" / "boat.pdf").read_bytes().startswith(b"%PDF")

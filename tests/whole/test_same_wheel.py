"""The same source gives the same wheel, wherever and whenever it is built: what `make dist` promises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT

pytestmark = pytest.mark.gate


def _tree(folder: Path, touched: float) -> Path:
    """Copy what git tracks and the wheel is made from to *folder*, each file last changed at *touched*."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", ":!tests", ":!bench"],
        cwd=CHECKOUT, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    names = [name for name in listed if name and (CHECKOUT / name).is_file()]
    assert names
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, folder / name)
        os.utime(folder / name, (touched, touched))
    return folder


def _wheel(tree: Path, out: Path, zone: str) -> tuple[str, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, tree],
        capture_output=True, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600", "TZ": zone},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    (found,) = out.glob("*.whl")
    return found.name, found.read_bytes()


def test_a_wheel_built_elsewhere_at_another_time_has_the_same_bytes(tmp_path):
    first = _wheel(_tree(tmp_path / "first", 1_600_000_000), tmp_path / "one", "UTC")
    second = _wheel(_tree(tmp_path / "somewhere else" / "köln", 1_700_000_001), tmp_path / "two", "Asia/Tokyo")

    assert first == second

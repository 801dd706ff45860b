"""veraPDF, asked many times and started once: what it says of PDFs, by the standards that they claim."""

from __future__ import annotations

import atexit
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.conftest import CHECKOUT, absent

_TOOL = CHECKOUT / "tests" / "conformance" / "verapdf"


def said(flavours: str, files: list[Path]) -> str:
    """Return what veraPDF says of *files*: a line that begins with PASS or FAIL for each and each of *flavours*.

    Flavours are separated by commas: ``3a,ua1``. Tests that ask share the xdist group "verapdf", and so one process.
    """
    process = _started()
    assert process.stdin
    assert process.stdout
    process.stdin.write("\t".join([flavours, *map(str, files)]) + "\n")
    process.stdin.flush()
    lines = []
    for line in process.stdout:
        if line.startswith("STATUS "):
            return "".join(lines)
        lines.append(line)
    raise AssertionError(f"veraPDF ended: {''.join(lines)}")


@cache
def _started() -> subprocess.Popen[str]:
    if not shutil.which("javac"):
        absent("veraPDF needs a JDK; scripts/tools.sh fetches it")
    ready = subprocess.run(["sh", _TOOL / "setup.sh"], capture_output=True, text=True, check=False)
    if ready.returncode:
        absent(f"veraPDF could not be set up: {ready.stderr.strip()[-200:]}")
    process = subprocess.Popen([_TOOL / "verapdf"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end() -> None:
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.wait()
        process.stdout.close()

    atexit.register(end)
    return process

"""A preview that is left running: a save every second, and nothing grows."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.longrun import record, scale
from tests.running import edit, until
from tests.serving.test_serve import ask, state


def _holds(pid: int) -> tuple[int, int, float]:
    """Return how many files and processes *pid* and its children hold open, and their memory in MB."""
    children = [
        int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()
    ]
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    memory = 0
    for one in [pid, *children]:
        with contextlib.suppress(OSError):  # it may just have been replaced
            memory += int(Path(f"/proc/{one}/smaps_rollup").read_text("ascii").partition("\nPss:")[2].split()[0])
    return files, len(children), memory / 1024


@pytest.mark.parametrize(
    "seconds", [pytest.param(10, marks=pytest.mark.gate), pytest.param(1800, marks=pytest.mark.soak)]
)
def test_a_preview_serves_each_save_and_does_not_grow(seconds, start, article):
    saves = scale(seconds) if seconds > 10 else seconds
    running = start("serve", article, "--port", "0")
    port = urlsplit(running.wait_for("^http", where="out")).port
    edit(article, "Night workers", "Save 0")
    # From here on it is as large as it should stay: the printing process is there, too.
    until(lambda: state(port)["pdf"]["state"] == "ready")
    held, slowest = [], 0.0

    for number in range(1, saves + 1):
        began = time.monotonic()
        edit(article, f"Save {number - 1}", f"Save {number}")
        wanted = f"Save {number} ".encode()
        until(lambda wanted=wanted: wanted in ask(port, state(port)["page"])[2])
        slowest = max(slowest, time.monotonic() - began)
        held.append(_holds(running.process.pid))
        time.sleep(max(0, began + 1 - time.monotonic()))

    late = held[len(held) // 5 :]
    quarter = max(1, len(late) // 4)
    files, children, memory = zip(*late, strict=True)
    grown = (sum(memory[-quarter:]) / quarter) / (sum(memory[:quarter]) / quarter)
    assert max(files[-quarter:]) <= max(files[:quarter]) + 4, files
    assert max(children) <= 3, children
    assert grown < 1.15, memory
    assert running.interrupt() == 0
    if seconds > 10:
        said = f"each shown, the slowest after {slowest:.1f} s; memory × {grown:.2f} over the last 80 %; files steady"
        record("`serve` with a save every second", f"{saves} saves", said)

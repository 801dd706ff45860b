"""All of an article, its PDF among it, built by processes that are killed: then `verify` finds one whole set."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.building.conftest import article, litter
from tests.longrun import record, scale

from pressmark.verify.folder import verify

_FORMATS = ("pdf", "html", "jsonld", "text")
_WORDS = ("morning", "evening")


def _forked(building, source: Path, wait: float) -> None:
    """Build in a process that has all it needs loaded, and kill it after *wait* seconds."""
    child = os.fork()
    if child == 0:
        try:
            building(source, formats=_FORMATS)
        finally:
            os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _commanded(building, source: Path, wait: float) -> None:
    """Run the command as a person does, and kill it after *wait* seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pressmark", "build", source.name, "-o", "out", "--to", ",".join(_FORMATS)],
        cwd=building.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(wait)
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("way", "times"),
    [
        (_forked, 8),
        (_commanded, 4),
        pytest.param(_forked, 500, marks=pytest.mark.soak),
        pytest.param(_commanded, 50, marks=pytest.mark.soak),
    ],
)
def test_a_killed_build_with_a_pdf_leaves_a_set_that_verify_finds_whole(way, times, building, source):
    times = scale(times) if times >= 50 else times
    folder, other = building.folder / "out", building.folder / "source" / "other.yaml"
    other.parent.mkdir()
    other.write_text(article("Another one"), "utf-8")
    building(source, formats=_FORMATS)
    chance, takes, through = random.Random(times), 0.3 if way is _forked else 1.5, 0
    headline = "Bring back the evening river bus"

    for number in range(times):
        wanted = f"Bring back the {_WORDS[number % 2]} river bus, {number}"
        source.write_text(article(wanted), "utf-8")
        way(building, source, chance.uniform(0, takes * 1.5))
        building(other, formats=("text",), force=True)  # the next command, whatever it builds

        # One set, old or new: the only source that verify finds is the one that the PDF carries.
        verdict = verify(folder)
        names = {check.name for check in verdict.checks if check.status == "ok"}
        assert verdict.findings == ()
        assert {f"a{end} says what the source says" for end in (".html", ".jsonld", ".pdf", ".txt")} <= names
        assert litter(folder) == []
        there = (folder / "a.txt").read_text("utf-8")
        assert wanted in there or headline in there
        done = wanted in there
        headline, through = (wanted, through + 1) if done else (headline, through)
        # Keep the kills around the moment that decides.
        takes *= 0.85 if done else 1.2

    if times >= 50:
        said = f"every file whole, each set verified as one; {through} builds had come far enough to be finished"
        record(
            f"SIGKILL in a build with PDF, {'loaded' if way is _forked else 'the whole command'}",
            f"{times} kills",
            said,
        )
        assert 0 < through < times

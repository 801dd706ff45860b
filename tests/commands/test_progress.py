"""Long work shows itself on a terminal, with count and rate, and is silent where it is piped."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

_ARTICLE = """\
pressmark: 1
kind: news
language: en-GB
headline: Ferry to stay
published: 2026-05-04
authors: [{name: Jon Ekholm}]
outlet: {name: The Harbour Post}
sections: [{body: The ferry stays.}]
"""


@pytest.fixture
def many(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(12):
        (folder / f"a{n}.yaml").write_text(_ARTICLE)
    return folder


def _on_a_terminal(*args: object) -> str:
    """Return what the command writes to standard error, which is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pressmark", *map(str, args)], stdout=subprocess.DEVNULL, stderr=theirs
    ) as running:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not part:
                break
            said += part
        running.wait(60)
    os.close(ours)
    return said.decode("utf-8", "replace")


@pytest.mark.parametrize("command", ["validate", "build"])
def test_a_terminal_shows_count_and_rate(command, many, tmp_path):
    more = ("-o", tmp_path / "out", "--to", "text") if command == "build" else ()

    assert re.search(r"\d+ (of 12 )?articles.*\d a second", _on_a_terminal(command, many, *more))


@pytest.mark.parametrize("command", ["validate", "build"])
def test_a_pipe_gets_no_progress(command, many, tmp_path):
    more = ["-o", tmp_path / "out", "--to", "text"] if command == "build" else []
    done = subprocess.run(
        [sys.executable, "-m", "pressmark", command, many, *more], capture_output=True, text=True, check=True
    )

    assert "a second" not in done.stdout + done.stderr.replace("articles a second", "")
    assert "\x1b" not in done.stderr

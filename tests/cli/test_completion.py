"""The Tab key, pressed in real shells that were set up with the lines from docs/commands.md."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT

_START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
_FIRST = {"bash": "PS1='ready> '", "zsh": "PS1='ready> '; autoload -Uz compinit && compinit -u -D", "fish": "true"}
_CONTROL = re.compile(
    r"\x1b\][^\a\x1b]*(?:\a|\x1b\\)|\x1b[\[?][0-9;?>=]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]|[\r\x0e\x0f]"
)


def _line(shell: str) -> str:
    """Return the line that the docs tell to put into the shell's start-up file."""
    docs = (CHECKOUT / "docs" / "commands.md").read_text("utf-8")
    return re.search(rf"^\| {shell}\b[^|]*\| `(.+?)` \| in ", docs, re.MULTILINE)[1].replace("\\|", "|")


class Terminal:
    """A shell at a terminal, in which one can type."""

    def __init__(self, shell: str, folder: Path) -> None:
        """Start *shell* in *folder*, set up as the docs say."""
        self._terminal, inside = pty.openpty()
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        # A process that has threads must not fork by itself: setsid makes the terminal the shell's own.
        self._process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *_START[shell]],
            cwd=folder,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env={"PATH": path, "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
        )
        os.close(inside)
        self._seen = ""
        self.type(f"{_FIRST[shell]}\n{_line(shell)}\necho set'-'up\n")
        self.wait_for("set-up\n")

    def type(self, keys: str) -> None:
        """Type *keys*."""
        os.write(self._terminal, keys.encode())

    def wait_for(self, words: str, patience: float = 45) -> str:
        """Return what the terminal showed until *words* came."""
        end = time.monotonic() + patience
        while words not in self._seen:
            if not select.select([self._terminal], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"no “{words}” in {self._seen!r}")
            self._seen = _CONTROL.sub("", self._seen + os.read(self._terminal, 65536).decode("utf-8", "replace"))
        shown, _, self._seen = self._seen.partition(words)
        return shown + words

    def end(self) -> None:
        """Close the terminal."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


@pytest.fixture(params=sorted(_START))
def terminal(request, need, tmp_path):
    """Return a terminal with the shell in a folder that holds an article."""
    need(request.param)
    need("setsid")
    (tmp_path / "evening-boat.yaml").write_text("")
    (tmp_path / "theme").mkdir()
    one = Terminal(request.param, tmp_path)
    yield one
    one.end()


@pytest.mark.conformance
def test_commands_options_values_files_and_rules_are_completed(terminal, request):
    # click's script for fish cuts what it is offered at the first comma.
    second = [] if "[fish]" in request.node.name else [("pressmark build --to html,js", "html,jsonld")]
    for typed, completed in [
        ("pressmark doc", "pressmark doctor"),
        ("pressmark new --ki", "pressmark new --kind"),
        ("pressmark new --kind ana", "pressmark new --kind analysis"),
        ("pressmark build even", "pressmark build evening-boat.yaml"),
        ("pressmark build --to js", "pressmark build --to jsonld"),
        *second,
        ("pressmark explain not-a-ch", "pressmark explain not-a-choice"),
    ]:
        terminal.type(f"{typed}\t")
        terminal.wait_for(completed)
        # Ctrl-U clears the line.
        terminal.type("\x15")


def test_half_a_line_that_makes_no_sense_completes_to_nothing_and_says_nothing(pressmark):
    ran = pressmark(
        env={"_PRESSMARK_COMPLETE": "bash_complete", "COMP_WORDS": "pressmark nonsense --x ", "COMP_CWORD": "3"}
    )

    assert "Error" not in ran.err

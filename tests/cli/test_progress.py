"""Long work shows itself on a terminal, and only there: many articles, few of them, and what is piped."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest

from pressmark.cli import main

if TYPE_CHECKING:
    from pathlib import Path

MANY = 7
_COUNTED = re.compile(r"(\d+)(?: of (\d+))? articles(?:, (\d+) failed)?, (\d+\.\d) a second")
_ARTICLE = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Boat {n}
slug: boat-{n}
published: 2026-05-04
authors: [{{name: Mira Sandoval}}]
outlet: {{name: The Harbour Post}}
sections: [{{body: The last river bus leaves at six.}}]
"""


@dataclass(frozen=True)
class Seen:
    """What a command wrote: to a pipe, and to standard error."""

    out: str
    err: str

    @property
    def counts(self) -> list[tuple[str, ...]]:
        """Return each count on the way: done, of how many, failed, rate."""
        return _COUNTED.findall(self.err)


@cache
def run(folder: Path, *arguments: str, terminal: bool = True) -> Seen:
    """Run ``pressmark`` with standard output piped and standard error on a *terminal*, or piped too.

    It runs in this process, whose standard error is the terminal meanwhile; what was run once is not run again.
    """
    ours, theirs = pty.openpty() if terminal else os.pipe()
    heard, ended = bytearray(), threading.Event()
    listener = threading.Thread(target=_hear, args=(ours, heard, ended), daemon=True)
    listener.start()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryFile("w+") as out:
        with os.fdopen(theirs, "w", encoding="utf-8", buffering=1) as err:
            patch.chdir(folder)
            patch.setenv("TERM", "xterm")
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as said:
                main(list(arguments), prog_name="pressmark")
        ended.set()
        listener.join()
        out.seek(0)
        assert not said.value.code, bytes(heard)
        return Seen(out.read(), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", heard.decode()))


def _hear(descriptor: int, heard: bytearray, ended: threading.Event) -> None:
    """Read what is written until the command has *ended*: processes of Python's own may keep the other side open."""
    with open(descriptor, "rb", buffering=0) as stream:
        while True:
            last = ended.is_set()
            try:
                data = stream.read(4096) if select.select([stream], [], [], 0.02)[0] else b""
            except OSError:  # Linux says so when the last writer has closed the terminal
                return
            if not data and last:
                return
            heard += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder with many articles in ``source``, few in ``few``, and all built to text in ``out``."""
    made = tmp_path_factory.mktemp("long")
    for place, count in (("source", MANY), ("few", 5)):
        (made / place).mkdir()
        for n in range(count):
            (made / place / f"boat-{n}.yaml").write_text(_ARTICLE.format(n=n), "utf-8")
    run(made, "build", "--to", "text", "-o", "out", terminal=False)
    return made


COMMANDS = {
    "build": ("build", "--to", "text", "--force", "-o", "again"),
    "validate": ("validate", "source"),
    "pack": ("pack", "source", "--as", "ocfl", "-o", "store"),
    "verify a folder": ("verify", "out"),
    "verify many": ("verify", *(f"out/boat-{n}.txt" for n in range(MANY))),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_many_articles_are_counted_on_a_terminal_with_their_rate(folder, arguments):
    done, of, failed, rate = run(folder, *arguments).counts[-1]
    assert (done, of in {"", str(MANY)}, failed, float(rate) > 0) == (str(MANY), True, "", True)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_counted_where_it_is_piped(folder, arguments):
    seen = run(folder, *arguments, terminal=False)
    assert (_COUNTED.findall(seen.out), seen.counts, "\x1b" in seen.out + seen.err) == ([], [], False)


@pytest.mark.parametrize("command", ["build", "validate"])
def test_few_articles_are_not_counted(folder, command):
    more = ("--to", "text", "-o", "little") if command == "build" else ()
    assert run(folder, command, "few", *more).counts == []


@pytest.mark.parametrize("command", ["build", "validate"])
def test_quiet_counts_nothing(folder, command):
    more = ("--to", "text", "--force", "-o", "hush") if command == "build" else ()
    assert run(folder, command, "source", "-q", *more).counts == []


def test_what_is_piped_stays_in_its_pipe_while_the_terminal_counts(folder):
    assert run(folder, *COMMANDS["validate"]).out.splitlines() == [f"source/boat-{n}.yaml: valid" for n in range(MANY)]


def test_a_store_is_counted_object_by_object(folder):
    run(folder, *COMMANDS["pack"])
    assert run(folder, "verify", "store").counts[-1][0] == str(MANY)


def test_a_built_file_list_stays_in_its_pipe_while_the_terminal_counts(folder):
    assert len(run(folder, *COMMANDS["build"]).out.splitlines()) == MANY

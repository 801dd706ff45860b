"""docs/commands.md says what the commands say: click holds it, and nothing else."""

from __future__ import annotations

import click
import pytest
from scripts.command_docs import PAGE, commands, renewed

_PAGE = PAGE.read_text("utf-8")
_COMMANDS = [(path, command) for path, command, _ in commands()]
assert len(_COMMANDS) > 8


def test_the_reference_is_as_the_commands_are():
    assert renewed(_PAGE) == _PAGE, "run: make docs"


@pytest.mark.parametrize(("path", "command"), _COMMANDS, ids=[path for path, _ in _COMMANDS])
def test_every_option_and_its_default_is_told(path, command):
    part = _PAGE.split(f"\n### `{path}`\n", 1)[1].split("\n### ", 1)[0]
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]

    for option in options:
        row = next(line for line in part.splitlines() if line.startswith("| `") and f"`{option.opts[-1]}`" in line)
        assert " ".join((option.help or "").split()).replace("|", "\\|") in row
        if option.show_default and isinstance(option.default, str | int):
            assert f"`{option.default}`" in row


@pytest.mark.parametrize(("path", "command"), _COMMANDS[1:], ids=[path for path, _ in _COMMANDS[1:]])
def test_every_argument_is_explained_in_the_commands_own_words(path, command):
    arguments = [one for one in command.params if isinstance(one, click.Argument)]

    names = [(one.metavar or one.name).strip("[].").removesuffix("]...").upper() for one in arguments]
    assert [name for name in names if name not in command.help] == []


@pytest.mark.parametrize(("path", "command"), _COMMANDS[1:], ids=[path for path, _ in _COMMANDS[1:]])
def test_an_option_that_has_a_default_shows_it(path, command):
    options = [one for one in command.params if isinstance(one, click.Option) and not one.is_flag and not one.hidden]

    silent = [
        one.opts[-1]
        for one in options
        if isinstance(one.default, str | int) and one.default != "" and not one.show_default
    ]
    assert silent == []

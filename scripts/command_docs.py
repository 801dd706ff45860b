"""Write the reference in docs/commands.md anew from the commands themselves; a test holds the page to it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark.cli import main
from pressmark.writers import formats, writer

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
_BEGIN = "<!-- The rest is written by scripts/command_docs.py. -->\n"


def renewed(page: str) -> str:
    """Return the text of *page* with its reference as the commands are now. Raises ValueError where it has no place."""
    if _BEGIN not in page:
        raise ValueError(f"no line “{_BEGIN.strip()}” in the page")
    return page[: page.index(_BEGIN)] + _BEGIN + "\n" + "\n".join(_reference()).rstrip() + "\n"


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command with its name as typed, “pressmark” itself first."""
    context = click.Context(main, info_name="pressmark")
    yield "pressmark", main, context
    yield from _below("pressmark", main, context)


def _below(path: str, group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        own = click.Context(command, parent=context, info_name=name)
        yield f"{path} {name}", command, own
        if isinstance(command, click.Group):
            yield from _below(f"{path} {name}", command, own)


def _reference() -> Iterator[str]:
    for path, command, context in commands():
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"### `{path}`\n\n```\n{path} {usage}\n```\n"
        yield _prose(command.help or "")
        options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
        if options:
            yield "| option | default | |\n| --- | --- | --- |"
            yield from (_row(one, context) for one in options)
            yield ""
        if path == "pressmark formats":
            yield "| format | file | media type | |\n| --- | --- | --- | --- |"
            for one in map(writer, formats()):
                yield f"| `{one.name}` | `STEM{one.suffix}` | `{one.media_type}` | {one.description} |"
            yield ""


def _prose(text: str) -> str:
    r"""Return a command's help as paragraphs of one line each; what follows ``\b`` keeps its lines, as code."""
    made = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            made.append("```\n" + paragraph.removeprefix("\b").strip("\n") + "\n```")
        else:
            made.append(" ".join(paragraph.split()))
    return "\n\n".join(made) + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if not option.is_flag and not option.count:
        metavar = option.make_metavar(context).replace("|", "\\|")
        names += f" `{metavar}`"
    described = " ".join((option.help or "").split()).replace("|", "\\|")
    repeat = " May be given more than once." if option.multiple else ""
    return f"| {names} | {_default(option, context)} | {described}{repeat} |"


def _default(option: click.Option, context: click.Context) -> str:
    if option.required:
        return "required"
    value = option.get_default(context, call=False)
    if value is None or callable(value) or value in ((), "") or option.is_flag or repr(value) == "Sentinel.UNSET":
        return ""
    if isinstance(value, list | tuple):
        value = ",".join(str(one) for one in value)
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")

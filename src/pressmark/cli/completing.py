"""What the shell offers at the Tab key where a value is no fixed choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows the files."""
    return [CompletionItem(incomplete, type="file")]


def folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows the folders."""
    return [CompletionItem(incomplete, type="dir")]


def formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the formats that are not yet in the comma-separated list *incomplete*."""
    from pressmark import writers  # noqa: PLC0415 - only wanted here

    listed, comma, begun = incomplete.rpartition(",")
    rest = [name for name in writers.formats() if name not in listed.split(",")]
    return [CompletionItem(f"{listed}{comma}{name}") for name in rest if name.startswith(begun)]


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the rules whose names begin with *incomplete*."""
    from pressmark import rulebook  # noqa: PLC0415 - only wanted here

    return [CompletionItem(slug) for slug in rulebook.rules() if slug.startswith(incomplete)]

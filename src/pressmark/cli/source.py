"""``pressmark source add``: a file in, kept beside the article as the copy of one of its sources."""

from __future__ import annotations

from pathlib import Path

import click

from pressmark.cli.options import complete_files
from pressmark.terminal import shown


@click.group(short_help="Keep copies of what an article quotes.")
def command() -> None:
    """Keep copies of what an article quotes, so that its quotations can be held against them."""


@command.command(short_help="Keep FILE as the copy of a source.")
@click.argument("article", type=click.Path(dir_okay=False, path_type=Path), shell_complete=complete_files)
@click.argument("source", metavar="SOURCE-ID")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), shell_complete=complete_files)
@click.option("--retrieved", metavar="DATE", help="The day or time at which the copy was made; nothing is guessed.")
@click.option("--private", is_flag=True, help="Keep the copy out of packages for archives, too.")
@click.option("--replace", is_flag=True, help="Put FILE in the place of a copy that the source has already.")
def add(*, article: Path, source: str, file: Path, retrieved: str | None, private: bool, replace: bool) -> None:
    """Put FILE into the folder “sources” beside ARTICLE, and write its name and SHA-256 under the source SOURCE-ID.

    FILE is the work as you have it: text, a saved page, PDF, DOCX, a mail, or a web archive; nothing is fetched.
    SOURCE-ID is an id under “sources”; “based_on” stands for the work that a summary tells.
    """
    from pressmark import disk  # `--help` must not wait for it
    from pressmark.reader.keeping import keep  # the same

    kept = keep(article, source, file, retrieved=retrieved, private=private, replace=replace)
    staged = [
        disk.stage(disk.place(article.parent, name), data)
        for name, data in ((kept.name, kept.data), (article.name, kept.article))
        if data is not None
    ]
    if staged:
        disk.publish(staged)
    said = "kept" if staged else "unchanged"
    click.echo(shown(f"{article.parent / kept.name}  {said}, SHA-256 {kept.sha256}"))

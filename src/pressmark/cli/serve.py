"""``pressmark serve``: the article's page in the browser, while it is being written."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark import libraries
from pressmark.cli.options import dressed, themed, warn_idle
from pressmark.cli.output import named, say, sources

if TYPE_CHECKING:
    from pressmark.reader import Houses

_PORT = 8000
_LOOPBACK = "127.0.0.1"


@click.command(short_help="Show an article in the browser while you write.")
@click.argument("source", required=False, metavar="[SOURCE]", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Port to listen at; without it 8000, or a free one if that is taken.",
)
@click.option(
    "--host",
    default=_LOOPBACK,
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen at. Any other than the default shows the article to whoever can reach this machine.",
)
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@themed
@dressed
def command(
    *, source: Path | None, port: int | None, host: str, open_: bool, theme: Path | None, houses: Houses
) -> None:
    """Show SOURCE (the one article in source/ where none is named) in the browser, as it stands at each save.

    Problems are shown over the page until they are mended. The PDF is made in the background. Nothing is written.
    """
    libraries.require("serve")
    article = _one(source)
    from pressmark.serving.server import run  # an optional part, and `--help` must not wait for it
    from pressmark.theme import load_theme  # the same

    warn_idle(load_theme(theme), theme)  # a theme that isn't there is said here, not in the browser
    listening = _listen(host, port)
    url = _url(host, listening.getsockname()[1])

    def started() -> None:
        say(url)
        say(f"showing {article}; end with Ctrl-C", err=True)
        if open_:
            click.launch(url)

    run(article, theme, listening, _names(host), started, houses=houses)


def _one(source: Path | None) -> Path:
    names = sources((str(source),) if source else ())
    if len(names) > 1:
        raise click.UsageError(f"name one of {named(names)}")
    article = Path(names[0])
    if not article.is_file():
        raise click.ClickException(f"{article}: there is no such file")
    return article


def _listen(host: str, port: int | None) -> socket.socket:
    wanted = [port] if port is not None else [_PORT, 0]
    for number in wanted:
        try:
            family = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, number), family=family)
        except OSError as error:
            reason = error.strerror or str(error)
    raise click.ClickException(f"cannot listen at {host}:{wanted[-1]}: {reason}; name another with --port")


def _url(host: str, port: int) -> str:
    shown = {"0.0.0.0": _LOOPBACK, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - not bound here
    return f"http://{shown}:{port}/"


def _names(host: str) -> list[str]:
    """Return the names that a request may use: this machine's own, and what the user said with --host."""
    own = ["localhost", _LOOPBACK, "::1", "[::1]"]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - the user asked to be reachable from everywhere
        own += [socket.gethostname(), *_addresses()]
    return [*own, host]


def _addresses() -> list[str]:
    try:
        return sorted({str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)})
    except OSError:
        return []

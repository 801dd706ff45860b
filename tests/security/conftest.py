"""A canary on the network and canaries outside the article's folder: no attack may ever reach one."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SECRET = "canary-7f3a-of-somebody-else"


class Canary:
    """A web server on loopback that remembers who came, secret files, and what this process opened and connected to.

    The interpreter itself tells what was opened, as an output may well hide what it holds: a PDF is compressed. What a
    command in a process of its own does is seen by the server only.
    """

    def __init__(self, outside: Path) -> None:
        self.touched: list[str] = []
        self.visits: list[str] = []
        self.outside = outside
        visits = self.visits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visits.append(self.path)
                self.send_error(404)

            do_POST = do_HEAD = do_GET  # noqa: N815 - http.server's names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hear(self, event: str, details: tuple[object, ...]) -> None:
        """Remember what the interpreter is about to do, if it is any of the forbidden."""
        if event == "socket.connect" and not isinstance(details[1], str | bytes):  # those are the machine's own sockets
            self.touched.append(f"connected to {details[1]}")
        elif event in {"open", "os.listdir", "os.scandir"} and isinstance(details[0], str | bytes | os.PathLike):
            # A link is what it leads to; a name with a NUL leads nowhere.
            name = os.fsdecode(details[0])
            if "\0" not in name and os.path.realpath(name).startswith(f"{self.outside}{os.sep}"):
                self.touched.append(f"opened {name}")

    def assert_untouched(self, *outputs: bytes) -> None:
        assert self.visits == [], "the network was touched"
        assert self.touched == [], "something outside the folder was touched"
        for output in outputs:
            assert SECRET.encode() not in output, "a file outside the folder was read"


@pytest.fixture(scope="session")
def canary(tmp_path_factory):
    """Return the canary of this session."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "deep").mkdir()
    (outside / "secret.txt").write_text(SECRET)
    (outside / "secret.yaml").write_text(f"pressmark: 1\nheadline: {SECRET}\n")
    bird = Canary(outside.resolve())
    sys.addaudithook(bird.hear)
    yield bird
    bird.server.shutdown()
    bird.server.server_close()


@pytest.fixture(autouse=True)
def _watched(canary: Canary) -> Iterator[None]:
    """Whatever a case tries, in the end the canaries are untouched."""
    canary.touched.clear()
    yield
    canary.assert_untouched()

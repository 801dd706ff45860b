"""A canary on the network and canaries outside the article's folder: no attack may ever reach one."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SECRET = "canary-7f3a-of-somebody-else"


class Canary:
    """A web server on loopback that only remembers who came, and a secret file outside the article's folder."""

    def __init__(self, outside: Path) -> None:
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

    def assert_untouched(self, *outputs: bytes) -> None:
        assert self.visits == [], "the network was touched"
        for output in outputs:
            assert SECRET.encode() not in output, "a file outside the folder was read"


@pytest.fixture(scope="session")
def canary(tmp_path_factory):
    """Return the canary of this session."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text(SECRET)
    (outside / "secret.yaml").write_text(f"pressmark: 1\nheadline: {SECRET}\n")
    bird = Canary(outside)
    yield bird
    bird.server.shutdown()
    bird.server.server_close()

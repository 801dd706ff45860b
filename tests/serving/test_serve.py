"""`pressmark serve` as a web server: what it hands out, to whom, and nothing else."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from urllib.parse import urlsplit

import pytest
from tests.running import starting, until

from pressmark.problems import Problem
from pressmark.serving import server
from pressmark.starters import starter


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with an article, and with files that are none of a browser's business."""
    place = tmp_path_factory.mktemp("served")
    (place / "boat.yaml").write_text(starter("opinion", schema="x"), "utf-8")
    (place / "secret.pdf").write_bytes(b"%PDF- secret")
    return place


@pytest.fixture(scope="module")
def port(folder):
    """Return the port at which the folder's article is served."""
    with starting(folder) as start:
        yield urlsplit(start("serve", "boat.yaml", "--port", "0").wait_for("^http", where="out")).port


def ask(port, path, *, method="GET", host=None):
    """Return the answer's status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers, body


def state(port):
    """Return the first state in the stream of events."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/events")
    line = connection.getresponse().readline().decode()
    connection.close()
    return json.loads(line.removeprefix("data: "))


def test_the_page_is_byte_for_byte_what_build_writes(port, pressmark, folder, tmp_path):
    pressmark("build", folder / "boat.yaml", "--to", "html")

    status, headers, body = ask(port, state(port)["page"])

    assert (status, headers.get_content_type()) == (200, "text/html")
    assert body == (tmp_path / "build" / "boat.html").read_bytes()


def test_the_pdf_is_byte_for_byte_what_build_writes(port, pressmark, folder, tmp_path):
    pressmark("build", folder / "boat.yaml", "--to", "pdf")

    status, headers, body = ask(port, state(port)["pdf"]["href"])

    assert (status, headers.get_content_type()) == (200, "application/pdf")
    assert body == (tmp_path / "build" / "boat.pdf").read_bytes()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]", "192.0.2.1"])
@pytest.mark.parametrize("path", ["/", "/events", "/boat.pdf", "/page/x", "/preview.js"])
def test_requests_under_another_name_are_refused(port, host, path):
    status, _, body = ask(port, path, host=f"{host}:{port}" if host else " ")

    assert status == 400
    assert b"river" not in body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_requests_under_the_machines_own_names_are_answered(port, host):
    assert ask(port, "/", host=f"{host}:{port}")[0] == 200


def test_it_listens_on_the_loopback_address_only(port):
    # All of 127.0.0.0/8 is this machine: a server that listens everywhere would answer here too.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=10)


@pytest.mark.parametrize(
    "path",
    [
        "/boat.yaml",
        "/../boat.yaml",
        "/%2e%2e/boat.yaml",
        "/..%2fboat.yaml",
        "//etc/passwd",
        "/preview.js/../boat.yaml",
        "/page/../boat.yaml",
        "/page/%2e%2e%2fboat.yaml/x",
        "/other.pdf",
        "/..%2fsecret.pdf",
        "/secret.pdf",
        "file:///etc/passwd",
        "/server.py",
    ],
)
def test_no_file_is_handed_out(port, path):
    status, _, body = ask(port, path)

    assert (status, body) == (404, b"Not Found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent_to_it(port, method):
    assert ask(port, "/", method=method)[0] == 405


@pytest.mark.parametrize("path", ["/", "/page/x", "/preview.js", "/boat.pdf"])
def test_other_sites_can_neither_frame_nor_read_it(port, path):
    _, headers, _ = ask(port, path)

    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] or (
        "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_as_long_as_the_article_was_never_right_there_is_no_page_and_no_pdf(start, tmp_path):
    (tmp_path / "bad.yaml").write_text("kind: poem\n")
    port = urlsplit(start("serve", "bad.yaml", "--port", "0").wait_for("^http", where="out")).port

    assert state(port)["page"] == ""
    assert ask(port, "/page/x")[0] == 404
    assert ask(port, "/bad.pdf")[0] == 503


def test_a_pdf_that_cannot_be_made_says_why_and_comes_back(start, article, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "page.css").write_bytes(b"\xff")
    port = urlsplit(start("serve", article, "--port", "0", "--theme", theme).wait_for("^http", where="out")).port
    assert ask(port, "/boat.pdf")[0] == 503
    assert b"page.css" in ask(port, "/boat.pdf")[2]

    (theme / "page.css").unlink()

    until(lambda: ask(port, "/boat.pdf")[0] == 200)


def test_without_the_text_engines_the_page_is_shown_and_the_pdf_says_what_is_missing(
    start, article, monkeypatch, tmp_path
):
    (tmp_path / "sitecustomize.py").write_text(
        "import cffi\n"
        "def dlopen(self, name, flags=0):\n"
        "    raise OSError(f\"cannot load library '{name}'\")\n"
        "cffi.FFI.dlopen = dlopen\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    port = urlsplit(start("serve", article, "--port", "0").wait_for("^http", where="out")).port

    assert ask(port, state(port)["page"])[0] == 200
    status, _, reason = ask(port, "/boat.pdf")
    assert (status, b"cannot load library" in reason) == (503, True)


def test_ctrl_c_ends_it_at_once_though_a_browser_is_connected(start, article):
    running = start("serve", article, "--port", "0")
    port = urlsplit(running.wait_for("^http", where="out")).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/events")
    stream = connection.getresponse()
    stream.readline()

    assert running.interrupt() == 0
    connection.close()
    assert [line for line in running.err if "Traceback" in line or "Error" in line] == []


def test_a_port_that_is_taken_is_told_when_it_was_asked_for(start, article):
    with socket.create_server(("127.0.0.1", 0)) as other:
        running = start("serve", article, "--port", other.getsockname()[1])

        assert running.process.wait(timeout=60) == 1
        assert running.wait_for("cannot listen at 127.0.0.1")


def test_without_an_article_it_does_not_start(pressmark):
    ran = pressmark("serve", "nowhere.yaml")

    assert ran.code == 1
    assert "nowhere.yaml" in ran.err


def test_of_several_articles_one_must_be_named(pressmark, tmp_path):
    pressmark("new", "source/one")
    pressmark("new", "source/two")

    ran = pressmark("serve")

    assert ran.code == 2
    assert "name one of source/one.yaml, source/two.yaml" in ran.err


def test_of_many_articles_ten_are_named(pressmark, tmp_path):
    for number in range(13):
        (tmp_path / f"boat-{number:02}.yaml").write_text("pressmark: 1", "utf-8")

    ran = pressmark("serve", ".")

    assert ran.code == 2
    assert "boat-09.yaml and 3 more" in ran.err
    assert "boat-10" not in ran.err


def test_what_changes_while_a_browser_is_being_told_is_told_next(folder):
    async def watched() -> list[str]:
        source = folder / "boat.yaml"
        board = server.Board(source, None, server.look(source, None))
        stream = server._stream(board)
        told = [await anext(stream)]
        board.show(server.View("", (Problem("preview", "something else"),)))
        told.append(await asyncio.wait_for(anext(stream), 5))
        board.close()
        told += [await asyncio.wait_for(anext(stream, "ended"), 5)]
        return told

    first, second, last = asyncio.run(watched())
    assert "something else" not in first
    assert "something else" in second
    assert last == "ended"

"""Attacks on the preview by whoever reaches its port: connections that ask for nothing, more than there are files."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time

import pytest
from tests.building.conftest import article


@pytest.fixture
def preview(tmp_path):
    """Return a preview that may open 64 files, and its port."""
    (tmp_path / "a.yaml").write_text(article())

    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    running = subprocess.Popen(
        [sys.executable, "-m", "pressmark", "serve", "a.yaml", "--port", "0"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=few_files,  # noqa: PLW1509 - nothing else runs here yet
    )  # fmt: skip
    port = int(running.stdout.readline().strip().rstrip("/").rpartition(":")[2])
    yield running, port
    running.kill()
    running.communicate()


@pytest.mark.gate  # it waits as long as the server does
def test_idle_connections_are_closed_and_the_preview_answers_again_without_a_word(preview, canary):
    # Tried: 80 connections that ask for nothing, with 64 files; 12 MB of tracebacks in four seconds, and slow clients
    # were never closed. Stopped by: whoever asks for nothing in ten seconds is disconnected (`server._close_the_slow`).
    running, port = preview
    idle = []
    for _ in range(80):
        one = socket.socket()
        one.settimeout(1)
        try:
            one.connect(("127.0.0.1", port))
        except OSError:
            one.close()
        else:
            one.send(b"GET / HTTP/1.1\r\nHost: ")
            idle.append(one)
    assert len(idle) > 60

    answer, end = b"", time.monotonic() + 60
    while b"200 OK" not in answer and time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=3) as one:
                one.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
                answer = one.recv(4096)
        except OSError:
            time.sleep(0.5)
    for one in idle:
        one.close()
    running.terminate()
    _, said = running.communicate(timeout=30)
    canary.touched.clear()  # those were ours

    assert b"200 OK" in answer
    assert "Traceback" not in said
    assert len(said) < 1000

"""The canary itself: a watch that hears nothing proves nothing."""

from __future__ import annotations

import os
import socket

import pytest


def _read(canary):
    (canary.outside / "secret.txt").read_bytes()


def _low(canary):
    os.close(os.open(canary.outside / "secret.yaml", os.O_RDONLY))


def _list(canary):
    list((canary.outside / ".." / canary.outside.name / "deep").iterdir())


def _connect(canary):
    with socket.socket() as plug:
        plug.connect(("127.0.0.1", canary.server.server_port))


@pytest.mark.parametrize("touch", [_read, _low, _list, _connect])
def test_a_deliberate_touch_is_heard(touch, canary):
    touch(canary)

    with pytest.raises(AssertionError, match="outside the folder was touched"):
        canary.assert_untouched()
    canary.touched.clear()


def test_a_touch_through_a_link_is_heard(canary, tmp_path):
    (tmp_path / "harmless.txt").symlink_to(canary.outside / "secret.txt")
    (tmp_path / "harmless.txt").read_bytes()

    assert canary.touched == [f"opened {tmp_path / 'harmless.txt'}"]
    canary.touched.clear()


def test_what_lies_elsewhere_is_not_minded(canary, tmp_path):
    (tmp_path / "own.txt").write_text("x")

    canary.assert_untouched()

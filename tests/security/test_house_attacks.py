"""Attacks with a house: what a stranger puts above an article is no way to more than colours and words."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time

import brotli
import pytest
from tests.conftest import Command
from tests.security.conftest import Canary

from pressmark import limits
from pressmark.limits import Exceeded, Limits
from pressmark.reader.house import read

_HOUSE = """\
house: 1
language: en-GB
outlet: {name: The Post}
look:
  typography:
    base: Brand
    fonts: [{family: Brand, file: brand.woff2}]
"""
_NEAR = (
    "house: 1\nlanguage: en-GB\noutlet: {name: The Post}\ncontributors: {mira: {name: Mira}}\nlanguages:\n  de:\n"
     "    contributors:\n" + "".join(f"      mira-{n}: {{role: R}}\n" for n in range(600))
)  # fmt: skip
_ARTICLE = """\
pressmark: 1
kind: news
headline: The boat is late
published: 2026-05-04
authors: [{name: Mira Sandoval}]
sections: [{body: The boat is late today.}]
"""


def _base128(number: int) -> bytes:
    """Return *number* as WOFF2 writes it: seven bits a byte, the highest first (W3C, WOFF 2.0, 4.1)."""
    digits = [number & 127]
    while number := number >> 7:
        digits.insert(0, number & 127 | 128)
    return bytes(digits)


def _swollen_font(size: int) -> bytes:
    """Return a WOFF2 file of one table that unpacks to *size* bytes of nothing."""
    packed = brotli.compress(b"\0" * size, quality=2)
    entry = b"\x3fzzzz" + _base128(size)
    sizes = (48 + len(entry) + len(packed), 1, 0, size, len(packed), 1, 0, 0, 0, 0, 0, 0)
    return struct.pack(">4sIIHHIIHHIIIII", b"wOF2", 0x00010000, *sizes) + entry + packed


def test_a_font_of_a_few_bytes_does_not_unpack_to_gigabytes(tmp_path, pressmark):
    # Tried: 600 MB in 500 bytes took 2.4 GB when the article was printed, and what was there before must stay.
    # Stopped by: memory for printing with a house's own styles and fonts (`limits.held`).
    (tmp_path / "house.yaml").write_text(_HOUSE)
    (tmp_path / "brand.woff2").write_bytes(_swollen_font(600_000_000))
    (tmp_path / "boat.yaml").write_text(_ARTICLE)
    (tmp_path / "boat.pdf").write_bytes(b"the last good one")

    ran = pressmark("build", "boat.yaml", "--to", "pdf", "-o", ".")

    assert ran.code == 1
    assert "memory" in ran.err  # said by us, or by the library that asked for it
    assert (tmp_path / "boat.pdf").read_bytes() == b"the last good one"


def test_a_style_sheet_of_a_house_loads_nothing_into_a_readers_browser(tmp_path, pressmark, canary: Canary):
    # Tried: a picture at somebody's server in house.css, which every reader of the page would fetch.
    # Stopped by: addresses in it are refused, however they are written (`reader.house_look`).
    (tmp_path / "house.yaml").write_text("house: 1\nlanguage: en-GB\noutlet: {name: The Post}\n")
    (tmp_path / "house.css").write_text(f"body {{ background: u\\72l({canary.url}/seen.png) }}")
    (tmp_path / "boat.yaml").write_text(_ARTICLE)

    ran = pressmark("build", "boat.yaml", "--to", "html", "-o", ".")

    assert ran.code == 1
    assert not (tmp_path / "boat.html").exists()
    assert canary.visits == []


@pytest.mark.parametrize(
    ("house", "sheet", "rule"),
    [
        (_NEAR, "", "unknown-id"),
        (f"house: 1\noutlet: {{name: '{chr(7) * 600}'}}\n", "", "character"),
        (f"house: 1\n{'k' * 600}: x\n", "", "too-long"),
        ("house: 1\nlanguage: en-GB\noutlet: {name: P}\n", f"p:nth-child({'9' * 9000}n) {{}}", "look-style"),
        ("house: 1\nlanguage: en-GB\noutlet: {name: P}\n", f"p {{ width: {'9' * 9000}px }}", "look-style"),
    ],
    ids=["600 unknown people", "600 bells", "a long key", "a selector's long number", "a long number"],
)
def test_a_house_with_more_mistakes_than_are_told_or_with_endless_numbers_is_refused(house, sheet, rule, tmp_path):
    # Tried: what ends the reading of an article, in its house, was a traceback; so was a number of 4,300 figures.
    (tmp_path / "house.yaml").write_text(house)
    if sheet:
        (tmp_path / "house.css").write_text(sheet)

    found = read(tmp_path / "house.yaml")

    assert rule in {problem.rule for problem in found.problems}
    assert not found.sound


def _loop() -> None:
    began = time.process_time()
    while True:
        try:
            while True:
                pass
        except Exceeded:  # as a library does that takes it for a broken picture
            if time.process_time() - began > 1:
                raise


def test_work_that_cannot_leave_the_process_ends_in_time_even_where_errors_are_swallowed():
    began = time.process_time()

    with pytest.raises(Exceeded, match=r"the loop takes more than 0\.2 seconds"), limits.held(Limits(0.2), "the loop"):
        _loop()

    assert time.process_time() - began < 5


def test_work_that_cannot_leave_the_process_gets_no_more_memory():
    with pytest.raises(Exceeded, match="more memory than 100 MB"), limits.held(Limits(9, 100_000_000), "the heap"):
        bytearray(800_000_000)

    assert len(bytearray(200_000_000)) == 200_000_000  # afterwards all is as it was


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_house_above_somebody_elses_repository_is_not_obeyed(tmp_path):
    # Tried: in a folder that all may write into, another user puts .git and house.yaml, and everybody's articles below
    # take outlet, people and styles from there. Stopped by: a repository is one's own (`reader.house`).
    shared, mine = tmp_path / "shared", tmp_path / "shared" / "mine"
    mine.mkdir(parents=True)
    (shared / ".git").mkdir()
    (shared / "house.yaml").write_text("house: 1\nlanguage: en-GB\noutlet: {name: The False Post}\n")
    (mine / "boat.yaml").write_text(_ARTICLE)
    there = Command(mine)

    own = there("resolve", "boat.yaml")
    os.chown(shared / ".git", 31337, 31337)
    other = there("resolve", "boat.yaml")

    assert "The False Post" in own.out
    assert other.code == 1
    assert "The False Post" not in other.out + other.err


@pytest.mark.parametrize("words", [["new", "boat.yaml"], ["new", "sub/boat.yaml"], ["validate", "."]])
def test_below_a_folder_that_may_not_be_read_commands_say_something(words, tmp_path):
    # Tried: a search upwards that ends in a traceback. Stopped by: what may not be looked into is as if it were not
    # there. Root reads everything but for this capability.
    below = tmp_path / "closed" / "work"
    below.mkdir(parents=True)
    (below / "a.yaml").write_text("headline: H\n")
    plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    # The working folder is entered before it is closed above.
    script = 'chmod 000 ../../closed; "$@"; code=$?; exit $code'
    try:
        ran = subprocess.run(
            ["sh", "-c", script, "sh", *plain, sys.executable, "-P", "-m", "pressmark", *words],
            cwd=below, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    finally:
        (tmp_path / "closed").chmod(0o755)

    assert "Traceback" not in ran.stderr
    assert ran.returncode == (1 if words[0] == "validate" else 0)
    assert words[0] == "validate" or (below / words[1]).is_file()

"""Attacks with kept copies of sources: however many, large or tangled, they cost an article seconds."""

from __future__ import annotations

import time

import pytest
from tests.security.hostile import bounded, check, plain

from pressmark.evidence import named_at
from pressmark.evidence.matching import SearchedText, WordOrder, find, nearest
from pressmark.reader import quotations

_SECONDS, _MEMORY = 20, 1_000_000_000


def _article(copies: int, quotes: list[str], kind: str = "txt") -> dict:
    """Return an article whose *quotes* are from so many sources, in turn, each with a copy ``sources/cN.kind``."""
    return plain(
        sources={f"s{n}": {"title": f"Report {n}", "copy": {"file": f"sources/c{n}.{kind}"}} for n in range(copies)},
        quotes={
            f"q{n}": {"text": text, "speaker": "tomas", "source": f"s{n % copies}"} for n, text in enumerate(quotes)
        },
    )


def read(source: dict, folder) -> list[tuple[str, str]]:
    """Return the rules that *source* breaks with their messages."""
    return [(problem.rule, problem.message) for problem in check(source, folder).problems]


def _kept(folder, *copies: bytes, kind: str = "txt") -> None:
    (folder / "sources").mkdir()
    for n, data in enumerate(copies):
        (folder / "sources" / f"c{n}.{kind}").write_bytes(data)


def test_copies_are_bounded_together(tmp_path):
    # Tried: 2,000 copies, each within its limit, are 128 GB. Stopped by: the sum (`quotations.LARGEST_TOGETHER`).
    _kept(tmp_path, *(b"%d" % n + b"\0" * 50_000_000 for n in range(5)))

    found = bounded(_SECONDS, _MEMORY, read, _article(5, ["The boat is late"]), tmp_path)

    assert ("copy-unreadable", "with “sources/c2.txt” the copies have more than 128 MB together") in found


def test_many_copies_that_each_take_seconds_are_not_all_read(tmp_path, monkeypatch):
    # Tried: forty pages that are parsed for six seconds each, the longest that one may be.
    # Stopped by: an allowance of processor time for all of an article's copies (`limits.Allowance`).
    page = b"<p><b><i><u>" * 20_000
    _kept(tmp_path, *(page + b"%d" % n for n in range(40)), kind="html")
    assert quotations._SECONDS <= 6
    monkeypatch.setattr(quotations, "_SECONDS", 1.0)
    began = time.process_time() + sum(_children())

    found = read(_article(40, [f"The boat {n} is late" for n in range(40)], "html"), tmp_path)

    assert time.process_time() + sum(_children()) - began < 9
    assert any("the copies of this article take too long" in message for _, message in found)


def _children() -> tuple[float, float]:
    import os  # here alone

    return os.times()[2:4]


# name: (the text, the quotation that is looked for)
_TEXTS = {
    "one letter again and again": ("a" * 200_000, "aa"),
    "the same word again and again": ("a " * 100_000, "a " * 4000 + "b"),
    "two words in turn": ("a b " * 50_000, "b a a " * 2000 + "b"),
    "hyphens that may be none": ("a\u00ad\n" * 100_000, "a" * 300),
    "a gap after each word": ("a " * 100_000, " … ".join(["a"] * 200) + " b"),
}


@pytest.mark.parametrize("name", _TEXTS)
def test_a_quotation_is_looked_for_a_bounded_number_of_times(name):
    # Tried: 10 s to hours for one quotation. Stopped by: a bound on places looked at, and on pairs of the same word.
    text, quote = _TEXTS[name]
    source = SearchedText(text)
    assert source.words  # folded before the clock runs
    began = time.process_time()

    find(quote, source)
    nearest(quote, source)

    assert time.process_time() - began < 5


def test_the_place_of_the_last_of_a_thousand_quotations_is_as_cheap_as_the_first():
    # Tried: 1,500 quotations at the end of 2 MB, for each of which all paragraphs were counted and all turns cut out.
    turns = "Mira Sandoval: We tie up early.\n\nTomas Reyl: Ok.\n\n" * 20_000
    reading = WordOrder(turns)
    at = turns.rindex("We tie")
    began = time.process_time()

    for _ in range(1000):
        assert reading.place(at) == (None, 39_999)
        assert named_at(turns, at, at + 15) == "Mira Sandoval"

    assert time.process_time() - began < 5

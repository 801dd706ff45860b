"""Whatever bytes come in: problems come out, in bounded time, and never a traceback."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import CHECKOUT

from pressmark import reader

_FILES = sorted((CHECKOUT / "tests" / "schema" / "should_pass").glob("*.yaml"))
assert len(_FILES) >= 7
_ARTICLES = [path.read_bytes() for path in _FILES]

_SPLICES = st.sampled_from(
    [
        *(
            text.encode()
            for text in (
                *(
                    "\t",
                    "\n",
                    "\r",
                    "{",
                    "}",
                    "[",
                    "]",
                    '"',
                    "'",
                    "|",
                    ">",
                    "#",
                    "\\",
                    "`",
                    "**",
                    "[^",
                    "](",
                    "日本",
                    "😀",
                ),
                *("{quote:", "---", "...", "&a", "*a", "!x", "<<:", "\\u2028", "\\ud800"),
            )
        ),
        *(b": ", b"- ", b"? ", b"    ", b"### ", b"---\n", b"...\n", b"%YAML 1.1\n"),
        *(b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff", b"\x00"),
    ]
)


def _check(data: bytes) -> reader.Reading:
    reading = reader.check(data, name="a.yaml", stem="a", folder=CHECKOUT / "tests" / "schema" / "should_pass")
    assert (reading.article is None) == any(problem.severity == "error" for problem in reading.problems)
    lines = reading.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert list(reading.problems) == sorted(reading.problems, key=lambda problem: problem.sort_key)
    for problem in reading.problems:
        if problem.span is None or not reading.text:
            continue
        span = problem.span
        assert (1, 1) <= (span.line, span.column) < (span.end_line, span.end_column)
        assert span.line <= len(lines)
        assert span.column <= len(lines[span.line - 1]) + 1
    return reading


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutilated_article_gets_problems(data):
    source = data.draw(st.sampled_from(_ARTICLES))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(source)))
        cut = data.draw(st.integers(0, 12))
        source = source[:at] + data.draw(_SPLICES) + source[at + cut :]
    _check(source)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_get_problems(data):
    assert _check(data).article is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab *_[](){}^:`<>!#-+.1\\\n|~&\"'=é日"), max_size=120))
def test_any_body_is_read(text):
    body = "\n".join(f"      {line}" for line in text.split("\n"))
    _check(_with_body(body))


def _with_body(body: str) -> bytes:
    return (
        "pressmark: 1\nkind: opinion\nlanguage: en\nheadline: H\npublished: 2026-05-04\nauthors: [{name: M}]\n"
        f"outlet: {{name: P}}\nsections:\n  - heading: S\n    body: |2\n      .\n\n{body}\n"
    ).encode()


_SIGNS = [
    "*",
    "_",
    "[",
    "![",
    "`",
    "\\",
    "<",
    "{",
    "[^",
    "**a ",
    "*a_ ",
    "[a](",
    "](",
    "[[]",
    "![[](",
    "> ",
    "- ",
    "1. ",
    "# ",
    "|",
]


@pytest.mark.parametrize("shape", ["one line", "many lines", "many paragraphs"])
@pytest.mark.parametrize("sign", _SIGNS)
def test_a_megabyte_of_markup_is_read_in_bounded_time(sign, shape):
    width = {"one line": 1_000_000, "many lines": 60, "many paragraphs": 60}[shape]
    between = "\n\n      " if shape == "many paragraphs" else "\n      "
    line = (sign * (width // len(sign) + 1))[:width]
    body = "      " + between.join([line] * (1_000_000 // width))

    started = time.process_time()
    _check(_with_body(body))

    assert time.process_time() - started < 10


def test_paragraphs_up_to_the_limit_are_read_in_bounded_time():
    body = "      " + "\n\n      ".join(["![[](" * 290] * 20)

    started = time.process_time()
    _check(_with_body(body))

    assert time.process_time() - started < 10


def test_no_more_problems_are_told_than_anyone_could_read():
    reading = _check(_with_body("      " + "\n\n      ".join(["`code`"] * 2000)))

    assert len(reading.problems) == 500

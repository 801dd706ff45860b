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


_BEYOND = {
    "too-deep": b"rubric: " + b"[" * 33 + b"]" * 33,
    "too-many-values": b"keywords: [" + b"a, " * 50_001 + b"a]",
    "paragraph-too-long": _with_body("      " + "boat " * 4_001),
    "body-too-large": _with_body("      " + "\n\n      ".join(["boat"] * 10_001)),
    "body-too-deep": _with_body("      " + "> " * 21 + "boat"),
    "file-too-large": b"#" * (2 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("rule", _BEYOND)
def test_what_lies_beyond_a_bound_is_refused_by_its_rule(rule):
    assert rule in [problem.rule for problem in _check(_BEYOND[rule]).problems]


_WITHIN = {
    "nested as deep as allowed": (b"rubric: " + b"[" * 31 + b"]" * 31, "too-deep"),
    "a paragraph as long as allowed": (_with_body("      " + "boat " * 3_999), "paragraph-too-long"),
    "a long list": (
        _with_body("\n".join(["      - a boat with a long name and a bell"] * 2_000)),
        "paragraph-too-long",
    ),
    "as many lines as allowed": (_with_body("      " + "\n\n      ".join(["boat"] * 9_990)), "body-too-large"),
}


@pytest.mark.parametrize("name", _WITHIN)
def test_what_lies_within_a_bound_is_not_refused_for_it(name):
    data, rule = _WITHIN[name]

    assert rule not in [problem.rule for problem in _check(data).problems]


def test_a_missing_file_and_a_folder_are_problems_without_a_place(tmp_path):
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        (problem,) = reader.check_file(path).problems
        assert (problem.rule, problem.span) == ("file-missing", None)

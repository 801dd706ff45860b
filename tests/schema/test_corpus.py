"""Good articles pass, and broken ones get exactly the problems that they say they have, each at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pressmark import reader
from pressmark.model import direction
from pressmark.reader.schema import schema

_HERE = Path(__file__).parent
_PASS = sorted((_HERE / "should_pass").glob("*.yaml"))
_FAIL = sorted((_HERE / "should_fail").glob("*.yaml"))
assert len(_PASS) >= 14
assert len(_FAIL) >= 60


def _stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", _PASS, ids=_stem)
def test_a_good_article_has_no_problem(path):
    reading = reader.check_file(path)

    assert reading.problems == ()
    assert reading.article is not None


def test_good_articles_are_of_every_kind_and_both_directions_and_many_scripts():
    articles = [reader.read(path) for path in _PASS]

    assert {article.kind for article in articles} == set(schema()["properties"]["kind"]["enum"])
    assert {direction(article.language) for article in articles} == {"ltr", "rtl"}
    assert len({article.language.partition("-")[0] for article in articles}) >= 14


@pytest.mark.parametrize("path", _FAIL, ids=_stem)
def test_a_broken_article_has_exactly_the_problems_it_expects(path):
    sidecar = path.with_suffix(".expect")
    if sidecar.exists():
        expected = sidecar.read_text("utf-8").splitlines()
    else:
        expected = re.findall(r"^# expect: (.+)$", path.read_text("utf-8"), re.MULTILINE)
    assert expected, "it says what it expects"

    found = [
        f"{problem.span.line}:{problem.span.column} {problem.rule}" if problem.span else f"- {problem.rule}"
        for problem in reader.check_file(path).problems
    ]
    assert found == expected


@pytest.mark.parametrize("path", _FAIL, ids=_stem)
def test_every_problem_says_what_would_be_right(path):
    for problem in reader.check_file(path).problems:
        assert problem.help
        assert not problem.message.endswith(".")
        assert "None" not in problem.message + problem.help


@pytest.mark.parametrize("path", _PASS, ids=_stem)
def test_a_good_article_reads_the_same_with_windows_line_ends_and_a_byte_order_mark(path):
    article = reader.read(path)
    data = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    other = reader.check(data, name=path.name, stem=path.stem, folder=path.parent)

    assert other.problems == ()
    assert other.article.sections == article.sections
    assert other.article.parties == article.parties


@pytest.mark.parametrize("path", _PASS, ids=_stem)
def test_a_good_article_reads_the_same_when_it_is_dumped_in_another_style(path):
    article = reader.read(path)
    dumped = yaml.dump(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader), allow_unicode=True, default_style='"')
    dumped = re.sub(r'"(pressmark|year|version|part)": "(\d+)"', r'"\1": \2', dumped)
    dumped = re.sub(r'": "(true|false)"', r'": \1', dumped)
    other = reader.check(dumped.encode(), name=path.name, stem=path.stem, folder=path.parent)

    assert [problem.rule for problem in other.problems] == []
    assert other.article.sections == article.sections
    assert other.article.base == article.base

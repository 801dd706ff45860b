"""What YAML makes of a file: the core schema of YAML 1.2, and the same tree from either of PyYAML's parsers."""

from __future__ import annotations

import math
from importlib import import_module

import pytest
import yaml
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.reader.compose import resolve
from pressmark.reader.document import Collector, Lines, Mapping, Scalar, Sequence, plain

# the package shows the function of the same name, not the module
composing = import_module("pressmark.reader.compose")

_FILES = sorted((CHECKOUT / "tests" / "schema").glob("should_*/*.yaml"))
assert len(_FILES) > 100

# YAML 1.2.2, section 10.3.2, and what YAML 1.1 took for something else
_VALUES = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "nULL": "nULL",
    "true": True, "True": True, "TRUE": True, "tRUE": "tRUE", "false": False,
    "yes": "yes", "no": "no", "on": "on", "off": "off", "y": "y", "n": "n",
    "0": 0, "-19": -19, "+7": 7, "0o7": 7, "0x3A": 58, "010": 10, "0b1": "0b1", "1_000": "1_000", "0o9": "0o9",
    "1.5": 1.5, "-0.": -0.0, ".5": 0.5, "1e3": 1000.0, "1.": 1.0, "+12e03": 12000.0, ".": ".", "1e": "1e", "-": "-",
    ".inf": math.inf, "-.Inf": -math.inf, "+.INF": math.inf, "inf": "inf", "nan": "nan",
    "12:30": "12:30", "12:30:45": "12:30:45", "2026-05-04": "2026-05-04",
    "1.2.3": "1.2.3", "=": "=", "<<": "<<", "１２": "１２",
}  # fmt: skip


@pytest.mark.parametrize("text", _VALUES)
def test_a_plain_word_means_what_yaml_1_2_says(text):
    assert resolve(text) == _VALUES[text]
    assert type(resolve(text)) is type(_VALUES[text])


def test_not_a_number_is_a_number():
    assert math.isnan(resolve(".nan"))


@pytest.mark.parametrize("text", ["9" * 5000, "0x" + "f" * 5000, "-" + "1" * 5000])
def test_numbers_without_end_are_not_computed(text):
    assert isinstance(resolve(text), float)


def _compose(data: bytes):
    """Return the tree and the problems, or None where it is not well-formed."""
    report = Collector()
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    report.span_of = Lines(text).span
    try:
        return composing.compose(text, report), report.problems()
    except (composing.SyntaxSlip, composing.UnreadableSource):
        return None


def _places(node) -> list[tuple[int, int, str]]:
    match node:
        case Scalar():
            return (
                [(node.start, node.end, node.style)] if node.style not in {"|", ">"} else [(node.start, 0, node.style)]
            )
        case Sequence():
            return [place for item in node.items for place in _places(item)]
        case Mapping():
            return [
                place for key, value in node.values.items() for place in (*_places(node.keys[key]), *_places(value))
            ]
    raise AssertionError(node)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_libyaml_and_the_parser_in_python_see_the_same(path, monkeypatch):
    fast = _compose(path.read_bytes())
    monkeypatch.setattr(composing, "Parser", yaml.SafeLoader)
    slow = _compose(path.read_bytes()) if b"\0" not in path.read_bytes() else fast

    assert (fast is None) == (slow is None)
    if fast is not None and slow is not None:
        assert plain(fast[0]) == plain(slow[0])
        assert _places(fast[0]) == _places(slow[0])
        assert fast[1] == slow[1]


def test_an_error_is_told_however_many_warnings_there_are():
    sources = "".join(f"  s{n}: {{title: T}}\n" for n in range(600))
    text = (
        "pressmark: 1\nkind: news\nlanguage: en\nheadline: H\npublished: 2026-05-04\nauthors: [{name: M}]\n"
        f"outlet: {{name: P}}\nsources:\n{sources}sections: [{{body: '[a](b)'}}]\n"
    )
    reading = reader.check(text.encode(), name="a", stem="a", folder=None)

    assert reading.article is None
    assert [problem.rule for problem in reading.problems if problem.severity == "error"] == ["link-scheme"]

"""Every value knows where it stands, character by character, whatever YAML did to it on the way."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressmark import reader
from pressmark.reader.compose import compose, places
from pressmark.reader.document import Collector, Lines, Mapping, Scalar, Sequence

_LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\u2028\u2029\ufeff"
)
_TEXTS = st.text(st.one_of(_LETTERS, st.sampled_from("ab :#'\"\\\n\n  -[]{}&*!|>%@`,?日é😀")), min_size=1, max_size=60)
_STYLES = st.sampled_from([None, "'", '"', "|", ">"])


def _scalars(node):
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for key, value in node.values.items():
                yield node.keys[key]
                yield from _scalars(value)


def _compose(text: str):
    report = Collector()
    report.span_of = Lines(text).span
    return compose(text, report)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(_TEXTS, _STYLES), min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(20, 90),
)
@example([("a\n b\n\nc", ">")], "\r\n", 80)
@example([("  x\n\n\n y z\n", "|")], "\n", 80)
def test_every_character_of_a_value_is_found_where_it_was_written(values, ends, width):
    dumped = "".join(
        f"k{number}:\n"
        + "".join(
            f"  {line}" if line.strip("\r\n") else line
            for line in yaml.dump({"v": value}, default_style=style, allow_unicode=True, width=width).splitlines(
                keepends=True
            )
        )
        for number, (value, style) in enumerate(values)
    )
    try:
        expected = list(yaml.load(dumped.replace("\n", ends), Loader=yaml.CBaseLoader).values())
    except yaml.YAMLError:
        return  # indenting has broken what was dumped
    text = dumped.replace("\n", ends)
    root = _compose(text)

    found = [next(iter(entry.values.values())) for entry in root.values.values()]
    assert [node.text for node in found] == [next(iter(entry.values())) for entry in expected]
    for node in found:
        starts, stops = places(text, node)
        assert len(starts) == len(stops) == len(node.text) + 1
        assert starts == sorted(starts)
        assert stops == sorted(stops)
        assert all(start < stop for start, stop in zip(starts[:-1], stops[:-1], strict=True)) or not node.text
        for letter, start, stop in zip(node.text, starts[:-1], stops[:-1], strict=True):
            raw = text[start:stop]
            assert raw == letter or (letter in " \n" and raw.strip(" \t\r\n") in ("", "\\")) or raw[0] in "\\'", (
                letter,
                raw,
            )
        if node.style in ("", "'", '"'):
            assert yaml.load(text[node.start : node.end], Loader=yaml.CBaseLoader) == node.text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a\nb", (2, 1)),
        ("a\r\nb", (2, 1)),
        ("a\rb", (2, 1)),
        ("a\r\n\r\nb", (3, 1)),
        ("a\n\rb", (3, 1)),
        ("a\x85b", (1, 3)),
        ("a\u2028b", (1, 3)),
        ("a\x0b\x0cb", (1, 4)),
        ("日本b", (1, 3)),
        ("😀b", (1, 2)),
        ("e\u0301b", (1, 3)),
        ("\tb", (1, 2)),
    ],
)
def test_lines_end_as_in_an_editor_and_columns_count_characters(text, place):
    assert Lines(text).place(text.index("b")) == place


_HEAD = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Bring back the evening river bus
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
"""

# A body in each of YAML's five ways to write it, with {quote:gone} somewhere in it.
_BODIES = {
    "literal": "|\n      One.\n\n      日本 “é” 😀 {quote:gone} two.\n",
    "literal, kept": "|+\n      One {quote:gone} two.\n\n\n",
    "literal, indentation told": "|4\n        One {quote:gone} two.\n",
    "folded": ">\n      One is folded\n      here, {quote:gone} two.\n",
    "folded, more indented": ">\n      One.\n\n      1. a\n\n      2. {quote:gone} two.\n",
    "plain": "One goes on\n      here, {quote:gone} two.\n",
    "single": "'It''s one,\n\n      it''s {quote:gone} two.'\n",
    "double": '"One \\u65e5\\n\\n\\\n      \\"{quote:gone}\\" two.\\x21"\n',
    "in a list": "|\n      One.\n\n      - a\n      - b\n        c {quote:gone} two.\n",
    "in a block quote": "|\n      > One\n      > > and {quote:gone} two.\n",
    "lazily continued": "|\n      > One\n      and {quote:gone} two.\n",
    "in a sub-heading": "|\n      One.\n\n      ### Two {quote:gone} three ###\n",
    "in emphasis in a link": "|\n      [One *and {quote:gone}*](https://a.example/) two.\n",
    "after a hard break": "|\n      One\\\n      and {quote:gone} two.\n",
    "after an escape": "|\n      \\{ \\* One {quote:gone} two.\n",
    "twice on a line": "|\n      gone gone {quote:gone} gone.\n",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("style", _BODIES)
def test_a_problem_inside_a_body_is_found_at_its_line_and_column(style, bom, ends):
    source = f"{_HEAD}sections:\n  - heading: What now\n    body: {_BODIES[style]}"
    line = next(line for line in source.split("\n") if "{quote:gone}" in line)
    expected = (source.split("\n").index(line) + 1, line.index("{quote:gone}") + len("{quote:") + 1)

    reading = reader.check((bom + source.replace("\n", ends)).encode(), name="a", stem="a", folder=None)

    problem = next(problem for problem in reading.problems if problem.rule == "unknown-id")
    assert (problem.span.line, problem.span.column) == expected
    assert problem.span.end_column == expected[1] + len("gone")
    assert problem.pointer == "/sections/0/body"


def test_a_refused_line_break_does_not_shift_the_lines_after_it():
    source = _HEAD.replace("river bus", "river\x85bus").replace("kind: opinion", "kind: rant")
    reading = reader.check(source.encode() + b"sections: [{body: x}]\nextra: 1\n", name="a", stem="a", folder=None)

    places_ = [(problem.rule, problem.span.line, problem.span.column) for problem in reading.problems]
    assert places_ == [("not-a-choice", 2, 7), ("character", 4, 39), ("unknown-key", 9, 1)]


def test_an_anchored_value_is_pointed_at_without_its_anchor():
    source = _HEAD.replace("kind: opinion", "kind: &k   rant") + "sections: [{body: x}]\nrubric: *k\n"
    reading = reader.check(source.encode(), name="a", stem="a", folder=None)

    assert [(problem.rule, problem.span.column, problem.span.end_column) for problem in reading.problems] == [
        ("not-a-choice", 12, 16)
    ]

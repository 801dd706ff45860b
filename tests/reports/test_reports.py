"""Problems as people and machines read them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.problems import Problem, Span
from pressmark.reports import FORMATS, render

_BROKEN = sorted((CHECKOUT / "tests" / "schema" / "should_fail").glob("*.yaml"))
assert len(_BROKEN) >= 60


@dataclass(frozen=True)
class _Read:
    name: str
    text: str
    problems: tuple[Problem, ...]


def _text(line: str, column: int, end: int, **kwargs) -> list[str]:
    problem = Problem("unknown-key", "what is wrong", Span(1, column, 1, end), help="what is right")
    return render("text", [_Read("a.yaml", line, (problem,))], **kwargs).split("\n")


def test_a_problem_shows_its_place_its_line_and_what_is_right():
    assert _text("autor: Mira", 1, 6) == [
        "a.yaml:1:1: error[unknown-key]: what is wrong",
        " 1 | autor: Mira",
        "   | ^^^^^",
        "   help: what is right",
        "",
    ]


def _underlined(shown: list[str]) -> str:
    """Return what stands on the terminal above the underline."""
    line, marks = shown[1].split("| ", 1)[1], shown[2].split("| ", 1)[1]
    cells = []
    for letter in line:
        wide = unicodedata.east_asian_width(letter) in "FW"
        if unicodedata.combining(letter):
            cells[-1] += letter
        else:
            cells += [letter, ""] if wide else [letter]
    start, end = marks.index("^"), marks.rindex("^") + 1
    return "".join(cells[start:end])


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("a: b c", "b"),
        ("日本: 東京 c", "東京"),
        ("\ta: b", "b"),
        ("e\u0301e\u0301: b", "b"),
        ("😀😀: 😀", ": 😀"),
        ("x" * 300 + " token " + "y" * 300, "token"),
        ("日" * 150 + " token", "token"),
        ("token" + "z" * 200, "token"),
    ],
)
def test_the_underline_stands_below_the_token(line, token):
    column = line.index(token) + 1
    shown = _text(line, column, column + len(token))

    assert _underlined(shown) == token
    assert len(shown[1]) < 130


def test_a_token_over_several_lines_is_underlined_to_the_end_of_its_first():
    problem = Problem("line-break", "m", Span(1, 4, 3, 2))
    shown = render("text", [_Read("a", "a: bcd\n  e\n f", (problem,))]).split("\n")

    assert shown[2] == "   |    ^^^"


def test_a_problem_without_a_place_has_no_line():
    shown = render("text", [_Read("a", "", (Problem("empty", "the file is empty", help="fill it"),))])

    assert shown == "a: error[empty]: the file is empty\n   help: fill it\n"


def test_a_file_cannot_steer_the_terminal():
    shown = "\n".join(_text("a: \x1b[31m\x07\u202eb\x9b", 1, 2))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_colour_is_only_there_when_asked_for():
    assert "\x1b" not in "".join(_text("a: b", 1, 2))
    assert "\x1b[31m" in "".join(_text("a: b", 1, 2, color=True))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.integers(1, 250), st.integers(0, 60))
def test_any_line_can_be_shown(line, column, width):
    line = re.sub(r"[\r\n]", "", line)
    shown = _text(line, column, column + width)
    assert len(shown) == 5
    assert "^" in shown[2]


@pytest.fixture(scope="module")
def readings() -> list[reader.Reading]:
    return [reader.check_file(path) for path in _BROKEN]


def test_json_tells_everything_of_every_problem(readings):
    told = json.loads(render("json", readings))

    assert len(told) == sum(len(reading.problems) for reading in readings) > 100
    for one in told:
        assert set(one) == {
            "rule", "severity", "message", "file", "line", "column", "end_line", "end_column", "pointer", "help",
        }  # fmt: skip
        assert one["severity"] in {"error", "warning"}
        assert re.fullmatch(r"(/([^/~]|~[01])*)*", one["pointer"])


def test_json_pointers_lead_to_the_value():
    source = "pressmark: 1\nquotes:\n  a/b~c: {text: 7}\n"
    told = json.loads(render("json", [reader.check(source.encode(), name="a", stem="a", folder=None)]))

    assert "/quotes/a~1b~0c/text" in [one["pointer"] for one in told]


def test_sarif_is_valid_against_its_schema(readings):
    schema = json.loads((CHECKOUT / "tests" / "conformance" / "sarif" / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(render("sarif", readings))

    Draft202012Validator(schema).validate(log)
    (run,) = log["runs"]
    assert len(run["results"]) == sum(len(reading.problems) for reading in readings)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_of_nothing_is_valid_too():
    schema = json.loads((CHECKOUT / "tests" / "conformance" / "sarif" / "sarif-2.1.0.json").read_text("utf-8"))

    Draft202012Validator(schema).validate(json.loads(render("sarif", [])))


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/ü.yaml", "a%20b/%C3%BC.yaml"),
        ("./a.yaml", "a.yaml"),
        ("/x/a.yaml", "file:///x/a.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_sarif_names_files_by_uris(name, uri):
    log = json.loads(render("sarif", [_Read(name, "", (Problem("empty", "m"),))]))

    location = log["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_and_json_say_where_a_problem_ends():
    read = [_Read("a", "x", (Problem("line-break", "m", Span(2, 3, 4, 5)), Problem("empty", "m")))]

    first, second = json.loads(render("sarif", read))["runs"][0]["results"]
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2, "startColumn": 3, "endLine": 4, "endColumn": 5,
    }  # fmt: skip
    assert "region" not in second["locations"][0]["physicalLocation"]
    told = json.loads(render("json", read))[0]
    assert [told[key] for key in ("line", "column", "end_line", "end_column")] == [2, 3, 4, 5]


def test_each_result_of_sarif_leads_to_its_own_rule():
    read = [_Read("a", "x", tuple(Problem(rule, "m") for rule in ("unknown-key", "line-break", "unknown-key")))]

    (run,) = json.loads(render("sarif", read))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]


def test_github_commands_are_one_line_each_and_escaped():
    problem = Problem("unknown-key", "100 % wrong:\nreally, so", Span(2, 3, 2, 5), help="a, b: c")
    shown = render("github", [_Read("a,b:c%.yaml", "x", (problem,))])

    assert shown == (
        "::error file=a%2Cb%3Ac%25.yaml,title=pressmark%3A unknown-key,line=2,endLine=2,col=3,endColumn=5"
        "::100 %25 wrong:%0Areally, so%0Aa, b: c\n"
    )


def test_github_gets_each_escaped_sign_back():
    shown = render("github", [_Read("a", "x", (Problem("empty", "a\r\nb %0D c"),))])

    assert shown.split("::")[2] == "a%0D%0Ab %250D c\n"


def test_github_gets_no_columns_of_several_lines():
    shown = render("github", [_Read("a", "x", (Problem("line-break", "m", Span(2, 3, 4, 5), severity="warning"),))])

    assert shown == "::warning file=a,title=pressmark%3A line-break,line=2,endLine=4::m\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_nothing_is_well_formed(form):
    shown = render(form, [])

    assert shown == "" or json.loads(shown) is not None

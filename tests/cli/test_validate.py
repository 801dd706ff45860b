"""``pressmark validate`` and ``pressmark explain``, as they are run."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from tests.conftest import CHECKOUT

from pressmark import problems

_GOOD = CHECKOUT / "tests" / "schema" / "should_pass" / "news-ko.yaml"
_BAD = CHECKOUT / "tests" / "schema" / "should_fail" / "everything-at-once.yaml"
_WARNED = CHECKOUT / "tests" / "schema" / "should_fail" / "quote-left-over.yaml"


def test_a_good_article_is_valid(pressmark):
    ran = pressmark("validate", _GOOD)

    assert (ran.code, ran.out, ran.err) == (0, f"{_GOOD}: valid\n", "")


def test_problems_go_to_standard_output_and_their_count_to_standard_error(pressmark):
    ran = pressmark("validate", _BAD)

    assert ran.code == 1
    assert f"{_BAD}:2:7: error[not-a-choice]: " in ran.out
    assert " 2 | kind: rant\n   |       ^^^^\n   help: " in ran.out
    assert ran.err == "7 errors in 1 file; “pressmark explain RULE” says more about a rule\n"


def test_a_warning_fails_only_when_it_is_asked_to(pressmark):
    assert pressmark("validate", _WARNED).code == 0
    assert pressmark("validate", "--strict", _WARNED).code == 1
    assert "warning[not-placed]" in pressmark("validate", _WARNED).out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machines_get_one_document_for_all_files(form, pressmark):
    ran = pressmark("validate", "--format", form, _BAD, _WARNED, _GOOD)

    assert ran.code == 1
    assert ran.err == ""
    told = json.loads(ran.out)
    problems = told if form == "json" else told["runs"][0]["results"]
    assert len(problems) == 8


def test_github_gets_commands(pressmark):
    ran = pressmark("validate", "--format", "github", _BAD)

    assert ran.code == 1
    assert ran.out.count("::error file=") == 7


def test_a_broken_article_from_standard_input_is_called_so(pressmark):
    ran = pressmark("validate", "-", stdin=b"headline:Boat\nkind: news\n")

    assert ran.code == 1
    assert ran.out.startswith("<stdin>:1:9: error[missing-space]: ")


@pytest.mark.parametrize(
    ("env", "color"),
    [({"NO_COLOR": "", "TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb", "NO_COLOR": ""}, False)],
)
def test_a_terminal_gets_colour_unless_it_asks_not_to(env, color, tmp_path):
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    command = [sys.executable, "-m", "pressmark", "validate", str(_BAD)]
    settings = {**os.environ, **env}
    with subprocess.Popen(command, stdout=side, stderr=subprocess.DEVNULL, cwd=tmp_path, env=settings) as running:
        os.close(side)
        shown = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        running.wait()
    os.close(main)

    assert (b"\x1b[31m" in shown) is color


def test_a_rule_is_explained_with_its_examples(pressmark):
    ran = pressmark("explain", "unknown-key")

    assert ran.code == 0
    rule = problems.rule("unknown-key")
    for text in (rule.what, rule.why, rule.bad, rule.good):
        assert text in ran.out


def test_all_rules_are_listed(pressmark):
    ran = pressmark("explain")

    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == list(problems.rules())


def test_an_unknown_rule_is_answered_with_the_one_that_was_meant(pressmark):
    ran = pressmark("explain", "unkown-key")

    assert ran.code == 1
    assert "unknown-key" in ran.err

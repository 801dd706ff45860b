"""A problem has one shape, whichever command tells it to a program: docs/problem.schema.json."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from tests.conftest import CHECKOUT
from tests.running import starting

from pressmark.starters import starter

_SCHEMA = json.loads((CHECKOUT / "docs" / "problem.schema.json").read_text("utf-8"))
_BROKEN = starter("opinion", schema="x").replace("kind: opinion", "kind: opinon")


@pytest.fixture
def broken(tmp_path):
    """Return the folder of an article with an error that has a place, of one that is a folder, and of a text."""
    (tmp_path / "boat.yaml").write_text(_BROKEN, "utf-8")
    (tmp_path / "copy.txt").write_text("The boat\n\nThe last boat leaves at six.\n", "utf-8")
    return tmp_path


def _of_validate(pressmark, _folder):
    return json.loads(pressmark("validate", "boat.yaml", "missing.yaml", "--format", "json").out)


def _of_build(pressmark, _folder):
    return json.loads(pressmark("build", "boat.yaml", "missing.yaml", "--json").out)["problems"]


def _of_a_build_that_fails_outside_of_the_article(pressmark, folder):
    (folder / "right.yaml").write_text(starter("opinion", schema="x"), "utf-8")
    (folder / "theme").mkdir()
    (folder / "theme" / "article.html.j2").write_text("{{ nothing }}", "utf-8")
    return json.loads(pressmark("build", "right.yaml", "--to", "html", "--theme", "theme", "--json").out)["problems"]


def _of_import(pressmark, _folder):
    return json.loads(pressmark("import", "copy.txt", "-o", "copy.yaml", "--report", "json").out)["problems"]


def _of_serve(_pressmark, folder):
    with starting(folder) as start:
        port = urlsplit(start("serve", "boat.yaml", "--port", "0").wait_for("^http", where="out")).port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/events")
        line = connection.getresponse().readline().decode()
        connection.close()
    return json.loads(line.removeprefix("data: "))["problems"]


def _of_evidence(pressmark, _folder):
    return json.loads(pressmark("evidence", "boat.yaml", "missing.yaml", "--format", "json").out)["problems"]


def _of_collect(pressmark, _folder):
    return json.loads(pressmark("collect", "boat.yaml", "--json").out)["problems"]


_COMMANDS = [
    _of_validate,
    _of_evidence,
    _of_collect,
    _of_build,
    _of_a_build_that_fails_outside_of_the_article,
    _of_import,
    _of_serve,
]


@pytest.mark.parametrize("asked", _COMMANDS, ids=lambda function: function.__name__.removeprefix("_of_"))
def test_what_the_command_says_keeps_the_schema(asked, pressmark, broken):
    problems = asked(pressmark, broken)

    assert problems
    assert {key for one in problems for key in one} <= set(_SCHEMA["properties"])
    wrong = [error.message for one in problems for error in Draft202012Validator(_SCHEMA).iter_errors(one)]
    assert wrong == []


def test_the_commands_say_the_same_of_the_same_mistake(pressmark, broken):
    def plain(problem):
        return {key: value for key, value in problem.items() if key not in {"excerpt", "print"}}

    told = [[plain(one) for one in asked(pressmark, broken) if one["file"] == "boat.yaml"]
            for asked in (_of_validate, _of_build, _of_evidence, _of_serve)]  # fmt: skip

    assert told[0]
    assert told[0] == told[1] == told[2] == told[3]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("validate", "--format", "json", "--nonsense"), "usage"),
        (("validate", "--format=json"), "usage"),
        (("build", "boat.yaml", "--json", "--to", "stone"), "usage"),
        (("build", "boat.yaml", "--json", "--theme", "nowhere"), "build"),
        (("collect", "missing.yaml", "--json"), "build"),
        (("evidence", "--format", "json", "--nonsense"), "usage"),
        (("verify", "--json", "missing"), "usage"),
        (("verify", "--json", "boat.yaml"), "build"),
        (("import", "missing.txt", "-o", "copy.yaml", "--report", "json"), "build"),
    ],
)
def test_a_command_that_cannot_do_its_work_tells_programs_so_in_the_same_shape(pressmark, broken, arguments, rule):
    ran = pressmark(*arguments)
    said = json.loads(ran.out)
    (problem,) = said if arguments[0] == "validate" else said["problems"]

    assert ran.code == (2 if rule == "usage" else 1)
    assert (problem["file"], problem["rule"]) == ("<command>", rule)
    assert list(Draft202012Validator(_SCHEMA).iter_errors(problem)) == []
    assert problem["message"] in " ".join(ran.err.split())


def test_the_schema_is_one_and_knows_its_fields():
    Draft202012Validator.check_schema(_SCHEMA)

    assert set(_SCHEMA["required"]) < set(_SCHEMA["properties"])
    assert not Draft202012Validator(_SCHEMA).is_valid({"rule": "x", "span": {"line": 1}})


def test_the_keys_of_builds_report_are_spelt_one_way(pressmark, broken):
    report = json.loads(pressmark("build", CHECKOUT / "source" / "article.yaml", "--to", "html", "--json").out)

    keys = {*report["artifacts"][0], *report["totals"]}
    assert {"media_type", "articles_per_second"} <= keys
    assert [key for key in keys if key != key.lower()] == []

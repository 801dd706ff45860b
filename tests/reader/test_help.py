"""Help leads out: what it says can be typed, fits the key, and can't be published as it stands."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml

from pressmark import reader
from pressmark.reader.schema import schema

_HERE = Path(__file__).parents[1] / "schema"
_BROKEN = sorted((_HERE / "should_fail").glob("*.yaml"))
_GOOD = sorted((_HERE / "should_pass").glob("*.yaml"))
assert len(_BROKEN) >= 60
assert len(_GOOD) >= 14


def _examples(shape: object) -> set[str]:
    """Return every example of the schema that somebody could take for a true value."""
    found: set[str] = set()
    if isinstance(shape, dict):
        for value in shape.get("examples", []):
            found |= {str(one) for one in (value if isinstance(value, list) else [value])}
        for value in shape.values():
            found |= _examples(value)
    elif isinstance(shape, list):
        for value in shape:
            found |= _examples(value)
    told = {example for example in found if len(example) > 3}
    return {example for example in told if any(sign in example for sign in " @") or example[-1].isdigit()}


_EXAMPLES = _examples(schema())
assert len(_EXAMPLES) > 25


def _lent(source: str, problems) -> list[str]:
    """Return the help lines that hold an example of the schema which the source itself does not hold."""
    return [
        problem.help
        for problem in problems
        for example in _EXAMPLES
        if example in problem.help and example not in source and example not in problem.message
    ]


@pytest.mark.parametrize("path", _BROKEN, ids=lambda path: path.stem)
def test_no_help_line_lends_an_example_that_would_be_false(path):
    reading = reader.check_file(path)

    assert _lent(reading.text, reading.problems) == []


def _broken(value: object, make) -> list[object]:
    """Return copies of *value*, in each of which *make* has broken one value at any depth."""
    found: list[object] = []
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    for key in keys:
        if (other := make(value, key)) is not None:
            found.append(other)
        for inner in _broken(value[key], make):
            whole = copy.copy(value)
            whole[key] = inner
            found.append(whole)
    return found


def _without(value, key):
    return {name: one for name, one in value.items() if name != key} if isinstance(value, dict) else None


def _as(other):
    def made(value, key):
        whole = copy.copy(value)
        whole[key] = other
        return whole

    return made


@pytest.mark.parametrize("make", [_without, _as(None), _as("Words: some"), _as([1]), _as({"a": 1}), _as("…")])
def test_whatever_is_broken_the_help_lends_nothing_and_nobody_falls_over(make):
    source = yaml.safe_load((_HERE / "should_pass" / "opinion-en.yaml").read_text("utf-8"))
    articles = _broken(json.loads(json.dumps(source, default=str)), make)
    assert len(articles) > 60
    for article in articles:
        text = json.dumps(article, ensure_ascii=False)
        problems = reader.check(text.encode(), name="a.yaml", stem="a", folder=_HERE / "should_pass").problems
        assert _lent(text, problems) == []
        assert all(problem.help for problem in problems)


def _helps(check, **keys) -> str:
    return "\n".join(problem.help for problem in check(**keys).problems)


def test_a_speaker_who_is_not_declared_is_to_be_declared(check):
    quotes = {"late": {"text": "Late", "speaker": "carol"}}

    assert "“carol: {name: …}”" in _helps(check, quotes=quotes, parties=None, demands=None)
    assert "under “parties”" in _helps(check, quotes=quotes, parties={"rao": {"name": "Rao"}}, demands=None)


@pytest.mark.parametrize("outlet", ["The Alder Gazette", "name: The Alder Gazette", "name: name: The Alder Gazette"])
def test_an_outlet_in_one_line_gets_two_lines_however_often_it_is_tried(check, outlet):
    help_ = _helps(check, outlet=outlet)

    assert "“outlet:”" in help_
    assert "“name: The Alder Gazette”" in help_


def test_a_key_and_its_group_on_one_line_get_two(check):
    text = check().text.replace("outlet:\n  name: The Harbour Post", "outlet: name: The Harbour Post")
    (problem,) = reader.check(text.encode(), name="a.yaml", stem="a", folder=None).problems

    assert problem.rule == "yaml-colon"
    assert "“outlet:”, and below it" in problem.help


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"demands": ["Sail."]}, "“- id: …”, “text: Sail.”, “by: …”"),
        ({"quotes": {"late": "Late"}}, "“text: Late”, “speaker: …”"),
        ({"sources": [{"title": "Log"}]}, "“an-id: {title: Log}”"),
        ({"images": [{"file": "quay.png"}]}, "“an-id: {file: quay.png, alt: …}”"),
        ({"images": {"quay": {"file": "quay.png"}}}, "“alt: …”: what the picture shows"),
        ({"authors": "Mira Sandoval and Jonas Birk"}, "“- name: Mira Sandoval” and “- name: Jonas Birk”"),
        ({"contact": "desk@post.example"}, "“email: desk@post.example”"),
        ({"contact": ["Jonas Birk"]}, "“- name: Jonas Birk”"),
        ({"published": None}, "“published: YYYY-MM-DD”"),
        ({"rights": {"license": "CC BY 4.0"}}, "https://creativecommons.org/licenses/by/4.0/"),
        ({"rights": {"license": "CC0"}}, "https://creativecommons.org/publicdomain/zero/1.0/"),
        ({"rights": {"license": "CC-BY-SA"}}, "https://creativecommons.org/licenses/by-sa/…/"),
    ],
)
def test_help_fits_the_key(check, keys, said):
    assert said in _helps(check, **keys)


def test_what_is_required_and_empty_is_not_to_be_taken_out(check):
    text = check().text.replace("published: 2026-05-04", "published:")
    problems = reader.check(text.encode(), name="a.yaml", stem="a", folder=None).problems

    assert [problem.help for problem in problems if problem.rule == "no-value"] == ["give one: it can’t be left out"]


def test_a_blank_that_was_pasted_is_refused(check):
    problems = check(backstory="…", published="YYYY-MM-DD").problems

    assert {"/backstory", "/published"} <= {problem.pointer for problem in problems if problem.severity == "error"}


def test_a_new_pattern_in_the_schema_needs_no_words_in_the_reader(check, monkeypatch):
    changed = copy.deepcopy(schema())
    changed["properties"]["rubric"] |= {"pattern": "^[A-Z]", "x-help": "begin it with a capital letter"}
    changed["properties"]["dateline"]["pattern"] = "^[a-z]{3}$"
    monkeypatch.setattr("pressmark.reader.schema._loaded", lambda _: changed)
    reader_validator = __import__("pressmark.reader.schema", fromlist=["_validator"])._validator
    reader_validator.cache_clear()
    try:
        found = check(rubric="opinion", dateline="QUAY").problems
    finally:
        monkeypatch.undo()
        reader_validator.cache_clear()

    helps = {problem.pointer: problem.help for problem in found}
    assert helps["/rubric"] == "begin it with a capital letter"
    assert helps["/dateline"].startswith("where a report was filed from")

"""The pages about rules and format hold to the rule book and the schema. `--update-golden` writes the rules anew."""

from __future__ import annotations

import re

from scripts.format_docs import renewed
from tests.conftest import CHECKOUT

from pressmark import problems, reader
from pressmark.reader.schema import schema

_RULES = CHECKOUT / "docs" / "rules.md"
_FORMAT = CHECKOUT / "docs" / "format.md"

_INTRODUCTION = """\
# Rules

What `pressmark validate` and `pressmark build` look at. An error keeps an article from being built; a warning doesn't,
unless `--strict` is given. `pressmark explain RULE` prints any of these. A rule's name never changes its meaning.

This page is made from `src/pressmark/rulebook.toml`; `pytest tests/reader/test_docs.py --update-golden` writes it anew.

"""


def _page() -> str:
    rules = problems.rules().values()
    listed = "".join(f"| [`{rule.slug}`](#{rule.slug}) | {rule.severity} | {_cell(rule.what)} |\n" for rule in rules)
    told = "".join(
        f"\n## {rule.slug}\n\n{rule.severity.capitalize()}. {rule.what}\n{rule.why}\n\n"
        f"Broken:\n\n```yaml\n{rule.bad}\n```\n\nRight:\n\n```yaml\n{rule.good}\n```\n"
        for rule in rules
    )
    return f"{_INTRODUCTION}| rule | severity | asks |\n| --- | --- | --- |\n{listed}{told}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def test_the_page_of_rules_is_the_rule_book(request):
    if request.config.getoption("--update-golden"):
        _RULES.write_text(_page(), "utf-8")
    assert _RULES.read_text("utf-8") == _page()


def test_the_table_of_keys_is_the_schema():
    page = _FORMAT.read_text("utf-8")
    assert page == renewed(page), "`make docs` writes it anew"


def _properties(shape: object) -> set[str]:
    """Return every key that the schema knows, at any depth."""
    found: set[str] = set()
    if isinstance(shape, dict):
        found |= set(shape.get("properties", {}))
        for key, value in shape.items():
            found |= _properties(value) if key not in {"examples", "if", "then", "else", "allOf"} else set()
    elif isinstance(shape, list):
        for value in shape:
            found |= _properties(value)
    return found


def test_every_key_is_named_on_the_page_about_the_format():
    named = set(re.findall(r"`([a-z0-9_]+)`", _FORMAT.read_text("utf-8")))
    keys = _properties(schema())

    assert len(keys) > 70
    assert keys - named == set()


def test_every_choice_is_named_on_the_page_about_the_format():
    page = _FORMAT.read_text("utf-8")
    choices = {value for shape in schema()["properties"].values() for value in shape.get("enum", [])}

    assert choices
    assert {choice for choice in choices if f"`{choice}`" not in page} == set()


def test_the_example_on_the_page_about_the_format_is_valid(tmp_path):
    examples = re.findall(r"```yaml\n(# yaml-language-server.*?)```", _FORMAT.read_text("utf-8"), re.DOTALL)
    assert examples
    for example in examples:
        assert reader.check(example.encode(), name="a.yaml", stem="a", folder=tmp_path).problems == ()

"""The rule book and the code know the same rules, and every example does what the book says."""

from __future__ import annotations

import re

import pytest
from tests.conftest import CHECKOUT

from pressmark import problems, reader

_SOURCES = sorted(path for part in ("reader", "pdf") for path in (CHECKOUT / "src" / "pressmark" / part).glob("*.py"))
assert len(_SOURCES) > 10

_BASE = {
    "pressmark": "pressmark: 1",
    "kind": "kind: opinion",
    "language": "language: en-GB",
    "headline": "headline: Bring back the evening river bus",
    "published": "published: 2026-05-04",
    "authors": "authors: [{id: mira, name: Mira Sandoval}]",
    "outlet": "outlet: {name: The Harbour Post}",
    "sections": "sections: [{body: The last river bus leaves at six.}]",
}
_KEY = re.compile(r"([A-Za-z_0-9]+):")


def _article(example: str) -> bytes:
    """Return an article with the keys of *example* in place of its own."""
    own = {match[1] for line in example.split("\n") if (match := _KEY.match(line))}
    base = [text for key, text in _BASE.items() if key not in own]
    return ("\n".join(base) + "\n" + example.strip("\n") + "\n").encode()


def _found(example: str) -> set[str]:
    return {
        problem.rule for problem in reader.check(_article(example), name="a.yaml", stem="a", folder=CHECKOUT).problems
    }


def _is_source(example: str) -> bool:
    return not example.startswith("#")


def test_every_rule_in_the_code_is_in_the_book_and_the_other_way_round():
    code = "\n".join(path.read_text("utf-8") for path in _SOURCES)
    slugs = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', code))

    unused = [slug for slug in problems.rules() if slug not in slugs]
    assert unused == []


def test_a_rule_that_is_not_in_the_book_cannot_be_reported():
    with pytest.raises(problems.UnknownRule, match="unknown-key"):
        problems.severity("unknown-kye")


@pytest.mark.parametrize("rule", problems.rules().values(), ids=lambda rule: rule.slug)
def test_a_rule_is_told_in_sentences(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.slug)
    assert rule.severity in {"error", "warning"}
    for text in (rule.what, rule.why):
        assert text.endswith(".")
        assert len(text) > 12


@pytest.mark.parametrize(
    "rule", [rule for rule in problems.rules().values() if _is_source(rule.bad)], ids=lambda rule: rule.slug
)
def test_the_bad_example_breaks_its_rule(rule):
    assert rule.slug in _found(rule.bad)


@pytest.mark.parametrize(
    "rule", [rule for rule in problems.rules().values() if _is_source(rule.good)], ids=lambda rule: rule.slug
)
def test_the_good_example_breaks_no_rule(rule):
    assert _found(rule.good) <= {"not-placed"}
    if rule.slug == "not-placed":
        assert _found(rule.good) == set()

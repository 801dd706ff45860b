"""A refused character moves no other problem; dates are compared as readers of the metadata compare them."""

from __future__ import annotations

import pytest

from pressmark import reader

_ARTICLE = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Bring back the evening river bus
published: {published}
modified: {modified}
authors: [{{name: Mira Sandoval}}]
outlet: {{name: The Harbour Post}}
sections:
  - body: |
      The boat{sign} leaves at six.

      Then `nothing` runs.
"""


def _check(published: str = "2026-05-04", modified: str = "2026-05-04", sign: str = "") -> reader.Reading:
    source = _ARTICLE.format(published=published, modified=modified, sign=sign)
    return reader.check(source.encode(), name="boat.yaml", stem="boat", folder=None)


@pytest.mark.parametrize("sign", ["", "\u0085", "\u2028", "\u202e", "\ue000"])
def test_another_problem_of_the_body_keeps_its_place(sign):
    found = {problem.rule: problem.span for problem in _check(sign=sign).problems}

    assert (found["body-code"].line, found["body-code"].column) == (13, 12)
    assert ("character" in found) is bool(sign)


@pytest.mark.parametrize(
    ("published", "modified"),
    [
        ("2026-05-04T07:30:00+01:00", "2026-05-04"),
        ("2026-05-04", "2026-05-04T00:30:00+02:00"),
        ("2026-05-04", "2026-05-03"),
    ],
)
def test_a_change_that_metadata_would_date_before_publication_is_refused(published, modified):
    assert "date-order" in {problem.rule for problem in _check(published, modified).problems}


@pytest.mark.parametrize(
    ("published", "modified"),
    [("2026-05-04", "2026-05-04"), ("2026-05-04", "2026-05-04T00:00:00Z"), ("2026-05-04T07:30:00+01:00", "2026-05-05")],
)
def test_a_change_at_or_after_publication_is_fine(published, modified):
    assert "date-order" not in {problem.rule for problem in _check(published, modified).problems}

"""Lists and demands are printed with the source's numbers, and the tags say the same."""

from __future__ import annotations

import re

import pytest
from tests.pdf.conftest import printed_of, tagged, written

_LIST = 'sections: [{body: "Where:\\n\\n%s"}]\n'


def _numbers(article, **options) -> list[int]:
    """Return the numbers of the labels in the tags of *article*'s copy, in order."""
    labels = [text.strip() for role, text in tagged(printed_of(article, **options)) if role == "Lbl"]
    return [int(label[:-1]) for label in labels if re.fullmatch(r"\d+\.", label)]


def _list(first: int, count: int, words: int = 2) -> str:
    return _LIST % "\\n".join(f"{first + n}. entry {'of many words ' * words}" for n in range(count))


@pytest.mark.parametrize("first", [0, 1, 4, 9, 120])
def test_a_list_begins_with_the_number_it_has_in_the_source(first):
    assert _numbers(written(_list(first, 3))) == [first, first + 1, first + 2]


@pytest.mark.parametrize("options", [{}, {"page": "a5"}, {"columns": 2}, {"edition": "large-print"}])
def test_a_list_across_pages_goes_on_counting(options):
    assert _numbers(written(_list(7, 60, words=12)), **options) == list(range(7, 67))


def test_demands_placed_one_by_one_count_on():
    article = written(
        """demands:
  - {id: one, text: Publish a timetable., by: mira}
  - {id: two, text: Buy a second boat., by: mira}
  - {id: three, text: Pay the pilots., by: mira}
sections:
  - body: "{demand:one}\\n\\nThen.\\n\\n{demand:two}\\n\\nThen.\\n\\n{demand:three}"
"""
    )

    assert _numbers(article) == [1, 2, 3]


def test_a_list_in_a_list_has_its_own_numbers():
    body = "1. one\\n2. two\\n\\n   5. five\\n   6. six\\n\\n3. three"

    assert _numbers(written(_LIST % body)) == [1, 2, 5, 6, 3]


def test_a_theme_may_give_an_entry_its_number(tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "article.html.j2").write_text(
        '{% extends "pressmark/article.html.j2" %}{% block matter %}<ol><li>a</li><li value="7">b</li><li>c</li></ol>'
        "{% endblock %}"
    )

    assert _numbers(written(_LIST % "One line."), theme=theme) == [1, 7, 8]

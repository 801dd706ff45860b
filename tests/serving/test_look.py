"""One look at the article, as the preview takes it: what is wrong is told, and the last good page stays."""

from __future__ import annotations

import pytest

from pressmark.problems import Problem, Span
from pressmark.serving.server import as_data, look
from pressmark.starters import starter


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "boat.yaml"
    path.write_text(starter("opinion", schema="x"), "utf-8")
    return path


def test_an_article_that_breaks_keeps_its_last_page_and_tells_what_is_wrong(source):
    good = look(source, None)
    source.write_text(good.text.replace("headline:", "haedline:"), "utf-8")
    broken = look(source, None, good)
    source.write_text(good.text.replace("headline: ", "headline: Still "), "utf-8")
    mended = look(source, None, broken)

    assert good.page is not None
    assert (broken.page, broken.page_id) == (good.page, good.page_id)
    assert {one.rule for one in broken.problems if one.severity == "error"} == {"unknown-key"}
    assert "haedline" in broken.text
    assert mended.page_id != good.page_id
    assert [one for one in mended.problems if one.severity == "error"] == []


def test_without_a_page_there_is_none_to_keep(source):
    source.write_text("pressmark: 1\n", "utf-8")
    view = look(source, None)

    assert (view.page, view.page_id, view.article) == (None, "", None)
    assert view.problems


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ nobody.said.this }}", "nobody"),
        ("{% for %}", "article.html.j2"),
        ("{{ 1 // 0 }}", "line 1: integer division"),
    ],
)
def test_a_mistake_in_a_theme_is_a_problem_of_the_preview_and_keeps_the_page(source, tmp_path, template, said):
    good = look(source, None)
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "article.html.j2").write_text(template, "utf-8")
    view = look(source, theme, good)

    assert view.page == good.page
    (problem,) = view.problems
    assert problem.rule == "preview"
    assert said in problem.message


@pytest.mark.parametrize(
    ("line", "span", "excerpt"),
    [
        ("deck: x", Span(1, 7, 1, 8), ["deck: ", "x", ""]),
        ("deck: " + "a" * 100, Span(1, 7, 1, 9), ["deck: ", "aa", "a" * 60 + "…"]),
        ("a" * 100 + "b", Span(1, 101, 1, 102), ["…" + "a" * 60, "b", ""]),
        ("a" * 200, Span(1, 1, 2, 4), ["", "a" * 120 + "…", ""]),
        ("short", Span(1, 40, 1, 50), ["short", "", ""]),
    ],
)
def test_the_browser_gets_the_line_in_three_cut_where_it_is_long(line, span, excerpt):
    (data,) = as_data("a.yaml", (Problem("value", "Wrong.", span),), f"{line}\r\nmore")

    assert data["excerpt"] == excerpt


def test_a_problem_without_a_place_has_no_excerpt():
    problems = (Problem("value", "Wrong."), Problem("value", "Wrong.", Span(9, 1, 9, 2)))

    assert [one.get("excerpt") for one in as_data("a.yaml", problems, "one line")] == [None, None]

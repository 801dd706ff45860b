"""What a theme may change, and what not, in the page as in the PDF; and where a source is looked for."""

from __future__ import annotations

import re

import pytest
from tests.conftest import CHECKOUT, Command

# One worker builds for all.
pytestmark = pytest.mark.xdist_group("themes")

_EXAMPLE = re.compile(r"```jinja\n(.*?)```", re.DOTALL)


@pytest.fixture
def desk(tmp_path):
    """Return a folder with an article of two quotes and two demands, without pictures."""
    source = (CHECKOUT / "tests" / "metadata" / "articles" / "statement.yaml").read_text("utf-8")
    named = source.replace("outlet: {name: Harbour Town Council", "outlet: {name: The Harbour Post", 1)
    assert named != source
    (tmp_path / "article.yaml").write_text(named, "utf-8")
    (tmp_path / "theme").mkdir()
    return tmp_path


@pytest.fixture
def run(desk) -> Command:
    return Command(desk)


def _styled(desk, rule: str) -> None:
    """Give the theme pressmark's own styles for screen and paper, with *rule* added to both."""
    for name in ("screen.css", "page.css"):
        text = (CHECKOUT / "templates" / name).read_text("utf-8")
        (desk / "theme" / name).write_text(f"{text}\n{rule}\n", "utf-8")


def test_the_example_in_the_docs_passes_the_check_and_verify(desk, run):
    (example,) = _EXAMPLE.findall((CHECKOUT / "docs" / "html.md").read_text("utf-8"))
    (desk / "theme" / "article.html.j2").write_text(example, "utf-8")

    built = run("build", "article.yaml", "--theme", "theme", "--to", "pdf,html,text", "-o", "out", "--check")
    assert built.code == 0, built.err

    known = run("verify", "out", "--theme", "theme")
    assert (known.code, known.out.count("built again, the same byte for byte")) == (0, 1), known.out
    unknown = run("verify", "out")
    assert unknown.code == 0, unknown.out
    assert "it was made with another theme; name it with --theme" in unknown.out
    assert "Since 1911" in unknown.out


def test_words_in_capitals_are_the_same_words(desk, run):
    _styled(desk, ".rubric, h2 { text-transform: uppercase }")

    built = run("build", "article.yaml", "--theme", "theme", "--to", "pdf,html", "-o", "out", "--check")

    assert built.code == 0, built.err


@pytest.mark.parametrize("format_", ["pdf", "html"])
def test_a_theme_that_leaves_a_part_out_is_refused_in_both_outputs(format_, desk, run):
    _styled(desk, ".about { display: none }")

    built = run("build", "article.yaml", "--theme", "theme", "--to", format_, "-o", "out", "--check")

    assert built.code == 1
    assert "“About this article” is missing" in built.err + built.out


@pytest.mark.parametrize("format_", ["pdf", "html"])
def test_a_theme_that_adds_words_to_the_body_is_refused_in_both_outputs(format_, desk, run):
    _styled(desk, '.body > p:first-of-type::before { content: "Rumour: " }')

    built = run("build", "article.yaml", "--theme", "theme", "--to", format_, "-o", "out", "--check")

    assert built.code == 1
    assert "Rumour" in built.err + built.out


def test_a_theme_may_say_more_around_the_article(desk, run):
    page = (CHECKOUT / "templates" / "article.html.j2").read_text("utf-8")
    page = page.replace("</main>", '</main>\n<footer class="imprint"><p>Printed by Quay Press</p></footer>')
    (desk / "theme" / "article.html.j2").write_text(page, "utf-8")

    built = run("build", "article.yaml", "--theme", "theme", "--to", "pdf,html", "-o", "out", "--check")

    assert built.code == 0, built.err
    assert "Printed by Quay Press" in run("verify", "out").out, "nobody can tell whose words these are"


def test_the_source_is_found_above_the_build_and_where_it_is_named(desk, run):
    assert run("build", "article.yaml", "--to", "html,jsonld", "-o", "build").code == 0
    assert run("verify", "build").code == 0

    (desk / "elsewhere").mkdir()
    (desk / "article.yaml").rename(desk / "elsewhere" / "article.yaml")
    lost = run("verify", "build")
    assert lost.code == 1
    assert "name it with --source" in lost.out
    assert run("verify", "build", "--source", "elsewhere/article.yaml").code == 0


def test_the_source_is_found_where_the_last_build_had_it(desk, run):
    (desk / "pieces").mkdir()
    (desk / "article.yaml").rename(desk / "pieces" / "statement.yaml")
    assert run("build", "pieces/statement.yaml", "--to", "html", "-o", "build").code == 0

    assert run("verify", "build").code == 0


def test_a_copy_without_its_source_is_held_to_one_that_is_named(desk, run):
    assert run("build", "article.yaml", "--to", "pdf", "--edition", "archive", "-o", "build").code == 0
    (copy,) = (desk / "build").glob("*.pdf")
    copy = copy.rename(desk / "build" / "article.pdf")

    alone = run("verify", "build/article.pdf")
    assert (alone.code, "name it with --source" in alone.out) == (0, True)
    held = run("verify", "build/article.pdf", "--source", "article.yaml")
    assert (held.code, "built again, the same byte for byte" in held.out) == (0, True), held.out
    text = (desk / "article.yaml").read_text("utf-8")
    (desk / "article.yaml").write_text(text.replace("published: ", "published:  ", 1), "utf-8")
    assert run("verify", "build/article.pdf", "--source", "article.yaml").code == 1

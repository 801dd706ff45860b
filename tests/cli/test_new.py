"""`pressmark new`: a start that builds at once, and never at the cost of what is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.conftest import Command

from pressmark import reader
from pressmark.resources import resource
from pressmark.starters import KINDS, starter

_SCHEMA = (resource("schema") / "article.schema.json").read_bytes()


def _modeline(article: Path) -> str:
    first = article.read_text("utf-8").splitlines()[0]
    return re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)[1]


def test_there_is_a_starter_for_every_kind_and_no_other():
    names = {path.stem for path in resource("starters").glob("*.yaml")} - {"more", "brief", "house", "original"}

    assert names == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_has_no_problem_not_even_a_warning(kind):
    reading = reader.check(starter(kind, schema="x").encode(), name="x.yaml", stem="x", folder=None)

    assert reading.problems == ()
    assert reading.article.kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_explains_itself_in_comments(kind):
    text = starter(kind, schema="x")

    assert len(re.findall(r"(?:^| )# \w", text, re.MULTILINE)) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_the_further_keys_that_a_starter_shows_are_right_when_uncommented(kind, tmp_path):
    text = starter(kind, schema="x")
    body, _, more = text.partition("# More keys")
    uncommented = re.sub(r"^# ?", "", "\n".join(more.splitlines()[1:]), flags=re.MULTILINE)
    # The picture is not there, and not placed: everything else must be right.
    data = (body + uncommented).encode()

    reading = reader.check(data, name="x.yaml", stem="x", folder=tmp_path)

    assert {problem.rule for problem in reading.problems} == {"image-missing", "not-placed"}


def test_all_starters_build_at_once_into_all_formats(pressmark, tmp_path):
    for kind in KINDS:
        (tmp_path / f"{kind}.yaml").write_text(starter(kind, schema="x"), "utf-8")

    built = pressmark("build", ".", "--to", "pdf,html,jsonld,text", "-q")

    assert (built.code, built.err) == (0, "")
    assert {path.name for path in (tmp_path / "build").iterdir()} >= {
        f"{kind}{suffix}" for kind in KINDS for suffix in (".pdf", ".html", ".jsonld", ".txt")
    }


def test_without_a_path_the_article_lies_where_build_looks_for_it(pressmark, tmp_path):
    assert pressmark("new").code == 0

    assert pressmark("build", "--to", "text").code == 0
    assert (tmp_path / "build" / "article.txt").is_file()


def test_the_next_two_commands_are_named_and_work_as_printed(pressmark, tmp_path):
    told = pressmark("new", "my first article.yaml").err

    commands = [shlex.split(line) for line in told.splitlines() if line.startswith("  pressmark ")]
    assert [words[1] for words in commands] == ["serve", "build"]
    assert pressmark(*commands[1][1:], "--to", "text").code == 0


def test_language_and_title_are_taken_over(pressmark, tmp_path):
    title = "“Wat nu?”: het veer – 'morgen' #1"

    pressmark("new", "veer", "--language", "nl-BE", "--title", title)

    article = reader.read(tmp_path / "veer.yaml")
    assert (article.language, article.headline) == ("nl-BE", title)


@pytest.mark.parametrize("language", ["ja", "fa"])
def test_in_any_language_the_build_command_works_as_printed(pressmark, tmp_path, language):
    told = pressmark("new", "x", "--language", language).err

    command = shlex.split(next(line for line in told.splitlines() if line.startswith("  pressmark build ")))
    built = pressmark(*command[1:], "-q")
    assert (built.code, built.err) == (0, "")
    assert (tmp_path / "build" / "x.html").is_file()


@pytest.mark.parametrize("language", ["no", "fa", "zh-Hant", "1e3"])
def test_a_tag_that_yaml_could_take_for_something_else_stays_a_tag_or_is_refused(pressmark, tmp_path, language):
    ran = pressmark("new", "x", "--language", language)

    if ran.code == 0:
        assert reader.read(tmp_path / "x.yaml").language == language
    else:
        assert (ran.code, language) == (2, "1e3")


@pytest.mark.parametrize(
    "arguments",
    [("--kind", "poem"), ("--language", "not a tag"), ("--title", " "), ("--title", "two\nlines"), ("x.txt",)],
    ids=" ".join,
)
def test_what_could_not_be_built_is_refused_and_leaves_nothing(pressmark, tmp_path, arguments):
    ran = pressmark("new", *arguments)

    assert ran.code == 2
    assert list(tmp_path.rglob("*.*")) == []


def test_an_article_is_never_overwritten(pressmark, tmp_path):
    (tmp_path / "mine.yaml").write_text("my words")

    ran = pressmark("new", "mine.yaml")

    assert (ran.code, (tmp_path / "mine.yaml").read_text()) == (1, "my words")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_link_is_never_written_through(pressmark, tmp_path):
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    assert pressmark("new", "link.yaml").code == 1
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_the_schema_comes_along_so_that_the_editor_needs_no_network(pressmark, tmp_path):
    pressmark("new", "texts/x")

    assert _modeline(tmp_path / "texts" / "x.yaml") == "article.schema.json"
    assert (tmp_path / "texts" / "article.schema.json").read_bytes() == _SCHEMA


@pytest.mark.parametrize(
    ("place", "modeline"),
    [
        ("schema/article.schema.json", "../../schema/article.schema.json"),
        ("article.schema.json", "../../article.schema.json"),
    ],
)
def test_a_copy_of_the_schema_further_up_is_used(pressmark, tmp_path, place, modeline):
    copy = tmp_path / place
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(_SCHEMA)

    pressmark("new", "texts/may/x")

    assert _modeline(tmp_path / "texts" / "may" / "x.yaml") == modeline
    assert [path.name for path in (tmp_path / "texts" / "may").iterdir()] == ["x.yaml"]


def test_a_schema_outside_the_repository_is_not_used(tmp_path):
    (tmp_path / "article.schema.json").write_bytes(_SCHEMA)
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)

    Command(repository)("new", "x")

    assert _modeline(repository / "x.yaml") == "article.schema.json"


def test_another_versions_schema_stays_and_the_command_that_renews_it_is_named(pressmark, tmp_path):
    (tmp_path / "article.schema.json").write_text('{"$id": "older"}')

    ran = pressmark("new", "x")

    assert ran.code == 0
    assert "pressmark schema > article.schema.json" in ran.err
    assert json.loads((tmp_path / "article.schema.json").read_text()) == {"$id": "older"}


def test_a_folder_that_cannot_be_written_is_told(tmp_path, pressmark):
    (tmp_path / "file").write_text("")

    ran = pressmark("new", "file/x.yaml")

    assert ran.code == 1
    assert f"cannot write file{os.sep}x.yaml" in ran.err


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        ([], "source/article.yaml"),
        (["2026/"], "2026/article.yaml"),
        (["2026/", "--title", "Die Fähre kommt zurück: heute!"], "2026/die-fahre-kommt-zuruck-heute.yaml"),
        (["--title", "One more boat"], "source/one-more-boat.yaml"),
        (["2026/", "--title", "夕方の船"], "2026/article.yaml"),
        (["2026", "--title", "One more boat"], "2026.yaml"),
    ],
)
def test_in_a_folder_the_file_is_named_after_the_headline(pressmark, tmp_path, arguments, made):
    ran = pressmark("new", *arguments)

    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == made
    assert (tmp_path / made).is_file()


@pytest.mark.parametrize(("language", "said"), [("fr", True), ("de-AT", True), ("en-GB", False)])
def test_that_the_words_of_a_starter_are_english_is_said_where_the_language_is_another(pressmark, language, said):
    assert ("words of the starter are English" in pressmark("new", "--language", language).err) is said


def test_what_to_type_next_works_where_pressmark_is_not_on_the_path(tmp_path):
    program = Path(sys.executable).with_name("pressmark")
    assert program.is_file()
    ran = Command(tmp_path, (str(program),))("new", "boat.yaml", env={"PATH": "/usr/bin:/bin"})

    assert f"\n  {program} build boat.yaml" in ran.err

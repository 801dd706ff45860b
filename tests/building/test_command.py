"""``pressmark build`` with many articles: what it prints, what it lists for programs, what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.building.conftest import article
from tests.conftest import Command

from pressmark.building import run
from pressmark.cli import main

_TO = ("--to", "html,text")


def test_what_is_up_to_date_is_said_to_be_unchanged(pressmark, source):
    first = pressmark("build", "a.yaml", *_TO)
    second = pressmark("build", "a.yaml", *_TO)

    assert [line.split("  ")[0] for line in first.out.splitlines()] == ["build/a.html", "build/a.txt"]
    assert second.out.splitlines() == ["build/a.html  unchanged", "build/a.txt  unchanged"]
    assert second.code == 0


def test_many_articles_end_with_totals_and_no_progress_where_nobody_looks(pressmark, many):
    many(7)
    ran = pressmark("build", "many", *_TO)
    again = pressmark("build", "many", *_TO)

    assert ran.code == 0
    assert len(ran.out.splitlines()) == 14
    head, row = ran.err.splitlines()
    assert dict(zip(head.split(), row.split(), strict=False)) | {"built": "7", "unchanged": "0", "failed": "0"} == dict(
        zip(head.split(), row.split(), strict=False)
    )
    assert again.out == ""
    assert again.err.splitlines()[1].split()[:3] == ["0", "7", "0"]


def test_json_lists_artifacts_problems_and_totals(pressmark, many):
    root = many(4)
    (root / "bad.yaml").write_text(article().replace("kind: opinion", "kind: opinions"), "utf-8")

    ran = pressmark("build", "many", *_TO, "--json")
    listed = json.loads(ran.out)

    assert ran.code == 1
    assert ran.err == ""
    assert len(listed["artifacts"]) == 8
    first = listed["artifacts"][0]
    path = root.parent / first["path"]
    assert (first["format"], first["media_type"], first["state"]) == ("html", "text/html", "built")
    assert first["bytes"] == path.stat().st_size
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert first["sha256"] == digest
    assert [(problem["file"], problem["severity"]) for problem in listed["problems"]] == [("many/bad.yaml", "error")]
    assert listed["totals"]["built"] == 4
    assert listed["totals"]["failed"] == 1


def test_pages_of_a_pdf_are_counted(pressmark, source):
    listed = json.loads(pressmark("build", "a.yaml", "--to", "pdf", "--json").out)

    assert [artifact["pages"] for artifact in listed["artifacts"]] == [1]
    assert listed["totals"]["pages"] == 1


def test_make_understands_the_dependencies(pressmark, tmp_path):
    folder = tmp_path / "a b$c"
    folder.mkdir()
    (folder / "x y.yaml").write_text(article(), "utf-8")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "screen.css").write_text("body { color: teal }", "utf-8")
    assert pressmark("build", "a b$c", *_TO, "--deps", "deps.mk", "--theme", "theme").code == 0
    (tmp_path / "Makefile").write_text("-include deps.mk\n%.html:\n\t@echo remade\n", "utf-8")

    def make() -> str:
        return subprocess.run(
            ["make", "-s", "build/x y.html"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    assert "remade" not in make()
    (tmp_path / "theme" / "screen.css").touch()
    assert "remade" in make()


def test_dependencies_are_listed_as_json_for_what_is_unchanged_too(pressmark, source):
    pressmark("build", "a.yaml", *_TO)
    pressmark("build", "a.yaml", *_TO, "--deps", "deps.json")

    rules = json.loads((source.parent / "deps.json").read_text("utf-8"))["rules"]
    assert rules == [{"outputs": ["build/a.html", "build/a.txt"], "inputs": ["a.yaml"]}]


def test_two_sources_of_one_name_are_refused_as_usage(pressmark, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(article(name), "utf-8")

    ran = pressmark("build", "one/a.yaml", "two/a.yaml", *_TO)

    assert ran.code == 2
    assert "would overwrite each other" in ran.err


def test_folders_whose_articles_would_overwrite_each_other_keep_the_first(pressmark, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(article(name), "utf-8")

    ran = pressmark("build", "one", "two", "--to", "text")

    assert ran.code == 1
    assert ran.err.startswith("two/a.yaml: error: two/a.yaml would overwrite a.txt of one/a.yaml")
    assert "# one" in (tmp_path / "build" / "a.txt").read_text("utf-8").lower() or (
        "one" in (tmp_path / "build" / "a.txt").read_text("utf-8")
    )


def test_the_output_folder_is_not_walked_and_hidden_files_are_no_articles(pressmark, many):
    root = many(3)
    (root / ".hidden.yaml").write_text("x", "utf-8")
    (root / ".git").mkdir()
    (root / ".git" / "x.yaml").write_text("x", "utf-8")
    (root / "out").mkdir()
    (root / "out" / "x.yaml").write_text("x", "utf-8")

    ran = pressmark("build", "many", "-o", "many/out", *_TO)

    assert ran.code == 0, ran.err
    assert len(ran.out.splitlines()) == 6


def test_standard_input_is_built_once_for_the_same_bytes(pressmark):
    first = pressmark("build", "-", *_TO, stdin=article().encode())
    second = pressmark("build", "-", *_TO, stdin=article().encode())
    third = pressmark("build", "-", *_TO, stdin=article("Another").encode())

    assert "unchanged" not in first.out + third.out
    assert second.out.splitlines() == ["build/article.html  unchanged", "build/article.txt  unchanged"]


@pytest.mark.parametrize("args", [("--jobs", "0"), ("--timeout", "0"), ("--max-memory", "0"), ("--deps",)])
def test_wrong_usage_exits_with_two(args, pressmark, source):
    assert pressmark("build", "a.yaml", *args).code == 2


def _stems(ran) -> list[str]:
    return [line.split("  ")[0] for line in ran.out.splitlines()]


def test_what_cannot_be_printed_does_not_cost_the_page(pressmark, source):
    source.write_text(source.read_text("utf-8").replace("headline: ", "headline: \U00013000 "), "utf-8")

    ran = pressmark("build", "a.yaml", "--to", "pdf,html,text")

    assert ran.code == 1
    assert _stems(ran) == ["build/a.html", "build/a.txt"]
    assert "error[glyph-missing]" in ran.err


def test_a_missing_extra_costs_its_own_format_alone(tmp_path, source):
    without = "import sys; sys.modules['pypdfium2'] = None; from pressmark.__main__ import main; main()"
    ran = Command(tmp_path, (sys.executable, "-c", without))("build", "a.yaml", "--to", "png,pdf,text")

    assert ran.code == 1
    assert _stems(ran) == ["build/a.txt", "build/a.pdf"]
    assert "pip install 'pypdfium2>=" in ran.err


def test_a_template_at_fault_does_not_cost_the_metadata(pressmark, source, tmp_path):
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "article.html.j2").write_text("{{ article.nothing }}")

    ran = pressmark("build", "a.yaml", "--to", "pdf,html,jsonld", "--theme", "theme")
    again = pressmark("build", "a.yaml", "--to", "pdf,html,jsonld")

    assert ran.code == 1
    assert _stems(ran) == ["build/a.jsonld"]
    assert "html: theme file article.html.j2, line 1" in ran.err
    assert "pdf: theme file article.html.j2, line 1" in ran.err
    assert again.code == 0


@pytest.mark.parametrize("edition", ["archive", "press", "large-print", "booklet"])
def test_each_edition_is_built_and_then_unchanged(pressmark, source, edition):
    first = pressmark("build", "a.yaml", "--to", "pdf", "--edition", edition)
    second = pressmark("build", "a.yaml", "--to", "pdf", "--edition", edition)

    assert (first.code, second.code) == (0, 0), first.err
    assert second.out == f"build/a.{edition}.pdf  unchanged\n"


@pytest.mark.parametrize(("asked", "used"), [(["-j", "3"], 3), ([], os.cpu_count())])
def test_the_number_of_jobs_that_is_asked_for_holds_where_nobody_says_which_processors_are_ours(
    asked, used, source, tmp_path, monkeypatch
):
    # As on macOS.
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.chdir(tmp_path)
    jobs = []
    built = run.build

    def build(order, found, _stdin):
        jobs.append(order.jobs)
        yield from built(order, found)

    monkeypatch.setattr("pressmark.building.run.build", build)
    done = CliRunner().invoke(main, ["build", str(source), "--to", "text", *asked])

    assert done.exit_code == 0, done.output
    assert jobs == [used]


def test_a_warning_fails_a_strict_build_whatever_is_built_and_writes_nothing(pressmark, tmp_path):
    warned = (
        article().replace("- name: Mira", "- id: mira\n    name: Mira")
        + "quotes: {left: {text: Gone, speaker: mira}}\n"
    )
    tmp_path.joinpath("a.yaml").write_text(warned, "utf-8")

    assert pressmark("build", "a.yaml", "--to", "text", "-o", "out").code == 0
    assert pressmark("build", "a.yaml", "--to", "text", "-o", "other", "--strict").code == 1
    assert not tmp_path.joinpath("other", "a.txt").exists()
    assert "The last river bus" in pressmark("build", "a.yaml", "--to", "text", "-o", "-").out
    strict = pressmark("build", "a.yaml", "--to", "text", "-o", "-", "--strict")
    assert (strict.code, strict.out) == (1, "")

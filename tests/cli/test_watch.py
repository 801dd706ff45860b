"""`pressmark build --watch`: outputs follow their sources, without a browser."""

from __future__ import annotations

import os
import signal
import time

import pytest
from tests.running import edit, until

from pressmark.starters import starter


@pytest.fixture
def watched(start, article, tmp_path):
    """Return the running command, after its first round, and the text file that it keeps up to date."""
    running = start("build", "--watch", "--to", "text", article)
    running.wait_for("^watching")
    return running, tmp_path / "build" / "boat.txt"


def _has(path, words):
    def has():
        try:
            return words in path.read_text("utf-8")
        except FileNotFoundError:
            return False

    return until(has, lambda: f"no “{words}” in {path}")


def test_what_is_saved_is_built(watched, article):
    _, output = watched
    _has(output, "Night workers walk")

    edit(article, "Night workers walk", "Night workers swim")

    _has(output, "Night workers swim")


def test_a_save_by_renaming_is_built(watched, article):
    _, output = watched
    beside = article.with_suffix(".new")
    beside.write_text(article.read_text("utf-8").replace("Night workers", "Day workers"), "utf-8")

    beside.replace(article)

    _has(output, "Day workers")


def test_a_slip_is_told_leaves_the_last_outputs_and_is_no_end(watched, article):
    running, output = watched
    before = output.read_bytes()

    edit(article, "kind: opinion ", "kind: opinoin ")
    running.wait_for(r"boat\.yaml:8:7: error\[not-a-choice\]")
    assert output.read_bytes() == before

    edit(article, "kind: opinoin ", "kind: analysis ")
    edit(article, "Night workers", "Day workers")
    _has(output, "Day workers")


def test_a_theme_that_changes_is_built_again(start, article, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    running = start("build", "--watch", "--to", "html", "--theme", theme, article)
    running.wait_for("^watching")

    (theme / "screen.css").write_text("h1 { color: #123456 }", "utf-8")

    _has(tmp_path / "build" / "boat.html", "#123456")


def test_an_article_that_is_added_to_the_folder_is_built(start, tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.yaml").write_text(starter("news", schema="x"), "utf-8")
    running = start("build", "--watch", "--to", "text")
    running.wait_for("^watching")

    (folder / "two.yaml").write_text(starter("report", schema="x"), "utf-8")

    _has(tmp_path / "build" / "two.txt", "river bus")


def test_writing_the_outputs_beside_the_sources_starts_no_further_round(start, article, tmp_path):
    running = start("build", "--watch", "--to", "text", "-o", ".", article)
    running.wait_for("^watching")
    edit(article, "Night workers", "Day workers")
    until(lambda: _rounds(running) == 2)

    edit(article, "Day workers", "Tide workers")
    _has(tmp_path / "boat.txt", "Tide workers")
    until(lambda: _rounds(running) == 3)
    # Long enough for several rounds, were there any.
    time.sleep(1.5)

    assert _rounds(running) == 3


def _rounds(running):
    return sum(1 for line in running.err if line.startswith("watching"))


def test_ctrl_c_ends_it_with_the_last_rounds_status(watched, article):
    running, _ = watched

    assert running.interrupt() == 0


def test_ctrl_c_ends_it_with_a_failure_if_the_last_round_failed(watched, article):
    running, _ = watched
    told = len(running.err)
    edit(article, "kind: opinion ", "kind: opinoin ")
    running.wait_for("^watching", since=told)

    assert running.interrupt() == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_a_request_to_end_ends_it(watched):
    running, _ = watched

    running.process.send_signal(signal.SIGTERM)

    # Whether the watcher or Python hears it first decides between the last round's status and that of the signal.
    assert running.process.wait(timeout=60) in {0, 128 + signal.SIGTERM, -signal.SIGTERM}


@pytest.mark.parametrize("arguments", [("-",), ("-o", "-", "--to", "text", "boat.yaml")], ids=" ".join)
def test_what_cannot_be_watched_is_wrong_usage(pressmark, article, arguments):
    ran = pressmark("build", "--watch", *arguments)

    assert ran.code == 2
    assert "--watch" in ran.err

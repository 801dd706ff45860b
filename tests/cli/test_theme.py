"""``pressmark theme new`` writes a theme that changes something at once, and nothing that is there."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pressmark.cli import main


def _run(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _run("new", "a.yaml").exit_code == 0
    assert _run("theme", "new", "brand").exit_code == 0
    return tmp_path


def test_a_new_theme_builds_what_passes_its_check(place):
    result = _run("build", "a.yaml", "--theme", "brand", "--to", "html,pdf", "--check")

    assert result.exit_code == 0, result.output
    assert "--accent: #0a5a50" in place.joinpath("build/a.html").read_text("utf-8")
    assert "warning: theme file" not in result.output


def test_nothing_is_overwritten(place):
    result = _run("theme", "new", "brand")

    assert result.exit_code == 1
    assert "stays as it is" in result.output


def test_a_file_that_changes_nothing_is_told_with_what_was_meant(place):
    place.joinpath("brand/Screen.css").write_text("", "utf-8")
    result = _run("build", "a.yaml", "--theme", "brand", "--to", "html")

    assert result.exit_code == 0
    assert "Screen.css stands in the place of nothing; did you mean screen.css?" in result.output

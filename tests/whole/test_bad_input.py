"""Whatever is put in: one clear message where to mend it, the right exit status, and the last good outputs stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_GOOD = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Bring back the evening river bus
published: 2026-05-04
authors:
  - name: Mira Sandoval
outlet:
  name: The Harbour Post
parties:
  tomas: {name: Tomas Reyl}
quotes:
  tied-up: {text: We tie up too early, speaker: tomas}
sections:
  - heading: The last boat
    body: |
      The last river bus leaves at six.

      {quote:tied-up}
"""

# What the editor did, and the place and the rule that the first message must name.
_BROKEN = {
    "a missing required key": (_GOOD.replace("published: 2026-05-04\n", ""), "1:1", "missing-key"),
    "a wrong type": (_GOOD.replace("published: 2026-05-04", "published: [2026]"), "5:12", "type"),
    "an unknown key": (_GOOD.replace("published:", "colour: red\npublished:"), "5:1", "unknown-key"),
    "an unknown quote": (_GOOD.replace("{quote:tied-up}", "{quote:untied}"), "19:14", "unknown-id"),
    "a tab": (_GOOD.replace("  - name: Mira", "\t- name: Mira"), "7:1", "tab"),
    "an unclosed quote": (_GOOD.replace("headline: Bring", 'headline: "Bring'), "4:11", "unclosed-quote"),
}


@pytest.fixture
def built(pressmark, tmp_path: Path) -> dict[str, bytes]:
    """Build the good article, and return its outputs."""
    (tmp_path / "a.yaml").write_text(_GOOD, "utf-8")
    ran = pressmark("build", "a.yaml", "--to", "html,jsonld,text")
    assert ran.code == 0, ran.err
    outputs = {path.name: path.read_bytes() for path in (tmp_path / "build").iterdir() if path.suffix != ".sqlite"}
    assert {"a.html", "a.jsonld", "a.txt"} <= set(outputs)
    return outputs


@pytest.mark.parametrize("slip", _BROKEN)
def test_a_broken_article_gets_a_message_at_its_place_and_the_outputs_stay(slip, built, pressmark, tmp_path):
    text, place, rule = _BROKEN[slip]
    assert text != _GOOD
    (tmp_path / "a.yaml").write_text(text, "utf-8")

    ran = pressmark("build", "a.yaml", "--to", "html,jsonld,text")

    assert ran.code == 1
    assert re.search(rf"^a\.yaml:{place}: error\[[a-z-]*{rule}[a-z-]*\]: ", ran.err, re.MULTILINE), ran.err
    assert {name: (tmp_path / "build" / name).read_bytes() for name in built if not name.startswith(".")} == {
        name: data for name, data in built.items() if not name.startswith(".")
    }


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 8, "text"),
        (b"#" * 50_000_000, "MB"),
    ],
    ids=["an empty file", "a binary file", "a 50 MB file"],
)
def test_a_file_that_is_no_article_gets_one_message(data, says, pressmark, tmp_path):
    (tmp_path / "a.yaml").write_bytes(data)

    ran = pressmark("build", "a.yaml")

    assert ran.code == 1
    assert len(re.findall(r"error\[", ran.err)) == 1, ran.err
    assert says in ran.err
    assert not list((tmp_path / "build").glob("a.*"))


def test_a_missing_file_gets_one_message(pressmark):
    ran = pressmark("build", "nowhere.yaml")

    assert ran.code == 1
    assert "nowhere.yaml" in ran.err
    assert "error[" in ran.err


def test_a_folder_without_articles_gets_one_message(pressmark, tmp_path):
    (tmp_path / "empty").mkdir()

    ran = pressmark("build", "empty")

    assert ran.code == 1
    assert "empty: " in ran.err
    assert "without articles" in ran.err


@pytest.mark.parametrize(
    "args",
    [
        ("build",),
        ("build", "--to", "doc", "a.yaml"),
        ("build", "--colour"),
        ("biuld",),
        ("build", "a.yaml", "b.yaml", "-o", "-", "--to", "text"),
        ("build", "a.yaml", "-o", "-"),
    ],
    ids=[
        "no source",
        "an unknown format",
        "an unknown option",
        "an unknown command",
        "two to stdout",
        "three formats to stdout",
    ],
)
def test_wrong_usage_ends_with_status_2(args, pressmark):
    assert pressmark(*args).code == 2


def test_two_articles_of_one_name_are_not_written_over_each_other(pressmark, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.yaml").write_text(_GOOD, "utf-8")

    ran = pressmark("build", "a/news.yaml", "b/news.yaml")

    assert ran.code == 2
    assert "overwrite" in ran.err


def test_a_good_article_is_built_beside_a_bad_one_and_the_status_says_so(pressmark, tmp_path):
    (tmp_path / "good.yaml").write_text(_GOOD, "utf-8")
    (tmp_path / "bad.yaml").write_text(_GOOD.replace("kind: opinion", "kind: rant"), "utf-8")

    ran = pressmark("build", "bad.yaml", "good.yaml", "--to", "text")

    assert ran.code == 1
    assert (tmp_path / "build" / "good.txt").is_file()
    assert not (tmp_path / "build" / "bad.txt").exists()


def test_an_article_from_standard_input_comes_out_on_standard_output(pressmark):
    ran = pressmark("build", "-", "-o", "-", "--to", "text", stdin=_GOOD.encode())

    assert ran.code == 0
    assert "Bring back the evening river bus" in ran.out
    assert "“We tie up too early”" in ran.out

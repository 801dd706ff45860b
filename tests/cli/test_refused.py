"""What is typed wrong is told with what would be right, before anything is read or written."""

from __future__ import annotations

import json

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from pressmark import __version__
from pressmark.cli import main


def _run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("biuld",), "No such command “biuld”; did you mean “build”?"),
        (("xyzzy",), "No such command “xyzzy”; there are: "),
        (("-v",), "-v goes with --version, or after a command"),
        (("build", "--to", ","), "no format named"),
        (("build", "--to", "pfd"), "did you mean"),
        (("build", "--icc", "a.icc", "--to", "pdf"), "--icc goes with --edition press"),
        (("verify", "--quick", "--rebuild", "."), "name one of --quick and --rebuild"),
        (("build", "-o", "-", "--to", "html,text", "a.yaml"), "-o - writes one article in one format"),
        (("pack", "--as", "ocfl", "--replace", "a.yaml"), "--manifests and --replace are for bags"),
        (("pack", "--same-as", "x", "a.yaml"), "--same-as and --alike are for an OCFL store"),
    ],
    ids=" ".join,
)
def test_what_can_not_be_meant_is_told_with_what_could(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.icc").write_bytes(b"")

    status, output = _run(*words)

    assert status == 2
    assert said in " ".join(output.split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.icc"]


def _profile(space: bytes = b"CMYK", tags: int = 1, end: int = 144) -> bytes:
    head = bytearray(128)
    head[16:20], head[36:40], head[:4] = space, b"acsp", (144).to_bytes(4, "big")
    table = tags.to_bytes(4, "big") + b"desc" + (132).to_bytes(4, "big") + (end - 132).to_bytes(4, "big")
    return bytes(head) + table


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no profile", "a.icc is no ICC profile"),
        (_profile()[:-1], "cut short or damaged"),
        (_profile(tags=0), "cut short or damaged"),
        (_profile(end=145), "cut short or damaged"),
        (_profile(b"RGB "), "a.icc is a profile for RGB, not for CMYK printing"),
    ],
)
def test_what_is_no_profile_of_a_press_is_refused_with_what_it_is(data, said, tmp_path):
    path = tmp_path / "a.icc"
    path.write_bytes(data)

    status, output = _run("build", "--edition", "press", "--icc", path, tmp_path / "a.yaml")

    assert status == 2
    assert said in " ".join(output.split())


def test_the_version_is_told_alone_and_with_what_shapes_the_bytes():
    assert _run("--version") == (0, f"pressmark {__version__}\n")
    status, output = _run("--version", "-v")
    assert status == 0
    assert {"weasyprint", "python"} <= {line.split()[0].lower() for line in output.splitlines()}


def test_the_schema_is_printed_whole_or_named():
    status, output = _run("schema")
    schema = json.loads(output)

    assert status == 0
    assert schema["$schema"].endswith("2020-12/schema")
    assert _run("schema", "--ids") == (0, f"{schema['$id']}\n")


def test_each_format_is_listed_with_its_suffix():
    status, output = _run("formats")
    rows = {line.split()[0]: line.split()[1] for line in output.splitlines()}

    assert status == 0
    assert (rows["markdown"], rows["docx"], rows["jsonld"]) == (".md", ".docx", ".jsonld")


@pytest.mark.parametrize("more", [(), ("--kind", "statement"), ("--house",)], ids=" ".join)
def test_what_can_not_be_written_is_told_with_its_name(more, tmp_path):
    status, output = _run("new", *more, tmp_path / ("a" * 300))

    assert status == 1
    assert "name too long" in " ".join(output.split())


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        (("build", "--to"), "html,js", {"html,json", "html,jsonld"}),
        (("explain",), "copy-", {"copy-missing", "copy-unreadable"}),
    ],
)
def test_the_shell_is_offered_what_begins_so(words, begun, offered):
    asked = ShellComplete(main, {}, "pressmark", "_PRESSMARK_COMPLETE").get_completions(list(words), begun)

    assert {one.value for one in asked} & offered
    assert all(one.value.startswith(begun) for one in asked)

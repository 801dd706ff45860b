"""An editor with the YAML language server: it explains what `new` wrote, offers every key, and finds what we find."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from tests.conftest import CHECKOUT, Command, absent
from tests.schema.language_server import LanguageServer

from pressmark import reader
from pressmark.resources import resource
from pressmark.starters import KINDS, starter

pytestmark = pytest.mark.conformance

_PROGRAM = CHECKOUT / "tests/conformance/node_modules/yaml-language-server/bin/yaml-language-server"
_SCHEMA = json.loads((resource("schema") / "article.schema.json").read_text("utf-8"))
_KEY = re.compile(r"^ *(?:- )?([a-z_]+):(?= |$)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder in which `pressmark new` has put one article of each kind."""
    place = tmp_path_factory.mktemp("editor")
    assert Command(place)("new", "opinion.yaml").code == 0
    for kind in KINDS:
        (place / f"{kind}.yaml").write_text(starter(kind, schema="article.schema.json"), "utf-8")
    return place


@pytest.fixture(scope="module")
def server(folder):
    if not shutil.which("node") or not _PROGRAM.is_file():
        absent("yaml-language-server is not installed; scripts/tools.sh fetches it")
    one = LanguageServer(_PROGRAM, folder)
    yield one
    one.end()


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_finds_nothing_wrong_with_a_starter(server, folder, kind):
    assert server.open(folder / f"{kind}.yaml") == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_top_key_of_a_starter_is_explained_in_the_schemas_own_words(server, folder, kind):
    path = folder / f"{kind}.yaml"
    server.open(path)
    lines = path.read_text("utf-8").splitlines()
    keys = {found[1]: number for number, line in enumerate(lines, 1) if (found := re.match(r"([a-z_]+):", line))}
    assert len(keys) > 8

    said = {key: _plain(server.hover(path, number, 2)) for key, number in keys.items()}

    expected = {key: _plain(_SCHEMA["properties"][key]["description"]) for key in keys}
    assert {key: said[key] for key in keys if expected[key] not in said[key]} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_at_any_depth_is_explained_those_in_comments_too(server, folder, kind):
    path = folder / f"{kind}-in-full.yaml"
    text, _, more = (folder / f"{kind}.yaml").read_text("utf-8").partition("# More keys")
    path.write_text(
        text + re.sub(r"^# ?", "", "".join(more.splitlines(keepends=True)[1:]), flags=re.MULTILINE), "utf-8"
    )
    assert server.open(path) == []
    lines = path.read_text("utf-8").splitlines()
    places = [(number, line) for number, line in enumerate(lines, 1) if _KEY.match(line)]
    assert len(places) > 30

    silent = [
        line for number, line in places if "Source: " not in server.hover(path, number, _KEY.match(line).start(1) + 2)
    ]

    assert silent == []


def _plain(text: str) -> str:
    """Return the words alone: the server escapes and wraps them as Markdown."""
    return " ".join(re.findall(r"\w+", text))


def test_all_keys_of_an_article_are_offered_with_what_they_mean(server, folder):
    path = folder / "begun.yaml"
    path.write_text("# yaml-language-server: $schema=article.schema.json\npressmark: 1\n\n", "utf-8")
    server.open(path)

    offered = server.complete(path, 3, 1)

    assert set(_SCHEMA["properties"]) - {"pressmark"} <= set(offered)
    assert all(offered[key] for key in set(_SCHEMA["properties"]) - {"pressmark"})


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("authors:\n  - ", {"id", "name", "role", "affiliation", "type", "email", "fediverse", "url", "same_as"}),
        ("outlet:\n  ", {"name", "type", "url", "logo", "policies"}),
        ("quotes:\n  tied-up:\n    ", {"text", "speaker", "said", "context", "source", "disputed", "original"}),
        ("demands:\n  - ", {"id", "text", "action", "by", "of", "due", "status"}),
        ("images:\n  quay:\n    ", {"file", "alt", "url", "caption", "credit", "license"}),
        ("sources:\n  timetable:\n    ", {"title", "url", "author", "published", "accessed", "archived"}),
        ("sections:\n  - ", {"id", "heading", "body"}),
        ("based_on:\n  ", {"kind", "title", "authors", "outlet", "published", "url"}),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else None,
)
def test_the_keys_of_a_part_are_offered_in_it(server, folder, text, keys):
    path = folder / f"part-{text.split(':')[0]}.yaml"
    path.write_text(f"# yaml-language-server: $schema=article.schema.json\n{text}", "utf-8")
    server.open(path)
    lines = path.read_text("utf-8").split("\n")

    assert keys <= set(server.complete(path, len(lines), len(lines[-1]) + 1))


def test_the_values_of_a_choice_are_offered(server, folder):
    path = folder / "choice.yaml"
    path.write_text("# yaml-language-server: $schema=article.schema.json\nkind: \n", "utf-8")
    server.open(path)

    assert set(server.complete(path, 2, 7)) >= set(KINDS)


_SLIPS = {
    "unknown-key": ("deck: ", "dek: "),
    "unknown-key in a part": ("    said: ", "    siad: "),
    "not-a-choice": ("kind: opinion ", "kind: poem "),
    "date-form": ("published: 2026-05-04", "published: 4 May"),
    "date-form without an offset": ("published: 2026-05-04 ", "published: 2026-05-04T07:30:00 "),
    "wrong-type": ("    role: Transport planner", "    role: [planner]"),
    "wrong-type of a list": ("keywords: [river bus, public transport]", "keywords: river bus"),
    "empty-text": ("rubric: Opinion", 'rubric: ""'),
    "empty-list": ("places: [{name: Harbour Town}]", "places: []"),
    "missing-key": ("    speaker: tomas ", "    # speaker: tomas "),
    "missing-key at the top": ("published: ", "# published: "),
    "format-version": ("pressmark: 1 ", "pressmark: 2 "),
    "web-address": ("    url: https://council.example/timetable-2026.pdf", "    url: council.example"),
    "no-value": ("    author: Harbour Town Council", "    author:"),
    "id-form": ("  - id: evening-sailing", "  - id: Evening Sailing"),
}


@pytest.mark.parametrize("slip", _SLIPS)
def test_the_server_finds_what_we_find_at_the_same_line(server, folder, slip):
    old, new = _SLIPS[slip]
    text = (folder / "opinion.yaml").read_text("utf-8")
    assert text.count(old) == 1
    path = folder / f"{slip.replace(' ', '-')}.yaml"
    path.write_text(text.replace(old, new), "utf-8")

    ours = [problem for problem in reader.check_file(path).problems if problem.severity == "error"]
    theirs = server.open(path)

    assert [problem.rule for problem in ours] == [slip.split()[0]]
    if "missing-key" in slip:
        # What is not there has no place: we point to the part's first key, the server to the part's own.
        assert [one.message for one in theirs] == [f'Missing property "{old.split(":")[0].strip()}".']
        assert ours[0].span.line - theirs[0].line in {0, 1}
    else:
        # A key with a typo is, to the server, also one that is missing.
        assert {one.line for one in theirs if "Missing property" not in one.message} == {ours[0].span.line}


def test_all_slips_at_once_are_found_by_both(server, folder):
    text = (folder / "opinion.yaml").read_text("utf-8")
    slips = [
        slip for name, slip in _SLIPS.items() if name in {"unknown-key", "not-a-choice", "empty-text", "web-address"}
    ]
    for old, new in slips:
        text = text.replace(old, new)
    path = folder / "many.yaml"
    path.write_text(text, "utf-8")

    ours = {problem.span.line for problem in reader.check_file(path).problems}
    theirs = {one.line for one in server.open(path)}

    assert len(ours) == len(slips)
    assert theirs == ours


def test_the_schema_command_prints_what_the_editor_reads(folder):
    ran = Command(folder)("schema")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (folder / "article.schema.json").read_text("utf-8")


def test_the_schema_command_prints_the_published_id(folder):
    ran = Command(folder)("schema", "--ids")

    assert (ran.code, ran.out) == (0, f"{_SCHEMA['$id']}\n")
    assert _SCHEMA["$id"].startswith("https://w3id.org/pressmark/")

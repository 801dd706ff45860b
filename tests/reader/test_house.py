"""A house that many articles share: what they take, what wins, what is built again, and what is told of mistakes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from PIL import Image
from tests.running import ran

from pressmark import reader
from pressmark.cli import main

HOUSE = """\
house: 1
language: en-GB
outlet:
  name: Rivers Alive
  type: organization
  url: https://riversalive.example/
  logo: {file: logo.png, alt: A wave}
rights: {holder: Rivers Alive, license: "https://creativecommons.org/licenses/by/4.0/"}
contact: {name: Press office, email: press@riversalive.example}
notes: |
  Rivers Alive is a charity.
imprint:
  publisher: {name: Rivers Alive, address: "1 Quay Street, Harbour Town"}
contributors:
  nadia: {name: Nadia Okafor, role: District nurse}
  jim: {name: Jim Teller}
  board: {name: Harbour Board, type: organization}
"""
ARTICLE = """\
pressmark: 1
kind: %s
headline: The dam
published: 2026-05-04
authors: [%s]
quotes:
  stay: {text: We will stay, speaker: %s}
demands:
  - {id: open, text: The board should open the dam., by: %s, of: [board]}
sections:
  - heading: What we ask
    body: |
      {quote:stay}

      {demands}
"""


def _house(folder: Path, text: str = HOUSE) -> Path:
    made = io.BytesIO()
    Image.new("RGB", (12, 8), "navy").save(made, "PNG")
    folder.joinpath("logo.png").write_bytes(made.getvalue())
    path = folder / "house.yaml"
    path.write_text(text, "utf-8")
    return path


def _article(folder: Path, name: str = "dam", who: str = "nadia", kind: str = "statement", more: str = "") -> Path:
    folder.joinpath("articles").mkdir(exist_ok=True)
    path = folder / "articles" / f"{name}.yaml"
    path.write_text(ARTICLE % (kind, who, who, who) + more, "utf-8")
    return path


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _house(tmp_path)
    return tmp_path


def test_an_article_takes_what_it_does_not_say(place):
    article = reader.read(_article(place))

    assert (article.outlet.name, article.language) == ("Rivers Alive", "en-GB")
    assert article.outlet.logo is not None
    assert article.outlet.logo.file == "house/logo.png"
    assert article.rights.holder == "Rivers Alive"
    assert [(author.id, author.name) for author in article.authors] == [("nadia", "Nadia Okafor")]
    assert article.quotes[0].speaker is article.authors[0]
    assert [party.name for party in article.parties] == ["Harbour Board"]
    assert article.contact[0].email == "press@riversalive.example"
    assert article.notes
    assert article.imprint is not None
    assert article.imprint.publisher == ("Rivers Alive", "1 Quay Street, Harbour Town")


def test_only_statements_take_contact_and_notes(place):
    article = reader.read(_article(place, kind="opinion"))

    assert article.contact == ()
    assert article.notes == ()


def test_the_article_wins_key_by_key(place):
    article = reader.read(_article(place, more="rights: {holder: Rivers Alive, year: 2025}\nlanguage: en-US\n"))

    assert article.rights.year == 2025
    assert article.rights.license == "https://creativecommons.org/licenses/by/4.0/"
    assert article.language == "en-US"


def test_what_the_house_allows_nobody_else_has_allowed(place):
    mine = _article(place, more="rights: {holder: Nadia Okafor}\n")

    assert reader.read(mine).rights.license is None
    # A house that names no holder speaks for whoever the article names.
    _house(place, HOUSE.replace("holder: Rivers Alive, ", "notice: © Rivers Alive, credit: Rivers Alive, "))
    rights = reader.read(mine).rights
    assert (rights.license, rights.notice, rights.credit) == (
        "https://creativecommons.org/licenses/by/4.0/",
        None,
        None,
    )


def test_a_key_that_is_no_word_is_one_problem(place):
    _house(place, HOUSE + "languages: {de: {contributors: {7: {role: Direktorin}}}}\n")

    assert [one.rule for one in reader.check_house(place / "house.yaml").problems] == ["key-not-text"]


def test_another_outlet_takes_nothing_of_the_house_s(place):
    article = reader.read(_article(place, more="outlet: {name: The Harbour Post}\n"))

    assert article.outlet.logo is None
    assert article.outlet.url is None


def test_who_is_called_otherwise_has_nothing_of_whom_the_house_names(place):
    _house(place, HOUSE.replace("rights: {holder", "rights: {notice: © Rivers Alive, holder"))
    more = "imprint: {publisher: {name: Dam Watch}}\nrights: {holder: Dam Watch}\n"
    article = reader.read(_article(place, more=more))

    assert article.imprint.publisher == ("Dam Watch", None)
    assert article.rights.notice is None


def test_a_list_of_its_own_stands_as_it_is(place):
    path = _article(place)
    path.write_text(path.read_text("utf-8").replace("[nadia]", "[{name: Ada Quill}]"), "utf-8")

    assert [author.name for author in reader.read(path).authors] == ["Ada Quill"]


def test_contacts_of_its_own_stand_as_they_are_though_the_house_has_several(place):
    _house(
        place,
        HOUSE.replace("contact: {", "contact: [{name: Night desk}, {").replace("example}\nnotes", "example}]\nnotes"),
    )

    assert [one.name for one in reader.read(_article(place)).contact] == ["Night desk", "Press office"]
    assert [
        one.name
        for one in reader.read(_article(place, more="contact: [{name: Ada Quill, email: ada@post.example}]\n")).contact
    ] == ["Ada Quill"]


def test_whoever_corrects_may_be_a_contributor(place):
    path = _article(
        place, more="modified: 2026-05-06\ncorrections: [{date: 2026-05-06, text: It was open., by: jim}]\n"
    )

    assert reader.read(path).corrections[0].by.name == "Jim Teller"


def test_the_dark_logo_lies_in_the_house_too(place):
    place.joinpath("dark.png").write_bytes(place.joinpath("logo.png").read_bytes())
    _house(place, HOUSE.replace("alt: A wave", "alt: A wave, dark: {file: dark.png}"))

    assert reader.read(_article(place)).outlet.dark.file == "house/dark.png"


def test_what_yaml_1_2_would_take_for_a_number_is_quoted_in_the_flat_article(place):
    path = _article(place)
    path.write_text(path.read_text("utf-8").replace("headline: The dam", 'headline: "1e3"'), "utf-8")

    status, flat = ran("resolve", path)
    assert status == 0, flat
    assert 'headline: "1e3"' in flat.replace('"headline"', "headline")


def test_nothing_is_looked_for_outside_of_where_the_command_was_given(place, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    path = _article(place)

    assert {problem.rule for problem in reader.check_file(path).problems if problem.severity == "error"} >= {
        "missing-key"
    }
    place.joinpath(".git").mkdir()
    assert reader.check_file(path).article is not None


def test_resolve_prints_an_article_that_is_valid_alone_and_the_same(place, tmp_path_factory):
    path = _article(place)

    status, flat = ran("resolve", path)
    assert status == 0, flat
    alone = tmp_path_factory.mktemp("alone")
    alone.joinpath("house").mkdir()
    alone.joinpath("house/logo.png").write_bytes(place.joinpath("logo.png").read_bytes())
    alone.joinpath("dam.yaml").write_text(flat, "utf-8")
    one, other = reader.read(path), reader.read(alone / "dam.yaml")
    assert yaml.safe_load(flat)["authors"][0]["name"] == "Nadia Okafor"
    assert (one.sections, one.outlet, one.parties, one.rights, one.notes) == (
        other.sections, other.outlet, other.parties, other.rights, other.notes,
    )  # fmt: skip


def _built(output: str) -> set[str]:
    return {
        line.split("/")[-1].split()[0] for line in output.splitlines() if ".html" in line and "up to date" not in line
    }


def test_a_changed_contributor_builds_his_articles_again_and_a_changed_outlet_all(place):
    for name, who in (("one", "nadia"), ("two", "jim"), ("three", "nadia")):
        _article(place, name, who)
    build = ("build", "articles", "-o", "out", "--to", "html", "-j", "1")
    assert len(_built(ran(*build)[1])) == 3
    before = {path.name: path.stat().st_mtime_ns for path in place.joinpath("out").glob("*.html")}

    def rewritten() -> set[str]:
        assert ran(*build)[0] == 0
        now = {path.name: path.stat().st_mtime_ns for path in place.joinpath("out").glob("*.html")}
        changed = {name for name in now if now[name] != before[name]}
        before.update(now)
        return changed

    assert rewritten() == set()
    _house(place, HOUSE.replace("District nurse", "Retired nurse"))
    assert rewritten() == {"one.html", "three.html"}
    assert rewritten() == set()
    _house(place, HOUSE.replace("https://riversalive.example/", "https://rivers.example/"))
    assert rewritten() == {"one.html", "two.html", "three.html"}


def test_a_copy_and_a_package_open_and_build_again_without_the_house_s_folder(place, tmp_path_factory, monkeypatch):
    path = _article(place)
    assert ran("build", path, "-o", "out", "--to", "pdf,html")[0] == 0
    assert ran("pack", path, "-o", "packed")[0] == 0
    copy, package = place / "out/dam.pdf", next(place.joinpath("packed").glob("*.zip"))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)

    for number, source in enumerate((copy, package)):
        status, said = ran("verify", source)
        assert (status, "FAILED" in said) == (0, False), said
        status, said = ran("unpack", source, "-o", f"again{number}")
        assert status == 0, said
        assert ran("build", f"again{number}/dam.yaml", "-o", f"built{number}", "--to", "pdf,html")[0] == 0
        for name in ("dam.pdf", "dam.html"):
            assert (elsewhere / f"built{number}" / name).read_bytes() == (place / "out" / name).read_bytes()
    assert "data/house/flat.yaml" in " ".join(zipfile.ZipFile(package).namelist())


MISTAKES = {
    "no version": ("house: 1\n", "", "missing-key"),
    "another version": ("house: 1", "house: 2", "fixed-value"),
    "a key of an article": ("house: 1", "house: 1\nheadline: The dam", "unknown-key"),
    "a mistyped key": ("contributors:", "contributers:", "unknown-key"),
    "an outlet without a name": ("  name: Rivers Alive\n", "", "missing-key"),
    "an outlet as text": ("outlet:\n", "outlet: Rivers Alive\nrubbish:\n", "unknown-key"),
    "an address that is none": ("https://riversalive.example/", "riversalive.example", "web-address"),
    "a licence that is no address": ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0", "web-address"),
    "a contributor without a name": ("{name: Jim Teller}", "{role: Nurse}", "missing-key"),
    "a contributor as text": ("{name: Jim Teller}", "Jim Teller", "wrong-type"),
    "an id with capitals": ("  jim:", "  Jim:", "id-form"),
    "an e-mail that is none": ("press@riversalive.example", "press at riversalive", "email"),
    "a language that is none": ("language: en-GB", "language: English", "language-tag"),
    "an imprint with another key": ("imprint:\n  publisher", "imprint:\n  editor", "unknown-key"),
    "an imprint without a name": ("{name: Rivers Alive, address", "{address", "missing-key"),
    "a logo without words": (", alt: A wave", "", "missing-key"),
    "a key twice": ("language: en-GB", "language: en-GB\nlanguage: de", "yaml-duplicate"),
    "a tab": ("  name: Rivers", "\tname: Rivers", "yaml-tab"),
    "a quote left open": ("name: Nadia Okafor", 'name: "Nadia Okafor', "yaml-quote"),
    "no keys": (HOUSE, "- Rivers Alive\n", "not-an-article"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_house_is_told_at_its_place_and_stops_its_articles(place, mistake):
    before, after, _ = MISTAKES[mistake]
    assert before in HOUSE
    path = _house(place, HOUSE.replace(before, after, 1))
    article = _article(place)

    reading = reader.check_house(path)
    assert not reading.sound
    for problem in reading.problems:
        assert problem.span is not None
        assert problem.help
    (told,) = reader.check_file(article).problems
    assert told.rule == "house-broken"
    first = reading.problems[0]
    assert f"house.yaml:{first.span.line}:{first.span.column}: {first.message}" in told.message
    assert ran("validate", path)[0] == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("language: en-GB", "language: en-GB\nlook: {light: {accent: red}}", '"#ff0000"'),
        ("language: en-GB", "language: en-GB\nlook: {light: {accent: #0a5a50}}", '"#0a5a50"'),
        ("language: en-GB", "language: en-GB\nlook:\n  light:\n    accent: #0a5a50", "in quotes"),
        ("language: en-GB", "language: en-GB\nlook: {typography: {scale: 3}}", "from 0.8 to 1.5"),
        ("language: en-GB", "language: en-GB\nlook: {typography: {scale: .nan}}", "write a number"),
        ("language: en-GB", "language: en-GB\nheadline: The dam", "no key of a house"),
        ("house: 1", 'house: "1"', "in quotes"),
        (HOUSE, "# to do\n", "pressmark new --house"),
        ("file: logo.png", "file: lgo.png", "did you mean “logo.png”?"),
    ],
)
def test_a_mistake_in_the_house_is_told_with_what_would_be_right(place, before, after, said):
    assert before in HOUSE
    reading = reader.check_house(_house(place, HOUSE.replace(before, after, 1)))

    assert not reading.sound
    assert any(said in f"{problem.message} {problem.help}" for problem in reading.problems)


def test_what_an_article_finds_wrong_in_its_house_is_told_with_its_place_there(place):
    _house(place, HOUSE.replace("is a charity.", "is a [charity](ftp://rivers.example/)."))
    place.joinpath("logo.png").write_bytes(b"no picture")
    problems = {problem.rule: problem.message for problem in reader.check_file(_article(place)).problems}

    assert "house.yaml:10:8" in problems["link-scheme"]
    assert "house.yaml:7:16" in problems["image-broken"]


def test_an_article_whose_house_is_not_found_is_told_so(place):
    article = _article(place)
    place.joinpath("house.yaml").rename(place / "house.yml")
    told = {problem.rule: problem.help for problem in reader.check_file(article).problems}

    assert "--house FILE" in told["unknown-id"]


def test_a_link_to_what_is_no_house_shows_nothing_of_it(place, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("hidden: words\n", "utf-8")
    place.joinpath("house.yaml").unlink()
    place.joinpath("house.yaml").symlink_to(secret)
    status, said = ran("validate", "house.yaml")

    assert status == 1
    assert "hidden" not in said


def test_a_sound_house_is_called_valid(place):
    status, said = ran("validate", "house.yaml")

    assert status == 0
    assert "house.yaml: valid" in said


def test_a_contributor_who_is_not_there_is_told_with_those_who_are(place):
    (problem,) = reader.check_file(_article(place, who="nadja")).problems[:1]

    assert problem.rule == "unknown-id"
    assert "nadia" in problem.help


def test_the_imprint_stands_in_every_output(place):
    path = _article(place)
    assert ran("build", path, "-o", "out", "--to", "pdf,html,text", "--check")[0] == 0

    assert "Published by: Rivers Alive, 1 Quay Street, Harbour Town" in place.joinpath("out/dam.txt").read_text("utf-8")


def test_a_house_of_another_version_is_told_its_own_key(tmp_path):
    house = tmp_path / "house.yaml"
    house.write_text("house: 99\noutlet: {name: The Harbour Post}\n", "utf-8")

    said = CliRunner().invoke(main, ["validate", str(house)]).output
    assert "write “house: 1”, or use another pressmark" in said
    assert "pressmark: 1" not in said

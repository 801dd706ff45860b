"""A house that is named, what it says of builds, and how one starts."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import docx
import lxml.html
import pikepdf
import pytest
import yaml
from docx.oxml.ns import qn
from tests.running import ran

from pressmark import reader
from pressmark.starters import KINDS


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, said = ran("new", "--house")
    assert status == 0, said
    return tmp_path


def _say(house: Path, text: str) -> None:
    house.write_text(house.read_text("utf-8") + text, "utf-8")


def test_a_new_house_is_valid_and_its_editor_finds_its_schemas(place):
    assert ran("validate", "house.yaml") == (0, "house.yaml: valid\n")
    assert place.joinpath("house.schema.json").is_file()
    assert place.joinpath("article.schema.json").is_file()
    assert ran("new", "--house")[0] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_article_of_a_house_leaves_out_what_that_has(place, kind):
    status, said = ran("new", "--kind", kind, "articles/a.yaml")
    assert status == 0, said
    text = place.joinpath("articles/a.yaml").read_text("utf-8")

    assert len(text.partition("sections:")[0].splitlines()) <= 15
    assert not {"outlet", "rights", "language"} & set(yaml.safe_load(text))
    assert ("parties" in yaml.safe_load(text)) is (kind == "summary")
    reading = reader.check_file(place / "articles/a.yaml")
    assert reading.article is not None
    assert reading.article.outlet.name == "Rivers Alive"


def test_the_house_says_what_is_built_where_no_option_does(place):
    ran("new", "--kind", "statement", "a.yaml")
    _say(place / "house.yaml", "build: {formats: [text, pdf], page: letter}\n")
    assert ran("build", "a.yaml", "-o", "out")[0] == 0
    assert ran("build", "a.yaml", "-o", "a4", "--page", "a4", "--to", "pdf")[0] == 0

    assert {path.name for path in place.joinpath("out").glob("a.*")} == {"a.txt", "a.pdf"}
    for folder, width in (("out", 612), ("a4", 595)):
        with pikepdf.open(place / folder / "a.pdf") as pdf:
            assert round(float(pdf.pages[0].mediabox[2])) == width


@pytest.mark.parametrize(
    ("build", "said"),
    [("{page: lettre}", "unknown page size “lettre”"), ("{formats: [pfd]}", "did you mean “pdf”?")],
)
def test_a_default_that_no_build_knows_is_told_with_the_house(place, build, said):
    ran("new", "--kind", "statement", "a.yaml")
    _say(place / "house.yaml", f"build: {build}\n")
    status, output = ran("build", "a.yaml", "-o", "out")

    assert status == 1
    assert "house.yaml, under build" in output
    assert said in output

    status, output = ran("validate", "house.yaml")
    assert status == 1
    assert "house.yaml:" in output
    assert said in output


def test_a_house_that_is_named_takes_the_place_of_the_one_above(place):
    ran("new", "--kind", "statement", "a.yaml")
    place.joinpath("other").mkdir()
    other = place / "other/house.yaml"
    other.write_text(place.joinpath("house.yaml").read_text("utf-8").replace("Rivers Alive", "Rivers United"), "utf-8")

    status, said = ran("build", "a.yaml", "-o", "out", "--to", "text", "--house", "other/house.yaml", "-v")
    assert status == 0, said
    assert "house: other/house.yaml" in said
    assert place.joinpath("out/a.txt").read_text("utf-8").startswith("Rivers United\n")
    assert ran("build", "a.yaml", "-o", "out", "--to", "text")[0] == 0
    assert place.joinpath("out/a.txt").read_text("utf-8").startswith("Rivers Alive\n")
    assert "name: Rivers United" in ran("resolve", "a.yaml", "--house", other)[1]
    assert ran("validate", "a.yaml", "--house", other)[0] == 0
    assert ran("evidence", "a.yaml", "--house", other)[0] == 0


def _in_two_languages(place: Path) -> None:
    _say(
        place / "house.yaml",
        "languages:\n  de:\n    notes: Ein Verein.\n    contact: {name: Pressestelle}\n"
        "    contributors: {nadia: {role: Direktorin}}\n",
    )
    ran("new", "--kind", "statement", "a.yaml")
    text = place.joinpath("a.yaml").read_text("utf-8")
    for tag in ("de", "de-AT", "fr"):
        place.joinpath(f"{tag}.yaml").write_text(f"{text}language: {tag}\n", "utf-8")


@pytest.mark.parametrize("tag", ["de", "de-AT"])
def test_a_house_speaks_the_language_of_the_article_where_it_has_words_in_it(place, tag):
    _in_two_languages(place)
    article = reader.read(place / f"{tag}.yaml")

    (contact,) = article.contact
    assert (contact.name, contact.email) == ("Pressestelle", "press@riversalive.example")
    assert [author.role for author in article.authors] == ["Direktorin"]


def test_a_house_has_words_for_a_country_before_those_for_all_who_speak_its_language_however_it_writes_the_tag(place):
    _in_two_languages(place)
    _say(place / "house.yaml", "  DE-at: {contact: {name: Presse Wien}, contributors: {nadia: {role: Direktorin}}}\n")

    assert reader.read(place / "de-AT.yaml").contact[0].name == "Presse Wien"
    assert reader.read(place / "de.yaml").contact[0].name == "Pressestelle"


def test_a_house_keeps_its_own_words_where_it_has_none_in_the_article_s_language(place):
    _in_two_languages(place)
    article = reader.read(place / "fr.yaml")

    assert [author.role for author in article.authors] == ["Director"]


def test_an_article_carries_its_house_in_its_own_language_alone(place):
    _in_two_languages(place)
    article = reader.read(place / "de.yaml")

    assert article.house is not None
    carried = yaml.safe_load(article.house.data)
    assert "languages" not in carried
    assert carried["contributors"]["nadia"]["role"] == "Direktorin"


def test_a_language_says_nothing_of_somebody_whom_the_house_does_not_know(place):
    _say(place / "house.yaml", "languages: {de: {contributors: {nadja: {role: Direktorin}}}}\n")
    status, said = ran("validate", "house.yaml")

    assert status == 1
    assert "“nadja” is none of the house’s contributors" in said
    assert "did you mean “nadia”?" in said


@pytest.mark.parametrize(
    ("tag", "status", "message", "remedy"),
    [
        ("deutsch", 1, "“deutsch” is no language tag", "did you mean “de”?"),
        ("uk-UK", 0, "“UK” in “uk-UK” names no language or country", "did you mean “uk-GB”?"),
    ],
)
def test_a_house_is_told_of_a_language_that_there_is_not(place, tag, status, message, remedy):
    _say(place / "house.yaml", f"languages: {{{tag}: {{notes: Ein Verein.}}}}\n")
    found, said = ran("validate", "house.yaml")

    assert found == status
    assert message in said
    assert remedy in said


@pytest.mark.parametrize("housed", [True, False])
def test_a_look_that_is_asked_for_goes_into_all_outputs_and_they_verify(place, housed):
    ran("new", "--kind", "statement", "a.yaml")
    if not housed:
        flat = ran("resolve", "a.yaml")[1]
        place.joinpath("house.yaml").unlink()
        place.joinpath("a.yaml").write_text(flat, "utf-8")
    assert ran("build", "a.yaml", "-o", "out", "--look", "magazine", "--deps", "deps.mk")[0] == 0
    assert ran("build", "a.yaml", "-o", "usual", "--to", "html")[0] == 0
    assert ran("pack", "a.yaml", "-o", "packed", "--look", "magazine")[0] == 0

    assert place.joinpath("out/a.html").read_bytes() != place.joinpath("usual/a.html").read_bytes()
    assert ("house.yaml" in place.joinpath("deps.mk").read_text("utf-8")) is housed
    assert ran("verify", "out", "--look", "magazine")[0] == 0
    assert ran("verify", "out")[0] == 1
    assert ran("verify", "out/a.pdf")[0] == 0
    (package,) = place.joinpath("packed").glob("*.zip")
    assert ran("verify", package)[0] == 0
    with pikepdf.open(place / "out/a.pdf") as copy:
        carried = yaml.safe_load(copy.attachments["house/house.yaml"].get_file().read_bytes())
    assert carried["look"]["name"] == "magazine"


def test_a_build_in_another_look_is_made_again_and_in_the_same_one_is_not(place):
    ran("new", "--kind", "statement", "a.yaml")
    ran("build", "a.yaml", "-o", "out", "--look", "plain", "--to", "html")

    assert "unchanged" in ran("build", "a.yaml", "-o", "out", "--look", "plain", "--to", "html")[1]
    assert "unchanged" not in ran("build", "a.yaml", "-o", "out", "--to", "html")[1]


def test_a_look_that_there_is_not_is_refused_with_the_nearest(place):
    ran("new", "--kind", "statement", "a.yaml")
    status, said = ran("build", "a.yaml", "--look", "magazin")

    assert status == 2
    assert "there is no look “magazin”; did you mean magazine?" in said


@pytest.mark.parametrize("command", ["validate", "resolve", "build"])
def test_which_house_it_was_is_said_where_somebody_asks(place, command):
    ran("new", "--kind", "statement", "articles/a.yaml")

    assert f"house: {place / 'house.yaml'}" in ran(command, "articles/a.yaml", "-v")[1]
    assert "house: /" not in ran(command, "articles/a.yaml")[1]


def test_a_postal_address_keeps_its_order_among_words_of_another_direction(place):
    house = place.joinpath("house.yaml")
    house.write_text(house.read_text("utf-8").replace("language: en", "language: ar"), "utf-8")
    ran("new", "--kind", "statement", "a.yaml")
    house.write_text(house.read_text("utf-8").replace("name: broadsheet", "name: letterhead"), "utf-8")
    status, said = ran("build", "a.yaml", "-o", "out", "--to", "html,docx", "--check")
    assert status == 0, said

    page = lxml.html.fromstring(place.joinpath("out/a.html").read_bytes())
    assert "1 Quay Street, Harbour Town" in page.xpath("//bdi/text()")
    paragraphs = docx.Document(str(place / "out/a.docx")).paragraphs
    (address,) = [one for one in paragraphs if one.text == "1 Quay Street, Harbour Town"]
    assert address._p.pPr.find(qn("w:bidi")).get(qn("w:val")) == "0"


def test_the_house_says_how_packages_are_made_where_no_option_does(place):
    ran("new", "--kind", "statement", "a.yaml")
    _say(place / "house.yaml", "pack: {as: tar, page: letter, manifests: [md5]}\n")
    assert ran("pack", "a.yaml", "-o", "out")[0] == 0
    assert ran("pack", "a.yaml", "-o", "bag", "--as", "bag", "--page", "a5")[0] == 0

    (packed,) = place.joinpath("out").glob("*.tar")
    assert ran("verify", packed)[0] == 0
    assert "built again, the same byte for byte" in ran("verify", packed)[1]
    with tarfile.open(packed) as tar:
        names = tar.getnames()
        (copy,) = [name for name in names if name.endswith(".pdf")]
        with pikepdf.open(io.BytesIO(tar.extractfile(copy).read())) as pdf:
            assert [float(one) for one in pdf.pages[0].mediabox[2:]] == [612, 792]
    assert any(name.endswith("manifest-md5.txt") for name in names)
    assert len(list(place.joinpath("bag").glob("*.zip"))) == 1


def test_what_a_house_says_of_packages_is_checked_as_on_the_command_line(place):
    ran("new", "--kind", "statement", "a.yaml")
    _say(place / "house.yaml", "pack: {page: foolscap}\n")
    status, said = ran("pack", "a.yaml", "-o", "out")

    assert status == 1
    assert "under pack" in said


def test_a_house_at_the_top_of_a_repository_is_found_from_any_folder_in_it(place, monkeypatch):
    place.joinpath(".git").mkdir()
    place.joinpath("articles/2026").mkdir(parents=True)
    ran("new", "--kind", "statement", "articles/2026/a.yaml")
    monkeypatch.chdir(place / "articles" / "2026")

    assert f"house: {place / 'house.yaml'}" in ran("validate", "a.yaml", "-v")[1]


def test_an_article_of_another_outlet_takes_nothing_that_is_said_of_the_house(place):
    ran("new", "--kind", "statement", "a.yaml")
    _say(place / "a.yaml", "outlet: {name: The Other Club}\n")
    article = reader.read(place / "a.yaml")

    assert article.outlet.name == "The Other Club"
    assert (article.contact, article.imprint, article.rights.license, article.rights.holder) == ((), None, None, None)
    assert article.notes == ()
    assert article.language == "en"
    assert article.authors[0].name == "Nadia Okafor"

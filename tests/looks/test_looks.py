"""The looks of a house: what they change, what they may not, and that every output still says what the source says."""

from __future__ import annotations

import io
import re
from pathlib import Path

import fontpkg_spectral
import pikepdf
import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._f_v_a_r import Axis
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from PIL import Image
from tests.running import ran

from pressmark import looks, reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

HOUSE = """\
house: 1
language: %(language)s
outlet:
  name: Rivers Alive
  type: organization
  url: https://riversalive.example/
  logo: {file: logo.png, alt: A wave, dark: {file: logo-dark.png}}
rights: {holder: Rivers Alive, license: "https://creativecommons.org/licenses/by/4.0/"}
contact: {name: Press office, email: press@riversalive.example}
notes: |
  Rivers Alive is a charity.
imprint:
  publisher: {name: Rivers Alive, address: "1 Quay Street, Harbour Town"}
contributors:
  nadia: {name: Nadia Okafor, role: Director}
  tomas: {name: Tomas Brandt, url: "https://riversalive.example/tomas"}
  board: {name: Harbour Board, type: organization}
look:
  %(look)s
"""
ARTICLE = """\
pressmark: 1
kind: statement
headline: Open the dam
deck: It has been shut for three springs.
published: 2026-05-04
authors: [nadia]
keywords: [rivers]
quotes:
  stay: {text: We will stay, speaker: nadia, said: 2026-05-03}
  nets: {text: my nets are empty, speaker: tomas}
  late: {text: it is late, speaker: board, said: 2026-05-02}
demands:
  - {id: open, text: The board should open the dam., by: nadia, of: [board]}
sections:
  - heading: What we ask
    body: |
      {quote:stay}

      He says {quote:nets}, and they say {quote:late}.

      {demands}
"""
FULL = """\
name: %s
  contact: top
  light: {accent: "#0a5a50", paper: "#fffef8"}
  dark: {accent: "#7fd6c8"}
  print: {accent: "#0a5a50"}
  typography:
    base: Brand
    headings: Fira Sans
    scale: 1.1
    measure: 60
    fonts:
      - {family: Brand, file: fonts/brand.ttf}
      - {family: Brand, file: fonts/brand.ttf, weight: 700}
      - {family: Brand, file: fonts/brand.ttf, style: italic}
  logo: {size: large, name: false}
  end: {people: none, quotations: brief, about: brief}
"""
LOOKS = ("broadsheet", "letterhead", "magazine", "plain")


def _place(folder: Path, look: str, language: str = "en-GB") -> Path:
    folder.joinpath("fonts").mkdir(parents=True)
    font = Path(fontpkg_spectral.__file__).parent / "files" / "Spectral-Regular.ttf"
    folder.joinpath("fonts/brand.ttf").write_bytes(font.read_bytes())
    for name, color in (("logo.png", "navy"), ("logo-dark.png", "white")):
        made = io.BytesIO()
        Image.new("RGB", (240, 160), color).save(made, "PNG")
        folder.joinpath(name).write_bytes(made.getvalue())
    folder.joinpath("house.yaml").write_text(HOUSE % {"look": look, "language": language}, "utf-8")
    folder.joinpath(".git").mkdir()
    folder.joinpath("dam.yaml").write_text(ARTICLE, "utf-8")
    return folder / "dam.yaml"


@pytest.fixture(scope="module", params=LOOKS)
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    article = _place(folder, FULL % request.param)
    folder.joinpath("house.css").write_text(".headline { color: var(--accent) }\n", "utf-8")
    folder.joinpath("house-print.css").write_text("h1 { color: var(--accent) }\n", "utf-8")
    status, said = ran("build", article, "-o", folder / "out", "--to", "pdf,html,text,jsonld", "--check")
    assert status == 0, said
    return folder


def test_every_look_says_what_the_source_says_and_verifies(built):
    status, said = ran("verify", built / "out")

    assert status == 0, said
    assert "FAILED" not in said


def test_a_copy_carries_its_look_and_prints_again_without_the_house(built, tmp_path):
    copy = built / "out/dam.pdf"
    with pikepdf.open(copy) as pdf:
        names = set(pdf.attachments)
    status, said = ran("unpack", copy, "-o", tmp_path / "again")
    assert status == 0, said
    assert names >= {"house/fonts/brand.ttf", "house/house.css", "house/house-print.css", "house/logo-dark.png"}
    assert ran("build", tmp_path / "again/dam.yaml", "-o", tmp_path / "out", "--to", "pdf,html,jsonld")[0] == 0
    for name in ("dam.pdf", "dam.html"):
        assert (tmp_path / "out" / name).read_bytes() == (built / "out" / name).read_bytes()


def test_what_the_house_leaves_out_is_in_no_output(built):
    page, text = ((built / "out" / name).read_text("utf-8") for name in ("dam.html", "dam.txt"))

    for said in (re.sub(r"(?s)<script.*?</script>|<head>.*?</head>", "", page), text):
        assert "People and organisations" not in said
        assert "rivers" not in said.replace("riversalive", "")  # a keyword
        assert said.count("my nets are empty") == 1  # nothing more is known of it than who said it
        assert said.count("it is late") == 2
        assert "1 Quay Street, Harbour Town" in said  # the law asks for it


def test_the_house_s_own_style_comes_last_and_its_font_is_in_the_page(built):
    page = built.joinpath("out/dam.html").read_text("utf-8")
    styles = re.findall(r'<style media="screen">(.*?)</style>', page, re.DOTALL)

    assert styles[-1].strip() == ".headline { color: var(--accent) }"
    assert 'font-family: "Brand"; font-weight: 400; font-style: normal; src: url("data:font/ttf;base64,' in page
    assert "fonts/brand.ttf" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)


def test_the_name_that_a_logo_stands_for_is_read_out(built):
    page = built.joinpath("out/dam.html").read_text("utf-8")

    assert re.search(
        r'<p class="outlet"[^>]*>\s*<a href="https://riversalive.example/"><img [^>]*alt="Rivers Alive"', page
    )


def test_an_accent_is_one_line_for_page_and_paper(tmp_path):
    article = _place(tmp_path, 'light: {accent: "#0a5a50"}')
    plain = reader.read(article)

    assert dict(plain.look.light) == {"accent": "#0a5a50"}
    assert ran("build", article, "-o", tmp_path / "out", "--to", "html", "--check")[0] == 0
    assert ":root { --accent: #0a5a50; }" in tmp_path.joinpath("out/dam.html").read_text("utf-8")


def test_a_style_sheet_that_is_new_or_changed_builds_the_articles_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _place(tmp_path / "house", "name: plain")
    page = tmp_path / "out/dam.html"

    def again() -> str:
        assert ran("build", "house/dam.yaml", "-o", "out", "--to", "html")[0] == 0
        return page.read_text("utf-8")

    before = again()
    for sheet in (".deck { color: red }", ".deck { color: blue }"):
        tmp_path.joinpath("house/house.css").write_text(sheet, "utf-8")
        assert sheet in again()
    tmp_path.joinpath("house/house.css").unlink()
    assert again() == before


def test_what_a_house_s_own_style_hides_is_told(tmp_path):
    article = _place(tmp_path, "name: plain")
    tmp_path.joinpath("house.css").write_text(".people { display: none }", "utf-8")
    status, said = ran("build", article, "-o", tmp_path / "out", "--to", "html", "--check")

    assert status == 1
    assert "Tomas Brandt" in said


def test_letters_from_right_to_left_keep_their_fonts(tmp_path):
    article = _place(tmp_path, FULL % "letterhead", "fa")
    # Of “<” from right to left the shape is that of “>”, which stands in the notice.
    own = ARTICLE.replace("Open the dam", "سد را باز کنید").replace("He says", "او <می‌گوید>")
    article.write_text(own + 'rights: {notice: "© 2026 Rivers Alive & <friends>"}\n', "utf-8")

    assert ran("build", article, "-o", tmp_path / "out", "--to", "pdf,html", "--strict", "--check")[0] == 0


MISTAKES = {
    "a look that isn't there": ("name: brochure", "not-a-choice"),
    "a colour by its name": ("light: {accent: red}", None),
    "a font that isn't there": ("typography: {base: Brand}", "look-font"),
    "a font file that isn't there": ("typography: {fonts: [{family: B, file: fonts/brnd.ttf}]}", "look-font"),
    "a font file that is none": ("typography: {fonts: [{family: B, file: house.ttf}]}", "look-font"),
    "a font outside": ("typography: {fonts: [{family: B, file: ../b.ttf}]}", "look-font"),
    "letters too large": ("typography: {scale: 3}", None),
    "a part that isn't there": ("end: {sources: none}", "unknown-key"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_look_is_told_at_its_place(tmp_path, mistake):
    look, rule = MISTAKES[mistake]
    _place(tmp_path, look)
    tmp_path.joinpath("house.ttf").write_bytes(b"no font")
    reading = reader.check_house(tmp_path / "house.yaml")

    assert not reading.sound
    for problem in reading.problems:
        assert problem.span is not None
        assert problem.span.line > 18
        assert problem.help
    assert rule is None or rule in {problem.rule for problem in reading.problems}


def test_a_damaged_font_and_the_faces_that_a_family_lacks_are_told(tmp_path):
    _place(tmp_path, "typography: {base: Brand, fonts: [{family: Brand, file: fonts/brand.ttf}]}")
    whole = reader.check_house(tmp_path / "house.yaml")
    assert [problem.rule for problem in whole.problems] == ["look-face", "look-face"]
    (article,) = [path for path in tmp_path.glob("*.yaml") if path.name != "house.yaml"]
    said = reader.check_file(article).problems
    assert [problem.rule for problem in said] == ["look-face", "look-face"]
    assert all("house.yaml:" in problem.message for problem in said)

    font = tmp_path.joinpath("fonts/brand.ttf")
    font.write_bytes(font.read_bytes()[:5000])
    damaged = reader.check_house(tmp_path / "house.yaml")
    assert "look-font" in {problem.rule for problem in damaged.problems}
    assert not damaged.sound


def test_what_a_house_is_warned_of_is_told_once_and_fails_a_strict_build(tmp_path):
    article = _place(tmp_path, "light: {accent: '#eeee55'}")
    (tmp_path / "other.yaml").write_bytes(article.read_bytes())

    status, said = ran("build", article, tmp_path / "other.yaml", "--to", "text", "-o", tmp_path / "out")
    assert (status, said.count("look-contrast")) == (0, 1)
    assert ran("validate", tmp_path)[1].count("warning[look-contrast]: accent #eeee55 on paper") == 1
    assert ran("build", article, "--to", "text", "-o", tmp_path / "out", "--strict")[0] == 1


def _variable(file: Path) -> None:
    """Give the font *file* an axis of weight, along which one letter changes."""
    with TTFont(file) as font:
        axis = Axis()
        axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue = "wght", 300, 400, 800
        axis.axisNameID = font["name"].addName("Weight")
        font["fvar"] = newTable("fvar")
        font["fvar"].axes = [axis]
        font["gvar"] = newTable("gvar")
        font["gvar"].variations = {name: [] for name in font.getGlyphOrder()}
        points = len(font["glyf"]["o"].getCoordinates(font["glyf"])[0]) + 4
        font["gvar"].variations["o"] = [TupleVariation({"wght": (0, 1, 1)}, [(80, 0)] * points)]
        font.save(file)


def test_a_variable_font_prints_its_own_bold(tmp_path):
    _place(tmp_path, "typography: {base: Brand, fonts: [{family: Brand, file: fonts/brand.ttf}]}")
    article, house = tmp_path / "dam.yaml", tmp_path / "house.yaml"
    _variable(tmp_path / "fonts" / "brand.ttf")
    (bold, _italic) = reader.check_file(article).problems
    assert "weight: 300 800" in bold.help

    house.write_text(house.read_text("utf-8").replace("brand.ttf}", "brand.ttf, weight: 300 800}"), "utf-8")
    read = reader.check_file(article)
    assert [problem.help for problem in read.problems] == ["add its file under “fonts” with “style: italic”"]
    faces = looks.assets(read.article.look)
    regular, bold = (TTFont(io.BytesIO(faces[f"house/fonts/brand.ttf-{weight}.ttf"])) for weight in (400, 700))
    assert "fvar" not in bold
    assert list(regular["glyf"]["o"].coordinates) != list(bold["glyf"]["o"].coordinates)
    sheet = "\n".join(looks.on_paper(read.article.look, Options(load_theme())))
    assert 'font-weight: 700; font-style: normal; src: url("house/fonts/brand.ttf-700.ttf")' in sheet
    assert "font-weight: 300 800" in writer("html").write(read.article, Options(load_theme())).decode()


@pytest.mark.parametrize(
    ("weight", "said"),
    [("800 300", "lighter first"), ("300 800", "the one that it has"), ("bold", "as “100 900”")],
)
def test_a_weight_that_is_none_is_told_with_what_would_be_right(tmp_path, weight, said):
    _place(
        tmp_path, f"typography: {{base: Brand, fonts: [{{family: Brand, file: fonts/brand.ttf, weight: {weight}}}]}}"
    )
    if weight == "800 300":
        _variable(tmp_path / "fonts" / "brand.ttf")

    assert said in " ".join(problem.help for problem in reader.check_house(tmp_path / "house.yaml").problems)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (b'@import "https://example.org/a.css";', "@import"),
        (b"</style><script>", "</style"),
        (b"@font-face { font-family: B; src: url(b.ttf) }", "@font-face"),
        (b"\xff", "UTF-8"),
        (rb"@\69mport url(https://example.org/a.css);", "@import"),
        (rb"@font-f\61 ce { font-family: B; src: url(b.ttf) }", "@font-face"),
        (b"body { background: url(https://example.org/a.png) }", "https://example.org/a.png"),
        (b'body { background: url("//example.org/a.png") }', "//example.org/a.png"),
        (rb"body { background: u\72l(file:///etc/hostname) }", "file:///etc/hostname"),
        (b'p { background: image("https://example.org/a.png", red) }', "takes image()"),
        (b'@media screen { p::before { content: image-set("https://example.org/a.png" 1x) } }', "image-set"),
        (b"p { background: url(data:image/svg+xml,x) }", "data:image/svg+xml"),
        (b"p { tab-size: 100000000 }", "100000000"),
        (b"p { width: 1e9px }", "1e9"),
        (b"p { width: calc" + b"(" * 100_000, "nests"),
        (b"p:not(" * 31 + b"a" + b")" * 31 + b"{}", "nests"),
    ],
)
def test_a_style_sheet_that_no_page_can_carry_is_refused(tmp_path, sheet, said):
    _place(tmp_path, "name: plain")
    tmp_path.joinpath("house.css").write_bytes(sheet)
    (problem,) = reader.check_house(tmp_path / "house.yaml").problems

    assert problem.rule == "look-style"
    assert said in problem.message
    assert problem.help


@pytest.mark.parametrize(
    ("look", "pair"),
    [
        ('light: {accent: "#f0a000"}', "accent #f0a000 on paper #fdfcf9 (light)"),
        ('dark: {paper: "#808080"}', "ink #e9e6df on paper #808080 (dark)"),
        ('print: {quiet: "#aaaaaa"}', "quiet #aaaaaa on paper #ffffff (print)"),
    ],
)
def test_a_pair_of_colours_that_many_cannot_read_is_named(tmp_path, look, pair):
    _place(tmp_path, look)
    problems = reader.check_house(tmp_path / "house.yaml").problems

    assert {problem.rule for problem in problems} == {"look-contrast"}
    assert any(pair in problem.message for problem in problems)


def test_a_banner_for_a_logo_and_a_name_of_many_words_stay_on_the_sheet(tmp_path):
    article = _place(tmp_path, "name: letterhead\n  logo: {size: large}")
    made = io.BytesIO()
    Image.new("RGB", (2400, 120), "navy").save(made, "PNG")
    tmp_path.joinpath("logo.png").write_bytes(made.getvalue())
    name = "The Intercontinental Federation of River, Lake and Wetland Conservation Associations"
    house = (
        tmp_path.joinpath("house.yaml")
        .read_text("utf-8")
        .replace("name: Rivers Alive\n  type", f"name: {name}\n  type")
    )
    tmp_path.joinpath("house.yaml").write_text(house, "utf-8")
    headline = "headline: Open the dam before the fourth spring, and tell the crews when"
    text = ARTICLE.replace("headline: Open the dam", headline).replace(
        "{demands}", "Words.\n\n" * 40 + "      {demands}"
    )
    article.write_text(text.replace("\nWords.", "\n      Words."), "utf-8")

    status, said = ran("build", article, "-o", tmp_path / "out", "--to", "pdf", "--check")

    assert status == 0, said
    assert "print-overflow" not in said


@pytest.mark.parametrize(
    ("look", "helps"),
    [
        ("color: {primary: teal}", ["did you mean “light”?"]),
        ("light: {primary: '#0a5a50'}", ["did you mean “accent”?"]),
        ("light: {foreground: '#222222', background: '#ffffff'}", ["did you mean “ink”?", "did you mean “paper”?"]),
        ("typography: {headings: {family: Fira Sans, weight: 700}}", ["write it alone: “headings: Fira Sans”"]),
        (
            "typography: {fonts: [{family: Brand, file: fonts/brand.ttf, weight: [400, 700]}]}",
            ["write a whole number or text, one alone"],
        ),
    ],
)
def test_words_of_brand_yml_lead_to_ours(tmp_path, look, helps):
    _place(tmp_path, look)

    assert [problem.help for problem in reader.check_house(tmp_path / "house.yaml").problems] == helps

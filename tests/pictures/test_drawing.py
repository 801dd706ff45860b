"""An SVG logo is written anew from shapes and colours; what acts, loads or needs a font is refused."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from pressmark import pictures, reader
from pressmark.cli import main

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 36 12"'
LOGO = f"""<?xml version="1.0"?><!-- made by hand -->
{HEAD} xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:version="1" onload="alert(1)">
<title>Rivers</title><metadata>who drew it</metadata>
<defs><style>.a{{fill:#0a5a50}}.b{{fill:none;stroke:#fff;stroke-width:2px}}</style>
<linearGradient id="g"><stop offset="0" stop-color="#0a5a50"/><stop offset="1" stop-color="#7fd6c8"/></linearGradient>
</defs>
<circle class="a" cx="6" cy="6" r="5" onclick="x()"/><path class="b" style="fill:none;position:fixed" d="M2 6Q6 1 9 7"/>
<rect x="14" y="4" width="20" height="4" fill="url(#g)"/></svg>"""


def test_shapes_and_colours_are_kept_and_nothing_else():
    made = pictures.rendition(LOGO.encode())
    root = ET.fromstring(made.data)

    assert (made.kind, made.width, made.height, made.transparent) == ("SVG", 36, 12, True)
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert names == ["svg", "defs", "linearGradient", "stop", "stop", "circle", "path", "rect"]
    assert root.find(".//{*}circle").get("fill") == "#0a5a50"
    assert root.find(".//{*}path").get("stroke-width") == "2px"
    for word in (b"alert", b"onclick", b"inkscape", b"who drew", b"position", b"style"):
        assert word not in made.data
    assert pictures.rendition(made.data).data == made.data


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<foreignObject><p/></foreignObject>", "piece of a page"),
        ("<text>Rivers</text>", "turn them into paths"),
        ('<image href="a.png"/>', "picture"),
        ('<a href="https://example.org"><rect/></a>', "link"),
        ('<use xlink:href="https://example.org/a.svg#b"/>', "elsewhere"),
        ('<use href="data:image/svg+xml;base64,AAAA"/>', "elsewhere"),
        ('<rect fill="url(https://example.org/a#b)"/>', "elsewhere"),
        ("<rect style=\"fill:url('//example.org/a')\"/>", "elsewhere"),
        ("<style>@import 'a.css';</style><rect/>", "more than classes"),
        ("<style>rect{fill:red}</style><rect/>", "more than classes"),
        ("<filter id='f'/>", "simple shapes"),
        ("<animate attributeName='href'/>", "simple shapes"),
        ("", "draws nothing"),
        ("<g>" * 40 + "</g>" * 40, "complicated"),
        ("<rect/>" * 6000, "complicated"),
        ("<rect>", "XML"),
        ('<use href="#b" id="a"/><use href="#a" id="b"/><rect/>', "made of itself"),
        ('<linearGradient id="g" href="#g"/><rect fill="url(#g)"/>', "made of itself"),
        ('<use href="a.svg#b"/>', "elsewhere"),
        ('<linearGradient id="g" spreadMethod="repeat"/><rect/>', "repeats the colours"),
        (
            "".join(f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(20))
            + '<rect id="a20"/>',
            "complicated",
        ),
        ("".join(f'<use id="a{n}" href="#a{n + 1}"/>' for n in range(70)) + '<rect id="a70"/>', "complicated"),
    ],
)
def test_what_acts_loads_or_needs_a_font_is_refused(inside, said):
    with pytest.raises(pictures.Unusable, match=said):
        pictures.rendition(f"{HEAD}>{inside}</svg>".encode())


def test_entities_are_not_unfolded():
    bomb = f'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{HEAD}><title>&b;</title><rect/></svg>'

    with pytest.raises(pictures.Unusable, match="entities"):
        pictures.rendition(bomb.encode())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg><rect/></svg>", "is no SVG drawing"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 a b"><rect/></svg>', "viewBox"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200000 9"><rect/></svg>', "200000 pixels wide or high"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="9in" height="9in">' + b" " * 2_000_000,
            "which no logo needs",
        ),
    ],
)
def test_a_drawing_that_is_none_or_too_large_is_refused(data, said):
    with pytest.raises(pictures.Unusable, match=said):
        pictures.rendition(data)


def test_a_drawing_of_no_size_is_refused():
    with pytest.raises(pictures.Unusable, match="viewBox"):
        pictures.rendition(b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>')


def test_a_gradient_has_one_colour_in_the_press_edition():
    flat = pictures.without_gradients(pictures.rendition(LOGO.encode()).data)

    assert ET.fromstring(flat).find(".//{*}rect").get("fill") == "#0a5a50"
    assert b"radient" not in flat


def test_a_drawn_logo_is_on_the_page_and_in_the_copy_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert runner.invoke(main, ["new", "--kind", "statement", "a.yaml"]).exit_code == 0
    path = tmp_path / "a.yaml"
    text = path.read_text("utf-8")
    logo = "  logo: {file: logo.svg, alt: A wave}\n"
    path.write_text(re.sub(r"(?m)^outlet:.*\n", lambda found: found[0] + logo, text), "utf-8")
    tmp_path.joinpath("logo.svg").write_text(LOGO, "utf-8")
    result = runner.invoke(main, ["build", "a.yaml", "--to", "pdf,html", "--check", "--strict"])
    assert result.exit_code == 0, result.output

    assert 'src="data:image/svg+xml;base64,' in tmp_path.joinpath("build/a.html").read_text("utf-8")
    assert runner.invoke(main, ["verify", "build"]).exit_code == 0
    path.write_text(text + "images: {wave: {file: logo.svg, alt: A wave}}\n", "utf-8")
    assert not reader.check_file(path).sound

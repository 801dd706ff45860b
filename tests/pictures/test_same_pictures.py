"""A picture is the same on the page and in every print edition: upright, in its colours, transparent where it was."""

from __future__ import annotations

import io
import json

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw
from tests.pictures.making import pictures

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import html, writer

PICTURES = pictures()
EDITIONS = ["standard", "archive", "large-print", "booklet", "press"]
HEAD = """pressmark: 1
kind: opinion
language: en-GB
headline: Pictures of every sort
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
"""


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    """Return an article that shows all the pictures, in order."""
    folder = tmp_path_factory.mktemp("pictures")
    lines = ["images:"]
    for n, (name, (data, _)) in enumerate(PICTURES.items()):
        (folder / name).write_bytes(data)
        lines.append(f"  i{n}: {{file: {json.dumps(name)}, alt: Four quarters}}")
    body = "\n\n".join(f"      {{image:i{n}}}" for n in range(len(PICTURES)))
    (folder / "a.yaml").write_text(HEAD + "\n".join(lines) + "\nsections:\n  - body: |\n" + body + "\n", "utf-8")
    reading = reader.check_file(folder / "a.yaml")
    assert reading.article is not None, [problem.message for problem in reading.problems]
    return reading.article


def _far(one: Image.Image, other: Image.Image) -> int:
    """Return how far the middles of the quarters are from each other, at most, in steps of 255."""
    assert one.width * other.height == pytest.approx(other.width * one.height, rel=0.1)
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    return max(
        abs(a - b)
        for x, y in places
        for a, b in zip(
            one.getpixel((int(one.width * x), int(one.height * y))),
            other.getpixel((int(other.width * x), int(other.height * y))),
            strict=True,
        )
    )


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _alike(one: Image.Image, other: Image.Image) -> bool:
    return (one.width > one.height) == (other.width > other.height)


@pytest.fixture(scope="module")
def shown(article, browser):
    """Return what a browser shows for each picture."""
    tab = browser.new_page(viewport={"width": 1000, "height": 800})
    tab.set_content(html.render(article, Options(load_theme())), wait_until="load")
    found = [Image.open(io.BytesIO(e.screenshot())).convert("RGB") for e in tab.query_selector_all("figure.image img")]
    tab.close()
    return dict(zip(PICTURES, found, strict=True))


@pytest.mark.conformance
def test_a_browser_shows_every_picture_as_it_should_be_seen(shown):
    # On the page there is the page's ground behind what is transparent; that of the light scheme is nearly white.
    far = {name: _far(shown[name], seen) for name, (_, seen) in PICTURES.items()}
    assert {name: steps for name, steps in far.items() if steps > 12} == {}


@pytest.fixture(scope="module", params=EDITIONS)
def copy(request, article):
    """Return an edition and the pictures in it."""
    data = writer("pdf").write(article, Options(load_theme(), edition=request.param))
    with pypdfium2.PdfDocument(data) as pdf:
        placed = []
        for page in pdf:
            for found in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                placed += [_on_white(found.get_bitmap(render=True).to_pil())]
    return request.param, placed


def test_every_edition_prints_every_picture_as_it_should_be_seen(copy):
    edition, placed = copy
    assert len(placed) == len(PICTURES)
    # Inks are shown by a rule of thumb; which quarter is where can be told all the same.
    near = 110 if edition == "press" else 14
    far = {}
    for (name, (_, seen)), found in zip(PICTURES.items(), placed, strict=True):
        # A booklet's pages are in the order of its sheets.
        candidates = [one for one in placed if _alike(one, seen)] if edition == "booklet" else [found]
        far[name] = min(_far(one, seen) for one in candidates)
    assert {name: steps for name, steps in far.items() if steps > near} == {}


def test_a_picture_of_another_orientation_would_be_told_apart():
    names = [f"photo-{n}.jpg" for n in range(1, 9)]
    assert all(
        _far(PICTURES[a][1], PICTURES[b][1]) > 110
        for a in names
        for b in names
        if a < b and _alike(PICTURES[a][1], PICTURES[b][1])
    )

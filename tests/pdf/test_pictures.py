"""Pages look as they looked when somebody last looked at them: golden pictures, compared with a tolerance."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from tests.pdf.conftest import article, printed

from pressmark.theme import Options, load_theme
from pressmark.writers import png, writer

_GOLDEN = Path(__file__).parent / "pictures"
# At 36 dots to the inch a line of text is six pixels high: type that moves a line shows, a hairline's edge doesn't.
_SCALE = 36 / 72
_COPIES = [
    ("opinion", "standard", {}),
    ("opinion", "standard", {"columns": 2}),
    ("opinion", "large-print", {}),
    ("opinion", "press", {}),
    ("opinion", "booklet", {}),
    ("fa", "standard", {}),
    ("he", "standard", {}),
    ("de", "standard", {"page": "letter"}),
]

pytest.importorskip("pypdfium2", reason="pypdfium2 is an extra")


def _name(name: str, edition: str, more: dict[str, object]) -> str:
    return "-".join([name, edition, *(f"{key}-{value}" for key, value in more.items())]) + ".png"


@pytest.mark.parametrize(("name", "edition", "more"), _COPIES, ids=[_name(*copy) for copy in _COPIES])
def test_the_first_page_looks_as_it_did(name, edition, more, request):
    page = png.pages(printed(name, edition, **more), _SCALE)[0].convert("L")
    golden = _GOLDEN / _name(name, edition, more)
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        page.save(golden, optimize=True)
    expected = Image.open(golden)

    assert page.size == expected.size
    difference = ImageChops.difference(page, expected).point(lambda shade: 255 if shade > 96 else 0)
    changed = sum(difference.histogram()[128:]) / (page.width * page.height)
    if changed > 0.002:
        page.save(golden.with_suffix(".actual"), "PNG")
    assert changed <= 0.002, f"{changed:.1%} of the page differs; see {golden.with_suffix('.actual').name}"


def test_a_moved_line_is_seen():
    page = png.pages(printed("de"), _SCALE)[0].convert("L")
    moved = ImageChops.offset(page, 0, 3)

    difference = ImageChops.difference(page, moved).point(lambda shade: 255 if shade > 96 else 0)

    assert sum(difference.histogram()[128:]) / (page.width * page.height) > 0.01


def test_the_preview_shows_every_page():
    made = Image.open(io.BytesIO(writer("png").write(article("de"), Options(load_theme()))))
    shown = png.pages(printed("de"))

    assert made.format == "PNG"
    assert made.width > shown[0].width * min(3, len(shown))

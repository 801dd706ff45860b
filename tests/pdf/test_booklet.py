"""A booklet folds into the right order, and large print is what its guidance asks."""

from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest
from tests.pdf.conftest import printed

from pressmark.pdf.editions import order


def _folded(sides: list[tuple[int, int]]) -> list[int]:
    """Return the pages in reading order of sheets that are stacked, folded and stapled; spine on the left."""
    sheets = [(sides[n], sides[n + 1]) for n in range(0, len(sides), 2)]
    first = [number for front, back in sheets for number in (front[1], back[0])]
    second = [number for front, back in reversed(sheets) for number in (back[1], front[0])]
    return first + second


@pytest.mark.parametrize("pages", range(1, 18))
def test_it_folds_into_the_right_order(pages):
    sides = order(pages)
    total = -(-pages // 4) * 4

    assert _folded(sides) == list(range(1, total + 1))
    assert len(sides) == total // 2


def test_read_from_the_right_its_spine_is_there():
    assert order(4, rtl=True) == [(1, 4), (3, 2)]


@pytest.mark.parametrize(("name", "place"), [("opinion", 1), ("he", 0)])
def test_the_first_page_is_on_the_outside(name, place):
    data = printed(name, "booklet")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sheet = pdf.pages[0]
        assert [float(edge) for edge in sheet.mediabox] == pytest.approx([0, 0, 841.89, 595.28], abs=0.1)
        assert len(pdf.pages) % 2 == 0
        drawn = [str(i.operands[0]) for i in pikepdf.parse_content_stream(sheet) if str(i.operator) == "Do"]
        assert drawn[min(place, len(drawn) - 1)] == "/P1"


@pytest.mark.parametrize(("name", "left"), [("opinion", 420.945), ("he", 0.0)])
def test_the_first_page_lies_on_the_side_of_the_spine_where_reading_begins(name, left):
    with pikepdf.open(io.BytesIO(printed(name, "booklet"))) as pdf:
        instructions = list(pikepdf.parse_content_stream(pdf.pages[0]))
        at = next(n for n, one in enumerate(instructions) if [str(o) for o in one.operands] == ["/P1"])
        moved = [one for one in instructions[:at] if str(one.operator) == "cm"][-1]
        assert float(moved.operands[4]) == pytest.approx(left, abs=0.01)


def test_no_page_is_lost():
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed("opinion", "booklet"))).pages)

    assert "Bring back the evening river bus" in text
    assert "SHA-256" in text


def test_large_print_has_no_type_below_18_points_and_no_hyphen():
    sizes = set()
    with pikepdf.open(io.BytesIO(printed("opinion", "large-print"))) as pdf:
        for page in pdf.pages:
            scale, size, stretch = 1.0, 0.0, 1.0
            for instruction in pikepdf.parse_content_stream(page):
                name = str(instruction.operator)
                if name == "cm" and float(instruction.operands[0]) not in (0.0, 1.0):
                    scale = float(instruction.operands[0])
                elif name == "Tf":
                    size = float(instruction.operands[1])
                elif name == "Tm":
                    stretch = abs(float(instruction.operands[0]))
                elif name == "TJ":
                    sizes.add(round(size * stretch * scale, 1))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed("opinion", "large-print"))).pages)

    assert sizes
    assert min(sizes) >= 17.9
    assert "‐\n" not in text


def test_large_print_is_set_in_a_sans_serif_without_italics():
    with pikepdf.open(io.BytesIO(printed("opinion", "large-print"))) as pdf:
        names = {str(o.FontName) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o}

    assert names
    assert all("Fira-Sans" in name and "Italic" not in name for name in names)

"""What a typesetter would not let pass: widows, orphans, headings at a page's foot, quotes torn from who spoke."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest
from tests.pdf.conftest import article, written

from pressmark.pdf import layout, weasy
from pressmark.theme import Options, load_theme

_SHEETS = [
    ("opinion", "a4", 1, "standard"),
    ("opinion", "a5", 1, "standard"),
    ("opinion", "a4", 2, "standard"),
    ("statement", "a5", 1, "standard"),
    ("de", "105x148", 1, "standard"),
    ("he", "a5", 1, "standard"),
    ("fa", "a4", 2, "standard"),
    ("opinion", "a4", 1, "large-print"),
    ("ar", "a4", 1, "large-print"),
]

_LONG_WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"


def _pages(name, page, columns, edition):
    copy = layout.lay_out(article(name), Options(load_theme(), page=page, columns=columns, edition=edition))
    return [list(weasy.boxes(page)) for page in copy.pages]


def _lines(box) -> int:
    return sum(type(child).__name__ == "LineBox" for child in getattr(box, "children", ()))


@pytest.fixture(scope="module", params=_SHEETS, ids=lambda sheet: "-".join(map(str, sheet)))
def pages(request):
    return _pages(*request.param)


def test_no_paragraph_leaves_one_line_behind(pages):
    fragments = Counter(box.element for boxes in pages for box in boxes if box.element_tag == "p" and _lines(box))
    torn = {element for element, count in fragments.items() if count > 1}
    single = [
        box for boxes in pages for box in boxes if box.element in torn and box.element_tag == "p" and _lines(box) == 1
    ]

    assert single == []


def test_no_heading_ends_a_page(pages):
    for boxes in pages[:-1]:
        content = [
            box
            for box in boxes
            if _lines(box) and box.element is not None and "footnote" not in box.element.get("class", "")
        ]
        # Margin boxes, which come last, have no line of the article's.
        last = [box for box in content if box.element_tag in ("p", "li", "dd", "div", "h1", "h2", "h3", "figcaption")][
            -1
        ]

        assert last.element_tag not in ("h1", "h2", "h3")


def test_no_quote_is_torn_from_its_attribution(pages):
    homes = Counter(
        box.element
        for boxes in pages
        for box in boxes
        if box.element_tag == "figure" and box.element is not None and "quote" in box.element.get("class", "")
    )

    assert set(homes.values()) <= {1}


def test_no_note_number_begins_a_line(pages):
    starts = [
        "".join(box.text for box in weasy.boxes(line) if getattr(box, "text", ""))
        for boxes in pages
        for line in boxes
        if type(line).__name__ == "LineBox"
    ]

    assert starts
    assert not any(start.lstrip("\u2060").startswith("[") for start in starts)


def _classes(box) -> list[str]:
    return ((box.element.get("class") if box.element is not None else None) or "").split()


def _columns(boxes) -> list:
    """Return the columns of a page's text, which WeasyPrint makes boxes of the same element inside its own."""
    return [
        column
        for body in boxes
        if "body" in _classes(body)
        for column in getattr(body, "children", ())
        if column.element is body.element
    ]


_WHOLE = ("figure", "li", "blockquote")
_LEADING = 20.0


def _undisturbed(column) -> list[float]:
    """Return where lines of headings and paragraphs stand below the column's top, up to what has another height."""
    found = []
    for box in weasy.boxes(column):
        if box.element_tag in ("figure", "ol", "ul", "blockquote"):
            break
        if type(box).__name__ == "LineBox" and box.element_tag in ("h2", "p"):
            found.append(box.position_y - column.position_y)
    return found


@pytest.fixture(scope="module", params=[("opinion", "a4"), ("de", "a4"), ("opinion", "tabloid")], ids="-".join)
def facing(request):
    """Return, page by page, the columns that stand side by side."""
    return [_columns(boxes) for boxes in _pages(*request.param, 2, "standard")]


def test_lines_of_facing_columns_stand_on_one_grid(facing):
    pairs = [columns for columns in facing if len(columns) == 2]

    assert pairs
    for columns in pairs:
        assert len({column.position_y for column in columns}) == 1
        steps = [place / _LEADING for column in columns for place in _undisturbed(column)]
        assert steps
        assert steps == pytest.approx([round(step) for step in steps], abs=0.01)


def test_the_columns_of_the_last_page_end_as_level_as_whole_blocks_allow(facing):
    last = [columns for columns in facing if columns][-1]
    assert len(last) == 2
    ends = [
        max(box.position_y + box.height for box in weasy.boxes(column) if type(box).__name__ == "LineBox")
        for column in last
    ]
    whole = [
        box.margin_height()
        for column in last
        for box in weasy.boxes(column)
        if box.element_tag in _WHOLE and box.height
    ]

    # Two lines are what orphans and widows keep together.
    assert abs(ends[0] - ends[1]) <= max(whole, default=0) + 2 * _LEADING


def test_a_right_to_left_sheet_is_mirrored():
    boxes = next(iter(_pages("fa", "a4", 2, "standard")))
    first, second = _columns(boxes)
    heading = next(box for box in boxes if box.element_tag == "h1" and _lines(box))
    words = [box for box in weasy.boxes(heading) if getattr(box, "text", "").strip()]

    assert first.position_x > second.position_x
    assert max(box.position_x + box.width for box in words) == pytest.approx(heading.position_x + heading.width, abs=1)


@pytest.mark.parametrize(
    ("page", "columns", "characters"), [("a4", 1, 75), ("letter", 1, 75), ("a5", 1, 67), ("a4", 2, 48)]
)
def test_a_line_has_as_many_characters_as_are_read_with_ease(page, columns, characters):
    lines = [
        (paragraph, "".join(box.text for box in weasy.boxes(line) if getattr(box, "text", "")))
        for boxes in _pages("opinion", page, columns, "standard")
        for paragraph in boxes
        if paragraph.element_tag == "p" and paragraph.style["text_align_all"] == "justify"
        for line in getattr(paragraph, "children", ())[:-1]
        if type(line).__name__ == "LineBox"
    ]

    assert len(lines) >= 5
    assert statistics.mean(len(text) for _, text in lines) == pytest.approx(characters, abs=4)
    assert {paragraph.style["line_height"].value / paragraph.style["font_size"] for paragraph, _ in lines} == {20 / 14}


def test_large_print_is_large_ragged_and_whole():
    boxes = [box for page in _pages("opinion", "a4", 1, "large-print") for box in page]
    texts = [box for box in boxes if getattr(box, "text", "").strip()]
    paragraphs = [box for box in boxes if box.element_tag == "p" and _lines(box) > 1]

    assert min(box.style["font_size"] for box in texts) >= 24  # 18 pt in CSS pixels
    assert not any(box.text.endswith("\u2010") for box in texts)
    assert paragraphs
    assert {box.style["text_align_all"] for box in paragraphs} == {"start"}
    assert _columns(boxes) == []


@pytest.mark.parametrize(
    ("name", "page", "order"), [("opinion", "a5", ["left", "right"]), ("he", "105x148", ["right", "left"])]
)
def test_the_outlet_stands_in_the_head_where_lines_begin(name, page, order):
    boxes = _pages(name, page, 1, "standard")[1]
    heads = {
        "".join(part.text for part in weasy.boxes(box) if getattr(part, "text", "")): box.at_keyword
        for box in boxes
        if getattr(box, "at_keyword", "").startswith("@top-")
    }

    assert heads == {
        article(name).outlet.name: f"@top-{order[0]}",
        article(name).headline: f"@top-{order[1]}",
    }


@pytest.mark.parametrize("form", [{"page": "105x148mm"}, {"edition": "large-print"}, {"page": "a5"}], ids=str)
def test_a_running_head_of_many_lines_is_cut(form):
    article = written(
        f'sections: [{{body: "{"The boat leaves the quay at six. " * 60}"}}]\n',
        headline="A headline that goes on " + "and on " * 30 + _LONG_WORD,
    )
    copy = layout.lay_out(article, Options(load_theme(), **form))
    heads = [box for box in weasy.boxes(copy.pages[1]) if getattr(box, "at_keyword", "").startswith("@top-")]

    assert heads
    for head in heads:
        lines = [line for box in weasy.boxes(head) for line in getattr(box, "children", ()) if weasy.is_line(line)]
        assert len(lines) <= 2
        assert all(line.position_y + line.height <= copy.pages[1].content_box_y() for line in lines)
        assert all(line.position_y >= 0 for line in lines)

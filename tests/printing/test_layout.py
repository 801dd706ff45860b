"""What a typesetter would not let pass: widows, orphans, headings at a page's foot, quotes torn from who spoke."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.printing.conftest import article

from pressmark.printing import engine
from pressmark.theme import Options, load_theme
from pressmark.writers import pdf

_SHEETS = [
    ("opinion", "a4", 1),
    ("opinion", "a5", 1),
    ("opinion", "a4", 2),
    ("statement", "a5", 1),
    ("de", "105x148", 1),
]


def _pages(name, page, columns):
    _, document = pdf.lay_out(article(name), Options(load_theme(), page=page, columns=columns))
    return [list(engine.boxes(page._page_box)) for page in document.pages]


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
        "".join(box.text for box in engine.boxes(line) if getattr(box, "text", ""))
        for boxes in pages
        for line in boxes
        if type(line).__name__ == "LineBox"
    ]

    assert starts
    assert not any(start.lstrip("\u2060").startswith("[") for start in starts)

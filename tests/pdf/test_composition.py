"""Pages are filled: nothing that fits leaves one half empty, nothing stands alone on one."""

from __future__ import annotations

import pytest
from PIL import Image
from tests.pdf.conftest import written

from pressmark.pdf import layout, weasy
from pressmark.theme import Options, load_theme

_SENTENCE = "The last river bus leaves the quay at six, and after that nobody crosses the water without a car. "
_PARAGRAPH = _SENTENCE * 4
_PICTURE = 'images: {quay: {file: quay.png, alt: "The quay", caption: "After the last boat", credit: Ana Ferreira}}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (1800, 1200), "#4477aa").save(folder / "quay.png")
    Image.new("RGB", (1000, 2000), "#4477aa").save(folder / "tall.png")
    return folder


def _copy(rest: str, folder, **options) -> layout.PrintCopy:
    return layout.lay_out(written(rest, folder), Options(load_theme(), **options))


def _body(*blocks: str) -> str:
    return "  - body: |\n      " + "\n\n      ".join(blocks) + "\n"


def _content(page) -> list[str]:
    """Return the lines of the article on *page*, without heads and numbers."""
    return [
        "".join(box.text for box in weasy.boxes(line) if getattr(box, "text", ""))
        for line, _ in weasy.content(page)
        if weasy.is_line(line)
    ]


def _pictures(copy: layout.PrintCopy) -> list[tuple[int, float, float]]:
    """Return the page, the height and the foot of each picture, in CSS pixels."""
    return [
        (number, box.height, box.position_y + box.height)
        for number, page in enumerate(copy.pages, start=1)
        for box in weasy.boxes(page)
        if hasattr(box, "replacement")
    ]


@pytest.mark.parametrize("page", ["a4", "letter"])
@pytest.mark.parametrize("place", [1, 3, 4, 5, 8, 10])
def test_an_op_ed_of_900_words_with_a_picture_takes_at_most_three_pages(folder, page, place):
    blocks = [_PARAGRAPH] * 12
    assert 880 < sum(len(block.split()) for block in blocks) < 960
    blocks.insert(place, "{image:quay}")

    copy = _copy(f"{_PICTURE}sections:\n{_body(*blocks)}", folder, page=page)

    assert len(copy.pages) <= 3
    assert _pictures(copy)[0][1] >= 150


@pytest.mark.parametrize("page", ["a4", "letter"])
def test_a_statement_of_60_words_with_a_picture_takes_a_page_and_a_half(folder, page):
    rest = (
        f"{_PICTURE}parties: {{pilots: {{type: organization, name: Pilots of the Harbour}}}}\n"
        "quotes:\n  cost: {text: It would cost less than the paint, speaker: mira}\n"
        "  idle: {text: The boats stand idle every evening, speaker: pilots}\n"
        "demands:\n  - {id: one, text: Run the evening boat., by: mira}\n"
        "  - {id: two, text: Publish the figures., by: mira}\n"
        f"sections:\n{_body(_SENTENCE * 2, '{quote:cost}', '{image:quay}', _SENTENCE, '{quote:idle}', '{demands}')}"
    )

    copy = _copy(rest, folder, page=page)

    assert len(copy.pages) == 2
    last = [line for line, _ in weasy.content(copy.pages[1]) if weasy.is_line(line)]
    used = max(line.position_y + line.height for line in last) - copy.pages[1].content_box_y()
    assert used < 0.6 * copy.pages[1].height


@pytest.mark.parametrize("page", ["a4", "a5", "letter", "210x148mm", "120x160mm"])
def test_no_picture_is_taller_than_its_page(folder, page):
    rest = f"images: {{quay: {{file: tall.png, alt: The quay}}}}\nsections:\n{_body(_SENTENCE, '{image:quay}')}"

    copy = _copy(rest, folder, page=page)

    for number, _, foot in _pictures(copy):
        area = copy.pages[number - 1]
        assert foot <= area.content_box_y() + area.height + 1


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (240, {"edition": "large-print"}),
        (640, {}),
        (900, {"page": "letter"}),
        (240, {"page": "a5"}),
        (500, {"columns": 2}),
    ],
    ids=str,
)
def test_a_long_quote_begins_under_its_heading_and_may_be_broken(words, form, folder):
    text = " ".join((_SENTENCE * 60).split()[:words])
    rest = (
        f"quotes: {{a: {{text: '{text}', speaker: mira}}}}\n"
        "sections:\n  - heading: What he told us\n    body: '{quote:a}'\n"
    )

    copy = _copy(rest, folder, **form)

    assert any("The last river bus" in line for line in _content(copy.pages[0]))
    assert all(len(_content(page)) > 3 for page in copy.pages[:-1])


def test_a_short_quote_is_whole(folder):
    quote = "quotes: {a: {text: 'It would cost less than the paint on the bridge.', speaker: mira}}\n"
    for lines in range(30, 46):
        body = _body("A line of words.", *["Another."] * lines, "{quote:a}", _PARAGRAPH)
        copy = _copy(f"{quote}sections:\n{body}", folder)
        pages = {
            number for number, page in enumerate(copy.pages) for box in weasy.boxes(page) if box.element_tag == "figure"
        }

        assert len(pages) == 1


@pytest.mark.parametrize("form", [{}, {"page": "letter"}, {"edition": "large-print"}], ids=str)
def test_no_page_holds_only_a_rule_and_the_colophon(folder, form):
    alone = []
    for lines in range(24, 52):
        copy = _copy(f"sections:\n{_body('A first paragraph of words.', *['Another one.'] * lines)}", folder, **form)
        last = _content(copy.pages[-1])
        if not any("Another" in line for line in last):
            alone.append((lines, last))

    assert alone == []


def test_a_headline_that_fills_a_small_page_is_set_smaller_and_may_be_broken(folder):
    headline = "A headline that nobody at the desk had the heart to cut in the night before the boat left " * 2
    article = written("sections: [{body: The boat leaves.}]\n", folder, headline=headline.strip())
    copy = layout.lay_out(article, Options(load_theme(), page="105x148mm"))

    assert any("A headline" in line for line in _content(copy.pages[0]))


def test_a_picture_that_is_on_no_page_is_known_as_lost(folder):
    copy = _copy(f"{_PICTURE}sections:\n{_body('{image:quay}')}", folder, columns=2)
    assert layout._lost(copy.page, copy.document) == []

    figure = next(copy.page.etree_element.iter("figure"))
    figure.append(figure.makeelement("img", {"alt": "The boat"}))

    assert layout._lost(copy.page, copy.document) == ["The boat"]

"""Notes stand at the foot of the page that refers to them, all of them, whatever the article."""

from __future__ import annotations

import pytest
from PIL import Image
from tests.pdf.conftest import written
from tests.pdf.noted import FORMS, noted, places

from pressmark.pdf import layout, weasy
from pressmark.pdf.weasy.mending import NoteArea
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

# Of the articles that `noted` makes, those that lost notes before WeasyPrint was mended, and some others.
_LOST = [(7, FORMS[0]), (8, FORMS[1]), (3, FORMS[2]), (1, FORMS[4]), (5, FORMS[3]), (10, FORMS[5])]


def _misplaced(seed: int, form: dict) -> dict[str, str]:
    """Return the notes of the article of *seed* that are lost, or on another page than their reference."""
    references, notes = places(layout.lay_out(noted(seed), Options(load_theme(), **form)))
    assert len(references) >= 25
    return {name: f"{page} -> {notes.get(name)}" for name, page in references.items() if notes.get(name) != page}


@pytest.mark.parametrize(("seed", "form"), _LOST, ids=str)
def test_notes_stand_where_they_are_referred_to(seed, form):
    assert _misplaced(seed, form) == {}


@pytest.mark.parametrize("columns", [2, 3])
def test_notes_around_pictures_across_columns_stand_where_they_are_referred_to(columns, tmp_path):
    Image.new("RGB", (1200, 900), "#888").save(tmp_path / "quay.png")
    words = "The boat leaves the quay at six and the pilot ties it up for the night while the town is at work. "
    names = [f"n{number}" for number in range(24)]
    blocks = [f"{words * 3}Nobody asked.[^{name}] {words * 2}" for name in names]
    for place in (5, 12, 19):
        blocks.insert(place, f"{{image:p{place}}}")
    body = "\n\n      ".join(blocks)
    images = "".join(f"  p{n}: {{file: quay.png, alt: The quay, size: full}}\n" for n in (5, 12, 19))
    sources = "".join(f"  {name}: {{title: '{words * 2}'}}\n" for name in names)
    article = written(f"images:\n{images}sources:\n{sources}sections:\n  - body: |\n      {body}\n", tmp_path)
    copy = layout.lay_out(article, Options(load_theme(), columns=columns))
    references, notes = places(copy)

    assert len(references) == 24
    assert notes == references
    for page in copy.pages:
        top = min((box.position_y for box in weasy.notes(page)), default=page.content_box_y() + page.height)
        inside = set(weasy.notes(page))
        lines = [box for box, _ in weasy.content(page) if weasy.is_line(box) and box not in inside]
        assert all(line.position_y + line.height <= top + 1 for line in lines)


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_note_of_three_hundred_articles_is_lost_or_late(form):
    assert {seed: wrong for seed in range(300) if (wrong := _misplaced(seed, form))} == {}


def test_an_article_with_many_notes_prints_with_a_link_to_each():
    # WeasyPrint says of a link without a target that it has no anchor, and the copy is refused.
    assert writer("pdf").write(noted(7), Options(load_theme(), page="a5")).startswith(b"%PDF")


def test_the_paragraph_moves_whose_second_line_has_no_room_above_the_notes():
    line = "The boat leaves the quay at six and the pilot ties it up for the night while the town is at work. "
    late = {}
    for filled in range(38, 46):
        body = f"{line * (filled // 2)}It is late.[^a]\\n\\nNobody asked him.[^b] {line * 4}"
        article = written(
            "sources: {a: {title: A timetable of the council}, b: {title: Minutes of the council}}\n"
            f'sections: [{{body: "{body}"}}]\n'
        )
        references, notes = places(layout.lay_out(article, Options(load_theme(), page="a5")))
        late |= {(filled, name): page for name, page in references.items() if notes.get(name) != page}

    assert late == {}


def test_notes_that_a_theme_leaves_no_place_stand_at_the_end(tmp_path):
    (tmp_path / "page.css").write_text(f"{load_theme().text('page.css')}\n.footnote {{ display: none; float: none }}")

    copy = layout.lay_out(noted(7), Options(load_theme(tmp_path)))

    assert copy.notes_moved
    assert copy.options.notes == "foot"
    assert any("sources" in (box.element.get("class") or "") for box in _sections(copy))


def _sections(copy: layout.PrintCopy):
    return [box for page in copy.pages for box in weasy.boxes(page) if box.element_tag == "section"]


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [
        # What the notes take at each height that is tried: here as much at any.
        (lambda height: 40.0, 40.0),
        # Two heights that call for each other's notes.
        (lambda height: 100.0 if height < 60 else 30.0, 60.0),
        (lambda height: 0.0, 0.0),
    ],
)
def test_the_height_for_notes_under_columns_is_the_least_that_holds_its_own(answers, chosen):
    find, height = NoteArea(), 0.0
    tried = []
    while (following := find(height, answers(height))) is not None:
        height = following
        tried.append(height)

    assert answers(height) <= height
    assert height - chosen < 20
    assert len(tried) <= 10

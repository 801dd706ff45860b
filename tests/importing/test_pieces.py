"""The evaluation set: what is found in it, and that nothing of it is lost."""

from __future__ import annotations

import pytest
from bench.import_eval import FIELDS, answer, by_pressmark, expected, pieces, scores
from tests.importing.readback import article, body_words, letters

from pressmark.importing import import_article
from pressmark.importing.read.plain import read

_DESIGN = pieces()
_HELD_OUT = pieces(held_out=True)
_ALL = [*_DESIGN, *_HELD_OUT]
_TEXTS = [path for path in _ALL if path.suffix == ".txt"]
_HEAD = ("/headline", "/deck", "/rubric", "/published", "/modified", "/outlet/name", "/authors/0/name", "/embargo")
# What is read off a line that stays in the body.
_STAYS = {
    "the date in the dateline",
    "a date at the end of the text",
    "the signature at the end",
    "the name that stands alone at the end",
    "the lines about the author",
}
# Words have a speaker only where the text ties them to somebody: what is found must be right, not all there is.
_CAREFUL = {"quotes", "speakers", "demands"}


def test_the_set_is_large_enough_and_a_third_is_held_out():
    assert len(_ALL) >= 30
    assert len(_HELD_OUT) * 3 >= len(_ALL)
    assert len({answer(path)["language"].split("-")[0] for path in _ALL}) >= 4
    assert {path.suffix for path in _ALL} == {".txt", ".html", ".docx"}


def test_the_pieces_of_the_design_are_read_right():
    found = scores(_DESIGN, by_pressmark)

    misses = [miss for field, score in found.items() if field not in _CAREFUL for miss in score.misses]
    assert misses == []
    assert set(found) == set(FIELDS) == set(expected(_DESIGN[0]))


def test_no_quote_and_no_demand_of_any_piece_is_given_to_somebody_else():
    found = scores(_ALL, by_pressmark)

    wrong = [miss for field in _CAREFUL for miss in found[field].misses if ": + " in miss]
    assert wrong == []
    assert found["speakers"].recall > 0.6


@pytest.mark.parametrize("path", _ALL, ids=lambda path: path.stem)
def test_each_piece_becomes_an_article_that_lacks_only_what_the_report_calls_missing(path):
    article(import_article(path.read_bytes(), name=path.name))


@pytest.mark.parametrize("path", _TEXTS, ids=lambda path: path.stem)
def test_the_body_of_a_text_is_the_input_but_for_what_the_report_names(path):
    found = import_article(path.read_bytes(), name=path.name)
    made = article(found)
    head = [entry.guess for entry in found.report.guesses if entry.pointer in _HEAD]
    used = {guess.place for guess in head if guess.why not in _STAYS}
    used |= {one.place for one in found.report.left_out if one.why == "the label of the contact"}
    blocks = [piece for piece in read(path.read_text("utf-8")).pieces if piece.place not in used]
    words = letters("\n".join(text for piece in blocks for text in _words(piece)))
    beside = [
        *(one.text for one in found.report.left_out if one.place not in used),
        *([f"{made.dateline}"] if made.dateline else []),
        *(correction.text for correction in made.corrections),
        *([", ".join(made.keywords)] if made.keywords else []),
    ]
    for part in beside:
        if letters(part) in words:  # rules and underlines are left out before there are blocks
            words = words.replace(letters(part), "", 1)

    assert letters(body_words(made)) == words


def _words(piece):
    """Return the words of a block that belong into a body: not the line that names a passage's speaker."""
    return [piece.text, *_items(piece)] if piece.kind != "quote" else _items(piece)


def _items(piece):
    return [item.text for item in piece.items]

"""A tagged copy reads as the plain text does: the same words in the same order."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from tests.pdf.conftest import ALL, article, printed

from pressmark import reader
from pressmark.pdf import reading
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_MARKS = re.compile(r"^(?:\s|>|- |#+ |— |\d+\. )+", re.MULTILINE)


def _spoken(name: str) -> list[str]:
    """Return the words of the tagged copy, notes at the end, without what only print adds."""
    logo = article(name).outlet.logo
    blocks = [block for block in reading.read(printed(name, notes="end")) if block.role != "Note"]
    if logo:
        blocks.remove(reading.TaggedWords("Figure", logo.alt))
    # Labels that are signs or numbers are what the text has as marks of its lines; the last block is the colophon.
    blocks = [block for block in blocks[:-1] if block.role != "Lbl" or any(c.isalpha() for c in block.text)]
    return _words(" ".join(block.text for block in blocks))


def _written(name: str) -> list[str]:
    text = writer("text").write(article(name), Options(load_theme())).decode()
    text = re.sub(r"^\[[^\]:]*: (.*)\]$", r"\1", text, flags=re.MULTILINE)
    # The address behind a link is a note of the copy's, which are left out.
    text = re.sub(r" \(https?://[^\s)]+\)", "", text)
    return _words(_MARKS.sub("", text))


def _words(text: str) -> list[str]:
    """Return the words of *text*, with their marks, without numbers of notes and signs of direction."""
    text = re.sub(r"\[[\d۰-۹٠-٩]+\]", " ", text)
    # The plain text writes a colon after a label that stands on a line of its own in print.
    return [word.removesuffix(":") for word in re.sub(r"[\u2066-\u2069\u200e\u200f\u2060]", "", text).split()]


@pytest.mark.parametrize("name", ALL)
def test_the_tags_read_as_the_text_does(name):
    spoken, written = _spoken(name), _written(name)
    if name in ("ja", "zh"):
        # Without spaces between words, those between lines and blocks tell nothing: each character is a word.
        spoken, written = list("".join(spoken)), list("".join(written))

    assert len(written) > 20
    assert spoken == written


def test_a_paragraph_across_pages_is_one():
    paged = reading.read(printed("opinion", page="a5"))
    flat = reading.read(printed("opinion", page="tabloid"))

    assert [b for b in paged if b.role == "P"] == [b for b in flat if b.role == "P"]


def test_notes_are_tagged_as_notes_with_an_id():
    with pikepdf.open(io.BytesIO(printed("opinion"))) as pdf:
        notes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"]
        names = pdf.Root.StructTreeRoot.IDTree.Names

        assert {str(note.ID) for note in notes} == {str(name) for name in list(names)[::2]}
        assert {reference.id for reference in article("opinion").references} <= {str(note.ID) for note in notes}


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_a_right_to_left_run_has_its_words_in_the_order_they_are_read(language):
    headline = next(block.text for block in reading.read(printed(language)) if block.role == "H1")

    assert headline == article(language).headline


def test_hyphens_of_the_layout_are_not_read():
    words = " ".join(block.text for block in reading.read(printed("de", page="a5", columns=2)))

    assert "Verkehrsgesellschaftsvertreter" in words


def test_running_heads_and_page_numbers_are_not_read():
    blocks = reading.read(printed("opinion"))

    assert sum(block.text == article("opinion").headline for block in blocks) == 1
    assert not any(re.fullmatch(r"\d+ / \d+", block.text) for block in blocks)


def test_a_space_between_two_elements_is_read(tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text(
        "pressmark: 1\nkind: opinion\nlanguage: en-GB\nheadline: The boat\npublished: 2026-05-04\n"
        "authors: [{name: Mira Sandoval}]\noutlet: {name: The Harbour Post}\n"
        "sections:\n  - body: |\n      It leaves *so* **soon** [here](https://council.example/counts).\n"
    )
    copy = writer("pdf").write(reader.read(source), Options(load_theme()))
    blocks = [(block.role, block.text) for block in reading.read(copy)]

    assert ("P", "It leaves so soon here.") in blocks
    assert ("Note", "(council.example/counts)") in blocks

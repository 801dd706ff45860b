"""A number that begins a line is the source's: a list's that counts on by one, or a word that stays where it stands."""

from __future__ import annotations

import json

import pytest

from pressmark.model import BlockQuote, ItemList, Paragraph, Text
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


def _paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Text(text),)) for text in texts)


_WORDS = {
    "18. September is no entry": ("18. September is no entry",),
    "1. Mai ist frei.": ("1. Mai ist frei.",),
    "1. FC Hafen": ("1. FC Hafen",),
    "2) a second": ("2) a second",),
    "17. 05. 2027": ("17. 05. 2027",),
    "24. 12. nachts": ("24. 12. nachts",),
    "1. 2. 3. Klasse": ("1. 2. 3. Klasse",),
    "3. Oktober: Fest.\n\nDanach.\n\n9. November: Fahrt.": ("3. Oktober: Fest.", "Danach.", "9. November: Fahrt."),
    "18. 9. Fest\n\n2. 10. Lauf": ("18. 9. Fest", "2. 10. Lauf"),
    "Er kommt am\n1. Mai zurück": ("Er kommt am 1. Mai zurück",),
    "Er kommt am\n18. Mai zurück": ("Er kommt am 18. Mai zurück",),
    "18.\nSeptember": ("18. September",),
    "007. Auftrag": ("007. Auftrag",),
    "1234567890. Gast": ("1234567890. Gast",),
    "syyskuun\n\n5. päivä": ("syyskuun", "5. päivä"),
    "28. října 1918": ("28. října 1918",),
    "15. március": ("15. március",),
    r"18\. September": ("18. September",),
}


@pytest.mark.parametrize("body", _WORDS)
def test_a_date_or_ordinal_stays_words(blocks, body):
    assert blocks(body) == _paragraphs(*_WORDS[body])


def test_a_date_in_an_entry_or_a_block_quote_stays_words(blocks):
    (bullets,) = blocks("- 30. Oktober\n- 31. Oktober")
    (quote,) = blocks("> 18. September\n> und danach")
    (numbered,) = blocks("1. 3. Oktober: Fest\n2. 9. November: Fahrt")

    assert bullets.items == (_paragraphs("30. Oktober"), _paragraphs("31. Oktober"))
    assert quote == BlockQuote(_paragraphs("18. September und danach"))
    assert numbered.items == (_paragraphs("3. Oktober: Fest"), _paragraphs("9. November: Fahrt"))


_LISTS = {
    "1. a\n2. b": [1],
    "9. a\n10. b\n11. c": [9],
    "0. a\n1. b": [0],
    "7) a\n8) b": [7],
    "1. a\n2. b\n\nThen.\n\n3. c\n4. d": [1, 3],
    "1. Mai\n\n2. Mai": [1],
    "3. a\n\n   more": [3],
}


@pytest.mark.parametrize("body", _LISTS)
def test_a_list_that_counts_on_by_one_keeps_its_first_number(blocks, body):
    assert [block.start for block in blocks(body) if isinstance(block, ItemList)] == _LISTS[body]


_REFUSED = {
    "18. September\n2. Oktober\n16. Oktober": ("2.", r"2\. Oktober"),
    "1. a\n1. b\n1. c": ("1.", r"1\. a"),
    "1. a\n2. b\n4. c": ("4.", "write “3.”"),
    "2. a\n1. b": ("1.", r"1\. b"),
    "01. a\n02. b": ("01.", "write “1.”"),
    "1. a\n2) b": ("2)", "the same sign"),
    "- a\n3. b": ("3.", r"3\. b"),
}


@pytest.mark.parametrize("body", _REFUSED)
def test_a_list_that_would_be_renumbered_is_an_error_that_says_how_to_write_it(check, body):
    reading = check(sections=[{"heading": "A", "body": body}])
    (problem,) = [problem for problem in reading.problems if problem.severity == "error"]
    sign, help_ = _REFUSED[body]

    assert problem.rule == "list-count"
    assert sign in problem.message
    assert help_ in problem.help


@pytest.mark.parametrize("body", ["18. September", "- 30. Oktober", "1. Mai", "17. 05. 2027", "1. a\n\nb\n\n2. c"])
def test_words_that_look_like_an_entry_get_a_warning_that_says_how_to_write_them(check, body):
    reading = check(sections=[{"heading": "A", "body": body}])
    found = [problem for problem in reading.problems if problem.rule == "list-number"]

    assert found
    assert all("\\." in problem.help for problem in found)


@pytest.mark.parametrize(
    ("body", "indent"),
    [
        ("9. a\n\n   b\n\n10. c\n\n   d\n\n11. e", "indent it by 4"),
        ("- a\n\n b", "indent it by 2"),
        ("10. a\n11. b\n   - c", "indent it by 4"),
    ],
)
def test_what_falls_out_of_its_entry_gets_a_warning(check, body, indent):
    reading = check(sections=[{"heading": "A", "body": body}])
    (problem,) = [problem for problem in reading.problems if problem.rule == "list-paragraph"]

    assert indent in problem.help


@pytest.mark.parametrize(
    "body", ["- a\n\n  b\n\nc", "1. a\n   - b\n2. c\n\nd", "> - a\n>\n> b", "- 1. a\n  2. b\n\n  c"]
)
def test_what_stands_as_it_should_gets_none(rules, body):
    assert rules(body) == []


_SHOWN = "9. Mole\n10. Kai\n\nDann.\n\n3. Oktober: Fest.\n\n- 30. Oktober\n- Ende"


@pytest.mark.parametrize("format_", ["text", "jsonld", "html"])
def test_every_output_has_the_numbers(article, format_):
    found = article(language="de", sections=[{"heading": "A", "body": _SHOWN}])
    made = writer(format_).write(found, Options(load_theme())).decode()
    if format_ == "jsonld":
        made = json.loads(made)["articleBody"]

    assert "3. Oktober: Fest." in made
    assert "30. Oktober" in made
    if format_ == "html":
        assert '<ol start="9">' in made
    else:
        assert "9. Mole" in made
        assert "10. Kai" in made

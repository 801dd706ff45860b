"""Whatever the text, an import ends well: no traceback, no paragraph lost, YAML that parses."""

from __future__ import annotations

import time
from collections import Counter

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importing.readback import account, article, body_words, imported, letters

from pressmark import reader
from pressmark.importing import Given, Unreadable, import_article

_CALM = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

# What newsrooms write, and what the body grammar or YAML could take for something else.
_BITS = [
    "The council met on Monday.",
    "“We go,” said Tomas Reyl.",
    '"No',
    "’tis",
    "- item",
    "1. item",
    "# head",
    "> set off",
    "***",
    "---",
    "===",
    "{quote:x}",
    "{demands}",
    "[^1]",
    "[a](b)",
    "[a]: http://x.example",
    "<b>no tag</b>",
    "a & b &amp; c",
    "`code`",
    "~~~",
    "\\",
    "_so_",
    "__so__",
    "*",
    "**",
    "!",
    "![x](y)",
    "| a | b |",
    "key: value",
    "@at",
    "%per",
    "? q",
    "http://x.example/a_b*c",
    "Reyl told the Post: “never”.",
    "He urged the following measures:",
    "• must go",
    "by",
    "By Ada",
    "Correction: An earlier version was wrong.",
    "Font Size:",
    "\t",
    "    deep",
    "#",
    "null",
    "2026-05-04",
    "07:30",
    "é",
    "— Ada Quist",
    "“",
    "”",
    "«",
    "»",
    "„",
    "‘",
    "’",
    '"',
    "'",
    "Signed, Ada Quist",
    "Contact: a@b.example",
    "© 2026 Post",
    "...",
    "--- a",
    "+",
    "10)",
]
_CHARS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)
_TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(_BITS), _CHARS), max_size=14).flatmap(
        lambda bits: st.lists(
            st.sampled_from([" ", "\n", "\n\n", "\n\n\n"]), min_size=len(bits), max_size=len(bits)
        ).map(lambda gaps: "".join(bit + gap for bit, gap in zip(bits, gaps, strict=True)))
    ),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=300),
)


@_CALM
@given(_TEXTS)
def test_any_text_becomes_yaml_that_the_reader_parses(text):
    found = imported(f"x{text}")
    reading = reader.check(found.yaml.encode("utf-8"), name="copy", stem="copy", folder=None)

    assert {problem.pointer for problem in reading.problems if problem.severity == "error"} <= set(found.report.missing)


@_CALM
@given(_TEXTS)
def test_no_letter_of_a_text_is_lost(text):
    text = f"x{text}"
    found = imported(text)
    dropped = dict(found.report.dropped)
    wanted = Counter(char for char in text if char.isalpha())
    dates = {
        entry.guess.place for entry in found.report.guesses if entry.pointer in {"/published", "/modified", "/embargo"}
    }
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if number in dates:
            wanted -= Counter(line)

    assert wanted - account(found) == Counter(), dropped


@_CALM
@given(
    st.lists(
        st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=30, max_size=200), min_size=1, max_size=5
    )
)
def test_paragraphs_stay_whole_and_in_order(paragraphs):
    lines = [" ".join(f"Once {one} and so on until the very end of it all, as they say".split()) for one in paragraphs]
    made = article(imported("A headline that is one\n\nBy Ada Quist\n\n" + "\n\n".join(lines), language="en"))
    said = letters(body_words(made))

    assert said == letters("".join(lines))


@_CALM
@given(
    _TEXTS.map(lambda text: f"<html><body><article><h1>Head</h1><p>{text}</p><div>{text}</div></article></body></html>")
)
def test_any_page_becomes_yaml_that_parses(html):
    found = imported(html)

    assert reader.check(found.yaml.encode("utf-8"), name="copy", stem="copy", folder=None).text
    yaml.safe_load(found.yaml)


@_CALM
@given(st.binary(max_size=400))
def test_any_bytes_give_yaml_or_a_clear_refusal(data):
    try:
        text = import_article(data, name="copy").yaml
    except Unreadable as error:
        text = str(error)

    assert yaml.safe_load(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\ufeff", "\u200b\u00ad"])
def test_an_empty_input_is_refused(text):
    with pytest.raises(Unreadable, match="empty"):
        imported(text)


@pytest.mark.parametrize("text", ["***", "—"])
def test_an_input_without_words_lacks_everything_and_says_so(text):
    found = imported(text)

    assert set(found.report.missing) >= {
        "/headline",
        "/published",
        "/authors/0/name",
        "/outlet/name",
        "/sections/0/body",
    }


@pytest.mark.parametrize("text", [";", "; , ;", "and\n\n;\n\nWords of the piece."])
def test_signs_that_part_names_with_no_name_between_them_are_no_byline(text):
    assert "/authors/0/name" in imported(text).report.missing


def test_the_same_bytes_give_the_same_yaml():
    text = "A headline\n\nBy Ada Quist\n\n“We go,” said Tomas Reyl, a ferry pilot, and so they went home.\n"

    assert imported(text) == imported(text)


def test_long_paragraphs_are_cut_between_words_so_that_the_reader_takes_them():
    words = "word " * 9000
    made = article(imported(f"A headline\n\nBy Ada Quist\n\nIt begins. {words}"))

    assert letters(body_words(made)) == letters(f"It begins. {words}")


def test_many_unclosed_marks_cost_no_time():
    article(imported("A headline\n\nBy Ada Quist\n\nSo it goes on and on. " + "“ " * 7000))


@pytest.mark.parametrize("tag", ["div", "blockquote", "em", "ul"])
def test_words_nested_absurdly_deep_are_found(tag):
    found = imported(f"<html><body><p>So it began.</p>{f'<{tag}>' * 900}a ferry{f'</{tag}>' * 900}</body></html>")

    assert "a ferry" in found.yaml or "a ferry" in [one.text for one in found.report.left_out]


@pytest.mark.parametrize("line", ["a b\n", "A, ", "[a](", "— x ", "A > ", "By A B|", "x: "])
def test_ten_thousand_of_anything_take_seconds_at_most(line):
    start = time.monotonic()
    imported("A headline\n\nBy Ada Quist\n\n" + line * 10_000)

    assert time.monotonic() - start < 20


def test_a_page_nested_too_deep_to_be_read_whole_is_refused():
    page = "<html><body>" + "<div>" * 3000 + "<p>The boat leaves at six.</p>" + "</div>" * 3000

    with pytest.raises(Unreadable, match="nested"):
        import_article(page.encode(), name="page.html", given=Given())

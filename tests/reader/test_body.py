"""A body's grammar: what is markup, what is text, and that not a letter of the text is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressmark.model import (
    BlockQuote,
    DemandList,
    Emphasis,
    Heading,
    InlineQuote,
    ItemList,
    LineBreak,
    Link,
    NoteRef,
    Paragraph,
    QuoteBlock,
    Strong,
    Text,
)


def words(part) -> str:
    """Return the words of blocks or inline content, line breaks as such."""
    match part:
        case tuple():
            return "".join(words(one) for one in part)
        case Text():
            return part.text
        case LineBreak():
            return "\n"
        case InlineQuote():
            return f"«{part.quote.text}»"
        case NoteRef():
            return f"[{part.source.number}]"
        case BlockQuote():
            return words(part.blocks)
        case ItemList():
            return words(part.items)
        case Paragraph() | Heading() | Emphasis() | Strong() | Link():
            return words(part.children)
    return ""


_AS_THEY_STAND = [
    "Raw <b>HTML</b> & <script>alert(1)</script> is text",
    "&amp; &lt; &nbsp; &#38; are five and more signs",
    "He said \"so\" -- and 'that' ... (c) 1/2",
    "2 * 3 * 4 and snake_case_word and a*b",
    "5 > 3, 3 < 5, #7, 1986) a + b - c",
    "{plain} braces {a b} and { x } and {}",
    "[brackets] and [a][b] and (parens) and [ ] and ^",
    "www.a.example mira@riverforum.example",
    "~~no strike~~ ~sub~ ==mark== $x$ :smile: @mira",
    "NBSP\u00a0here\u202f! and \u2060 \u200d \u200f marks",
    "\u3000\u3000首行縮進",
    "a back\\slash and C:\\path and \\n",
    "| a | b",
    "one * alone",
    "**",
]


@pytest.mark.parametrize("text", _AS_THEY_STAND)
def test_what_is_no_markup_stands_as_it_was_written(blocks, text):
    assert blocks(text) == (Paragraph((Text(text),)),)


_INLINE = {
    "*a* b": (Emphasis((Text("a"),)), Text(" b")),
    "_a_ b": (Emphasis((Text("a"),)), Text(" b")),
    "**a** b": (Strong((Text("a"),)), Text(" b")),
    "***a***": (Emphasis((Strong((Text("a"),)),)),),
    r"\*a\* \{quote:x} \[b] \\": (Text(r"*a* {quote:x} [b] " + "\\"),),
    "a\nb": (Text("a b"),),
    "a\\\nb": (Text("a"), LineBreak(), Text("b")),
    "a  \nb": (Text("a"), LineBreak(), Text("b")),
    "最終便は\n六時に\nhours": (Text("最終便は六時に hours"),),
    "마지막\n배": (Text("마지막 배"),),
    "[a *b*](https://a.example/x_(y)?q=1&amp;r=2)": (
        Link("https://a.example/x_(y)?q=1&amp;r=2", (Text("a "), Emphasis((Text("b"),)))),
    ),
    "[a](mailto:mira@riverforum.example)": (Link("mailto:mira@riverforum.example", (Text("a"),)),),
    "[a](<https://a.example/>)": (Link("https://a.example/", (Text("a"),)),),
    r"[a](https://a.example/\_b)": (Link("https://a.example/_b", (Text("a"),)),),
}


@pytest.mark.parametrize("text", _INLINE)
def test_inline_markup_is_read(blocks, text):
    assert blocks(text) == (Paragraph(_INLINE[text]),)


def test_lists_block_quotes_and_sub_headings_are_read(blocks):
    found = blocks("1. a\n2. b\n\n- x\n  - y\n\n  z\n\n> q\n>\n> r\n\n### h *i*\n\n#### j\n")

    numbered, bulleted, passage, heading, lower = found
    assert [words(item) for item in numbered.items] == ["a", "b"]
    assert (numbered.ordered, numbered.start, numbered.tight) == (True, 1, True)
    assert [type(block) for block in bulleted.items[0]] == [Paragraph, ItemList, Paragraph]
    assert (bulleted.ordered, bulleted.tight, bulleted.items[0][1].tight) == (False, False, True)
    assert passage == BlockQuote((Paragraph((Text("q"),)), Paragraph((Text("r"),))))
    assert heading == Heading(3, (Text("h "), Emphasis((Text("i"),))))
    assert lower == Heading(4, (Text("j"),))


def test_a_list_keeps_its_first_number(blocks):
    (found,) = blocks("7. a\n8. b\n")

    assert (found.ordered, found.start, found.tight) == (True, 7, True)


def test_a_list_with_empty_lines_is_not_tight(blocks):
    (found,) = blocks("- a\n\n- b\n")

    assert found.tight is False


def test_quotes_are_blocks_alone_and_words_within_a_paragraph(blocks):
    found = blocks("{quote:late}\n\nShe says {quote:late}.\n\n> {quote:late}\n\n**{quote:late}**")

    assert [type(block) for block in found] == [QuoteBlock, Paragraph, BlockQuote, Paragraph]
    assert found[0].first
    assert not found[1].children[1].first
    assert isinstance(found[2].blocks[0], QuoteBlock)
    assert isinstance(found[3].children[0].children[0], InlineQuote)


def test_a_quote_within_a_sentence_may_come_first(blocks):
    sentence, block = blocks("She says {quote:late}.\n\n{quote:late}")

    assert sentence.children[1].first
    assert not block.first


def test_two_marks_in_one_paragraph_are_within_it(blocks):
    (found,) = blocks("{quote:late}\n{quote:tied-up}")

    assert [type(inline) for inline in found.children] == [InlineQuote, Text, InlineQuote]


def test_references_are_numbered_as_they_first_appear_and_counted(article):
    found = article(
        sections=[
            {"heading": "A", "body": "One.[^log] Two.[^timetable]\n\n{quote:tied-up}"},
            {"heading": "B", "body": "Three.[^log]\n\n{quote:tied-up}"},
        ]
    )
    first, second = found.sections

    assert [(reference.id, reference.number) for reference in found.references] == [("log", 1), ("timetable", 2)]
    notes = [inline for inline in first.blocks[0].children if isinstance(inline, NoteRef)]
    assert [(note.source.id, note.nth) for note in notes] == [("log", 1), ("timetable", 1)]
    assert (first.blocks[1].first, first.blocks[1].nth) == (True, 2)
    assert second.blocks[0].children[1].nth == 3
    assert (second.blocks[1].first, second.blocks[1].nth) == (False, 0)


def test_a_quotes_source_is_numbered_where_the_quote_is_placed(article):
    found = article(sections=[{"heading": "A", "body": "{quote:tied-up}\n\nTwo.[^timetable]"}])

    assert [reference.id for reference in found.references] == ["log", "timetable"]


def test_a_source_is_numbered_where_a_reader_first_sees_its_number(article):
    within = "He said {quote:tied-up}.[^timetable]\n\n{quote:tied-up}"
    found = article(sections=[{"heading": "A", "body": within}])

    assert [reference.id for reference in found.references] == ["timetable", "log"]


def test_demands_are_numbered_in_the_order_of_the_article(blocks):
    all_of_them, *_ = blocks("{demands}")
    second, first = blocks("{demand:counts}\n\n{demand:sailing}")

    assert [demand.id for demand in all_of_them.demands] == ["sailing", "counts"]
    assert all_of_them.start == 1
    assert isinstance(second, DemandList)
    assert ([demand.id for demand in second.demands], second.start) == (["counts"], 2)
    assert ([demand.id for demand in first.demands], first.start) == (["sailing"], 1)


_REFUSED = {
    "`code`": ["body-code"],
    "```\ncode\n```": ["body-code"],
    "~~~\ncode\n~~~": ["body-code"],
    "a\n\n    code": ["body-code"],
    "![a](b.png)": ["body-image"],
    "a | b\n--|--\nc | d": ["body-table"],
    "[a]: https://a.example/": ["body-definition"],
    "[^a]: words": ["body-definition"],
    "a\n===": ["body-heading"],
    "a\n---": ["body-heading"],
    "# a": ["body-heading"],
    "## a": ["body-heading"],
    "***": ["body-rule"],
    "<https://a.example/>": ["body-autolink"],
    "[a](/b)": ["link-scheme"],
    "[a](javascript:b)": ["link-scheme"],
    "[a](JavaScript:b)": ["link-scheme"],
    "[a](data:text/html,b)": ["link-scheme"],
    "[a](&#106;avascript:b)": ["link-scheme", "markup-like-text"],
    "[a]()": ["link-scheme"],
    "[a](https:b)": ["web-address"],
    "[a](https://)": ["web-address"],
    "[a](https://a b.example)": ["link-like-text"],
    '[a](https://a.example/ "t")': ["link-title"],
    "[](https://a.example/)": ["link-empty"],
    "[a[^log]](https://a.example/)": ["note-in-link"],
    "- a\n-\n- b": ["body-empty-block"],
    ">": ["body-empty-block"],
    "###": ["body-empty-block"],
    "#### a": ["heading-skipped"],
    "### a\n\n##### b": ["heading-skipped"],
    "{quote:nobody}": ["unknown-id"],
    "{quote:log}": ["wrong-id"],
    "[^nothing]": ["unknown-id"],
    "[^late]": ["wrong-id"],
    "{word:late}": ["unknown-mark"],
    "{QUOTE:late}": ["unknown-mark"],
    "{demand:late}": ["wrong-id"],
    "{demands:sailing}": ["mark-id"],
    "a {demands}": ["mark-not-alone"],
    "{demands} {quote:late}": ["mark-not-alone"],
    "{demands}\n\n{demand:counts}": ["placed-twice"],
    "{quote}": ["mark-like-text"],
    "{quote late}": ["mark-like-text"],
    "a\tb": ["character"],
    "> " * 30 + "a": ["body-too-deep"],
}


@pytest.mark.parametrize("text", _REFUSED)
def test_what_a_body_may_not_hold_is_refused(rules, text):
    assert rules(text) == _REFUSED[text]


def test_notes_to_editors_have_the_same_grammar(article):
    found = article(notes="### Who we are\n\n- {quote:late}[^log]\n")

    assert [type(block) for block in found.notes] == [Heading, ItemList]


def test_a_section_without_a_heading_has_no_sub_headings(check):
    reading = check(sections=[{"body": "### A\n\nb"}])

    assert "subheading-unheaded" in [problem.rule for problem in reading.problems]


_PRINTED = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp", "Cf"))
_SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SETTINGS
@given(st.text(_PRINTED, min_size=1, max_size=80))
def test_text_with_every_sign_escaped_comes_out_as_it_went_in(blocks, text):
    text = f"x{text}x"
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)

    assert blocks(escaped) == (Paragraph((Text(text),)),)


@_SETTINGS
@given(st.text(st.sampled_from("ab cd*_[]()>-+#.1\\\n{}!&<é日\u00a0"), min_size=1, max_size=60))
def test_no_letter_of_a_body_is_lost(check, text):
    body = f"x\n\n{text}\n\nx"
    reading = check(sections=[{"heading": "H", "body": body}])
    if reading.article is None:
        return
    found = words(reading.article.sections[0].blocks)

    for letter in "abcdé日\u00a0{}&<!()":
        assert found.count(letter) == body.count(letter), letter

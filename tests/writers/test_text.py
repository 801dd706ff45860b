"""The plain text: every word of the article, in order, in a layout that can be read back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile

from pressmark import model as m
from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.writers import text

if TYPE_CHECKING:
    from pressmark.theme import Options

T = m.Text


def written(article: m.Article, options: Options) -> str:
    return text.write(article, options).decode("utf-8")


@pytest.fixture
def body(options):
    """Return a function that writes blocks and returns their text alone."""

    def write(*blocks: m.Block, language: str = "en-GB") -> str:
        article = full(language, sections=(m.Section("s", "Start", blocks),))
        found = written(article, options).split("## Start\n\n", 1)[1]
        return found.split("\n\n## ", 1)[0]

    return write


def test_the_head_comes_in_its_order(options):
    assert written(full(), options).split("\n\n")[:8] == [
        "The Harbour Post",
        "Opinion",
        "Bring back the evening river bus",
        "Half the town still works when the last boat ties up",
        "By Mira Sandoval, Transport planner, River Forum",
        "Published: 4 May 2026, 07:30 (UTC+1)\nUpdated: 5 May 2026, 09:00 (UTC+1)",
        "In brief: A transport planner argues for one evening sailing on the river bus line.",
        "HARBOUR TOWN",
    ]


def test_an_embargo_comes_before_everything(options):
    first = written(full(kind="statement"), options).split("\n\n")[0]
    assert first == "Embargo: not for release before 4 May 2026, 06:00 (UTC+1)"


def test_a_summary_says_whose_work_it_tells(options):
    head = written(full(kind="summary"), options).split("\n\n")[4:9]
    assert head == [
        "Summary of an opinion piece by Lena Marsh, Harbour pilot, in Quayside News, 30 April 2026",
        "Keep the quay lit",
        "https://quayside.example/lit",
        "Quoted: Tomas Reyl, A clerk in the ticket office, Harbour Town Council",
        "Summary by Mira Sandoval, Transport planner, River Forum",
    ]


def test_several_authors_have_their_details_in_brackets(options):
    both = (m.Party("a", "Mira Sandoval", role="Planner"), m.Party("b", "Jo Arden"))
    assert "\n\nBy Mira Sandoval (Planner) and Jo Arden\n\n" in written(full(authors=both), options)


def test_a_paragraph_is_one_line_and_a_hard_break_ends_one(body):
    paragraph = m.Paragraph((T("one\ntwo "), m.Emphasis((T("three"),)), m.LineBreak(), T("four")))
    assert body(paragraph) == "one two three\nfour"


def test_a_note_is_its_number_in_brackets(body):
    source = full().references[0]
    assert body(m.Paragraph((T("Said."), m.NoteRef(source, 1), T(" More.")))) == "Said.[1] More."


def test_a_note_has_the_digits_of_the_language(body):
    source = full().references[0]
    assert body(m.Paragraph((T("گفت."), m.NoteRef(source, 1))), language="fa") == "گفت.[۱]"


def test_a_quote_has_marks_and_attribution(body):
    quote = replace(full().quotes[0], context=None)
    assert body(m.QuoteBlock(quote, first=True, nth=1)).split("\n") == [
        "“We tie up while half the town is still at work”",
        "— Tomas Reyl, Ferry pilot, 29 April 2026 · translated by Mira Sandoval[1]",
        "In the original (Dutch): ‘Wij leggen aan terwijl de halve stad nog werkt’",
    ]


def test_a_disputed_quote_is_attributed(body):
    assert body(m.QuoteBlock(full().quotes[1], first=True)).endswith("— attributed to A clerk in the ticket office")


def test_a_pull_quote_names_only_its_speaker(body):
    assert body(m.QuoteBlock(full().quotes[0], first=False)).endswith("work”\n— Tomas Reyl")


def test_a_pull_quote_that_is_disputed_is_attributed_too(body):
    assert body(m.QuoteBlock(full().quotes[1], first=False)).endswith("— attributed to A clerk in the ticket office")


@pytest.mark.parametrize(
    ("before", "opening"),
    [
        ("She said: ", "“"),
        ("“She told us ", "‘"),
        ("“Yes,” she said, ", "“"),
        ('"She told us ', "‘"),
        ('"Yes," she said, ', "“"),
    ],
)
def test_a_quote_within_a_quotation_has_the_inner_marks(body, before, opening):
    shown = body(m.Paragraph((T(before), m.InlineQuote(full().quotes[0], first=True), T("."))))
    assert shown[len(before)] == opening


@pytest.mark.parametrize(("before", "opening"), [("‘De auto’s, ", "“"), ("De auto’s, ", "‘"), ("‘Ja,’ zei ze, ", "‘")])
def test_an_apostrophe_closes_no_quotation(body, before, opening):
    shown = body(m.Paragraph((T(before), m.InlineQuote(full().quotes[0], first=True))), language="nl")
    assert shown[len(before)] == opening


def test_emphasis_and_a_passage_set_off_are_no_level_of_quotation(body):
    quote = m.InlineQuote(full().quotes[1], first=True)
    shown = body(m.BlockQuote((m.Paragraph((m.Emphasis((quote,)),)),)))
    assert shown == "> “nobody asked us”"


def test_marks_within_a_quotes_words_stay_as_they_are(body):
    quote = replace(full().quotes[0], text="He called it “over” and ‘done’")
    assert body(m.Paragraph((m.InlineQuote(quote, first=True),))) == "“He called it “over” and ‘done’”"


def test_demands_are_numbered_and_say_who_of_whom(body):
    assert body(m.DemandList(full().demands, start=3)).split("\n") == [
        "3. The council should publish a timetable with one evening sailing before the autumn.",
        "   In short: Publish a timetable with one evening sailing",
        "   Demanded by: Mira Sandoval",
        "   Demanded of: Harbour Town Council",
        "   Due: 22 September 2026",
        "   Status: open",
        "",
        "4. The passenger counts should be published.",
        "   Demanded by: Dock Workers’ Union",
        "   Demanded of: Harbour Town Council and Mira Sandoval",
        "   Status: met",
    ]


def test_lists_show_their_markers_and_nest(body):
    inner = m.ItemList(ordered=True, start=9, tight=True, items=((m.Paragraph((T("b"),)),), (m.Paragraph((T("c"),)),)))
    outer = m.ItemList(
        ordered=False, start=1, tight=True, items=((m.Paragraph((T("a"),)), inner), (m.Paragraph((T("d"),)),))
    )
    assert body(outer).split("\n") == ["- a", "", "  9. b", "  10. c", "- d"]


def test_a_figure_shows_what_it_shows(body):
    assert body(m.Figure(full().images[0])).split("\n") == [
        "[Image: The quay]",
        "The east quay",
        "Credit: The Harbour Post",
        "Licence: https://creativecommons.org/licenses/by/4.0/",
    ]


def test_headings_carry_their_level(options):
    shown = written(full(), options)
    assert "\n\n## What now?\n\n" in shown
    assert "\n\n### Small print\n\n" in shown


def test_a_quote_that_stands_only_in_a_sentence_is_attributed_after_the_end(options):
    assert "## Quotations\n\n“nobody asked us”\n— attributed to A clerk in the ticket office" in written(
        full(), options
    )


def test_the_matter_after_the_end_comes_in_its_order(options):
    found = [line[3:] for line in written(full(kind="statement"), options).split("\n") if line.startswith("## ")]
    assert found == [
        "The last boat",
        "What now?",
        "Notes to editors",
        "Contact",
        "Corrections",
        "Quotations",
        "Sources",
        "People and organisations",
        "About this article",
    ]


def test_a_correction_names_who_made_it(options):
    tomas = full().quotes[0].speaker
    shown = written(full(corrections=(m.Correction("2026-05-05", "It leaves at six.", tomas),)), options)
    assert "\n\n5 May 2026: It leaves at six. (Tomas Reyl)\n\n" in shown


def test_a_quote_that_stands_only_in_a_sentence_has_its_source_after_the_end(options):
    sentence = m.Paragraph((m.InlineQuote(full().quotes[0], first=True),))
    shown = written(full(sections=(m.Section("s", "Start", (sentence,)),)), options)
    assert shown.split("## Quotations\n\n")[1].split("\n")[1].endswith("translated by Mira Sandoval[1]")


def test_sources_are_numbered_in_the_digits_of_the_language(options):
    assert "\n\n[١] " in written(full("ar-EG"), options).split("## ")[-3]


def test_whoever_only_has_to_act_or_only_demands_is_among_the_people(options):
    blocks = (m.DemandList(full().demands),)
    shown = written(full(sections=(m.Section("s", "Start", blocks),), corrections=()), options)
    people = shown.split("## People and organisations\n\n")[1].split("\n\n## ")[0]
    assert [line.split(",")[0] for line in people.split("\n\n")] == [
        "Mira Sandoval", "Harbour Town Council", "Dock Workers’ Union",
    ]  # fmt: skip


def test_only_a_statement_ends_with_its_mark(options):
    assert ("\n\nEnds\n\n" in written(full(), options), "\n\nEnds\n\n" in written(full(kind="statement"), options)) == (
        False,
        True,
    )


def test_a_withdrawn_article_is_a_tombstone(options):
    shown = written(withdrawn(), options)
    assert "\n\nWithdrawn: 1 June 2026\nReason: The timetable it relied on was a draft.\n\n" in shown
    assert "## Corrections" in shown


def test_a_statement_that_was_withdrawn_has_no_end_mark(options):
    assert "\n\nEnds\n\n" not in written(replace(withdrawn(), kind="statement"), options)


@pytest.mark.parametrize("string", STRINGS)
def test_no_text_is_altered(options, string):
    shown = written(hostile(full(kind="statement"), string), options)
    assert shown.count(string) >= 40


def test_blocks_are_separated_by_one_blank_line(options):
    shown = written(full(kind="statement"), options)
    assert "\n\n\n" not in shown
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


_MARKERS = re.compile(r"^(?:#+ |— |> |- |\d+\. |\[[\d۰-۹]+\] (?=\S+ ))+")


def test_a_link_says_its_address_once(body):
    def link(href: str, words: str) -> m.Link:
        return m.Link(href, (m.Text(words),))

    lines = body(
        m.Paragraph(
            (
                m.Text("See our "),
                link("https://post.example/media", "media page"),
                m.Text(", "),
                link("https://post.example/x/", "post.example/x"),
                m.Text(" or "),
                link("mailto:desk@post.example", "the desk"),
                m.Text("."),
            )
        )
    )
    assert lines == "See our media page (https://post.example/media), post.example/x or the desk (desk@post.example)."


@pytest.mark.parametrize("kind", ["opinion", "statement", "summary"])
@pytest.mark.parametrize("language", ["en-GB", "fr", "fa", "ja", "ur"])
def test_the_page_says_the_same_words_in_the_same_order(page, options, kind, language):
    article = full(language, kind)
    shown = " ".join("".join(page(article).find("body").itertext()).split())
    unordered = {"".join(wording.marked_original(q.original)) for q in article.quotes if q.original}
    hidden = {f"[{locale_of(language).label('Image')}: The quay]", "https://quayside.example/lit"}  # in attributes
    at = 0
    lines = [line.strip() for line in written(article, options).split("\n") if line.strip() and line not in hidden]
    for line in lines:
        words = " ".join(_MARKERS.sub("", line).split()).replace(" (https://council.example/)", "")  # in attributes
        if any(words.endswith(original) for original in unordered):
            continue  # the text has their label and them on one line
        found = shown.find(words, at)
        assert found >= 0, words
        at = found
    assert len(lines) > 50

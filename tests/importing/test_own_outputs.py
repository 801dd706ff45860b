"""What pressmark wrote comes back by the ordinary import with every word in its place; so do pages of these shapes."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import re
from collections import Counter

import pytest
from tests.conftest import CHECKOUT
from tests.importing.readback import article as read_back
from tests.importing.readback import body_words, imported, values

from pressmark import reader
from pressmark.importing import import_article
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_SOURCE = """
pressmark: 1
kind: report
language: en-GB
headline: Night ferry returns after three years
deck: The council votes seven to two; crews want written hours
published: 2026-05-02
authors: [{name: Ines Valdor, role: Reporter}, {name: "Tom [von] Kirsch", role: "Data editor, Harbour Town"}]
outlet: {name: The Harbour Post, type: news, url: "https://post.example/"}
parties:
  mayor: {name: 'Ada "Spitz" Mayr', role: Mayor of Harbour Town}
  crews: {name: Ferry Crews' Union, type: organization}
quotes:
  night: {text: "We run at night or we do not run.", speaker: mayor, said: 2026-04-30}
  hours: {text: "give us the hours in writing", speaker: crews}
sources:
  minutes: {title: Minutes of 30 April, author: Harbour Council, url: "https://council.example/minutes", published: 2026-04-30}
  tariff: {title: Tariff 2026, url: "https://tariff.example/"}
demands:
  - {id: write, text: Put the hours in writing., by: crews, of: [mayor], due: 2026-06-01}
  - {id: pay, text: Pay for the night., action: Pay, by: [crews, mayor], status: refused}
sections:
  - body: |
      The ferry costs 1,250,000 euros a year[^minutes], of which 12.5 % is fares.
  - heading: What was decided
    body: |
      {quote:night}

      On the quay the union only said: {quote:hours}, and left[^tariff].

      1. One boat at 23:00
      2. Two boats on *Saturdays*
         - one from the quay
         - one from the island
      3. None on Sundays

      {demands}
"""


@pytest.fixture(scope="module")
def source():
    return reader.check(_SOURCE.encode(), name="copy", stem="copy", folder=None).article


@pytest.fixture(scope="module", params=["html", "docx", "markdown"])
def made(request, source):
    one = writer(request.param)
    name = "copy.md" if request.param == "markdown" else f"copy.{request.param}"
    return import_article(one.write(source, Options(load_theme(None))), name=name)


def _words(article):
    return re.findall(r"\w+", body_words(article))


def test_no_word_of_the_body_is_lost_and_none_is_added_and_the_order_is_kept(source, made):
    there, back = _words(source), _words(read_back(made))

    assert Counter(there) - Counter(back) == Counter()
    assert Counter(back) - Counter(there) == Counter()
    assert back == there


def test_quotes_keep_speaker_and_day(source, made):
    def said(article):
        return [(quote.text, quote.speaker.label, quote.said) for quote in article.quotes]

    assert said(read_back(made)) == said(source)


def test_demands_keep_who_demands_what_of_whom_until_when(source, made):
    def asked(article):
        return [
            (one.text, one.action, [who.label for who in one.by], [who.label for who in one.of], one.due, one.status)
            for one in article.demands
        ]

    assert asked(read_back(made)) == asked(source)


def test_authors_keep_their_names_and_roles_and_the_kind_is_the_same(source, made):
    def signed(article):
        return [(author.name, author.role) for author in article.authors], article.kind

    assert signed(read_back(made)) == signed(source)


def test_what_is_no_part_of_the_body_is_listed(made):
    left_out = [one.text for one in made.report.left_out]

    assert "Quotations" in left_out
    assert not [message for _, message in made.report.checks if "set off" in message or "stands like" in message]


@pytest.fixture(scope="module", params=["html", "docx", "markdown"])
def opinion(request):
    there = reader.read(CHECKOUT / "tests/golden/opinion/article.yaml")
    name = "copy.md" if request.param == "markdown" else f"copy.{request.param}"
    return there, import_article(writer(request.param).write(there, Options(load_theme(None))), name=name)


def test_byline_summary_and_dates_of_the_head_are_no_text_of_the_body(opinion):
    there, made = opinion
    body = " ".join(section["body"] for section in values(made)["sections"])

    assert values(made)["summary"] == there.summary
    for words in (there.summary, there.authors[0].role, "Published", "Updated", there.rubric + "\n"):
        assert words not in body


def test_demands_are_those_of_the_source_and_a_quote_placed_twice_is_placed_twice(opinion):
    there, made = opinion
    back = read_back(made)

    assert [(one.text, one.action, one.due, one.status) for one in back.demands] == [
        (one.text, one.action, one.due, one.status) for one in there.demands
    ]
    assert body_words(back).count("We tie up while half the town") == 2


@pytest.mark.parametrize("form", ["docx", "markdown"])
def test_a_correction_in_a_list_keeps_its_words_and_its_day(form):
    there = reader.read(CHECKOUT / "tests/golden/opinion/article.yaml")
    name = "copy.md" if form == "markdown" else "copy.docx"
    made = import_article(writer(form).write(there, Options(load_theme(None))), name=name)

    (found,) = values(made)["corrections"]
    assert found["date"] == "2026-05-05"
    assert found["text"].startswith(there.corrections[0].text)


def _page(body, head=""):
    filler = "".join(f"<p>The ferry number {n} goes to the island at {n} o’clock, as it did in the year before.</p>" for n in (1, 2, 3))  # fmt: skip
    return imported(
        f"<html lang='en'><head>{head}</head><body><article><h1>A headline of a page</h1>{filler}{body}</article></body></html>"
    )


def _bodies(found):
    return "\n".join(section["body"] for section in values(found)["sections"])


@pytest.mark.parametrize(
    "line",
    [
        "The so-called <q>quiet quay</q> is loud, and nobody on it likes that",
        "The so-called <q>“quiet quay”</q> is loud, and nobody on it likes that",
        "The film “<cite>quiet quay</cite>” is loud, and nobody on it likes that",
    ],
)
def test_an_inline_quotation_keeps_the_words_around_it_and_its_marks_once(line):
    words = re.sub(r"<.*?>", "", line).replace("“", "").replace("”", "").replace("quiet quay", "“quiet quay”")

    assert words + "." in _bodies(_page(f"<p>{line}.</p>"))


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote><p>“We go home now.”</p></blockquote><p>— Tomas Reyl, ferry pilot</p>",
        "<div><blockquote>We go home now.</blockquote><cite>Tomas Reyl, ferry pilot</cite></div>",
        "<div><blockquote>We go home now.</blockquote><footer>— Tomas Reyl, ferry pilot</footer></div>",
        "<figure><blockquote><p>We go home now.</p></blockquote><figcaption>Tomas Reyl, ferry pilot</figcaption></figure>",
        "<blockquote><p>We go home now. — <cite>Tomas Reyl, ferry pilot</cite></p></blockquote>",
        "<p><q>“We go home now.”</q><br><span class='attribution'>Tomas Reyl, ferry pilot</span></p>",
    ],
)
def test_who_says_a_passage_that_is_set_off_stands_inside_it_or_beside_it(markup):
    found = _page(markup + "<p>And so the last boat of the day went home without anybody on board.</p>")
    article = values(found)

    assert [quote["text"] for quote in article["quotes"].values()] == ["We go home now."]
    assert list(article["parties"].values()) == [{"name": "Tomas Reyl", "role": "ferry pilot"}]


def test_the_title_of_a_work_within_a_quote_is_no_speaker():
    found = _page("<blockquote><p>In <cite>The Last Boat</cite> nobody goes home.</p></blockquote><p>So it ends.</p>")

    assert "In The Last Boat nobody goes home." in _bodies(found)


def test_a_speaker_whom_json_ld_states_is_believed():
    stated = (
        '<script type="application/ld+json">{"@type": "Quotation", "text": "the quay is ours",'
        ' "creator": {"@type": "Organization", "name": "Quay Tenants 7"}}</script>'
    )
    article = values(_page("<p>One sign read “the quay is ours”, in red and white paint on a door.</p>", stated))

    assert list(article["parties"].values()) == [{"name": "Quay Tenants 7", "type": "organization"}]


def test_facts_in_a_definition_list_stay_with_the_item_that_they_belong_to():
    found = _page(
        "<ol><li><p>Build a longer quay for the night boats.</p><dl><dt>Cost:</dt><dd>two million</dd></dl></li>"
        "<li><p>Paint the old quay in white before May.</p></li></ol><p>That is what the plan for the harbour says.</p>"
    )

    assert re.sub(r"\W+", " ", _bodies(found)).count("longer quay for the night boats Cost two million") == 1


def test_a_heading_of_signs_only_is_listed_as_left_out():
    found = imported(
        "---\ntitle: A headline\n---\n\nThe ferry was late.\n\n## \\=\\=\\= \\-\\-\\-\n\nIt was late again.\n"
    )

    assert "=== ---" in [one.text for one in found.report.left_out]

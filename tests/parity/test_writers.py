"""Every format is held to the source, one that is added tomorrow as well."""

from __future__ import annotations

import json
import re

import pytest
from tests.pdf.conftest import article, written

from pressmark import parity, wording
from pressmark.building.state import Record
from pressmark.model import DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock
from pressmark.parity import COMPARERS, comparable
from pressmark.theme import Options, load_theme
from pressmark.writers import formats, writer
from pressmark.writers.text import write as write_text

PICTURES = {"png"}
"""Formats that say nothing but in pictures; their words are compared in the PDF that they show."""


@pytest.mark.parametrize("name", [name for name in formats() if name not in PICTURES])
def test_a_format_has_a_reader_of_its_own(name):
    found = writer(name)
    assert found.suffix in COMPARERS, (
        f"no reader holds “{name}” to the source: write a function that reads {found.suffix} files back and put it into"
        " COMPARERS in pressmark/parity/__init__.py. Until then only the words are looked for"
        " (pressmark.parity.simple), and what such a file says besides is not seen."
    )


@pytest.mark.parametrize("name", [name for name in formats() if name not in PICTURES])
@pytest.mark.parametrize("piece", ["opinion", "statement", "withdrawn"])
def test_what_a_format_writes_says_what_the_source_says(name, piece):
    found = writer(name)
    data = found.write(article(piece), Options(load_theme()))

    (check,) = parity.check(article(piece), {f"article{found.suffix}": data})

    assert (check.status, check.findings) == ("ok", ())


_ODD = """\
parties: {tomas: {name: Tomas Reyl}}
quotes: {late: {text: The boat is late, speaker: tomas}}
sources: {log: {title: The log}}
sections:
  - heading: A
    body: |
      - A line [ends](https://a.example/)\\
        and goes on.

      ### What [the log](https://a.example/log) says[^log] of −5, -5 and 10³

      > A passage with a note.[^log]

      1. {quote:late}
      2. two

      3\\. Three

      1. {quote:late}
      2. four
"""


@pytest.fixture(scope="module")
def odd():
    return written(_ODD)


@pytest.mark.parametrize("name", [name for name in formats() if name not in PICTURES])
def test_what_stands_in_an_odd_place_is_no_departure(name, odd):
    found = writer(name)

    (check,) = parity.check(odd, {f"a{found.suffix}": found.write(odd, Options(load_theme()))})

    assert (check.status, check.findings) == ("ok", ())


@pytest.mark.parametrize(("old", "new"), [("-5", "5"), ("10³", "103"), ("What", "Wha-t")])
def test_a_sign_that_makes_another_number_or_word_is_told_of_a_pdf(old, new, odd):
    data = writer("pdf").write(odd, Options(load_theme()))

    (check,) = parity.check(written(_ODD.replace(old, new)), {"a.pdf": data})

    assert [one.message for one in check.findings if "sub-heading 1 of section “A” differs" in one.message]


def test_a_quote_that_is_an_entry_is_not_left_out_where_it_is_said_again(odd):
    body = json.loads(writer("jsonld").write(odd, Options(load_theme())))["articleBody"].split("\n\n")
    page = writer("html").write(odd, Options(load_theme())).decode()

    assert body.count("1. “The boat is late”") == 2
    assert 'pull-quote">' in page
    assert 'aria-hidden="true">\n<p class="words">' not in page


@pytest.mark.parametrize("name", formats())
def test_the_state_of_a_build_knows_what_a_format_is_called(name):
    output = ("a/b" + writer(name).suffix, name, writer(name).media_type, "", "", 1, "")

    record = Record.checked("a/b", "a/b.yaml", [("b.yaml", "")], [], [output])

    assert [one.name for one in record.outputs] == [output[0]]


def markdown(piece, *, without: str = "") -> str:
    """Write *piece* in a Markdown that no reader knows, as a new writer might; *without* names what it forgets."""
    lines = [f"*{wording.plain(wording.outlet(piece.outlet))}*", wording.rubric(piece), f"# {piece.headline}"]
    lines += [piece.deck or "", wording.plain(wording.byline(piece))]
    lines += [fact.text for fact in wording.dates(piece)]
    lines += [wording.brief(piece).text if piece.summary else "", f"**{piece.dateline or ''}**"]
    embargo = wording.embargo(piece)
    lines.append(embargo.text if embargo and without != "embargo" else "")
    for section in piece.sections:
        lines += [f"## {section.heading}", *_blocks(section.blocks, piece.language, without)]
    tail = write_text(piece, Options(load_theme())).decode().split("\n## ")
    for part in tail[1:]:
        heading = part.split("\n")[0]
        if heading not in {section.heading for section in piece.sections} and heading != without:
            lines.append(f"## {part}")
    return "\n\n".join(lines)


def _blocks(blocks, language: str, without: str):  # noqa: C901, PLR0912 - one case a kind
    for block in blocks:
        match block:
            case Paragraph(children) if without != "paragraphs":
                text = wording.inline_text(children, language).replace("*", "\\*")
                yield re.sub(r"\[(\d+)\]", r"[^\1]", text)
            case Heading(level, children):
                yield f"{'#' * level} {wording.inline_text(children, language)}"
            case ItemList(items=items) if without != "lists":
                for item in items:
                    yield from (f"1. {line}" for line in _blocks(item, language, without))
            case QuoteBlock(quote):
                yield f"> {''.join(wording.marked(quote, language))}"
                if without != "attributions":
                    yield f"— {wording.plain(wording.attribution(quote, language))}"
                if quote.original and without != "originals":
                    yield wording.original_label(quote.original, language)
                    yield f"> {''.join(wording.marked_original(quote.original))}"
            case DemandList(demands):
                for demand in demands:
                    yield f"1. **{demand.text}**"
                    facts = wording.demand(demand, language)
                    yield from (f"   - {fact.text}" for fact in facts if fact.name != without)
            case Figure(image):
                yield f"![{image.alt}]({image.file})\n\n{image.caption or ''}"
                if without != "credits":
                    yield from (fact.text for fact in wording.credit(image, language))
            case _ if hasattr(block, "blocks"):
                yield from (f"> {line}" for line in _blocks(block.blocks, language, without))


def _missing(text: str) -> list[str]:
    (check,) = parity.check(article("opinion"), {"article.wiki": text.encode()})
    return [finding.message for finding in check.findings]


FORGOTTEN = (
    *("About this article", "Quotations", "Sources", "Corrections", "People and organisations", "paragraphs", "lists"),
    *("Demanded by", "Demanded of", "Status", "Due", "attributions", "originals", "credits"),
)


@pytest.fixture
def added(monkeypatch):
    """Add a format without a reader of its own, as a module in `pressmark.writers` would."""
    monkeypatch.setattr(parity, "_written", lambda: {".wiki": "text/x-wiki"})


@pytest.mark.usefixtures("added")
def test_a_new_format_that_says_all_is_not_accused():
    assert comparable("article.wiki")
    assert _missing(markdown(article("opinion"))) == []


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("what", FORGOTTEN)
def test_a_new_format_that_forgets_something_is_found(what):
    assert _missing(markdown(article("opinion"), without=what))

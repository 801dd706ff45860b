"""Nothing leaves its column: long words are hyphenated or broken, addresses broken without a hyphen."""

from __future__ import annotations

import re

import pytest
from tests.pdf.conftest import printed_of, written

from pressmark.pdf import layout, reading, weasy
from pressmark.theme import Options, load_theme

_LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
_ENDLESS = "Donaudampf" * 14
_ADDRESS = "https://harbour-council.example/councilminutes/transportation/waterborne/evening-services?year=2026"

_FORMS = [{}, {"page": "105x148mm"}, {"columns": 3}, {"edition": "large-print"}, {"edition": "booklet"}]
_EVERYWHERE = f"""deck: {_LONG} gilt
parties: {{k: {{name: {_LONG}}}}}
quotes: {{a: {{text: {_LONG}, speaker: k}}}}
demands: [{{id: one, text: {_LONG} abschaffen, by: k}}]
sources: {{s: {{title: {_ENDLESS}, url: "{_ADDRESS}/{_ENDLESS}"}}}}
sections:
  - heading: {_LONG}
    body: |
      {_LONG} steht hier und {_ENDLESS} auch.[^s] Siehe {_ADDRESS} im Netz.

      - {_ENDLESS}

      {{quote:a}}

      {{demands}}
"""


def _lines(copy: layout.PrintCopy):
    """Yield each line of text outside of the margins, its page and the block it stands in."""
    for page in copy.pages:
        for block in weasy.boxes(page):
            if weasy.is_margin(block):
                continue
            for line in getattr(block, "children", ()):
                texts = [box for box in weasy.boxes(line) if getattr(box, "text", "").strip()]
                if weasy.is_line(line) and texts:
                    yield page, block, texts


def _text(texts) -> str:
    return "".join(box.text for box in texts)


@pytest.mark.parametrize("form", _FORMS, ids=str)
@pytest.mark.parametrize("language", ["de", "fi", "en-GB"])
def test_no_word_leaves_its_column(form, language):
    article = written(_EVERYWHERE, language=language, headline=_LONG)
    copy = layout.lay_out(article, Options(load_theme(), **form))
    out = [
        _text(texts)
        for page, block, texts in _lines(copy)
        if max(box.position_x + box.width for box in texts)
        > min(block.content_box_x() + block.width, page.content_box_x() + page.width) + 1
    ]

    assert out == []


def test_a_headline_is_hyphenated_where_its_language_is():
    copy = layout.lay_out(written(_EVERYWHERE, language="de", headline=_LONG), Options(load_theme()))
    head = [_text(texts) for _, block, texts in _lines(copy) if block.element_tag == "h1"]

    assert len(head) > 1
    assert all(line.endswith("\u2010") for line in head[:-1])


def test_a_headline_of_ordinary_words_is_not_hyphenated():
    headline = "Understanding extraordinary responsibilities concerning transportation infrastructure developments"
    copy = layout.lay_out(written("sections: [{body: Yes.}]\n", headline=headline), Options(load_theme()))
    head = [_text(texts) for _, block, texts in _lines(copy) if block.element_tag == "h1"]

    assert len(head) > 1
    assert not any(line.endswith("\u2010") for line in head)


@pytest.mark.parametrize("form", _FORMS, ids=str)
@pytest.mark.parametrize("filled", range(0, 60, 12))
def test_an_address_in_a_text_has_no_hyphen_but_its_own(form, filled):
    text = f"{'word ' * filled}See {_ADDRESS}, or write to evening.services@harbour-council.example today."
    article = written(f'sections: [{{body: "{text}"}}]\n')
    copy = layout.lay_out(article, Options(load_theme(), **form))
    said = "".join(_text(texts) for _, block, texts in _lines(copy) if block.element_tag == "p")

    assert _ADDRESS in re.sub(r"\s", "", said)
    assert "evening.services@harbour-council.example" in re.sub(r"\s", "", said)


@pytest.mark.parametrize(
    ("language", "justified"),
    [("en-GB", True), ("de", True), ("ru", True), ("tr", False), ("fi", False), ("ja", False), ("vi", False)],
)
def test_text_is_justified_only_where_it_is_hyphenated(language, justified):
    copy = layout.lay_out(written("sections: [{body: The boat leaves.}]\n", language=language), Options(load_theme()))
    found = {block.style["text_align_all"] for _, block, texts in _lines(copy) if "boat leaves" in _text(texts)}

    assert found == {"justify" if justified else "start"}


def test_words_of_another_language_within_are_justified_by_their_own():
    copy = layout.lay_out(written("sections: [{body: The boat leaves.}]\n"), Options(load_theme()))

    assert ".body p:lang(tr)" in layout.ragged(["en-GB", "tr"])
    assert "en-GB" not in layout.ragged(["en-GB", "tr"])
    assert copy.heard == ()


def test_a_link_whose_words_are_its_address_prints_it_once():
    body = (
        "Ask [harbour.example/media](https://harbour.example/media) or [them](https://harbour.example/media/) or "
        "[harbour.example](https://harbour.example/media)."
    )
    copy = printed_of(written(f'sections: [{{body: "{body}"}}]\n'))
    notes = [block.text for block in reading.read(copy) if block.role == "Note"]

    assert notes == []

    alone = printed_of(written('sections: [{body: "Ask [harbour.example](https://harbour.example/media)."}]\n'))
    assert [block.text for block in reading.read(alone) if block.role == "Note"] == ["(harbour.example/media)"]


def test_a_latin_name_keeps_its_full_stop_in_hebrew():
    article = written(
        "parties: {h: {type: organization, name: Harbour & Sons Ltd.}}\n"
        "quotes: {a: {text: אנחנו קושרים בשש, speaker: h}}\n"
        'sections: [{body: "ראו [את הלוח](https://example.org/timetable) באתר.\\n\\n{quote:a}"}]\n',
        language="he",
        headline="המעבורת חוזרת",
    )
    copy = layout.lay_out(article, Options(load_theme()))
    names = [texts for _, _, texts in _lines(copy) if "Ltd" in _text(texts)]

    assert names
    for texts in names:
        (box,) = [box for box in texts if "Ltd" in box.text]
        assert box.style["direction"] == "ltr"


def test_a_printed_address_has_its_space_before_it_in_hebrew():
    article = written(
        'sections: [{body: "ראו [את הלוח](https://example.org/timetable) באתר."}]\n', language="he", headline="המעבורת"
    )
    copy = layout.lay_out(article, Options(load_theme()))
    ((*_, texts),) = [found for found in _lines(copy) if "timetable" in _text(found[2])]
    (address,) = [box for box in texts if "timetable" in box.text]

    assert address.text == "(example.org/timetable)"
    assert address.style["direction"] == "ltr"

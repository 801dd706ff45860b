"""What was meant as markup is understood, or the author is told that it is printed as it stands."""

from __future__ import annotations

import pytest
import yaml

from pressmark import reader
from pressmark.model import Emphasis, Link, Paragraph, Strong, Text

_UNDERSTOOD = {
    "她说**“停船。”**然后离开": (Text("她说"), Strong((Text("“停船。”"),)), Text("然后离开")),
    "**提示：**码头关闭": (Strong((Text("提示："),)), Text("码头关闭")),
    "これは*「岸」*です": (Text("これは"), Emphasis((Text("「岸」"),)), Text("です")),
    "**부두(동쪽)**를 닫는다": (Strong((Text("부두(동쪽)"),)), Text("를 닫는다")),
    "**Stop.**Then it left": (Strong((Text("Stop."),)), Text("Then it left")),
    "*«Halte!»*dit-il": (Emphasis((Text("«Halte!»"),)), Text("dit-il")),
    "Bootsführer*innen und Pilot*innen": (Text("Bootsführer*innen und Pilot*innen"),),
    "**„Schluss.“**Dann Ruhe": (Strong((Text("„Schluss.“"),)), Text("Dann Ruhe")),
    "**a** und “**b**” und „**c**“": (
        Strong((Text("a"),)),
        Text(" und “"),
        Strong((Text("b"),)),
        Text("” und „"),
        Strong((Text("c"),)),
        Text("“"),
    ),
    "(**a**) **b**": (Text("("), Strong((Text("a"),)), Text(") "), Strong((Text("b"),))),
    "Auto**bahn**": (Text("Auto"), Strong((Text("bahn"),))),
}


@pytest.mark.parametrize("body", _UNDERSTOOD)
def test_emphasis_is_read_beside_any_sign_and_a_star_in_a_word_is_none(check, body):
    reading = check(sections=[{"heading": "A", "body": body}])

    assert [problem.rule for problem in reading.problems if problem.rule != "not-placed"] == []
    assert reading.article.sections[0].blocks == (Paragraph(_UNDERSTOOD[body]),)


_ADDRESSES = {
    "See https://quay.example/times.": "https://quay.example/times",
    "(https://quay.example/a_(b))": "https://quay.example/a_(b)",
    "*https://quay.example/*!": "https://quay.example/",
    "**https://quay.example/?a=b&c=d_e**": "https://quay.example/?a=b&c=d_e",
    "见https://quay.example/a表": "https://quay.example/a",
    "https://web.quay.example/2026*/https://quay.example/__init__.py": (
        "https://web.quay.example/2026*/https://quay.example/__init__.py"
    ),
    "HTTP://quay.example[^log]": "HTTP://quay.example",
}


@pytest.mark.parametrize("body", _ADDRESSES)
def test_a_bare_address_is_a_link_of_its_own_words(blocks, body):
    def links(children):
        for child in children:
            if isinstance(child, Link):
                yield child
            elif isinstance(child, Emphasis | Strong):
                yield from links(child.children)

    url = _ADDRESSES[body]

    assert list(links(blocks(body)[0].children)) == [Link(url, (Text(url),))]


@pytest.mark.parametrize("body", ["http://", "xhttps://quay.example", r"https\://quay.example", "ftp://quay.example"])
def test_what_is_no_web_address_is_text(blocks, body):
    assert blocks(body) == (Paragraph((Text(body.replace("\\", "")),)),)


_WARNED = {
    "See https://quay.example/fähre": "link-like-text",
    "See https://fähre.example": "link-like-text",
    "See https://quay.example/%D8%B7طريق.": "link-like-text",
    "见https://quay.example/表。": "link-like-text",
    "See http://me@quay.example/": "link-like-text",
    "He said *no way": "emphasis-open",
    "**All** of **them": "emphasis-open",
    "_no way": "emphasis-open",
    "Cited [log] here": "mark-like-text",
    "A <b>bold</b> word": "markup-like-text",
    "a line<br>break": "markup-like-text",
    "a&nbsp;space": "markup-like-text",
    "~~gone~~": "markup-like-text",
    "** spaced out **": "markup-like-text",
    "a note[^ log] here": "markup-like-text",
    "###Quay": "markup-like-text",
    "• one\n• two": "lines-joined",
    "The council promised:\n\n◦ one boat more": "lines-joined",
    "Promised:\n– one boat\n– a timetable": "lines-joined",
    "-one\n-two": "lines-joined",
    "-\u00a0one\n-\u00a0two": "lines-joined",
    "Promised:\n2. boats\n3. quays": "lines-joined",
    "a) one\nb) two": "lines-joined",
    "١. واحد\n٢. اثنان": "lines-joined",
    "一、码头\n二、船": "lines-joined",
    "“{quote:late}”": "quote-marks",
    "She says „{quote:late}“.": "quote-marks",
    "She says “**{quote:late},**” twice": "quote-marks",
    'He said "no" and "yes"': "typewriter-signs",
    "one -- two -- three": "typewriter-signs",
    "and so on ...": "typewriter-signs",
}


@pytest.mark.parametrize("body", _WARNED)
def test_what_only_looks_like_markup_gets_one_warning_at_its_place(check, body):
    reading = check(sections=[{"heading": "A", "body": body}])
    found = [problem for problem in reading.problems if problem.rule != "not-placed"]

    assert [(problem.rule, problem.severity) for problem in found] == [(_WARNED[body], "warning")]
    assert found[0].help


_QUIET = [
    "– Where is the boat?\n\n– Gone.",
    "In 2026 the boats were\n18. A wrapped line",
    "Two lines\\\n– a dash after a break\\\n– and another",
    "“She said {quote:late} twice”",
    "{quote:late} and “others”",
    "5*3 and 5 * 3 = 15 and 5 < 6 > 4 & snake_case & [others]",
    "#boats and #quays",
    r"\"so\" \<b> \&nbsp; \*star \[log]",
    "wait…. …",
    "See https://quay.example/a--b...c for more",
    "“one” – ‘two’ … l’heure",
]


@pytest.mark.parametrize("body", _QUIET)
def test_ordinary_prose_gets_none(rules, body):
    assert rules(body) == []


def test_a_typewriters_signs_are_told_once_an_article(check):
    body = 'He said "a" -- and "b" -- twice... or more...'
    reading = check(sections=[{"heading": "A", "body": body}, {"heading": "B", "body": body}])

    assert [problem.rule for problem in reading.problems].count("typewriter-signs") == 3


@pytest.fixture
def body_rules(check):
    """Return a function that replaces the body by raw YAML and returns the rules that it breaks."""
    source = check().text

    def found(raw: str) -> list[str]:
        text = source.replace("body: At six.", f"body: {raw}")
        assert text != source
        yaml.safe_load(text)
        reading = reader.check(text.encode(), name="a.yaml", stem="a", folder=None)
        return [problem.rule for problem in reading.problems if problem.rule != "not-placed"]

    return found


@pytest.mark.parametrize(
    "raw",
    [
        '"The boat left.\n\n    Nobody saw it."',
        "'The boat left.\n\n    Nobody saw it.'",
        '"Promised:\n    - a boat\n    - a quay"',
    ],
)
def test_a_body_in_quotation_marks_that_loses_its_paragraphs_gets_a_warning(body_rules, raw):
    assert body_rules(raw) == ["body-folded"]


@pytest.mark.parametrize(
    "raw",
    [
        '"The boat left.\\n\\nNobody saw it."',
        "'The boat left.\n\n\n    Nobody saw it.'",
        "'A line that goes\n\n    on below'",
        '"A long line that a program\n    has folded - so it is - at its width."',
    ],
)
def test_a_body_as_programs_write_it_gets_none(body_rules, raw):
    assert body_rules(raw) == []

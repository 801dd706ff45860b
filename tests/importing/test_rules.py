"""Single rules that whole pieces would not show: how YAML is quoted, how a date is read, what a byline adds."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importing.readback import imported, values

from pressmark.importing.dating import find_date, find_moment, whole
from pressmark.importing.write.draft import comment, literal, pair, scalar

_WORDS = [
    "yes",
    "no",
    "on",
    "off",
    "null",
    "~",
    "true",
    "0x1f",
    "1e3",
    "1_000",
    "12:30",
    "2026",
    "- a",
    "a: b",
    "a #b",
    "*a",
    "&a",
]
_SIGNS = [
    "@a",
    "%a",
    "!a",
    "|",
    ">",
    "[a]",
    "{a}",
    "'a",
    '"a',
    "a\\b",
    "a\tb",
    "...",
    "---",
    "?",
    "a:",
    "=",
    "<<",
    ".5",
    "+1",
    "é “x”",
]


@pytest.mark.parametrize("text", [*_WORDS, *_SIGNS])
@pytest.mark.parametrize("flow", [False, True])
def test_any_text_is_read_back_as_that_text(text, flow):
    written = f"k: [{scalar(text, flow=True)}]" if flow else f"k: {scalar(text)}"
    read = yaml.safe_load(written)["k"]

    assert read == ([text] if flow else text)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=200))
def test_long_text_and_literal_blocks_are_read_back_too(text):
    text = " ".join(text.split()) or "x"

    assert yaml.safe_load("\n".join(pair("k", text)))["k"] == text
    assert yaml.safe_load("\n".join([*literal("k", f"{text}\n\n{text}"), ""]))["k"] == f"{text}\n\n{text}\n"
    assert yaml.safe_load("\n".join([*comment(text), "k: v"])) == {"k": "v"}


@pytest.mark.parametrize(
    ("text", "language", "value", "doubtful"),
    [
        ("5/4/2026", "en-US", "2026-05-04", True), ("5/4/2026", "en-GB", "2026-04-05", True), ("13/4/2026", "en", "2026-04-13", False),
        ("4.5.2026", "de", "2026-05-04", False), ("2026年5月4日", "ja", "2026-05-04", False), ("4 MAY 2026", "en", "2026-05-04", False),
        ("HARBOUR TOWN, England, May 4, 2026 /PRNewswire/", "en", "2026-05-04", False),
    ],
)  # fmt: skip
def test_a_date_is_read_as_its_language_writes_it(text, language, value, doubtful):
    found = find_date(text, language)

    assert found is not None
    assert (found.value, found.confidence < 0.6) == (value, doubtful)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Embargoed until 4 May 2026, 11:00 BST", "en-GB", "2026-05-04T11:00:00+01:00"),
        ("Embargoed until 9 a.m. EDT on May 4, 2026", "en-US", "2026-05-04T09:00:00-04:00"),
        ("Sperrfrist: 4. Mai 2026, 11:00 Uhr", "de", "2026-05-04T11:00:00+02:00"),
        ("Sperrfrist: 4. Januar 2026, 11 Uhr MEZ", "de", "2026-01-04T11:00:00+01:00"),
        ("Embargoed until 4 May 2026, 11:00 GMT+2", "en", "2026-05-04T11:00:00+02:00"),
        ("Embargoed until 4 May 2026, 11:00", "en", "2026-05-04"),
        ("Embargoed until 00:01 BST, Tuesday 12 May 2026", "en", "2026-05-12T00:01:00+01:00"),
        ("Not before 9.30am EDT on Tuesday 12 May 2026", "en", "2026-05-12T09:30:00-04:00"),
        ("Sperrfrist: 04.05.2026, 11:00 Uhr", "de", "2026-05-04T11:00:00+02:00"),
    ],
)
def test_an_embargo_keeps_its_hour_and_offset_or_says_that_it_does_not(text, language, value):
    dated, lost = find_moment(text, language)

    assert dated.value == value
    assert bool(lost) == ("T" not in value)


@pytest.mark.parametrize(
    ("value", "read"),
    [("20200219", "2020-02-19"), ("2020/02/19", "2020-02-19"), ("Mon, 20 Jan 2020 10:00:00 +0000", "2020-01-20T10:00:00+00:00"),
     ("2020-02-19T10:00+0100", "2020-02-19T10:00:00+01:00"), ("2020-02-19 10:00:00", "2020-02-19"), ("yesterday", "")],
)  # fmt: skip
def test_metadata_write_dates_in_several_ways(value, read):
    assert whole(value) == read


def test_the_byline_of_the_text_gives_its_role_to_the_author_of_the_metadata():
    page = (
        '<html lang="en"><head><meta name="author" content="Ada Quill"></head><body><article><h1>The levy goes</h1>'
        "<p>By Ada Quill, transport planner</p><p>The council has dropped the levy on ferry tickets after three years.</p></article></body></html>"
    )

    assert values(imported(page))["authors"] == [{"name": "Ada Quill", "role": "transport planner"}]


def test_a_short_line_that_may_be_a_heading_is_pointed_at():
    text = (
        "The levy goes\n\nBy Ada Quill\n\nThe council has dropped the levy on ferry tickets after three years of debate.\n\n"
        "What comes next\n\nThe money will be paid back in June to all who had a season ticket, says the council.\n"
    )
    found = imported(text)

    assert "# check: a short line that stands alone\n  - heading: What comes next" in found.yaml
    assert ("/sections/1/heading", "a short line that stands alone") in found.report.checks


def test_a_strong_line_that_begins_like_a_byline_is_no_heading_of_the_body():
    words = "The ferry was late again this morning, and nobody on the quay was told of it before noon."
    found = imported(f"# A headline\n\n{words}\n\n**What they say**\n\n**By Nada Lorne, Harbour News**\n\n{words}\n")

    assert [section.get("heading") for section in values(found)["sections"]] == [None, "What they say"]


_PROSE = "The ferry left at six and came back at seven, as it does on every day of the year but one.\n\nNobody on the quay was surprised by that, and nobody waited for the next one either.\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A boat too late\n\nPosted by Ada Quill on 4 May 2026\n\n", ["Ada Quill"]),
        ("Un barco tarde\n\nPublicado por Ada Quill el 4 de mayo de 2026\n\n", ["Ada Quill"]),
        ("REVIEW\n\nA lamp left on\n\nADA QUILL\n\n", ["ADA QUILL"]),
        ("A boat too late\n\nAda Quill / Tomas Reyl\n4 May 2026\n\n", ["Ada Quill", "Tomas Reyl"]),
        ("A boat too late\n\nAda Quill\nPort Hessle\n4 May 2026\n\n", ["Ada Quill"]),
        ("A boat too late\n\nBy Ada Quill, head teacher, Harbour Lane School\n\n", ["Ada Quill"]),
        (
            "A boat too late\n\nBy Ada Quill, Harbour Correspondent, and Tomas Reyl in Valmer\n\n",
            ["Ada Quill", "Tomas Reyl"],
        ),
        ("A boat too late\n\nDoor onze verslaggever Piet de Boer\n\n", ["Piet de Boer"]),
        ("Our weekly column on boats, by Ada Quill\n\nA boat too late for the fair\n\n", ["Ada Quill"]),
    ],
)
def test_who_wrote_is_told_from_where_and_when(text, names):
    language = "es" if text.startswith("Un ") else "en"

    assert [one["name"] for one in values(imported(text + _PROSE, language=language))["authors"]] == names


def test_a_name_above_the_headline_is_no_rubric_and_is_offered():
    found = imported(f"ADA QUILL\n\nA boat too late for the fair\n\n{_PROSE}")

    assert "rubric" not in values(found)
    assert "perhaps “ADA QUILL” (line 1)" in found.yaml


def test_a_headline_with_french_marks_is_no_trail_to_a_page():
    found = imported(f"SCÈNES\n\n« Le Phare » : une belle lenteur\n\n{_PROSE}", language="fr")

    assert values(found)["headline"] == "« Le Phare » : une belle lenteur"


def test_what_is_said_to_be_a_charity_is_no_author():
    found = imported(
        f"Dear members,\n\nA boat too late for the fair\n\n{_PROSE}\nHarbour Friends is a registered charity.\n"
    )

    assert "/authors/0/name" in found.report.missing


@pytest.mark.parametrize("agency", ["", " (HPA)"])
def test_a_short_lead_with_a_place_and_a_day_is_kept(agency):
    found = values(
        imported(f"Levy rises\n\nVALMER, May 4, 2026{agency} — The levy rises for all boats.\n\nIt is dear.\n")
    )

    assert (found["dateline"], found["published"]) == ("VALMER", "2026-05-04")
    assert found["sections"][0]["body"].startswith("The levy rises for all boats.")

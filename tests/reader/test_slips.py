"""Slips of one line, each told once, at its sign, with what would be right."""

from __future__ import annotations

import pytest

from pressmark import model, reader
from pressmark.reader import files, quotations

_HEAD = """\
pressmark: 1
kind: news
language: en
headline: The ferry
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
"""
_LINES = _HEAD.count("\n")
_REST = {"published": "published: 2026-05-04\n", "sections": "sections: [{body: Words.}]\n"}


def _read(text: str):
    written = {line.partition(":")[0] for line in text.splitlines()}
    more = "".join(line for key, line in _REST.items() if key not in written)
    return reader.check(f"{_HEAD}{text}{more}".encode(), name="a.yaml", stem="a", folder=None)


_BELOW = "write “series:”, and below it, indented by two spaces"
_DAY = "write a day as YYYY-MM-DD, or a time as YYYY-MM-DDThh:mm:ss+01:00"


@pytest.mark.parametrize(
    ("text", "place", "rule", "help_"),
    [
        ("keywords:\n  -ferry\n  -quay\n", "2:3", "missing-space", "write “- ” before each entry"),
        ("keywords: -ferry\n", "1:11", "missing-space", "write “- ” before each entry"),
        ("series:\n  name:Letters\n", "2:7", "missing-space", "write “name: Letters”"),
        ("series: name:Letters\n", "1:13", "missing-space", "write “name: Letters”"),
        ("published: 2026/5/4\n", "1:12", "date-form", f"{_DAY}: 2026-05-04"),
        ("published: 31.12.2026\n", "1:12", "date-form", f"{_DAY}: 2026-12-31"),
        ("published: 12/31/2026\n", "1:12", "date-form", f"{_DAY}: 2026-12-31"),
        # It could be in April or in May: nobody guesses.
        ("published: 4/5/2026\n", "1:12", "date-form", _DAY),
        ("published: 2026-02-30\n", "1:12", "date-form", "there is no such day in the calendar"),
        (
            "published: 2026-05-04T10:00\n",
            "1:12",
            "date-form",
            "add its offset from UTC at its end: 2026-05-04T10:00:00±hh:mm, or 2026-05-04T10:00:00Z where it is UTC",
        ),
        ("published: 20260504\n", "1:12", "wrong-type", f"{_DAY}: 2026-05-04"),
        ("deck: {quote:x}\n", "1:7", "mark-unquoted", "put it in quotes, or write the text in a block after “|”"),
        ("deck: {demands}\n", "1:7", "mark-unquoted", "put it in quotes, or write the text in a block after “|”"),
        ("deck: {quote: 7}\n", "1:7", "mark-unquoted", "put it in quotes, or write the text in a block after “|”"),
        ("demands:\n  -text: x\n   by: y\n", "2:3", "missing-space", "write “- text: x”"),
        ("keywords:\n  -ferry: x\n", "2:3", "missing-space", "write “- ” before each entry"),
        ("deck: - a list\n", "1:7", "yaml-indicator", 'put the text in quotes: "…"'),
        (
            "tags: - a list\n",
            "1:7",
            "yaml-indicator",
            "write each list entry on a line of its own, or put the text in quotes",
        ),
        ("keywords: - ferry\n", "1:11", "yaml-indicator", "write it as a list: [ferry]"),
        ("series: - name: Letters\n", "1:9", "yaml-indicator", _BELOW + ", without a dash: “name: Letters”"),
        ("series: -name: Letters\n", "1:14", "yaml-colon", _BELOW + ", without a dash: “name: Letters”"),
        ("series: name: Letters\n", "1:13", "yaml-colon", _BELOW + ": “name: Letters”"),
        (
            "based_on:\n  authors:\n  - name: Mira\n    affiliation: name: Post\n",
            "4:22",
            "yaml-colon",
            "write “affiliation:”, and below it, indented by two spaces: “name: Post”",
        ),
        ("places: name: Kaunas\n", "1:13", "yaml-colon", "write under “places:”, a line each: “- name: Kaunas”"),
        ("series:\n  -name: Letters\n", "2:3", "unknown-key", "write “name: Letters”, without a dash"),
        ("series:\n  name: Letters\n  -part: 2\n", "3:3", "unknown-key", "write “part: 2”, without a dash"),
        ("series:\n  - name: Letters\n  -part: 2\n", "3:3", "unknown-key", "write “part: 2”, without a dash"),
        ("places:\n  - name: Kaunas\n  -name: Riga\n", "3:3", "missing-space", "write “- name: Riga”"),
        ("series:\n  * name: Letters\n", "2:3", "yaml-list-sign", "take it out: keys stand without a sign"),
        ("keywords:\n  * ferry\n", "2:3", "yaml-list-sign", "begin it with a hyphen and a space: “- ”"),
        ("deck: @mira\n", "1:7", "yaml-indicator", 'put the text in quotes: "…"'),
        ("parties: {mira: {name: Mira, id: mira}}\n", "1:30", "unknown-key", "its id is the key that it stands under"),
        ("rights: {holder: ''}\n", "1:18", "empty-text", "write something, or take the key out"),
        ("keywords: ['']\n", "1:12", "empty-text", "write something, or take the key out"),
    ],
)
def test_a_slip_is_told_at_its_sign_with_what_would_be_right(text, place, rule, help_):
    (problem,) = _read(text).problems

    assert f"{problem.span.line - _LINES}:{problem.span.column}" == place
    assert (problem.rule, problem.help) == (rule, help_)


@pytest.mark.parametrize(
    ("text", "place", "rule", "help_"),
    [
        ("light: {accent: teal}", "2:24", "value", 'write it with six digits, in quotes: "#008080"'),
        ("light: {accent: '#abc'}", "2:24", "value", 'write it with six digits, in quotes: "#aabbcc"'),
        ("light: {accent: '#12'}", "2:24", "value", 'write red, green and blue as six digits, in quotes: "#0a5a50"'),
        (
            "typography: {fonts: [{file: a.eot, family: A}]}",
            "2:36",
            "look-font",
            "name a TTF, OTF, WOFF or WOFF2 file that lies beside the house",
        ),
    ],
)
def test_a_slip_in_the_look_of_a_house_is_told_likewise(text, place, rule, help_, tmp_path):
    (tmp_path / "house.yaml").write_text(f"house: 1\nlook: {{{text}}}\n", "utf-8")
    (problem,) = reader.check_house(tmp_path / "house.yaml").problems

    assert f"{problem.span.line}:{problem.span.column}" == place
    assert (problem.rule, problem.help) == (rule, help_)


_DEMANDS = """\
sources: {report: {title: Counts at the quay}}
demands:
  - {id: lamps, text: The council should light the quay., by: mira, of: [council]}
  - {id: boats, text: The council should run a boat., by: mira, source: report}
parties: {mira: {name: Mira Sandoval}, council: {name: The council, type: organization}}
"""


def test_a_demand_that_is_placed_three_times_is_told_twice_with_the_line_of_the_first():
    body = "sections:\n  - body: |\n      {demands}\n\n      {demand:lamps}\n\n      {demand:lamps}\n"
    problems = _read(_DEMANDS + body).problems

    assert [problem.rule for problem in problems] == ["placed-twice", "placed-twice"]
    first = _LINES + _DEMANDS.count("\n") + 3
    assert {problem.message for problem in problems} == {
        f"the demand “lamps” is placed again; the first time is on line {first}"
    }


def test_a_demand_placed_alone_keeps_its_number_and_a_source_that_only_it_relies_on_is_no_left_over():
    article = _read(f"{_DEMANDS}sections:\n  - body: |\n      {{demand:boats}}\n\n      {{demand:lamps}}\n").article

    assert [(block.demands[0].id, block.start) for block in article.sections[0].blocks] == [("boats", 2), ("lamps", 1)]
    assert all(isinstance(block, model.DemandList) for block in article.sections[0].blocks)
    assert [reference.id for reference in article.references] == ["report"]


_COPY = """\
sources: {{r: {{title: Counts, copy: {{file: {file}, sha256: "{digest:064}"}}}}}}
sections: [{{body: "Words.[^r]"}}]
"""


@pytest.mark.parametrize(
    ("file", "folder", "said"),
    [
        ("a.xls", True, "copy-unreadable: “a.xls” is no kind of copy that is read"),
        ("a.txt", False, "copy-missing: “a.txt” can’t be looked for"),
        ("b.txt", True, "copy-missing: the copy “b.txt” can’t be read"),
        ("a.txt", True, "copy-unreadable: “a.txt” is larger than"),
    ],
)
def test_a_copy_that_can_not_be_read_is_told_at_its_name(file, folder, said, tmp_path, monkeypatch):
    monkeypatch.setattr(quotations, "LARGEST", 3)
    (tmp_path / "a.txt").write_text("Forty people.", "utf-8")
    text = f"{_HEAD}{_REST['published']}{_COPY.format(file=file, digest=0)}"
    reading = reader.check(text.encode(), name="a.yaml", stem="a", folder=tmp_path if folder else None)
    (problem,) = [one for one in reading.problems if one.rule.startswith("copy-")]

    assert f"{problem.rule}: {problem.message}".startswith(said)
    assert text.splitlines()[problem.span.line - 1][problem.span.column - 1 :].startswith(file)


def test_a_picture_that_is_too_large_is_told_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 3)
    (tmp_path / "a.png").write_bytes(b"no picture")
    text = f"{_HEAD}{_REST['published']}images: {{a: {{file: a.png, alt: A}}}}\nsections: [{{body: '{{image:a}}'}}]\n"
    (problem,) = reader.check(text.encode(), name="a.yaml", stem="a", folder=tmp_path).problems

    assert (problem.rule, problem.help) == ("image-too-large", "scale it down")

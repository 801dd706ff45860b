"""An article whose sources keep copies: what `validate`, `evidence` and `source add` say and write."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
import yaml
from tests.running import ran

from pressmark import model, reader
from pressmark.reader.quotations import record
from pressmark.wording.lines import passage_address

COPY = """Minutes of the harbour board

“We tie up at six,” said Tomas Reyl, a ferry pilot. “And we will not sail after that.”

The board must publish the time-
table before the autumn.
"""
ARTICLE = """\
pressmark: 1
kind: opinion
language: en-GB
headline: Bring back the evening river bus
published: 2026-05-04
# a comment that stays
authors: [{{id: mira, name: Mira Sandoval}}]
outlet: {{name: The Harbour Post}}
parties:
  tomas: {{name: Tomas Reyl}}
  ada: {{name: Ada Quill}}
  board: {{name: Harbour Board, type: organization}}
quotes:
  tied:
    text: {text}
    speaker: {speaker}
    source: minutes
sections:
  - heading: The last boat
    body: |
      {{quote:tied}}
sources:
  minutes:
    title: Minutes of the harbour board  # as they were read out
    url: https://board.example/minutes
{extra}"""


def _article(
    folder: Path, text: str = "We tie up at six", speaker: str = "tomas", extra: str = "", *, kept: bool = True
) -> Path:
    folder.joinpath("sources").mkdir(exist_ok=True)
    folder.joinpath("sources/minutes.txt").write_text(COPY, "utf-8")
    digest = hashlib.sha256(COPY.encode()).hexdigest()
    copy = f'    copy: {{file: sources/minutes.txt, sha256: "{digest}"}}\n' if kept else ""
    path = folder / "article.yaml"
    path.write_text(ARTICLE.format(text=text, speaker=speaker, extra=copy + extra), "utf-8")
    return path


def _problems(path: Path) -> list[tuple[str, str]]:
    return [(problem.rule, problem.severity) for problem in reader.check_file(path).problems]


def test_a_quote_that_stands_in_the_copy_brings_its_place(tmp_path):
    article = reader.read(_article(tmp_path))

    evidence = article.quotes[0].evidence
    assert evidence is not None
    assert (evidence.exact, evidence.paragraph, evidence.page) == ("We tie up at six", 2, None)
    assert COPY.index(evidence.exact) == evidence.offset
    assert evidence.suffix.startswith(",” said Tomas Reyl")
    assert article.copies[0].data == COPY.encode()


def test_articles_with_copies_are_built_by_workers_too(tmp_path, pressmark):
    # A worker is a process that another one watches, and a copy is read in a process of its own.
    text = _article(tmp_path).read_text("utf-8")
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(text.replace("headline: B", f"slug: {name}\nheadline: B"), "utf-8")

    many = pressmark("build", "a.yaml", "b.yaml", "c.yaml", "--to", "text", "-o", "many")
    limited = pressmark("build", "a.yaml", "--to", "text", "--timeout", "60", "-o", "limited")

    assert (many.code, limited.code, many.err, limited.err) == (0, 0, "", "")
    assert len(list((tmp_path / "many").glob("*.txt"))) == 3


def test_a_quote_that_does_not_is_a_warning_with_the_difference(tmp_path):
    reading = reader.check_file(_article(tmp_path, "we will sail after that"))

    assert reading.article is not None
    assert reading.article.quotes[0].evidence is None
    assert [(problem.rule, problem.severity) for problem in reading.problems] == [("quote-not-found", "warning")]
    assert "[the copy has: not]" in reading.problems[0].help


def test_it_is_an_error_where_the_article_asks_for_evidence(tmp_path):
    path = _article(tmp_path, "we will sail after that", extra="evidence: required\n")

    assert _problems(path) == [("quote-not-found", "error")]


def test_evidence_that_is_asked_for_and_not_kept_is_an_error(tmp_path):
    assert _problems(_article(tmp_path, extra="evidence: required\n", kept=False)) == [("quote-not-found", "error")]


def test_words_of_somebody_else_are_pointed_out_at_the_speaker(tmp_path):
    reading = reader.check_file(_article(tmp_path, speaker="ada"))

    assert [problem.rule for problem in reading.problems] == ["quote-said-by-another"]
    assert "Tomas Reyl" in reading.problems[0].message
    assert reading.text.splitlines()[reading.problems[0].span.line - 1].strip() == "speaker: ada"


def test_an_organisation_may_speak_through_a_person(tmp_path):
    assert _problems(_article(tmp_path, speaker="board")) == []


def test_a_copy_that_changed_is_an_error_at_its_sum(tmp_path):
    path = _article(tmp_path)
    tmp_path.joinpath("sources/minutes.txt").write_text(COPY + "And more.", "utf-8")

    assert _problems(path) == [("copy-changed", "error")]


def test_a_sum_with_one_wrong_figure_is_not_the_copys(tmp_path):
    path = _article(tmp_path)
    digest = hashlib.sha256(COPY.encode()).hexdigest()
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    path.write_text(path.read_text("utf-8").replace(digest, wrong), "utf-8")

    assert _problems(path) == [("copy-changed", "error")]


def test_a_translated_quote_is_looked_for_in_the_words_it_was_said_in(tmp_path):
    path = _article(tmp_path, "Om zes uur leggen wij aan\n    original: {language: en, text: We tie up at six}")

    assert _problems(path) == []
    assert reader.read(path).quotes[0].evidence.exact == "We tie up at six"


def test_a_copy_that_is_away_is_an_error(tmp_path):
    path = _article(tmp_path)
    tmp_path.joinpath("sources/minutes.txt").unlink()

    assert _problems(path) == [("copy-missing", "error")]


@pytest.mark.parametrize("name", ["../minutes.txt", "/etc/hostname.txt"])
def test_a_copy_outside_of_the_folder_is_not_read(tmp_path, name):
    path = _article(tmp_path)
    path.write_text(path.read_text("utf-8").replace("sources/minutes.txt", name), "utf-8")

    assert _problems(path) == [("copy-missing", "error")]


def test_a_demand_is_held_by_the_words_that_it_rests_on(tmp_path):
    demands = (
        "demands:\n"
        "  - {id: good, text: The board should act., by: tomas, source: minutes, basis: must publish the timetable}\n"
        "  - {id: bad, text: The board should sail., by: tomas, source: minutes, basis: must sail in the autumn}\n"
    )
    path = _article(tmp_path, extra=demands)
    path.write_text(path.read_text("utf-8").replace("{quote:tied}", "{quote:tied}\n\n      {demands}"), "utf-8")

    reading = reader.check_file(path)
    assert [problem.rule for problem in reading.problems] == ["demand-not-found"]
    assert [demand.evidence is not None for demand in reading.article.demands] == [True, False]


def test_every_quote_of_a_summary_is_held_against_the_work_it_tells(tmp_path):
    digest = hashlib.sha256(COPY.encode()).hexdigest()
    based_on = (
        "based_on:\n  kind: news\n  title: Minutes\n  authors: [{name: Ada Quill}]\n  outlet: {name: The Board}\n"
        f'  published: 2026-05-01\n  copy: {{file: sources/minutes.txt, sha256: "{digest}"}}\n'
    )
    path = _article(tmp_path, extra=based_on, kept=False)
    path.write_text(path.read_text("utf-8").replace("kind: opinion", "kind: summary"), "utf-8")

    reading = reader.check_file(path)
    assert [holding.state for holding in reading.holdings] == ["found"]


def test_the_table_says_what_was_found_where_and_ends_as_validate_does(tmp_path):
    path = _article(tmp_path)

    status, output = ran("evidence", str(path))
    assert status == 0
    assert "found in the copy kept (sources/minutes.txt, paragraph 2)" in output
    status, output = ran("evidence", str(path), "--format", "json")
    assert [(row["quote"], row["state"], row["paragraph"]) for row in json.loads(output)["quotations"]] == [
        ("tied", "found", 2)
    ]

    wrong = _article(tmp_path, "we will sail after that")
    assert ran("evidence", str(wrong))[0] == 0
    assert ran("evidence", str(wrong), "--strict")[0] == 1


def test_a_copy_is_kept_beside_the_article_and_nothing_else_changes(tmp_path):
    folder, other = tmp_path / "articles", tmp_path / "downloads"
    folder.mkdir()
    other.mkdir()
    path = _article(folder, kept=False)
    folder.joinpath("sources/minutes.txt").unlink()
    before = path.read_text("utf-8")
    other.joinpath("Minutes, May.txt").write_text(COPY, "utf-8")

    status, output = ran(
        "source", "add", str(path), "minutes", str(other / "Minutes, May.txt"), "--retrieved", "2026-05-01"
    )

    assert status == 0, output
    after = path.read_text("utf-8")
    written = yaml.safe_load(after)["sources"]["minutes"]["copy"]
    assert (folder / written["file"]).read_text("utf-8") == COPY
    assert written["file"] == "sources/minutes-may.txt"
    assert written["sha256"] == hashlib.sha256(COPY.encode()).hexdigest()
    lines = [line for line in after.splitlines() if line in before.splitlines()]
    assert lines == before.splitlines()
    assert _problems(path) == []
    assert "unchanged" in ran("source", "add", str(path), "minutes", str(other / "Minutes, May.txt"))[1]
    assert path.read_text("utf-8") == after


def test_another_copy_is_refused_unless_it_is_to_replace_the_first(tmp_path):
    path = _article(tmp_path)
    other = tmp_path / "other.html"
    other.write_text(f"<p>{COPY}</p>", "utf-8")
    before = path.read_bytes()

    status, output = ran("source", "add", str(path), "minutes", str(other))
    assert (status, path.read_bytes()) == (1, before)
    assert "--replace" in output
    assert ran("source", "add", str(path), "minutes", str(other), "--replace")[0] == 0
    assert yaml.safe_load(path.read_text("utf-8"))["sources"]["minutes"]["copy"]["file"] == "other.html"
    assert _problems(path) == []


@pytest.mark.parametrize(
    ("ident", "name", "said"),
    [
        ("timetable", "minutes.txt", "no source “timetable”"),
        ("minutes", "minutes.zip", "no kind of copy"),
        ("minutes", "none.txt", "can’t be read"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(tmp_path, ident, name, said):
    path = _article(tmp_path, kept=False)
    tmp_path.joinpath("minutes.txt").write_text(COPY, "utf-8")
    tmp_path.joinpath("minutes.zip").write_bytes(b"PK")

    status, output = ran("source", "add", str(path), ident, str(tmp_path / name))
    assert status == 1
    assert said in output


@pytest.mark.skipif(
    not Path(__file__).parents[3].joinpath("shared/input/op-ed.txt").is_file(), reason="the op-ed is not here"
)
def test_the_example_s_phrases_stand_in_the_op_ed():
    from pressmark.evidence import read

    root = Path(__file__).parents[2]
    copy = read(root.parent.joinpath("shared/input/op-ed.txt").read_bytes(), "op-ed.txt")
    quotes = reader.read(root / "source" / "article.yaml").quotes
    assert len(quotes) == 3
    for quote in quotes:
        assert copy.find(quote.text) is not None
        assert quote.speaker.name is not None
        assert copy.said_by_another(quote.text, quote.speaker.name) is None


def _outputs(path: Path) -> dict[str, bytes]:
    import pressmark

    article = pressmark.load(path)
    return {name: pressmark.render(article, name) for name in ("html", "jsonld", "text", "pdf")}


def test_the_outputs_say_where_the_words_stand(tmp_path):
    import html5lib
    import pypdf

    made = _outputs(_article(tmp_path))

    page = html5lib.parse(made["html"], namespaceHTMLElements=False)
    link = next(span.find("a") for span in page.iter("span") if span.get("class") == "passage-found")
    assert link.get("href") == "https://board.example/minutes#:~:text=We%20tie%20up%20at%20six"
    assert link.text == "word for word in the source"
    graph = json.loads(made["jsonld"])
    quotation = next(part for part in graph["hasPart"] if part["@type"] == "Quotation")
    oa = "http://www.w3.org/ns/oa#"
    assert quotation[f"{oa}hasSource"] == {"@id": quotation["citation"]["@id"]}
    assert quotation[f"{oa}hasSelector"][f"{oa}exact"] == "We tie up at six"
    assert quotation[f"{oa}hasSelector"][f"{oa}suffix"].startswith(",” said Tomas")
    assert "word for word in the source" in made["text"].decode()
    printed = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages)
    assert "word for word in the source" in " ".join(printed.split())
    assert ":~:" not in printed


_LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.mark.parametrize(
    ("url", "exact", "page", "address"),
    [
        ("https://b.example/m", "We tie up", None, "https://b.example/m#:~:text=We%20tie%20up"),
        ("https://b.example/m", "a well-known, old", None, "https://b.example/m#:~:text=a%20well%2Dknown%2C%20old"),
        (
            "https://b.example/m",
            _LONG,
            None,
            "https://b.example/m#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
        ),
        ("https://b.example/m.PDF?v=2", "We tie up", 3, "https://b.example/m.PDF?v=2#page=3"),
        ("https://b.example/m", "We tie up", 3, None),
        ("https://b.example/m#part", "We tie up", None, None),
        (None, "We tie up", None, None),
    ],
)
def test_the_address_of_a_passage_leads_to_its_page_or_its_words(url, exact, page, address):
    copy = model.KeptCopy("m.txt", "0" * 64, None, None, private=False)

    assert passage_address(url, model.Proof(exact, "", "", page, None, 0, copy=copy)) == address
    assert page or passage_address(url, model.Proof(exact, "", "", None, 1, 0, ("left out",), copy=copy)) is None


def test_of_a_private_copy_nothing_is_told_but_the_words(tmp_path):
    path = _article(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"}\n', '", keep: private}\n'), "utf-8")

    made = _outputs(path)
    assert b"exact" in made["jsonld"]
    for word in (b"ferry pilot", b"Minutes of the harbour board\n\n"):
        assert all(word not in data for name, data in made.items() if name != "pdf")


def test_the_record_of_a_private_copy_has_nothing_of_what_stands_around_the_words(tmp_path):
    path = _article(tmp_path)
    told = json.loads(record(reader.read(path)))["found"][0]
    path.write_text(path.read_text("utf-8").replace('"}\n', '", keep: private}\n'), "utf-8")

    assert told.keys() - json.loads(record(reader.read(path)))["found"][0].keys() == {"prefix", "suffix"}


def test_a_print_copy_proves_itself_without_the_copies_of_its_sources(tmp_path):
    path = _article(tmp_path)
    status, said = ran("build", str(path), "-o", str(tmp_path / "out"))
    assert status == 0, said
    alone = tmp_path / "alone"
    alone.mkdir()
    copy = alone / "article.pdf"
    copy.write_bytes(tmp_path.joinpath("out/article.pdf").read_bytes())

    status, said = ran("verify", str(copy))
    assert status == 0, said
    status, said = ran("unpack", str(copy), "-o", str(alone / "again"))
    assert status == 0, said
    assert not (alone / "again" / "sources").exists()
    status, said = ran("build", str(alone / "again" / "article.yaml"), "-o", str(alone / "built"))
    assert status == 0, said
    assert (alone / "built" / "article.pdf").read_bytes() == copy.read_bytes()


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, "recorded"),
        ({"exact": "We sail at seven"}, "unreadable"),
        ({"exact": "We sail"}, "unreadable"),
        ({"page": 0}, "unreadable"),
        ({"page": True}, "unreadable"),
        ({"paragraph": 10**30}, "unreadable"),
        ({"offset": -1}, "unreadable"),
    ],
)
def test_a_record_proves_the_words_alone_that_it_holds(changed, state, tmp_path):
    path = _article(tmp_path)
    digest = hashlib.sha256(COPY.encode()).hexdigest()
    (quote,) = (quote for quote in reader.read(path).quotes if quote.id == "tied")
    entry = {"sort": "quote", "id": "tied", "text": quote.text, "copy": digest, "exact": quote.text, "offset": 0}
    entry |= {"prefix": "x\x1b\u202e", **changed}
    path.with_name("article.evidence.json").write_text(json.dumps({"evidence": 1, "found": [entry]}), "utf-8")
    tmp_path.joinpath("sources/minutes.txt").unlink()

    (holding, *_) = reader.check_file(path).holdings
    assert holding.state == state
    assert holding.evidence is None or holding.evidence.prefix == "x"


def test_a_record_of_other_words_proves_nothing(tmp_path):
    path = _article(tmp_path)
    record = path.with_name("article.evidence.json")
    entry = {"sort": "quote", "id": "tied", "text": "We sail at six", "copy": hashlib.sha256(COPY.encode()).hexdigest()}
    record.write_text(
        json.dumps({"evidence": 1, "found": [{**entry, "exact": "We sail at six", "offset": 0}]}), "utf-8"
    )
    tmp_path.joinpath("sources/minutes.txt").unlink()

    reading = reader.check_file(path)
    assert [holding.state for holding in reading.holdings] == ["unreadable"]
    assert reading.article is not None
    assert reading.article.quotes[0].evidence is None


@pytest.mark.parametrize("keep", ["package", "private"])
def test_a_package_carries_what_may_be_kept_and_proves_itself(tmp_path, keep):
    path = _article(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"}\n', f'", keep: {keep}}}\n'), "utf-8")

    status, said = ran("pack", str(path), "-o", str(tmp_path / "out"))
    assert status == 0, said
    package = next(tmp_path.joinpath("out").glob("*.zip"))
    names = {name.split("/data/")[-1] for name in zipfile.ZipFile(package).namelist()}
    assert ("sources/minutes.txt" in names) == (keep == "package")
    assert "evidence.json" in names
    status, said = ran("verify", "-v", str(package))
    assert status == 0, said
    assert ("1 found in the copies kept" if keep == "package" else "1 by the record alone") in said
    status, said = ran("unpack", str(package), "-o", str(tmp_path / "again"))
    assert status == 0, said
    assert (tmp_path / "again/sources/minutes.txt").exists() == (keep == "package")
    status, said = ran("evidence", str(tmp_path / "again/article.yaml"), "--format", "json")
    assert [row["state"] for row in json.loads(said)["quotations"]] == ["found" if keep == "package" else "recorded"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_lost_copy_is_replaced_and_the_line_ends_stay(tmp_path, line_end):
    lost = f"    copy:\n      file: sources/lost.txt\n      sha256: '{'0' * 64}'\n"
    path = _article(tmp_path, extra=lost, kept=False)
    path.write_bytes(path.read_bytes().replace(b"\n", line_end.encode()))
    status, output = ran("source", "add", str(path), "minutes", str(tmp_path / "sources/minutes.txt"), "--replace")

    assert status == 0, output
    data = path.read_bytes()
    assert yaml.safe_load(data)["sources"]["minutes"]["copy"]["file"] == "sources/minutes.txt"
    assert data.count(line_end.encode()) == data.count(b"\n")
    assert _problems(path) == []


def test_a_copy_is_added_below_the_last_list_of_what_a_summary_tells(tmp_path):
    path = _article(tmp_path, kept=False)
    told = "based_on:\n  title: Minutes\n  authors:\n    - name: Ada Quill\n    - name: Tomas Reyl\n"
    path.write_text(path.read_text("utf-8") + told, "utf-8")
    assert ran("source", "add", str(path), "based_on", str(tmp_path / "sources/minutes.txt"))[0] == 0

    work = yaml.safe_load(path.read_text("utf-8"))["based_on"]
    assert [author["name"] for author in work["authors"]] == ["Ada Quill", "Tomas Reyl"]
    assert work["copy"]["file"] == "sources/minutes.txt"


def test_a_copy_goes_before_the_comment_of_a_source_in_braces(tmp_path):
    path = _article(tmp_path, kept=False)
    text = path.read_text("utf-8")
    at = text.index("  minutes:\n")
    path.write_text(text[:at] + "  minutes: {\n    title: Minutes  # as they were read\n  }\n", "utf-8")

    assert ran("source", "add", str(path), "minutes", str(tmp_path / "sources/minutes.txt"))[0] == 0
    assert "# as they were read" in path.read_text("utf-8")
    assert _problems(path) == []


@pytest.mark.parametrize(("quoted", "found"), [("costs 10² crowns", True), ("costs 102 crowns", False)])
def test_a_power_in_a_page_is_no_figure_beside_another(quoted, found):
    from pressmark.evidence import read

    copy = read(b"<p>A seat costs 10<sup>2</sup> crowns.</p>", "page.html")
    assert (copy.find(quoted) is not None) is found


def test_a_package_s_record_says_when_a_copy_was_kept_and_what_stands_in_it(tmp_path):
    from lxml import etree

    path = _article(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"}\n', '", retrieved: 2026-05-01}\n'), "utf-8")
    status, said = ran("pack", str(path), "-o", str(tmp_path / "out"), "--date", "2026-06-01")
    assert status == 0, said

    with zipfile.ZipFile(next(tmp_path.joinpath("out").glob("*.zip"))) as package:
        name = next(name for name in package.namelist() if name.endswith("premis.xml"))
        tree = etree.fromstring(package.read(name))
    space = {"p": "http://www.loc.gov/premis/v3"}
    events = {
        (event.findtext("p:eventType", namespaces=space), event.findtext("p:eventDateTime", namespaces=space)[:10],
         event.findtext(".//p:eventDetail", namespaces=space))
        for event in tree.iterfind("p:event", space)
    }  # fmt: skip
    assert ("capture", "2026-05-01", "Kept as the copy of a source") in events
    assert ("validation", "2026-06-01", "Found word for word in it: tied") in events

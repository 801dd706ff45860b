"""Attacks on a collection: what one article, or what lies in the site's folder, can do to all pages and feeds."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.security.hostile import check, plain

from pressmark.archive.lists import internet_archive
from pressmark.archive.pack import HTML, JSONLD, PDF, SCHEMA, Making, Packed, assembled
from pressmark.archive.records import dublin_core
from pressmark.collecting.entries import Strange, entry_from, harmless


def test_one_article_in_seven_hundred_lists_does_not_fill_the_disk(tmp_path, pressmark):
    # Tried: 500 authors and 200 topics, each with two feeds that hold the whole text: 1.4 MB made 1.9 GB.
    # Stopped by: a list's own feed holds no text as long as a booklet (`collecting.feeds`).
    text = "\n\n".join(["word " * 190] * 140)
    source = plain(
        authors=[{"name": f"Mira Sandoval {n}"} for n in range(60)],
        topics=[{"name": f"Topic {n}"} for n in range(40)],
        sections=[{"heading": "The boat", "body": f"{text}\n\n{{quote:tied-up}}\n\n{{demands}}\n"}],
    )
    (tmp_path / "boat.yaml").write_text(json.dumps(source), "utf-8")

    ran = pressmark(
        "collect",
        "boat.yaml",
        "-o",
        "site",
        "--to",
        "html",
        "--as-of",
        "2026-11-01",
        "--base-url",
        "https://x.example/",
    )

    assert ran.code == 0, ran.err
    feeds = [path for path in (tmp_path / "site").rglob("feed.*") if path.parent != tmp_path / "site"]
    assert len(feeds) >= 200
    assert all("word word word" not in path.read_text("utf-8") for path in feeds)
    assert "word word word" in (tmp_path / "site" / "feed.json").read_text("utf-8")
    assert sum(path.stat().st_size for path in (tmp_path / "site").rglob("*") if path.is_file()) < 8_000_000


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src='x' onerror='alert(1)'>",
        "<img src='x'onerror='alert(1)'>",
        "<p/onclick=alert(1)>",
        "<svg/onload=alert(1)>",
        "<math><a xlink:href='javascript:alert(1)'>x</a></math>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java&#115;cript:alert(1)'>x</a>",
        "<a href=JavaScript:alert(1)>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<iframe src='https://x.example/'></iframe>",
        "<base href='https://x.example/'>",
    ],
)
def test_a_kept_text_that_acts_is_put_into_no_feed(body):
    # Tried: a state in the site's folder whose texts run something in whoever reads the feeds.
    with pytest.raises(Strange):
        harmless(body)


_KEPT = {
    "base": "urn:x", "identifier": "urn:x", "kind": "news", "language": "en", "headline": "H", "slug": "h",
    "published": "2026-05-04", "rubric": "R", "outlet": {"name": "P", "type": "organization"},
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"language": "en\nBEGIN:VEVENT"},
        {"language": "en x"},
        {"url": "https://x.example/\r\nBEGIN:VEVENT"},
        {"url": "https://x.example/ x"},
        {"headline": "a\x00b"},
        {"headline": "a\ud800"},
        {"calls": [{"id": "a\nb", "text": "x", "by": [], "of": [], "action": None, "due": None, "status": "open"}]},
    ],
)
def test_a_kept_word_that_would_end_a_line_or_a_document_is_put_into_no_feed(change):
    # Tried: a state in the site's folder whose words add an event to the calendar, or break the feeds' XML.
    assert entry_from(dict(_KEPT), "boat").headline == "H"

    with pytest.raises(Strange):
        entry_from({**_KEPT, **change}, "boat")


_FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\uff1d1+1", "%x", "|x", " =1"]


@pytest.mark.parametrize("text", _FORMULAS)
def test_a_headline_is_no_formula_in_the_tables_of_a_package(text, tmp_path):
    # Tried: a headline that a spreadsheet runs. Stopped by: a space before it (`letters.table_cell`).
    article = check(plain(headline=text, url="https://x.example/a")).article
    made = assembled(article, "a.yaml", {}, dict.fromkeys((SCHEMA, PDF, HTML, JSONLD), b""), Making(None, {}, "0", "p"))
    packed = Packed("urn:x", tmp_path / "a.zip", "0", 1, "packed")

    for table in (dublin_core(made, "data/"), internet_archive([(article, packed)])):
        rows = list(csv.reader(io.StringIO(table.decode())))
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@|%\uff1d")]
        assert text.strip() in {cell.strip() for cell in cells}


@pytest.mark.parametrize(
    "body",
    [
        '<p>On <em>Monday</em> = a day; see <a href="https://x.example/?a=1&amp;b=2">there</a>.</p>',
        '<a href="mailto:mira@x.example">Mira</a> <a href="#note_1">1</a>',
        '<img src="beside:quay.png" alt="onload=1"> <img src="data:image/png;base64,AA" alt="">',
        "<p>He wrote javascript: and onclick= in a letter.</p>",
    ],
)
def test_a_kept_text_that_only_says_something_is_taken(body):
    assert harmless(body) == body

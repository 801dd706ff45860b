"""What was deposited stays: nothing is overwritten, no two articles become one, and history runs forward."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import threading
from pathlib import Path

import pytest
from lxml import etree
from tests.archive.conftest import ARTICLES, CONFORMANCE, run

from pressmark.archive import bag
from pressmark.verify.store import verify

pytestmark = pytest.mark.xdist_group("packages")

ARTICLE = """\
pressmark: 1
kind: news
language: en
headline: {headline}
summary: A summary.
slug: editorial
published: {published}
{more}
authors: [{{name: Ada Brook}}]
outlet: {{name: The Harbour Post, url: "https://harbourpost.example/"}}
sections:
  - body: |
      {body}
"""


def article(folder: Path, name: str = "a.yaml", *, more: str = "", **words: str) -> Path:
    said = {"headline": "On cranes", "published": "2026-03-01", "body": "The crane works again.", "more": more} | words
    path = folder / name
    path.write_text(ARTICLE.format(**said), "utf-8")
    return path


def pack(source: Path, *more: str | Path, to: str = "out"):
    return run("pack", source, "-o", to, *more, cwd=source.parent)


def kept(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def versions(store: Path) -> list[list[dict]]:
    """Return the versions of each object in the store, in the objects' order."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(store.glob("???/???/???/*/inventory.json"))]
    return [[one["versions"][f"v{n}"] for n in range(1, len(one["versions"]) + 1)] for one in found]


@pytest.mark.parametrize("form", ["bag", "bag-dir", "tar"])
def test_a_package_that_is_there_is_not_replaced_by_another_of_its_name(tmp_path, form):
    source = article(tmp_path)
    assert "packed" in pack(source, "--as", form).stdout
    before = kept(tmp_path / "out")
    assert "unchanged" in pack(source, "--as", form).stdout
    article(tmp_path, body="The crane is broken.")
    done = pack(source, "--as", form)
    assert done.returncode == 1
    assert "article.yaml" in done.stderr
    assert "“corrections”" in done.stderr
    assert kept(tmp_path / "out") == before
    assert "replaced" in pack(source, "--as", form, "--replace").stdout
    assert kept(tmp_path / "out") != before


def test_the_same_article_under_another_date_is_said_to_be_the_same(tmp_path):
    source = article(tmp_path)
    assert pack(source).returncode == 0
    done = pack(source, "--date", "2026-11-24")
    assert done.returncode == 1
    assert "the article in it is the same, but it was packed with" in done.stderr


def test_a_correction_has_a_name_of_its_own(tmp_path):
    source = article(tmp_path)
    for more in (
        "",
        "corrections: [{date: 2026-03-02, text: It is red.}]",
        "corrections: [{date: 2026-03-02, text: It is red.}, {date: 2026-03-02T18:00:00Z, text: No.}]",
        "version: 2",
        "version: 3",
    ):
        article(tmp_path, more=more)
        done = pack(source)
        assert done.returncode == 0, done.stderr
        assert "packed" in done.stdout
    names = [path.stem for path in (tmp_path / "out").glob("*.zip")]
    assert sorted(name.rpartition("-")[2] for name in names)[:2] == ["20260302", "20260302180000"]
    assert all(len(name) <= 100 for name in names)
    assert len(names) == 5


def test_earlier_reports_are_kept(tmp_path):
    (tmp_path / "desk").mkdir()
    article(tmp_path / "desk")
    for n in range(3):
        done = run("pack", "desk", "-o", "out", "--report", "all.csv", cwd=tmp_path)
        if n == 0:
            first = done.stdout
    assert (tmp_path / "out" / "ingest-report.csv").read_text() == first == (tmp_path / "all.csv").read_text()
    # The second and the third run found the same: that report is there once.
    assert (tmp_path / "out" / "ingest-report-2.csv").read_text() == done.stdout
    assert not (tmp_path / "out" / "ingest-report-3.csv").exists()


def test_two_articles_of_one_outlet_and_slug_are_two_objects_and_that_is_said(tmp_path):
    pack(article(tmp_path), "--as", "ocfl")
    done = pack(article(tmp_path, "b.yaml", headline="On taxes", published="2026-03-08"), "--as", "ocfl")
    assert done.returncode == 0
    assert "the store also has “On cranes” (2026-03-01)" in done.stderr
    assert [len(one) for one in versions(tmp_path / "out")] == [1, 1]


URL = "https://harbourpost.example/2026/cranes"


@pytest.mark.parametrize(
    "url",
    [
        "http://harbourpost.example/2026/cranes",
        "https://harbourpost.example/2026/cranes/",
        "https://HarbourPost.example/2026/cranes",
        "https://other.example/2026/cranes",
    ],
)
def test_a_changed_url_is_pointed_out_and_joined_where_it_is_the_same_article(tmp_path, url):
    source = article(tmp_path, more=f"url: {URL}")
    assert pack(source, "--as", "ocfl").returncode == 0
    article(tmp_path, more=f"url: {url}")
    done = pack(source, "--as", "ocfl")
    assert done.returncode == 1
    assert "the same article: “On cranes” (2026-03-01), urn:uuid:" in done.stderr
    assert [len(one) for one in versions(tmp_path / "out")] == [1]
    assert "added v2" in pack(source, "--as", "ocfl", "--same-as", URL).stdout
    # From now on it is known by its new address.
    article(tmp_path, more=f"url: {url}\nmodified: 2026-03-04")
    done = pack(source, "--as", "ocfl")
    assert "added v3" in done.stdout, done.stderr
    assert verify(tmp_path / "out").ok


def test_a_url_that_came_later_joins_and_another_article_is_kept_apart_where_that_is_said(tmp_path):
    source = article(tmp_path)
    pack(source, "--as", "ocfl")
    article(tmp_path, more=f"url: {URL}")
    assert pack(source, "--as", "ocfl").returncode == 1
    assert "added v2" in pack(source, "--as", "ocfl", "--alike", "join").stdout
    other = article(tmp_path, "b.yaml", more="url: https://third.example/")
    assert "added v1" in pack(other, "--as", "ocfl", "--alike", "apart").stdout
    assert sorted(len(one) for one in versions(tmp_path / "out")) == [1, 2]


def test_history_runs_forward_and_says_withdrawal_and_republication(tmp_path):
    source = article(tmp_path)
    gone = "status: withdrawn\nwithdrawn: {date: 2026-04-01, reason: Wrong crane.}"
    fixed = "corrections: [{date: 2026-03-01, text: It is red.}]"
    for more, date in (
        ("", "2026-03-01T09:00:00Z"),
        (fixed, "2026-03-01T17:00:00Z"),
        (gone, None),
        (fixed + "\n# again", None),
        (fixed + "\n# and again", "2026-03-20"),
    ):
        article(tmp_path, more=more)
        done = pack(source, "--as", "ocfl", *(("--date", date) if date else ()))
        assert done.returncode == 0, done.stderr
    assert "later than the given date" in done.stderr
    (said,) = versions(tmp_path / "out")
    assert [(one["created"], one["message"]) for one in said] == [
        ("2026-03-01T09:00:00Z", "First deposit"),
        ("2026-03-01T17:00:00Z", "Corrected on 2026-03-01: It is red."),
        ("2026-04-01T00:00:00Z", "Withdrawn on 2026-04-01: Wrong crane."),
        ("2026-04-01T00:00:00Z", "Republished\nCorrected on 2026-03-01: It is red."),
        ("2026-04-01T00:00:00Z", "Revised without note"),
    ]


def test_premis_tells_of_the_withdrawal_and_that_the_article_was_published_again(tmp_path):
    source = article(tmp_path)
    gone = "status: withdrawn\nwithdrawn: {date: 2026-04-01, reason: Wrong crane.}"
    for more, date in (("", "2026-03-01"), (gone, None), ("# again", None), ("# later", "2026-05-01")):
        article(tmp_path, more=more)
        assert pack(source, "--as", "ocfl", *(("--date", date) if date else ())).returncode == 0
    schema = etree.XMLSchema(etree.parse(CONFORMANCE / "archives" / "premis-v3-0.xsd"))
    told = []
    for path in sorted((tmp_path / "out").rglob("metadata/premis.xml")):
        tree = etree.parse(path)
        schema.assertValid(tree)
        events = [
            [one.findtext(f"{{*}}{name}") for name in ("eventType", "eventDateTime")] for one in tree.iter("{*}event")
        ]
        told.append([event for event in events if event[0] in {"withdrawal", "republication"}])
    withdrawal, again = ["withdrawal", "2026-04-01T00:00:00Z"], ["republication", "2026-04-01T00:00:00Z"]
    assert told == [[], [withdrawal], [withdrawal, again], [withdrawal, again]]
    assert verify(tmp_path / "out", rebuild=True).findings == ()


def test_whoever_deposits_answers_for_a_version_too(tmp_path):
    (tmp_path / "us.txt").write_text(
        "Source-Organization: River Archive\nContact-Name: Jo Reed\nContact-Email: jo@archive.example\n"
        "Bag-Group-Identifier: 7\n"
    )
    source = article(tmp_path)
    pack(source, "--as", "ocfl", "--depositor", "us.txt")
    ((first,),) = versions(tmp_path / "out")
    assert first["user"] == {"name": "Jo Reed, River Archive", "address": "mailto:jo@archive.example"}
    assert "Bag-Group-Identifier: 7" in first["message"]
    pack(source, "--depositor", "us.txt", "--as", "bag-dir", to="bags")
    (made,) = (tmp_path / "bags").iterdir()
    assert "Bag-Group-Identifier: 7\n" in (made / "bag-info.txt").read_text()
    assert run("verify", made, cwd=tmp_path).returncode == 0


def test_a_store_is_listed_and_an_article_found_by_url_slug_or_identifier(tmp_path):
    pack(article(tmp_path, more=f"url: {URL}"), "--as", "ocfl")
    pack(ARTICLES / "mylos.yaml", "--as", "ocfl", "-o", tmp_path / "out")
    done = run("list", "out", "--json", cwd=tmp_path)
    found = {one["title"]: one for one in map(json.loads, done.stdout.splitlines())}
    crane = found["On cranes"]
    assert (crane["slug"], crane["url"], crane["outlet"]) == ("editorial", URL, "The Harbour Post")
    assert [one["version"] for one in crane["versions"]] == [1]
    assert "editorial" in run("list", "out", "--find", "CRANES", cwd=tmp_path).stdout
    assert "editorial" not in run("list", "out", "--find", "mylos", cwd=tmp_path).stdout
    bare = crane["identifier"].removeprefix("urn:uuid:").upper()
    for n, wanted in enumerate((URL, "editorial", bare, crane["identifier"])):
        done = run("unpack", "out", "--id", wanted, "-o", f"{n}", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"{n}" / "a.yaml").exists()
    assert URL in run("verify", "--quick", "-v", "out", cwd=tmp_path).stdout


def test_an_object_that_the_archive_added_to_is_valid_and_what_it_added_stays(tmp_path):
    source = article(tmp_path)
    pack(source, "--as", "ocfl")
    store = tmp_path / "out"
    place = next(store.glob("???/???/???/*"))
    inventory = json.loads((place / "inventory.json").read_text("utf-8"))
    data = b"<ingest/>"
    digest = hashlib.sha512(data).hexdigest()
    state = {**inventory["versions"]["v1"]["state"], digest: ["admin/ingest.xml"]}
    inventory["versions"]["v2"] = {
        "created": "2026-05-01T00:00:00Z",
        "state": state,
        "message": "Ingest",
        "user": {"name": "The Archive"},
    }
    inventory["head"] = "v2"
    inventory["manifest"][digest] = ["v2/content/admin/ingest.xml"]
    text = json.dumps(inventory).encode()
    (place / "v2/content/admin").mkdir(parents=True)
    (place / "v2/content/admin/ingest.xml").write_bytes(data)
    for folder in (place, place / "v2"):
        (folder / "inventory.json").write_bytes(text)
        (folder / "inventory.json.sha512").write_bytes(f"{hashlib.sha512(text).hexdigest()} inventory.json\n".encode())
    verdict = verify(store)
    assert verdict.ok, verdict.findings
    assert any("added by somebody else" in remark.message for remark in verdict.remarks)
    assert "unchanged v2" in pack(source, "--as", "ocfl").stdout
    article(tmp_path, more="modified: 2026-05-05")
    done = pack(source, "--as", "ocfl")
    assert "added v3" in done.stdout
    assert "admin/ingest.xml" in done.stderr
    assert verify(store).ok
    newest = json.loads((place / "inventory.json").read_text("utf-8"))
    assert ["admin/ingest.xml"] in newest["versions"]["v3"]["state"].values()


@pytest.mark.parametrize("form", ["ocfl", "bag"])
def test_what_was_taken_away_since_a_report_is_noticed(tmp_path, form):
    (tmp_path / "desk").mkdir()
    article(tmp_path / "desk")
    article(tmp_path / "desk", "b.yaml", headline="On taxes", published="2026-03-08")
    run("pack", "desk", "--as", form, "-o", "out", "--report", "report.csv", cwd=tmp_path)
    targets = ["out"] if form == "ocfl" else [str(path) for path in sorted((tmp_path / "out").glob("*.zip"))]
    assert run("verify", "--quick", "--against", "report.csv", *targets, cwd=tmp_path).returncode == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "report.csv").read_text())))
    if form == "ocfl":
        place = next((tmp_path / "out").glob("???/???/???/*"))
        shutil.rmtree(place.parents[2])
        assert verify(tmp_path / "out").ok
    else:
        targets = targets[:1]
    done = run("verify", "--quick", "--against", "report.csv", *targets, cwd=tmp_path)
    assert done.returncode == 1
    assert any(row["id"] in done.stdout + done.stderr for row in rows)


def test_verify_waits_while_a_store_is_written_to(tmp_path):
    pack(article(tmp_path), "--as", "ocfl")
    store = tmp_path / "out"
    lock = os.open(store, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    (store / "extensions/pressmark-staging/half").mkdir(parents=True)
    told = []
    asked = threading.Thread(target=lambda: told.append(verify(store)))
    asked.start()
    asked.join(0.5)
    waited = asked.is_alive()
    shutil.rmtree(store / "extensions/pressmark-staging")
    os.close(lock)
    asked.join(60)
    assert waited
    assert told[0].ok
    assert not told[0].remarks


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_packages_of_others_are_called_what_they_are(tmp_path, form):
    files = bag.make({"letter.txt": b"Dear archive"}, [("Source-Organization", "Somebody Else")])
    if form == "zip":
        path = tmp_path / "theirs.zip"
        path.write_bytes(bag.zip_bytes("theirs", files))
    else:
        path = tmp_path / "theirs"
        for name, data in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
    done = run("verify", path, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "a valid bag, not one of pressmark's" in done.stdout
    done = run("unpack", path, "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "not one of pressmark's" in done.stderr


def test_a_crate_of_others_is_called_what_it_is_and_one_of_ours_without_its_bag_unpacks(tmp_path, river):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Boats",
        "description": "All",
        "datePublished": "2026",
        "license": {"@id": "https://x.example/"},
    }
    about = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [about, root]}
    (theirs / "ro-crate-metadata.json").write_text(json.dumps(crate))
    done = run("verify", theirs, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "a valid crate, not one of pressmark's; RO-Crate 1.1" in done.stdout
    del crate["@graph"][0]
    (theirs / "ro-crate-metadata.json").write_text(json.dumps(crate))
    assert run("verify", theirs, cwd=tmp_path).returncode == 1
    ours = shutil.copytree(river / "data", tmp_path / "objects")
    done = run("verify", "--quick", ours, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "a crate without the bag around it" in done.stdout
    assert run("unpack", ours, "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "quay.jpg").exists()


def test_what_was_packed_is_listed_for_the_internet_archive_and_for_e_deposit(tmp_path):
    more = f"url: {URL}\nkeywords: [crane, quay]\nrights: {{license: https://creativecommons.org/licenses/by/4.0/}}"
    source = article(tmp_path, more=more)
    source.write_text(source.read_text().replace("name: The Harbour Post", "name: The Harbour Post, issn: 1234-5679"))
    other = article(tmp_path, "b.yaml", headline="On <taxes>", published="2026-03-08")
    done = run("pack", source, other, "-o", "out", "--index", "ia.csv", "--index", "deposit.xml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "ia.csv").read_text("utf-8"))))
    assert [row["title"] for row in rows] == ["On cranes", "On <taxes>"]
    assert all((tmp_path / "out" / row["file"]).is_file() for row in rows)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{4,99}", row["identifier"]) for row in rows)
    assert (rows[0]["subject[1]"], rows[0]["language"], rows[0]["issn"]) == ("quay", "English", "1234-5679")
    tree = etree.parse(tmp_path / "deposit.xml")
    names = {"dcterms": "http://purl.org/dc/terms/", "media": "http://search.yahoo.com/mrss/"}
    first, second = tree.findall("channel/item")
    assert first.findtext("dcterms:isPartOf", namespaces=names) == "urn:ISSN:1234-5679"
    assert first.findtext("dcterms:license", namespaces=names) == "https://creativecommons.org/licenses/by/4.0/"
    assert [one.get("url") for one in first.findall("media:content", names)] == [URL]
    assert second.findtext("title") == "On <taxes>"
    assert second.find("link") is None
    assert second.findall("media:content", names) == []
    assert first.findtext("pubDate") == "Sun, 01 Mar 2026 00:00:00 +0000"
    for name, form in (("ia.txt", "bag"), ("ia.csv", "ocfl")):
        done = run("pack", source, "--as", form, "--index", name, "-o", "else", cwd=tmp_path)
        assert done.returncode == 2
        assert "--index" in done.stderr

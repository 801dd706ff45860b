"""What the records of a package say of its article: PREMIS, Dublin Core and bag-info.txt of a package made by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from email.parser import HeaderParser
from hashlib import sha256, sha512

import html5lib
import pypdf
import pytest
from lxml import etree

from pressmark import model, reader
from pressmark.archive import bag, records
from pressmark.archive.deposit import Deposit, Making, Part, TakenBack, latest, urn
from pressmark.archive.judgement import judge
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

ARTICLE = """\
pressmark: 1
kind: opinion
language: en-GB
headline: The last boat
url: https://post.example/boat
published: 2026-05-04T23:30:00-05:00
modified: 2026-05-05T07:00:00+02:00
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post, issn: 2049-3630}
keywords: [ferry]
topics: [{name: Transport}]
parties: {ada: {name: Ada Quill}}
corrections: [{date: "2026-05-05T07:00:00+02:00", text: The boat leaves at six., by: ada}]
sections: [{body: The last boat leaves at six.}]
"""
PREMIS = {"p": "http://www.loc.gov/premis/v3"}


@pytest.fixture
def deposit() -> Deposit:
    article = reader.check(ARTICLE.encode(), name="a.yaml", stem="article", folder=None).article
    assert article is not None
    parts = (
        Part("article.yaml", article.source.data, "source", "The source", "application/yaml"),
        Part("article.html", b"<p>six</p>", "rendition", "The page", "text/html"),
    )
    return Deposit(article, urn(article), parts, Making("2026-11-24", {"pressmark": "1"}, "0" * 64))


def test_dublin_core_tells_publisher_creator_and_all_subjects(deposit):
    header, row, *_ = csv.reader(io.StringIO(records.dublin_core(deposit, "data/").decode()))
    said = {name: [v for n, v in zip(header, row, strict=True) if n == name and v] for name in header}

    assert said["filename"] == ["data/article.yaml"]
    assert said["dc.publisher"] == ["The Harbour Post"]
    assert said["dc.creator"] == ["Mira Sandoval"]
    assert said["dc.subject"] == ["ferry", "Transport"]
    assert said["dc.identifier"] == [deposit.identifier, "https://post.example/boat"]
    assert said["dc.date"] == ["2026-05-04"]


def test_premis_tells_a_correction_with_who_made_it_and_no_second_change_beside_it(deposit):
    tree = etree.fromstring(records.premis(deposit, "data/"))
    names = {
        one.findtext(".//p:agentIdentifierValue", None, PREMIS): one.findtext("p:agentName", None, PREMIS)
        for one in tree.findall("p:agent", PREMIS)
    }
    changes = [
        one for one in tree.findall("p:event", PREMIS) if one.findtext("p:eventType", None, PREMIS) == "modification"
    ]
    (change,) = changes
    assert change.findtext(".//p:eventDetail", None, PREMIS) == "Correction: The boat leaves at six."
    assert [names[one.text] for one in change.findall(".//p:linkingAgentIdentifierValue", PREMIS)] == [
        "The Harbour Post",
        "Ada Quill",
    ]
    assert {one.text for one in tree.findall(".//p:originalName", PREMIS)} == {"data/article.yaml", "data/article.html"}


def test_premis_names_each_digest_by_its_algorithm(deposit):
    tree = etree.fromstring(records.premis(deposit, ""))
    told = [
        (one.findtext("p:messageDigestAlgorithm", None, PREMIS), one.findtext("p:messageDigest", None, PREMIS))
        for one in tree.findall("p:object", PREMIS)[0].iter(f"{{{PREMIS['p']}}}fixity")
    ]

    data = deposit.parts[0].data
    assert told == [("SHA-256", sha256(data).hexdigest()), ("SHA-512", sha512(data).hexdigest())]


def _events(deposit) -> list[tuple[str, str, str]]:
    return [
        tuple(one.findtext(f".//p:{name}", None, PREMIS) for name in ("eventType", "eventDateTime", "eventDetail"))
        for one in etree.fromstring(records.premis(deposit, "")).findall("p:event", PREMIS)
    ]


def test_premis_tells_a_change_that_is_neither_a_correction_nor_the_publication_itself(deposit):
    article = replace(deposit.article, corrections=())
    changed = [one for one in _events(replace(deposit, article=article)) if one[0] == "modification"]
    at_once = replace(article, modified=article.published)

    assert changed == [("modification", "2026-05-05T07:00:00+02:00", "The article was changed")]
    assert [one for one in _events(replace(deposit, article=at_once)) if one[0] == "modification"] == []


@pytest.mark.parametrize(
    ("again", "said"), [("2026-06-02", "Published again"), ("2026-06-01", "Published again, on this day or later")]
)
def test_premis_tells_a_withdrawal_that_was_taken_back(deposit, again, said):
    told = _events(replace(deposit, taken_back=(TakenBack("2026-06-01", "A mistake", again),)))

    assert [one[2] for one in told if one[0] in {"withdrawal", "republication"}] == ["Withdrawn: A mistake", said]


def test_the_bag_tells_its_identifier_day_size_and_sums(deposit):
    payload = {"article.yaml": b"x" * 10000, "article.html": b"y" * 240}
    said = HeaderParser().parsestr(bag.write_info(bag.info(deposit, [], payload)).decode())

    assert said["External-Identifier"] == deposit.identifier
    assert said["Bagging-Date"] == "2026-11-24"
    assert said["Payload-Oxum"] == "10240.2"
    assert said["Bag-Size"] == "10.2 KB"
    assert said["Internal-Sender-Identifier"] == "https://post.example/boat"


def test_the_latest_date_is_the_latest_moment_not_the_last_in_the_alphabet(deposit):
    (one,) = deposit.article.corrections
    later = replace(deposit.article, corrections=(replace(one, date="2026-05-05T00:30:00-07:00"),))

    assert latest(deposit.article) == "2026-05-05T07:00:00+02:00"
    assert latest(later) == "2026-05-05T00:30:00-07:00"


def test_a_picture_s_own_licence_and_maker_stand_in_its_row(deposit):
    image = model.Image(
        "quay",
        "quay.png",
        "The quay",
        b"x",
        "image/png",
        1,
        1,
        "0" * 64,
        credit="Ada Quill",
        license="https://cc.example/",
    )
    part = Part("images/quay.png", b"x", "image", "quay.png", "image/png", node="quay")
    pictured = replace(deposit, article=replace(deposit.article, images=(image,)), parts=(part,))
    row = next(csv.DictReader(io.StringIO(records.dublin_core(pictured, "").decode())))

    assert (row["dc.rights"], row["dc.creator"]) == ("https://cc.example/", "Ada Quill")
    assert row["dc.title"] == "The quay"
    captioned = replace(pictured, article=replace(deposit.article, images=(replace(image, caption="At noon"),)))
    assert next(csv.DictReader(io.StringIO(records.dublin_core(captioned, "").decode())))["dc.title"] == "At noon"


@pytest.mark.parametrize("path", ["data/a.txt", "data/zz.txt"])
def test_a_file_of_the_payload_that_no_manifest_names_is_undeclared(path):
    files = bag.make({"b.txt": b"b", "c.txt": b"c"}, [("Bag-Count", "1 of 1")])
    found = judge(files | {path: b"more"})

    assert judge(files).faults == []
    assert [one.path for one in found.faults if one.message.startswith("undeclared")] == [path]
    assert [one.path for one in found.payload_faults if one.message.startswith("undeclared")] == [path]


def test_two_articles_of_one_slug_and_no_address_are_two_in_every_record():
    source = ARTICLE.replace("url: https://post.example/boat\n", "slug: editorial\n")
    said = []
    for text in (source, source.replace("published: 2026-05-04", "published: 2026-05-01")):
        article = reader.check(text.encode(), name="a.yaml", stem="a", folder=None).article
        made = {name: writer(name).write(article, Options(load_theme())) for name in ("jsonld", "html", "pdf")}
        page = html5lib.parse(made["html"], namespaceHTMLElements=False)
        said.append(
            {
                json.loads(made["jsonld"])["@id"].removesuffix("#article"),
                next(one.get("content") for one in page.iter("meta") if one.get("name") == "DC.identifier"),
                pypdf.PdfReader(io.BytesIO(made["pdf"])).xmp_metadata.dc_identifier,
                urn(article),
            }
        )
    assert [len(one) for one in said] == [1, 1]
    assert not said[0] & said[1]

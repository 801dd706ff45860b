"""What the article is made of once every id is resolved."""

from __future__ import annotations

import hashlib
import io
import uuid

import pytest
from PIL import Image

from pressmark import reader
from pressmark.letters import fold
from pressmark.model import Paragraph, Text
from pressmark.problems import InvalidArticle


def _sections(*headings):
    return [{"heading": heading, "body": "Words."} if heading else {"body": "Words."} for heading in headings]


@pytest.mark.parametrize(
    ("heading", "folded"),
    [
        ("The last boat", "the-last-boat"),
        ("  What’s next?  ", "whats-next"),
        ("Größe, Œuvre & Łódź", "grosse-oeuvre-lodz"),
        ("Ålesund – Tromsø", "alesund-tromso"),
        ("3 demands", "demands"),
        ("1984", ""),
        ("Начало", ""),
        ("最終便", ""),
        ("ﬁn de siècle", "fin-de-siecle"),
    ],
)
def test_headings_fold_to_ascii(heading, folded):
    assert fold(heading) == folded


def test_sections_get_ids_that_nothing_else_has(article):
    found = article(
        sections=_sections("Tomas", "Boats", "Boats", "Boats!", "最終便", None, "Article", "Section 2"), demands=None
    )

    assert [section.id for section in found.sections] == [
        "tomas-2", "boats", "boats-2", "boats-3", "section-5", "section-6", "article-2", "section-2-2",
    ]  # fmt: skip


def test_an_id_that_is_given_later_is_left_alone(article):
    found = article(sections=[{"heading": "Boats", "body": "x"}, {"id": "boats", "heading": "More", "body": "y"}])

    assert [section.id for section in found.sections] == ["boats-2", "boats"]


def test_authors_without_ids_are_numbered(article):
    found = article(authors=[{"name": "Jonas Birk"}, {"id": "mira", "name": "Mira Sandoval"}, {"name": "Ana Moreau"}])

    assert [author.id for author in found.authors] == ["author-1", "mira", "author-3"]


def test_fragments_hang_on_the_address(article):
    assert article(url="https://harbourpost.example/bus").base == "https://harbourpost.example/bus"


def test_without_an_address_fragments_hang_on_outlet_and_slug(article):
    one, same, other = article(slug="bus"), article(slug="bus", headline="Another"), article(slug="boat")

    assert one.base == same.base
    assert one.base != other.base
    assert uuid.UUID(one.base).version == 5
    assert one.base != article(slug="bus", outlet={"name": "Another"}).base


def test_the_slug_is_the_files_stem_unless_one_is_given(check):
    assert check(stem="evening-bus").article.slug == "evening-bus"
    assert check(stem="evening-bus", slug="bus").article.slug == "bus"
    assert check(stem="evening-bus", slug="bus").article.source.stem == "evening-bus"


def test_the_source_is_kept_byte_for_byte(check):
    data = check().text.encode()
    found = reader.check(data, name="a", stem="a", folder=None).article

    assert found.source.data == data
    assert found.source.sha256 == hashlib.sha256(data).hexdigest()


def test_speakers_and_demands_are_the_parties_themselves(article):
    found = article(demands=[{"id": "sailing", "text": "Sail.", "by": "mira", "of": ["tomas", "mira"]}])

    assert found.quotes[0].speaker is found.parties[0]
    assert found.demands[0].by == found.authors[:1]
    assert found.demands[0].of == (found.parties[0], found.authors[0])


def test_folded_text_loses_the_line_break_that_yaml_adds(article):
    assert article(deck="Half the town\n").deck == "Half the town"


def test_a_word_that_yaml_once_took_for_no_is_a_word():
    source = (
        "pressmark: 1\nkind: news\nlanguage: no\nheadline: on\npublished: 2026-05-04\nauthors: [{name: y}]\n"
        "outlet: {name: off}\nkeywords: [yes, no, 1:30, 0o7x, 2026-05-04]\nsections: [{body: No}]\n"
    )
    found = reader.check(source.encode(), name="a", stem="a", folder=None).article

    assert (found.language, found.headline, found.authors[0].name, found.outlet.name) == ("no", "on", "y", "off")
    assert found.keywords == ("yes", "no", "1:30", "0o7x", "2026-05-04")


def test_a_withdrawn_article_keeps_none_of_its_words(check, tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "quay.png")
    found = check(
        status="withdrawn",
        withdrawn={"date": "2026-06-01", "reason": "It was a draft."},
        deck="Deck", summary="Summary", backstory="Story", keywords=["word"], embargo="2026-05-04", notes="Notes",
        images={"quay": {"file": "quay.png", "alt": "Quay"}},
        corrections=[{"date": "2026-05-05", "text": "Wrong quay.", "by": "tomas"}],
        parties={"tomas": {"name": "Tomas Reyl"}, "council": {"name": "Council"}},
    ).article  # fmt: skip

    assert found.withdrawn.reason == "It was a draft."
    assert (found.headline, found.authors[0].name, found.corrections[0].by.name) == (
        "Bring back the evening river bus", "Mira Sandoval", "Tomas Reyl",
    )  # fmt: skip
    assert [party.id for party in found.parties] == ["tomas"]
    for name in ("sections", "quotes", "demands", "images", "references", "notes", "keywords"):
        assert getattr(found, name) == ()
    for name in ("deck", "summary", "backstory", "embargo"):
        assert getattr(found, name) is None


def test_a_withdrawn_article_is_still_checked(check):
    reading = check(status="withdrawn", withdrawn={"date": "2026-06-01", "reason": "x"}, sections=[{"body": "`x`"}])

    assert "body-code" in [problem.rule for problem in reading.problems]


def _image(kind: str, size=(8, 6), **options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind, **options)
    return file.getvalue()


def _pictured(check, name: str):
    return check(
        images={"quay": {"file": name, "alt": "The quay"}}, sections=[{"heading": "A", "body": "{image:quay}"}]
    )


@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [
        ("a.png", "PNG", "image/png"),
        ("a.jpg", "JPEG", "image/jpeg"),
        ("a.JPEG", "JPEG", "image/jpeg"),
        ("b/a.gif", "GIF", "image/gif"),
        ("a.webp", "WEBP", "image/webp"),
    ],
)
def test_an_image_is_read_with_its_true_type_and_size(check, tmp_path, name, kind, media_type):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(_image(kind))
    image = _pictured(check, name).article.images[0]

    assert (image.file, image.media_type, image.width, image.height) == (name, media_type, 8, 6)
    assert image.data == (tmp_path / name).read_bytes()


def test_an_image_that_its_camera_turned_has_the_size_that_is_seen(check, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "a.jpg").write_bytes(_image("JPEG", exif=exif))

    image = _pictured(check, "a.jpg").article.images[0]
    assert (image.width, image.height) == (6, 8)


def test_an_image_may_not_leave_the_folder_by_a_link(check, tmp_path):
    folder = tmp_path / "article"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(_image("PNG"))
    (folder / "a.png").symlink_to(tmp_path / "secret.png")
    reading = check(folder=folder, images={"a": {"file": "a.png", "alt": "A"}}, sections=[{"body": "{image:a}"}])

    assert "image-outside" in [problem.rule for problem in reading.problems]


@pytest.mark.parametrize("name", ["/etc/a.png", "../a.png", "b/../../a.png", "b\\a.png", "C:/a.png", "C:a.png"])
def test_an_images_path_stays_inside_the_folder(check, name):
    assert "image-outside" in [problem.rule for problem in _pictured(check, name).problems]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (_image("PNG"), "image-kind"),
        (_image("JPEG")[:200], "image-broken"),
        (b"", "image-broken"),
        (b"GIF89a", "image-broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image-broken"),
        (_image("BMP"), "image-broken"),
    ],
    ids=["PNG", "cut off", "empty", "a header only", "SVG", "BMP"],
)
def test_a_file_that_is_no_jpeg_is_not_taken_for_one(check, tmp_path, data, rule):
    (tmp_path / "a.jpg").write_bytes(data)

    assert rule in [problem.rule for problem in _pictured(check, "a.jpg").problems]


def test_an_image_with_too_many_pixels_is_not_unpacked(check, tmp_path):
    bomb = bytearray(_image("PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    (tmp_path / "a.png").write_bytes(bytes(bomb))

    assert {"image-too-large", "image-broken"} & {problem.rule for problem in _pictured(check, "a.png").problems}


def test_reading_an_invalid_article_raises_all_its_problems(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("pressmark: 1\nkind: rant\n", "utf-8")

    with pytest.raises(InvalidArticle) as caught:
        reader.read(path)
    assert caught.value.name == str(path)
    assert {problem.rule for problem in caught.value.problems} == {"missing-key", "not-a-choice"}
    assert caught.value.text.startswith("pressmark")


def test_reading_a_file_takes_no_more_than_the_limit(tmp_path):
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(10**11)

    assert [problem.rule for problem in reader.check_file(path).problems] == ["file-too-large"]


def test_standard_input_has_no_images(check):
    reading = check(folder=None, images={"a": {"file": "a.png", "alt": "A"}}, sections=[{"body": "{image:a}"}])

    assert "image-missing" in [problem.rule for problem in reading.problems]


def test_the_order_of_keys_does_not_matter(check, article):
    lines = check().text
    assert article().sections[0].blocks == (Paragraph((Text("At six."),)),)
    blocks = [block for block in lines.split("\n") if block]
    top = [index for index, line in enumerate(blocks) if not line.startswith((" ", "-"))]
    parts = ["\n".join(blocks[a:b]) for a, b in zip(top, [*top[1:], len(blocks)], strict=True)]
    other = reader.check("\n".join(reversed(parts)).encode() + b"\n", name="a", stem="bus", folder=None).article

    assert other.sections == article().sections
    assert other.base == article().base

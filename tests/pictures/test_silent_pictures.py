"""What is published of a photograph gives nobody away, and still says whose it is and how it was made."""

from __future__ import annotations

import base64
import io
import re
import struct
import threading
import unicodedata
import zlib
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageCms
from tests.pictures.making import COLOURS, quarters, saved

from pressmark import pictures, reader
from pressmark.archive.deposit import attached
from pressmark.building.work import renditions
from pressmark.pictures.about import About, _little_exif, about, is_like_srgb
from pressmark.pictures.formats import Parts
from pressmark.reader.files import Outside, read_inside
from pressmark.theme import Options, load_theme

SECRET = b"Tell-Nobody"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:Credit="Harbour Pictures" exif:GPSLatitude="{SECRET.decode()}" photoshop:City="{SECRET.decode()}">
<dc:creator><rdf:Seq><rdf:li>Jo Arden</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Jo Arden &amp; sons</rdf:li></rdf:Alt></dc:rights>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SECRET.decode()}</rdf:li></rdf:Alt></dc:title>
<Iptc4xmpExt:DigitalSourceType>{AI}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x013B], made[0x8298] = 6, "Jo Arden", "© Jo Arden"
    made[0x0110] = f"{SECRET.decode()} camera"
    place = made.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (52.0, 30.0, 7.5), SECRET.decode()
    detail = made.get_ifd(0x8769)
    detail[0xA431], detail[0xA430], detail[0x927C] = SECRET.decode(), SECRET.decode(), SECRET
    detail[0x9286] = b"ASCII\0\0\0" + SECRET
    return made


def iptc() -> bytes:
    records = [(80, b"Jo Arden"), (110, b"Harbour Pictures"), (92, SECRET), (120, SECRET)]
    return b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in records)


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def photo() -> bytes:
    """Return a JPEG as a telephone writes it, with all that an agency and an editor added."""
    plain = saved(quarters("RGB", COLOURS), "JPEG", quality=90, exif=exif(), comment=SECRET, progressive=True)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc())) + iptc() + b"\0" * (len(iptc()) % 2)
    more = [
        segment(0xED, b"Photoshop 3.0\0" + resource),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + SECRET),
        segment(0xEB, b"JP\0\0\0\0\0\x10jumb" + SECRET),
        segment(0xE5, SECRET),
    ]
    return plain[:2] + b"".join(more) + plain[2:] + b"\0\0\0\x18ftypmp42" + SECRET


def _all_of(pdf: bytes) -> bytes:
    """Return everything that a PDF holds, unpacked."""
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        out = io.BytesIO()
        opened.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
        files = b"".join(opened.attachments[name].get_file().read_bytes() for name in opened.attachments)
        return out.getvalue() + files


ARTICLE = """pressmark: 1
kind: news
language: en-GB
headline: On the quay
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
images: {quay: {file: quay.jpg, alt: The quay}}
sections:
  - body: |
      {image:quay}
"""


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    folder = tmp_path_factory.mktemp("silent")
    (folder / "quay.jpg").write_bytes(photo())
    (folder / "a.yaml").write_text(ARTICLE, "utf-8")
    return reader.check_file(folder / "a.yaml")


@pytest.mark.parametrize("edition", ["standard", "archive", "press", "booklet"])
def test_no_rendition_holds_what_the_camera_and_the_editor_wrote(edition, reading):
    options = Options(load_theme(), edition=edition, images="embed" if edition == "standard" else "beside")
    made = list(renditions(reading.article, ["html", "pdf", "jsonld", "text"], options))

    assert SECRET in reading.article.images[0].original
    for one in made:
        inside = _all_of(one.data) if one.format == "pdf" else one.data
        embedded = [base64.b64decode(found) for found in re.findall(rb"data:image/[a-z]+;base64,([\w+/=]+)", one.data)]
        assert [len(SECRET) for part in (inside, *embedded) if SECRET in part] == [], one.name


def test_whose_it_is_and_how_it_was_made_stays(reading):
    kept = reading.article.images[0].data

    with Image.open(io.BytesIO(kept)) as image:
        described = image.getxmp()["xmpmeta"]["RDF"]["Description"]
        assert described["Credit"] == "Harbour Pictures"
        assert described["creator"]["Seq"]["li"] == "Jo Arden"
        assert described["rights"]["Alt"]["li"]["text"] == "© Jo Arden & sons"
        assert described["DigitalSourceType"] == AI
        with Image.open(io.BytesIO(photo())) as before:
            wanted = {tag: before.getexif()[tag] for tag in (0x0112, 0x013B, 0x8298)}
        assert dict(image.getexif()) == wanted
    assert b"\x1c\x02\x50\x00\x08Jo Arden" in kept


def test_no_pixel_is_touched(reading):
    kept = reading.article.images[0].data

    with Image.open(io.BytesIO(photo())) as before, Image.open(io.BytesIO(kept)) as after:
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert pictures.rendition(kept).data == kept


def test_a_warning_at_its_line_says_what_is_left_out(reading):
    (problem,) = [problem for problem in reading.problems if problem.rule == "image-metadata"]

    assert problem.severity == "warning"
    assert problem.span.line == ARTICLE.split("quay.jpg", maxsplit=1)[0].count("\n") + 1
    for thing in ("where it was taken", "serial number", "owner’s name", "maker’s notes", "comments", "credentials",
                  "behind its end"):  # fmt: skip
        assert thing in problem.message


def test_a_package_keeps_the_file_as_it_is(reading, tmp_path):
    assert attached(reading.article, "a.yaml", tmp_path)["quay.jpg"] == photo()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_are_silent_too(kind):
    image = quarters("RGB", COLOURS)
    how = {"PNG": {"exif": exif()}, "WEBP": {"exif": exif(), "xmp": XMP, "lossless": True}, "GIF": {"comment": SECRET}}
    data = saved(image, kind, **how[kind])
    if kind == "PNG":
        text = b"tEXtComment\0" + SECRET
        data = data[:33] + struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text)) + data[33:]
    assert SECRET in data

    made = pictures.rendition(data + SECRET)

    assert SECRET not in made.data
    assert made.left_out
    assert (AI.encode() in made.data) == (kind == "WEBP")
    assert pictures.rendition(made.data).data == made.data


def _scans(count: int) -> bytes:
    """Return a progressive JPEG with *count* scans more than it needs."""
    data = saved(quarters("RGB", COLOURS), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count + 1) + b"\xff\xd9"


def _problems(folder, name: str, article: str = ARTICLE) -> list[tuple[str, str]]:
    found = reader.check(article.replace("quay.jpg", name).encode(), name="a.yaml", stem="a", folder=folder)
    return [(problem.rule, problem.message) for problem in found.problems]


def test_a_picture_that_takes_hours_to_decode_is_refused(tmp_path):
    (tmp_path / "few.jpg").write_bytes(_scans(2))
    (tmp_path / "many.jpg").write_bytes(_scans(400))

    assert _problems(tmp_path, "few.jpg") == []
    ((rule, message),) = _problems(tmp_path, "many.jpg")
    assert rule == "image-too-large"
    assert "more than 40 passes" in message


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("kept", ["NFC", "NFD"])
def test_a_name_is_found_in_either_form_of_unicode(written, kept, tmp_path):
    folder, name = (unicodedata.normalize(kept, one) for one in ("Fähre", "Café (1) 100% #2.jpg"))
    (tmp_path / folder).mkdir()
    (tmp_path / folder / name).write_bytes(saved(quarters("RGB", COLOURS), "JPEG"))

    assert _problems(tmp_path, unicodedata.normalize(written, '"Fähre/Café (1) 100% #2.jpg"')) == []


def test_a_path_with_backslashes_is_told_so(tmp_path):
    ((rule, message),) = _problems(tmp_path, r"img\a.png")
    assert rule == "image-outside"
    assert "written with \\" in message


def test_a_link_laid_in_the_way_while_it_is_read_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    folder = tmp_path / "article"
    outside.mkdir()
    (folder / "img").mkdir(parents=True)
    (outside / "quay.jpg").write_bytes(SECRET)
    (folder / "img" / "quay.jpg").write_bytes(b"harmless")
    (folder / "link").symlink_to(outside)
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            for one, other in (("img", "aside"), ("link", "img"), ("img", "link"), ("aside", "img")):
                (folder / one).rename(folder / other)

    swapping = threading.Thread(target=swap)
    swapping.start()
    seen = set()
    try:
        for _ in range(2000):
            with suppress(OSError, Outside):
                seen.add(read_inside(folder, "img/quay.jpg", 100)[1])
    finally:
        done.set()
        swapping.join()

    assert seen == {b"harmless"}


def test_a_picture_of_many_names_is_decoded_once_and_counted_each_time(tmp_path, monkeypatch):
    noise = Image.effect_noise((2400, 2000), 90)
    (tmp_path / "big.png").write_bytes(saved(noise, "PNG", compress_level=0))
    names = "".join(f"  i{n}: {{file: {'./' * n}big.png, alt: Noise}}\n" for n in range(40))
    article = ARTICLE.replace("images: {quay: {file: quay.jpg, alt: The quay}}\n", f"images:\n{names}")
    decoded = []
    plain = pictures.rendition
    monkeypatch.setattr(pictures, "rendition", lambda data: decoded.append(1) or plain(data))

    found = _problems(tmp_path, "quay.jpg", article)

    assert len(decoded) == 1
    assert ("image-too-large", "more than 128 MB together") in [(rule, m[-25:]) for rule, m in found]


@pytest.mark.parametrize(
    ("artist", "rights"), [("Jo Arden", "© Jo Arden"), ("Jo", "© Jo Arden"), ("Jo", ""), ("", "J")]
)
def test_what_stays_of_exif_begins_at_even_bytes_as_tiff_wants_and_is_read_back(artist, rights):
    made = _little_exif(6, artist, rights.encode().decode("latin-1"))
    count = struct.unpack_from(">H", made, 8)[0]
    entries = [struct.unpack_from(">HHII", made, 10 + 12 * n) for n in range(count)]
    read = Image.Exif()
    read.load(made)

    assert [place % 2 for _, kind, length, place in entries if kind == 2 and length > 4] in ([], [0], [0, 0])
    assert (read.get(0x013B, ""), read.get(0x8298, "").encode("latin-1").decode()) == (artist, rights)
    assert read[0x0112] == 6


def _xmp(inside: str) -> bytes:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#"'
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return f'<rdf:RDF {rdf} {spaces}><rdf:Description rdf:about="">{inside}</rdf:Description></rdf:RDF>'.encode()


def test_a_licence_that_is_an_address_stays_one():
    licence = '<cc:license rdf:resource="https://cc.example/by?a=1&amp;b=2"/>'
    kept = about(Parts("JPEG", xmp=_xmp(licence))).xmp

    assert b'<cc:license rdf:resource="https://cc.example/by?a=1&amp;b=2"/>' in kept


@pytest.mark.parametrize(
    "parts",
    [
        Parts("JPEG", exif=b"MM\0\x2a\0\0\0\x08\xff\xff"),
        Parts("JPEG", exif=b"no exif"),
        Parts("JPEG", xmp=b"<rdf:RDF>"),
        Parts("JPEG", xmp=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        Parts("JPEG", iptc=struct.pack(">BBBH", 0x1C, 2, 80, 0x8004) + b"\0\0\0\x01x"),
        Parts("JPEG", iptc=struct.pack(">BBBH", 0x1C, 2, 92, 1) + b"x"),
    ],
)
def test_what_can_not_be_read_of_a_picture_says_nothing(parts):
    assert about(parts) == About(1, b"", b"", b"", ())


@pytest.mark.parametrize(("mode", "like"), [("RGB", True), ("L", None), ("CMYK", None)])
def test_a_profile_is_like_srgb_for_pictures_that_it_fits_and_none_for_others(mode, like):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert is_like_srgb(profile, mode) is like
    assert is_like_srgb(b"no profile", mode) is None

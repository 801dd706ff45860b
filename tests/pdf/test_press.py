"""The press edition: boxes, marks, inks and metadata, each looked at in the file."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from PIL import ImageCms
from tests.pdf.conftest import article, printed

from pressmark.pdf.editions import POINTS, blacken, condition, faults, share_of_black
from pressmark.problems import BuildError
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


@pytest.fixture(scope="module")
def press():
    with pikepdf.open(io.BytesIO(printed("opinion", "press"))) as pdf:
        yield pdf


def _box(page, name) -> list[float]:
    return [float(edge) for edge in page.obj[name]]


def test_the_trim_is_the_paper_and_the_bleed_3_mm_around_it(press):
    for page in press.pages:
        media, bleed, trim = (_box(page, name) for name in ("/MediaBox", "/BleedBox", "/TrimBox"))

        assert trim[2] - trim[0] == pytest.approx(210 * POINTS, abs=0.01)
        assert trim[3] - trim[1] == pytest.approx(297 * POINTS, abs=0.01)
        for inner, outer, side in zip(trim, bleed, (1, 1, -1, -1), strict=True):
            assert (inner - outer) * side == pytest.approx(3 * POINTS, abs=0.01)
        assert all((b - m) * side > 5 * POINTS for b, m, side in zip(bleed, media, (1, 1, -1, -1), strict=True))
        assert "/ArtBox" not in page.obj


def _instructions(press):
    for page in press.pages:
        yield from pikepdf.parse_content_stream(page)
    for stream in press.objects:
        if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") == "/Form":
            yield from pikepdf.parse_content_stream(stream)


def test_everything_is_drawn_in_black_ink_alone(press):
    colours = [
        i
        for i in _instructions(press)
        if str(i.operator) in ["rg", "RG", "g", "G", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"]
    ]

    assert {str(i.operator) for i in colours} <= {"k", "K"}
    assert all([float(ink) for ink in i.operands[:3]] == [0, 0, 0] for i in colours)


def test_text_is_full_black(press):
    fills, inside, inks = 0.0, False, set()
    for page in press.pages:
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            if name == "k":
                fills = float(instruction.operands[3])
            elif name in ("BT", "ET"):
                inside = name == "BT"
            elif name == "TJ" and inside:
                inks.add(fills)

    assert inks == {1.0}


def test_crop_and_registration_marks_lie_outside_the_bleed(press):
    page = press.pages[0]
    left, bottom, right, top = _box(page, "/BleedBox")
    instructions = list(pikepdf.parse_content_stream(page))
    start = max(n for n, i in enumerate(instructions) if str(i.operator) == "BMC")
    points = [
        [float(value) for value in i.operands[-2:]] for i in instructions[start:] if str(i.operator) in ("m", "l", "c")
    ]

    # Eight crop marks, four circles of four arcs, four crosses.
    assert len(points) == 8 * 2 + 4 * (1 + 4) + 4 * 4
    assert all(x < left or x > right or y < bottom or y > top for x, y in points)


def test_pictures_are_in_the_inks_of_the_press(press):
    pictures = [o for o in press.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]

    assert len(pictures) >= 2
    assert {str(picture.ColorSpace) for picture in pictures} <= {"/DeviceCMYK", "/DeviceGray"}
    for picture in pictures:
        channels = 4 if picture.ColorSpace == "/DeviceCMYK" else 1
        assert len(picture.read_bytes()) == picture.Width * picture.Height * channels


def test_the_printing_condition_is_coated_paper_by_a_free_profile(press):
    (intent,) = press.Root.OutputIntents

    assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
    assert str(intent.RegistryName) == "http://www.color.org"
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_the_claim_stands_with_all_that_pdfx4_wants_said(press):
    packet = press.Root.Metadata.read_bytes().decode()

    assert press.pdf_version == "1.6"
    for wanted in (
        "GTS_PDFXVersion>PDF/X-4<",
        "Trapped>False<",
        "RenditionClass>default<",
        "VersionID>1<",
        "MetadataDate>",
    ):
        assert wanted in packet
    assert str(press.docinfo.Trapped) == "/False"
    assert "/FlateDecode" not in str(press.Root.Metadata.get("/Filter", ""))
    assert all("/Annots" not in page.obj for page in press.pages)
    for font in (o for o in press.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"):
        assert "/FontFile2" in font


def test_the_document_id_follows_from_the_source():
    found = {
        re.search(rb"DocumentID>uuid:([0-9a-f-]{36})<", _metadata(name))[1] for name in ("opinion", "fa", "opinion")
    }

    assert len(found) == 2


def _metadata(name: str) -> bytes:
    with pikepdf.open(io.BytesIO(printed(name, "press"))) as pdf:
        return pdf.Root.Metadata.read_bytes()


def test_no_time_of_day_is_in_it():
    assert {stamp[:4] for stamp in re.findall(r"\d{4}-\d\d-\d\dT", _metadata("opinion").decode())} == {"2026"}


def test_a_fault_takes_the_claim_away(press):
    with pikepdf.open(io.BytesIO(printed("opinion", "press"))) as pdf:
        assert faults(pdf) == ()
        page = pdf.pages[0]
        page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + b"\n1 0 0 rg 0 0 9 9 re f\n")

        assert faults(pdf) == ("something is drawn in the colours of a screen",)


def _drawn(pdf, operators: bytes) -> None:
    page = pdf.pages[0]
    page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + b"\n" + operators + b"\n")


def _set(holder, key: str, value) -> None:
    holder[key] = value


_DICTIONARY = pikepdf.Dictionary
FAULTS = {
    "there must be one output intent for PDF/X": lambda pdf: _set(pdf.Root, "/OutputIntents", pikepdf.Array()),
    "the output intent's profile must be for four inks": lambda pdf: _set(
        pdf.Root.OutputIntents[0].DestOutputProfile, "/N", 3
    ),
    "the document information lacks Trapped": lambda pdf: pdf.docinfo.__delitem__("/Trapped"),
    "the catalog holds OpenAction": lambda pdf: _set(pdf.Root, "/OpenAction", _DICTIONARY()),
    "a page's trim must lie in its bleed, and that on its medium": lambda pdf: _set(
        pdf.pages[0].obj, "/TrimBox", pdf.pages[0].obj.MediaBox
    ),
    "a page has both a trim and an art box": lambda pdf: _set(pdf.pages[0].obj, "/ArtBox", pdf.pages[0].obj.TrimBox),
    "a page has annotations": lambda pdf: _set(pdf.pages[0].obj, "/Annots", pikepdf.Array()),
    "something is drawn in the colour space /DeviceRGB": lambda pdf: _drawn(pdf, b"/DeviceRGB cs"),
    "a page has a shading": lambda pdf: _drawn(pdf, b"/S1 sh"),
    "a picture is not in the inks of the press": lambda pdf: _set(
        next(one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"),
        "/ColorSpace",
        pikepdf.Name.DeviceRGB,
    ),
    "the file holds a program": lambda pdf: pdf.make_indirect(_DICTIONARY(S=pikepdf.Name.JavaScript)),
    "a font is not embedded": lambda pdf: pdf.make_indirect(_DICTIONARY(Type=pikepdf.Name.FontDescriptor)),
    "something is filled with a pattern": lambda pdf: pdf.make_indirect(_DICTIONARY(PatternType=1)),
    "a graphics state changes the transfer of tones": lambda pdf: pdf.make_indirect(
        _DICTIONARY(TR=pikepdf.Name.Identity)
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_pdfx4_does_not_allow_takes_it_away(fault):
    with pikepdf.open(io.BytesIO(printed("opinion", "press"))) as pdf:
        FAULTS[fault](pdf)

        assert faults(pdf) == (fault,)


def test_a_file_that_is_locked_is_no_pdfx4(tmp_path):
    with pikepdf.open(io.BytesIO(printed("opinion", "press"))) as pdf:
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user="", R=6))
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert "the file is encrypted" in faults(pdf)


@pytest.mark.parametrize(
    ("channels", "ink"),
    [
        ([0.0], 1.0),
        ([1.0], 0.0),
        ([0.067, 0.067, 0.067], 1.0),
        ([1.0, 1.0, 1.0], 0.0),
        ([0.5] * 3, 0.5),
        ([1.0, 0.0, 0.0], 0.701),
        ([0.0, 1.0, 0.0], 0.413),
        ([0.5, 0.5, 1.0], 0.443),
    ],
)
def test_a_colour_becomes_a_share_of_black(channels, ink):
    assert share_of_black(channels) == pytest.approx(ink, abs=0.001)


def test_lines_are_drawn_and_areas_filled_in_their_own_share_of_black():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_stream(b"1 0 0 RG 0 1 0 rg 9 9 99 99 re B")
        blacken(pdf)

        inks = {
            str(i.operator): float(i.operands[3]) for i in pikepdf.parse_content_stream(page) if len(i.operands) == 4
        }
    assert (inks["K"], inks["k"]) == pytest.approx((0.701, 0.413))


@pytest.mark.parametrize("profile", [b"", b"not a profile", b"\0" * 200])
def test_what_is_no_profile_is_refused(profile):
    with pytest.raises(BuildError, match="ICC"):
        condition(profile)


def test_a_screen_profile_is_refused():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    with pytest.raises(BuildError, match="CMYK"):
        writer("pdf").write(article("de"), Options(load_theme(), edition="press", icc=profile))


def test_a_printers_own_profile_is_named_and_used():
    own = condition(None).profile
    made = writer("pdf").write(article("de"), Options(load_theme(), edition="press", icc=own))

    with pikepdf.open(io.BytesIO(made)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "ISO Coated v2 300% (basICColor)"
        assert "/RegistryName" not in intent
        assert intent.DestOutputProfile.read_bytes() == own

"""The fonts in a copy are those that travel with pressmark, whatever the machine has."""

from __future__ import annotations

import io
from importlib.resources import files

import pikepdf
import pytest
from tests.pdf.conftest import ALL, article, printed, printed_of, written

from pressmark.parity import check
from pressmark.pdf import fonts

_OURS = {
    family.replace(" ", "-")
    for family in (*(face.family for face in fonts.FACES), *(family.name for family in fonts.EAST_ASIAN))
}


def embedded(data: bytes) -> set[str]:
    """Return the names of the fonts embedded in the PDF *data*, without the subset's tag."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        descriptors = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert all({"/FontFile2", "/FontFile3"} & set(descriptor.keys()) for descriptor in descriptors)
        return {str(descriptor.FontName).partition("+")[2] for descriptor in descriptors}


@pytest.mark.parametrize("name", ALL)
def test_every_glyph_comes_from_a_face_of_ours(name):
    found = embedded(printed(name))

    assert found
    assert {font for font in found if not any(font.startswith(own) for own in _OURS)} == set()


def test_a_bullet_is_of_the_text_face():
    assert any(line.strip().startswith("- ") for line in article("de").source.data.decode().splitlines())
    assert ord("•") in fonts.coverage(fonts.FACES[0])
    assert embedded(printed("de")) <= {
        "Spectral",
        "Spectral-Italic",
        "Spectral-Bold",
        "Fira-Sans",
        "Fira-Sans-Semi-Bold",
    }


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("el", "Noto-Serif-Greek"),
        ("he", "Frank-Ruhl-Libre"),
        ("fa", "Amiri"),
        ("ja", "Noto-Sans-JP"),
        ("zh", "Noto-Sans-SC"),
        ("ko", "Noto-Sans-KR"),
    ],
)
def test_a_script_has_its_own_face(language, family):
    assert any(font.startswith(family) for font in embedded(printed(language)))


def test_a_latin_text_loads_no_face_of_another_script():
    assert {face.script for face in fonts.faces(fonts.scripts("Straße, naïve, Łódź, Харьков"))} == {""}


def test_a_character_without_a_glyph_is_named():
    assert fonts.without_glyph("Bring 漢 back 🙂") == ("漢", "🙂")


def test_what_has_no_shape_needs_no_glyph():
    shapeless = "\u00ad\u200b\u200d\u200e\u200f\u2060\u2066\u2069\ufe0f\u202f\u00a0"

    assert fonts.without_glyph(shapeless) == ()


def test_the_shipped_cuts_carry_their_licences():
    folder = files("pressmark.pdf") / "fonts"
    cuts = [cut.name for cut in folder.iterdir() if cut.name.endswith(".ttf")]
    assert len(cuts) == 5
    for cut in cuts:
        licence = (folder / f"{cut.split('-')[0]}.LICENSE.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()
        assert "with Reserved Font Name" not in licence


# Of Unicode's Default_Ignorable_Code_Point: what phones, word processors and web pages leave in a text.
_INVISIBLE = [
    0xAD,
    0x34F,
    0x61C,
    0x200B,
    0x200C,
    0x200D,
    0x200E,
    0x2060,
    0x2061,
    0x2063,
    0x2069,
    0xFE00,
    0xFE0F,
]


def test_what_is_invisible_is_printed_and_says_what_the_source_says():
    signs = "".join(f"Auf{chr(code)}lage " for code in _INVISIBLE)
    words = written(f'sections: [{{body: "{signs}™\ufe0f bleibt."}}]\n')
    (found,) = check(words, {"a.pdf": printed_of(words)})

    assert fonts.without_glyph(signs) == ()
    assert found.findings == ()


def test_an_ideographic_variation_selector_needs_no_glyph():
    assert fonts.without_glyph("".join(map(chr, range(0xE0100, 0xE01F0)))) == ()

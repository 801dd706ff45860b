# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "fontpkg-noto-serif==2.15", "fontpkg-frank-ruhl-libre==6.4"]
# ///
"""Cut the static Greek and Hebrew faces that pressmark ships out of their variable families.

A variable font costs WeasyPrint many times what a static one does, and PyPI has no static Greek or Hebrew serif.
Neither family's licence reserves a font name (SIL OFL 1.1, copied beside the cuts), so that a cut may keep it.
Run it with ``uv run requirements/cut_fonts.py``; the same versions give the same bytes.
"""

from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parent.parent / "src" / "pressmark" / "pdf" / "fonts"
GREEK = [*range(0x0370, 0x0400), *range(0x1F00, 0x2000), *range(0x0300, 0x0370), 0x20, 0xB7]
HEBREW = [*range(0x0590, 0x0600), *range(0xFB1D, 0xFB50), *range(0x20, 0x7F), *range(0xA0, 0x100)]
HEBREW += [*range(0x2000, 0x2070), 0x20AA, 0x20AC, 0x2212]

# Spectral is light; Noto Serif at 370 and 640 has its colour.
CUTS = [
    ("fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf", GREEK, {"wght": 370, "wdth": 100}, "NotoSerifGreek-Regular.ttf"),
    ("fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf", GREEK, {"wght": 640, "wdth": 100}, "NotoSerifGreek-Bold.ttf"),
    (
        "fontpkg_noto_serif",
        "NotoSerif-Italic[wdth,wght].ttf",
        GREEK,
        {"wght": 370, "wdth": 100},
        "NotoSerifGreek-Italic.ttf",
    ),
    ("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf", HEBREW, {"wght": 400}, "FrankRuhlLibre-Regular.ttf"),
    ("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf", HEBREW, {"wght": 700}, "FrankRuhlLibre-Bold.ttf"),
]


def main() -> None:
    """Write every cut, and the licences they stand under, into the package."""
    for package, source, characters, location, target in CUTS:
        folder = files(package)
        with (folder / "files" / source).open("rb") as file:
            font = TTFont(file, recalcTimestamp=False)
            options = Options(layout_features=["*"], notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=characters)
            subsetter.subset(font)
            instantiateVariableFont(font, location, inplace=True)
            # Fontconfig tells faces apart by these two, not by the name.
            font["OS/2"].usWeightClass = 700 if "Bold" in target else 400
            font["name"].removeNames(nameID=25)
            font.save(TARGET / target)
        licence = (folder / "LICENSE").read_text(encoding="utf-8")
        (TARGET / f"{target.split('-')[0]}.LICENSE.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Labels, dates, digits and quotation marks in the article's language."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import pressmark
from pressmark.i18n import _MARKS, FOLDER, locale_of, own_name, quotation, supports
from pressmark.i18n import compile as compile_module
from pressmark.i18n.compile import REGIONAL, asked, compiled, lacking

WANTED = {"fr", "de", "es", "pt", "nl", "ar", "fa", "he", "ru", "uk", "zh", "ja"}
SOURCES = sorted(FOLDER.glob("*.po"))
WHOLE = [path for path in SOURCES if path.stem not in REGIONAL]
CODE = Path(pressmark.__file__).parent


def messages(path: Path) -> dict[tuple[str | None, str], str]:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    return {(message.context, message.id): message.string for message in catalogue if message.id}


def test_the_languages_of_the_promise_have_a_catalogue():
    assert {path.stem for path in SOURCES} >= WANTED


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_catalogue_has_no_label_that_nothing_asks_for(path):
    found = {key for key, translated in messages(path).items() if translated}
    wanted = asked()
    assert len(wanted) > 40
    assert found - wanted == set()


def test_what_a_catalogue_lacks_is_listed_and_comes_in_english(tmp_path):
    german = next(path for path in WHOLE if path.stem == "de")
    whole = german.read_text("utf-8")
    part = tmp_path / "de.po"
    part.write_text(whole.replace('msgid "Due"', 'msgid "Gone"'), "utf-8")

    assert set(lacking(part)) - set(lacking(german)) == {"Due"}
    assert locale_of("de").label("A label of tomorrow") == "A label of tomorrow"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_original(path):
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    wrong = {key for key, translated in messages(path).items() if places(key[1]) != places(translated)}
    assert wrong == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_compiled_catalogue_is_that_of_its_source(path):
    assert path.with_suffix(".mo").read_bytes() == compiled(path)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_label_holds_a_character_that_the_print_fonts_lack(path):
    assert not re.search("[\u202f\u2009\u200e\u200f\u202a-\u202e]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(REGIONAL))
def test_a_regional_catalogue_holds_only_labels_that_exist(name):
    assert set(messages(FOLDER / f"{name}.po")) <= asked()


@pytest.mark.parametrize(("language", "label"), [("en-US", "License"), ("en-GB", "Licence"), ("pt-PT", "Licença")])
def test_a_regional_catalogue_changes_what_differs_and_leaves_the_rest(language, label):
    assert locale_of(language).label("Licence") == label


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en-GB", "4 May 2026, 07:30 (UTC+1)"),
        ("en-US", "May 4, 2026, 7:30\u00a0AM (UTC+1)"),
        ("de", "4. Mai 2026, 07:30 Uhr (UTC+1)"),
        ("fr", "4 mai 2026 à 07:30 (UTC+1)"),
        ("ru", "4 мая 2026\u00a0г., 07:30 (UTC+1)"),
        ("fa", "۴ مهٔ ۲۰۲۶، ساعت ۷:۳۰ (UTC+1)"),
        ("ar-EG", "٤ مايو ٢٠٢٦، ٧:٣٠ ص (UTC+1)"),
        ("ar-MA", "4 ماي 2026، 07:30 (UTC+1)"),
        ("zh", "2026年5月4日 07:30（UTC+1）"),
        ("ja", "2026年5月4日 7:30（UTC+1）"),
    ],
)
def test_a_moment_is_shown_as_its_readers_write_it(language, shown):
    assert locale_of(language).date("2026-05-04T07:30:00+01:00") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-05-04", "4 May 2026"),
        ("2026-05-04T23:59:00-09:30", "4 May 2026, 23:59 (UTC−9:30)"),
        ("2026-05-04T00:00:00Z", "4 May 2026, 00:00 (UTC)"),
    ],
)
def test_a_date_stays_in_the_offset_of_the_article(text, shown, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert locale_of("en-GB").date(text) == shown


@pytest.mark.parametrize(
    ("language", "tag"),
    [("de-AT", "de"), ("pt-BR", "pt"), ("zh-TW", "zh-Hant"), ("zh-Hans-CN", "zh"), ("fr-CA", "fr"), ("en-US", "en-US")],
)
def test_a_region_gets_the_nearest_catalogue(language, tag):
    assert locale_of(language).tag == tag


def test_dates_beside_english_labels_have_the_order_of_those():
    assert locale_of("eo").date("2026-05-04") == "4 May 2026"


@pytest.mark.parametrize("language", ["tlh", "x-private", "sgn-BE-FR", "ur", "i-default"])
def test_an_unknown_language_falls_back_to_english(language):
    locale = locale_of(language)
    assert (supports(language), locale.tag, locale.label("Sources")) == (False, "en", "Sources")


@pytest.mark.parametrize("language", ["en", "en-GB", "de-CH-1996", "zh-Hant-HK", "fa-AF", "pt-PT-x-house", "iw"])
def test_a_known_language_is_supported_in_every_form(language):
    assert supports(language)


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", "“ ” ‘ ’"), ("de", "„ “ ‚ ‘"), ("de-CH", "« » ‹ ›"), ("sv", "” ” ’ ’"), ("pl", "„ ” « »"),
        ("de-Latn-CH", "« » ‹ ›"),
        ("ru", "« » „ “"), ("es", "« » “ ”"), ("es-MX", "“ ” ‘ ’"), ("pt-PT", "« » “ ”"), ("ja", "「 」 『 』"),
        ("zh-Hant-HK", "「 」 『 』"), ("zh-Hans", "“ ” ‘ ’"), ("he", "” ” ’ ’"), ("ar", "« » ‹ ›"),
        ("tlh", "“ ” ‘ ’"), ("hu", "„ ” » «"), ("nl", "‘ ’ “ ”"), ("ur", "” “ ’ ‘"),
    ],
)  # fmt: skip
def test_a_language_has_its_own_quotation_marks(language, marks):
    found = quotation(language)
    assert [found.open, found.close, found.inner_open, found.inner_close] == marks.split()


def test_the_two_levels_can_be_told_apart_in_every_language():
    alike = [tag for tag, marks in _MARKS.items() if marks.at(0) == marks.at(1)]
    assert (alike, len(_MARKS) >= 40) == ([], True)


def test_french_guillemets_stand_off_their_words():
    assert quotation("fr").at(0) == ("«\u00a0", "\u00a0»")


def test_marks_alternate_with_depth():
    assert [quotation("en").at(depth)[0] for depth in range(4)] == ["“", "‘", "“", "‘"]


def test_a_list_is_joined_as_the_language_joins_it():
    joined = [locale_of(tag).join(["A", "B", "C"]) for tag in ("en-GB", "en-US", "de", "ja", "fa")]
    assert joined == ["A, B and C", "A, B, and C", "A, B und C", "A、B、C", "A، B، و C"]


def test_a_language_is_named_in_the_articles_and_in_its_own():
    assert (locale_of("fr").language_name("nl"), own_name("nl"), own_name("tlh")) == (
        "néerlandais",
        "Nederlands",
        "tlh",
    )


def test_asking_for_support_loads_no_babel_for_a_language_with_labels():
    code = "import sys; from pressmark import i18n; i18n.supports('pt-BR'); print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_all_catalogues_are_compiled_beside_their_sources_and_what_they_lack_is_listed(tmp_path, monkeypatch, capsys):
    (tmp_path / "pt_PT.po").write_bytes((FOLDER / "pt_PT.po").read_bytes())
    head = 'msgid ""\nmsgstr "Language: fr\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
    (tmp_path / "fr.po").write_text(f'{head}\nmsgid "Contact"\nmsgstr "Contact"\n', "utf-8")
    monkeypatch.setattr(compile_module, "FOLDER", tmp_path)

    compile_module.main()

    assert {path.name for path in tmp_path.glob("*.mo")} == {"fr.mo", "pt_PT.mo"}
    assert (tmp_path / "pt_PT.mo").read_bytes() == (FOLDER / "pt_PT.mo").read_bytes()
    # A catalogue of what only a region says otherwise lacks nothing.
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(asked()) - 1
    assert "fr lacks “Sources”: it is in English" in listed
    assert not [line for line in listed if "“Contact”" in line]

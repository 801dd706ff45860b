"""The words and forms of the article's language, as values: labels, dates, digits, lists, quotation marks.

Labels come from gettext catalogues (``catalogues/*.po``, compiled to the ``.mo`` beside them), forms from
the CLDR through Babel. Nothing depends on the machine's own language or time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import babel


# --- Quotation marks


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """The marks around a quote, and those around a quote within a quote; a no-break space belongs to its mark."""

    open: str
    close: str
    inner_open: str
    inner_close: str

    def at(self, depth: int) -> tuple[str, str]:
        """Return the marks for a quote that stands inside *depth* others."""
        return (self.open, self.close) if depth % 2 == 0 else (self.inner_open, self.inner_close)


_CLDR = {
    "“”‘’": (
        "af az bn ckb cy en es-419 fil ga gl gu hi id kn ko lv ml mr ms ne pa pt si "
        "sw ta te th tr vi zh zu"  # codespell:ignore te
    ),
    "„“‚‘": "cs de dsb et hr hsb is lb mk sk sl",
    "„”‘’": "bs",
    "„”«»": "pl ro",
    "„”»«": "hu",
    "„“«»": "ka",
    "«»“”": "ca el eu it kk pt-PT sq",
    "«»„“": "be ru uk",
    "«»‘’": "nb nn no",
    "«»‹›": "am fa fr-CH",
    "””’’": "fi he sv yi",
    "”“’‘": "ur",
    "»«›‹": "ug",
    "「」『』": "ja zh-Hant zh-HK zh-MO zh-TW",
}
# Where the CLDR has the same marks for both levels, a pair that tells them apart; where print has other habits than the
# CLDR, those of print; and for Arabic script guillemets, which right-to-left text mirrors, as it does no other mark.
_OWN_CHOICE = {
    "“”‘’": "es-AR es-CL es-CO es-MX es-PE es-US es-VE",
    "‘’“”": "nl",
    "„“‚‘": "lt",
    "„“«»": "bg",
    "„“’’": "sr",
    "«»“”": "es hy",
    "«»‹›": "ar de-CH de-LI ps",
    "»«›‹": "da",
}
_FRENCH = QuotationMarks("«\u00a0", "\u00a0»", "“", "”")
_ENGLISH_MARKS = "“”‘’"


def _table() -> dict[str, QuotationMarks]:
    table = {"fr": _FRENCH}
    for shapes, tags in [*_CLDR.items(), *_OWN_CHOICE.items()]:
        for tag in tags.split():
            table[tag.lower()] = QuotationMarks(*shapes)
    return table


_MARKS = _table()


def quotation(language: str) -> QuotationMarks:
    """Return the marks of the BCP 47 tag *language*: of its script or region where they differ, else English ones."""
    primary, *rest = language.lower().split("-")
    for tag in [*(f"{primary}-{subtag}" for subtag in rest), primary]:
        if tag in _MARKS:
            return _MARKS[tag]
    return QuotationMarks(*_ENGLISH_MARKS)


# --- Catalogues

FOLDER = Path(__file__).parent / "catalogues"
SOURCE_LANGUAGE = "en"


@cache
def catalogue_names() -> frozenset[str]:
    """Return the names of all catalogues (``fr``, ``zh_Hant``) and of the language that the msgids are in."""
    return frozenset({SOURCE_LANGUAGE, *(path.stem for path in FOLDER.glob("*.mo"))})


@cache
def translations(names: tuple[str, ...]) -> NullTranslations:
    """Return the catalogues *names*, each the fallback of the one before it; the msgids themselves come last."""
    chain: NullTranslations = NullTranslations()
    for name in reversed(names):
        path = FOLDER / f"{name}.mo"
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalogue = GNUTranslations(file)
        catalogue.add_fallback(chain)
        chain = catalogue
    return chain


@cache
def msgids() -> frozenset[str]:
    """Return the English of every label; words with a context are not among them, since they are values."""
    found: set[str] = set()
    for name in catalogue_names():
        known: dict[object, str] = getattr(translations((name,)), "_catalog", {})
        found.update(key for key in known if isinstance(key, str) and key and "\x04" not in key)
    return frozenset(found)


# --- Dates


def day(text: str, locale: babel.Locale) -> str:
    """Return the day of *text* (``YYYY-MM-DD`` or RFC 3339) in the long form of *locale*. Raises ValueError."""
    from babel.dates import format_date  # Babel loads only where an article is written

    return format_date(date.fromisoformat(text[:10]), "long", locale)


def month(text: str, locale: babel.Locale) -> str:
    """Return the month of *text* (``YYYY-MM`` or more) with its year, in the long form of *locale*.

    Raises ValueError.
    """
    from babel.dates import format_skeleton  # Babel loads only where an article is written

    return format_skeleton("yMMMM", date.fromisoformat(f"{text[:7]}-01"), locale=locale)


def parts(text: str, locale: babel.Locale) -> tuple[str, str, str]:
    """Return the day, time and offset of *text* in the forms of *locale*; the last two are empty without a time.

    The offset stays in Latin letters and digits, which keep their order in right-to-left text. Raises ValueError.
    """
    if len(text) == len("YYYY-MM-DD"):
        return day(text, locale), "", ""
    from babel.dates import format_time  # Babel loads only where an article is written

    moment = datetime.fromisoformat(text.upper())
    clock = format_time(moment.time().replace(tzinfo=None), "short", locale=locale)
    return day(text, locale), clock, _offset(moment.utcoffset())


def _offset(offset: timedelta | None) -> str:
    """Return *offset* as ``UTC+5:30``. Raises ValueError for a moment without one."""
    if offset is None:
        raise ValueError("a date-time without an offset has no place in an article")
    minutes = int(offset.total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


# --- All of it for one language

_DIGITS = {
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "arabext": "۰۱۲۳۴۵۶۷۸۹",
    "beng": "০১২৩৪৫৬৭৮৯",  # codespell:ignore beng
    "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉",
}
# The English of the labels, and so of the dates beside them.
_ENGLISH = "en-GB"
# CLDR's patterns hold characters that the print fonts lack or that no page needs.
_TIDY = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u200f": None, "\u200e": None})


@dataclass(frozen=True, slots=True)
class Locale:
    """The labels and forms for an article in *language*.

    *tag* is the BCP 47 tag of the labels, which is ``en`` where there is no catalogue for the language.
    """

    language: str
    tag: str
    _babel: babel.Locale
    _translations: NullTranslations

    def label(self, msgid: str) -> str:
        """Return the words for *msgid*, which is their English; unknown ones come back as they are."""
        return self._translations.gettext(msgid)

    def term(self, context: str, msgid: str) -> str:
        """Return the words for *msgid* in the sense that *context* names."""
        return self._translations.pgettext(context, msgid)

    def date(self, text: str) -> str:
        """Return the date, and the time with its own offset where there is one, as readers write them.

        *text* is ``YYYY-MM-DD`` or RFC 3339 with an offset; it is never converted. Raises ValueError for anything else.
        """
        day, time, offset = parts(text, self._babel)
        if not time:
            return self.digits(day.translate(_TIDY))
        shown = self.label("{date}, {time} ({offset})")
        return shown.format(
            date=self.digits(day.translate(_TIDY)), time=self.digits(time.translate(_TIDY)), offset=offset
        )

    def day(self, text: str) -> str:
        """Return only the day of a date or date-time. Raises ValueError as `date` does."""
        return self.digits(day(text, self._babel).translate(_TIDY))

    def month(self, text: str) -> str:
        """Return the month and year of a date or date-time (“May 2026”). Raises ValueError as `date` does."""
        return self.digits(month(text, self._babel).translate(_TIDY))

    @property
    def numbering(self) -> str:
        """Return the CLDR's name of the digits that are the norm in the language (``latn``, ``arab``, ``arabext``)."""
        return self._babel.default_numbering_system or "latn"

    def number(self, value: int) -> str:
        """Return *value* in the language's own digits, without grouping."""
        return self.digits(str(value))

    def digits(self, text: str) -> str:
        """Return *text* with its ASCII digits turned into those that are the norm in the language."""
        own = _DIGITS.get(self.numbering)
        return text.translate(str.maketrans("0123456789", own)) if own else text

    def join(self, items: Sequence[str]) -> str:
        """Return *items* as a list in a sentence (“A, B and C”)."""
        from babel.lists import format_list  # Babel loads only where an article is written

        return format_list(list(items), style="standard", locale=self._babel).translate(_TIDY)

    def language_name(self, tag: str) -> str:
        """Return what the language *tag* is called in this language, or the tag where the CLDR has no name."""
        found = _parse(tag)
        name = found.get_display_name(self._babel) if found else None
        return name or tag


@cache
def locale_of(language: str) -> Locale:
    """Return the labels and forms for the BCP 47 tag *language*; English ones where no catalogue fits."""
    names = _catalogues(language)
    known = bool(names)
    asked = _parse(language) if known else None
    english = _parse(_ENGLISH)
    if asked is None and english is None:  # pragma: no cover - Babel always carries English
        raise LookupError("Babel has no English")
    chosen = asked or english
    assert chosen is not None
    tag = names[0].replace("_", "-") if known else SOURCE_LANGUAGE
    return Locale(language, tag, chosen, translations(names or (SOURCE_LANGUAGE,)))


def supports(language: str) -> bool:
    """Say whether labels exist in *language*; without them its articles get English ones."""
    primary = language.lower().split("-")[0]
    # Babel, which knows other names of a language (“iw”), loads only for what isn't found without it.
    return primary in catalogue_names() or bool(_catalogues(language))


def languages() -> tuple[str, ...]:
    """Return the language subtags that have labels, in order."""
    return tuple(sorted({name.split("_")[0] for name in catalogue_names()}))


def labels(language: str) -> tuple[str, ...]:
    """Return all labels in *language*, with their ``{places}``, in order; "" is not among them."""
    locale = locale_of(language)
    return tuple(sorted({locale.label(msgid) for msgid in msgids()} - {""}))


def own_name(tag: str) -> str:
    """Return what the language *tag* calls itself, or the tag where the CLDR has no name."""
    found = _parse(tag)
    return (found.get_display_name() if found else None) or tag


def _catalogues(language: str) -> tuple[str, ...]:
    """Return the names of the catalogues that fit *language*, the most special first."""
    primary = language.lower().split("-")[0]
    found = _parse(language)
    if found is None:
        return (primary,) if primary in catalogue_names() else ()
    wanted = [str(found), f"{found.language}_{found.script}", f"{found.language}_{found.territory}", found.language]
    return tuple(dict.fromkeys(name for name in wanted if name in catalogue_names()))


@cache
def _parse(tag: str) -> babel.Locale | None:
    """Return Babel's locale nearest to the BCP 47 *tag*, or None where it knows nothing like it."""
    from babel import Locale as Known  # Babel loads only where an article is written
    from babel import UnknownLocaleError  # the same

    subtags = tag.replace("_", "-").split("-")
    kept = subtags[:1] + [sub for sub in _until_extension(subtags[1:]) if len(sub) in (2, 3, 4)]
    while kept:
        try:
            return Known.parse("-".join(kept), sep="-")
        except (UnknownLocaleError, ValueError):
            kept.pop()
    return None


def _until_extension(subtags: list[str]) -> list[str]:
    """Return *subtags* up to the first extension or private use (RFC 5646, section 2.2.6)."""
    end = next((n for n, sub in enumerate(subtags) if len(sub) == 1), len(subtags))
    return subtags[:end]

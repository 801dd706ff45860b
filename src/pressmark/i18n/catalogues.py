"""The gettext catalogues, each read once: BCP 47 tag -> translations, the more special before the more general."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
SOURCE_LANGUAGE = "en"


@cache
def languages() -> frozenset[str]:
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
    for name in languages():
        known: dict[object, str] = getattr(translations((name,)), "_catalog", {})
        found.update(key for key in known if isinstance(key, str) and key and "\x04" not in key)
    return frozenset(found)

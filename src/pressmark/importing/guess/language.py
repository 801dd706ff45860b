"""The language of a text, found offline and always the same for the same text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pressmark.importing.draft import Guess
from pressmark.importing.manuscript import DOUBTFUL, FAINT, SHOWN, STATED

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 8000
_SHORT = 60


def detect(text: str) -> Guess:
    """Return the language of *text* as a BCP 47 tag; short or wordless text gives a doubtful guess."""
    letters = sum(char.isalpha() for char in text[:_SAMPLE])
    if not letters:
        return Guess("en", FAINT, "the text has no words to tell a language by")
    language, probability = _identifier().classify(text[:_SAMPLE])
    if letters < _SHORT:
        return Guess(str(language), DOUBTFUL, "too short to be sure of the language")
    sure = STATED if probability > 0.98 else SHOWN if probability > 0.8 else DOUBTFUL
    return Guess(str(language), sure, "the words of the text")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loads numpy and its model

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

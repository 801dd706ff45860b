"""Which way a language is written."""

from __future__ import annotations

from typing import Literal

# fmt: off
_RTL_SCRIPTS = {"arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr"}
_RTL_LANGUAGES = {
    "ar", "arc", "ary", "arz", "apc", "azb", "ckb", "dv", "fa", "he",
    "iw", "ji", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
}
# fmt: on


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 *language* tag: its script subtag decides, else its language subtag."""
    subtags = language.lower().split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4 and tag.isalpha()), None)
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RTL_LANGUAGES else "ltr"

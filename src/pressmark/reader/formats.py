"""The formats that the schema names, checked without the slow imports of jsonschema's own extra, and what was meant."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pressmark.model import dates

if TYPE_CHECKING:
    from jsonschema import FormatChecker


_TAG = re.compile(
    r"""
    (?: [a-z]{2,3} (?: -[a-z]{3} (?! [a-z0-9] ) ){0,3}      # language, extended language
        (?: -[a-z]{4} (?! [a-z0-9] ) )?                     # script
        (?: -(?: [a-z]{2} | [0-9]{3} ) (?! [a-z0-9] ) )?    # region
        (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) (?! [a-z0-9] ) )*   # variants
        (?: -[0-9a-wyz] (?: -[a-z0-9]{2,8} )+ )*            # extensions
        (?: -x (?: -[a-z0-9]{1,8} )+ )?                     # private use
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)

# What editors write where a tag is wanted, in English and in the language itself.
_BY_NAME = {
    "english": "en", "american": "en-US", "british": "en-GB", "french": "fr", "français": "fr", "francais": "fr",
    "german": "de", "deutsch": "de", "spanish": "es", "español": "es", "espanol": "es", "castellano": "es",
    "portuguese": "pt", "português": "pt", "brazilian": "pt-BR", "dutch": "nl", "nederlands": "nl", "flemish": "nl-BE",
    "italian": "it", "italiano": "it", "arabic": "ar", "العربية": "ar", "persian": "fa", "farsi": "fa", "فارسی": "fa",
    "hebrew": "he", "עברית": "he", "russian": "ru", "русский": "ru", "ukrainian": "uk", "українська": "uk",
    "chinese": "zh", "mandarin": "zh", "中文": "zh", "japanese": "ja", "日本語": "ja", "korean": "ko", "polish": "pl",
    "turkish": "tr", "greek": "el", "swedish": "sv", "danish": "da", "norwegian": "nb", "finnish": "fi", "hindi": "hi",
}  # fmt: skip

# ISO 639-1, all of it: a two-letter language that is not here is none.
_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms
    mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk
    sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
"""

# Countries and habits that are no language codes, and regions that ISO 3166 writes otherwise.
_MEANT = {"cn": "zh", "jp": "ja", "gr": "el", "ua": "uk", "dk": "da", "cz": "cs", "kp": "ko", "gb": "en", "us": "en",
          "at": "de", "eg": "ar", "ir": "fa", "in": "hi", "mx": "es"}  # fmt: skip
_EXTENDED = {"ar", "ms", "sgn", "sw", "uz", "zh", "kok", "lv"}
_COUNTRIES = {
    "USA": "US", "GBR": "GB", "DEU": "DE", "FRA": "FR", "ESP": "ES", "BRA": "BR", "PRT": "PT", "NLD": "NL", "CHE": "CH",
    "AUT": "AT", "CAN": "CA", "MEX": "MX", "IRN": "IR", "CHN": "CN", "JPN": "JP", "UKR": "UA",
}  # fmt: skip
_REGIONS = {"uk": "GB", "en": "GB", "el": "GR"}


def is_language(tag: str) -> bool:
    """Return whether *tag* has the shape of a language tag; languages with four letters and more don't exist."""
    return len(tag) <= 64 and _TAG.fullmatch(tag) is not None


def meant_language(tag: str) -> str | None:
    """Return the tag that was probably meant by one that is malformed, or None."""
    text = tag.strip()
    if (named := _BY_NAME.get(text.lower())) is not None:
        return named
    mended = re.sub(r"[\s_]+", "-", text.split(".")[0])
    return mended if mended != tag and is_language(mended) else None


def unknown_language(tag: str) -> tuple[str, str | None] | None:
    """Return the part of a well-formed *tag* that names no language or country, and the tag meant if it is plain."""
    language, *rest = tag.split("-")
    if len(language) == 2 and language.lower() not in _LANGUAGES.split():
        better = _MEANT.get(language.lower())
        return language, "-".join([better, *rest]) if better else None
    for index, part in enumerate(rest):
        if len(part) == 1:
            break
        if len(part) == 3 and part.isalpha() and language.lower() not in _EXTENDED:
            better = _COUNTRIES.get(part.upper())
            return part, f"{language}-{better}" if better else None
        if len(part) == 2 and part.lower() in _REGIONS:
            return part, "-".join([language, *rest[:index], _REGIONS[part.lower()], *rest[index + 1 :]])
    return None


# RFC 3986, appendix A, for absolute URIs; the host of an http address may not be missing or malformed, nor hide
# behind a user's name (RFC 9110, section 4.2.4).
_UNRESERVED = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?://(?:(?:{_UNRESERVED})*|(?:[A-Za-z0-9\-._~!$&'()*+,;=:%]*@)?\[[0-9A-Fa-f:.]+\](?::[0-9]*)?))?"
    rf"(?:{_UNRESERVED}|/)*(?:\?(?:{_UNRESERVED}|[/?])*)?(?:\#(?:{_UNRESERVED}|[/?])*)?"
)
_WEB = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})\.)*[A-Za-z0-9][A-Za-z0-9_-]{0,62}\.?)"
    r"(?::[0-9]{1,5})?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
# RFC 5321's Mailbox without quoted local parts and address literals, which no newsroom publishes.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


LONGEST = 2048  # characters of an address: what browsers and servers agree on


def is_uri(text: str) -> bool:
    """Return whether *text* is an absolute URI of bearable length; an http or https one must name a host."""
    if len(text) > LONGEST or not _URI.fullmatch(text) or text.endswith(":"):
        return False
    return not text.lower().startswith(("http:", "https:")) or _WEB.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Return whether *text* is an email address."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def issn_digit(text: str) -> str:
    """Return the check digit of the ISSN *text*, "" where it has not the form of one (ISO 3297, annex A)."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", text):
        return ""
    rest = -sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), text.replace("-", ""), strict=False)) % 11
    return "X" if rest == 10 else str(rest)


@cache
def checker() -> FormatChecker:
    """Return the checks by the names that the schema uses."""
    from jsonschema import FormatChecker  # noqa: PLC0415 -- loaded with the validator, not before

    checks = FormatChecker(formats=())
    rules = {
        "date": lambda text: dates.day(text) is not None,
        "date-time": lambda text: dates.time(text) is not None,
        "uri": is_uri,
        "email": is_email,
        "language": is_language,
        "issn": lambda text: issn_digit(text) == text[-1:],
    }
    for name, rule in rules.items():
        checks.checks(name)(lambda value, rule=rule: not isinstance(value, str) or rule(value))
    return checks

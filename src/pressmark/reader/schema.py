"""The schema: loaded once, asked what it finds wrong with an article; its formats, and the word that was meant."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from heapq import nlargest
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from pressmark.model import dates
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from jsonschema import FormatChecker, ValidationError
    from jsonschema.protocols import Validator

    from pressmark.reader.document import Plain


# What other tools and newsrooms call our keys and values.
_KNOWN_AS = {
    "title": "headline", "head": "headline", "subtitle": "deck", "standfirst": "deck", "subhead": "deck",
    "subheadline": "deck", "abstract": "summary", "description": "summary", "date": "published",
    "datepublished": "published", "pubdate": "published", "updated": "modified", "lastmod": "modified",
    "datemodified": "modified", "author": "authors", "byline": "authors", "by": "authors", "writer": "authors",
    "tags": "keywords", "lang": "language", "locale": "language", "publisher": "outlet", "publication": "outlet",
    "newspaper": "outlet", "type": "kind", "genre": "kind", "content": "body", "text": "body", "body": "text",
    "section": "rubric", "category": "rubric", "embargoed": "embargo", "license": "rights", "licence": "license",
    "copyright": "rights", "references": "sources", "footnotes": "sources", "people": "parties",
    "speakers": "parties", "photos": "images", "pictures": "images", "figures": "images", "quotations": "quotes",
    "asks": "demands", "calls": "demands", "homepage": "url", "link": "url", "website": "url", "href": "url",
    "mail": "email", "sameas": "same_as", "src": "file", "path": "file", "who": "speaker", "said_by": "speaker",
    "errata": "corrections", "job": "role", "position": "role", "organisation": "affiliation",
    "organization": "affiliation", "to": "of", "addressee": "of", "deadline": "due", "id": "identifier",
    "canonical": "url", "tel": "phone", "telephone": "phone",
    "color": "light", "colors": "light", "colour": "light", "colours": "light", "palette": "light",
    "foreground": "ink", "background": "paper", "primary": "accent", "secondary": "quiet", "muted": "quiet",
    "border": "rule", "fonts": "typography", "font": "typography", "heading": "headings", "meta": "outlet",
    "brand": "look", "theme": "look", "alternate": "dark", "authors": "contributors",
    "titel": "headline", "titre": "headline", "título": "headline", "titulo": "headline", "überschrift": "headline",
    "untertitel": "deck", "datum": "published", "fecha": "published", "autorin": "authors", "auteur": "authors",
    "sprache": "language", "langue": "language", "idioma": "language", "zitate": "quotes", "quellen": "sources",
}  # fmt: skip
_VALUES = {
    "editorial": "opinion", "op-ed": "opinion", "oped": "opinion", "column": "opinion", "comment": "opinion",
    "reportage": "report", "feature": "report", "press release": "statement", "press-release": "statement",
    "release": "statement", "explainer": "background", "abstract": "summary", "organisation": "organization",
    "org": "organization", "company": "organization", "human": "person", "newspaper": "news", "done": "met",
    "fulfilled": "met", "closed": "met", "rejected": "refused", "denied": "refused", "retracted": "withdrawn",
    "live": "published", "pending": "open",
    # Values are in small letters here, however a schema spells them.
    "ai": "trainedalgorithmicmedia", "generated": "trainedalgorithmicmedia", "ai-generated": "trainedalgorithmicmedia",
    "handwritten": "digitalcreation", "digitalart": "digitalcreation", "people": "digitalcreation",
    "ai-assisted": "compositewithtrainedalgorithmicmedia", "mixed": "compositewithtrainedalgorithmicmedia",
    "link": "accent", "prohibited": "reserved", "forbidden": "reserved", "conditional": "conditions",
}  # fmt: skip


# Known words that a mistyped one is compared with, letter by letter: a hostile file could have thousands of each.
_COMPARED = 60


def near(word: str, choices: Iterable[str]) -> str | None:
    """Return the one of *choices* that *word* is most likely a slip of, or None."""
    known = {choice.lower(): choice for choice in choices}
    plain = word.strip("“”‘’\"' ").lower()
    for candidate in (plain, plain.replace("-", "_"), plain.replace(" ", "_"), plain.replace("_", "-")):
        if candidate in known:
            return known[candidate]
    for table in (_KNOWN_AS, _VALUES):
        if (other := table.get(plain)) in known and other is not None:
            return known[other]
    found = get_close_matches(plain[:60], _worth_comparing(plain, known), n=1, cutoff=0.66)
    return known[found[0]] if found else None


_JOINED = re.compile(r" (?:and|und|et|&|/|\+) |;")
_JOINED_ELSEWHERE = re.compile(r" (?:en|y|e|i|a|och|og|ja|и|و) |، ?|、|, ")


def names_in(text: str) -> list[str]:
    """Return the names that *text* seems to hold, one or several."""
    found = [part.strip() for part in _JOINED.split(text) if part.strip()]
    whole = [part.strip() for one in found for part in _JOINED_ELSEWHERE.split(one) if part.strip()]
    return whole if all(" " in part for part in whole) else found


def _worth_comparing(word: str, known: Collection[str]) -> Collection[str]:
    """Return those of *known* that begin most like *word*, where there are too many to compare letter by letter."""
    if len(known) <= _COMPARED:
        return known
    return nlargest(_COMPARED, known, key=lambda one: (_alike(word, one), -abs(len(word) - len(one))))


def _alike(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def one_of(choices: Iterable[str], most: int = 12) -> str:
    """Return *choices* as a list to read."""
    listed = [f"“{choice}”" for choice in choices]
    if len(listed) > most:
        return ", ".join(listed[:most]) + " …"
    return " or ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else "nothing"


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
    from jsonschema import FormatChecker  # loaded with the validator, not before

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


Which = Literal["article", "house"]
# Which schema is asked: what follows is the same for an article and for the house that articles share.
_ASKED: ContextVar[Which] = ContextVar("asked", default="article")
_ARTICLE = "article.schema.json"


@contextmanager
def asking(which: Which) -> Iterator[None]:
    """Let all questions go to the schema of *which*."""
    token = _ASKED.set(which)
    try:
        yield
    finally:
        _ASKED.reset(token)


def schema() -> dict[str, Any]:
    """Return the schema of the source format (JSON Schema 2020-12), or the house's where that is asked."""
    return _loaded(_ASKED.get())


@cache
def _loaded(which: Which) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((resource("schema") / f"{which}.schema.json").read_text(encoding="utf-8"))
    if which == "article":
        # Editors can't know what a house adds. By the time an article is checked it has been added: then all must be
        # there, and every author be introduced.
        loaded["required"] = [*loaded["required"], *loaded["x-from-house"]]
        loaded["properties"]["authors"]["items"]["type"] = "object"
    if which == "house":
        # What a house shares with articles is described there; here it is put in its place.
        article = _loaded("article")
        loaded = {**_inlined(loaded, article), "$defs": article["$defs"]}
    return loaded


def _inlined(shape: Any, article: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(shape, list):
        return [_inlined(item, article) for item in shape]
    if not isinstance(shape, dict):
        return shape
    there = str(shape.get("$ref", "")).removeprefix(_ARTICLE)
    found = {key: _inlined(value, article) for key, value in shape.items() if key != "$ref"}
    if there.startswith("#/properties/"):
        return {**article["properties"][there.removeprefix("#/properties/")], **found}
    return {"$ref": there, **found} if there else found


def violations(article: Plain) -> Iterator[ValidationError]:
    """Yield what the schema finds wrong with *article*."""
    yield from _validator(_ASKED.get()).iter_errors(article)


@cache
def _validator(which: Which) -> Validator:
    _load()
    from jsonschema import Draft202012Validator  # the import takes a tenth of a second
    from jsonschema.validators import extend

    # YAML tells 2.0 from 2, and a version “2.10” that is read as a number has lost its last digit.
    # YAML's .nan and .inf are no numbers that anything could be measured by.
    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "integer": lambda _, value: isinstance(value, int) and not isinstance(value, bool),
            "number": lambda _, value: (
                isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
            ),
        }
    )
    strict: Any = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]  # the stubs' lack
    validator: Validator = strict(_loaded(which), format_checker=checker())
    return validator


def _load() -> None:
    """Import jsonschema without the grammar of IRIs: it takes two seconds, for a format that we check ourselves.

    It is kept away while jsonschema is imported, and no longer: this may be somebody else's process.
    """
    if "jsonschema" in sys.modules or "rfc3987_syntax" in sys.modules:
        return
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        sys.modules.pop("rfc3987_syntax", None)


def properties(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of an object's *shape*, by key."""
    found: dict[str, Any] = shape.get("properties", {})
    return found


def homes(key: str) -> tuple[str, ...]:
    """Return the titles of the objects in which *key* is at home."""
    return _homes(_ASKED.get(), key)


@cache
def _homes(which: Which, key: str) -> tuple[str, ...]:
    found: list[str] = []

    def visit(shape: Any) -> None:  # noqa: ANN401 -- JSON
        if isinstance(shape, dict):
            if key in shape.get("properties", {}) and "title" in shape:
                found.append("the top level" if "$schema" in shape else shape["title"])
            for value in shape.values():
                visit(value)
        elif isinstance(shape, list):
            for value in shape:
                visit(value)

    visit(_loaded(which))
    return tuple(dict.fromkeys(found))


def shape_at(path: tuple[str | int, ...]) -> dict[str, Any]:
    """Return the part of the schema that speaks of the value at *path*; empty where it knows none."""
    shape = schema()
    for step in path:
        if isinstance(step, int):
            shape = entry_shape(shape)
        else:
            found = properties(shape).get(step)
            shape = found if found is not None else shape.get("additionalProperties") or {}
    return shape


def entry_shape(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of each entry of a list's or map's *shape*; empty for any other."""
    found = shape.get("items") or shape.get("additionalProperties") or {}
    if not isinstance(found, dict):
        return {}
    name = found.get("$ref", "").removeprefix("#/properties/")
    return {**properties(schema()).get(name, {}), **found} if name else found


def blank(shape: dict[str, Any]) -> str:
    """Return a value of the *shape* with blanks to fill in: never one that might be taken for true as it stands."""
    if "const" in shape:
        return str(shape["const"])
    match shape.get("type"):
        case "array":
            return f"[{blank(entry_shape(shape))}]"
        case "object" if properties(shape):
            keys = required(shape) or list(properties(shape))[:1]
            return "{" + ", ".join(f"{key}: {blank(properties(shape)[key])}" for key in keys) + "}"
        case "object":
            return "{an-id: " + blank(entry_shape(shape)) + "}" if entry_shape(shape) else "{…}"
    return "YYYY-MM-DD" if shape.get("$ref", "").endswith(("/date", "/moment")) else "…"


def required(shape: dict[str, Any]) -> list[str]:
    """Return the keys that every object of the *shape* has, the one that names it first where it has one."""
    keys: list[str] = [*shape.get("required", []), *(["name"] if "anonymous" in properties(shape) else [])]
    return list(dict.fromkeys(keys))


def meaning(shape: dict[str, Any]) -> str:
    """Return the first sentence of what the schema says of a value of the *shape*, to go on a sentence with."""
    sentence = re.split(r"[.:;](?: |$)", shape.get("description", ""))[0]
    return sentence[:1].lower() + sentence[1:]

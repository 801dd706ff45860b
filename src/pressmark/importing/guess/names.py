"""Names: what may be somebody's, what is a newsroom's or a firm's, and whom the metadata of an input name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import Person
from pressmark.importing.words import common, languages, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.importing.words import Words

EMAIL = re.compile(r"[(<]?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\b[)>]?")
HANDLE = re.compile(r"(?<![\w.])[(]?@\w{2,30}\b[)]?")
BARS = re.compile(r"\s?[|•·⋅]\s?|\u3000+|\s[–—-]\s|\s{3,9}|\t|/ ?(?=[A-ZÄÖÜ])")
# A comma within brackets parts no names: “Zoe Nandu (reporter, Vienna), Ann Smith”.
LIST = re.compile(r"\s?[,;、，]\s?(?![^()]{0,80}\))")
_BY_ANY = listed("by_any")
GLUED = re.compile(r"(?:By|Von|Par|Por|Door|Di)(?=[A-ZÀ-Þ][a-zà-ÿ'’.-])")
END = re.compile(
    r"\s(?:published|updated|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|mots-clés"
    r"|il y a|hace)\b.*$|\s(?:on|am|le|el|für|for|pour|para)\s(?:\d|the\s).*$|\s?[(\[].*$|\s?\d.*$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"\b[\w-]{2,40}\.(?:de|com|at|ch|org|net|eu|info|uk|fr|es|it|nl|br|cl|ar|mx|tv|io|co)\b.*$", re.IGNORECASE
)
_WAW = re.compile(r"(?<=[\u0620-\u064a])\sو(?=[\u0620-\u064a]+\s[\u0620-\u064a])")  # “and”, in Arabic
_NOBODY = common("nobody")
_GENERIC = common("generic")
# A byline of these is one of the newsroom's, which names nobody.
_NEWSROOM, _LONGEST_NEWSROOM = common("newsroom"), 3
FIRMS = re.compile(
    r"株式会社|有限会社|財団法人|協会$"
    r"|\b(?:gmbh|e\.? ?v\.?|ag|inc\.?|ltd\.?|llc|s\.a\.|bundes(?:ministerium|amt|verband)|\w*ministerium|ministry"
    r"|stiftung|foundation|verband|\w+verband"
    r"|fraktion|\w+fraktion|kreuz|universität|university|welle|verlag|medien|media|council)(?:\b|$)",
    re.IGNORECASE,
)
# What somebody is who writes for a paper.
WRITING = common("writing")
_PARTICLES = common("particles")
_TITLES = common("titles") | {"m"}
_HOST = re.compile(r"\s(?:com|de|net|org|info|example|cl|ch|at)$", re.IGNORECASE)  # as trafilatura writes “a.com”
_NO_NAME = re.compile(r"[\d!?:;\"“”„«»「」『』（）<>{}()\[\]=_/\\@#*~`|]|\.\w{2,4}$")
_ELIDED = re.compile(r"(?:d|l|al|el|o)[-’'][A-ZÀ-Þ]")
_OF = frozenset(["of", "der", "des", "du", "del", "von"])
_NO_NAMES, _MONTHS = common("no_names"), common("months")


def people_of(
    stated: Iterable[Person], nobody: frozenset[str], words: Words, *, firms: bool = True
) -> tuple[Person, ...]:
    """Return the authors among the *stated* names of some metadata: parted, without by-words, addresses and accounts.

    *nobody* holds the outlet's own names (as `key` writes them): an outlet is no author of its articles. Without
    *firms*, neither are other organisations: many sites name themselves in each page's metadata.
    """
    made: dict[str, Person] = {}
    for one in stated:
        text = " ".join(HANDLE.sub(" ", EMAIL.sub(" ", one.name)).split()).strip(" ,;|/–—-•·:.\u200e\u200f")
        while (taken := _by_in_any_language(text)) and text[taken:].strip(" :"):
            text = text[taken:].strip(" :")
        if key(text) in nobody or _HOST.search(text) or (not firms and FIRMS.search(text)):
            continue
        parts = [part for bar in BARS.split(text)[:4] for part in split_names(bar, words)]
        parts = [part for number, part in enumerate(parts) if not (number and _only_role(part, words))]
        alone = len(parts) == 1
        if not alone and not any(" " in part for part in parts):
            continue  # key words, or “Quill, Ada”: one author or two, nobody knows
        for part in parts:
            name, role = without_role(END.sub("", _DOMAIN.sub("", part)).strip(" ,.:–—-*"), words)
            name = _without_outlet(name, nobody, whole=one.type == "organization")
            # Beside full names or an outlet, a single word is a place, a degree or somebody's initials.
            if is_name(name, alone=alone) and not names_nobody(name):
                found = Person(name, one.role or role, type=one.type)
                if is_organisation(name, words):
                    found = replace(found, type="organization")
                if alone:
                    found = replace(found, affiliation=one.affiliation, email=one.email, url=one.url)
                made.setdefault(key(name), found)
    return tuple(made.values())


def _without_outlet(name: str, nobody: frozenset[str], *, whole: bool = False) -> str:
    """Return *name* without the outlet's at its end, "" where no more than that is in it."""
    split = name.split()
    if key(name) in nobody or re.sub(r"\W", "", name.casefold()) in nobody:
        return ""
    ends = range(1, 1 if whole else len(split))
    cut = next((n for n in ends if key(" ".join(split[n:])) in nobody), 0)
    if not cut or _OF & {split[cut - 1].casefold(), split[cut].casefold()}:
        return name  # “Press office of Northline” is somebody
    return " ".join(split[:cut]) if cut > 1 else ""


def names_nobody(name: str) -> bool:
    """Tell whether *name* stands for a newsroom or an account, not for anybody."""
    words = re.findall(r"[^\W_]+", name.casefold())
    initials = len(words) == 1 and len(name) <= 4 and sum(map(str.isupper, name)) > 1
    return (
        initials  # “EFE”, “AgE”: an agency, or whose initials?
        or "".join(words) in _NOBODY
        or bool(_NEWSROOM & set(words))
        or bool(words and (words[0] in _NO_NAMES or words[-1] in _NO_NAMES | _MONTHS))
        or (len(words) == 1 and words[0] in _GENERIC)
    )


def names_newsroom(text: str) -> bool:
    """Tell whether the line *text* is the byline of a newsroom: “Redacción”, “Da Redação”, “Van onze redactie”."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return 0 < len(words) <= _LONGEST_NEWSROOM and bool(_NEWSROOM & set(words))


def key(name: str) -> str:
    """Return the letters of *name* without the words that outlets add to theirs (“online”, “staff”, “the”)."""
    split = re.findall(r"[^\W_]+", name.casefold())
    return "".join([word for word in split if word not in _GENERIC] or split)


def is_name(text: str, *, alone: bool = False) -> bool:
    """Tell whether *text* may be the name of one author; *alone* lets a single word be one."""
    split = text.split()
    if not (1 if alone else 2) <= len(split) <= 6 or not 1 < len(text) <= 60 or _NO_NAME.search(text):
        return False
    particles = [word.casefold() in _PARTICLES for word in split]
    named = all(
        small or _ELIDED.match(word) or next((not char.islower() for char in word if char.isalpha()), False)
        for small, word in zip(particles, split, strict=True)
    )
    return named and not all(particles)


def is_shout(name: str) -> bool:
    """Tell whether *name* has a word in capitals beside others: an abbreviation, hence no person’s name."""
    split = name.split()
    return not name.isupper() and any(len(word) > 1 and word.isalpha() and word.isupper() for word in split)


def split_names(part: str, words: Words) -> list[str]:
    """Return the names that *part* lists, as it writes them."""
    joined = "|".join({*map(re.escape, words.sets.get("and", ())), "and", "und", "&", "et"})
    pieces = [
        piece
        for one in LIST.split(part)
        for piece in re.split(rf"\s(?:{joined}|y(?=\s[A-ZÁÉÍÓÚ]))\s", one, flags=re.IGNORECASE)
    ]
    pieces = [one for piece in pieces for one in _WAW.split(piece)]
    return [re.sub(rf"^(?:{joined})\s", "", piece.strip()).strip() for piece in pieces if piece.strip()]


def without_role(text: str, words: Words) -> tuple[str, str]:
    """Split a role from a name without a sign between them: “Mira Sandoval Transport Planner”, “Reporter Jo Arden”."""
    split = text.split()
    for cut in range(2, min(len(split), 5)):
        word = split[cut].strip(",.")
        known = words.has("roles", word) or words.has("role_starts", word)
        if known and any(words.has("roles", part.strip(",")) for part in split[cut:]):
            return " ".join(split[:cut]), " ".join(split[cut:])
    lead = max((n + 1 for n, part in enumerate(split[:-1]) if _ends_as_role(part, words)), default=0)
    if lead and len(split) - lead >= 2:
        return " ".join(split[lead:]), " ".join(split[:lead])
    return text, ""


def _ends_as_role(word: str, words: Words) -> bool:
    bare = word.rsplit("-", 1)[-1]
    return words.has("roles", bare) and bare.casefold().rstrip(".") not in _TITLES


def _only_role(text: str, words: Words) -> bool:
    """Tell whether *text* is what somebody is, not a name: “Chief Reporter”; “Ana Baker” is one."""
    split = text.split()
    return words.has("roles", split[-1]) and all(
        words.has("roles", one) or words.has("role_starts", one) for one in split
    )


def is_role(text: str, words: Words) -> bool:
    """Tell whether a word of *text* is one for what somebody is."""
    return any(words.has("roles", part.strip(",.")) or part.casefold() in WRITING for part in text.split())


def is_organisation(text: str, words: Words) -> bool:
    """Return whether *text* names an organisation, by one of its *words*."""
    parts = [part.strip("().,") for part in text.split()]
    return any(words.has("organisations", part) or (len(parts) > 1 and words.has("outlets", part)) for part in parts)


@cache
def _by_pattern() -> re.Pattern[str]:
    known = {*_BY_ANY, *(word for language in languages() for word in words_of(language).table.get("by", []))}
    ordered = sorted(known - {"text", "story", "from", "interview"}, key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, ordered))})(?=[\s:])|文●|Autor(?:/in|\*in|:in)?:|作者[：:]|著者[：:]|文[：:]",
        re.IGNORECASE,
    )


def _by_in_any_language(text: str) -> int:
    match = _by_pattern().match(text) or GLUED.match(text)
    return match.end() if match else 0

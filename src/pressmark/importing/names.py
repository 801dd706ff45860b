"""Names of people and organisations in prose: where they stand, and what of them is a role."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.tokens import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.importing.tokens import Token
    from pressmark.importing.words import Words

_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$")
HONORIFICS = frozenset(
    [
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "herr",
        "frau",
        "m",
        "mme",
        "monsieur",
        "madame",
        "sir",
        "dame",
        "señor",
        "señora",
        "dra",
        "doctor",
        "doutor",
    ]
)
_LONGEST_ROLE = 9


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an organisation, as a text names it; a *pronoun* or *description* stands for a name."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    type: str = "person"
    pronoun: bool = False
    description: str = ""
    email: str = ""
    url: str = ""


def capital(token: Token, words: Words) -> bool:
    """Tell whether *token* may be part of a name: it has a capital, or its script has none."""
    text = token.text
    if not text[0].isalpha():
        return False
    if words.flag("unicase") and not text[0].isascii():
        return not words.has("stops", text) and not words.has("say", text)
    return text[0].isupper() or re.match(r"(?:al|el|ad|as|ar|an|d|l|o)[-’'][^\W\d_a-z]", text) is not None


def run_forward(found: list[Token], start: int, words: Words) -> int:
    """Return the end of the run of name words that begins at *start*; it is *start* where there is none."""
    end = start
    while end < len(found) and found[end].is_word:
        if capital(found[end], words):
            end += 1
        elif end > start and words.has("particles", found[end].text):
            after = end + 1
            while after < len(found) and words.has("particles", found[after].text):
                after += 1
            if after >= len(found) or not capital(found[after], words):
                break
            end = after
        else:
            break
        if words.flag("unicase") and end - start >= 4:
            break
    return _organisation_end(found, start, end, words)


def _organisation_end(found: list[Token], start: int, end: int, words: Words) -> int:
    """Return where a name such as “Syndicat des marins” ends, whose last words have no capital."""
    if not any(is_organisation(token, words) for token in found[start:end]):
        return end
    if end + 1 < len(found) and words.has("particles", found[end].text) and found[end].text != "und":
        after = end + 1
        while after + 1 < len(found) and words.has("determiners", found[after].key):
            after += 1
        noun = found[after]
        if (
            noun.is_word
            and noun.text[0].islower()
            and not words.has("stops", noun.key)
            and not words.has("say", noun.key)
        ):
            return after + 1
    return end


def run_backward(found: list[Token], end: int, words: Words) -> int:
    """Return the start of the run of name words that ends before *end*; it is *end* where there is none."""
    start = end
    while start > 0 and found[start - 1].is_word:
        if capital(found[start - 1], words) or (
            start < end and words.has("particles", found[start - 1].text) and _capital_before(found, start - 1, words)
        ):
            start -= 1
        else:
            break
    return start


def _capital_before(found: list[Token], index: int, words: Words) -> bool:
    while index > 0 and words.has("particles", found[index - 1].text):
        index -= 1
    return index > 0 and found[index - 1].is_word and capital(found[index - 1], words)


def person(run: list[Token], words: Words, lower_role: Iterable[Token] = ()) -> Person:
    """Return who a *run* of name words is, any role at its head apart; *lower_role* are role words before it."""
    run = list(run)
    if len(run) == 1 and (words.has("starters", run[0].text) or words.has("determiners", run[0].text)):
        return Person()
    while len(run) > 1 and (words.has("starters", run[0].text) or words.has("determiners", run[0].text)):
        run = run[1:]
    cut = max((n + 1 for n, token in enumerate(run[:-1]) if is_role(token, words)), default=0)
    if (
        not cut
        and words.flag("nouns_capitalised")
        and len(run) >= 3
        and not any(is_organisation(token, words) for token in run)
    ):
        cut = len(run) - 2
    role = [token for token in [*lower_role, *run[:cut]] if token.key not in HONORIFICS]
    name = run[cut:]
    while len(name) > 1 and not name[0].text[0].isupper() and words.has("particles", name[0].text) and cut:
        role, name = [*role, name[0]], name[1:]
    if len(name) == 1 and is_role(name[0], words):
        return Person(description=spelled([*role, *name]))
    kind = "organization" if any(is_organisation(token, words) for token in name) else "person"
    return Person(_POSSESSIVE.sub("", spelled(name)), spelled(role), type=kind)


def is_role(token: Token, words: Words) -> bool:
    """Tell whether *token* is a role, with or without the Arabic article."""
    return words.has("roles", token.text) or (token.text.startswith("ال") and words.has("roles", token.text[2:]))


def is_organisation(token: Token, words: Words) -> bool:
    """Tell whether *token* is a word that names of organisations are made of."""
    return words.has("organisations", _POSSESSIVE.sub("", token.text))


def read_forward(found: list[Token], start: int, words: Words) -> tuple[Person, int] | None:
    """Return who is named from *start* on, role words before the name included, and where that ends."""
    index = start
    while index < len(found) and words.has("determiners", found[index].key):
        index += 1
    had_determiner = index > start
    lower: list[Token] = []
    while index < len(found) and len(lower) < _LONGEST_ROLE and _role_word(found[index], words):
        lower.append(found[index])
        index += 1
    if not lower and index < len(found) and words.has("pronouns", found[index].text):
        return Person(pronoun=True, description=found[index].text), index + 1
    end = run_forward(found, index, words)
    close = len(lower) <= 3 and end - index >= 2
    if end > index and (not lower or had_determiner or close or any(is_role(token, words) for token in lower)):
        who = person(found[index:end], words, lower)
        return (_named_after(found, end, found[index:end], words) if not who.name else None) or (who, end)
    if lower and had_determiner:
        return _named_after(found, index, lower, words) or (_generic(lower, words), index)
    return None


def _named_after(found: list[Token], comma: int, lower: list[Token], words: Words) -> tuple[Person, int] | None:
    """Read the name in “the harbourmaster, Ole Thorsen,”."""
    if comma >= len(found) or found[comma].text != ",":
        return None
    end = run_forward(found, comma + 1, words)
    if end == comma + 1 or (end < len(found) and found[end].is_word and not words.has("say", found[end].text)):
        return None
    return person(found[comma + 1 : end], words, lower), end


def _generic(run: list[Token], words: Words) -> Person:
    """Return who “the parents’ association” or “the mayor” is: an organisation has that name, a person none."""
    if run and is_organisation(run[-1], words):
        return Person(spelled(run), type="organization")
    if any(token.text[0].isupper() for token in run):
        return person(run, words)
    return Person(description=spelled(run))


def _role_word(token: Token, words: Words) -> bool:
    if not token.text[0].isalpha() or capital(token, words):
        return False
    return words.has("joins", token.key) or not (
        words.has("stops", token.key) or words.has("say", token.key) or words.has("pronouns", token.key)
    )


def read_backward(found: list[Token], end: int, words: Words) -> tuple[Person, int] | None:
    """Return who is named before *end* (a verb's place), a role or an apposition included, and where it starts."""
    index = end
    skipped = 0
    while index > 0 and skipped < 3 and _skippable(found[index - 1], words):
        index -= 1
        skipped += 1
    if index > 0 and words.has("pronouns", found[index - 1].text):
        return Person(pronoun=True, description=found[index - 1].text), index - 1
    if index > 0 and found[index - 1].text == ",":
        return _with_apposition(found, index - 1, words)
    start = run_backward(found, index, words)
    if start == index:
        return _described(found, end, words)
    lower_start = start
    while lower_start > 0 and start - lower_start < _LONGEST_ROLE and _role_word(found[lower_start - 1], words):
        if words.has("determiners", found[lower_start - 1].key):
            break
        lower_start -= 1
    lower = found[lower_start:start]
    has_role = any(is_role(token, words) for token in lower)
    return person(found[start:index], words, lower if has_role else ()), start


def _skippable(token: Token, words: Words) -> bool:
    text = token.text
    if words.has("pronouns", text) or not text[0].isalpha() or capital(token, words):
        return False
    return words.has("auxiliary", text) or (len(text) > 4 and text.endswith(("ly", "mente", "ment", "lich")))


def _described(found: list[Token], end: int, words: Words) -> tuple[Person, int] | None:
    for start in range(end - 1, max(-1, end - 5), -1):
        token = found[start]
        if words.has("determiners", token.key):
            inner = found[start + 1 : end]
            if start and (words.has("joins", found[start - 1].key) or words.has("stops", found[start - 1].key)):
                return None  # “residents of the bank”: the bank is not who speaks
            return (_generic(inner, words), start) if inner else None
        if not token.is_word or words.has("stops", token.key):
            return None
    return None


def _with_apposition(found: list[Token], comma: int, words: Words) -> tuple[Person, int] | None:
    for opening in range(comma - 1, max(-1, comma - 16), -1):
        if found[opening].text == ",":
            if run_forward(found, opening + 1, words) == comma and comma - opening > 2:
                before = _described(found, opening, words)
                start = before[1] if before else opening
                lower = (
                    [token for token in found[start:opening] if not words.has("determiners", token.key)]
                    if before
                    else []
                )
                return person(found[opening + 1 : comma], words, lower), start
            start = run_backward(found, opening, words)
            if start == opening:
                return None
            who = person(found[start:opening], words)
            return replace(who, role=who.role or role_of(found[opening + 1 : comma], words)), start
        if found[opening].text in '.!?;:“”«»"':
            return None
    return None


def role_of(run: list[Token], words: Words) -> str:
    """Return the role that an apposition states (“a ferry pilot”), without its article; "" where it states none."""
    if not run or len(run) > 12 or words.has("stops", run[0].key):
        return ""
    inner = run[1:] if words.has("determiners", run[0].key) else run
    if not inner or not (inner is not run or any(words.has("roles", token.key) for token in inner)):
        return ""
    return spelled(inner)


def apposition_after(found: list[Token], start: int, words: Words) -> str:
    """Return the role in “, a ferry pilot” that begins at *start*, or ""."""
    if start >= len(found) or found[start].text != ",":
        return ""
    end = start + 1
    while end < len(found) and found[end].is_word:
        end += 1
    return role_of(found[start + 1 : end], words)

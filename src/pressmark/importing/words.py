"""The words that a language's newsrooms use: verbs of saying, bylines, furniture. One TOML file a language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

_ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """The words of one *language* (of copy with the BCP 47 *tag*); a language may have fewer keys than English."""

    language: str
    table: dict[str, Any]
    tag: str = ""
    narrow: Words | None = None

    @property
    def own(self) -> Words:
        """Return the words of the language alone, without the English ones that may stand beside them."""
        return self.narrow or self

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """Return each flat list as a set, case folded."""
        return {
            key: frozenset(map(str.casefold, value)) for key, value in self.table.items() if isinstance(value, list)
        }

    def has(self, key: str, word: str) -> bool:
        """Tell whether *word* is one of the words under *key*, whatever its case."""
        return word.casefold().rstrip(".") in self.sets.get(key, frozenset())

    def groups(self, key: str) -> dict[str, list[str]]:
        """Return the named lists under *key* (labels, rubrics)."""
        found = self.table.get(key, {})
        return found if isinstance(found, dict) else {}

    def flag(self, key: str) -> bool:
        """Tell whether the language has the property *key*."""
        return bool(self.table.get(key, False))

    def leading(self, key: str, text: str) -> int:
        """Return how many characters of *text* the longest phrase under *key* takes at its start, 0 for none."""
        match = self._pattern(key).match(text)
        return match.end() if match else 0

    def found(self, key: str, text: str) -> re.Match[str] | None:
        """Return the first place in *text* where a whole phrase under *key* stands."""
        return self._pattern(key).search(text)

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _pattern(self, key: str) -> re.Pattern[str]:
        if key not in self._patterns:
            ordered = sorted(self.sets.get(key, ()), key=lambda phrase: (-len(phrase), phrase))
            choice = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) or r"(?!)"
            self._patterns[key] = re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
        return self._patterns[key]


@cache
def languages() -> tuple[str, ...]:
    """Return the languages whose words are known, sorted."""
    folder = files(__package__) / "lexicon"
    names = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return tuple(sorted(names - {"any"}))


def listed(key: str) -> list[str]:
    """Return the words under *key* that belong to no language, in their order."""
    return [str(word) for word in _any()[key]]


def common(key: str) -> frozenset[str]:
    """Return the words under *key* that belong to no language."""
    return frozenset(listed(key))


def tables(key: str) -> dict[str, list[str]]:
    """Return the named lists under *key* that belong to no language, in their order."""
    return dict(_any()[key])


@cache
def _any() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "lexicon" / "any.toml").read_text("utf-8"))


@cache
def words_of(language: str) -> Words:
    """Return the words of the BCP 47 tag *language*, English ones where the language is unknown."""
    primary = language.lower().split("-")[0]
    primary = "no" if primary in {"nb", "nn"} else primary
    name = primary if primary in languages() else _ENGLISH
    return Words(name, tomllib.loads((files(__package__) / "lexicon" / f"{name}.toml").read_text("utf-8")))


@cache
def wide_words(language: str) -> Words:
    """Return the words of *language* with the English ones beside them: page furniture is English the world over."""
    own, english = words_of(language), words_of(_ENGLISH)
    table = own.table if own.language == _ENGLISH else _joined(own.table, english.table)
    return Words(own.language, table, language, own)


def _joined(own: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    made = dict(own)
    for key, value in other.items():
        if isinstance(value, list):
            made[key] = [*own.get(key, []), *value]
        elif isinstance(value, dict):
            made[key] = _joined(own.get(key, {}), value)
    return made

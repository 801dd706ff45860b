"""Styles made ready for one page: what only its root decides is put in place, and what it has no use for goes.

WeasyPrint works a custom property out anew for every box, and tries every selector on every element: an eighth of the
time that a copy takes. Every rule stays on its line, since WeasyPrint's complaints name it.

Its own sheet, which says what elements look like before any style does, styles six pseudo-elements of every element and
sixteen boxes in the margins of every page, nearly all of which stay empty: a tenth of the time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

_LANGUAGE = re.compile(r":lang\(\s*[\"']?([\w*-]+)[\"']?\s*\)", re.IGNORECASE)
_ROOT = re.compile(r":root(?::lang\(\s*[\"']?(?P<language>[\w-]+)[\"']?\s*\))?", re.IGNORECASE)
_NAME = re.compile(r"--[\w-]+")
_BLOCKS = {"{} block", "() block", "[] block"}
# A selector at the beginning of a line, and the only elements that can have such a box here.
_ONLY = {"marker": "li", "footnote-call": ".footnote", "footnote-marker": ".footnote"}
_NEVER = ("note-call", "note-marker", "note-callback")
_MARGIN = re.compile(r"@((?:top|right|bottom|left)-[a-z-]+)\s*\{[^{}]*\}")


def brings_styles(page: Element) -> bool:
    """Return whether the tree *page* has styles of its own, with which nothing can be said beforehand."""
    return any(
        element.get("style") or element.tag == "style" or "stylesheet" in element.get("rel", "").lower()
        for element in page.iter()
    )


def settle(styles: tuple[str, ...], page: Element) -> tuple[str, ...]:
    """Return *styles* (CSS texts, later ones win) for the tree *page*, which brings none: the same copy comes of both.

    As they are, where they import others.
    """
    if any("@import" in style.lower() for style in styles):
        return styles
    languages = {element.get("lang", "").lower() for element in page.iter()}
    spoken = frozenset(wanted for wanted in _named(styles) if any(_speaks(language, wanted) for language in languages))
    root = page.get("lang", "").lower()
    return _settled(styles, spoken, frozenset(wanted for wanted in spoken if _speaks(root, wanted)))


def _speaks(language: str, wanted: str) -> bool:
    return language == wanted or language.startswith(f"{wanted}-")


@lru_cache(maxsize=32)
def _named(styles: tuple[str, ...]) -> frozenset[str]:
    """Return the languages that selectors of *styles* ask for, in lower case."""
    return frozenset(found[1].lower() for style in styles for found in _LANGUAGE.finditer(style))


@lru_cache(maxsize=32)
def _settled(styles: tuple[str, ...], spoken: frozenset[str], at_root: frozenset[str]) -> tuple[str, ...]:
    """Return *styles* for a page with the languages *spoken*, of which *at_root* are its root's."""
    sheets = [tinycss2.parse_stylesheet(style) for style in styles]
    if any(rule.type == "error" for sheet in sheets for rule in sheet):
        return styles  # WeasyPrint says what is wrong, and where
    for sheet in sheets:
        for rule in sheet:
            if rule.type == "qualified-rule":
                _leave_out(rule, spoken)
    values = _Values(rule for sheet in sheets for rule in sheet)
    values.decide(at_root)
    for sheet in sheets:
        for rule in sheet:
            if rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
                rule.content = values.put_into(rule.content)
    return tuple(tinycss2.serialize(sheet) for sheet in sheets)


def _leave_out(rule: Any, spoken: frozenset[str]) -> None:  # noqa: ANN401 - tinycss2 has no types
    """Empty *rule* where each of its selectors wants a language that is not *spoken*; its lines remain."""
    selectors: list[list[Any]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    if any(_possible(selector, spoken) for selector in selectors):
        return
    lines = tinycss2.serialize(rule.content).count("\n")
    rule.content = tinycss2.parse_component_value_list("\n" * lines)


def _possible(selector: list[Any], spoken: frozenset[str]) -> bool:
    """Return whether an element can match *selector*; within ``:not()`` and its like, a language says nothing."""
    wanted = [token.arguments for token in selector if token.type == "function" and token.lower_name == "lang"]
    return all(
        _language(arguments) in spoken for arguments in wanted if len(arguments) == 1 and _language(arguments) != ""
    )


def _language(arguments: list[Any]) -> str:
    token = arguments[0]
    return token.value.lower() if token.type in {"ident", "string"} else ""


class _Values:
    """The custom properties that only the root sets."""

    def __init__(self, rules: Iterable[Any]) -> None:
        """Look through *rules* for who sets what."""
        self._found: dict[str, list[tuple[str | None, list[Any]]]] = {}
        self._free: set[str] = set()
        self._values: dict[str, list[Any]] = {}
        for rule in rules:
            if rule.type == "qualified-rule":
                self._read(rule)
            elif rule.type == "at-rule" and rule.content is not None:
                self._free |= _set_in(rule.content)

    def _read(self, rule: Any) -> None:  # noqa: ANN401 - tinycss2 has no types
        selector = _ROOT.fullmatch(tinycss2.serialize(rule.prelude).strip())
        for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if part.type == "declaration" and part.name.startswith("--") and selector and not part.important:
                wanted = selector["language"]
                self._found.setdefault(part.name, []).append((wanted and wanted.lower(), part.value))
            elif part.type == "declaration" and part.name.startswith("--"):
                self._free.add(part.name)
            elif part.type in {"qualified-rule", "at-rule"} and part.content is not None:
                self._free |= _set_in(part.content)

    def decide(self, at_root: frozenset[str]) -> None:
        """Take for each property the value that the root's languages give it, the last of the most particular ones."""
        open_ = {}
        for name, found in self._found.items():
            plain = [value for wanted, value in found if wanted is None]
            particular = [value for wanted, value in found if wanted in at_root]
            if name not in self._free and (plain or particular):
                open_[name] = (particular or plain)[-1]
        # A value that uses another waits for it; one that uses itself waits for ever.
        while ready := {name: value for name, value in open_.items() if not _uses(value)}:
            self._values |= {name: _trimmed(value) for name, value in ready.items()}
            open_ = {name: self.put_into(value) for name, value in open_.items() if name not in ready}

    def put_into(self, tokens: list[Any]) -> list[Any]:
        """Return *tokens* with the values in the place of ``var()``."""
        put: list[Any] = []
        for token in tokens:
            if token.type == "function" and token.lower_name == "var":
                name = _NAME.search(tinycss2.serialize(token.arguments))
                put += self._values.get(name[0], [token]) if name else [token]
                continue
            if token.type == "function":
                token.arguments = self.put_into(token.arguments)
            elif token.type in _BLOCKS:
                token.content = self.put_into(token.content)
            put.append(token)
        return put


def _set_in(tokens: list[Any]) -> set[str]:
    """Return the custom properties that are named anywhere in *tokens*, other than to use them."""
    names = set()
    for token in tokens:
        if token.type == "ident" and token.value.startswith("--"):
            names.add(token.value)
        elif token.type == "function" and token.lower_name != "var":
            names |= _set_in(token.arguments)
        elif token.type in _BLOCKS:
            names |= _set_in(token.content)
    return names


def _uses(tokens: list[Any]) -> bool:
    return "var(" in tinycss2.serialize(tokens).lower()


def _trimmed(tokens: list[Any]) -> list[Any]:
    """Return *tokens* on one line, without white space and comments around them."""
    text = " ".join(tinycss2.serialize([token for token in tokens if token.type != "comment"]).split())
    parsed: list[Any] = tinycss2.parse_component_value_list(text)
    return parsed


def plain(sheet: str, styles: tuple[str, ...]) -> str | None:
    """Return WeasyPrint's own *sheet* for a page that has no styles but *styles*; None where they need all of it.

    They do where they make list items of other elements than ``li``, footnotes of others than ``.footnote``, or notes
    beside the text (CSS Generated Content for Paged Media, 2; CSS Lists 3, 3.1).
    """
    said = "\n".join(styles)
    floats = len(re.findall(r"float\s*:\s*footnote", said))
    if floats != len(re.findall(r"\.footnote\s*\{[^{}]*float\s*:\s*footnote", said)):
        return None
    if re.search(r"display\s*:[^;{}]{0,60}list-item|\bnote\(|@import", said):
        return None
    for name, element in _ONLY.items():
        sheet = re.sub(rf"^::{name}(?=\s*\{{)", f"{element}::{name}", sheet, flags=re.MULTILINE)
    sheet = re.sub(rf"^::(?:{'|'.join(_NEVER)})\s*\{{[^{{}}]*\}}", "", sheet, flags=re.MULTILINE)
    return _MARGIN.sub(lambda box: box[0] if re.search(rf"@{box[1]}(?![\w-])", said) else "", sheet)

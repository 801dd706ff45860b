"""A page's article made fit to stand in a page of somebody else's: alone, its styles scoped, its ids prefixed.

Selectors are scoped by rewriting them (Selectors Level 4), because ``@scope`` is younger than many browsers in use.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    # A token or rule of tinycss2, which has no types of its own.
    _Token: TypeAlias = Any

SCOPE = "pressmark"

_PREFIX = re.compile(r"(?:[A-Za-z][A-Za-z0-9_-]*)?")
# Attributes that hold ids (HTML 3.2.6, WAI-ARIA 1.2), one or several with spaces between.
_REFERENCES = {
    *("aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage"),
    *("aria-flowto", "aria-labelledby", "aria-owns"),
    *("for", "form", "headers", "id", "itemref", "list", "popovertarget"),
}
_LINKS = ("href", "xlink:href", "{http://www.w3.org/1999/xlink}href", "usemap")
# What the wrapper stands for: a fragment has none of them.
_OUTER = {"html", "body", "main"}
_GROUPS = {"media", "supports", "layer", "container", "scope", "starting-style"}
# What only a whole page may say.
_OF_A_PAGE = {"page", "charset", "namespace"}


def embedded(page: bytes, id_prefix: str = "") -> bytes:
    """Return the article of an HTML *page* (UTF-8) as a ``div`` of the class `SCOPE`, with the page's styles inside.

    Every class but the scope's own begins with "pressmark-", every id with *id_prefix*; references and styles follow.
    Metadata and scripts of the page stay behind. Raises BuildError where a theme's page has no ``article``, ValueError
    where *id_prefix* is no beginning of an id.
    """
    from tinyhtml5 import parse

    if not _PREFIX.fullmatch(id_prefix):
        raise ValueError(f"an id begins with a letter; letters, digits, - and _ follow; this is {id_prefix!r}")
    root: ET.Element = parse(page, transport_encoding="utf-8", namespace_html_elements=False)
    article = root.find(".//article")
    if article is None:
        raise BuildError("the theme's page has no article element, so that there is no fragment of it")
    body = root.find("body")
    wrapper = ET.Element("div", {"class": " ".join([SCOPE, *(_classes(body) if body is not None else [])])})
    wrapper.attrib |= {name: root.attrib[name] for name in ("lang", "dir") if name in root.attrib}
    scoped = _Scoped(id_prefix, body.get("class", "").split() if body is not None else [])
    for style in root.iterfind(".//style"):
        ET.SubElement(wrapper, "style", _media(style)).text = scoped.sheet(style.text or "")
    wrapper.append(article)
    article.tail = None
    for element in article.iter():
        _rename(element, scoped)
    return ET.tostring(wrapper, encoding="unicode", method="html").encode() + b"\n"


def _classes(element: ET.Element) -> list[str]:
    return [f"{SCOPE}-{name}" for name in element.get("class", "").split()]


def _media(style: ET.Element) -> dict[str, str]:
    return {"media": style.attrib["media"]} if "media" in style.attrib else {}


def _rename(element: ET.Element, scoped: _Scoped) -> None:
    if classes := _classes(element):
        element.set("class", " ".join(classes))
    for name, value in element.attrib.items():
        if name in _REFERENCES:
            element.set(name, " ".join(scoped.prefix + word for word in value.split()))
        elif name in _LINKS and value.startswith("#") and len(value) > 1:
            element.set(name, f"#{scoped.prefix}{value[1:]}")
        elif name == "style":
            element.set(name, scoped.declarations(value))
        elif value.startswith("url(#"):
            element.set(name, f"url(#{scoped.prefix}{value[5:]}")


class _Scoped:
    """Styles that hold for one element, which has the classes *own*, and inside of it; its ids have a *prefix*."""

    def __init__(self, prefix: str, own: list[str]) -> None:
        self.prefix = prefix
        self._own = set(own)

    def sheet(self, css: str) -> str:
        """Return the style sheet *css* scoped."""
        from tinycss2 import parse_stylesheet

        return "\n" + "\n".join(self._rules(parse_stylesheet(css, skip_comments=True, skip_whitespace=True))) + "\n"

    def declarations(self, css: str) -> str:
        """Return the value of a ``style`` attribute with its references to ids prefixed."""
        return re.sub(r"url\(\s*([\"']?)#", rf"url(\1#{self.prefix}", css)

    def _rules(self, rules: list[_Token]) -> Iterator[str]:
        from tinycss2 import parse_rule_list, serialize

        for rule in rules:
            if rule.type == "qualified-rule":
                yield f"{self._selectors(rule.prelude)} {{{self._block(rule.content)}}}"
            elif rule.type == "at-rule" and rule.lower_at_keyword in _GROUPS and rule.content is not None:
                inner = "\n".join(self._rules(parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)))
                yield f"@{rule.at_keyword}{serialize(rule.prelude)}{{\n{inner}\n}}"
            elif rule.type == "at-rule" and rule.lower_at_keyword not in _OF_A_PAGE:
                yield str(rule.serialize())

    def _block(self, content: list[_Token]) -> str:
        """Return what stands between the braces of a rule; rules nested in it hang on it, and need no scope."""
        from tinycss2 import parse_blocks_contents, serialize

        said = []
        for part in parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if part.type == "qualified-rule":
                said.append(f" {serialize(self._renamed(part.prelude))}{{{self._block(part.content)}}}")
            elif part.type == "at-rule" and part.content is not None:
                said.append(f" @{part.at_keyword}{serialize(part.prelude)}{{{self._block(part.content)}}}")
            elif part.type in ("declaration", "at-rule"):
                said.append(f" {self.declarations(part.serialize()).rstrip('; ')};")
        return "".join(said) + " "

    def _selectors(self, prelude: list[_Token]) -> str:
        found: list[str] = []
        for selector in _split(prelude, lambda part: part == ","):
            found += self._selector(selector)
        return ", ".join(dict.fromkeys(found))

    def _selector(self, tokens: list[_Token]) -> list[str]:
        """Return what the selector *tokens* becomes: for what is inside the scope, and for the scope's own element."""
        from tinycss2 import serialize

        compounds = _compounds(tokens)
        own, outer = "", False
        while compounds and (kind := _outer(compounds[0])):
            outer = True
            own += f".{SCOPE}" if kind == ":root" else ""
            rest = compounds.pop(0)[2 if kind == ":root" else 1 :]
            own += serialize(self._renamed(rest)).strip()
        itself = bool(compounds) and self._may_be_outer(compounds[0])
        inside = "".join(serialize(self._renamed(compound)) for compound in compounds).strip()
        if outer:
            return [f".{SCOPE}{own} {_descending(inside)}".strip()]
        within = f".{SCOPE} {inside}"
        return [f".{SCOPE}{inside.removeprefix('*')}", within] if itself else [within]

    def _may_be_outer(self, compound: list[_Token]) -> bool:
        """Return whether *compound*, which names no element of the page, may mean the scope's own."""
        if compound[0].type == "ident" or any(token.type == "hash" for token in compound):
            return False
        classes = {token.value for dot, token in pairwise(compound) if dot == "." and token.type == "ident"}
        return classes <= self._own

    def _renamed(self, tokens: list[_Token]) -> list[_Token]:
        """Return the tokens of a selector with classes and ids by their new names."""
        before = None
        for token in tokens:
            if token.type == "ident" and before is not None and before == ".":
                token.value = f"{SCOPE}-{token.value}"
            elif token.type == "hash":
                token.value = self.prefix + token.value
            elif token.type == "function":
                self._renamed(token.arguments)
            before = token
        return tokens


def _split(tokens: list[_Token], ends: Callable[[_Token], bool]) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    for token in tokens:
        if ends(token):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _compounds(tokens: list[_Token]) -> list[list[_Token]]:
    """Return a complex selector in pieces, each a compound with the combinator that stands before it."""
    found: list[list[_Token]] = []
    waiting: list[_Token] = []
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace" or (token.type == "literal" and token.value in (">", "+", "~")):
            waiting.append(token)
        elif waiting or not found:
            found.append([*(waiting if found else []), token])
            waiting = []
        else:
            found[-1].append(token)
    return found


def _outer(compound: list[_Token]) -> str:
    """Return the element outside of the article that *compound* is about; "" where it is none."""
    plain = [part for part in compound if part.type != "whitespace" and part != ">"]
    if plain and plain[0].type == "ident" and plain[0].lower_value in _OUTER:
        del compound[: compound.index(plain[0])]
        return str(plain[0].lower_value)
    if len(plain) > 1 and plain[0] == ":" and plain[1].type == "ident" and plain[1].lower_value == "root":
        del compound[: compound.index(plain[0])]
        return ":root"
    return ""


def _descending(inside: str) -> str:
    """Return *inside*, which stood below an outer element, as it stands below the scope: not as its child."""
    return inside.removeprefix(">").lstrip()

"""The words of a web page as a browser shows them: nothing hidden, nothing struck out, no scripts."""

from __future__ import annotations

import io
import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pressmark.evidence.matching import UnreadableCopy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pressmark.evidence.matching import Words


_SILENT = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "datalist",
    "audio",
    "video",
    "canvas",
    "noframes",
    "noembed",
    "textarea",
    "button",
    "rt",
    "rp",
    "del",
    "s",
    "strike",
}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NOTE_MARK = re.compile(r"\s*(?:[\[(]\s*)?(?:\d{1,3}|[a-z*†‡§¶])\s*(?:[\])]\s*)?")


def read_page(data: bytes, charset: str | None = None, *, is_xml: bool = False) -> Iterator[Words]:
    """Yield the words of the page *data*, with the marks of notes, then without. Raises UnreadableCopy.

    *charset* is the encoding that whoever sent the page named. *is_xml*: browsers would read it as XML.
    """
    root = (_xml(data) if is_xml else None) or _html(data, charset)
    unseen = _unseen(root)
    yield _html_text(root, unseen, marks=True), ()
    yield _html_text(root, unseen, marks=False), ()


def _xml(data: bytes) -> Any:  # noqa: ANN401 - xml.etree's element
    """Return the root of the page *data* in XHTML, None where it is no whole one."""
    try:
        root = ET.fromstring(data)  # noqa: S314 - expat bounds entities
    except (ET.ParseError, ValueError, LookupError, RecursionError):
        return None
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = node.tag.rsplit("}", 1)[-1]
    return root


def _html(data: bytes, charset: str | None) -> Any:  # noqa: ANN401 - xml.etree's element
    import tinyhtml5  # only where a page is read

    # A page that names no encoding is UTF-8 where it can be, as browsers guess for files.
    hints = {"likely_encoding": "utf-8"} if _is_utf8(data) else {}
    if charset:
        hints["transport_encoding"] = charset
    try:
        tree = tinyhtml5.parse(io.BytesIO(data), namespace_html_elements=False, **hints)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise UnreadableCopy("the copy is a web page that can’t be read") from error
    return tree.getroot() if hasattr(tree, "getroot") else tree


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# Enough for what browsers save; a page with more is read without its styles.
_MOST_RULES = 3_000
_MOST_ELEMENTS = 20_000
_MOST_TRIES = 1_000_000
_LARGEST_STYLES = 2_000_000
# A property, its value, and whether it is important.
_Declaration = tuple[str, str, bool]
_SCREENS = frozenset(["", "all", "screen", "only screen"])
_LOOKED_AT = frozenset(["display", "visibility", "opacity", "font-size", "text-decoration", "text-decoration-line"])
# What says anything of this, in any of the forms that CSS has for a letter.
_MAY_HIDE = re.compile(r"none|hidden|collapse|opacity|font-size|line-through|\\", re.IGNORECASE)


def _unseen(root: Any) -> set[Any]:  # noqa: ANN401 - xml.etree's element
    """Return the elements that the page's own styles hide or strike out, on a screen of any width (CSS Cascade 4)."""
    sheets = [
        text
        for style in root.iter("style")
        if style.get("media", "all").strip().lower() in _SCREENS and _MAY_HIDE.search(text := "".join(style.itertext()))
    ]
    styled = [node for node in root.iter() if _MAY_HIDE.search(node.get("style") or "")]
    if not styled and not sheets:
        return set()

    said: dict[Any, list[tuple[Any, str, str]]] = {}
    for node in styled:
        for name, value, important in _declarations(node.get("style")):
            said.setdefault(node, []).append(((important, 1, (0, 0, 0), 0), name, value))
    for element, rules in _styled(root, sheets if sum(map(len, sheets)) < _LARGEST_STYLES else ()):
        for cascade, declarations in rules:
            for name, value, important in declarations:
                said.setdefault(element, []).append(((important, 0, *cascade), name, value))
    return {node for node, ones in said.items() if _hides({name: value for _, name, value in sorted(ones)})}


def _styled(root: Any, sheets: Sequence[str]) -> Iterator[tuple[Any, list[tuple[Any, list[_Declaration]]]]]:  # noqa: ANN401
    """Yield each element with the rules of *sheets* for it: specificity and order, and declarations."""
    import cssselect2  # only where a page has styles that may hide

    matcher = cssselect2.Matcher()
    count = 0
    for rule in _rules(sheets):
        declarations = list(_declarations(rule.content))
        selectors: list[Any] = []
        with suppress(cssselect2.SelectorError):
            selectors = cssselect2.compile_selector_list(rule.prelude) if declarations else []
        for selector in selectors:
            count += 1
            if selector.pseudo_element is None:
                matcher.add_selector(selector, (count, declarations))
    # What is known by its class or id is found at once; all other selectors are held to every element of their name.
    names = Counter(node.tag for node in root.iter() if isinstance(node.tag, str))
    loose = len(matcher.other_selectors) + len(matcher.lang_attr_selectors)
    by_name = {name: len(found) for name, found in matcher.lower_local_name_selectors.items()}
    tries = sum(number * (loose + by_name.get(name, 0)) for name, number in names.items())
    if not 0 < count <= _MOST_RULES or names.total() > _MOST_ELEMENTS or tries > _MOST_TRIES:
        return
    with suppress(RecursionError):
        for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            yield (
                element.etree_element,
                [((specificity, order), what) for specificity, _, _, (order, what) in matcher.match(element)],
            )


def _rules(sheets: Sequence[str]) -> Iterator[Any]:
    """Yield the rules of *sheets* that hold on every screen."""
    import tinycss2  # only where a page has styles that may hide

    todo = [tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True) for text in sheets]
    for rules in todo:
        for rule in rules:
            if rule.type == "qualified-rule":
                yield rule
            elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
                medium = tinycss2.serialize(rule.prelude).strip().lower()
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from (one for one in inner if one.type == "qualified-rule" and medium in _SCREENS)


def _declarations(content: Any) -> Iterator[_Declaration]:  # noqa: ANN401 - tinycss2 has no types
    import tinycss2  # only where a page has styles that may hide

    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.lower_name in _LOOKED_AT:
            # Escapes are read by writing the values' own words.
            value = " ".join(getattr(token, "lower_value", "") or token.serialize() for token in one.value).strip()
            yield one.lower_name, value.lower(), one.important


def _hides(style: dict[str, str]) -> bool:
    """Tell whether words in this *style* are hidden or struck out."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or bool(re.fullmatch(r"0*(?:\.0+)?%?", style.get("opacity", "1")))
        or bool(re.fullmatch(r"0*(?:\.0+)?(?:[a-z]+|%)?", style.get("font-size", "1")))
        or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")
    )


def _html_text(root: Any, unseen: set[Any], *, marks: bool) -> str:  # noqa: ANN401 - xml.etree's element
    """Return the words that the page shows, an empty line between blocks; without the *marks* of its notes if asked."""
    out: list[str] = []
    # A stack of its own, since pages may be nested deeper than Python's.
    todo: list[tuple[Any, bool]] = [(root, True)]
    while todo:
        node, opening = todo.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS
        if not opening:
            if block:
                out.append("\n\n")
            out.append(_spaced(node.tail))
            continue
        if node in unseen or _is_silent(node, tag) or (not marks and _is_note_mark(node, tag)):
            out.append(_spaced(node.tail))
            continue
        if block:
            out.append("\n\n")
        if tag == "br":
            out.append("\n")
        if tag == "sup" and (mark := raised(_text_of(node), out[-1] if out else "", always=marks)):
            out.extend((mark, _spaced(node.tail)))
            continue
        out.append(node.text or "" if tag == "pre" else _spaced(node.text))
        todo.append((node, False))
        todo.extend((child, True) for child in reversed(list(node)))
    return "".join(out)


def raised(text: str, before: str, *, always: bool) -> str:
    """Return the figures of *text* as the superscripts that they are, "" where they are none: 10² is not 102."""
    power = re.fullmatch(r"\s?[+\-−]?\d{1,3}\s?", text) and (always or before[-1:].isdigit())
    return text.translate(SUPERSCRIPTS) if power else ""


def _spaced(text: str | None) -> str:
    """Return *text* with its line ends made spaces: in a page's source they are none."""
    return "" if not text else re.sub(r"[ \t\r\n\f]+", " ", text)


def _is_silent(node: Any, tag: str) -> bool:  # noqa: ANN401 - xml.etree's element
    closed = tag == "dialog" and "open" not in node.attrib
    return not tag or tag in _SILENT or "hidden" in node.attrib or closed


def _text_of(node: Any) -> str:  # noqa: ANN401 - xml.etree's element
    """Return the words in *node*, which may be nested deeper than Python's stack; long ones are no mark of a note."""
    out: list[str] = []
    todo = [node]
    while todo and len(out) < 50:
        one = todo.pop()
        out.append(one.text or "")
        todo.extend(reversed(list(one)))
        out.extend(child.tail or "" for child in one)
    return "".join(out)


def _is_note_mark(node: Any, tag: str) -> bool:  # noqa: ANN401 - xml.etree's element
    if tag not in {"sup", "a"}:
        return False
    text = _text_of(node)
    linked = (
        tag == "a"
        or any(child.tag == "a" for child in node)
        or "note" in node.attrib.get("class", "")
        or "ref" in node.attrib.get("class", "")
    )
    return linked and bool(_NOTE_MARK.fullmatch(text)) and (tag == "sup" or node.attrib.get("href", "").startswith("#"))

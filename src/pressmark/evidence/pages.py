"""The words of a web page as a browser shows them, with the marks of its notes and without."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from pressmark.evidence.readings import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.evidence.readings import Words

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
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NOTE_MARK = re.compile(r"\s*(?:[\[(]\s*)?(?:\d{1,3}|[a-z*†‡§¶])\s*(?:[\])]\s*)?")


def read(data: bytes) -> Iterator[Words]:
    """Yield the words of the page *data*, with the marks of notes, then without. Raises Unreadable."""
    import tinyhtml5  # noqa: PLC0415 - only where a page is read

    try:
        # A page that names no encoding is UTF-8 where it can be, as browsers guess for files.
        likely = {"likely_encoding": "utf-8"} if _is_utf8(data) else {}
        tree = tinyhtml5.parse(io.BytesIO(data), namespace_html_elements=False, **likely)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise Unreadable("the copy is a web page that can’t be read") from error
    root = tree.getroot() if hasattr(tree, "getroot") else tree
    yield _html_text(root, marks=True), ()
    yield _html_text(root, marks=False), ()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _html_text(root: Any, *, marks: bool) -> str:  # noqa: ANN401 - xml.etree's element
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
        if _is_silent(node, tag) or (not marks and _is_note_mark(node, tag)):
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
    return text.translate(_SUPERSCRIPTS) if power else ""


def _spaced(text: str | None) -> str:
    """Return *text* with its line ends made spaces: in a page's source they are none."""
    return "" if not text else re.sub(r"[ \t\r\n\f]+", " ", text)


def _is_silent(node: Any, tag: str) -> bool:  # noqa: ANN401 - xml.etree's element
    return not tag or tag in _SILENT or "hidden" in node.attrib or bool(_HIDDEN.search(node.attrib.get("style", "")))


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

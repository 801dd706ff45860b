"""Copy as it arrives becomes an article's YAML: text, saved HTML pages and DOCX in, a draft with its doubts out.

`import_article` is the whole of it. Libraries read the input; what is done here is the step from text to structure.
Nothing is invented: what the input does not show is left empty or said to be doubtful, and what is left out is listed.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pressmark.importing.decoding import LARGEST, Decoded, Unreadable, decode
from pressmark.importing.draft import Given, Guess
from pressmark.importing.report import Entry, Report, made_report
from pressmark.importing.writing import MODELINE, write_yaml
from pressmark.importing.yamltext import tree as tree_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pressmark.importing.manuscript import Manuscript

__all__ = ["LARGEST", "Given", "Imported", "Report", "Unreadable", "import_article"]

_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1|meta|title)\b[^>]*>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives: the *yaml*, the *report*, and image *files* that the input carried, by name."""

    yaml: str
    report: Report
    files: tuple[tuple[str, bytes], ...] = ()


def import_article(data: bytes, *, name: str, given: Given | None = None, modeline: str = MODELINE) -> Imported:
    """Return the article that *data* holds; the kind of input is told from its bytes, *name* is for the report.

    The same bytes always give the same result. Raises Unreadable where *data* is not text, HTML or DOCX.
    """
    given = given or Given()
    if data.startswith(b"PK"):
        return _imported(_from_docx(data), given, name, modeline, Decoded("", "docx"), "docx")
    decoded = decode(data)
    if not is_html(decoded.text):
        from pressmark.importing.own_text import own_language, read_own  # noqa: PLC0415 - the same
        from pressmark.importing.plain import read as read_plain  # noqa: PLC0415 - goes with the rest

        own = own_language(decoded.text)
        manuscript = read_own(decoded.text, own) if own else read_plain(decoded.text)
        return _imported(manuscript, given, name, modeline, decoded, "text")
    from pressmark.importing.page import parse, read  # noqa: PLC0415 - the HTML libraries are heavy

    tree = parse(decoded.text)
    page = _own_page(tree, given, name, modeline, decoded)
    return page or _imported(read(decoded.text, tree), given, name, modeline, decoded, "html")


def is_html(text: str) -> bool:
    """Tell whether *text* is a page: it begins with a tag, or holds a whole document."""
    start = text[:2000].lstrip()
    return bool(_TAG.match(start)) or bool(re.match(r"<(?:\?xml|!--)", start) and _TAG.search(start))


def _imported(  # noqa: PLR0917 - what an import is made of
    manuscript: Manuscript, given: Given, name: str, modeline: str, decoded: Decoded, form: str
) -> Imported:
    from pressmark.importing.compose import compose  # noqa: PLC0415 - the language model is heavy

    draft = compose(manuscript, given)
    report = made_report(draft, name, form, decoded.encoding, decoded.dropped)
    files = tuple((image.file, image.data) for image in draft.images if image.data is not None)
    return Imported(write_yaml(draft, modeline), report, files)


def _own_page(tree: HtmlElement, given: Given, name: str, modeline: str, decoded: Decoded) -> Imported | None:
    """Return a page of pressmark's own as its source, None for any other page."""
    from pressmark.importing.ours import is_ours, read_ours  # noqa: PLC0415 - goes with the HTML libraries

    if not is_ours(tree):
        return None
    document, files = read_ours(tree)
    for key in ("url", "published", "kind", "language"):
        if value := getattr(given, key):
            document[key] = value
    if given.outlet:
        document["outlet"]["name"] = given.outlet
    why = "the page was built by pressmark"
    entries = tuple(
        Entry(f"/{key}", Guess(str(value), 1.0, why)) for key, value in document.items() if isinstance(value, str)
    )
    report = Report(name, "html", decoded.encoding, entries, (), (), (), decoded.dropped)
    return Imported("\n".join([modeline, *tree_lines(document)]) + "\n", report, files)


def _from_docx(data: bytes) -> Manuscript:
    from pressmark.importing.word import read  # noqa: PLC0415 - mammoth is heavy

    if len(data) > LARGEST or not zipfile.is_zipfile(BytesIO(data)):
        raise Unreadable("the input looks like DOCX, but it is broken or too large")
    return read(data)

"""The image files that a source names, for whoever must fetch them before it can be checked."""

from __future__ import annotations

from pressmark.reader.collector import Collector
from pressmark.reader.compose import SyntaxSlip, Unreadable, compose
from pressmark.reader.document import Document
from pressmark.reader.images import files
from pressmark.reader.nodes import Mapping
from pressmark.reader.source import Lines, decode, without_refused


def image_files(data: bytes) -> tuple[str, ...]:
    """Return the paths of the image files that the source *data* names, as written; none where it can't be read."""
    report = Collector()
    text = decode(data, report)
    if text is None:
        return ()
    lines = Lines(text)
    report.span_of = lines.span
    plain = without_refused(text, report)
    try:
        root = compose(plain, report)
    except (Unreadable, SyntaxSlip):
        return ()
    if not isinstance(root, Mapping):
        return ()
    return tuple(dict.fromkeys(node.text for node in files(Document(root, lines, report, plain))))

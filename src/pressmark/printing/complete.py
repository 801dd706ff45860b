"""From WeasyPrint's PDF to a copy to keep: the tag tree, what is embedded, and a file that is the same every time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark.printing.tags import write_tags

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.printing.structure import Node


def complete(data: bytes, root: Node, article: Article) -> bytes:
    """Return the PDF *data* with the tag tree *root*."""
    import pikepdf  # noqa: PLC0415 - heavy

    with pikepdf.open(io.BytesIO(data)) as pdf:
        write_tags(pdf, root)
        return save(pdf)


def save(pdf) -> bytes:
    """Return *pdf* as bytes that depend on its content alone."""
    import pikepdf  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, preserve_pdfa=True)
    return out.getvalue()

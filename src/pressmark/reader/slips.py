"""What libyaml could not read, in the words of somebody who has seen the slip before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.reader.collector import Collector
    from pressmark.reader.compose import SyntaxSlip
    from pressmark.reader.source import Lines


def explain(slip: SyntaxSlip, lines: Lines, report: Collector) -> None:
    """Report the *slip* at its place."""
    at = min(slip.offset, max(len(lines.text) - 1, 0))
    report.add("yaml-syntax", f"this is not YAML: {slip.problem}", at, at + 1)

"""The table of long runs in ``docs/testing.md``: each soak test writes its own row."""

from __future__ import annotations

import os
import re
from itertools import takewhile

from tests.conftest import CHECKOUT

_PAGE = CHECKOUT / "docs" / "testing.md"
_HEAD = "| what ran | how much | what was found |\n| --- | --- | --- |\n"


def scale(full: int) -> int:
    """Return how often to repeat: *full*, or less where SOAK_SHARE (a number up to 1) asks for a sample."""
    return max(1, round(full * float(os.environ.get("SOAK_SHARE", "1"))))


def record(what: str, how_much: str, found: str) -> None:
    """Write the row *what* into the table, in the place of an older one."""
    text = _PAGE.read_text("utf-8")
    before, after = text.split(_HEAD)
    lines = after.splitlines(keepends=True)
    table = list(takewhile(lambda line: line.startswith("|"), lines))
    rows = dict(re.findall(r"^\| ([^|]+?) (\|.*)$", "".join(table), re.MULTILINE))
    rows[what] = f"| {how_much} | {found} |"
    body = "".join(f"| {name} {row}\n" for name, row in sorted(rows.items()))
    _PAGE.write_text(before + _HEAD + body + "".join(lines[len(table) :]), "utf-8")

"""Packages and stores held to an ingest report: what was deposited is there, and is what it was."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.archive import ocfl
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pressmark.verdict import Verdict

NAME = "against the report"
_COLUMNS = {"id", "file", "sha512", "status"}


class Reported:
    """What the ingest report at *report* tells of, and which of the *targets* answer for it."""

    def __init__(self, report: Path, targets: Sequence[Path]) -> None:
        """Read the report. Raises PressmarkError for what is none."""
        self._report = report
        try:
            rows = list(csv.DictReader(io.StringIO(report.read_bytes().decode("utf-8-sig"))))
        except (OSError, ValueError, csv.Error) as error:
            raise PressmarkError(f"{report}: no ingest report ({error})") from error
        if not rows or any(not row.keys() >= _COLUMNS or None in row.values() for row in rows):
            raise PressmarkError(f"{report}: no ingest report: columns id, file, sha512, size, status are wanted")
        self._rows = [row for row in rows if not row["status"].startswith("failed")]
        self._stores = any(path.is_dir() and any(path.glob("0=ocfl_*")) for path in targets)
        self._seen: set[str] = set()

    def held(self, path: Path, verdict: Verdict) -> Verdict:
        """Return *verdict*, on the target *path*, with what the report says of it."""
        if verdict.kind == "store":
            found = [finding for row in self._rows for finding in self._in_store(path, row)]
            check = Check.of(NAME, found, f"{len(self._rows)} articles in {self._report}")
        elif verdict.kind == "package":
            check = self._package(path)
        else:
            return verdict
        return replace(verdict, checks=(*verdict.checks, check))

    def missing(self) -> Iterator[str]:
        """Yield a sentence for each package of the report that none of the targets was."""
        if not self._stores:
            for row in self._rows:
                if row["file"] not in self._seen:
                    yield f"{row['file']} ({row['id']}) is not among what was verified"

    def _package(self, path: Path) -> Check:
        self._seen.add(path.resolve().name)
        rows = [row for row in self._rows if row["file"] == path.resolve().name]
        vouching = path / "tagmanifest-sha512.txt" if path.is_dir() else path
        digest = hashlib.sha512(vouching.read_bytes()).hexdigest() if vouching.is_file() else ""
        if rows and digest not in {row["sha512"] for row in rows}:
            return Check.of(NAME, [Finding("", f"not the package of this name that {self._report} tells of")])
        return Check.of(NAME, [], remarks=[] if rows else [Finding("", f"{self._report} does not tell of it")])

    def _in_store(self, root: Path, row: dict[str, str]) -> Iterator[Finding]:
        place = root / ocfl.place(row["id"])
        inventories = [place / "inventory.json", *sorted(place.glob("v*/inventory.json"))]
        sums = {hashlib.sha512(one.read_bytes()).hexdigest() for one in inventories if one.is_file()}
        if not sums:
            yield Finding(row["id"], f"missing; the report has it as “{row['status']}”")
        elif row["sha512"] not in sums:
            yield Finding(row["id"], f"no version of it has the inventory that the report has as “{row['status']}”")

"""What a verification found, as data: one verdict for a file, folder, package or store, made of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

# "remarks": nothing is wrong, but something is worth knowing (a repository's own file beside ours). "not compared":
# nothing is wrong, but this machine can't tell (other library versions, a theme that is not here).
Status = Literal["ok", "remarks", "failed", "not compared"]
# The check that comes first: where it fails, no other is made.
OPENING = "opening"
# What a target of a verification can be.
Kind = Literal["package", "store", "folder", "pdf"]

# What a verification calls after each article, so that long work can show itself.
Advance = Callable[[], object]


def unseen() -> None:
    """Count nothing: the `Advance` of those who show nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: *path* is the file it is in ("" for the whole), *message* says what is wrong with it."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked: its *name*, its answer, what was found, and a word on what was looked at.

    *rebuild* is set where the question was whether building again gives the same bytes.
    *findings* are what is wrong, *remarks* what is only worth knowing.
    """

    name: str
    status: Status
    findings: tuple[Finding, ...] = ()
    detail: str = ""
    rebuild: bool = False
    remarks: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, name: str, findings: Iterable[Finding], detail: str = "", *, remarks: Iterable[Finding] = ()) -> Check:
        """Return the check *name*: failed where there are *findings*, remarks where there are *remarks*, else ok."""
        found, said = tuple(findings), tuple(remarks)
        return cls(name, "failed" if found else "remarks" if said else "ok", found, detail, remarks=said)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one *target* (as the user named it); *kind* is what it is, *about* the line an archivist reads.

    *foreign* is what somebody else made, and is held to its own standard only.
    """

    target: str
    kind: Kind
    about: str
    checks: tuple[Check, ...]
    foreign: bool = False

    @property
    def ok(self) -> bool:
        """Return whether no check failed."""
        return all(check.status != "failed" for check in self.checks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what the checks found, in their order."""
        return tuple(finding for check in self.checks for finding in check.findings)

    @property
    def compared(self) -> str:
        """Return in one line how far files were compared: byte by byte with what is built here, or by their words."""
        if self.foreign:
            return "held to its own standard"
        if [check.name for check in self.checks] == [OPENING]:
            return "not looked into"
        again = [check for check in self.checks if check.rebuild]
        if not again:
            return "compared by what it says, not built again"
        if any(check.status == "failed" for check in again):
            return "built again, and not the same"
        same = sum(check.status == "ok" for check in again)
        if same == len(again):
            return "built again, the same byte for byte"
        why = "; ".join(dict.fromkeys(check.detail for check in again if check.status != "ok" and check.detail))
        how = f"{same} of {len(again)} built again, the same" if same else "compared by what it says, not built again"
        return f"{how} ({why})"

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """Return what is worth knowing though it is not wrong, in the checks' order."""
        return tuple(remark for check in self.checks for remark in check.remarks)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as JSON-ready values."""
        return {
            "target": self.target,
            "kind": self.kind,
            "ok": self.ok,
            "about": self.about,
            "compared": self.compared,
            "foreign": self.foreign,
            "checks": [
                {
                    "name": check.name,
                    "status": check.status,
                    "detail": check.detail,
                    "findings": [{"path": finding.path, "message": finding.message} for finding in check.findings],
                    "remarks": [{"path": remark.path, "message": remark.message} for remark in check.remarks],
                }
                for check in self.checks
            ],
        }

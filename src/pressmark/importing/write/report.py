"""What an import says about itself: each guess, what to look at, what was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import THRESHOLD, Checked, Flow, Guess, Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.importing.manuscript import Draft, LeftOut, Manuscript

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A guess and the JSON Pointer (RFC 6901) of the value it became."""

    pointer: str
    guess: Guess


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one import.

    *checks* are remarks for a person, each with a pointer; *missing* are pointers of required values that the input
    lacks; *dropped* counts characters that no article can carry.
    """

    name: str
    form: str
    encoding: str
    guesses: tuple[Entry, ...]
    checks: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    dropped: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values, its layout numbered by ``format``."""
        return {
            "format": FORMAT_VERSION,
            "name": self.name,
            "form": self.form,
            "encoding": self.encoding,
            "threshold": THRESHOLD,
            "guesses": [{"pointer": entry.pointer, **_guess(entry.guess)} for entry in self.guesses],
            "checks": [{"pointer": pointer, "message": message} for pointer, message in self.checks],
            "missing": list(self.missing),
            "left_out": [{"text": one.text, "why": one.why, "line": one.place or None} for one in self.left_out],
            "dropped": dict(self.dropped),
        }

    def as_lines(self) -> Iterator[str]:
        """Yield the report as lines for a person: what to do first, then what was left out."""
        for pointer in self.missing:
            yield f"missing: {pointer}"
        for pointer, message in self.checks:
            yield f"check: {pointer}: {message}"
        for one in self.left_out:
            place = f" (line {one.place})" if one.place else ""
            yield f"left out{place}: {_short(one.text)} – {one.why}"
        for name, count in self.dropped:
            yield f"dropped: {count} × {name}"


def made_report(draft: Draft, name: str, manuscript: Manuscript) -> Report:
    """Return the report on *draft*, made of *manuscript*, which was read from the input *name*."""
    leaves = list(_leaves(draft.document, ""))
    entries = tuple(Entry(pointer, leaf) for pointer, leaf in leaves if isinstance(leaf, Guess))
    missing = tuple(pointer for pointer, leaf in leaves if isinstance(leaf, Missing))
    doubtful = [(entry.pointer, entry.guess.why) for entry in entries if entry.guess.doubtful]
    remarks = [(pointer, check) for pointer, leaf in leaves if isinstance(leaf, Checked) for check in leaf.checks]
    form, encoding, dropped = manuscript.form, manuscript.encoding, manuscript.dropped
    return Report(name, form, encoding, entries, (*doubtful, *remarks), missing, draft.left_out, dropped)


def _leaves(value: object, pointer: str) -> Iterator[tuple[str, Guess | Missing | Checked]]:
    """Yield each guess, gap and remark in a draft's document with its JSON Pointer (RFC 6901)."""
    match value:
        case Guess() | Missing() | Checked():
            yield pointer, value
        case Flow() if value.guess is not None:
            yield pointer, value.guess
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, f"{pointer}/{key}")
        case list():
            for number, inner in enumerate(value):
                yield from _leaves(inner, f"{pointer}/{number}")


def _guess(guess: Guess) -> dict[str, object]:
    made = asdict(guess)
    made["line"] = made.pop("place") or None
    return {**made, "doubtful": guess.doubtful}


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57].rstrip()}…”"

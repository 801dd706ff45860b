"""What an import says about itself: each guess, what to look at, what was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.importing.draft import Draft, Guess
    from pressmark.importing.manuscript import LeftOut, Manuscript

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
    entries = tuple(_entries(draft))
    doubtful = [(entry.pointer, entry.guess.why) for entry in entries if entry.guess.doubtful]
    sections = [
        (f"/sections/{number}/body", check) for number, section in enumerate(draft.sections) for check in section.checks
    ]
    images = [
        (
            f"/images/{image.id}/file",
            f"save {image.url} as {image.file}" if image.url else f"put {image.file} beside the article",
        )
        for image in draft.images
        if image.data is None
    ]
    checks = (*doubtful, *sections, *images)
    form, encoding, dropped = manuscript.form, manuscript.encoding, manuscript.dropped
    return Report(name, form, encoding, entries, checks, tuple(_missing(draft)), draft.left_out, dropped)


def _entries(draft: Draft) -> Iterator[Entry]:
    for key, guess in draft.fields.items():
        yield Entry("/outlet/name" if key == "outlet" else f"/{key}", guess)
    for number, author in enumerate(draft.authors):
        yield Entry(f"/authors/{number}/name", replace(draft.byline, value=author.name))
    yield from _placed(draft)


def _placed(draft: Draft) -> Iterator[Entry]:
    for quote in draft.quotes:
        yield Entry(f"/quotes/{quote.id}/speaker", quote.speaker)
    for number, demand in enumerate(draft.demands):
        yield Entry(f"/demands/{number}/by", demand.by)
        if demand.of is not None:
            yield Entry(f"/demands/{number}/of", demand.of)
    yield from _named(draft)


def _named(draft: Draft) -> Iterator[Entry]:
    for number, section in enumerate(draft.sections):
        if section.heading_guess is not None:
            yield Entry(f"/sections/{number}/heading", section.heading_guess)
    for source in draft.sources:
        yield Entry(f"/sources/{source.id}/title", source.title)
    for number, correction in enumerate(draft.corrections):
        if correction.date is not None:
            yield Entry(f"/corrections/{number}/date", correction.date)


def _missing(draft: Draft) -> Iterator[str]:
    for key in ("headline", "published"):
        if key not in draft.fields:
            yield f"/{key}"
    if not draft.authors:
        yield "/authors/0/name"
    if "outlet" not in draft.fields:
        yield "/outlet/name"
    if not draft.sections:
        yield "/sections/0/body"
    for image in draft.images:
        if not image.alt.strip():
            yield f"/images/{image.id}/alt"
    for number, correction in enumerate(draft.corrections):
        if correction.date is None:
            yield f"/corrections/{number}/date"


def _guess(guess: Guess) -> dict[str, object]:
    made = asdict(guess)
    made["line"] = made.pop("place") or None
    return {**made, "doubtful": guess.doubtful}


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57].rstrip()}…”"

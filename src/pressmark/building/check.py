"""Which of an article's outputs are up to date: those made from the bytes and by the recipe of now, and still whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pressmark.building.shared import TAKEN, Houses
from pressmark.building.sources import STDIN
from pressmark.building.work import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.building.sources import Found
    from pressmark.building.state import Input, Output, Record

IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The formats that are *stale*, and of the others the outputs that are *intact*.

    *inputs* and *outputs* (name, signature) carry what was learnt while looking; *learnt* says that it is new.
    """

    stale: tuple[str, ...]
    intact: tuple[Output, ...] = ()
    inputs: tuple[Input, ...] = ()
    learnt: bool = False


class Files(Protocol):
    """Which files are still those that are known: `pressmark.building.signatures.Files`, or a store's."""

    def same(self, path: str, sha256: str, known: str | None) -> tuple[bool, str | None]:
        """Return whether the file at *path* has the digest *sha256*, and its signature where it may be believed."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where an article's files are looked at: the *sources* and the *outputs*, in *folder* (or at that URL).

    *houses* knows the files that articles share.
    """

    sources: Files
    outputs: Files
    folder: str
    houses: Houses


def check(found: Found, record: Record, recipes: Mapping[str, str], places: Places) -> Verdict:
    """Compare the *record* of an article with its files.

    *recipes* holds the recipe of each format asked for, and of images where they lie beside the page. A source that
    comes from standard input has been compared by the caller.
    """
    formats = tuple(name for name in recipes if name != IMAGE)
    learnt = False
    inputs: list[Input] = list(record.inputs[:1]) if found.name == STDIN else []
    for one in record.inputs[len(inputs) :]:
        if one.file == TAKEN:
            same, signature = places.houses.same(found, one)
        else:
            same, signature = places.sources.same(places.houses.path(found, one.file), one.sha256, one.signature)
        if not same:
            return Verdict(formats)
        learnt |= signature != one.signature
        inputs.append(replace(one, signature=signature) if signature != one.signature else one)
    if not any(one.file == TAKEN for one in inputs) and not places.houses.same(found, None)[0]:
        return Verdict(formats)  # a house has come to stand above the article
    made_from = digest_of(inputs)
    current = [one for one in record.outputs if one.inputs == made_from and recipes.get(one.format) == one.recipe]
    intact, broken = [], set()
    for output in current:
        same, signature = places.outputs.same(f"{places.folder}/{output.name}", output.sha256, output.signature)
        if same:
            learnt |= signature != output.signature
            intact.append(replace(output, signature=signature) if signature != output.signature else output)
        else:
            broken.add(output.format)
    there = {one.format for one in current} - broken
    # An image beside a page is made again with the page.
    stale = tuple(name for name in formats if name not in there or (name == "html" and IMAGE in broken))
    anew = {*stale, IMAGE} if "html" in stale else set(stale)
    return Verdict(stale, tuple(one for one in intact if one.format not in anew), tuple(inputs), learnt)

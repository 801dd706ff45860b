"""A package made anew from the source inside it, and compared byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.archive import bag
from pressmark.archive.assembling import deposit, payload
from pressmark.archive.baginfo import contact_in, info
from pressmark.archive.reading import Crate
from pressmark.archive.rereading import reread
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding
from pressmark.versions import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pressmark.archive.deposit import Deposit
    from pressmark.theme import Theme

    Make = Callable[[Deposit], dict[str, bytes]]

NAME = "rebuild"


def rebuilt_bag(files: Mapping[str, bytes], theme: Theme) -> Check:
    """Return whether the source in the bag *files* gives every byte of the bag again."""

    def make(found: Deposit) -> dict[str, bytes]:
        parts = payload(found, "data/")
        return bag.make(parts, info(found, contact_in(files[bag.INFO]), parts))

    return _compare(bag.payload(files), files, theme, make)


def rebuilt_crate(files: Mapping[str, bytes], theme: Theme) -> Check:
    """Return whether the source among the *files* of a version in a store gives every one of them again."""
    return _compare(files, files, theme, lambda found: payload(found, ""))


def _compare(crate_files: Mapping[str, bytes], files: Mapping[str, bytes], theme: Theme, make: Make) -> Check:
    try:
        crate = Crate.of(crate_files)
        article, name, images = reread(crate_files)
        again = make(deposit(article, name, images, theme, crate.attested))
    except (PressmarkError, ValueError, KeyError) as error:
        return Check(NAME, "failed", (Finding("", f"the source does not build: {error}"),))
    differing = sorted(name for name in files.keys() | again.keys() if files.get(name) != again.get(name))
    other = _otherwise(crate, theme)
    if differing and other:
        return Check(NAME, "not compared", detail=f"cannot compare: {other}")
    return Check.of(NAME, [Finding(name, "the source does not give these bytes") for name in differing])


def _otherwise(crate: Crate, theme: Theme) -> str:
    """Return what is otherwise here than where the package was made, "" if nothing is."""
    here = versions()
    there = crate.software
    other = [
        f"{name} {there.get(name, 'absent')} made it, here is {here.get(name, 'absent')}"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]
    if crate.theme != theme.sha256:
        other.append("it was made with another theme; name it with --theme")
    return "; ".join(other)

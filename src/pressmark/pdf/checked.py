"""A reading with what preflight found added to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.reader import Reading
    from pressmark.theme import Options

_PRINTED = {"pdf", "png"}


def checked(reading: Reading, formats: Sequence[str], options: Options) -> Reading:
    """Return *reading*, with preflight's problems if one of *formats* is printed, and no article where one is an error.

    Raises BuildError where the theme cannot be laid out at all.
    """
    if reading.article is None or not _PRINTED.intersection(formats):
        return reading
    from pressmark.pdf.preflight import preflight  # noqa: PLC0415 - what isn't printed must not wait for it

    found = preflight(reading.article, reading.text, options)
    failed = any(problem.severity == "error" for problem in found)
    problems = tuple(sorted((*reading.problems, *found), key=lambda problem: problem.sort_key))
    return replace(reading, article=None if failed else reading.article, problems=problems)

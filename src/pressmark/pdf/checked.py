"""A reading with what preflight found added to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.pdf.layout import Copy
    from pressmark.reader import Reading
    from pressmark.theme import Options

_PRINTED = {"pdf", "png"}


def checked(reading: Reading, formats: Sequence[str], options: Options) -> tuple[Reading, Copy | None]:
    """Return *reading*, with preflight's problems if one of *formats* is printed, and no article where one is an error.

    With it comes the copy that preflight looked at, to be printed. Raises BuildError where the theme cannot be laid out
    at all.
    """
    if reading.article is None or not _PRINTED.intersection(formats):
        return reading, None
    from pressmark.pdf.preflight import proof  # noqa: PLC0415 - what isn't printed must not wait for it

    found, copy = proof(reading.article, reading.text, options)
    failed = any(problem.severity == "error" for problem in found)
    problems = tuple(sorted((*reading.problems, *found), key=lambda problem: problem.sort_key))
    return replace(reading, article=None if failed else reading.article, problems=problems), copy

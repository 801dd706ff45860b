"""What the preview shows: the page as `build` would write it, or the problems that keep it from being written."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark import reader
from pressmark.problems import PressmarkError, Problem
from pressmark.reports.machine import as_object
from pressmark.resources import resource
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.model import Article

# So much of a long line is shown before and after the marked part.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class View:
    """One look at the article.

    *problems* are those of now; *page*, *article* and *options* are the last ones that were right (None as long as
    there are none), so that a writer who is in the middle of a line still sees the page.
    """

    text: str
    problems: tuple[Problem, ...]
    page: bytes | None = None
    article: Article | None = None
    options: Options | None = None

    @property
    def page_id(self) -> str:
        """Return a name for the page that changes only with its bytes ("" where there is none)."""
        return hashlib.sha256(self.page).hexdigest()[:16] if self.page is not None else ""


def look(source: Path, theme: Path | None, before: View | None = None, houses: reader.Houses = reader.ANY) -> View:
    """Read the article *source* and the *theme* folder as they are now, and return what is to be seen.

    *houses* says where its house is.
    Never raises: what goes wrong is a problem like those of the article, and the page of *before* stays.
    """
    last = before or View("", ())
    try:
        reading = reader.check_file(source, houses)
        if reading.article is None:
            return replace(last, text=reading.text, problems=reading.problems)
        # The shipped templates are read anew too: in a checkout somebody may be at work on them.
        options = Options(load_theme(theme or resource("templates")))
        page = writer("html").write(reading.article, options)
    except PressmarkError as error:
        return replace(last, text="", problems=(Problem("preview", str(error)),))
    except Exception as error:  # noqa: BLE001 - a preview outlives a mistake in a theme or in pressmark, and shows it
        return replace(last, text="", problems=(Problem("preview", f"{type(error).__name__}: {error}"),))
    return View(reading.text, reading.problems, page, reading.article, options)


def as_data(name: str, problems: tuple[Problem, ...], text: str) -> list[dict[str, object]]:
    """Return the *problems* of the source *name* for the browser (docs/problem.schema.json).

    Each has an ``excerpt``: its line of *text*, cut into three at the marked part.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    return [_as_data(name, problem, lines) for problem in problems]


def _as_data(name: str, problem: Problem, lines: list[str]) -> dict[str, object]:
    data = as_object(name, problem)
    span = problem.span
    if span is None or not 1 <= span.line <= len(lines):
        return data
    line = lines[span.line - 1]
    start = min(span.column - 1, len(line))
    end = max(start, min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line))
    before, marked, after = line[:start], line[start:end], line[end:]
    if len(before) > _CONTEXT:
        before = f"…{before[-_CONTEXT:]}"
    if len(marked) > 2 * _CONTEXT:
        marked = f"{marked[: 2 * _CONTEXT]}…"
    if len(after) > _CONTEXT:
        after = f"{after[:_CONTEXT]}…"
    return data | {"excerpt": [before, marked, after]}

"""Copy as it arrives (text, Markdown, mail, saved pages, DOCX, ODT) becomes an article's YAML, its doubts marked.

Three steps, a folder each: `read` makes a manuscript of the bytes, `guess` a draft of the manuscript, `write` YAML
and a report of the draft. Libraries read the input; what is done here is the step from text to structure. Nothing is
invented: what the input does not show is left empty or said to be doubtful, and what is left out is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pressmark.importing.manuscript import Given, Unreadable
from pressmark.importing.read import LARGEST, is_html, read
from pressmark.importing.write.draft import MODELINE, Report, made_report, write_yaml

__all__ = ["LARGEST", "Given", "Imported", "Report", "Unreadable", "import_article", "is_html"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives: the *yaml*, the *report*, and image *files* that the input carried, by name."""

    yaml: str
    report: Report
    files: tuple[tuple[str, bytes], ...] = ()


def import_article(data: bytes, *, name: str, given: Given | None = None, modeline: str = MODELINE) -> Imported:
    """Return the article that *data* holds; the kind of input is told from its bytes, *name* is for the report.

    The same bytes always give the same result. Raises Unreadable where *data* is of a kind that is not read, or broken.
    """
    manuscript = read(data, name)
    from pressmark.importing.guess.compose import compose  # the language model is heavy

    draft = compose(manuscript, given or Given())
    return Imported(write_yaml(draft, modeline), made_report(draft, name, manuscript), draft.files)

"""Package one structured article as PDF, HTML, JSON-LD and text, and for archives.

From Python: `load` reads an article, `check` says what is wrong with one, `render` writes it in one of the `formats`.

>>> import pressmark
>>> from pathlib import Path
>>> article = pressmark.load(Path("article.yaml"))
>>> page = pressmark.render(article, "html")

The names in ``__all__`` are what other programs may build on; every other module is private and changes as it must.
What is here is loaded when it is first asked for, so that ``import pressmark`` costs nothing.
"""

from __future__ import annotations

import sys

# Before anything else is imported: `python -m pressmark` looks for modules in the folder that one stands in first, and
# a stranger's files may lie there. (While Python looks for the program, its name is “-m”.)
if getattr(sys, "argv", [])[:1] == ["-m"] and "pressmark" in sys.orig_argv and not sys.flags.safe_path:
    del sys.path[0]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.api import check, formats, load, render
    from pressmark.model import Article
    from pressmark.problems import InvalidArticle, PressmarkError, Problem, Span

__all__ = [
    "Article",
    "InvalidArticle",
    "PressmarkError",
    "Problem",
    "Span",
    "__version__",
    "check",
    "formats",
    "load",
    "render",
]

__version__ = "0.1.0"

_HOMES = {
    "Article": "pressmark.model",
    "InvalidArticle": "pressmark.problems",
    "PressmarkError": "pressmark.problems",
    "Problem": "pressmark.problems",
    "Span": "pressmark.problems",
    "check": "pressmark.api",
    "formats": "pressmark.api",
    "load": "pressmark.api",
    "render": "pressmark.api",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module where it is made (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module “pressmark” has no attribute “{name}”")
    from importlib import import_module

    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)


def rarely_tidy() -> None:
    """Look for garbage more rarely than Python does: for a process of our own, a command or a worker.

    What is loaded stays, and an article is made of so many small objects that to look through them at Python's pace
    takes a tenth of the time. Still more rarely costs a long run a seventh of its memory, and saves next to nothing.
    """
    import gc

    gc.set_threshold(20_000, 10, 10)

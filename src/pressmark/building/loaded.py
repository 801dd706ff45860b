"""What workers need, loaded once in the process that they are forked from, and nothing set up yet."""

import sys
from contextlib import suppress

from pressmark import rarely_tidy

rarely_tidy()

from pressmark import reader  # noqa: E402 - loading them makes the first objects
from pressmark.building.work import PRINTED  # noqa: E402
from pressmark.writers import formats, writer  # noqa: E402

__all__ = ["reader"]

# A writer whose library is missing says so to the article that asks for it.
for _name in formats():
    if _name not in PRINTED:
        with suppress(Exception):
            writer(_name)

# The pool names what prints before this module, where there is printing to do.
if "pressmark.writers.pdf" in sys.modules:
    from pressmark.pdf.weasy import load

    # Where it cannot be loaded, the writer that wants it says so.
    with suppress(Exception):
        load()

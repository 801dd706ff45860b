"""What every worker needs, loaded once in the process that workers are forked from, and nothing set up yet."""

from contextlib import suppress

from pressmark import rarely_tidy

rarely_tidy()

from pressmark import reader  # noqa: E402 - loading them makes the first objects
from pressmark.building import renditions  # noqa: E402
from pressmark.building.work import PRINTED  # noqa: E402
from pressmark.writers import formats, writer  # noqa: E402

__all__ = ["reader", "renditions"]

# A writer whose library is missing says so to the article that asks for it.
for _name in formats():
    if _name not in PRINTED:
        with suppress(Exception):
            writer(_name)

"""What every worker needs, loaded once in the process that workers are forked from, and nothing set up yet."""

from contextlib import suppress

from pressmark import reader
from pressmark.building import renditions
from pressmark.building.work import PRINTED
from pressmark.writers import formats, writer

__all__ = ["reader", "renditions"]

# A writer whose library is missing says so to the article that asks for it.
for _name in formats():
    if _name not in PRINTED:
        with suppress(Exception):
            writer(_name)

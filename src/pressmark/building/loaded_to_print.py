"""What a worker that prints needs besides: the PDF engine, loaded once in the process that workers are forked from."""

from contextlib import suppress

from pressmark.pdf import preflight
from pressmark.pdf.weasy import load
from pressmark.writers import pdf

__all__ = ["pdf", "preflight"]

# Where it cannot be loaded, the writer that wants it says so.
with suppress(Exception):
    load()

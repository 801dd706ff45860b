"""The fragment ids of parts to which the source gives none: one place, for the page, the PDF and the JSON-LD.

Ids of the source match ``[a-z][a-z0-9-]*``; these hold an underscore, so that none can collide.
"""

from __future__ import annotations

ARTICLE = "article"
OUTLET = "outlet_1"
LOGO = "outlet_logo"
WITHDRAWAL = "withdrawal_1"
BASED_ON = "based_on"
BASED_ON_OUTLET = "based_on_outlet"
NOTES = "notes_1"
BODY = "body_1"
SERIES = "series_1"


def affiliation(party: str) -> str:
    """Return the id of the organisation to which the party with the id *party* belongs."""
    return f"{party}_affiliation"


def based_on_author(n: int) -> str:
    """Return the id of the *n*-th author (from 1) of the work that a summary tells."""
    return f"based_on_author_{n}"


def contact(n: int) -> str:
    """Return the id of the *n*-th contact, from 1."""
    return f"contact_{n}"


def correction(n: int) -> str:
    """Return the id of the *n*-th correction, from 1."""
    return f"correction_{n}"


def place(n: int) -> str:
    """Return the id of the *n*-th place, from 1."""
    return f"place_{n}"


def topic(n: int) -> str:
    """Return the id of the *n*-th topic, from 1."""
    return f"topic_{n}"


def action(demand: str) -> str:
    """Return the id of what the demand with the id *demand* asks to be done."""
    return f"{demand}_action"


def original(quote: str) -> str:
    """Return the id of the untranslated words of the quote with the id *quote*."""
    return f"{quote}_original"


def selector(words: str) -> str:
    """Return the id of what selects, in its source, the quote or the basis of the demand with the id *words*."""
    return f"{words}_selector"


def note_ref(source: str, nth: int) -> str:
    """Return the id of the *nth* reference (from 1) to the note of the source with the id *source*."""
    return f"{source}_ref_{nth}"

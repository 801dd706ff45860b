"""What a news item of IPTC's ninjs says, value by value, against the item that the article is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pressmark.parity.compare import short
from pressmark.writers.ninjs import item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article

_LARGEST = 64 * 1024 * 1024


class Unreadable(ValueError):
    """An item that is no JSON object, or says something twice."""


def departures(article: Article, data: bytes) -> Iterator[str]:
    """Yield where the item *data* says otherwise than *article*. Raises UnicodeDecodeError or Unreadable."""
    if len(data) > _LARGEST:
        raise Unreadable("it is too large")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is no JSON: {error}") from error
    yield from _compared(json.loads(json.dumps(item(article))), found, "")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = next(name for n, (name, _) in enumerate(pairs) if name in [other for other, _ in pairs[:n]])
        raise Unreadable(f"“{short(twice)}” is stated twice in one object")
    return made


def _compared(wanted: object, found: object, place: str) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*wanted, *found)):
            inner = f"{place}/{name}"
            if name not in found:
                yield f"“{short(inner)}” is missing"
            elif name not in wanted:
                yield f"“{short(inner)}” is not in the source: “{short(str(found[name]))}”"
            else:
                yield from _compared(wanted[name], found[name], inner)
    elif isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            yield f"“{place}” has {len(found)} entries instead of {len(wanted)}"
        for n, (one, other) in enumerate(zip(wanted, found, strict=False)):
            yield from _compared(one, other, f"{place}/{n}")
    elif type(wanted) is not type(found) or wanted != found:
        yield f"“{place}” differs: it says “{short(str(found))}” where the source says “{short(str(wanted))}”"

"""What is up to date and what was built, between a run and the state, which is told in batches."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark.building import signatures, stores
from pressmark.building.check import IMAGE, Places, Verdict, check
from pressmark.building.recipe import recipe
from pressmark.building.shared import Houses
from pressmark.building.sources import is_url
from pressmark.building.state import Output, Record, State
from pressmark.building.work import digest_of

if TYPE_CHECKING:
    from pressmark.building.outcomes import Order
    from pressmark.building.sources import Found
    from pressmark.building.work import Made
    from pressmark.problems import Problem

_BATCH = 500  # articles whose signatures are noted in one go
_SETTLED = 3.0  # seconds after which the files of an article that was built can be believed unread


class Ledger:
    """The book of one build."""

    def __init__(self, order: Order, state: State) -> None:
        """Open the book of the build *order* in *state*."""
        self._order = order
        self._state = state
        self._target = order.settings.target
        self._here = signatures.Files(state.clock())
        self._store = stores.Files()
        self.houses = Houses()
        options = order.settings.options
        names = (*order.formats, IMAGE) if options.images == "beside" else order.formats
        self._recipes = {name: recipe(name, options) for name in names}
        self._learnt: list[tuple[str, Verdict]] = []
        self._unsettled: deque[tuple[float, Found]] = deque()
        self._problems: dict[str, tuple[Problem, ...]] = {}

    def verdict(self, found: Found, data: bytes | None) -> Verdict | None:
        """Return what of *found* is stale, None where it is not known; *data* are the bytes of standard input."""
        record = self._state.record(found.key)
        if record is None:
            return None
        if data is not None and hashlib.sha256(data).hexdigest() != record.inputs[0].sha256:
            return None
        places = Places(
            self._store if is_url(found.name) else self._here,
            self._store if self._target else self._here,
            self._target or str(self._order.folder),
            self.houses,
        )
        verdict = check(found, record, self._recipes, places)
        if verdict.learnt and not verdict.stale:
            self._learnt.append((found.key, verdict))
        if record.problems and not verdict.stale:
            if self._order.settings.strict:
                return None
            self._problems = {found.key: record.problems}
        return verdict

    def problems(self, found: Found) -> tuple[tuple[Problem, ...], str]:
        """Return the warnings kept of *found*, whose verdict was the last to be given, and its text to show them in."""
        kept = self._problems.get(found.key, ())
        if not kept:
            return (), ""
        here = found.name != "-" and not is_url(found.name)
        text = Path(found.name).read_bytes().decode("utf-8", "replace") if here else ""
        return kept, text

    def record(self, found: Found, made: Made) -> Record:
        """Return what to keep of *found*, for which *made* was made."""
        inputs = digest_of(made.inputs)
        outputs = tuple(
            Output(
                piece.name,
                piece.format,
                piece.media_type,
                self._recipes[piece.format],
                inputs,
                piece.size,
                piece.sha256,
                piece.pages,
                piece.signature,
            )
            for piece in made.pieces
        )
        return Record(found.key, found.name, made.inputs, made.problems, outputs)

    def settle_later(self, found: Found) -> None:
        """Remember to look at the files of *found*, just built, when their signatures can be believed."""
        if not self._target:
            self._unsettled.append((time.monotonic(), found))

    def note(self, *, everything: bool = False) -> None:
        """Write what was learnt to the state, if it is a batch by now; *everything* at the end of the build."""
        ripe = time.monotonic() - _SETTLED
        count = sum(1 for when, _ in self._unsettled if when < ripe) if everything else 0
        if not everything and len(self._unsettled) >= _BATCH and self._unsettled[_BATCH - 1][0] < ripe:
            count = _BATCH
        if count:
            self._here = signatures.Files(self._state.clock())
            for found in [self._unsettled.popleft()[1] for _ in range(count)]:
                self.verdict(found, None)
        if self._learnt and (everything or len(self._learnt) >= _BATCH):
            with self._state.writing():
                for key, verdict in self._learnt:
                    self._state.settle(key, verdict.inputs, tuple((one.name, one.signature) for one in verdict.intact))
            self._learnt.clear()

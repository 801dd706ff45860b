"""Whether the records in a package are those that its source and files give; nothing is rendered for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import __version__
from pressmark.archive import bag
from pressmark.archive.assembling import assembled, payload
from pressmark.archive.baginfo import contact_in, info
from pressmark.archive.deposit import CRATE, DUBLIN_CORE, PREMIS, Deposit, Making
from pressmark.archive.reading import Crate
from pressmark.archive.rereading import reread
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Write = Callable[[Deposit], dict[str, bytes]]

NAME = "records"
_RECORDS = (CRATE, DUBLIN_CORE, PREMIS)


def bag_records(files: Mapping[str, bytes]) -> Check:
    """Return whether crate, PREMIS, Dublin Core and ``bag-info.txt`` of the bag *files* are those of its source."""

    def written(deposit: Deposit) -> dict[str, bytes]:
        found = payload(deposit, "data/")
        return {**found, bag.INFO: bag.write_info(info(deposit, contact_in(files[bag.INFO]), found))}

    inside = bag.payload(files)
    return _check({**inside, bag.INFO: files.get(bag.INFO, b"")}, inside, written)


def crate_records(files: Mapping[str, bytes]) -> Check:
    """Return whether crate, PREMIS and Dublin Core of a version in a store, its *files*, are those of its source."""
    return _check(files, files, lambda deposit: payload(deposit, ""))


def _check(files: Mapping[str, bytes], inside: Mapping[str, bytes], write: Write) -> Check:
    try:
        crate = Crate.of(inside)
        article, name, images = reread(inside)
        making = Making(crate.attested, crate.software, crate.theme)
        again = write(assembled(article, name, images, inside, making))
    except (PressmarkError, ValueError, KeyError) as error:
        return Check.of(NAME, [Finding("", f"they can't be written again: {error}")])
    wrong = [name for name in (*_RECORDS, bag.INFO) if again.get(name) != files.get(name)]
    if wrong and crate.software.get("pressmark") != __version__:
        detail = f"cannot compare: pressmark {crate.software.get('pressmark')} wrote them, this is {__version__}"
        return Check(NAME, "not compared", detail=detail)
    return Check.of(NAME, [Finding(name, "not what the source and the files give") for name in wrong])

"""Whatever is done to a finished file, it is found: by building again, and by what the file says."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from tests.pdf.conftest import article, printed
from tests.verify.departures import ALL, Departure

from pressmark import parity
from pressmark.theme import Options, load_theme
from pressmark.verify.folder import verify
from pressmark.writers import writer

# One worker makes the files that all departures are made on.
pytestmark = pytest.mark.xdist_group("departures")

_FORMATS = {".html": "html", ".txt": "text", ".jsonld": "jsonld"}


@cache
def finished(suffix: str) -> bytes:
    """Return the file of the opinion piece that departures are made on."""
    if suffix == ".pdf":
        return printed("opinion")
    return writer(_FORMATS[suffix]).write(article("opinion"), Options(load_theme()))


def _found(suffix: str, data: bytes) -> list[str]:
    checks = parity.check(article("opinion"), {f"article{suffix}": data})
    return [finding.message for check in checks for finding in check.findings]


@pytest.mark.parametrize("suffix", [".html", ".txt", ".jsonld", ".pdf"])
def test_nothing_is_found_in_what_departures_are_made_on(suffix):
    assert _found(suffix, finished(suffix)) == []


@pytest.mark.parametrize("departure", ALL, ids=lambda departure: departure.id)
def test_a_departure_is_found_by_what_the_file_says(departure: Departure):
    data = departure.make(finished(departure.suffix))

    assert data != finished(departure.suffix), "nothing was done, so that building again finds nothing either"
    assert _found(departure.suffix, data)


def test_departures_are_of_every_sort_in_every_format():
    sorts = Counter(departure.sort for departure in ALL)

    assert len(ALL) >= 150
    assert len({departure.id for departure in ALL}) == len(ALL)
    assert set(sorts) >= {"drop", "swap", "renumber", "retarget", "hide", "add", "reorder", "change"}
    assert {departure.suffix for departure in ALL} == {".html", ".txt", ".jsonld", ".pdf"}


@pytest.mark.parametrize("suffix", [".html", ".txt", ".jsonld", ".pdf"])
def test_building_again_finds_a_byte_that_says_nothing(suffix, tmp_path):
    (tmp_path / "article.yaml").write_bytes(article("opinion").source.data)
    for image in article("opinion").images:
        (tmp_path / image.file).write_bytes(image.data)
    logo = article("opinion").outlet.logo
    assert logo is not None
    (tmp_path / logo.file).write_bytes(logo.data)
    for end in {".html", suffix}:
        (tmp_path / f"article{end}").write_bytes(finished(end))
    assert verify(tmp_path, rebuild=True).compared == "built again, the same byte for byte"

    (tmp_path / f"article{suffix}").write_bytes(finished(suffix) + b"\n")
    verdict = verify(tmp_path, rebuild=True)

    assert {finding.path for finding in verdict.findings} == {f"article{suffix}"}
    assert verdict.compared == "built again, and not the same"
    assert verify(tmp_path).ok, "a line feed at the end says nothing"

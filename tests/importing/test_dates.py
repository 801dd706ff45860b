"""Dates and hours as newsrooms write them, rule by rule."""

from __future__ import annotations

import pytest

from pressmark.importing.dating import find_date, find_moment, whole
from pressmark.importing.manuscript import DOUBTFUL


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("5/4/2026", "en-US", "2026-05-04"),
        ("5/4/2026", "en-GB", "2026-04-05"),
        ("5/4/2026", "fr", "2026-04-05"),
        ("4/25/2026", "en", "2026-04-25"),
        ("5.4.2026", "de", "2026-04-05"),
        ("5.4.2026", "en-US", "2026-04-05"),
        ("2026-05-04", "en-US", "2026-05-04"),
        ("2026年5月4日", "ja", "2026-05-04"),
    ],
)
def test_a_day_in_figures_is_read_in_the_order_of_its_language(text, language, day):
    assert find_date(f"Posted {text} by us", language).value == day


@pytest.mark.parametrize(
    ("text", "language", "doubtful"),
    [("5/4/2026", "en", True), ("5/4/2026", "en-US", True), ("5/5/2026", "en", False), ("5.4.2026", "de", False)],
)
def test_a_day_that_could_be_read_the_other_way_round_is_doubtful(text, language, doubtful):
    assert (find_date(text, language).confidence <= DOUBTFUL) is doubtful


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("4 May 2026, 12:30 pm GMT", "en-GB", "2026-05-04T12:30:00+00:00"),
        ("4 May 2026, 12:05 am GMT", "en-GB", "2026-05-04T00:05:00+00:00"),
        ("4 May 2026, 1:05 p.m. BST", "en-GB", "2026-05-04T13:05:00+01:00"),
        ("4 May 2026, 9:00 UTC-5", "en", "2026-05-04T09:00:00-05:00"),
        ("4 May 2026, 9:00 UTC+05:30", "en-IN", "2026-05-04T09:00:00+05:30"),
        ("4 May 2026, 9:00 GMT-0400", "en", "2026-05-04T09:00:00-04:00"),
        ("4 May 2026, 9:00 EDT", "en-US", "2026-05-04T09:00:00-04:00"),
        ("2026年5月4日 9:00", "ja", "2026-05-04T09:00:00+09:00"),
        ("28. März 2026, 9 Uhr", "de", "2026-03-28T09:00:00+01:00"),
        ("29. März 2026, 9 Uhr", "de", "2026-03-29T09:00:00+02:00"),
        ("24. Oktober 2026, 9 Uhr", "de", "2026-10-24T09:00:00+02:00"),
        ("25. Oktober 2026, 9 Uhr", "de", "2026-10-25T09:00:00+01:00"),
    ],
)
def test_an_hour_keeps_its_zone_or_that_of_all_who_write_the_language(text, language, moment):
    assert find_moment(text, language)[0].value == moment


def test_an_hour_without_a_zone_is_lost_and_said_where_many_zones_write_the_language():
    dated, lost = find_moment("4 May 2026, 9:00", "en-GB")

    assert (dated.value, lost) == ("2026-05-04", "9:00")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Mon, 04 May 2026 09:00:00 +0530", "2026-05-04T09:00:00+05:30"),
        ("Mon, 04 May 2026 09:00:00 -0000", "2026-05-04"),
        ("2026-05-04T09:00:00", "2026-05-04"),
        ("2026-05-04T09:00+0530", "2026-05-04T09:00:00+05:30"),
        ("20260504", "2026-05-04"),
        ("2026-02-30", ""),
        ("last week", ""),
    ],
)
def test_a_date_of_metadata_is_written_as_the_source_has_it(value, written):
    assert whole(value) == written

"""Signs that a reader does not see, or that a terminal or a table would take for something else."""

from __future__ import annotations

import pytest

from pressmark import letters


@pytest.mark.parametrize(
    ("text", "hinted"), [("fähr\u00adgeld", True), ("quay\u200bside", True), ("نمی\u200cشود", False), ("quay", False)]
)
def test_a_hint_for_a_line_s_end_is_no_part_of_a_title_and_a_joiner_is(text, hinted):
    assert (letters.plain(text) != text) is hinted


def test_a_line_that_nobody_reads_in_full_loses_its_middle_and_another_nothing():
    long = f"begin{'x' * 10_000}end"
    told = letters.brief(f"a\n{long}\nb")

    first, middle, last = told.split("\n")
    assert (first, last) == ("a", "b")
    assert middle.startswith("beginx")
    assert middle.endswith("xend")
    assert len(middle) == 4001
    assert letters.brief(long[:4000]) == long[:4000]


@pytest.mark.parametrize("sign", "=+-@|%\t\r＝＋－＠")
def test_what_a_spreadsheet_might_run_has_a_space_before_it(sign):
    assert letters.table_cell(f"{sign}1") == f" {sign}1"
    assert letters.table_cell(f"1{sign}1") == f"1{sign}1"

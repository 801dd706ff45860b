"""A copy says in its XMP, in IPTC's and PLUS's words, how its text came about and whether it may be mined."""

from __future__ import annotations

import io

import pikepdf
import pytest
from tests.pdf.conftest import printed_of, written

REST = """
sections: [{body: One evening sailing would do.}]
"""
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
TERMS = "http://ns.useplus.org/ldf/vocab/DMI-"


def _said(rest: str) -> dict[str, object]:
    with pikepdf.open(io.BytesIO(printed_of(written(rest + REST)))) as pdf, pdf.open_metadata() as metadata:
        return {key: metadata.get(key) for key in (IPTC, f"{PLUS}DataMining", f"{PLUS}OtherConstraints")}


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ("{mining: allowed}", [f"{TERMS}ALLOWED", None]),
        ("{mining: reserved}", [f"{TERMS}PROHIBITED-EXCEPTSEARCHENGINEINDEXING", None]),
        (
            '{mining: conditions, mining_policy: "https://post.example/mining?a=1&b=2"}',
            [f"{TERMS}PROHIBITED-SEECONSTRAINT", "https://post.example/mining?a=1&b=2"],
        ),
    ],
)
def test_mining_and_origin_are_in_the_metadata(rights, expected):
    said = _said(f"origin: trainedAlgorithmicMedia\nrights: {rights}")

    assert list(said.values()) == [
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        *expected,
    ]


def test_nothing_is_assumed_where_nothing_is_said():
    assert set(_said("").values()) == {None}

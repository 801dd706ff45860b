"""The built folder of tests/parity and the printed copies of tests/pdf, for those who verify them."""

from tests.parity.conftest import articles, desk, own
from tests.pdf.conftest import saved

__all__ = ["articles", "desk", "own", "saved"]

"""Whether all renditions of an article say the same: each is read back by its own parser and held to the source."""

from pressmark.parity.checking import check
from pressmark.parity.making import Making, recorded

__all__ = ["Making", "check", "recorded"]

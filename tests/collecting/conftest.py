"""The twelve articles as a site, a minute before an embargo ends and at its hour: each made once."""

from __future__ import annotations

import pytest
from tests.collecting.sites import ARTICLES, ITS_HOUR, MINUTE_BEFORE, collected


@pytest.fixture(scope="session")
def before(tmp_path_factory):
    site = tmp_path_factory.mktemp("before") / "site"
    result = collected(ARTICLES, site, as_of=MINUTE_BEFORE)
    assert result.exit_code == 0, result.output
    return site


@pytest.fixture(scope="session")
def after(tmp_path_factory):
    site = tmp_path_factory.mktemp("after") / "site"
    result = collected(ARTICLES, site, as_of=ITS_HOUR)
    assert result.exit_code == 0, result.output
    return site

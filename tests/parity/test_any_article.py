"""Whatever article is built, its renditions say what its source says; and a changed word in it is found."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from tests.strategies import Made, articles

from pressmark import parity, reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
_FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def _findings(made: Made, *formats: str) -> list[str]:
    reading = reader.check(made.source, name="made.yaml", stem="made", folder=None)
    assert reading.article is not None, reading.problems
    files = {}
    for name in formats:
        found = writer(name)
        files[f"made{found.suffix}"] = found.write(reading.article, Options(load_theme()))
    return [f"{f.path}: {f.message}" for check in parity.check(reading.article, files) for f in check.findings]


@given(articles())
@_MANY
def test_page_text_and_graph_say_what_the_source_says(made):
    assert _findings(made, "html", "jsonld", "markdown", "text") == []


@given(articles())
@_FEW
def test_the_pdf_says_what_the_source_says(made):
    assert _findings(made, "pdf") == []

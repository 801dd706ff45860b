"""Readers of pages, run for real, find headline, byline, outlet and date, and take nobody else for an author."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from tests.conftest import CHECKOUT, absent
from tests.metadata.conftest import NAMES

from pressmark import metadata
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

READERS = CHECKOUT / "tests" / "conformance" / "readers"
PYTHON = CHECKOUT / "tests" / "conformance" / ".cache" / "readers" / "bin" / "python"
MODULES = CHECKOUT / "tests" / "conformance" / "node_modules" / "metascraper"

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("consumers")]


def _read(command: list[str], pages) -> dict[str, dict]:
    done = subprocess.run([*command, *pages.values()], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    return {name: found[str(path)] for name, path in pages.items()}


@pytest.fixture(scope="module")
def pages(articles, tmp_path_factory):
    """Return the path of every article's page by the article's name."""
    folder = tmp_path_factory.mktemp("pages")
    options = Options(load_theme())
    for name, article in articles.items():
        (folder / f"{name}.html").write_bytes(writer("html").write(article, options))
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.fixture(scope="module")
def python_readers(pages):
    """Return what trafilatura, newspaper4k and extruct find in each page."""
    if not PYTHON.exists():
        absent("the page readers are not set up; scripts/tools.sh does it")
    return _read([PYTHON, READERS / "read.py"], pages)


@pytest.fixture(scope="module")
def node_readers(pages):
    """Return what Readability and metascraper find in each page."""
    node = shutil.which("node")
    if node is None or not MODULES.exists():
        absent("Node.js or the page readers are not set up; scripts/tools.sh does it")
    return _read([node, READERS / "read.mjs"], pages)


def _names(article) -> list[str]:
    return [author.name for author in article.authors]


@pytest.mark.parametrize("name", NAMES)
def test_trafilatura_finds_headline_byline_outlet_and_date(name, articles, python_readers):
    article, found = articles[name], python_readers[name]["trafilatura"]

    assert found["title"] == article.headline
    assert found["author"] == "; ".join(_names(article))
    assert found["sitename"] == article.outlet.name
    assert found["date"] == article.published[:10]


@pytest.mark.parametrize("name", NAMES)
def test_newspaper4k_finds_headline_byline_and_date(name, articles, python_readers):
    article, found = articles[name], python_readers[name]["newspaper4k"]

    # In scripts without spaces it takes the whole title element, which names the outlet too.
    assert found["title"].removesuffix(f" – {article.outlet.name}") == article.headline
    assert found["authors"] == _names(article)
    assert found["date"] == article.published[:10]


@pytest.mark.parametrize("name", NAMES)
def test_readability_finds_headline_byline_outlet_and_date(name, articles, node_readers):
    article, found = articles[name], node_readers[name]["readability"]

    assert found["title"] == article.headline
    assert found["byline"] == ", ".join(_names(article))
    assert found["siteName"] == article.outlet.name
    assert found["publishedTime"] == metadata.web_profile(article)["datePublished"]


@pytest.mark.parametrize("name", NAMES)
def test_metascraper_finds_headline_first_author_outlet_and_date(name, articles, node_readers):
    article, found = articles[name], node_readers[name]["metascraper"]

    assert found["title"] == article.headline
    assert found["author"] == _names(article)[0]
    assert found["publisher"] == article.outlet.name
    assert found["date"][:10] in {article.published[:10], (article.modified or article.published)[:10]}


@pytest.mark.parametrize("name", NAMES)
def test_extruct_reads_back_the_very_graph(name, articles, python_readers):
    assert python_readers[name]["extruct"]["json-ld"] == [metadata.web_profile(articles[name])]


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_view_keeps_headings_quotes_and_demands(name, articles, node_readers):
    article = articles[name]
    text = " ".join(node_readers[name]["readability"]["text"].split())
    wanted = [
        *(section.heading for section in article.sections if section.heading),
        *(quote.text for quote in article.quotes),
        *(demand.text for demand in article.demands),
    ]

    assert [words for words in wanted if words not in text] == []

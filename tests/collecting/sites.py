"""Sites that tests make, and what is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result
from tests.conftest import CHECKOUT

from pressmark.cli import main
from pressmark.collecting.catalogue import Listed
from pressmark.collecting.entries import Agent, Entry
from pressmark.collecting.site import Site
from pressmark.theme import load_theme

ARTICLES = Path(__file__).parent / "articles"
MINUTE_BEFORE = "2026-05-04T05:59:00+02:00"
ITS_HOUR = "2026-05-04T06:00:00+02:00"

__all__ = ["ARTICLES", "CHECKOUT", "ITS_HOUR", "MINUTE_BEFORE", "collected", "copied", "files", "listed", "site"]


def collected(articles: Path, site: Path, *options: str, as_of: str = MINUTE_BEFORE) -> Result:
    """Return what came of the command; the articles are built to HTML alone, which is quick."""
    told = ["collect", str(articles), "-o", str(site), "--to", "html", *(["--as-of", as_of] if as_of else [])]
    return CliRunner().invoke(main, [*told, *options], catch_exceptions=False)


def files(site: Path, *, states: bool = False) -> dict[str, bytes]:
    """Return every file of *site* by name; of the *states*, only where they are asked for."""
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    assert found
    return {name: data for name, data in found.items() if states or not name.rpartition("/")[2].startswith(".")}


def copied(folder: Path, *names: str) -> Path:
    """Return a copy in *folder* of the house, and of the articles with these *names* (all of them without)."""
    made = folder / "articles"
    shutil.copytree(ARTICLES, made)
    for path in made.glob("2026/*.yaml"):
        if names and path.stem not in names:
            path.unlink()
    return made


def listed(
    place: str, *, authors=(), topics=(), language="en", published="2026-01-01", file=None, address=None, **more
) -> Listed:
    """Return an article as a collection lists it, with what is said of it."""
    entry = Entry(
        base=f"urn:{place}",
        identifier=f"urn:{place}",
        kind="news",
        language=language,
        headline=place,
        slug=more.pop("slug", place),
        published=published,
        rubric="News",
        outlet=Agent("The Ledger", "organization"),
        authors=tuple(authors),
        topics=tuple(topics),
        place=place,
        **more,
    )
    return Listed(entry, entry.place, entry.place, file, address)


def site(base: str = "https://ledger.example/", **more) -> Site:
    """Return a site at *base* that no article had to be built for."""
    return Site(**{"title": "The Ledger", "language": "en", "theme": load_theme(), "recipe": "r", "base": base, **more})

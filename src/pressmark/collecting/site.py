"""The site: what it is called, where it will be, and how it looks; most of it from the house of its articles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark import looks, reader
from pressmark.collecting.catalogue import href
from pressmark.collecting.entries import digest
from pressmark.model import Outlet, direction
from pressmark.problems import PressmarkError
from pressmark.theme import OWN

if TYPE_CHECKING:
    from pressmark.building.work import Settings
    from pressmark.model import Image, Look
    from pressmark.reader import Houses
    from pressmark.reader.house import House
    from pressmark.theme import Theme

NEWEST = 50
# An article of the house, to see what it takes for its head.
_SPECIMEN: dict[str, object] = {
    "pressmark": 1,
    "kind": "news",
    "headline": "Specimen",
    "published": "2000-01-01",
    "authors": [{"name": "Specimen"}],
    "sections": [{"body": "Specimen"}],
}


@dataclass(frozen=True, slots=True)
class SiteWish:
    """What the command was told: each None where it was told nothing. *as_of* is the day or moment that it is."""

    title: str | None = None
    base: str | None = None
    language: str | None = None
    newest: int | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Masthead:
    """Whose site it is: the outlet with its logos, and the look of its pages; None where no house says it."""

    outlet: Outlet
    look: Look
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A site: *base* is where it will be, with a slash at its end, "" where nobody said.

    *newest* is how many articles stand in a feed and on the first page of a list. *as_of* is the day or moment that it
    is, None where nobody said. *recipe* is a digest of all that shapes its files besides the articles.
    """

    title: str
    language: str
    theme: Theme
    recipe: str
    description: str | None = None
    base: str = ""
    newest: int = NEWEST
    as_of: str | None = None
    masthead: Masthead | None = None

    @property
    def direction(self) -> str:
        """Return the writing direction of the site's language."""
        return direction(self.language)

    @property
    def today(self) -> str | None:
        """Return the day that it is (``YYYY-MM-DD``), as it was said."""
        return self.as_of[:10] if self.as_of else None

    def address(self, name: str) -> str | None:
        """Return where the file *name* will be on the web, None where nobody said where the site is."""
        if not self.base:
            return None
        return self.base if name == "index.html" else f"{self.base}{href(name)}"

    def logos(self) -> dict[str, Image]:
        """Return the logos of the masthead by the names of their files."""
        outlet = self.masthead.outlet if self.masthead else None
        pairs = (("logo", outlet.logo if outlet else None), ("logo-dark", outlet.dark if outlet else None))
        return {f"{name}.{_ends(image)}": image for name, image in pairs if image is not None}

    def style(self) -> bytes:
        """Return the style sheet of the site's pages: the theme's, the collection's, then what the house says."""
        sheets = [self.theme.style("screen.css"), self.theme.style("collection/collection.css")]
        if self.masthead is not None:
            specimen = _Specimen(self.masthead.look, self.masthead.outlet)
            names = {image.file: name for name, image in self.logos().items()}
            own = looks.on_page(specimen, self.theme, lambda image: names[image.file])  # type: ignore[arg-type]
            sheets += [text for medium, text in own if medium == "screen"]
        sheets += [self.theme.style(OWN[0])] if OWN[0] in self.theme.files else []
        return "\n".join(sheets).encode()


@dataclass(frozen=True, slots=True)
class _Specimen:
    """Of an article, what its look needs."""

    look: Look
    outlet: Outlet


def _ends(image: Image) -> str:
    return {"image/svg+xml": "svg", "image/jpeg": "jpg"}.get(image.media_type, image.media_type.rpartition("/")[2])


def checked(wish: SiteWish, house: House | None) -> None:
    """Raise PressmarkError where *wish* or the *house* is at fault, so that nothing is built in vain."""
    if wish.base is not None and not re.fullmatch(r"https?://[^\s/?#\"<>]+(?:/[^\s?#\"<>]*)?", wish.base):
        raise PressmarkError(f"--base-url {wish.base}: an address begins with https://, and has no “?” or “#” in it")
    if wish.language is not None and not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", wish.language):
        raise PressmarkError(f"--language {wish.language}: a language is a tag such as en or pt-BR")
    if house is not None and not house.sound:
        wrong = next(problem for problem in house.problems if problem.severity == "error")
        place = f":{wrong.span.line}:{wrong.span.column}" if wrong.span else ""
        raise PressmarkError(f"{house.name}{place}: {wrong.message}; {wrong.help or ''}".rstrip("; "))


def site(wish: SiteWish, house: House | None, settings: Settings, program: str, common: dict[str, str]) -> Site:
    """Return the site that was *wish*ed for, as its *house* has it where nothing was said.

    *settings* are those by which its articles are built, *program* a digest of these and of what makes pages of them.
    *common* is what most of the articles say: their "language", and the name of their "outlet".
    """
    said: dict[str, Any] = (house.value("collection") or {}) if house is not None else {}
    language = wish.language or said.get("language") or (house.value("language") if house is not None else None)
    language = language or common["language"]
    masthead = _masthead(house, settings.houses, language) if house is not None else None
    title = wish.title or said.get("title") or (masthead.outlet.name if masthead else common["outlet"])
    base = wish.base or said.get("url") or ""
    theme = settings.options.theme
    recipe = digest(
        program,
        theme.sha256,
        house.sha256 if house is not None else "",
        *((image.sha256 for image in (masthead.outlet.logo, masthead.outlet.dark) if image) if masthead else ()),
        json.dumps([title, language, said, wish.base, wish.newest], sort_keys=True),
    )
    return Site(
        title=title,
        language=language,
        theme=theme,
        recipe=recipe,
        description=said.get("description"),
        base=base if not base or base.endswith("/") else f"{base}/",
        newest=wish.newest or said.get("newest") or NEWEST,
        as_of=wish.as_of,
        masthead=masthead,
    )


def _masthead(house: House, houses: Houses | None, language: str) -> Masthead | None:
    """Return what an article of *house* in *language* takes for its head; None where the house names no outlet."""
    if house.value("outlet") is None:
        return None
    text = json.dumps({**_SPECIMEN, "language": language}).encode()
    found = houses or reader.ANY
    article = reader.check(text, name=house.name, stem="specimen", folder=house.folder, houses=found).article
    return Masthead(article.outlet, article.look, article.rights.license) if article is not None else None

"""The article's page, as its theme has it: the HTML page as it stands, and the page that print lays out.

The page is the theme's ``article.html.j2``. Templates run sandboxed and autoescaped; they get the article, the
words that all outputs share (`pressmark.wording`) and the fragment ids (`pressmark.fragments`), nothing else.
"""

from __future__ import annotations

import base64
import posixpath
import re
import traceback
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote as percent

import pressmark
from pressmark import fragments, looks, metadata, wording
from pressmark.i18n import locale_of, supports
from pressmark.letters import plain
from pressmark.model import direction
from pressmark.problems import BuildError
from pressmark.theme import OWN, load_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Template

    from pressmark.model import Article, Block, Image
    from pressmark.theme import Options, Theme

Target = Literal["html", "pdf"]
_TEMPLATE = "article.html.j2"
_CONTENT = "collection/content.html.j2"
_SUFFIX = ".j2"
_SHIPPED = "pressmark/"
# What templates may call, by name. Modules are never handed to them: a module leads to all that it imports.
_WORDS = {
    function.__name__: function
    for function in (
        wording.about,
        wording.attribution,
        wording.based_on_line,
        wording.brief,
        wording.byline,
        wording.contacts,
        wording.correction,
        wording.credit,
        wording.dates,
        wording.demand,
        wording.embargo,
        wording.letterhead,
        wording.marked,
        wording.marked_original,
        wording.original_label,
        wording.outlet,
        wording.person,
        wording.quoted,
        wording.reference,
        wording.rights,
        wording.rubric,
        wording.short_attribution,
        wording.summarised_by,
        wording.withdrawal,
    )
}
_FRAGMENTS = {name: value for name, value in vars(fragments).items() if not name.startswith("_")}


def render(article: Article, options: Options, *, target: Target = "html") -> str:
    """Return the page for *target*: ``html`` with screen and print style and the JSON-LD, ``pdf`` without them.

    In the page for the PDF images are named by their file, relative to the article, for the printer to serve.
    Raises BuildError where a theme's template or style is at fault.
    """
    context = _context(article, options, target)
    try:
        return _template(_Files(options.theme)).render(context)
    except Exception as error:
        if options.theme.sha256 == load_theme().sha256 and not isinstance(error, BuildError):
            raise  # the shipped templates are at fault: a bug
        raise _at_fault(error) from error


def template(theme: Theme, name: str) -> Template:
    """Return the template *name* of *theme*, for a page that is no article's."""
    return _template(_Files(theme), name)


def _at_fault(error: Exception) -> BuildError:
    """Return what to tell the theme's author about *error*, with the template and line where it arose."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError  # noqa: PLC0415 - Jinja2 loads only where a page is written

    if isinstance(error, BuildError):
        return error
    if isinstance(error, TemplateNotFound):
        return BuildError(f"the theme has no {error.message}")
    if isinstance(error, TemplateSyntaxError):
        return BuildError(f"theme file {error.name or _TEMPLATE}, line {error.lineno}: {error.message}")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(_SUFFIX)]
    place = f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else _TEMPLATE
    return BuildError(f"theme file {place}: {error}")


class _Files:
    """A theme as a key of the cache: equal themes are equal by their digest."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and self.theme.sha256 == other.theme.sha256

    def __hash__(self) -> int:
        return hash(self.theme.sha256)


@lru_cache(maxsize=8)  # `serve` sees many versions of one theme
def _template(files: _Files, name: str = _TEMPLATE) -> Template:
    from jinja2 import FunctionLoader, StrictUndefined  # noqa: PLC0415 - Jinja2 loads only where a page is written
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - the same

    shipped = load_theme()
    sources = {f"{_SHIPPED}{name}": shipped.text(name) for name in shipped.files if name.endswith(_SUFFIX)}
    sources.update((name, files.theme.text(name)) for name in files.theme.files if name.endswith(_SUFFIX))
    environment = ImmutableSandboxedEnvironment(
        # The file name is what Jinja2 names in a traceback.
        loader=FunctionLoader(lambda name: (sources[name], name, lambda: True) if name in sources else None),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def content(article: Article, source_of: Callable[[Image], str]) -> str:
    """Return what *article* says, without its head, as HTML for programs that show it elsewhere: a feed's full text.

    It is made with pressmark's own templates, so that nothing in it acts: no styles, no scripts. *source_of* gives a
    picture's address. Links into the article begin with “#”. Of a withdrawn article there is nothing.
    """
    if article.withdrawn is not None:
        return ""
    return _template(_Files(load_theme()), _CONTENT).render(_shared(article, "html", source_of))


def _context(article: Article, options: Options, target: Target) -> dict[str, object]:
    embed = target == "html" and options.images == "embed"
    page = target == "html"
    source_of = embedded if embed else beside
    return {
        **_shared(article, target, source_of),
        "title": plain(f"{article.headline} – {article.outlet.name}"),
        "people": wording.placed.people(article),
        "biographies": wording.placed.biographies(article),
        "reachable": wording.placed.reachable(article),
        "unattributed": wording.placed.unattributed(article),
        "looks": tuple(_looks(article, options.theme, source_of)) if page else (),
        "style": lambda name: _style(options.theme, name),
        "tags": (*metadata.page_metadata(article, options.along), *_made(options.theme)) if page else (),
        "json_ld": metadata.script_safe(metadata.dumps(metadata.web_profile(article))) if page else "",
    }


def _shared(article: Article, target: Target, source_of: Callable[[Image], str]) -> dict[str, object]:
    """Return what the macros of every page need."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja2, loads with it

    locale = locale_of(article.language)
    return {
        "article": article,
        "target": target,
        "t": locale,
        "foreign": Markup("") if supports(article.language) else Markup(' lang="{}" dir="ltr"').format(locale.tag),
        "w": _WORDS,
        "fragments": _FRAGMENTS,
        "direction": direction,
        "kind_of": _kind,
        "inlines": lambda children: wording.spans(children, article.language),
        "source_of": source_of,
        "referenced": wording.placed.referenced(article),
    }


def _looks(article: Article, theme: Theme, source_of: Callable[[Image], str]) -> Iterator[tuple[str, str]]:
    """Yield the sheets that come after the theme's, each with its medium: the house's look, then the theme's own."""
    yield from looks.on_page(article, theme, source_of)
    yield from (
        (medium, _style(theme, name))
        for medium, name in zip(("screen", "print"), OWN, strict=True)
        if name in theme.files
    )


def _made(theme: Theme) -> tuple[metadata.MetaTag, ...]:
    """Return what says who made the page, and in which theme if not pressmark's own: who checks it builds it again."""
    made = metadata.MetaTag("name", "generator", f"pressmark {pressmark.__version__}")
    if theme.sha256 == load_theme().sha256:
        return (made,)
    return made, metadata.MetaTag("name", "pressmark:theme", theme.sha256)


def _kind(block: Block) -> str:
    """Return the name of the block's class, by which templates choose its markup."""
    return type(block).__name__


def embedded(image: Image) -> str:
    """Return the image as a ``data:`` URL (RFC 2397)."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def beside(image: Image) -> str:
    """Return the relative URL of the image's file; a first segment with a colon must not look like a scheme."""
    return percent(image.file, safe="/")


def _style(theme: Theme, name: str) -> str:
    """Return the theme's style *name* for a style element. Raises BuildError where it is missing or would end it."""
    if name not in theme.files:
        raise BuildError(f"the theme has no {name}")
    text = theme.style(name)
    if "</style" in text.lower():
        raise BuildError(f"theme file {name} holds “</style”, which would end the page's style")
    return _whole(text, theme, name)


def _whole(text: str, theme: Theme, name: str) -> str:
    """Return the style *text* with the theme's fonts and pictures in it, since a page needs nothing else.

    Raises BuildError where it names a file that the theme doesn't have.
    """

    def put(found: re.Match[str]) -> str:
        address = next((part for part in found.groups() if part), "")
        if not address or re.match(r"(?i)#|[a-z][a-z0-9+.-]*:|//", address):
            return found[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
        if file not in theme.files:
            raise BuildError(f"theme file {name} names “{address}”, which is not in the theme")
        kind = _KINDS.get(file.rpartition(".")[2].lower(), "application/octet-stream")
        return f'url("data:{kind};base64,{base64.b64encode(theme.files[file]).decode("ascii")}")'

    return _URL.sub(put, text) if "url(" in text.lower() else text


_URL = re.compile(r"""url\(\s{0,99}(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s{0,99}\)""", re.IGNORECASE)
_KINDS = {
    "ttf": "font/ttf", "otf": "font/otf", "woff": "font/woff", "woff2": "font/woff2", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml",
}  # fmt: skip

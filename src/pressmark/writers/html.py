"""The article as one HTML page; the PDF is printed from the same page.

The page is the theme's ``article.html.j2``. Templates run sandboxed and autoescaped; they get the article, the
words that all outputs share (`pressmark.wording`) and the fragment ids (`pressmark.fragments`), nothing else.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote as percent

from pressmark import fragments, metadata, wording
from pressmark.i18n import locale_of
from pressmark.model import direction
from pressmark.problems import BuildError
from pressmark.theme import load_theme
from pressmark.writers import Writer

if TYPE_CHECKING:
    from jinja2 import Template, TemplateError

    from pressmark.model import Article, Block, Image
    from pressmark.theme import Options, Theme

Target = Literal["html", "pdf"]
_TEMPLATE = "article.html.j2"
_SHIPPED = "pressmark/"


def write(article: Article, options: Options) -> bytes:
    """Return *article* as one self-contained page. Raises BuildError where a theme's template or style is at fault."""
    return render(article, options).encode("utf-8")


def render(article: Article, options: Options, *, target: Target = "html") -> str:
    """Return the page for *target*: ``html`` with screen and print style and the JSON-LD, ``pdf`` without them.

    In the page for the PDF images are named by their file, relative to the article, for the printer to serve.
    Raises BuildError where a theme's template or style is at fault.
    """
    from jinja2 import TemplateError as Fault  # noqa: PLC0415 - Jinja2 loads only where a page is written

    try:
        return _template(_Files(options.theme)).render(_context(article, options, target))
    except Fault as error:
        raise BuildError(f"theme file {_place(error)}: {error}") from error


def _place(error: TemplateError) -> str:
    """Return the template in which *error* arose, with the line where Jinja2 knows it."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - Jinja2 loads only where a page is written

    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or _TEMPLATE}, line {error.lineno}"
    return _TEMPLATE


class _Files:
    """A theme as a key of the cache: equal themes are equal by their digest."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and self.theme.sha256 == other.theme.sha256

    def __hash__(self) -> int:
        return hash(self.theme.sha256)


@cache
def _template(files: _Files) -> Template:
    from jinja2 import DictLoader, StrictUndefined  # noqa: PLC0415 - Jinja2 loads only where a page is written
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - the same

    shipped = load_theme()
    sources = {f"{_SHIPPED}{name}": shipped.text(name) for name in shipped.files if name.endswith(".j2")}
    sources.update((name, files.theme.text(name)) for name in files.theme.files if name.endswith(".j2"))
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(_TEMPLATE)


def _context(article: Article, options: Options, target: Target) -> dict[str, object]:
    embed = target == "html" and options.images == "embed"
    page = target == "html"
    return {
        "article": article,
        "target": target,
        "t": locale_of(article.language),
        "w": wording,
        "fragments": fragments,
        "direction": direction,
        "kind_of": _kind,
        "inlines": lambda children: wording.spans(children, article.language),
        "source_of": _embedded if embed else _beside,
        "people": wording.placed.people(article),
        "unattributed": wording.placed.unattributed(article),
        "style": lambda name: _style(options.theme, name),
        "tags": metadata.page_metadata(article) if page else (),
        "json_ld": metadata.script_safe(metadata.dumps(metadata.web_profile(article))) if page else "",
    }


def _kind(block: Block) -> str:
    """Return the name of the block's class, by which templates choose its markup."""
    return type(block).__name__


def _embedded(image: Image) -> str:
    """Return the image as a ``data:`` URL (RFC 2397)."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def _beside(image: Image) -> str:
    """Return the relative URL of the image's file; a first segment with a colon must not look like a scheme."""
    return percent(image.file, safe="/")


def _style(theme: Theme, name: str) -> str:
    """Return the theme's style *name* for a style element. Raises BuildError where it is missing or would end it."""
    if name not in theme.files:
        raise BuildError(f"the theme has no {name}")
    text = theme.text(name)
    if "</style" in text.lower():
        raise BuildError(f"theme file {name} holds “</style”, which would end the page's style")
    return text


WRITER = Writer("html", ".html", "text/html", "one self-contained page for browsers, readers and crawlers", write)

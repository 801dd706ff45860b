"""The article's page, as its theme has it: whole, for print, and fit to stand in a page of somebody else's."""

from __future__ import annotations

import base64
import posixpath
import re
import traceback
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote as percent
from xml.etree import ElementTree as ET

import pressmark
from pressmark import fragments, looks, metadata, wording
from pressmark.i18n import locale_of, supports
from pressmark.letters import plain
from pressmark.model import direction
from pressmark.problems import BuildError
from pressmark.theme import OWN, load_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from pressmark.model import Article, Block, Image
    from pressmark.theme import Options, Theme

    _Token: TypeAlias = Any


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


def rendered(theme: Theme, name: str, context: dict[str, object]) -> str:
    """Return the template *name* of *theme* filled from *context*, for a page that is no article's.

    Raises BuildError where a theme's template is at fault.
    """
    try:
        return template(theme, name).render(context)
    except Exception as error:
        if theme.sha256 == load_theme().sha256 and not isinstance(error, BuildError):
            raise  # the shipped templates are at fault: a bug
        raise _at_fault(error) from error


def _at_fault(error: Exception) -> BuildError:
    """Return what to tell the theme's author about *error*, with the template and line where it arose."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError  # Jinja2 loads only where a page is written

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


@cache
def _sandbox() -> type[ImmutableSandboxedEnvironment]:
    """Return Jinja's sandbox; what it allows of a kind of value it is asked once, not for each value."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # Jinja2 loads only where a page is written

    class Sandbox(ImmutableSandboxedEnvironment):
        allowed: ClassVar[dict[tuple[type, str], bool]] = {}

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - as Jinja
            # It asks of what kind the value is and how the attribute is called, and nothing else.
            kind = type(obj), attr
            if kind not in self.allowed:
                self.allowed[kind] = super().is_safe_attribute(obj, attr, value)
            return self.allowed[kind]

    return Sandbox


@lru_cache(maxsize=8)  # `serve` sees many versions of one theme
def _template(files: _Files, name: str = _TEMPLATE) -> Template:
    from jinja2 import FunctionLoader, StrictUndefined  # Jinja2 loads only where a page is written

    shipped = load_theme()
    sources = {f"{_SHIPPED}{name}": shipped.text(name) for name in shipped.files if name.endswith(_SUFFIX)}
    sources.update((name, files.theme.text(name)) for name in files.theme.files if name.endswith(_SUFFIX))
    environment = _sandbox()(
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
    from markupsafe import Markup  # comes with Jinja2, loads with it

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


SCOPE = "pressmark"

_PREFIX = re.compile(r"(?:[A-Za-z][A-Za-z0-9_-]*)?")
# Attributes that hold ids (HTML 3.2.6, WAI-ARIA 1.2), one or several with spaces between.
_REFERENCES = {
    *("aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage"),
    *("aria-flowto", "aria-labelledby", "aria-owns"),
    *("for", "form", "headers", "id", "itemref", "list", "popovertarget"),
}
_LINKS = ("href", "xlink:href", "{http://www.w3.org/1999/xlink}href", "usemap")
# What the wrapper stands for: a fragment has none of them.
_OUTER = {"html", "body", "main"}
_GROUPS = {"media", "supports", "layer", "container", "scope", "starting-style"}
# What only a whole page may say.
_OF_A_PAGE = {"page", "charset", "namespace"}


def alone(page: bytes, id_prefix: str = "") -> bytes:
    """Return the article of an HTML *page* (UTF-8) as a ``div`` of the class `SCOPE`, with the page's styles inside.

    Every class but the scope's own begins with "pressmark-", every id with *id_prefix*; references and styles follow.
    Metadata and scripts of the page stay behind. Raises BuildError where a theme's page has no ``article``, ValueError
    where *id_prefix* is no beginning of an id.
    """
    from tinyhtml5 import parse

    if not _PREFIX.fullmatch(id_prefix):
        raise ValueError(f"an id begins with a letter; letters, digits, - and _ follow; this is {id_prefix!r}")
    root: ET.Element = parse(page, transport_encoding="utf-8", namespace_html_elements=False)
    article = root.find(".//article")
    if article is None:
        raise BuildError("the theme's page has no article element, so that there is no fragment of it")
    body = root.find("body")
    wrapper = ET.Element("div", {"class": " ".join([SCOPE, *(_classes(body) if body is not None else [])])})
    wrapper.attrib |= {name: root.attrib[name] for name in ("lang", "dir") if name in root.attrib}
    scoped = _Scoped(id_prefix, body.get("class", "").split() if body is not None else [])
    for style in root.iterfind(".//style"):
        ET.SubElement(wrapper, "style", _media(style)).text = scoped.sheet(style.text or "")
    wrapper.append(article)
    article.tail = None
    for element in article.iter():
        _rename(element, scoped)
    return ET.tostring(wrapper, encoding="unicode", method="html").encode() + b"\n"


def _classes(element: ET.Element) -> list[str]:
    return [f"{SCOPE}-{name}" for name in element.get("class", "").split()]


def _media(style: ET.Element) -> dict[str, str]:
    return {"media": style.attrib["media"]} if "media" in style.attrib else {}


def _rename(element: ET.Element, scoped: _Scoped) -> None:
    if classes := _classes(element):
        element.set("class", " ".join(classes))
    for name, value in element.attrib.items():
        if name in _REFERENCES:
            element.set(name, " ".join(scoped.prefix + word for word in value.split()))
        elif name in _LINKS and value.startswith("#") and len(value) > 1:
            element.set(name, f"#{scoped.prefix}{value[1:]}")
        elif name == "style":
            element.set(name, scoped.declarations(value))
        elif value.startswith("url(#"):
            element.set(name, f"url(#{scoped.prefix}{value[5:]}")


class _Scoped:
    """Styles that hold for one element, which has the classes *own*, and inside of it; its ids have a *prefix*."""

    def __init__(self, prefix: str, own: list[str]) -> None:
        self.prefix = prefix
        self._own = set(own)

    def sheet(self, css: str) -> str:
        """Return the style sheet *css* scoped."""
        from tinycss2 import parse_stylesheet

        return "\n" + "\n".join(self._rules(parse_stylesheet(css, skip_comments=True, skip_whitespace=True))) + "\n"

    def declarations(self, css: str) -> str:
        """Return the value of a ``style`` attribute with its references to ids prefixed."""
        return re.sub(r"url\(\s*([\"']?)#", rf"url(\1#{self.prefix}", css)

    def _rules(self, rules: list[_Token]) -> Iterator[str]:
        from tinycss2 import parse_rule_list, serialize

        for rule in rules:
            if rule.type == "qualified-rule":
                yield f"{self._selectors(rule.prelude)} {{{self._block(rule.content)}}}"
            elif rule.type == "at-rule" and rule.lower_at_keyword in _GROUPS and rule.content is not None:
                inner = "\n".join(self._rules(parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)))
                yield f"@{rule.at_keyword}{serialize(rule.prelude)}{{\n{inner}\n}}"
            elif rule.type == "at-rule" and rule.lower_at_keyword not in _OF_A_PAGE:
                yield str(rule.serialize())

    def _block(self, content: list[_Token]) -> str:
        """Return what stands between the braces of a rule; rules nested in it hang on it, and need no scope."""
        from tinycss2 import parse_blocks_contents, serialize

        said = []
        for part in parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if part.type == "qualified-rule":
                said.append(f" {serialize(self._renamed(part.prelude))}{{{self._block(part.content)}}}")
            elif part.type == "at-rule" and part.content is not None:
                said.append(f" @{part.at_keyword}{serialize(part.prelude)}{{{self._block(part.content)}}}")
            elif part.type in ("declaration", "at-rule"):
                said.append(f" {self.declarations(part.serialize()).rstrip('; ')};")
        return "".join(said) + " "

    def _selectors(self, prelude: list[_Token]) -> str:
        found: list[str] = []
        for selector in _split(prelude, lambda part: part == ","):
            found += self._selector(selector)
        return ", ".join(dict.fromkeys(found))

    def _selector(self, tokens: list[_Token]) -> list[str]:
        """Return what the selector *tokens* becomes: for what is inside the scope, and for the scope's own element."""
        from tinycss2 import serialize

        compounds = _compounds(tokens)
        own, outer = "", False
        while compounds and (kind := _outer(compounds[0])):
            outer = True
            own += f".{SCOPE}" if kind == ":root" else ""
            rest = compounds.pop(0)[2 if kind == ":root" else 1 :]
            own += serialize(self._renamed(rest)).strip()
        itself = bool(compounds) and self._may_be_outer(compounds[0])
        inside = "".join(serialize(self._renamed(compound)) for compound in compounds).strip()
        if outer:
            return [f".{SCOPE}{own} {_descending(inside)}".strip()]
        within = f".{SCOPE} {inside}"
        return [f".{SCOPE}{inside.removeprefix('*')}", within] if itself else [within]

    def _may_be_outer(self, compound: list[_Token]) -> bool:
        """Return whether *compound*, which names no element of the page, may mean the scope's own."""
        if compound[0].type == "ident" or any(token.type == "hash" for token in compound):
            return False
        classes = {token.value for dot, token in pairwise(compound) if dot == "." and token.type == "ident"}
        return classes <= self._own

    def _renamed(self, tokens: list[_Token]) -> list[_Token]:
        """Return the tokens of a selector with classes and ids by their new names."""
        before = None
        for token in tokens:
            if token.type == "ident" and before is not None and before == ".":
                token.value = f"{SCOPE}-{token.value}"
            elif token.type == "hash":
                token.value = self.prefix + token.value
            elif token.type == "function":
                self._renamed(token.arguments)
            before = token
        return tokens


def _split(tokens: list[_Token], ends: Callable[[_Token], bool]) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    for token in tokens:
        if ends(token):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _compounds(tokens: list[_Token]) -> list[list[_Token]]:
    """Return a complex selector in pieces, each a compound with the combinator that stands before it."""
    found: list[list[_Token]] = []
    waiting: list[_Token] = []
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace" or (token.type == "literal" and token.value in (">", "+", "~")):
            waiting.append(token)
        elif waiting or not found:
            found.append([*(waiting if found else []), token])
            waiting = []
        else:
            found[-1].append(token)
    return found


def _outer(compound: list[_Token]) -> str:
    """Return the element outside of the article that *compound* is about; "" where it is none."""
    plain = [part for part in compound if part.type != "whitespace" and part != ">"]
    if plain and plain[0].type == "ident" and plain[0].lower_value in _OUTER:
        del compound[: compound.index(plain[0])]
        return str(plain[0].lower_value)
    if len(plain) > 1 and plain[0] == ":" and plain[1].type == "ident" and plain[1].lower_value == "root":
        del compound[: compound.index(plain[0])]
        return ":root"
    return ""


def _descending(inside: str) -> str:
    """Return *inside*, which stood below an outer element, as it stands below the scope: not as its child."""
    return inside.removeprefix(">").lstrip()

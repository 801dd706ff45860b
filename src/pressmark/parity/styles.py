"""What a page's styles do to its words: which they hide, which they add, and what they turn round.

Of pressmark's own styles only what they hide is looked at, since the rest is known. A style is taken at its worst: what
hides words on a screen or on paper, wide or narrow, hides them (CSS 2.2, Display 3, Color 4, Lists 3, Content 3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

_DEEPEST = 20
_FARTHEST = 200.0  # pixels beyond a page's edge
_SMALLEST = 3.0  # pixels a letter is high
_FAINTEST = 0.15
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945}
_PIXELS |= {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.0, "vh": 8.0, "%": 16.0, "lh": 20.0}
# What an element takes from the one it stands in, unless it says otherwise.
_INHERITED = {"visibility", "font-size", "color", "text-indent", "-webkit-text-fill-color", "direction", "unicode-bidi"}
_GROUNDS = {"background", "background-color", "background-image", "box-shadow", "border", "backdrop-filter"}
_SCREEN, _PRINT = "screen", "print"


@dataclass(frozen=True, slots=True)
class Environment:
    """A medium, and whether what a media query asks for besides (a width, a scheme) is taken to be so."""

    medium: str
    features: bool


ENVIRONMENTS = tuple(Environment(medium, features) for medium in (_SCREEN, _PRINT) for features in (True, False))


@dataclass(frozen=True, slots=True)
class _Rule:
    selectors: Any
    declarations: tuple[tuple[str, Any, bool], ...]
    conditions: tuple[str, ...]
    order: int

    def showing(self) -> _Rule:
        """Return the rule with nothing but what shows or hides elements."""
        shown = tuple(one for one in self.declarations if one[0] in ("display", "visibility"))
        return replace(self, declarations=shown)


class Styles:
    """Styles that are not known: feed it with `add`, then ask it about the page's elements."""

    def __init__(self) -> None:
        """Begin with none."""
        self.faults: list[str] = []
        self._rules: list[_Rule] = []

    def add(self, text: str, media: str = "", *, known: bool = False) -> None:
        """Add the style sheet *text*, which is for *media*; of a *known* one only what it shows and hides counts."""
        rules, faults = (_showing(text, media), ()) if known else _sheet(text, media)
        self._rules += [replace(rule, order=len(self._rules) + n) for n, rule in enumerate(rules)]
        self.faults += faults

    def read(self, text: str, media: str) -> None:
        """Read the style sheet *text*, as `add` does once for each."""
        import tinycss2  # only a theme's styles need it

        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self._read(rules, (media,) if media else ())

    @property
    def rules(self) -> tuple[_Rule, ...]:
        """Return what was added, in order."""
        return tuple(self._rules)

    def _read(self, rules: Sequence[Any], conditions: tuple[str, ...], depth: int = 0) -> None:
        import cssselect2  # the same
        import tinycss2  # the same

        for rule in rules if depth < _DEEPEST else ():
            if rule.type == "qualified-rule":
                found = tuple(_declarations(rule.content))
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:
                    continue  # Browsers pass over what they can't read, too.
                self._rules.append(_Rule(selectors, found, conditions, len(self._rules)))
                nested = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
                if any(one.type in ("qualified-rule", "at-rule") for one in nested):
                    self.faults.append("its styles hold rules within rules, which are not looked into")
            elif rule.type == "at-rule":
                self._at(rule, conditions, depth)

    def _at(self, rule: Any, conditions: tuple[str, ...], depth: int) -> None:  # noqa: ANN401 - tinycss2 has no types
        import tinycss2  # only a theme's styles need it

        name = rule.lower_at_keyword
        if name == "import":
            self.faults.append("its styles are taken from elsewhere (@import)")
        elif name == "page":
            self._page(rule.content or ())
        elif name in ("keyframes", "-webkit-keyframes"):
            frames = tinycss2.parse_rule_list(rule.content or (), skip_comments=True, skip_whitespace=True)
            moves = (_declarations(frame.content) for frame in frames if frame.type == "qualified-rule")
            if any(_hides(name_, value) for found in moves for name_, value, _ in found):
                self.faults.append("its styles hide words by an animation")
        elif name == "counter-style":
            self.faults.append("its styles number lists in a way of their own (@counter-style)")
        elif rule.content is not None and name in (
            "media",
            "supports",
            "layer",
            "container",
            "scope",
            "starting-style",
        ):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            condition = (tinycss2.serialize(rule.prelude),) if name == "media" else ()
            self._read(inner, (*conditions, *condition), depth + 1)

    def _page(self, content: Sequence[Any]) -> None:
        """Look for words in the boxes of a printed page's margins."""
        import tinycss2  # only a theme's styles need it

        for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if one.type == "at-rule" and one.content is not None:
                for name, value, _ in _declarations(one.content):
                    if name == "content" and (said := _strings(value)):
                        self.faults.append(f"its styles print words in the margin: “{said}”")

    def apply(self, root: Element) -> tuple[dict[Element, str], list[str]]:
        """Return the elements of the tree *root* whose words are not seen, with why, and what else styles do to words.

        Elements in an element that is not seen are not named.
        """
        import cssselect2  # only a theme's styles need it

        hidden: dict[Element, str] = {}
        added: list[str] = list(self.faults)
        if not self._rules and not any(e.get("style") for e in root.iter()):
            return hidden, added
        tried = set()
        tree = _Wrapped(cssselect2.ElementWrapper.from_html_root(root))
        for environment in ENVIRONMENTS:
            rules = [rule for rule in self._rules if all(_applies(one, environment) for one in rule.conditions)]
            which = tuple(rule.order for rule in rules)
            if which in tried:
                continue
            tried.add(which)
            matcher = cssselect2.Matcher()
            for rule in rules:
                for selector in rule.selectors:
                    matcher.add_selector(selector, rule)
            _Pass(matcher, hidden, added).walk(tree, {}, "")
        return hidden, list(dict.fromkeys(added))


# An archive's packages, and a build's pages, have a few sheets between them.
@lru_cache(maxsize=32)
def _sheet(text: str, media: str) -> tuple[tuple[_Rule, ...], tuple[str, ...]]:
    """Return the rules of the style sheet *text*, and what is wrong with it."""
    found = Styles()
    found.read(text, media)
    return found.rules, tuple(found.faults)


@cache
def _showing(text: str, media: str) -> tuple[_Rule, ...]:
    """Return what the known style sheet *text* shows and hides."""
    rules, _ = _sheet(text, media)
    return tuple(shown for rule in rules if (shown := rule.showing()).declarations)


class _Wrapped:
    """An element as selectors are held to it, and those in it: what they are asked for is found once."""

    def __init__(self, wrapper: Any) -> None:  # noqa: ANN401 - cssselect2 has no types
        self.wrapper = wrapper
        self.children = tuple(map(_Wrapped, wrapper.iter_children()))


class _Pass:
    """One look at all elements in one environment."""

    def __init__(self, matcher: Any, hidden: dict[Element, str], added: list[str]) -> None:  # noqa: ANN401
        self._matcher = matcher
        self._hidden = hidden
        self._added = added

    def walk(self, wrapped: _Wrapped, handed: Mapping[str, str], reason: str) -> None:
        """Look at an element and those in it; it is *handed* down what it inherits, unseen for the *reason*, or "" ."""
        element = wrapped.wrapper.etree_element
        own, pseudo = self._computed(wrapped.wrapper)
        if own:
            computed = {**handed, **{name: value for name, value in own.items() if name.startswith("--")}}
            own = {name: _resolved(value, computed) for name, value in own.items()}
            ground = own.get("background-color", own.get("background", handed.get("background", "")))
            computed |= own | ({"background": ground} if ground else {})
            reason = _unseen(computed)
        if reason:
            self._hidden.setdefault(element, reason)
        if own or pseudo:
            self._look(element, own, pseudo)
        if own and wrapped.children:
            handed = {
                name: value
                for name, value in computed.items()
                if name in _INHERITED or name == "background" or name.startswith("--")
            }
            reason = _unseen(handed)
        for child in wrapped.children:
            self.walk(child, handed, reason)

    def _computed(self, wrapper: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:  # noqa: ANN401
        found: dict[str | None, list[tuple[tuple[Any, ...], str, str]]] = {}
        for specificity, _, pseudo, rule in self._matcher.match(wrapper):
            for name, value, important in rule.declarations:
                found.setdefault(pseudo, []).append(((important, 0, specificity, rule.order), name, value))
        style = wrapper.etree_element.get("style")
        if style:
            for name, value, important in _declarations(style):
                found.setdefault(None, []).append(((important, 1, (0, 0, 0), 0), name, value))
        computed = {
            pseudo: {name: value for _, name, value in sorted(ones, key=lambda one: one[0])}
            for pseudo, ones in found.items()
        }
        return computed.pop(None, {}), {str(pseudo): values for pseudo, values in computed.items()}

    def _look(self, element: Element, own: Mapping[str, str], pseudo: Mapping[str, Mapping[str, str]]) -> None:
        where = f"<{element.tag}{''.join(f'.{name}' for name in element.get('class', '').split())}>"
        for name, values in (("", own), *pseudo.items()):
            content = values.get("content", "")
            if said := _strings(content):
                self._added.append(f"its styles add words to {where}: “{said}”")
            elif not name and content.lower().startswith(("url", "image-set")):
                self._added.append(f"its styles put a picture in the place of {where}")
        for name in ("first-letter", "first-line"):
            if reason := _unseen(pseudo.get(name, {})):
                self._added.append(f"its styles hide the beginning of {where} ({reason})")
            placed = values.get("position", "") in ("absolute", "fixed") and values.keys() & _GROUNDS
            if placed and (name or not "".join(element.itertext()).strip()):
                self._added.append(f"its styles may lay something over its words ({where})")
        for name, test, message in _TURNS:
            if name in own and test(own[name]):
                self._added.append(f"its styles {message} {where}")


def _resolved(value: str, known: Mapping[str, str], depth: int = 0) -> str:
    """Return *value* with the custom properties *known* in the place of their names (CSS Custom Properties 1)."""
    if "var(" not in value or depth > _DEEPEST:
        return value

    def put(match: re.Match[str]) -> str:
        return known.get(match[1], (match[2] or "").removeprefix(","))[:1000]

    return _resolved(re.sub(r"var\(\s*(--[\w-]+)\s*(,[^()]*)?\)", put, value, count=8), known, depth + 1)


def _turned(value: str) -> bool:
    return bool(re.search(r"(?i)rotate[xy]?\(\s*-?(90|180)|scale[xy]?\(\s*-", value))


# A property, what of it changes how words read, and how that is said.
_TURNS = (
    ("unicode-bidi", lambda value: "override" in value, "turn round the letters of"),
    ("order", lambda value: value.strip() not in ("0", "initial", "unset"), "show out of its order"),
    ("flex-direction", lambda value: "reverse" in value, "show from end to beginning what is in"),
    ("flex-flow", lambda value: "reverse" in value, "show from end to beginning what is in"),
    ("flex-wrap", lambda value: "reverse" in value, "show from end to beginning what is in"),
    ("text-decoration", lambda value: "line-through" in value, "strike out"),
    ("text-decoration-line", lambda value: "line-through" in value, "strike out"),
    ("counter-set", lambda value: "list-item" in value, "renumber"),
    ("counter-reset", lambda value: "list-item" in value, "renumber"),
    ("counter-increment", lambda value: "list-item" in value, "renumber"),
    ("list-style-type", lambda value: bool(_letters(value)), "label anew"),
    ("list-style", lambda value: bool(_letters(value)), "label anew"),
    ("transform", _turned, "turn round"),
)


def _letters(value: str) -> str:
    return "".join(c for c in _strings(value) if c.isalnum())


def _strings(value: str) -> str:
    """Return the words in the strings of *value*; quotation marks and other signs alone are none."""
    said = "".join(
        first or second for first, second in re.findall(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', value)
    )
    said = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda match: chr(min(int(match[1], 16), 0x10FFFF)), said)
    return said if any(c.isalnum() for c in said) and "url(" not in value else ""


def _declarations(content: Any) -> Iterator[tuple[str, str, bool]]:  # noqa: ANN401 - tinycss2 has no types
    import tinycss2  # only a theme's styles need it

    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration":
            yield one.lower_name, tinycss2.serialize(one.value).strip(), one.important


def _applies(media: str, environment: Environment) -> bool:
    """Return whether the list of media queries *media* holds in *environment* (Media Queries 4)."""
    return any(_query(query.strip().lower(), environment) for query in media.split(","))


def _query(query: str, environment: Environment) -> bool:
    inverted = query.startswith("not ")
    words = query.removeprefix("not ").removeprefix("only ").split()
    medium = words[0] if words and not words[0].startswith("(") else "all"
    holds = medium in ("all", environment.medium) and (environment.features or "(" not in query)
    return holds != inverted if inverted else holds


def _unseen(style: Mapping[str, str]) -> str:
    """Return why words in this *style* are not seen, "" if they are."""
    return _why_unseen(tuple(style.items()))


@lru_cache(maxsize=2048)
def _why_unseen(said: tuple[tuple[str, str], ...]) -> str:  # noqa: C901 - one question a property
    style = dict(said)
    for name, value in style.items():
        if _hides(name, value):
            return f"{name}: {value}"
    if "hidden" in style.get("overflow", "") or "clip" in style.get("overflow", ""):
        for name in ("height", "width", "max-height", "max-width"):
            if name in style and _flat(style[name]):
                return f"{name}: {style[name]}"
    if style.get("position", "") in ("absolute", "fixed", "relative", "sticky"):
        for name in ("left", "right", "top", "bottom", "inset", "inset-inline-start", "inset-block-start"):
            if name in style and abs(_length(style[name]) or 0) >= _FARTHEST * (1 if _is_negative(style[name]) else 5):
                return f"{name}: {style[name]}"
    color, ground = _color(style.get("color", "")), _color(style.get("background", ""))
    if color and "background" not in style and _contrast(color, (255, 255, 255)) < 1.2:
        return f"color: {style['color']} on white"
    if color and ground and _contrast(color, ground) < 1.2:
        return f"color: {style['color']} on {style['background']}"
    return ""


def _hides(name: str, value: str) -> bool:  # noqa: C901, PLR0912 - one question a property
    value = value.lower()
    match name:
        case "display":
            return value == "none"
        case "visibility":
            return value in ("hidden", "collapse")
        case "content-visibility":
            return value == "hidden"
        case "opacity":
            return _amount(value) < _FAINTEST
        case "font-size":
            return (_length(value) if _length(value) is not None else 16.0) < _SMALLEST  # type: ignore[operator]
        case "font":
            sizes = [_length(part.split("/")[0]) for part in value.split() if part[:1].isdigit() and "/" in part]
            return any(size is not None and size < _SMALLEST for size in sizes)
        case "zoom":
            return _amount(value) < _FAINTEST
        case "color" | "-webkit-text-fill-color":
            return _transparent(value)
        case "text-indent" | "margin-left" | "margin-top" | "margin-inline-start":
            return _is_negative(value) and abs(_length(value) or 0) >= _FARTHEST
        case "clip":
            return value.startswith("rect(")
        case "clip-path":
            return value != "none"
        case "filter":
            return bool(re.search(r"opacity\(\s*(0?\.0|0\)|[0-9]%)|blur\(\s*[3-9]|blur\(\s*\d\d", value))
        case "mask" | "mask-image":
            return value != "none"
        case "transform" | "scale" | "translate":
            return bool(re.search(r"scale[xy]?\(\s*0|matrix\(\s*0|-\d{3,}|rotate[xy]\(\s*90", value)) or (
                name == "scale" and value.startswith("0")
            )
    return False


def _is_negative(value: str) -> bool:
    return value.strip().startswith("-") or "(-" in value or " -" in value


def _length(value: str) -> float | None:
    """Return the first length in *value* in pixels, as it is where nothing around it says otherwise."""
    match = re.search(r"(-?\d*\.?\d+)(px|pt|pc|in|cm|mm|q|rem|em|ex|ch|vw|vh|lh|%)?", value.lower())
    if match is None:
        return None
    return float(match[1]) * _PIXELS.get(match[2] or "px", 1.0)


def _flat(value: str) -> bool:
    length = _length(value)
    return length is not None and length <= 1.0


def _amount(value: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(%?)", value.strip())
    return 1.0 if match is None else float(match[1]) / (100 if match[2] else 1)


def _color(value: str) -> tuple[float, float, float] | None:
    """Return the colour *value* as red, green and blue from 0 to 255; None where it says none or more than one."""
    import tinycss2.color4  # only a theme's styles need it

    found = tinycss2.color4.parse_color(value.split("!", maxsplit=1)[0].strip()) if value else None
    if found is None or isinstance(found, str):
        return None
    try:
        red, green, blue = found.to("srgb").coordinates
    except (RuntimeError, ValueError, AttributeError):
        return None
    return (red or 0) * 255, (green or 0) * 255, (blue or 0) * 255


def _transparent(value: str) -> bool:
    import tinycss2.color4  # only a theme's styles need it

    found = tinycss2.color4.parse_color(value)
    return found is not None and not isinstance(found, str) and (found.alpha or 0) < _FAINTEST


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return the contrast of two colours (WCAG 2.2, contrast ratio): 1 is none."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: tuple[float, float, float]) -> float:
    channels = [v / 255 for v in color]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""The words for values whose type is right and whose form is not: ids, dates, addresses, language tags."""

from __future__ import annotations

import re

from pressmark.letters import fold
from pressmark.reader import language
from pressmark.reader.formats import is_email, is_uri
from pressmark.reader.nodes import Scalar
from pressmark.reader.schema import meaning, schema, shape_at
from pressmark.reader.violation import Violation, short

_SMART = "“”„‟«»‘’‚‹›「」"
_HTTP = "https://"

_BY_KEY = {
    "slug": ("slug-form", "can’t be a slug", "use letters, digits and single hyphens: “a-short-name”"),
    "file": ("image-kind", "is no kind of image that can be printed", "use a PNG, JPEG, GIF or WebP file"),
    "fediverse": (
        "fediverse-form",
        "is no fediverse handle",
        'write it with both signs, in quotes: "@name@server.example"',
    ),
    "phone": (
        "phone-form",
        "is no telephone number",
        'write digits with the country code, in quotes: "+44 …"',
    ),
}


def pattern(violation: Violation) -> None:
    """Report text that has not the form its key asks for."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    if violation.wanted == "\\S":
        violation.tell("empty-text", f"{violation.name} is empty", "write something, or take the key out")
    elif violation.wanted == _of("id"):
        violation.tell("id-form", f"“{short(node.text)}” can’t be an id", id_help(node.text))
    elif violation.wanted == _of("web_address"):
        _address(violation, node)
    elif violation.key in _BY_KEY:
        rule, words, help_ = _BY_KEY[violation.key]
        violation.tell(rule, f"“{short(node.text)}” {words}", help_)
    else:
        shape = shape_at(violation.path)
        message = f"“{short(node.text)}” has not the form of {violation.name}"
        violation.tell("value", message, shape.get("x-help") or meaning(shape) or "see docs/format.md")


def _of(name: str) -> str:
    """Return the pattern of the shared shape *name*."""
    found: str = schema()["$defs"][name]["pattern"]
    return found


def format_(violation: Violation) -> None:
    """Report text that is no date, address or language tag."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    shown = short(node.text)
    match violation.wanted:
        case "uri" if violation.key == "identifier":
            violation.tell("uri", f"“{shown}” is no URI", "write “urn:uuid:…” or “https://…”")
        case "uri":
            _address(violation, node)
        case "email":
            violation.tell("email-form", f"“{shown}” is no email address", "write it as name@place.example")
        case "language":
            meant = language.meant(node.text)
            help_ = f"did you mean “{meant}”?" if meant else "write a BCP 47 tag, such as en, en-GB or zh-Hant"
            violation.tell("language-form", f"“{shown}” is no language tag", help_)
        case _:
            violation.tell("date-form", f"“{shown}” is no day", day_help(node.text, times=False))


def moment(violation: Violation) -> None:
    """Report text that is neither a day nor a time, for what it seems to have been meant as."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    text, shown = node.text.strip(), short(node.text)
    if not re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ]?[0-9]", text, re.IGNORECASE):
        violation.tell("date-form", f"“{shown}” is no date", day_help(text, times=True))
        return
    if re.fullmatch(r"[0-9-]{10}[T ][0-9:.]{5,}", text, re.IGNORECASE):
        mended = text[:10] + "T" + text[11:] + (":00" if len(text) == 16 else "")
        help_ = f"add its offset from UTC at its end: {mended}±hh:mm, or {mended}Z where it is UTC"
        violation.tell("date-form", f"“{shown}” is a time without its offset", help_)
        return
    violation.tell("date-form", f"“{shown}” is no time", f"write a time as {_TIME}")


_TIME = "YYYY-MM-DDThh:mm:ss+01:00"
_YEAR_LAST = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./ ]?([0-9]{1,2})[./ ]?([0-9]{1,2})")


def day_help(text: str, *, times: bool) -> str:
    """Return what would be right in place of *text*, which is no day; *times* are allowed as well or not."""
    shape = "write a day as YYYY-MM-DD" + (f", or a time as {_TIME}" if times else "")
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{shape}: {found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if (found := _YEAR_LAST.fullmatch(text)) and (int(found[1]) > 12) != (int(found[2]) > 12):
        month, day = sorted((int(found[1]), int(found[2])))
        return f"{shape}: {found[3]}-{month:02}-{day:02}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "there is no such day in the calendar"
    return shape


def _address(violation: Violation, node: Scalar) -> None:
    violation.tell("web-address", f"“{short(node.text)}” is no web address", address_help(node.text))


_COMMONS = re.compile(
    r"(?:(?P<zero>CC[ -]?(?:0|zero))|(?:CC[ -]|Creative Commons )(?P<terms>BY(?:[ -](?:NC|SA|ND))*))"
    r"(?:[ -]v?(?P<version>[1-4]\.0))?(?: International| Universal)?",
    re.IGNORECASE,
)


def address_help(text: str) -> str:
    """Return what would be right in place of the malformed address *text*."""
    if found := _COMMONS.fullmatch(text.strip()):
        if found["zero"]:
            return "did you mean https://creativecommons.org/publicdomain/zero/1.0/?"
        terms = found["terms"].lower().replace(" ", "-")
        if found["version"] is None:
            return f"write the address, with the licence’s version: https://creativecommons.org/licenses/{terms}/…/"
        return f"did you mean https://creativecommons.org/licenses/{terms}/{found['version']}/?"
    bare = text.strip().strip(_SMART + "\"'<>")
    if bare != text and bare.lower().startswith(("http://", _HTTP)):
        return f"write it without quotation marks or spaces around it: {short(bare)}"
    if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?", text):
        return f"did you mean {_HTTP}{short(text)}?"
    if "://" in text and any(ord(letter) > 126 or letter in ' "<>\\^`{|}' for letter in text):
        return f"write other letters and spaces encoded: {_encoded(text)}"
    return "an address begins with https:// or http:// and names a host"


def _encoded(text: str) -> str:
    """Return the address *text* in ASCII: the host as IDNA has it, the rest percent-encoded (RFC 3986, 2.1)."""
    from urllib.parse import quote  # noqa: PLC0415 -- only a mistake needs it

    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = "…"
    return f"{scheme}://{host}{slash}{quote(path, safe=':/?#[]@!$&()*+,;=%~')}"


def id_help(text: str) -> str:
    """Return what would be right in place of the malformed id *text*."""
    folded = fold(text)
    shape = "small letters, digits and hyphens, a letter first"
    return f"an id has {shape}: “{folded[:40]}”" if folded else f"an id has {shape}"


def link_fault(href: str) -> tuple[str, str, str]:
    """Return rule, message and help for the address *href* of a link in a body; the rule is "" where it may stand."""
    scheme = href.split(":", maxsplit=1)[0].lower() if ":" in href else ""
    if scheme == "mailto":
        if not is_email(href[7:].split("?", maxsplit=1)[0]) or not is_uri(href):
            return "web-address", f"“{href}” is no email address", "write mailto:name@place.example"
    elif scheme not in {"http", "https"}:
        help_ = "write the whole address, with https://" if not scheme else "use https:, http: or mailto:"
        return "link-scheme", f"“{href[:60]}” is no address that a link may have", help_
    elif not is_uri(href):
        return "web-address", f"“{href[:60]}” is no web address", address_help(href)
    return "", "", ""

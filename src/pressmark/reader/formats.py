"""The formats that the schema names, checked without the slow imports of jsonschema's own extra."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pressmark.reader import dates
from pressmark.reader.language import well_formed

if TYPE_CHECKING:
    from jsonschema import FormatChecker

# RFC 3986, appendix A, for absolute URIs; the host of an http address may not be missing or malformed, nor hide
# behind a user's name (RFC 9110, section 4.2.4).
_UNRESERVED = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?://(?:(?:{_UNRESERVED})*|(?:[A-Za-z0-9\-._~!$&'()*+,;=:%]*@)?\[[0-9A-Fa-f:.]+\](?::[0-9]*)?))?"
    rf"(?:{_UNRESERVED}|/)*(?:\?(?:{_UNRESERVED}|[/?])*)?(?:\#(?:{_UNRESERVED}|[/?])*)?"
)
_WEB = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})\.)*[A-Za-z0-9][A-Za-z0-9_-]{0,62}\.?)"
    r"(?::[0-9]{1,5})?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
# RFC 5321's Mailbox without quoted local parts and address literals, which no newsroom publishes.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def is_uri(text: str) -> bool:
    """Return whether *text* is an absolute URI; an http or https one must name a host."""
    if not _URI.fullmatch(text) or text.endswith(":"):
        return False
    return not text.lower().startswith(("http:", "https:")) or _WEB.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Return whether *text* is an email address."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


@cache
def checker() -> FormatChecker:
    """Return the checks by the names that the schema uses."""
    from jsonschema import FormatChecker  # noqa: PLC0415 -- loaded with the validator, not before

    checks = FormatChecker(formats=())
    rules = {
        "date": lambda text: dates.day(text) is not None,
        "date-time": lambda text: dates.time(text) is not None,
        "uri": is_uri,
        "email": is_email,
        "language": well_formed,
    }
    for name, rule in rules.items():
        checks.checks(name)(lambda value, rule=rule: not isinstance(value, str) or rule(value))
    return checks

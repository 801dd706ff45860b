"""Web addresses as copy has them, made into such as the format takes."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

# What RFC 3986 lets stand as it is in a path, a query or a fragment; a percent sign only where it encodes something.
_SAFE = "/:@!$&'()*+,;=~-._%?"
_LONGEST = 2000


def host(url: str) -> str | None:
    """Return the host that *url* names, in lower case, or None."""
    try:
        return urlsplit(url).hostname
    except ValueError:  # "http://[…" is taken for a broken IPv6 address
        return None


def path(url: str) -> str:
    """Return the path of *url*, or "" where it is no address."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def cleaned(address: str) -> str:
    """Return an http(s) *address* as a URI (RFC 3986): what is not ASCII encoded, or "" where it is none."""
    address = "".join(address.split()) if re.match(r"\s*https?:", address[:40], re.IGNORECASE) else ""
    if not address or len(address) > _LONGEST:
        return ""
    try:
        parts = urlsplit(address)
        name = (parts.hostname or "").strip(".")
        port = f":{parts.port}" if parts.port else ""
        ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9.]+", ascii_name):
        return ""
    made = [
        quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe=_SAFE)
        for part in (parts.path, parts.query, parts.fragment)
    ]
    return urlunsplit((parts.scheme.lower(), ascii_name + port, *made))


def mailed(address: str) -> str:
    """Return a mailto *address* with its recipient alone, or "" where it names none."""
    found = re.match(
        r"mailto:([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?=[?]|\s*$)",
        address.strip(),
        re.IGNORECASE | re.ASCII,
    )
    return f"mailto:{found[1]}" if found else ""

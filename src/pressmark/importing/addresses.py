"""Parts of web addresses as copy has them: what is no address has neither host nor path."""

from __future__ import annotations

from urllib.parse import urlsplit


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

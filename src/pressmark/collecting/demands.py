"""The register of demands: who demands what of whom, over all articles, and what became of it.

As data it is JSON-LD (statements, as in the articles' own), a table (RFC 4180) and a calendar of due dates (RFC 5545).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pressmark import metadata
from pressmark.collecting.entries import digest, instant
from pressmark.i18n import locale_of
from pressmark.letters import is_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pressmark.collecting.catalogue import ListedDemand
    from pressmark.collecting.site import Site
    from pressmark.i18n import Locale

CONTEXT = "https://schema.org"
STATUSES = ("due", "open", "met", "refused")
SHOWN = 50  # demands of a status on the register's first page where they don't fit
_COLUMNS = (
    "status",
    "due",
    "demand",
    "in short",
    "demanded by",
    "demanded of",
    "article",
    "published",
    "language",
    "outlet",
    "address",
)


@dataclass(frozen=True)
class DemandRegister:
    """All demands of a collection."""

    claims: tuple[ListedDemand, ...]

    @cached_property
    def groups(self) -> dict[str, tuple[ListedDemand, ...]]:
        """Return the demands by status, what needs an eye first: those due the longest, then the newest."""
        found = {status: [one for one in self.claims if one.status == status] for status in STATUSES}
        return {status: tuple(sorted(those, key=_urgency)) for status, those in found.items() if those}

    @cached_property
    def dated(self) -> tuple[ListedDemand, ...]:
        """Return the demands that are open and have a day by which they are due."""
        return tuple(one for one in self.claims if one.call.due and one.status in {"due", "open"})

    @property
    def ordered(self) -> list[ListedDemand]:
        """Return all demands as `groups` has them."""
        return [one for those in self.groups.values() for one in those]

    def inputs(self, site: Site) -> str:
        """Return the digest of all that the register's files are made from."""
        told = (f"{one.article.digest}{one.article.address}{one.anchor}{one.status}" for one in self.claims)
        return digest(site.recipe, site.today or "", *told)

    def graph(self, site: Site, name: str, title: str, claims: Sequence[ListedDemand]) -> dict[str, object]:
        """Return *claims* as a ``CollectionPage`` with an ``ItemList``; each is a statement, as in its article."""
        return collection_page(site, name, title, [_statement(one) for one in claims])

    def jsonld(self, site: Site) -> bytes:
        """Return the whole register as JSON-LD (UTF-8)."""
        title = locale_of(site.language).label("Register of demands")
        return (metadata.dumps(self.graph(site, "demands.html", title, self.ordered)) + "\n").encode()

    def table(self) -> bytes:
        """Return the register as CSV (RFC 4180) in UTF-8, with a byte order mark, without which Excel guesses wrong.

        Where a cell would begin as a formula does, an apostrophe stands before it.
        """
        buffer = io.StringIO()
        rows = csv.writer(buffer, lineterminator="\r\n")
        rows.writerow(_COLUMNS)
        for one in self.ordered:
            call, entry = one.call, one.article.entry
            cells = (
                one.status,
                (call.due or "")[:10],
                call.text,
                call.action or "",
                "; ".join(call.by),
                "; ".join(call.of),
                entry.headline,
                entry.published[:10],
                entry.language,
                entry.outlet.name,
                _address(one) or "",
            )
            rows.writerow([_harmless(cell) for cell in cells])
        return b"\xef\xbb\xbf" + buffer.getvalue().encode()

    def calendar(self, site: Site) -> bytes:
        """Return the due dates of open demands as iCalendar (RFC 5545): a whole day each, which makes nobody busy."""
        title = f"{locale_of(site.language).label('Register of demands')}, {site.title}"
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//pressmark//register of demands//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_escaped(title)}",
        ]
        for one in sorted(self.dated, key=lambda claim: ((claim.call.due or "")[:10], claim.anchor)):
            lines += _event(one)
        lines.append("END:VCALENDAR")
        return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def status_of(status: str, locale: Locale) -> str:
    """Return the *status* of a demand in words; "due" is one that is open and whose day has come."""
    return locale.term("a demand", "due") if status == "due" else locale.term("a demand", status)


def collection_page(site: Site, name: str, title: str, items: Iterable[dict[str, Any]]) -> dict[str, object]:
    """Return the page *name* of *site* as a ``CollectionPage`` whose list has *items*: nodes, or their addresses."""
    address = site.address(name)
    listed = [
        {"@type": "ListItem", "position": n, **(item if "@type" not in item else {"item": item})}
        for n, item in enumerate(items, 1)
    ]
    page: dict[str, object] = {"@context": CONTEXT, "@type": "CollectionPage"}
    if address:
        page |= {"@id": address, "url": address}
    page |= {"name": title, "inLanguage": site.language}
    if site.base:
        page["isPartOf"] = {"@type": "WebSite", "@id": f"{site.base}#site", "name": site.title, "url": site.base}
    if listed:
        page["mainEntity"] = {"@type": "ItemList", "numberOfItems": len(listed), "itemListElement": listed}
    return page


def _statement(claim: ListedDemand) -> dict[str, Any]:
    entry = claim.article.entry
    article: dict[str, Any] = {"@type": "Article", "@id": f"{entry.base}#article", "headline": entry.headline}
    if claim.article.address:
        article["url"] = claim.article.address
    return {**claim.call.node, "isPartOf": article}


def _urgency(claim: ListedDemand) -> tuple[str, str, str]:
    newest = "".join(
        chr(0x7F - ord(letter)) if letter.isdigit() else letter for letter in instant(claim.article.entry.published)
    )
    return claim.call.due or "9999", newest, claim.anchor


def _address(claim: ListedDemand) -> str | None:
    return f"{claim.article.address}#{claim.call.id}" if claim.article.address else None


def _harmless(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) else cell


def _event(claim: ListedDemand) -> list[str]:
    call, entry = claim.call, claim.article.entry
    locale = locale_of(entry.language)
    day = (call.due or "")[:10].replace("-", "")
    told = [
        call.text,
        _labelled(locale.label("Demanded by"), locale.join(call.by) if call.by else ""),
        _labelled(locale.label("Demanded of"), locale.join(call.of) if call.of else ""),
        entry.headline,
    ]
    summary = f"{locale.label('Due')}: {call.action or call.text}"
    address = _address(claim)
    return [
        "BEGIN:VEVENT",
        f"UID:{digest(entry.identifier, call.id)[:32]}@pressmark",
        f"DTSTAMP:{_stamp(entry.updated)}",
        f"LAST-MODIFIED:{_stamp(entry.updated)}",
        f"DTSTART;VALUE=DATE:{day}",
        f"SUMMARY;LANGUAGE={entry.language}:{_escaped(summary)}",
        f"DESCRIPTION;LANGUAGE={entry.language}:{_escaped(chr(10).join(line for line in told if line))}",
        *([f"URL:{address}"] if address else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _stamp(text: str) -> str:
    return re.sub(r"[-:]|\.\d+", "", instant(text))


def _escaped(text: str) -> str:
    """Return *text* as a value (RFC 5545, 3.3.11)."""
    plain = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return *line* in pieces of at most 75 octets (RFC 5545, 3.1), none cut within a letter."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)

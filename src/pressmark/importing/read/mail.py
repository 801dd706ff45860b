"""Mail (EML) and pages saved in one file (MHTML), read by the standard library's email package."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pressmark.importing.dating import find_date, whole
from pressmark.importing.manuscript import DOUBTFUL, SHOWN, STATED, Fact, LeftOut, Manuscript, Unreadable
from pressmark.importing.read.decoding import clean, decode, refuse_long
from pressmark.importing.read.inline import web_address
from pressmark.importing.words import common

if TYPE_CHECKING:
    from email.message import EmailMessage

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?\S")
_KNOWN = common("known")
_LABEL = re.compile(
    r"^(?:(?:press|media|news) release|pressemitteilung|presseinformation|communiqué(?: de presse)?|nota de prensa"
    r"|comunicado|persbericht|wg|fwd?|re|aw|tr|rv)\s?[:–—-]\s{1,3}",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"(?m)^-- ?$")
_MOST_PICTURES = 60
_MOST_PARTS, _LONGEST_HEAD = 2000, 256 * 1024
_PART = re.compile(rb"(?im)^(?:content-type:|--)")


def is_mail(text: str) -> bool:
    """Tell whether *text* begins with at least three lines of a mail's head, one of them MIME-Version or From."""
    names: list[str] = []
    for line in text[:20_000].split("\n")[:80]:
        if not line.strip():
            break
        if line[0] in " \t" and names:
            continue
        match = _HEADER.match(line)
        if match is None:
            return False
        names.append(line.split(":", 1)[0].casefold())
    told = _KNOWN.intersection(names)
    return len(told) >= 3 and bool({"mime-version", "from"} & told) and bool({"subject", "date", "content-type"} & told)


def read(data: bytes) -> Manuscript:
    """Return what the mail or MHTML *data* holds: its page where it is one saved, else its text."""
    from pressmark.importing.read import page, plain  # only what is needed is loaded

    if re.search(rb"\r?\n\r?\n", data[:_LONGEST_HEAD]) is None and len(data) > _LONGEST_HEAD:
        raise Unreadable("the input is a mail whose head is longer than anybody’s; import its text")
    if len(_PART.findall(data)) > _MOST_PARTS:
        raise Unreadable("the input is a mail in more parts than anybody sends; import what is attached to it")
    message = message_from_bytes(data, policy=policy.default)
    saved = _header(message, "snapshot-content-location") or (
        _header(message, "content-location") if message.get_content_type() == "multipart/related" else ""
    )
    html, text = _part(message, "html"), _part(message, "plain")
    refuse_long(text)
    refuse_long(html, page=True)
    if saved or (message.get_content_type() in {"multipart/related", "text/html"} and not text):
        if not html:
            raise Unreadable("the input is a page saved as MHTML, but no page is in it; save it as HTML")
        made = page.read(html, _pictures(message))
        url = web_address(saved)
        facts = (("url", Fact(url, SHOWN, "the address that the page was saved from")),) if url else ()
        return replace(made, facts=(*made.facts, *facts))
    if not text and not html:
        raise Unreadable("the input is a mail without text; import what is attached to it")
    words, signature = _without_signature(text)
    made = plain.read(words) if text else page.read(html)
    left_out = [LeftOut(line.strip(), "the signature of the mail") for line in signature.split("\n") if line.strip()]
    left_out += [
        LeftOut(f"{name}: {value}", "the head of the mail")
        for name in ("From", "To", "Cc", "Sent")
        if (value := _header(message, name))
    ]
    left_out += [
        LeftOut(part.get_filename() or part.get_content_type(), "attached to the mail; import it by itself")
        for part in message.iter_attachments()
    ]
    return replace(made, facts=(*_facts(message), *made.facts), left_out=(*made.left_out, *left_out), form="mail")


def _facts(message: EmailMessage) -> list[tuple[str, Fact]]:
    facts = []
    if subject := _LABEL.sub("", _LABEL.sub("", _header(message, "subject"))):
        facts.append(("headline", Fact(subject, STATED, "the subject of the mail")))
    sent = find_date(_header(message, "sent"), "en")  # as some programs write it when a mail is copied
    if date := whole(_header(message, "date")) or (sent.value if sent else ""):
        facts.append(("published", Fact(date, DOUBTFUL, "the mail was sent then")))
    return facts


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
        if "\ufffd" in value:  # signs above ASCII that nobody encoded
            raw = next((v for k, v in message.raw_items() if k.casefold() == name), "")
            value = decode(str(raw).encode("ascii", "surrogateescape")).text
        return " ".join(value.split())
    except (ValueError, IndexError, AttributeError):  # the standard library stumbles over some broken heads
        return ""


def _part(message: EmailMessage, kind: str) -> str:
    try:
        found = message.get_body((kind,))
    except (AttributeError, KeyError, LookupError):
        return ""
    if found is None and message.get_content_type() == f"text/{kind}":
        found = message
    if found is None:
        return ""
    try:
        text = found.get_content()
    except (LookupError, ValueError, KeyError):
        text = (found.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    return clean(str(text))[0]


def _without_signature(text: str) -> tuple[str, str]:
    """Split a mail's text at the line that parts its signature (RFC 3676, 4.3)."""
    marks = list(_SIGNATURE.finditer(text))
    if not marks or text.count("\n", marks[-1].start()) > 15:
        return text, ""
    return text[: marks[-1].start()], text[marks[-1].end() :]


def _pictures(message: EmailMessage) -> dict[str, bytes]:
    """Return the pictures that were saved with a page, by their addresses."""
    found: dict[str, bytes] = {}
    for part in message.walk():
        if (
            part.get_content_type() in {"image/png", "image/jpeg", "image/gif", "image/webp"}
            and len(found) < _MOST_PICTURES
        ):
            data = part.get_payload(decode=True)
            named = _header(part, "content-id").strip("<>")
            where = _header(part, "content-location") or (f"cid:{named}" if named else "")
            if isinstance(data, bytes) and where:
                found[web_address(urljoin("", where)) or where] = data
    return found

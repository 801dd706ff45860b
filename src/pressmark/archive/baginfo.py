"""What a bag says of itself in ``bag-info.txt``, and who deposits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark import __version__
from pressmark.archive.bag import oxum, read_info
from pressmark.archive.moments import day
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pressmark.archive.deposit import Deposit

PROFILE = "https://w3id.org/pressmark/bagit-profile.json"
# RFC 8493, section 2.2.2: the elements that say who sends the bag.
CONTACT = ("Source-Organization", "Organization-Address", "Contact-Name", "Contact-Phone", "Contact-Email")
_LARGEST = 64 * 1024


def depositor(path: Path | None) -> dict[str, str]:
    """Return the contact elements in the file *path*, which is written like a ``bag-info.txt``; {} without one.

    Raises BuildError for what can't be read, another element, or one given twice.
    """
    if path is None:
        return {}
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise BuildError(f"{path} is too large for a depositor's address")
        info = read_info(data.decode("utf-8-sig"))
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise BuildError(
            f"{path}: {error}; write lines such as “Contact-Email: archive@harbourpost.example”"
        ) from error
    found: dict[str, str] = {}
    for label, value in info:
        name = next((name for name in CONTACT if name.casefold() == label.casefold()), None)
        if name is None or name in found:
            wrong = "is there twice" if name else f"is not one of {', '.join(CONTACT)}"
            raise BuildError(f"{path}: “{label}” {wrong}")
        found[name] = value
    return found


def contact_in(data: bytes) -> dict[str, str]:
    """Return the contact elements in the ``bag-info.txt`` *data*. Raises ValueError for what is none."""
    given = dict(read_info(data.decode("utf-8")))
    return {label: given[label] for label in CONTACT if label in given}


def info(deposit: Deposit, contact: Mapping[str, str], payload: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the labels and values of the bag that carries *payload*. Without a *contact* the outlet is the source."""
    article = deposit.article
    press = article.contact
    given = {
        "Source-Organization": article.outlet.name,
        "Contact-Name": (press and press.name) or "",
        "Contact-Phone": (press and press.phone) or "",
        "Contact-Email": (press and press.email) or "",
    }
    sender = dict(contact) if contact else given
    sender.setdefault("Source-Organization", article.outlet.name)
    size = sum(map(len, payload.values()))
    version = f", version {article.version}" if article.version is not None else ""
    return [
        *((label, sender.get(label, "")) for label in CONTACT),
        ("External-Description", f"{article.headline} ({article.outlet.name}, {day(article.published)})"),
        ("External-Identifier", deposit.identifier),
        ("Bagging-Date", day(deposit.dated)),
        ("Bag-Size", f"{size / 1000:.1f} KB"),
        ("Payload-Oxum", oxum(payload)),
        ("Bag-Count", "1 of 1"),
        ("Internal-Sender-Identifier", article.url or article.slug),
        ("Internal-Sender-Description", f"Article “{article.slug}”{version}, source, renditions and metadata"),
        ("BagIt-Profile-Identifier", PROFILE),
        ("Bag-Software-Agent", f"pressmark {__version__}"),
    ]

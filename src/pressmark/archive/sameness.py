"""Whether the renditions in a package are of the source beside them, and say what it says."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pressmark.archive.deposit import HTML, JSONLD, PDF, SOURCE
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "same source in every rendition"
# The record that the PDF keeps in its XMP, which PDF/A leaves in clear.
_RECORD = re.compile(rb"<pressmark:source>([0-9a-f]{64})</pressmark:source>")


def same_source(files: Mapping[str, bytes]) -> Check:
    """Return whether page, metadata and PDF among the payload's *files* are of the source there.

    Each is read back by its own parser and held to the article's words; the PDF also names the source's digest, as
    the page and the metadata do in what they say of the article's files.
    """
    from pressmark.archive.rereading import reread  # noqa: PLC0415 - loads the reader
    from pressmark.parity import check  # noqa: PLC0415 - loads the parsers

    source = hashlib.sha256(files.get(SOURCE, b"")).hexdigest()
    try:
        article, _, _ = reread(files)
    except (PressmarkError, ValueError) as error:
        return Check.of(NAME, [Finding(SOURCE, str(error))])
    renditions = {name: files[name] for name in (HTML, JSONLD, PDF) if name in files}
    found = [Finding(name, "missing") for name in (HTML, JSONLD, PDF) if name not in files]
    found += _copy(files, source)
    for name, data in renditions.items():
        try:
            found += [finding for one in check(article, {name: data}) for finding in one.findings]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            # A stranger's file makes its parser trip wherever it likes; that is an answer too.
            found.append(Finding(name, f"can't be read ({error})"))
    return Check.of(NAME, found, f"sha256:{source}")


def _copy(files: Mapping[str, bytes], source: str) -> Iterator[Finding]:
    if PDF in files and _RECORD.findall(files[PDF]) != [source.encode()]:
        yield Finding(PDF, "does not name the digest of the source beside it")

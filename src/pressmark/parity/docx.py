"""A Word document against its article: words, notes, pictures, margins and properties."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.letters import plain
from pressmark.model.dates import in_utc
from pressmark.parity import claims
from pressmark.parity.claims import NOT_IN_PRINT, PULL_QUOTE, TEXT_ONLY, Said, attributed_first
from pressmark.parity.compare import hold, short
from pressmark.parity.document import read, record
from pressmark.word.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pressmark.model import Article, Image
    from pressmark.parity.compare import Comparison, Form

__all__ = ["departures", "record"]


def departures(article: Article, data: bytes, compared: Comparison) -> Iterator[str]:
    """Yield where the DOCX *data* departs from *article*; of its words, *compared* keeps that. Raises Broken."""
    found = read(data, {source.number: source.id for source in article.references})
    logo = article.outlet.logo
    heading = next((claim for claim in claims.surroundings(article) if claim.sort == NOT_IN_PRINT), None)
    optional = [*((logo.alt,) if logo else ()), *((heading.words,) if heading else ())]
    hold(
        article,
        found.blocks,
        compared,
        lambda claim: [(claim, claim.words)],
        lambda order: [_worked_on(order, found.footnotes)],
        optional,
    )
    for number, before in found.quoted:
        quotes = (one for one in article.quotes if one.source is not None and one.source.number == number)
        if not any(
            compared.form.key(quote.text) in compared.form.key(before[-len(quote.text) - 8 :]) for quote in quotes
        ):
            yield f"the note {number} stands behind “{short(before[-40:])}”, which is not from that source"
    embargo = wording.embargo(article)
    for margin in found.margins:
        if any(map(str.isalnum, margin)) and (
            embargo is None or compared.form.key(margin) != compared.form.key(embargo.text)
        ):
            yield f"in the margin of its pages stands “{short(margin)}”"
    known = {image.id: image for image in wording.placed.images(article)}
    known |= {logo.id: logo} if logo else {}
    for name, described, drawn in found.pictures:
        if name not in known:
            yield f"a picture is in it that the source does not have (“{short(described or name)}”)"
        elif not _shows(known[name], drawn):
            yield f"image “{name}” is not the picture in the source"
    yield from _properties(article, found.about, compared.form)
    yield from (f"it is said to be in “{tag}”" for tag in found.languages if tag != article.language)
    yield from found.intruders


def _worked_on(found: Said, noted: Sequence[int]) -> Said:
    """Return the claims as a document has them: no quote twice, and the sources *noted* in footnotes."""
    heading = next((claim for claim, _ in found if claim.sort == NOT_IN_PRINT), None)
    made: Said = []
    for claim, said in found:
        if claim.sort in (TEXT_ONLY, PULL_QUOTE) or claim is heading:
            continue
        listed = (
            heading is not None and claim.part == heading.part and claim.label not in [str(number) for number in noted]
        )
        made.append((replace(claim, part="") if listed else claim, said))
    return attributed_first(made)


def _properties(article: Article, about: Mapping[str, str], form: Form) -> Iterator[str]:
    """Yield what a document's properties say otherwise than the source."""
    expected = {
        "title": article.headline,
        "creator": "; ".join(author.label for author in article.authors),
        "subject": "; ".join(topic.name for topic in article.topics),
        "keywords": ", ".join(article.keywords),
        "description": article.description,
        "language": article.language,
        "identifier": article.base,
        "category": wording.rubric(article),
        "version": "" if article.version is None else str(article.version),
        "created": in_utc(article.published),
        "modified": in_utc(article.modified or article.published),
        "lastModifiedBy": "",
        "kind": article.kind,
    }
    for name, words_ in expected.items():
        said = about.get(name, "")
        if form.key(plain(said)) != form.key(plain(words_)):
            yield f"its property “{name}” is “{short(said)}” where the source gives “{short(words_)}”"


def _shows(image: Image, drawn: bytes) -> bool:
    """Return whether *drawn* is the picture of *image*; what was turned into PNG is compared as it is seen."""
    _, expected = printable(image)
    if drawn == expected:
        return True
    if expected == image.data:
        return False
    import io  # few articles have a picture of another kind

    from PIL import Image as Picture  # the same

    try:
        with Picture.open(io.BytesIO(expected)) as one, Picture.open(io.BytesIO(drawn)) as other:
            return one.size == other.size and one.convert("RGBA").tobytes() == other.convert("RGBA").tobytes()
    except (OSError, Picture.DecompressionBombError):
        return False

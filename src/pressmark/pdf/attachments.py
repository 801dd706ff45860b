"""From WeasyPrint's PDF to a copy to keep: its metadata and claims, what is inside it, bytes that are always the same.

The files are put there so that a copy carries its source, and taken out again byte for byte.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pressmark
from pressmark.letters import plain, shown
from pressmark.metadata import dumps, script_safe, web_profile
from pressmark.names import foreign
from pressmark.pdf import imprint
from pressmark.pdf.imprint import moment
from pressmark.pdf.reading import MIB, UnreadablePdf, opened, unpacked
from pressmark.pdf.tags import write_tags
from pressmark.pdf.weasy import add_metadata
from pressmark.problems import PressmarkError
from pressmark.reader.quotations import record, record_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pikepdf

    from pressmark.model import Article
    from pressmark.pdf.tags import Node
    from pressmark.pdf.weasy import Document
    from pressmark.theme import Options


_LARGEST = 512 * MIB
_LARGEST_FILE = 32 * MIB  # the largest picture that the reader takes


class NoSource(PressmarkError):
    """A PDF that carries no article, or that can't be read."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed: its *name* (forward slashes), bytes, and relationship to the copy (ISO 19005-3, 6.8)."""

    name: str
    data: bytes
    media_type: str
    relationship: Literal["Source", "Data", "Supplement"]
    description: str


def of(article: Article) -> tuple[Attachment, ...]:
    """Return what a copy of *article* carries: its YAML, its JSON-LD, its images; nothing if it was withdrawn."""
    if article.withdrawn is not None:
        return ()
    stem = article.source.stem
    graph = f"{script_safe(dumps(web_profile(article)))}\n".encode()
    return (
        Attachment(f"{stem}.yaml", article.source.data, "application/yaml", "Source", "The article's source"),
        Attachment(f"{stem}.jsonld", graph, "application/ld+json", "Data", "The article's metadata"),
        *_found(article),
        *_house(article),
        *(Attachment(i.file, i.data, i.media_type, "Supplement", i.alt) for i in article.pictures),
    )


def _house(article: Article) -> tuple[Attachment, ...]:
    """Return what the article took from its house, and the article with all of that, valid alone."""
    if article.house is None:
        return ()
    return (
        Attachment("house/house.yaml", article.house.data, "application/yaml", "Supplement", "What articles share"),
        Attachment("house/flat.yaml", article.house.flat, "application/yaml", "Supplement", "The article, valid alone"),
        *(Attachment(file.file, file.data, file.media_type, "Supplement", "The look") for file in article.look.files),
    )


def _found(article: Article) -> tuple[Attachment, ...]:
    """Return what was found in the copies of the article's sources: the copies themselves are not published."""
    found = record(article)
    if found is None:
        return ()
    name = record_name(article.source.stem)
    return (Attachment(name, found, "application/json", "Supplement", "Where the quotations stand in their sources"),)


def embed(pdf: pikepdf.Pdf, files: tuple[Attachment, ...], date: str) -> None:
    """Embed *files* in *pdf*, each as an associated file of the document, dated *date*."""
    import pikepdf  # heavy

    if not files:
        return
    associated = pikepdf.Array()
    stamp = _pdf_date(date)
    for file in files:
        inside = pikepdf.AttachedFileSpec(
            pdf,
            file.data,
            description=file.description,
            filename=file.name,
            mime_type=file.media_type,
            creation_date=stamp,
            mod_date=stamp,
            relationship=pikepdf.Name(f"/{file.relationship}"),
        )
        pdf.attachments[file.name] = inside
        associated.append(inside.obj)
    pdf.Root.AF = associated


def _pdf_date(date: str) -> str:
    """Return *date* as PDF writes dates (ISO 32000-1, 7.9.4)."""
    digits = re.sub(r"[-:T]", "", moment(date)[:19])
    offset = moment(date)[19:]
    return f"D:{digits}Z" if offset == "Z" else f"D:{digits}{offset[:3]}'{offset[4:]}'"


def restore(path: Path) -> dict[str, bytes]:
    """Return the source and its images that the PDF at *path* carries, by name. Raises NoSource."""
    found = extract(path.read_bytes(), name=str(path))
    if not any(relationship == "Source" for _, relationship in found.values()):
        raise NoSource(
            f"{path}: no article's source is embedded in it (withdrawn articles and archive copies have none)"
        )
    return {name: data for name, (data, _) in found.items()}


def extract(data: bytes, *, name: str) -> dict[str, tuple[bytes, str]]:
    """Return the files embedded in the PDF *data*: name -> bytes and relationship. *name* is for messages.

    Names come out of a file that anybody may have made: one that would leave its folder raises NoSource, as does a
    file that is damaged, protected by a password, or grows beyond bounds when unpacked.
    """
    files: dict[str, tuple[bytes, str]] = {}
    left = _LARGEST
    try:
        with opened(data) as pdf:
            for specification in pdf.Root.get("/AF", []):
                inside = str(specification.get("/UF", specification.get("/F", "")))
                why = foreign(inside)
                if why or inside in files:
                    raise NoSource(
                        f"{name}: an embedded file has the unsafe name “{shown(inside)}”: {why or 'given twice'}"
                    )
                content = unpacked(specification.EF.F, min(left, _LARGEST_FILE))
                left -= len(content)
                files[inside] = (content, str(specification.get("/AFRelationship", "/Unspecified"))[1:])
    except UnreadablePdf as error:
        raise NoSource(f"{name}: {error}") from error
    return files


def complete(data: bytes, root: Node, files: tuple[Attachment, ...], article: Article) -> bytes:
    """Return the PDF *data* with the tags *root* and *files* embedded."""
    import pikepdf  # heavy

    with pikepdf.open(io.BytesIO(data)) as pdf:
        write_tags(pdf, root)
        embed(pdf, files, article.modified or article.published)
        return save(pdf)


def save(pdf: pikepdf.Pdf, *, version: str = "1.7") -> bytes:
    """Return *pdf* as bytes that depend on its content alone; its header says *version*."""
    import pikepdf  # heavy

    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        force_version=version,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


_UA = "http://www.aiim.org/pdfua/ns/id/"
_BAG = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

_PLAIN = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{named}
{record}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def describe(document: Document, article: Article) -> None:
    """Fill the document's metadata from *article*."""
    about = document.metadata
    about.title = plain(article.headline)
    about.authors = [plain(author.label) for author in article.authors]
    about.description = plain(article.description)
    about.keywords = [plain(word) for word in article.keywords]
    about.generator = f"pressmark {pressmark.__version__}"
    about.created = imprint.moment(article.published)
    about.modified = imprint.moment(article.modified or article.published)
    about.lang = article.language


def add_record(pdf: pikepdf.Pdf, article: Article, options: Options) -> None:
    """Give *pdf*, which claims no standard, its source and the record of how it was made."""
    import pikepdf  # heavy

    packet = _PLAIN.format(named=imprint.named(article), record=imprint.packet(article, options))
    metadata = pdf.make_stream(packet.encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = metadata
    embed(pdf, of(article), article.modified or article.published)


def finisher(article: Article, options: Options) -> Callable[[Any, Any], None]:
    """Return what WeasyPrint calls with the document and the PDF right before it is written."""

    def finish(_document: Any, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint and pydyf have no types
        add_metadata(pdf, _claims(article, options))

    return finish


def _claims(article: Article, options: Options) -> str:
    """Return PDF/UA-1's identifier and the copy's record, with the schemas without which PDF/A refuses both."""
    part = "The part of ISO 14289 that the file follows"
    schemas = [imprint.extension("PDF/UA identification", _UA, "pdfuaid", {"part": "Integer"}, {"part": part})]
    schemas += [imprint.schema(), *imprint.usage_schemas(article)]
    return (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
        + imprint.packet(article, options)
        + _BAG.format(schemas="".join(schemas))
    )

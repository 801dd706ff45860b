"""The last touches on a PDF before WeasyPrint writes it: metadata from the article, and the claims it can keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pressmark
from pressmark.letters import plain
from pressmark.pdf import imprint
from pressmark.pdf.attachments import embed, of
from pressmark.pdf.weasy import add_metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    import pikepdf

    from pressmark.model import Article
    from pressmark.pdf.weasy import Document
    from pressmark.theme import Options

_UA = "http://www.aiim.org/pdfua/ns/id/"
_BAG = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

_PLAIN = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
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


def record(pdf: pikepdf.Pdf, article: Article, options: Options) -> None:
    """Give *pdf*, which claims no standard, its source and the record of how it was made."""
    import pikepdf  # noqa: PLC0415 - heavy

    packet = _PLAIN.format(record=imprint.packet(article, options), title=escape(plain(article.headline)))
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
    schemas.append(imprint.schema())
    return (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
        + imprint.packet(article, options)
        + _BAG.format(schemas="".join(schemas))
    )

"""The last touches on a PDF before it is written: what WeasyPrint leaves undone for PDF/A, PDF/UA and PRONOM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# PDF/UA-1's identifier, and its schema, without which PDF/A (ISO 19005-3, 6.6.2.3) refuses a property it doesn't know.
_PDFUA = b"""
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>%b</rdf:Bag>
</pdfaExtension:schemas></rdf:Description>
"""
_SCHEMA = b"""<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>%b</pdfaSchema:schema>
<pdfaSchema:namespaceURI>%b</pdfaSchema:namespaceURI><pdfaSchema:prefix>%b</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>%b</rdf:Seq></pdfaSchema:property></rdf:li>"""
_PROPERTY = b"""<rdf:li rdf:parseType="Resource"><pdfaProperty:name>%b</pdfaProperty:name>
<pdfaProperty:valueType>%b</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>%b</pdfaProperty:description></rdf:li>"""


def finisher() -> Callable[[Any, Any], None]:
    """Return what WeasyPrint calls with the document and the PDF right before it is written."""

    def finish(_document: Any, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint and pydyf have no types
        _complete_metadata(pdf)
        _name_attachments(pdf)

    return finish


def _complete_metadata(pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Claim PDF/UA-1 beside PDF/A, in metadata that archives can read without unpacking it."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    # PRONOM's signatures look for the claim in clear text.
    metadata.compress = False
    end = b"</rdf:RDF>"
    property_ = _PROPERTY % (b"part", b"Integer", b"The part of ISO 14289 that the file follows")
    schema = _SCHEMA % (b"PDF/UA identification", b"http://www.aiim.org/pdfua/ns/id/", b"pdfuaid", property_)
    metadata.stream = [part.replace(end, _PDFUA % schema + end) for part in metadata.stream]


def _name_attachments(pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Say what each embedded file is, independently of the machine's MIME tables, and list each once."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])

"""What a copy says of itself: a line for readers, and a record for those who check it or print it again."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pressmark.i18n import locale_of
from pressmark.letters import plain
from pressmark.libraries import versions
from pressmark.metadata.graph import DIGITAL_SOURCES, MINING
from pressmark.pdf import fonts
from pressmark.wording import fact
from pressmark.wording.lines import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article
    from pressmark.theme import Options

NAMESPACE = "https://w3id.org/pressmark/terms/print#"
_SHOWN = 16
_FINGERPRINT = re.compile(rf"SHA-256\s+([0-9a-f]{{{_SHOWN}}})\b")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d))?(?:\.\d+)?([Zz]|[+-]\d\d:\d\d))?")


def colophon(article: Article) -> str:
    """Return the line that identifies a copy: canonical URL, version, date, the beginning of its source's SHA-256."""
    locale = locale_of(article.language)
    parts = [article.url or ""]
    if article.version is not None:
        parts.append(fact("Version", words(str(article.version)), locale).text)
    parts.append(locale.day(article.modified or article.published))
    # Digits and letters of a digest run from left to right in every language.
    digest = f"\u2066SHA-256 {article.source.sha256[:_SHOWN]}\u2069"
    parts.append(fact("Source file", words(digest), locale).text)
    return " · ".join(part for part in parts if part)


CODE = "colophon_qr.svg"
"""The name under which the page finds the QR code: no article's own picture is a drawing with an underscore."""
# Millimetres: what a telephone reads at arm's length from a poor print, and what the code has at least.
_MODULE = 0.34
_SMALLEST = 20
# Modules of white around it, and the share of it that may be lost (ISO/IEC 18004, 9.1 and 7.5.1).
_QUIET = 4
_LEVEL = "m"


def code(article: Article) -> tuple[bytes, float, str] | None:
    """Return the QR code of the article's address: an SVG, its side in millimetres with the white around it, its words.

    None where the article has no address.
    """
    if article.url is None:
        return None
    import segno  # only a copy that is asked for it has one

    made = segno.make_qr(article.url, error=_LEVEL, boost_error=False)
    side, _ = made.symbol_size(border=0)
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(made.matrix)
        for x, length in _runs(row)
    )
    whole = side + 2 * _QUIET
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}"><rect width="{whole}" height="{whole}"'
        f' fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
    module = max(_MODULE, _SMALLEST / side)
    return svg.encode(), round(module * whole, 2), code_words(article) or ""


def code_words(article: Article) -> str | None:
    """Return what stands for the QR code where it is read out; None where the article has no address."""
    return fact("QR code", words(article.url), locale_of(article.language)).text if article.url is not None else None


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where in *row* dark modules begin, and how many follow one another."""
    at = 0
    for dark, modules in groupby(row, bool):
        length = len(list(modules))
        if dark:
            yield at, length
        at += length


def fingerprint(text: str) -> str | None:
    """Return the beginning of the source's SHA-256 that *text*, read off a copy, shows; None where it shows none."""
    found = _FINGERPRINT.search(text)
    return found[1] if found else None


def moment(date: str) -> str:
    """Return *date* as PDF metadata knows it: with a time (00:00 UTC without one) and without fractions of a second."""
    match = _TIME.fullmatch(date)
    if match is None:
        raise ValueError(f"not a date: {date!r}")
    day, time, second, offset = match.groups()
    return f"{day}T{time}:{second or '00'}{offset.upper()}" if time else f"{day}T00:00:00Z"


def record(article: Article, options: Options) -> dict[str, str]:
    """Return what printing the copy again takes: the source's digest, the options, the theme's digest, the tools."""
    return {
        "source": article.source.sha256,
        "options": json.dumps(asked(options), sort_keys=True),
        "theme": options.theme.sha256,
        "software": json.dumps(tools(article.source.data.decode("utf-8", "replace")), sort_keys=True),
    }


def asked(options: Options) -> dict[str, Any]:
    """Return the options that shape a copy, as JSON-ready values; a profile by its digest."""
    return {
        "edition": options.edition,
        "page": options.page,
        "columns": options.columns,
        "notes": options.notes,
        "icc": hashlib.sha256(options.icc).hexdigest() if options.icc else None,
        **({"qr": True} if options.qr else {}),
    }


def tools(text: str = "") -> dict[str, str]:
    """Return the versions of everything that shapes the bytes of a copy of *text*; which Python runs it does not."""
    return _tools() | fonts.east_asian_versions(text)


@cache
def _tools() -> dict[str, str]:
    return {name: number for name, number in versions().items() if name != "python"}


_DESCRIPTIONS = {
    "source": "SHA-256 of the YAML file the copy was made from",
    "options": "The options it was made with, as JSON",
    "theme": "SHA-256 over the files of the theme",
    "software": "The versions of the programs that shaped it, as JSON",
}


def packet(article: Article, options: Options) -> str:
    """Return the article in Dublin Core and the record as XMP descriptions."""
    said = "".join(
        f"<pressmark:{key}>{escape(value)}</pressmark:{key}>" for key, value in record(article, options).items()
    )
    own = f'<rdf:Description rdf:about="" xmlns:pressmark="{NAMESPACE}">{said}</rdf:Description>'
    return dublin_core(article) + usage(article) + own


_PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"


def usage(article: Article) -> str:
    """Return how the text came about and whether it may be mined, as XMP descriptions; "" where it is not said.

    The properties are IPTC's Digital Source Type and PLUS's Data Mining (IPTC Photo Metadata Standard 2023.1, which
    takes both for files of any kind).
    """
    rights = article.rights
    said = ""
    if article.origin:
        code = f"<Iptc4xmpExt:DigitalSourceType>{DIGITAL_SOURCES}{article.origin}</Iptc4xmpExt:DigitalSourceType>"
        said += f'<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{_IPTC}">{code}</rdf:Description>'
    if rights.mining:
        mined = f"<plus:DataMining>{MINING[rights.mining]}</plus:DataMining>"
        if rights.mining_policy:
            policy = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(rights.mining_policy)}</rdf:li></rdf:Alt>'
            mined += f"<plus:OtherConstraints>{policy}</plus:OtherConstraints>"
        said += f'<rdf:Description rdf:about="" xmlns:plus="{_PLUS}">{mined}</rdf:Description>'
    return said


def usage_schemas(article: Article) -> list[str]:
    """Return the descriptions of the properties of `usage` that PDF/A wants."""
    made = []
    if article.origin:
        told = {"DigitalSourceType": "How the text came about: a code of IPTC's"}
        made.append(extension("IPTC extension", _IPTC, "Iptc4xmpExt", {"DigitalSourceType": "URI"}, told))
    if article.rights.mining:
        types = {"DataMining": "URI"} | ({"OtherConstraints": "Lang Alt"} if article.rights.mining_policy else {})
        told = {"DataMining": "Whether the text may be mined: a term of PLUS", "OtherConstraints": "The conditions"}
        made.append(extension("PLUS licence data", _PLUS, "plus", types, told))
    return made


def dublin_core(article: Article) -> str:
    """Return what WeasyPrint does not say of *article* in Dublin Core, as an XMP description.

    National libraries make their record from it. Containers are those of the XMP specification, which PDF/A
    knows without being told; the ISSN is a URN (RFC 3044). Titles, creators and descriptions are WeasyPrint's.
    """
    outlet = article.outlet
    rights = article.rights.notice or article.rights.license
    related = [f"urn:ISSN:{outlet.issn}"] if outlet.issn else []
    related += [article.based_on.url] if article.based_on and article.based_on.url else []
    fields = (
        ("publisher", "Bag", [outlet.name]),
        ("date", "Seq", [moment(article.published)]),
        ("language", "Bag", [article.language]),
        ("subject", "Bag", list(dict.fromkeys((*article.keywords, *(topic.name for topic in article.topics))))),
        ("relation", "Bag", related),
        ("type", "Bag", ["Text"]),
        ("rights", "Alt", [rights] if rights else []),
        ("identifier", "", [article.url or article.base]),
        ("source", "", [article.based_on.title] if article.based_on else []),
        ("coverage", "", ["; ".join(place.name for place in article.places)] if article.places else []),
    )
    return _described(fields)


def named(article: Article) -> str:
    """Return title, creators and description of *article* as an XMP description: what WeasyPrint says in PDF/A."""
    return _described(
        (
            ("title", "Alt", [article.headline]),
            ("creator", "Seq", [author.label for author in article.authors]),
            ("description", "Alt", [article.description] if article.description else []),
        )
    )


def _described(fields: Iterable[tuple[str, str, list[str]]]) -> str:
    said = "".join(_dublin_core(name, container, values) for name, container, values in fields if values)
    return f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{said}</rdf:Description>'


def _dublin_core(name: str, container: str, values: list[str]) -> str:
    escaped = [escape(plain(value)) for value in values]
    if not container:
        return f"<dc:{name}>{escaped[0]}</dc:{name}>"
    language = ' xml:lang="x-default"' if container == "Alt" else ""
    items = "".join(f"<rdf:li{language}>{value}</rdf:li>" for value in escaped)
    return f"<dc:{name}><rdf:{container}>{items}</rdf:{container}></dc:{name}>"


def schema() -> str:
    """Return the description of the record's properties that PDF/A wants (ISO 19005-3, 6.6.2.3)."""
    return extension(
        "pressmark's record of a copy", NAMESPACE, "pressmark", dict.fromkeys(_DESCRIPTIONS, "Text"), _DESCRIPTIONS
    )


def extension(name: str, namespace: str, prefix: str, types: dict[str, str], descriptions: dict[str, str]) -> str:
    """Return one schema of XMP properties, as PDF/A's extension schemas describe them."""
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{key}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(descriptions[key])}</pdfaProperty:description></rdf:li>"
        for key, kind in types.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{escape(name)}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )

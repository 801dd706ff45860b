"""The press edition: what a commercial printer needs, and PDF/X-4 claimed only for what was looked at.

ISO 15930-7 says what PDF/X-4 is. WeasyPrint's own variant writes a random DocumentID, the time of day, and colours
of the screen, so that the file is made from a plain PDF here.
"""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pressmark
from pressmark.letters import plain
from pressmark.pdf import imprint
from pressmark.pdf.colour import Condition, blacken, condition, separate
from pressmark.pdf.complete import save
from pressmark.pdf.pressproof import faults

if TYPE_CHECKING:
    import pikepdf

    from pressmark.model import Article
    from pressmark.theme import Options

POINTS = 72 / 25.4
BLEED = 3 * POINTS
# Beyond the bleed there is room for marks of 5 mm.
_SLUG = 8 * POINTS
_MARK = 5 * POINTS
_VERSION = "1.6"


def press(data: bytes, article: Article, options: Options) -> bytes:
    """Return the PDF *data*, whose pages bleed by 3 mm, as a file for a commercial printer. Raises BuildError."""
    import pikepdf  # noqa: PLC0415 - heavy

    onto = condition(options.icc)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _strip(pdf)
        blacken(pdf)
        separate(pdf, onto)
        for page in pdf.pages:
            _frame(pdf, page)
        _intend(pdf, onto)
        _inform(pdf, article)
        claimed = not faults(pdf)
        metadata = pdf.make_stream(_packet(article, options, claimed=claimed).encode())
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = metadata
        return save(pdf, version=_VERSION)


def _strip(pdf: pikepdf.Pdf) -> None:
    """Remove what only a screen uses: links, bookmarks, names, and colour spaces that nothing draws with."""
    for key in ("/Names", "/Outlines", "/AF", "/ViewerPreferences", "/OutputIntents", "/PageMode"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        for key in ("/Annots", "/Tabs", "/StructParents"):
            if key in page.obj:
                del page.obj[key]
        for unused in ("/ColorSpace", "/Shading", "/Pattern"):
            resources = page.obj.Resources
            if unused in resources and (unused == "/ColorSpace" or not resources[unused].keys()):
                del resources[unused]


def _frame(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Set the page's boxes, all from its corner outwards, and draw the marks around it."""
    # WeasyPrint's trim box is the page; what its style makes of the bleed box is its own idea of one.
    trim = tuple(float(edge) for edge in page.trimbox)
    left, bottom, right, top = trim[0] - BLEED, trim[1] - BLEED, trim[2] + BLEED, trim[3] + BLEED
    bleed = (left, bottom, right, top)
    page.obj.MediaBox = _box((left - _SLUG, bottom - _SLUG, right + _SLUG, top + _SLUG))
    page.obj.CropBox = page.obj.MediaBox
    page.obj.BleedBox, page.obj.TrimBox = _box(bleed), _box(trim)
    # Nothing of the page may run into the slug, where the marks are.
    clip = f"q {left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re W n\n".encode()
    content = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(clip + content + b"\nQ\n" + _marks(trim, bleed))


def _box(edges: tuple[float, ...]) -> Any:  # noqa: ANN401 - pikepdf's objects are dynamic
    import pikepdf  # noqa: PLC0415 - heavy

    return pikepdf.Array([round(edge, 3) for edge in edges])


def _marks(trim: tuple[float, ...], bleed: tuple[float, float, float, float]) -> bytes:
    """Return crop marks at the corners and registration marks at the sides, hairlines of black ink beyond the bleed."""
    left, bottom, right, top = trim
    out_left, out_bottom, out_right, out_top = bleed
    gap = 0.5 * POINTS
    lines = []
    for x in (left, right):
        lines += [(x, out_top + gap, x, out_top + gap + _MARK), (x, out_bottom - gap, x, out_bottom - gap - _MARK)]
    for y in (bottom, top):
        lines += [(out_left - gap, y, out_left - gap - _MARK, y), (out_right + gap, y, out_right + gap + _MARK, y)]
    drawn = ["/Artifact BMC q 0 0 0 1 K 0.25 w 0 J"]
    drawn += [f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines]
    across, along = (left + right) / 2, (bottom + top) / 2
    reach = gap + _MARK / 2
    for x, y in (
        (across, out_top + reach),
        (across, out_bottom - reach),
        (out_left - reach, along),
        (out_right + reach, along),
    ):
        drawn.append(_target(x, y, _MARK / 2))
    return ("\n".join([*drawn, "Q EMC"]) + "\n").encode()


def _target(x: float, y: float, half: float) -> str:
    """Return a registration mark: a circle and a cross."""
    radius = half * 0.6
    pull = radius * 0.5523
    circle = f"{x + radius:.3f} {y:.3f} m"
    for a, b, c, d, e, f in (
        (radius, pull, pull, radius, 0, radius),
        (-pull, radius, -radius, pull, -radius, 0),
        (-radius, -pull, -pull, -radius, 0, -radius),
        (pull, -radius, radius, -pull, radius, 0),
    ):
        circle += f" {x + a:.3f} {y + b:.3f} {x + c:.3f} {y + d:.3f} {x + e:.3f} {y + f:.3f} c"
    cross = f"{x - half:.3f} {y:.3f} m {x + half:.3f} {y:.3f} l S {x:.3f} {y - half:.3f} m {x:.3f} {y + half:.3f} l S"
    return f"{circle} S {cross}"


def _intend(pdf: pikepdf.Pdf, onto: Condition) -> None:
    """Name the printing condition and carry its profile."""
    import pikepdf  # noqa: PLC0415 - heavy

    profile = pdf.make_stream(onto.profile)
    profile.N = 4
    profile.Alternate = pikepdf.Name.DeviceCMYK
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(onto.identifier),
        Info=pikepdf.String(onto.name),
        DestOutputProfile=profile,
    )
    if onto.registered:
        intent.RegistryName = pikepdf.String("http://www.color.org")
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])


def _inform(pdf: pikepdf.Pdf, article: Article) -> None:
    """Say in the document's information what PDF/X wants there."""
    import pikepdf  # noqa: PLC0415 - heavy

    pdf.docinfo.Trapped = pikepdf.Name("/False")
    pdf.docinfo.Title = pikepdf.String(plain(article.headline))


def _packet(article: Article, options: Options, *, claimed: bool) -> str:
    """Return the XMP packet; its DocumentID follows from the source, so that the same source gives the same file."""
    created, modified = imprint.moment(article.published), imprint.moment(article.modified or article.published)
    document = uuid.uuid5(uuid.NAMESPACE_URL, f"{article.base}#{article.source.sha256}")
    copy = uuid.uuid5(document, str(sorted(imprint.record(article, options).items())))
    claim = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" if claimed else ""
    authors = "".join(f"<rdf:li>{escape(author.label)}</rdf:li>" for author in article.authors)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">{claim}
<pdf:Trapped>False</pdf:Trapped><xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{modified}</xmp:ModifyDate>
<xmp:MetadataDate>{modified}</xmp:MetadataDate><xmp:CreatorTool>pressmark {pressmark.__version__}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{copy}</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(plain(article.headline))}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator></rdf:Description>
{imprint.packet(article, options)}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

"""The press edition: what a commercial printer needs, and PDF/X-4 claimed only for what was looked at.

ISO 15930-7 says what PDF/X-4 is. WeasyPrint's own variant writes a random DocumentID, the time of day, and colours
of the screen, so that the file is made from a plain PDF here: everything drawn in pure black ink, pictures in the inks
of the printing condition.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pressmark
from pressmark import pictures
from pressmark.letters import plain
from pressmark.pdf import imprint
from pressmark.pdf.attachments import save
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pikepdf
    from PIL.Image import Image

    from pressmark.model import Article
    from pressmark.theme import Options


def order(pages: int, *, rtl: bool = False) -> list[tuple[int, int]]:
    """Return the page numbers (from 1) left and right on each side, sheet by sheet, front before back.

    *pages* is rounded up to a multiple of four; numbers beyond the last page are blank. A booklet read from the right
    has its spine there, so that left and right change places.
    """
    total = -(-pages // 4) * 4
    sides = []
    for sheet in range(total // 4):
        front = (total - 2 * sheet, 2 * sheet + 1)
        back = (2 * sheet + 2, total - 2 * sheet - 1)
        sides += [front, back]
    return [(right, left) for left, right in sides] if rtl else sides


def impose(data: bytes, article: Article, finish: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return the PDF *data* as a booklet, two of its pages on a side; *finish* gets them before they are saved."""
    import pikepdf  # heavy

    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        width, height = (float(edge) for edge in list(pages.pages[0].mediabox)[2:])
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in pages.pages]
        for left, right in order(len(forms), rtl=article.direction == "rtl"):
            sheet = sheets.add_blank_page(page_size=(2 * width, height))
            shown = [(number, offset) for number, offset in ((left, 0.0), (right, width)) if number <= len(forms)]
            sheet.obj.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary({f"/P{number}": forms[number - 1] for number, _ in shown})
            )
            drawn = "\n".join(f"q 1 0 0 1 {offset:.3f} 0 cm /P{number} Do Q" for number, offset in shown)
            sheet.obj.Contents = sheets.make_stream(drawn.encode())
        for key in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"):
            if key in pages.docinfo:
                sheets.docinfo[key] = pikepdf.String(str(pages.docinfo[key]))
        sheets.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipShortEdge, DisplayDocTitle=True, PrintScaling=pikepdf.Name("/None")
        )
        sheets.Root.Lang = pikepdf.String(article.language)
        finish(sheets)
        return save(sheets)


POINTS = 72 / 25.4
BLEED = 3 * POINTS
# Beyond the bleed there is room for marks of 5 mm.
_SLUG = 8 * POINTS
_MARK = 5 * POINTS
_VERSION = "1.6"


def press(data: bytes, article: Article, options: Options) -> bytes:
    """Return the PDF *data*, whose pages bleed by 3 mm, as a file for a commercial printer. Raises BuildError."""
    import pikepdf  # heavy

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
    import pikepdf  # heavy

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
    import pikepdf  # heavy

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
    import pikepdf  # heavy

    pdf.docinfo.Trapped = pikepdf.Name("/False")
    pdf.docinfo.Title = pikepdf.String(plain(article.headline))


def _packet(article: Article, options: Options, *, claimed: bool) -> str:
    """Return the XMP packet; its DocumentID follows from the source, so that the same source gives the same file."""
    created, modified = imprint.moment(article.published), imprint.moment(article.modified or article.published)
    document = uuid.uuid5(uuid.NAMESPACE_URL, f"{article.base}#{article.source.sha256}")
    copy = uuid.uuid5(document, str(sorted(imprint.record(article, options).items())))
    claim = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" if claimed else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">{claim}
<pdf:Trapped>False</pdf:Trapped><xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{modified}</xmp:ModifyDate>
<xmp:MetadataDate>{modified}</xmp:MetadataDate><xmp:CreatorTool>pressmark {pressmark.__version__}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{copy}</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass></rdf:Description>
{imprint.named(article)}
{imprint.packet(article, options)}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


# Below this much light a colour is meant as black: a screened black would fray at the edges of small type.
_BLACK_FROM = 0.85


@dataclass(frozen=True, slots=True)
class Condition:
    """A printing condition: its ICC profile, the *name* the profile gives it, its *identifier* in ICC's registry."""

    profile: bytes
    name: str
    identifier: str
    registered: bool


def condition(profile: bytes | None) -> Condition:
    """Return the printing condition of an ICC *profile*; without one, coated paper as ISO 12647-2 has it (FOGRA39).

    Raises BuildError for what is no output profile for cyan, magenta, yellow and black.
    """
    from PIL import ImageCms  # heavy

    if profile is None:
        return Condition(pictures.coated_paper(), "ISO Coated v2 300% (basICColor)", "FOGRA39", registered=True)
    try:
        read = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    except (OSError, ImageCms.PyCMSError) as error:
        raise BuildError("the --icc file is not an ICC profile") from error
    if read.device_class != "prtr" or read.xcolor_space.strip() != "CMYK":
        raise BuildError("the --icc profile is not a printer's: the press edition needs an output profile for CMYK")
    name = (read.profile_description or "").strip() or f"SHA-256 {hashlib.sha256(profile).hexdigest()[:16]}"
    return Condition(profile, name, name, registered=False)


def blacken(pdf: pikepdf.Pdf) -> None:
    """Turn every colour that *pdf*'s pages and groups draw with into a share of black ink."""
    import pikepdf  # heavy

    for page in pdf.pages:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(_black(page)))
    for form in _streams(pdf, "/Form"):
        form.write(pikepdf.unparse_content_stream(_black(form)))


def _streams(pdf: pikepdf.Pdf, subtype: str) -> list[Any]:
    import pikepdf  # heavy

    return [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and str(o.get("/Subtype", "")) == subtype]


def _black(content: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's objects are dynamic
    import pikepdf  # heavy

    turned: list[Any] = []
    for instruction in pikepdf.parse_content_stream(content):
        name = str(instruction.operator)
        if name in ("rg", "g", "RG", "G"):
            operator = pikepdf.Operator("k" if name.islower() else "K")
            ink = share_of_black([float(value) for value in instruction.operands])
            turned.append(pikepdf.ContentStreamInstruction([0, 0, 0, ink], operator))
        else:
            turned.append(instruction)
    return turned


def share_of_black(channels: list[float]) -> float:
    """Return how much black ink stands for a colour given as gray or as red, green and blue (0 to 1)."""
    weights = (1.0,) if len(channels) == 1 else (0.299, 0.587, 0.114)
    ink = 1 - sum(weight * channel for weight, channel in zip(weights, channels, strict=True))
    return 1.0 if ink >= _BLACK_FROM else round(max(ink, 0.0), 3)


def separate(pdf: pikepdf.Pdf, onto: Condition) -> None:
    """Convert *pdf*'s pictures to the inks of the printing condition *onto*; gray ones stay on the black plate."""
    import pikepdf  # heavy

    masks = {picture.SMask.objgen for picture in _streams(pdf, "/Image") if "/SMask" in picture}
    for picture in _streams(pdf, "/Image"):
        space = picture.get("/ColorSpace")
        if picture.objgen in masks or space in (pikepdf.Name.DeviceCMYK, pikepdf.Name.DeviceGray, None):
            continue
        inks = _separated(pikepdf.PdfImage(picture).as_pil_image(), onto)
        picture.write(zlib.compress(inks.tobytes(), 9), filter=pikepdf.Name.FlateDecode)
        picture.ColorSpace = pikepdf.Name.DeviceGray if inks.mode == "L" else pikepdf.Name.DeviceCMYK
        picture.BitsPerComponent = 8
        for key in ("/DecodeParms", "/Decode", "/Intent"):
            if key in picture:
                del picture[key]


def _separated(picture: Image, onto: Condition) -> Image:
    from PIL import ImageCms  # heavy

    own = picture.info.get("icc_profile")
    if picture.mode in ("L", "1"):
        return picture.convert("L")
    if picture.mode == "CMYK":
        return picture
    plain = picture.convert("RGB")
    # A profile that is broken or another colour space's is passed over, as browsers do.
    plain = (pictures.to_srgb(plain, own) if own else None) or plain
    target = ImageCms.ImageCmsProfile(io.BytesIO(onto.profile))
    made = ImageCms.profileToProfile(
        plain,
        ImageCms.createProfile("sRGB"),
        target,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert made is not None
    return made


_COLOURS = {"rg", "RG"}
_SPACES = {"/DeviceCMYK", "/DeviceGray", "/Pattern"}


def faults(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return everything about *pdf* that PDF/X-4 doesn't allow, each as a sentence; nothing if it may claim it."""
    return tuple(dict.fromkeys([*_document(pdf), *_pages(pdf), *_objects(pdf)]))


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    if len(intents) != 1 or intents[0].get("/S") != "/GTS_PDFX":
        yield "there must be one output intent for PDF/X"
    elif int(intents[0].DestOutputProfile.get("/N", 0)) != 4:
        yield "the output intent's profile must be for four inks"
    for key in ("/Title", "/CreationDate", "/ModDate", "/Trapped"):
        if key not in pdf.docinfo:
            yield f"the document information lacks {key[1:]}"
    for key in ("/OpenAction", "/AA", "/AcroForm", "/AF", "/Names"):
        if key in pdf.Root:
            yield f"the catalog holds {key[1:]}"
    if pdf.is_encrypted:
        yield "the file is encrypted"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        boxes = [[float(edge) for edge in page.obj.get(key, [])] for key in ("/MediaBox", "/BleedBox", "/TrimBox")]
        if not all(boxes) or not _within(boxes[1], boxes[0]) or not _within(boxes[2], boxes[1]):
            yield "a page's trim must lie in its bleed, and that on its medium"
        if "/ArtBox" in page.obj:
            yield "a page has both a trim and an art box"
        if "/Annots" in page.obj:
            yield "a page has annotations"
        yield from _drawing(page)


def _within(inner: list[float], outer: list[float]) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _drawing(content: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Yield what is wrong with the colours that a page or group draws with."""
    import pikepdf  # heavy

    for instruction in pikepdf.parse_content_stream(content):
        name = str(instruction.operator)
        if name in _COLOURS:
            yield "something is drawn in the colours of a screen"
        elif name in ("cs", "CS") and str(instruction.operands[0]) not in _SPACES:
            yield f"something is drawn in the colour space {instruction.operands[0]}"
        elif name == "sh":
            yield "a page has a shading"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    import pikepdf  # heavy

    for value in pdf.objects:
        if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        subtype, kind = str(value.get("/Subtype", "")), str(value.get("/Type", ""))
        if subtype == "/Image" and str(value.get("/ColorSpace", "/DeviceGray")) not in _SPACES:
            yield "a picture is not in the inks of the press"
        elif subtype == "/Form" and isinstance(value, pikepdf.Stream):
            yield from _drawing(value)
        elif subtype == "/PS" or str(value.get("/S", "")) == "/JavaScript":
            yield "the file holds a program"
        elif kind == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(value.keys()):
            yield "a font is not embedded"
        elif kind == "/Pattern" or "/PatternType" in value:
            yield "something is filled with a pattern"
        elif "/TR" in value or "/HTP" in value:
            yield "a graphics state changes the transfer of tones"

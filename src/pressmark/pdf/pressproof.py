"""What keeps a file from being PDF/X-4 (ISO 15930-7), as far as this looks: the claim is made only without a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

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
    import pikepdf  # noqa: PLC0415 - heavy

    for instruction in pikepdf.parse_content_stream(content):
        name = str(instruction.operator)
        if name in _COLOURS:
            yield "something is drawn in the colours of a screen"
        elif name in ("cs", "CS") and str(instruction.operands[0]) not in _SPACES:
            yield f"something is drawn in the colour space {instruction.operands[0]}"
        elif name == "sh":
            yield "a page has a shading"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415 - heavy

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

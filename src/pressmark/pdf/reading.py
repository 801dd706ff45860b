"""Reading a tagged PDF back: its words, block by block, in the order of its tags."""

from __future__ import annotations

import io
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pressmark.pdf.imprint import NAMESPACE
from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pikepdf


MIB = 1024 * 1024
# A page of words takes some 20 kB, the map of a font with all of China's signs 1 MB, metadata 10 kB.
LARGEST_PAGE, LARGEST_MAP, LARGEST_PACKET = 4 * MIB, 4 * MIB, 4 * MIB
MOST_PAGES = 10_000


class UnreadablePdf(PressmarkError):
    """A PDF that is damaged or encrypted, or that would take more than a copy of an article ever does."""


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Open the PDF *data*. Raises UnreadablePdf, also for what its objects turn out not to be inside the block."""
    import pikepdf  # heavy

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise UnreadablePdf("the PDF is encrypted, which pressmark's copies never are")
            yield pdf
    except pikepdf.PasswordError as error:
        raise UnreadablePdf("the PDF is protected by a password") from error
    except (pikepdf.PdfError, zlib.error) as error:
        said = re.sub(r"stream <[^>]*>: ", "", str(error))
        raise UnreadablePdf(f"not a PDF that can be read ({said})") from error
    except RecursionError as error:
        raise UnreadablePdf("not a PDF that can be read: it is nested deeper than any copy") from error
    # What a hostile file holds in the place of a number, a list or a name.
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError) as error:
        raise UnreadablePdf(f"not a PDF that can be read: {type(error).__name__}: {error}") from error


def unpacked(stream: Any, most: int) -> bytes:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return the bytes of *stream*, at most *most* of them. Raises UnreadablePdf for more, before they are unpacked.

    Only what copies of ours are packed with is unpacked: zlib, without a predictor.
    """
    data: bytes = stream.read_raw_bytes()
    for name in _filters(stream):
        if name not in {"/FlateDecode", "/Fl"}:
            raise UnreadablePdf(f"a stream of the PDF is packed in a way that pressmark doesn't use ({name[:40]})")
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(data, most + 1)
        if len(data) > most:
            break
    if len(data) > most:
        raise UnreadablePdf(f"a stream of the PDF is larger than {most // MIB} MiB when it is unpacked")
    return data


def content(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Stream:
    """Return what *page* of *pdf* draws, unpacked, as one stream. Raises UnreadablePdf for more than a page ever is."""
    import pikepdf  # heavy

    held: Any = page.obj.get("/Contents")
    parts, left = [], LARGEST_PAGE
    for part in [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]:
        parts.append(unpacked(part, left))
        left -= len(parts[-1]) + 1
        if left < 0:
            raise UnreadablePdf(f"a page of the PDF draws more than {LARGEST_PAGE // MIB} MiB")
    return pikepdf.Stream(pdf, b"\n".join(parts))


def pages(pdf: pikepdf.Pdf) -> list[pikepdf.Page]:
    """Return the pages of *pdf*. Raises UnreadablePdf for more than anybody prints."""
    if len(pdf.pages) > MOST_PAGES:
        raise UnreadablePdf(f"the PDF has more than {MOST_PAGES} pages")
    return list(pdf.pages)


def _filters(stream: Any) -> list[str]:  # noqa: ANN401 - pikepdf's objects are dynamic
    import pikepdf  # heavy

    def each(key: str) -> list[Any]:
        held = stream.get(key)
        return [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]

    names = [str(name) for name in each("/Filter")]
    for parameters in each("/DecodeParms"):
        if isinstance(parameters, pikepdf.Dictionary) and int(parameters.get("/Predictor", 1)) != 1:
            raise UnreadablePdf("a stream of the PDF is packed in a way that pressmark doesn't use (a predictor)")
    if len(names) > 4:
        raise UnreadablePdf("a stream of the PDF is packed more than four times over")
    return names


_BLOCKS = {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Lbl", "/LBody", "/Note", "/Figure"}
# Text on another line is further away than a raised figure is from its line.
_LINE = 5.0
_DEEPEST = 100
_MOST_TAGS = 300_000
# Instructions that are kept to be read again: those of some thirty pages. What is longer is taken apart twice.
_MOST_KEPT = 50_000
_SHOWING = {"Tj", "TJ", "'", '"'}
# What ties the number of a note to the word before it in print (U+2060), and is no part of the words.
TIE = "\u2060"


@dataclass(frozen=True, slots=True)
class TaggedWords:
    """A block's *text* and the *role* it has in the tags (without a slash); a picture's text is its description.

    *plain* is the text without the numbers of notes in it. *links* are its links' words and where they lead: an
    address, or ``#`` and a name inside. *quoted* words stand in a quotation. A label is *of* an item, of a note, or
    stated by the article (“Due:”); a note has its *label* too.
    """

    role: str
    text: str
    plain: str = ""
    links: tuple[tuple[str, str], ...] = ()
    quoted: bool = False
    of: Literal["item", "note", "article"] = "article"
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one piece of marked content shows, and where it begins and ends on the page (points from the bottom).

    A *note* is the number of one, in the words that refer to it.
    """

    text: str
    start: float
    end: float
    page: int
    exact: bool = False
    note: bool = False


# A space between two elements has words but no paint.
_NOWHERE = _Run("", 0.0, 0.0, -1)


def read(data: bytes) -> tuple[TaggedWords, ...]:
    """Return the blocks of the tagged PDF *data*. Raises UnreadablePdf."""
    with opened(data) as pdf:
        return blocks(pdf, Drawings(pdf))


def blocks(pdf: pikepdf.Pdf, drawings: Drawings) -> tuple[TaggedWords, ...]:
    """Return the blocks of the tagged *pdf*, whose pages are *drawings*. Raises UnreadablePdf."""
    if "/StructTreeRoot" not in pdf.Root:
        raise UnreadablePdf("the PDF has no tags, so that its words can't be read in order")
    return tuple(_Reader(drawings).blocks(pdf.Root.StructTreeRoot))


def record(data: bytes) -> dict[str, str]:
    """Return what the PDF *data* records of its making (`imprint.record`), empty where it records nothing.

    Raises UnreadablePdf.
    """
    from lxml import etree  # pikepdf brings it

    with opened(data) as pdf:
        if "/Metadata" not in pdf.Root:
            return {}
        packet = unpacked(pdf.Root.Metadata, LARGEST_PACKET)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(packet, parser)
    except etree.XMLSyntaxError:
        return {}
    start = f"{{{NAMESPACE}}}"
    return {
        str(element.tag).removeprefix(start): element.text or ""
        for element in tree.iter()
        if str(element.tag).startswith(start)
    }


class _Reader:
    def __init__(self, drawings: Drawings) -> None:
        self._pages = {page.obj.objgen: number for number, page in enumerate(drawings.pages)}
        self._runs = [_runs(drawings, number) for number in range(len(drawings.pages))]
        self._seen: set[tuple[int, int]] = set()
        self._left = self._steps = _MOST_TAGS

    def blocks(
        self,
        element: Any,  # noqa: ANN401 - pikepdf's objects are dynamic
        depth: int = 0,
        *,
        quoted: bool = False,
        of: Literal["item", "note", "article"] = "article",
    ) -> Iterator[TaggedWords]:
        """Yield the blocks inside *element*, those that hold words of their own.

        *quoted* says that it stands in a quotation, *of* what a label in it labels.
        """
        if depth > _DEEPEST:
            raise UnreadablePdf("the PDF's tags are nested too deep")
        self._count(element)
        role = str(element.get("/S", ""))
        if role == "/Figure":
            yield TaggedWords("Figure", str(element.get("/Alt", "")))
            return
        quoted = quoted or role == "/BlockQuote"
        if role in _BLOCKS:
            links: list[tuple[str, str]] = []
            runs = list(self._own(element, None, links))
            if text := _joined(iter(runs)):
                plain = _joined(run for run in runs if not run.note)
                label = self._label(element)
                yield TaggedWords(role[1:], text, plain, tuple(links), quoted, of, label)
                if label:
                    yield TaggedWords("Lbl", label, of="note")
        if role == "/L":
            of = "item" if "/A" in element else "article"
        elif role in ("/Note", "/LBody"):
            of = "note" if role == "/Note" else "article"
        for kid in kids(element):
            if _is_element(kid):
                yield from self.blocks(kid, depth + 1, quoted=quoted, of=of)

    def _label(self, element: Any) -> str:  # noqa: ANN401 - pikepdf's objects are dynamic
        """Return the number of the note *element*, "" for anything else."""
        if str(element.get("/S", "")) != "/Note":
            return ""
        labels = [kid for kid in kids(element) if _is_element(kid) and str(kid.get("/S", "")) == "/Lbl"]
        return _joined(run for label in labels for run in self._own(label, None, []))

    def _count(self, element: Any) -> None:  # noqa: ANN401 - pikepdf's objects are dynamic
        """Stop where the tags go in circles, or come together again and again: a tree has one way to each leaf."""
        self._left -= 1
        if self._left < 0 or (element.is_indirect and element.objgen in self._seen):
            raise UnreadablePdf("the PDF's tags are no tree, or more than a copy has")
        self._seen.add(element.objgen)

    def _step(self) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise UnreadablePdf("the PDF's tags are no tree, or more than a copy has")

    def _own(
        self,
        element: Any,  # noqa: ANN401 - pikepdf's objects are dynamic
        page: int | None,
        links: list[tuple[str, str]],
    ) -> Iterator[_Run]:
        """Yield what a block shows itself, and add its *links*; blocks inside it show their own."""
        if "/Pg" in element:
            page = self._pages[element.Pg.objgen]
        for kid in kids(element):
            if _is_element(kid):
                self._step()
                if str(kid.get("/S", "")) in _BLOCKS:
                    continue
                role = str(kid.get("/S", ""))
                runs = list(self._own(kid, page, [] if role == "/Reference" else links))
                if role in ("/Link", "/Reference"):
                    links.append((_joined(iter(runs)), _target(kid)))
                if role == "/Reference":
                    yield from (replace(run, note=True) for run in runs)
                    continue
                if "/ActualText" in kid:
                    first, last = (runs[0], runs[-1]) if runs else (_NOWHERE, _NOWHERE)
                    yield _Run(str(kid.ActualText), first.start, last.end, last.page, exact=True)
                else:
                    yield from runs
            elif isinstance(kid, int):
                assert page is not None
                yield from self._run(page, kid)
            elif "/MCID" in kid:
                yield from self._run(self._pages[kid.Pg.objgen] if "/Pg" in kid else page or 0, int(kid.MCID))

    def _run(self, page: int, mcid: int) -> Iterator[_Run]:
        # Each piece of a page belongs to one element: what is taken is gone.
        found = self._runs[page].pop(mcid, None)
        if found is not None:
            yield found


def kids(element: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return what the structure element *element* holds: elements, numbers of marked content, references."""
    import pikepdf  # heavy

    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def _target(link: Any) -> str:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return where the link or reference *link* leads, "" if nowhere; two places are both named."""
    found: dict[str, None] = {}
    waiting = [link]
    while waiting and len(found) < _DEEPEST:
        for kid in kids(waiting.pop()):
            if isinstance(kid, int):
                continue
            if "/Obj" in kid:
                found[target(kid.Obj)] = None
            elif _is_element(kid) and str(kid.get("/S")) == "/Link":
                waiting.append(kid)
    return " ".join(found)


def target(annotation: Any) -> str:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return where the link *annotation* leads: an address, or ``#`` and the name of a place in the file."""
    action = annotation.get("/A", {})
    if "/URI" in action:
        return str(action.URI)
    inside = annotation.get("/Dest", action.get("/D", None))
    return "" if inside is None else f"#{inside}"


def _is_element(kid: Any) -> bool:  # noqa: ANN401 - pikepdf's objects are dynamic
    return not isinstance(kid, int) and "/S" in kid


def _joined(runs: Iterator[_Run]) -> str:
    text, last = "", None
    for run in runs:
        if last and not last.exact and run.page >= 0 and (run.page != last.page or abs(run.start - last.end) > _LINE):
            text += " "
        text += run.text
        last = run
    return " ".join(text.replace(f"{TIE}[", "[").split())


def _runs(drawings: Drawings, number: int) -> dict[int, _Run]:
    """Return what each piece of marked content of the page *number* shows."""
    resources = drawings.pages[number].obj.Resources
    fonts = {name: drawings.font(font) for name, font in resources.get("/Font", {}).items()}
    runs: dict[int, _Run] = {}
    marks: list[int | None] = []
    scale, shift, stack, height, font = 1.0, 0.0, [], 0.0, None
    for name, operands in drawings.instructions(number):
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else {}
            marks.append(int(properties["/MCID"]) if "/MCID" in properties else None)
        elif name == "EMC":
            marks.pop()
        elif name == "q":
            stack.append((scale, shift))
        elif name == "Q":
            scale, shift = stack.pop()
        elif name == "cm":
            shift += scale * float(operands[5])
            scale *= float(operands[3])
        elif name == "Tm":
            height = shift + scale * float(operands[5])
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("TJ", "Tj") and font and marks and marks[-1] is not None:
            text = "".join(map(font.text, operands))
            before = runs.get(marks[-1])
            runs[marks[-1]] = _Run(
                (before.text if before else "") + text, before.start if before else height, height, number
            )
    return runs


class Drawings:
    """The pages of an open PDF as programs that draw, each read once, and its fonts."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Count the pages. Raises UnreadablePdf for more than anybody prints."""
        self._pdf = pdf
        self.pages = pages(pdf)
        self._fonts: dict[tuple[int, int], FontCodes] = {}
        self._kept: dict[int, list[tuple[str, Any]]] = {}
        self._left = _MOST_KEPT

    def instructions(self, number: int) -> Iterable[tuple[str, Any]]:
        """Return what the page *number* draws, as `instructions` does. Raises UnreadablePdf."""
        if number in self._kept:
            return self._kept[number]
        found = list(instructions(content(self._pdf, self.pages[number])))
        if len(found) <= self._left:
            self._left -= len(found)
            self._kept[number] = found
        return found

    def font(self, font: Any) -> FontCodes:  # noqa: ANN401 - pikepdf's objects are dynamic
        """Return the font *font*."""
        if not font.is_indirect:
            return FontCodes(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = FontCodes(font)
        return self._fonts[font.objgen]


def instructions(stream: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Yield the operators of a content stream and their operands (ISO 32000-1, 7.8.2).

    The operands of those that show text are the strings alone, as bytes.
    """
    import pikepdf  # heavy

    for instruction in pikepdf.parse_content_stream(stream):
        name, operands = str(instruction.operator), instruction.operands
        if name in _SHOWING:
            pieces: Any = operands[0] if name == "TJ" else operands[-1:]
            yield name, [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
        else:
            yield name, operands


class FontCodes:
    """A font's way from its two-byte codes to text (ISO 32000-1, 9.10.3)."""

    _ENTRY = re.compile(rb"<([0-9a-fA-F]{1,8})>\s{0,8}<([0-9a-fA-F]{1,64})>")

    def __init__(self, font: Any) -> None:  # noqa: ANN401 - pikepdf's objects are dynamic
        """Read the table of *font*."""
        self._table: dict[int, str] = {}
        self._read: dict[bytes, str] = {}
        if "/ToUnicode" in font:
            for section in unpacked(font.ToUnicode, LARGEST_MAP).split(b"beginbfchar")[1:]:
                for code, text in self._ENTRY.findall(section.partition(b"endbfchar")[0]):
                    self._table[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")

    def text(self, codes: bytes) -> str:
        """Return what *codes* say; codes that the font has no text for say nothing."""
        found = self._read.get(codes)
        if found is None:
            found = "".join(self._table.get(int.from_bytes(codes[i : i + 2]), "") for i in range(0, len(codes), 2))
            self._read[codes] = found
        return found

"""A stranger's PDF, opened and read within bounds: nothing is unpacked further than a copy of ours ever is."""

from __future__ import annotations

import io
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pressmark.problems import PressmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

MIB = 1024 * 1024
# A page of words takes some 20 kB, the map of a font with all of China's signs 1 MB, metadata 10 kB.
LARGEST_PAGE, LARGEST_MAP, LARGEST_PACKET = 4 * MIB, 4 * MIB, 4 * MIB
MOST_PAGES = 10_000


class Unreadable(PressmarkError):
    """A PDF that is damaged or encrypted, or that would take more than a copy of an article ever does."""


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Open the PDF *data*. Raises Unreadable, also for what its objects turn out not to be inside the block."""
    import pikepdf  # noqa: PLC0415 - heavy

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Unreadable("the PDF is encrypted, which pressmark's copies never are")
            yield pdf
    except pikepdf.PasswordError as error:
        raise Unreadable("the PDF is protected by a password") from error
    except (pikepdf.PdfError, zlib.error) as error:
        said = re.sub(r"stream <[^>]*>: ", "", str(error))
        raise Unreadable(f"not a PDF that can be read ({said})") from error
    except RecursionError as error:
        raise Unreadable("not a PDF that can be read: it is nested deeper than any copy") from error
    # What a hostile file holds in the place of a number, a list or a name.
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError) as error:
        raise Unreadable(f"not a PDF that can be read: {type(error).__name__}: {error}") from error


def unpacked(stream: Any, most: int) -> bytes:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return the bytes of *stream*, at most *most* of them. Raises Unreadable for more, before they are unpacked.

    Only what copies of ours are packed with is unpacked: zlib, without a predictor.
    """
    data: bytes = stream.read_raw_bytes()
    for name in _filters(stream):
        if name not in {"/FlateDecode", "/Fl"}:
            raise Unreadable(f"a stream of the PDF is packed in a way that pressmark doesn't use ({name[:40]})")
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(data, most + 1)
        if len(data) > most:
            break
    if len(data) > most:
        raise Unreadable(f"a stream of the PDF is larger than {most // MIB} MiB when it is unpacked")
    return data


def content(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Stream:
    """Return what *page* of *pdf* draws, unpacked, as one stream. Raises Unreadable for more than a page ever is."""
    import pikepdf  # noqa: PLC0415 - heavy

    held: Any = page.obj.get("/Contents")
    parts, left = [], LARGEST_PAGE
    for part in [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]:
        parts.append(unpacked(part, left))
        left -= len(parts[-1]) + 1
        if left < 0:
            raise Unreadable(f"a page of the PDF draws more than {LARGEST_PAGE // MIB} MiB")
    return pikepdf.Stream(pdf, b"\n".join(parts))


def pages(pdf: pikepdf.Pdf) -> list[pikepdf.Page]:
    """Return the pages of *pdf*. Raises Unreadable for more than anybody prints."""
    if len(pdf.pages) > MOST_PAGES:
        raise Unreadable(f"the PDF has more than {MOST_PAGES} pages")
    return list(pdf.pages)


def _filters(stream: Any) -> list[str]:  # noqa: ANN401 - pikepdf's objects are dynamic
    import pikepdf  # noqa: PLC0415 - heavy

    def each(key: str) -> list[Any]:
        held = stream.get(key)
        return [] if held is None else list(held) if isinstance(held, pikepdf.Array) else [held]

    names = [str(name) for name in each("/Filter")]
    for parameters in each("/DecodeParms"):
        if isinstance(parameters, pikepdf.Dictionary) and int(parameters.get("/Predictor", 1)) != 1:
            raise Unreadable("a stream of the PDF is packed in a way that pressmark doesn't use (a predictor)")
    if len(names) > 4:
        raise Unreadable("a stream of the PDF is packed more than four times over")
    return names

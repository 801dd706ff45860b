"""Pictures as they are published: the same picture on the page and in print, upright, and silent about people.

An article names files as they came from a camera or an editor. What is published of one is its *rendition*: the same
file without what it says about where, when and with what it was taken, and other pixels only where browsers and
printers would show different ones (inks, an orientation that not everybody reads). A rendition's rendition is itself.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from pressmark.pictures.about import About, about, is_like_srgb, to_srgb
from pressmark.pictures.drawing import Unfit, drawn, is_drawing, without_gradients
from pressmark.pictures.formats import MOST_SCANS, Malformed, Parts, TooManyScans, parts, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "KINDS",
    "MOST_PIXELS",
    "PublishedPicture",
    "TooLarge",
    "Unusable",
    "coated_paper",
    "inks",
    "printed",
    "rendition",
    "to_srgb",
    "without_gradients",
]

KINDS = {
    "PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp", "SVG": "image/svg+xml",
}  # fmt: skip
"""The media type of each kind of picture that an article may hold."""

_PIXELS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 100_000_000
# Decoding these takes four times the memory.
_MOST_OF = {"WEBP": 50_000_000}
_MOST_IN_INKS = 50_000_000

_SWAPPED = {5, 6, 7, 8}  # values of Exif's Orientation that exchange width and height
_SIXTEEN = ("I;16", "I;16L", "I;16B", "I")


class Unusable(ValueError):
    """A picture that can't be published; the message ends a sentence that begins with its name.

    *effort* is what it took to find out (see Rendition), *remedy* what can be done.
    """

    def __init__(self, message: str, effort: int = 0, remedy: str = "export it again as PNG or JPEG") -> None:
        """Keep them."""
        super().__init__(message)
        self.effort = effort
        self.remedy = remedy


class TooLarge(Unusable):
    """A picture that takes more work than pictures should; *remedy* says what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        """Keep both."""
        super().__init__(message, remedy=remedy)


@dataclass(frozen=True, slots=True)
class PublishedPicture:
    """A picture as it is published: its bytes, their kind, its size in pixels as shown, whether one sees through it.

    *left_out* names the personal things that the original says and this doesn't. *effort* is what it took to read it,
    in pixels of an ordinary picture.
    """

    data: bytes
    kind: str
    width: int
    height: int
    transparent: bool
    left_out: tuple[str, ...]
    effort: int = 0


def rendition(data: bytes) -> PublishedPicture:
    """Return how the picture file *data* is published. Raises Unusable where it can't be read to its end."""
    kind = kind_of(data)
    if kind is None:
        raise Unusable("is no image that can be read")
    if kind == "SVG":
        return _drawing(data)
    try:
        found = parts(kind, data)
    except TooManyScans as error:
        remedy = "export it again as an ordinary JPEG"
        raise TooLarge(f"is stored in more than {MOST_SCANS} passes, each of the whole picture", remedy) from error
    except Malformed as error:
        raise Unusable("is no image that can be read") from error
    said = about(found)
    effort = 0
    try:
        with _opened(data) as image:
            width, height = image.size
            most = _MOST_IN_INKS if image.mode == "CMYK" else _MOST_OF.get(kind, MOST_PIXELS)
            if width * height > most:
                remedy = f"scale it to {most // 10**6} million or fewer"
                raise TooLarge(f"has {width} × {height} pixels", remedy)  # noqa: TRY301 - told where it is found
            effort = width * height * (7 + found.passes) // 8
            mode, animated = str(image.mode), bool(getattr(image, "is_animated", False)) and kind != "JPEG"
            profile = found.profile if _fits(found.profile, mode) else b""
            image.load()
            transparent = _transparent(image)
            made = _remade(image, found, said, profile, animated=animated)
            if said.orientation in _SWAPPED and not animated:
                width, height = height, width
    except Unusable:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file makes them trip over
        raise Unusable("is no image that can be read", effort) from error
    if made is not None:
        effort *= 3
    kept = whole(found, exif=said.exif, xmp=said.xmp, iptc=said.iptc, profile=profile) if made is None else made
    return PublishedPicture(kept, kind, width, height, transparent, said.left_out, effort)


def _drawing(data: bytes) -> PublishedPicture:
    try:
        drawing, width, height = drawn(data)
    except Unfit as error:
        raise Unusable(str(error), remedy="mend that in the program that drew it, or export it as PNG") from error
    return PublishedPicture(drawing, "SVG", width, height, transparent=True, left_out=())


def kind_of(data: bytes) -> str | None:
    """Return which kind of picture file *data* is by how it begins, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if is_drawing(data):
        return "SVG"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """Open a picture with Pillow, which refuses what is cut short: WeasyPrint, once imported, has told it not to."""
    from PIL import Image, ImageFile  # an article without pictures must not wait for it

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_PIXELS) as image:
                yield image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _transparent(image: Any) -> bool:  # noqa: ANN401 - a Pillow image
    """Return whether anything of *image* can be seen through."""
    if "transparency" in image.info:
        return True
    return image.mode in {"LA", "RGBA"} and image.getchannel("A").getextrema()[0] < 255


def _fits(profile: bytes, mode: str) -> bool:
    return bool(profile) and is_like_srgb(profile, mode) is not None


def _remade(image: Any, found: Parts, said: About, profile: bytes, *, animated: bool) -> bytes | None:  # noqa: ANN401 - a Pillow image
    """Return the file with other pixels, where those of the original are not shown alike by all; else None."""
    out = io.BytesIO()
    if found.kind == "JPEG" and image.mode == "CMYK":
        _save_jpeg(_upright(_from_inks(image, profile), said.orientation), out)
        # The pixels stand upright now; other kinds than JPEG are never said to be turned.
        exif = about(Parts("PNG", exif=said.exif)).exif
        return whole(parts("JPEG", out.getvalue()), exif=exif, xmp=said.xmp, iptc=said.iptc)
    if found.kind == "JPEG" or said.orientation == 1 or animated:
        return None
    turned = _upright(image, said.orientation)
    if found.kind == "WEBP":
        lossless = any(piece.startswith(b"VP8L") for piece in found.shown)
        turned.save(out, "WEBP", lossless=lossless, quality=95, method=4, exact=True, icc_profile=profile or None)
    else:
        known = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
        turned.save(out, "PNG", optimize=True, icc_profile=profile or None, **known)
    return whole(parts(found.kind, out.getvalue()), xmp=said.xmp, profile=profile)


def _from_inks(image: Any, profile: bytes) -> Any:  # noqa: ANN401 - a Pillow image
    """Return *image*, in the inks of a press, in sRGB; inks without a profile are taken for those of coated paper."""
    made = to_srgb(image, profile) if profile else None
    return made if made is not None else to_srgb(image, coated_paper())


def coated_paper() -> bytes:
    """Return the ICC profile of coated paper as ISO 12647-2 has it (FOGRA39)."""
    return (resources("pressmark.pdf") / "profiles" / "ISOcoated_v2_300_bas.icc").read_bytes()


def _upright(image: Any, orientation: int) -> Any:  # noqa: ANN401 - a Pillow image
    from PIL import Image  # heavy

    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)


def _save_jpeg(image: Any, out: io.BytesIO) -> None:  # noqa: ANN401 - a Pillow image
    # Without its information, of which Pillow would write some.
    image.info = {}
    image.save(out, "JPEG", quality=95, subsampling=0, optimize=True)


@lru_cache(maxsize=16)
def printed(data: bytes) -> bytes:
    """Return the rendition *data* for a PDF, whose colours are sRGB's and which turns nothing: as screens show it."""
    kind = kind_of(data)
    assert kind is not None
    if kind == "SVG":
        return data
    found = parts(kind, data)
    said = about(found)
    with _opened(data) as image:
        mode = str(image.mode)
        like = not found.profile or is_like_srgb(found.profile, mode) in {True, None}
        deep = mode in _SIXTEEN or (kind == "PNG" and found.shown[0][16] == 16 and "transparency" in image.info)
        if like and not deep and (kind != "JPEG" or said.orientation == 1):
            return whole(found)
        image.load()
        plain = _upright(_eight_bits(image), said.orientation if kind == "JPEG" else 1)
        if not like:
            plain = _in_srgb(plain, found.profile)
        out = io.BytesIO()
        if kind == "JPEG":
            _save_jpeg(plain, out)
        else:
            plain.info = {}
            plain.save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=16)
def inks(data: bytes) -> bytes | None:
    """Return the picture file *data*, upright, if it is in the inks of a press, which takes them as they come."""
    if kind_of(data) != "JPEG":
        return None
    found = parts("JPEG", data)
    said = about(found)
    with _opened(data) as image:
        if image.mode != "CMYK":
            return None
        if said.orientation == 1:
            return whole(found)
        image.load()
        out = io.BytesIO()
        _save_jpeg(_upright(image, said.orientation), out)
    return out.getvalue()


def _eight_bits(image: Any) -> Any:  # noqa: ANN401 - a Pillow image
    """Return *image* with eight bits to a channel and transparency, where it has any, as a channel of its own."""
    from PIL import Image  # heavy

    clear = image.info.get("transparency")
    if image.mode in _SIXTEEN:
        deep = image if image.mode in {"I;16", "I;16L"} else image.convert("I").convert("I;16")
        values = deep.tobytes()
        plain = Image.frombytes("L", image.size, values[1::2])
        if isinstance(clear, int):
            low, high = clear.to_bytes(2, "little")
            masks = (
                Image.frombytes("L", image.size, values[n::2]).point([255 * (v == wanted) for v in range(256)])
                for n, wanted in ((0, low), (1, high))
            )
            plain.putalpha(_neither(*masks))
        return plain
    if image.mode == "RGB" and isinstance(clear, tuple) and max(clear) > 255:
        # Eight bits are left of sixteen, in the picture; so of the colour that is transparent.
        image.info["transparency"] = tuple(value >> 8 for value in clear)
    if image.mode == "P" or "transparency" in image.info:
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image.convert("L") if image.mode == "1" else image


def _neither(one: Any, other: Any) -> Any:  # noqa: ANN401 - Pillow images
    """Return a mask that is clear where both are set."""
    from PIL import ImageChops  # heavy

    return ImageChops.invert(ImageChops.darker(one, other))


def _in_srgb(image: Any, profile: bytes) -> Any:  # noqa: ANN401 - a Pillow image
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    made = to_srgb(image.convert(image.mode[:-1]) if alpha else image, profile)
    if made is None:
        return image
    if alpha:
        made.putalpha(alpha)
    return made

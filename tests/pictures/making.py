"""Pictures of every sort that an article may hold, each with what a viewer should see of it."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageOps

from pressmark.pictures import coated_paper

SIZE = (48, 32)
COLOURS = [(200, 30, 30), (30, 140, 60), (30, 60, 190), (240, 230, 120)]
GRAYS = [20, 90, 160, 230]


def quarters(mode: str, values: list) -> Image.Image:
    """Return a picture of four quarters, each of one of *values*."""
    made = Image.new(mode, SIZE)
    for n, value in enumerate(values):
        made.paste(value, (24 * (n % 2), 16 * (n // 2), 24 * (n % 2) + 24, 16 * (n // 2) + 16))
    return made


def saved(image: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    return made


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return *image* turned as its orientation asks, by Pillow's own rule."""
    turned = image.copy()
    turned.getexif()[0x0112] = orientation
    return ImageOps.exif_transpose(turned)


def png(depth: int, kind: int, samples: list[list[tuple[int, ...]]], *more: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of the bit *depth* and colour *kind* with these samples by row, and chunks between head and data."""
    rows = b"".join(
        b"\0"
        + (b"".join(struct.pack(">H", v) for s in row for v in s) if depth == 16 else bytes(v for s in row for v in s))
        for row in samples
    )
    head = struct.pack(">IIBBBBB", len(samples[0]), len(samples), depth, kind, 0, 0, 0)
    chunks = [(b"IHDR", head), *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def rows(values: list[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """Return four quarters as rows of samples."""
    return [[values[(y // 16) * 2 + x // 24] for x in range(48)] for y in range(32)]


def swapped_profile() -> bytes:
    """Return a profile whose red is blue and whose blue is red: sRGB's with two entries of its table exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    places = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 136 + 12 * n for n in range(count)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    profile[red : red + 8], profile[blue : blue + 8] = profile[blue : blue + 8], profile[red : red + 8]
    return bytes(profile)


def pictures() -> dict[str, tuple[bytes, Image.Image]]:
    """Return by file name a picture's bytes and what is seen of it on white paper, in RGB."""
    colour, gray = quarters("RGB", COLOURS), quarters("L", GRAYS)
    inks = quarters("CMYK", [(0, 220, 200, 20), (200, 0, 200, 40), (230, 180, 0, 0), (0, 0, 140, 0)])
    paper = ImageCms.ImageCmsProfile(io.BytesIO(coated_paper()))
    printed = ImageCms.profileToProfile(inks, paper, ImageCms.createProfile("sRGB"), outputMode="RGB")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    flat = {"quality": 95, "subsampling": 0}
    made: dict[str, tuple[bytes, Image.Image]] = {}
    for n in range(1, 9):
        made[f"photo-{n}.jpg"] = saved(colour, "JPEG", exif=exif(n), **flat), upright(colour, n)
        made[f"gray-{n}.jpg"] = saved(gray, "JPEG", exif=exif(n), **flat), upright(gray.convert("RGB"), n)
        made[f"inks-{n}.jpg"] = saved(inks, "JPEG", exif=exif(n), **flat), upright(printed, n)
        made[f"drawing-{n}.png"] = saved(colour, "PNG", exif=exif(n)), upright(colour, n)
        made[f"lossy-{n}.webp"] = saved(colour, "WEBP", quality=95, exif=exif(n)), upright(colour, n)
        made[f"lossless-{n}.webp"] = saved(colour, "WEBP", lossless=True, exif=exif(n)), upright(colour, n)
    made["broken profile.jpg"] = saved(colour, "JPEG", icc_profile=b"nonsense" * 30, **flat), colour
    made["foreign profile.jpg"] = saved(inks, "JPEG", icc_profile=srgb, **flat), printed
    swapped = ImageCms.profileToProfile(
        colour,
        ImageCms.ImageCmsProfile(io.BytesIO(swapped_profile())),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    made["profile.jpg"] = saved(colour, "JPEG", icc_profile=swapped_profile(), **flat), swapped
    made["profile.png"] = saved(colour, "PNG", icc_profile=swapped_profile()), swapped
    made["profile.webp"] = saved(colour, "WEBP", lossless=True, icc_profile=swapped_profile()), swapped
    made |= _deep(colour, gray)
    made |= _palettes(colour, gray)
    return made


def _deep(colour: Image.Image, gray: Image.Image) -> dict[str, tuple[bytes, Image.Image]]:
    deep = [tuple(v * 257 for v in (c if isinstance(c, tuple) else (c,))) for c in [*COLOURS, *GRAYS]]
    colours, grays = deep[:4], deep[4:]
    seen_gray, seen = gray.convert("RGB"), colour
    hole = seen.copy()
    hole.paste((255, 255, 255), (24, 16, 48, 32))
    gray_hole = seen_gray.copy()
    gray_hole.paste((255, 255, 255), (24, 16, 48, 32))
    opaque = [65535, 65535, 65535, 0]
    return {
        "gray16.png": (png(16, 0, rows(grays)), seen_gray),
        "gray16-clear.png": (png(16, 0, rows(grays), (b"tRNS", struct.pack(">H", grays[3][0]))), gray_hole),
        "gray16-alpha.png": (png(16, 4, rows([(*v, a) for v, a in zip(grays, opaque, strict=True)])), gray_hole),
        "rgb16.png": (png(16, 2, rows(colours)), seen),
        "rgb16-clear.png": (png(16, 2, rows(colours), (b"tRNS", struct.pack(">HHH", *colours[3]))), hole),
        "rgba16.png": (png(16, 6, rows([(*v, a) for v, a in zip(colours, opaque, strict=True)])), hole),
    }


def _palettes(colour: Image.Image, gray: Image.Image) -> dict[str, tuple[bytes, Image.Image]]:
    table = Image.new("P", SIZE)
    table.putpalette([channel for value in COLOURS for channel in value])
    table.paste(quarters("P", [0, 1, 2, 3]))
    hole = colour.copy()
    hole.paste((255, 255, 255), (24, 16, 48, 32))
    clear = gray.convert("LA")
    clear.putalpha(quarters("L", [255, 255, 255, 0]))
    gray_hole = gray.convert("RGB")
    gray_hole.paste((255, 255, 255), (24, 16, 48, 32))
    bits = quarters("1", [0, 255, 0, 255])
    half = colour.convert("RGBA")
    half.putalpha(quarters("L", [255, 255, 255, 0]))
    return {
        "palette.png": (saved(table, "PNG"), colour),
        "palette-clear.png": (saved(table, "PNG", transparency=3), hole),
        "palette-alpha.png": (saved(table, "PNG", transparency=bytes((255, 255, 255, 0))), hole),
        "bits.png": (saved(bits, "PNG"), bits.convert("RGB")),
        "bits-clear.png": (saved(bits, "PNG", transparency=1), bits.convert("RGB")),
        "gray-alpha.png": (saved(clear, "PNG"), gray_hole),
        "gray-clear.png": (saved(gray, "PNG", transparency=GRAYS[3]), gray_hole),
        "rgb-clear.png": (saved(colour, "PNG", transparency=COLOURS[3]), hole),
        "alpha.webp": (saved(half, "WEBP", lossless=True), hole),
        "palette.gif": (saved(table, "GIF"), colour),
        "palette-clear.gif": (saved(table, "GIF", transparency=3), hole),
    }

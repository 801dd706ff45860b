"""Colour for the press: everything drawn in pure black ink, pictures in the inks of the printing condition."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark import pictures
from pressmark.problems import BuildError

if TYPE_CHECKING:
    import pikepdf
    from PIL.Image import Image

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
    from PIL import ImageCms  # noqa: PLC0415 - heavy

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
    import pikepdf  # noqa: PLC0415 - heavy

    for page in pdf.pages:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(_black(page)))
    for form in _streams(pdf, "/Form"):
        form.write(pikepdf.unparse_content_stream(_black(form)))


def _streams(pdf: pikepdf.Pdf, subtype: str) -> list[Any]:
    import pikepdf  # noqa: PLC0415 - heavy

    return [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and str(o.get("/Subtype", "")) == subtype]


def _black(content: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's objects are dynamic
    import pikepdf  # noqa: PLC0415 - heavy

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
    import pikepdf  # noqa: PLC0415 - heavy

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
    from PIL import ImageCms  # noqa: PLC0415 - heavy

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

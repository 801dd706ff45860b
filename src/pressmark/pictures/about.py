"""What a picture file says about itself: whose it is stays, where, when and with what it was taken goes.

Exif (CIPA DC-008), IPTC's IIM and XMP (ISO 16684-1). What stays is written anew, in one form, so that a file that has
been through here once comes out as it was.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.pictures.formats import Parts

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://creativecommons.org/ns#": "cc",
}
_KEPT = {
    *("dc:creator", "dc:rights", "photoshop:Credit", "photoshop:Source"),
    *("xmpRights:Marked", "xmpRights:Owner", "xmpRights:UsageTerms", "xmpRights:WebStatement"),
    *("Iptc4xmpExt:DigitalSourceType", "cc:license", "cc:attributionName", "cc:attributionURL"),
}
# IIM's By-line, Credit, Source and Copyright Notice, and in which character set they are.
_IIM = {(1, 90), (2, 80), (2, 110), (2, 115), (2, 116)}
_ORIENTATION, _ARTIST, _COPYRIGHT = 0x0112, 0x013B, 0x8298
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_SERIAL = {0xA431, 0xA435, 0xC62F}
_OWNER = {0xA430, 0x9C9D}
_COMMENT = {0x9286, 0x9C9C}
_MAKER_NOTE = 0x927C


@dataclass(frozen=True, slots=True)
class About:
    """What stays of what a file says (*exif*, *xmp*, *iptc* as written), and which personal things were *left_out*.

    *orientation* is Exif's, 1 to 8: how the picture must be turned to stand upright.
    """

    orientation: int
    exif: bytes
    xmp: bytes
    iptc: bytes
    left_out: tuple[str, ...]


def about(found: Parts) -> About:
    """Return what the file *found* says about itself. Nothing in it is trusted: what can't be read says nothing."""
    exif = _Exif(found.exif)
    kept, more = _xmp(found.xmp)
    left = {
        "where it was taken": exif.place or any(name.startswith("GPS") for name in more),
        "a serial number": exif.serial or any("SerialNumber" in name for name in more),
        "the camera owner’s name": exif.owner or "OwnerName" in more,
        "the maker’s notes": exif.notes,
        "a small copy of the picture": exif.thumbnail or found.thumbnail or "Thumbnails" in more,
        "comments": exif.comments or found.comments,
        "content credentials": found.credentials,
        "what is hidden behind its end": bool(found.behind),
    }
    # Only a JPEG's orientation is read by everybody; pixels of other kinds are turned.
    turned = exif.orientation if found.kind == "JPEG" else 1
    return About(
        exif.orientation,
        _little_exif(turned, exif.artist, exif.rights),
        _packet(kept),
        _iim(found.iptc),
        tuple(name for name, there in left.items() if there),
    )


class _Exif:
    """What is of interest in Exif data; a part that is broken is as if it were not there."""

    def __init__(self, data: bytes) -> None:
        from PIL import Image  # heavy

        read = Image.Exif()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read.load(data)
                main = dict(read)
            except Exception:  # noqa: BLE001 - Pillow's reader raises whatever broken data makes it trip over
                main = {}
            detail, place = self._part(read, _EXIF_IFD), self._part(read, _GPS_IFD)
            small = self._part(read, 1)
        keys = set(main) | set(detail)
        turned = main.get(_ORIENTATION, 1)
        self.orientation = turned if isinstance(turned, int) and 1 <= turned <= 8 else 1
        self.artist, self.rights = _text(main.get(_ARTIST)), _text(main.get(_COPYRIGHT))
        self.place = bool(set(place) - {0})
        self.serial, self.owner = bool(_SERIAL & keys), bool(_OWNER & keys)
        self.notes = _MAKER_NOTE in detail
        self.thumbnail = bool(small)
        self.comments = any(
            bytes(str(detail.get(key, main.get(key))), "utf-8").strip(b"\0 ") for key in _COMMENT & keys
        )

    @staticmethod
    def _part(read: Any, number: int) -> dict[int, Any]:  # noqa: ANN401 - Pillow's Exif
        try:
            return dict(read.get_ifd(number))
        except Exception:  # noqa: BLE001 - the same
            return {}


def _text(value: object) -> str:
    return value.split("\0")[0].strip() if isinstance(value, str) else ""


def _little_exif(orientation: int, artist: str, rights: str) -> bytes:
    """Return Exif data (TIFF, big-endian) with no more than this; nothing where that says nothing."""
    # Pillow read the bytes as Latin-1, whatever they are, so they are written again as they were.
    texts = [
        (tag, words.encode("latin-1", "replace") + b"\0")
        for tag, words in ((_ARTIST, artist), (_COPYRIGHT, rights))
        if words
    ]
    if orientation == 1 and not texts:
        return b""
    entries = [struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)] if orientation != 1 else []
    behind = 8 + 2 + 12 * (len(entries) + len(texts)) + 4
    values = b""
    for tag, words in texts:
        if len(words) <= 4:
            entries.append(struct.pack(">HHI4s", tag, 2, len(words), words))
        else:
            entries.append(struct.pack(">HHII", tag, 2, len(words), behind + len(values)))
            values += words + b"\0" * (len(words) % 2)
    return b"MM\0\x2a\0\0\0\x08" + struct.pack(">H", len(entries)) + b"".join(entries) + b"\0\0\0\0" + values


def _iim(records: bytes) -> bytes:
    """Return those of IIM's *records* that say whose the picture is."""
    kept, at = [], 0
    while at + 5 <= len(records) and records[at] == 0x1C:
        record, dataset, length = struct.unpack_from(">BBH", records, at + 1)
        if length & 0x8000:  # an extended length: no record of ours is that long
            break
        if (record, dataset) in _IIM:
            kept.append(records[at : at + 5 + length])
        at += 5 + length
    return b"".join(kept) if any(piece[1] == 2 for piece in kept) else b""


Property = tuple[str, tuple[tuple[str, str], ...], str]


def _xmp(packet: bytes) -> tuple[list[Property], set[str]]:
    """Return the properties of *packet* that stay, and the plain names of the others."""
    kept: dict[str, Property] = {}
    others: set[str] = set()
    # No packet needs entities of its own; they are a way to fill the memory.
    if not packet or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return [], others
    start, end = packet.find(b"<"), packet.rfind(b">")
    try:
        root = ET.fromstring(packet[start : end + 1])  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError):
        return [], others
    for name, values, kind in _properties(root):
        prefix, _, plain = name.rpartition(":")
        if name in _KEPT and any(words for _, words in values):
            kept.setdefault(name, (name, values, kind))
        elif prefix or plain:
            others.add(plain)
    return [kept[name] for name in sorted(kept)], others


def _properties(root: ET.Element) -> Iterator[Property]:
    for description in root.iter(f"{{{_RDF}}}Description"):
        for key, value in description.attrib.items():
            yield _name(key), (("", value.strip()),), ""
        for element in description:
            resource = element.get(f"{{{_RDF}}}resource")
            array = next((child for child in element if child.tag.startswith(f"{{{_RDF}}}")), None)
            if resource is not None:
                yield _name(element.tag), (("", resource.strip()),), "resource"
            elif array is not None and array.tag.rpartition("}")[2] in {"Seq", "Bag", "Alt"}:
                items = tuple((item.get(_LANG, ""), (item.text or "").strip()) for item in array)
                yield _name(element.tag), items, array.tag.rpartition("}")[2]
            else:
                yield _name(element.tag), (("", (element.text or "").strip()),), ""


def _name(tag: str) -> str:
    space, _, plain = tag.removeprefix("{").rpartition("}")
    return f"{_SPACES.get(space, '')}:{plain}"


def _packet(properties: list[Property]) -> bytes:
    """Return *properties* as an XMP packet; nothing where there are none."""
    if not properties:
        return b""
    used = {name.partition(":")[0] for name, _, _ in properties}
    spaces = "".join(f' xmlns:{prefix}="{space}"' for space, prefix in _SPACES.items() if prefix in used)
    body = "".join(_element(*one) for one in properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about=""{spaces}>{body}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _element(name: str, values: tuple[tuple[str, str], ...], kind: str) -> str:
    if kind == "resource":
        return f"<{name} rdf:resource={quoteattr(values[0][1])}/>"
    if kind:
        items = "".join(
            f"<rdf:li{f' xml:lang={quoteattr(lang)}' if lang else ''}>{escape(words)}</rdf:li>"
            for lang, words in values
        )
        return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"
    return f"<{name}>{escape(values[0][1])}</{name}>"


def is_like_srgb(profile: bytes, mode: str) -> bool | None:
    """Return whether the ICC *profile* means what sRGB means for pictures of the *mode*; None if it doesn't fit them.

    Told by what it makes of some colours, for descriptions say anything.
    """
    from PIL import Image  # heavy

    space = "CMYK" if mode == "CMYK" else "L" if mode in {"1", "L", "LA"} or mode.startswith("I") else "RGB"
    steps = (0, 64, 128, 192, 255)
    if space == "CMYK":
        probe = Image.new("CMYK", (2, 2))
    elif space == "L":
        probe = Image.frombytes("L", (5, 1), bytes(steps))
    else:
        probe = Image.frombytes(
            "RGB", (125, 1), bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))
        )
    made = to_srgb(probe, profile)
    if made is None:
        return None
    if space == "CMYK":
        return False
    pairs = zip(made.convert("RGB").tobytes(), probe.convert("RGB").tobytes(), strict=True)
    return all(abs(one - other) <= 3 for one, other in pairs)


def to_srgb(picture: Any, profile: bytes) -> Any | None:  # noqa: ANN401 - a Pillow image
    """Return *picture* (gray, RGB or CMYK, no alpha) in sRGB; None where *profile* doesn't fit it or is broken."""
    from PIL import ImageCms  # heavy

    fitting = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}[picture.mode]
    try:
        read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if read.profile.xcolor_space.strip() != fitting:
            return None
        made = ImageCms.profileToProfile(picture, read, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None
    return made.convert("L") if made is not None and picture.mode == "L" else made

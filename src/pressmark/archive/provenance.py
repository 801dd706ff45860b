"""How a package's renditions came about, as nodes of the crate: which software, in which versions, with which theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.archive.deposit import SOURCE
from pressmark.archive.moments import moment

if TYPE_CHECKING:
    from pressmark.archive.deposit import Deposit
    from pressmark.metadata import Node

RENDERING = "#rendering"
THEME = "#theme"
SOFTWARE = "#software-"

# Where each program that is no distribution on PyPI is at home; RO-Crate wants an address for every one.
_HOMES = {
    "python": "https://www.python.org/",
    "pressmark": "https://w3id.org/pressmark",
    "pango": "https://pango.gnome.org/",
    "harfbuzz": "https://harfbuzz.github.io/",
    "harfbuzz-subset": "https://harfbuzz.github.io/",
    "fontconfig": "https://www.freedesktop.org/wiki/Software/fontconfig/",
    "zlib": "https://zlib.net/",
}


def rendering(deposit: Deposit) -> list[Node]:
    """Return the making of the renditions, its theme and its tools; dated only where the user dates the packing."""
    made = [{"@id": part.path} for part in deposit.parts if part.role == "rendition"]
    images = [{"@id": part.path} for part in deposit.parts if part.role == "image"]
    tools: list[Node] = [
        {
            "@id": SOFTWARE + name,
            "@type": "SoftwareApplication",
            "name": name,
            "url": _HOMES.get(name, f"https://pypi.org/project/{name}/"),
            "version": version,
        }
        for name, version in deposit.software.items()
    ]
    action: Node = {
        "@id": RENDERING,
        "@type": "CreateAction",
        "name": "Renditions made from the source",
        "object": [{"@id": SOURCE}, *images, {"@id": THEME}],
        "result": made,
        "instrument": [{"@id": tool["@id"]} for tool in tools],
    }
    if deposit.attested:
        action["endTime"] = moment(deposit.attested)
    theme: Node = {"@id": THEME, "@type": "CreativeWork", "name": "Theme", "sha256": deposit.theme}
    return [action, theme, *tools]

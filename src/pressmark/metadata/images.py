"""Images as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.metadata.nodes import Node, Nodes
    from pressmark.model import Image


def image_node(nodes: Nodes, image: Image, fragment: str) -> Node:
    """Return the node of *image* under *fragment*.

    Sizes are texts with a unit: schema.org's range of width and height is Distance, not a number.
    """

    def properties() -> Node:
        return {
            "url": image.url,
            "contentUrl": image.url,
            "encodingFormat": image.media_type,
            "width": f"{image.width} px",
            "height": f"{image.height} px",
            "description": image.alt,
            "caption": image.caption,
            "creditText": image.credit,
            "license": image.license,
            "sha256": image.sha256,
        }

    return nodes.node(nodes.iri(fragment), "ImageObject", properties)

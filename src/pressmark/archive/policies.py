"""What a licence lets people do, for machines: an ODRL policy, only for licences whose terms are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.metadata import Node
    from pressmark.model import Article

POLICY = "#policy"
_CC = re.compile(r"https?://creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-nd|-sa)?)/|publicdomain/zero/)")


def policy(article: Article) -> list[Node]:
    """Return the policy of an article under a Creative Commons licence; none for any other, whose terms we can't read.

    ODRL 2.2 for the rules; what each element of the licence's code permits, prohibits and asks for is ccREL's.
    """
    known = _CC.match(article.rights.license or "")
    if known is None:
        return []
    code = (known[1] or "").split("-")
    work = {"@id": f"{article.base}#article"}
    permission: Node = {
        "@id": "#permission",
        "@type": "Permission",
        "appliesTo": work,
        "allows": _actions(["Reproduction", "Distribution", *([] if "nd" in code else ["DerivativeWorks"])]),
    }
    root: Node = {"@id": POLICY, "@type": "PolicySet", "permission": {"@id": "#permission"}}
    nodes = [root, permission]
    if "by" in code:
        asked = ["Notice", "Attribution", *(["ShareAlike"] if "sa" in code else [])]
        permission["duty"] = {"@id": "#duty"}
        nodes.append({"@id": "#duty", "@type": "Duty", "allows": _actions(asked)})
    if "nc" in code:
        root["prohibition"] = {"@id": "#prohibition"}
        denied = _actions(["CommercialUse"])
        nodes.append({"@id": "#prohibition", "@type": "Prohibition", "appliesTo": work, "allows": denied})
    return nodes


def _actions(names: Iterable[str]) -> list[Node]:
    return [{"@id": f"http://creativecommons.org/ns#{name}"} for name in names]

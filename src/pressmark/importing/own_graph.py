"""The JSON-LD of one of our pages: nodes found by their id, wherever they are described in full."""

from __future__ import annotations

from typing import Any

from pressmark import fragments

Node = dict[str, Any]


class Graph:
    """A nested JSON-LD root with a way to each of its nodes."""

    def __init__(self, root: Node) -> None:
        """Index every node under *root* by its id, the fullest description of each."""
        self.root = root
        self._nodes: dict[str, Node] = {}
        stack: list[Any] = [root]
        while stack:
            one = stack.pop()
            if isinstance(one, list):
                stack.extend(one)
            elif isinstance(one, dict):
                known = self._nodes.get(str(one.get("@id")), {})
                if len(one) > len(known):
                    self._nodes[str(one.get("@id"))] = one
                stack.extend(one.values())

    def full(self, node: object) -> Node:
        """Return the full description of *node*, which may only refer to it; an empty one where there is none."""
        if isinstance(node, list):
            node = node[0] if node else None
        if not isinstance(node, dict):
            return {}
        return self._nodes.get(str(node.get("@id")), node)

    def many(self, value: object) -> list[Any]:
        """Return one or many values as a list, nodes in full."""
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [self.full(one) if isinstance(one, dict) else one for one in values]

    def at(self, fragment: str) -> Node:
        """Return the node of the article's *fragment*, an empty one where there is none."""
        base = str(self.root.get("@id", "")).removesuffix(fragments.ARTICLE)
        return self._nodes.get(base + fragment, {})

    @staticmethod
    def fragment(node: Node) -> str:
        """Return the fragment of a node's id, which is its id in the source."""
        return str(node.get("@id", "")).rpartition("#")[2]

    def party(self, node: Node, *, id_key: bool = False) -> Node:
        """Return a person or organisation as the source has it; with its id as a key where *id_key* is set."""
        node = self.full(node)
        fragment = self.fragment(node)
        organization = node.get("@type") == "Organization"
        made: Node = {}
        if id_key and "_" not in fragment and not fragment.startswith("author-"):
            made["id"] = fragment
        if not node.get("name"):
            made |= {"anonymous": True, "description": node.get("description")}
        made["name"] = node.get("name")
        made["type"] = "organization" if organization else None
        made["bio"] = node.get("description") if id_key and node.get("name") and not organization else None
        made["role"] = node.get("description") if organization and node.get("name") else node.get("jobTitle")
        place = self.full(node.get("affiliation") or node.get("memberOf"))
        if place.get("name"):
            made["affiliation"] = {key: place[key] for key in ("name", "url") if place.get(key)}
        made["email"] = node.get("email")
        identifier = str(node.get("identifier") or "")
        made["fediverse"] = "@" + identifier.removeprefix("acct:") if identifier.startswith("acct:") else None
        made["url"] = node.get("url")
        made["same_as"] = self.many(node.get("sameAs"))
        return {key: value for key, value in made.items() if value}

"""What machines read about an article: the JSON-LD graph (web profile) and the tags of a page's ``<head>``."""

from pressmark.metadata.graph import VOCABULARY, Node, dumps, flatten, script_safe
from pressmark.metadata.pagehead import LinkTag, MetaTag, page_metadata
from pressmark.metadata.web import article_body, demand_nodes, web_profile, word_count

__all__ = [
    "VOCABULARY",
    "LinkTag",
    "MetaTag",
    "Node",
    "article_body",
    "demand_nodes",
    "dumps",
    "flatten",
    "page_metadata",
    "script_safe",
    "web_profile",
    "word_count",
]

"""What machines read about an article: the JSON-LD graph (web profile) and the tags of a page's ``<head>``."""

from pressmark.metadata.body import article_body, word_count
from pressmark.metadata.nodes import Node
from pressmark.metadata.page import LinkTag, MetaTag, page_metadata
from pressmark.metadata.parts import demand_nodes
from pressmark.metadata.serialise import dumps, flatten, script_safe
from pressmark.metadata.terms import VOCABULARY
from pressmark.metadata.web import web_profile

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

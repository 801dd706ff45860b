"""The terms beside schema.org's properties: types by kind, policies, and other vocabularies' IRIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.model import Kind

CONTEXT = "https://schema.org"
"""The context by its name, as one string: Readability and trafilatura know no other form."""

VOCABULARY = "https://w3id.org/pressmark/terms#"
"""Our own terms, described in ``docs/terms``."""

DEMAND = f"{VOCABULARY}Demand"

PAID = "paid"
"""The class of the page's element that has to be paid for."""

SECTION = "http://purl.org/spar/doco/Section"
AFTERWORD = "http://purl.org/spar/doco/Afterword"
PUBLISHED = "http://purl.org/spar/pso/published"
RETRACTED = "http://purl.org/spar/pso/retracted-from-publication"

TYPES: Mapping[Kind, str] = {
    "opinion": "OpinionNewsArticle",
    "news": "NewsArticle",
    "report": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "background": "BackgroundNewsArticle",
    "statement": "Article",
    "summary": "Article",
}
"""schema.org's type of each kind. It has none for a press statement, and a summary is not the outlet's own news."""

GENRES: Mapping[Kind, str] = {
    "opinion": "http://cv.iptc.org/newscodes/genre/Opinion",
    "analysis": "http://cv.iptc.org/newscodes/genre/Analysis",
    "background": "http://cv.iptc.org/newscodes/genre/Background",
    "statement": "http://cv.iptc.org/newscodes/genre/Press_Release",
    "summary": "http://cv.iptc.org/newscodes/genre/Synopsis",
}
"""The IPTC genre of each kind that has one. Its “Summary” is a briefing on many items, a synopsis is of one."""

POLICIES: Mapping[str, str] = {
    "principles": "publishingPrinciples",
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "ownership": "ownershipFundingInfo",
    "unnamed_sources": "unnamedSourcesPolicy",
}
"""The property of each policy that an outlet may publish."""

ACTION_STATUS: Mapping[str, str] = {
    "open": "http://schema.org/PotentialActionStatus",
    "met": "http://schema.org/CompletedActionStatus",
    "refused": "http://schema.org/FailedActionStatus",
}
"""What became of a demand. With http:, because the context expands https://schema.org to that."""

OA = "http://www.w3.org/ns/oa#"
"""W3C's Web Annotation vocabulary, whose terms are written out: the context stays one string."""

"""Exactly the schema.org terms that pressmark emits, written by hand: types with what is above them, properties.

A property has the type it is for (its domain), and what may stand there: types, or kinds of literals that
`linter.LITERALS` knows. Tests hold this table to schema.org's own data and to what the examples emit.
"""

from __future__ import annotations

# Each type and the one directly above it.
TYPES: dict[str, str | None] = {
    "Thing": None,
    "CreativeWork": "Thing",
    "Article": "CreativeWork",
    "NewsArticle": "Article",
    "OpinionNewsArticle": "NewsArticle",
    "ReportageNewsArticle": "NewsArticle",
    "AnalysisNewsArticle": "NewsArticle",
    "BackgroundNewsArticle": "NewsArticle",
    "Quotation": "CreativeWork",
    "Statement": "CreativeWork",
    "WebPage": "CreativeWork",
    "WebPageElement": "CreativeWork",
    "CreativeWorkSeries": "CreativeWork",
    "Periodical": "CreativeWorkSeries",
    "MediaObject": "CreativeWork",
    "ImageObject": "MediaObject",
    "Comment": "CreativeWork",
    "CorrectionComment": "Comment",
    "Person": "Thing",
    "Organization": "Thing",
    "NewsMediaOrganization": "Organization",
    "Place": "Thing",
    "Action": "Thing",
    "Intangible": "Thing",
    "StructuredValue": "Intangible",
    "ContactPoint": "StructuredValue",
    "DefinedTerm": "Intangible",
    "Enumeration": "Intangible",
    "MediaEnumeration": "Enumeration",
    "IPTCDigitalSourceEnumeration": "MediaEnumeration",
}

# Types that only connect others: no node has one of them as its own.
ABOVE_ONLY = {"Comment", "Enumeration", "Intangible", "MediaEnumeration", "StructuredValue"}

_AGENT = ("Person", "Organization")

# Each property: its domain, and its range.
PROPERTIES: dict[str, tuple[str, tuple[str, ...]]] = {
    # of everything
    "name": ("Thing", ("text",)),
    "description": ("Thing", ("text",)),
    "url": ("Thing", ("url",)),
    "sameAs": ("Thing", ("url",)),
    "identifier": ("Thing", ("iri",)),
    "image": ("Thing", ("ImageObject",)),
    "mainEntityOfPage": ("Thing", ("WebPage",)),
    "additionalType": ("Thing", ("class",)),
    # of works
    "headline": ("CreativeWork", ("text",)),
    "alternativeHeadline": ("CreativeWork", ("text",)),
    "inLanguage": ("CreativeWork", ("language",)),
    "datePublished": ("CreativeWork", ("date",)),
    "dateModified": ("CreativeWork", ("date",)),
    "dateCreated": ("CreativeWork", ("date",)),
    "author": ("CreativeWork", _AGENT),
    "creator": ("CreativeWork", _AGENT),
    "publisher": ("CreativeWork", ("Organization",)),
    "isPartOf": ("CreativeWork", ("CreativeWorkSeries",)),
    "issn": ("CreativeWorkSeries", ("text",)),
    "translator": ("CreativeWork", _AGENT),
    "genre": ("CreativeWork", ("url",)),
    "keywords": ("CreativeWork", ("text",)),
    "contentLocation": ("CreativeWork", ("Place",)),
    "about": ("CreativeWork", ("Thing",)),
    "text": ("CreativeWork", ("text",)),
    "position": ("CreativeWork", ("integer",)),
    "hasPart": ("CreativeWork", ("CreativeWork",)),
    "encoding": ("CreativeWork", ("MediaObject",)),
    "citation": ("CreativeWork", ("CreativeWork",)),
    "isBasedOn": ("CreativeWork", ("CreativeWork",)),
    "translationOfWork": ("CreativeWork", ("Quotation",)),
    "workTranslation": ("CreativeWork", ("Article",)),
    "correction": ("CreativeWork", ("CorrectionComment",)),
    "archivedAt": ("CreativeWork", ("url",)),
    "version": ("CreativeWork", ("number or text",)),
    "creativeWorkStatus": ("CreativeWork", ("DefinedTerm",)),
    "mainEntity": ("CreativeWork", ("Action",)),
    "copyrightHolder": ("CreativeWork", _AGENT),
    "copyrightYear": ("CreativeWork", ("year",)),
    "copyrightNotice": ("CreativeWork", ("text",)),
    "creditText": ("CreativeWork", ("text",)),
    "license": ("CreativeWork", ("url",)),
    "acquireLicensePage": ("CreativeWork", ("url",)),
    "isAccessibleForFree": ("CreativeWork", ("boolean",)),
    "conditionsOfAccess": ("CreativeWork", ("text",)),
    "usageInfo": ("CreativeWork", ("url",)),
    "digitalSourceType": ("CreativeWork", ("IPTCDigitalSourceEnumeration",)),
    # of articles
    "articleBody": ("Article", ("text",)),
    "articleSection": ("Article", ("text",)),
    "wordCount": ("Article", ("integer",)),
    "backstory": ("Article", ("text",)),
    "dateline": ("NewsArticle", ("text",)),
    # of quotes and demands
    "spokenByCharacter": ("Quotation", _AGENT),
    "agent": ("Action", _AGENT),
    "actionStatus": ("Action", ("action status",)),
    # of files and images
    "cssSelector": ("WebPageElement", ("selector",)),
    "contentUrl": ("MediaObject", ("url",)),
    "contentSize": ("MediaObject", ("size",)),
    "encodingFormat": ("MediaObject", ("media type",)),
    "sha256": ("MediaObject", ("sha256",)),
    "width": ("MediaObject", ("pixels",)),
    "height": ("MediaObject", ("pixels",)),
    "caption": ("ImageObject", ("text",)),
    # of people and organisations
    "jobTitle": ("Person", ("text",)),
    "affiliation": ("Person", ("Organization",)),
    "memberOf": ("Organization", ("Organization",)),
    "email": ("Person|Organization|ContactPoint", ("email",)),
    "telephone": ("ContactPoint", ("text",)),
    "contactPoint": ("Organization", ("ContactPoint",)),
    "logo": ("Organization", ("ImageObject",)),
    "publishingPrinciples": ("Organization", ("url",)),
    "ethicsPolicy": ("Organization", ("url",)),
    "correctionsPolicy": ("Organization", ("url",)),
    "ownershipFundingInfo": ("Organization", ("url",)),
    "unnamedSourcesPolicy": ("Organization", ("url",)),
}

# schema.org's data types and classes for each kind of literal: the property's range must hold one of them.
LITERAL_RANGES: dict[str, set[str]] = {
    "text": {"Text"},
    "url": {"URL", "Text"},
    "iri": {"URL", "Text"},
    "class": {"URL", "Text"},
    "language": {"Text"},
    "selector": {"CssSelectorType"},
    "date": {"Date", "DateTime"},
    "integer": {"Integer", "Number"},
    "year": {"Number"},
    "number or text": {"Number", "Text"},
    "boolean": {"Boolean"},
    "size": {"Text"},
    "media type": {"Text"},
    "sha256": {"Text"},
    "pixels": {"Distance"},
    "email": {"Text"},
    "action status": {"ActionStatusType"},
}

"""The web profile is right by its linter, and the linter sees what is wrong: every seeded error, and no other."""

from __future__ import annotations

import copy
import json

import pytest
from tests.metadata.linter import lint

from pressmark import metadata


def _part(graph, kind):
    return next(part for part in graph["hasPart"] if part["@type"] == kind)


def _pdf(graph):
    return graph["encoding"][0]


def _yaml(graph):
    return graph["encoding"][1]


def _put(graph, **properties):
    graph.update(properties)


# Each error: what is done to a good graph, and a word of what the linter must say.
ERRORS = {
    "an unknown property": (lambda g: _put(g, headLine="x"), "unknown property"),
    "a property of another type": (lambda g: _put(g["author"], wordCount=3), "not for a Person"),
    "a news property on a person": (lambda g: _put(g["author"], dateline="X"), "not for a Person"),
    "an unknown type": (lambda g: _put(g, **{"@type": "OpinionArticle"}), "unknown type"),
    "a press release type": (lambda g: _put(g, **{"@type": "PressRelease"}), "unknown type"),
    "a list of types": (lambda g: _put(g, **{"@type": ["NewsArticle", "OpinionNewsArticle"]}), "unknown type"),
    "a root that is no article": (lambda g: _put(g, **{"@type": "WebPage"}), "not for a WebPage"),
    "schema.org's Demand": (lambda g: _put(_part(g, "Statement"), **{"@type": "Demand"}), "unknown type 'Demand'"),
    "a date that is none": (lambda g: _put(g, datePublished="4 May 2026"), "no date"),
    "a day that is none": (lambda g: _put(_part(g, "Quotation"), dateCreated="2026-02-30"), "no date"),
    "a time without offset": (lambda g: _put(g, datePublished="2026-05-04T07:30:00"), "no date"),
    "modified before published": (lambda g: _put(g, dateModified="2026-05-03T00:00:00Z"), "before datePublished"),
    "corrected before published": (
        lambda g: _put(g["correction"][0], datePublished="2026-05-03T00:00:00Z"),
        "before datePublished",
    ),
    "no author": (lambda g: g.pop("author"), "without author"),
    "an author as a string": (lambda g: _put(g, author="Mira Sandoval"), "stands where a Person"),
    "one author as a list": (lambda g: _put(g, author=[g["author"]]), "fewer than two"),
    "an author by reference": (lambda g: _put(g, author={"@id": g["author"]["@id"]}), "without a name in place"),
    "a place for an author": (lambda g: _put(g["author"], **{"@type": "Place"}), "a Place stands where"),
    "a person for a publisher": (lambda g: _put(g["publisher"], **{"@type": "Person"}), "a Person stands where"),
    "a publisher without a name": (lambda g: g["publisher"].pop("name"), "neither a name nor a description"),
    "no headline": (lambda g: g.pop("headline"), "without headline"),
    "an empty headline": (lambda g: _put(g, headline="  "), "no text"),
    "a null": (lambda g: _put(g, backstory=None), "no text"),
    "a word count as text": (lambda g: _put(g, wordCount="59"), "no integer"),
    "a wrong word count": (lambda g: _put(g, wordCount=g["wordCount"] + 1), "but the body has"),
    "a boolean as text": (lambda g: _put(g, isAccessibleForFree="true"), "no boolean"),
    "a boolean as a number": (lambda g: _put(g, isAccessibleForFree=1), "no boolean"),
    "a year as text": (lambda g: _put(g, copyrightYear="2026"), "no year"),
    "a licence by its name": (lambda g: _put(g, license="CC BY 4.0"), "no url"),
    "a relative address": (lambda g: _put(g["publisher"], url="/about"), "no url"),
    "a bad language": (lambda g: _put(g, inLanguage="english"), "no language"),
    "a language as a locale": (lambda g: _put(g, inLanguage="en_GB"), "no language"),
    "a short digest": (lambda g: _put(_yaml(g), sha256="2c26b46b"), "no sha256"),
    "a digest in capitals": (lambda g: _put(_yaml(g), sha256=_yaml(g)["sha256"].upper()), "no sha256"),
    "a size without a unit": (lambda g: _put(_yaml(g), contentSize=4711), "no size"),
    "an image's width as a number": (lambda g: _put(g["image"], width=1600), "no pixels"),
    "a file's type that is none": (lambda g: _put(_pdf(g), encodingFormat="PDF"), "no media type"),
    "a reference to nothing": (
        lambda g: _put(g, copyrightHolder={"@id": "https://x.example/#no"}),
        "nothing describes",
    ),
    "a relative @id": (lambda g: _put(g["author"], **{"@id": "#mira"}), "a blank node"),
    "a blank node": (lambda g: g["publisher"].pop("@id"), "a blank node"),
    "a node described twice": (lambda g: _put(g, copyrightHolder=copy.deepcopy(g["publisher"])), "described twice"),
    "a pseudo-keyword": (lambda g: _put(g, contentLocation={"@place": ["Harbour Town"]}), "unknown type None"),
    "a pseudo-keyword in a node": (lambda g: _put(g["author"], **{"@role": "pilot"}), "pseudo-keyword @role"),
    "a status as a word": (
        lambda g: _put(_part(g, "Statement")["mainEntity"], actionStatus="PotentialActionStatus"),
        "no action status",
    ),
    "a status that is none": (
        lambda g: _put(_part(g, "Statement")["mainEntity"], actionStatus={"@id": "http://schema.org/Open"}),
        "no action status",
    ),
    "an unknown class": (lambda g: _put(_part(g, "Statement"), additionalType="https://x.example/Call"), "no class"),
    "a quote without words": (lambda g: _part(g, "Quotation").pop("text"), "without its words"),
    "a quote that is nobody's": (lambda g: _part(g, "Quotation").pop("spokenByCharacter"), "nobody's"),
    "a quote by somebody else": (
        lambda g: _put(_part(g, "Quotation"), creator={"@id": g["author"]["@id"]}),
        "attributed to one and created by another",
    ),
    "a demand by nobody": (lambda g: _part(g, "Statement").pop("creator"), "a demand without"),
    "parts out of order": (lambda g: _put(_part(g, "Statement"), position=2), "out of order"),
    "parts before the authors": (lambda g: _put(g, author=g.pop("author")), "comes after the parts"),
    "a list of contexts": (lambda g: _put(g, **{"@context": ["https://schema.org"]}), "@context"),
    "an http context": (lambda g: _put(g, **{"@context": "http://schema.org"}), "@context"),
    "another root": (lambda g: _put(g, **{"@id": "https://x.example/#root"}), "not …#article"),
    "an e-mail address that is none": (lambda g: _put(g["author"], email="mira"), "no email"),
}


def test_the_web_profile_of_every_article_is_right(article):
    assert lint(json.loads(metadata.dumps(metadata.web_profile(article)))) == []


@pytest.mark.parametrize("name", ERRORS)
def test_the_linter_catches(name, articles):
    graph = json.loads(metadata.dumps(metadata.web_profile(articles["opinion"])))
    spoil, expected = ERRORS[name]

    spoil(graph)

    assert any(expected in message for message in lint(graph)), lint(graph)

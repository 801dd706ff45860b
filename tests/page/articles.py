"""Articles made by hand from the model, one that uses everything and the means to vary it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from functools import cache

from PIL import Image as Picture

from pressmark import model as m

BASE = "https://harbourpost.example/2026/opinion/evening-river-bus"


@cache
def picture(width: int = 160, height: int = 90) -> bytes:
    """Return a small PNG."""
    buffer = io.BytesIO()
    Picture.new("RGB", (width, height), (40, 90, 110)).save(buffer, "PNG")
    return buffer.getvalue()


def image(id_: str, **more: object) -> m.Image:
    data = picture()
    known = {"file": f"{id_}.png", "alt": f"The {id_}", "media_type": "image/png", "width": 160, "height": 90}
    return m.Image(id=id_, data=data, sha256=hashlib.sha256(data).hexdigest(), **{**known, **more})


def full(language: str = "en-GB", kind: str = "opinion", **changes: object) -> m.Article:
    """Return an article in *language* that uses every part of the model; *changes* replace its fields."""
    mira = m.Party(
        "mira",
        "Mira Sandoval",
        role="Transport planner",
        affiliation=m.Affiliation("River Forum", "https://rf.example/"),
        email="mira@rf.example",
        fediverse="@mira@social.example",
        url="https://harbourpost.example/people/mira",
        same_as=("https://orcid.org/0000-0002-1825-0097",),
    )
    tomas = m.Party("tomas", "Tomas Reyl", role="Ferry pilot")
    council = m.Party("council", "Harbour Town Council", type="organization", url="https://council.example/")
    union = m.Party("union", "Dock Workers’ Union", type="organization")
    clerk = m.Party("clerk", None, description="A clerk in the ticket office")
    timetable = m.Reference(
        "timetable",
        "River bus timetable 2026",
        1,
        url="https://council.example/timetable-2026.pdf",
        author="Harbour Town Council",
        published="2026-01-02",
        accessed="2026-05-01",
        archived="https://archive.example/2026/timetable",
    )
    tied = m.Quote(
        "tied-up",
        "We tie up while half the town is still at work",
        tomas,
        said="2026-04-29",
        context="At the east quay, after the last sailing",
        source=timetable,
        original=m.Original("nl", "Wij leggen aan terwijl de halve stad nog werkt"),
        translator="Mira Sandoval",
    )
    heard = m.Quote("heard", "nobody asked us", clerk, disputed=True)
    shalom = m.Quote("shalom", 'The boat is "gone" & <lost>', council, original=m.Original("he", "הסירה הלכה, 18:00"))
    sailing = m.Demand(
        "evening-sailing",
        "The council should publish a timetable with one evening sailing before the autumn.",
        (mira,),
        (council,),
        "Publish a timetable with one evening sailing",
        "2026-09-22",
    )
    counts = m.Demand("counts", "The passenger counts should be published.", (union,), (council, mira), status="met")
    quay = image(
        "quay",
        url="https://harbourpost.example/img/quay.png",
        caption="The east quay",
        credit="The Harbour Post",
        license="https://creativecommons.org/licenses/by/4.0/",
    )
    t = m.Text
    sections = (
        m.Section(
            "last-boat",
            "The last boat",
            (
                m.Paragraph(
                    (
                        t("The last river bus leaves the east quay at six."),
                        m.NoteRef(timetable, 1),
                        t(" Night workers walk "),
                        m.Emphasis((t("home "), m.Strong((t("across"),)))),
                        t(" two bridges."),
                    )
                ),
                m.QuoteBlock(tied, first=True, nth=2),
                m.Paragraph((t("Tomas Reyl puts it plainly: "), m.InlineQuote(tied, first=False), t(", he says."))),
                m.Paragraph(
                    (t("“She told us "), m.Emphasis((m.InlineQuote(heard, first=True),)), t(" at all,” he adds."))
                ),
                m.Figure(quay),
                m.QuoteBlock(shalom, first=True),
            ),
        ),
        m.Section(
            "what-now",
            "What now?",
            (
                m.Paragraph(
                    (t("Two things would help, says "), m.Link("https://council.example/", (t("the council"),)), t(":"))
                ),
                m.DemandList((sailing, counts)),
                m.Heading(3, (t("Small print"),)),
                m.ItemList(
                    ordered=False,
                    start=1,
                    tight=True,
                    items=(
                        (m.Paragraph((t("one "), m.LineBreak(), t("more"))),),
                        (
                            m.Paragraph((t("two"),)),
                            m.ItemList(
                                ordered=True,
                                start=3,
                                tight=False,
                                items=(
                                    (m.Paragraph((t("three"),)), m.Paragraph((t("and on"),))),
                                    (m.Paragraph((t("four"),)),),
                                ),
                            ),
                        ),
                    ),
                ),
                m.BlockQuote((m.Paragraph((t("Words set off, with "), m.InlineQuote(tied, first=False), t("."))),)),
                m.QuoteBlock(tied, first=False),
            ),
        ),
    )
    article = m.Article(
        source=m.Source("evening-river-bus", b"pressmark: 1\n", hashlib.sha256(b"pressmark: 1\n").hexdigest()),
        base=BASE,
        url=BASE,
        kind=kind,
        language=language,
        slug="evening-river-bus",
        headline="Bring back the evening river bus",
        deck="Half the town still works when the last boat ties up",
        summary="A transport planner argues for one evening sailing on the river bus line.",
        published="2026-05-04T07:30:00+01:00",
        modified="2026-05-05T09:00:00+01:00",
        version=2,
        rubric="Opinion",
        dateline="HARBOUR TOWN",
        authors=(mira,),
        outlet=m.Outlet(
            "The Harbour Post",
            url="https://harbourpost.example/",
            logo=image("outlet_logo"),
            policies=(
                ("principles", "https://harbourpost.example/about/principles"),
                ("corrections", "https://harbourpost.example/about/corrections"),
            ),
        ),
        sections=sections,
        keywords=("river bus", "public transport"),
        places=(m.Place("Harbour Town", "https://example.org/harbour-town"),),
        topics=(m.Topic("Public transport"),),
        series=m.Series("Letters from the quay", 3, "https://harbourpost.example/letters"),
        backstory="Written after three evenings at the east quay.",
        parties=(tomas, council, union, clerk),
        quotes=(tied, heard, shalom),
        demands=(sailing, counts),
        images=(quay,),
        references=(timetable,),
        corrections=(m.Correction("2026-05-05T09:00:00+01:00", "An earlier version named the wrong quay.", mira),),
        rights=m.Rights(
            "The Harbour Post",
            2026,
            "https://creativecommons.org/licenses/by/4.0/",
            "© 2026 The Harbour Post",
            "Mira Sandoval / The Harbour Post",
            "https://harbourpost.example/about/licensing",
            free=True,
        ),
        translations=(m.Translation("nl", "https://harbourpost.example/nl/avondboot"),),
        files=m.PublishedFiles(
            "https://harbourpost.example/evening-river-bus.pdf", "https://harbourpost.example/evening-river-bus.yaml"
        ),
        archive=m.Archive("urn:uuid:0b6a5a94-3b0f-5d8e-9f0b-5c6d7e8f9a0b", "https://archive.example/erb", "Box 12"),
    )
    return replace(article, **{**_by_kind(kind), **changes})


def _by_kind(kind: str) -> dict[str, object]:
    if kind == "statement":
        return {
            "dateline": None,
            "embargo": "2026-05-04T06:00:00+01:00",
            "contact": (m.Contact("Press office", "press@council.example", "+44 1632 960000"),),
            "notes": (m.Paragraph((m.Text("Founded in 1911."),)),),
        }
    if kind == "summary":
        lena = m.Party("based_on_author_1", "Lena Marsh", role="Harbour pilot")
        work = m.BasedOn(
            "opinion",
            "Keep the quay lit",
            (lena,),
            m.Outlet("Quayside News", url="https://quayside.example/"),
            "2026-04-30",
            "https://quayside.example/lit",
            "en",
        )
        return {"dateline": None, "based_on": work}
    return {}


def withdrawn(language: str = "en-GB") -> m.Article:
    """Return an article as the reader hands over a withdrawn one: its words are gone."""
    return replace(
        full(language),
        sections=(),
        quotes=(),
        demands=(),
        images=(),
        references=(),
        notes=(),
        deck=None,
        summary=None,
        backstory=None,
        keywords=(),
        embargo=None,
        parties=(),
        withdrawn=m.Withdrawal("2026-06-01", "The timetable it relied on was a draft."),
    )

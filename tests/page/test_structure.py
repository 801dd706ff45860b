"""What the page is made of, read back by an HTML parser."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
import weasyprint
from tests.page.articles import BASE, full, withdrawn

from pressmark import model as m
from pressmark.theme import Options
from pressmark.writers import html

KINDS = ("opinion", "news", "report", "analysis", "background", "statement", "summary")


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def ids(root) -> list[str]:
    return [element.get("id") for element in root.iter() if isinstance(element.tag, str) and element.get("id")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ["html", "pdf"])
def test_an_id_stands_on_one_element_only(page, kind, target):
    assert [id_ for id_, n in Counter(ids(page(full(kind=kind), target=target))).items() if n > 1] == []


def test_every_part_carries_its_id(page):
    expected = {
        "article", "outlet_1", "outlet_logo", "mira", "tomas", "council", "union", "clerk", "last-boat", "what-now",
        "tied-up", "tied-up_original", "heard", "shalom", "shalom_original", "evening-sailing", "counts", "quay",
        "timetable", "timetable_ref_1", "timetable_ref_2", "correction_1", "place_1", "topic_1",
    }  # fmt: skip
    assert expected <= set(ids(page(full())))


def test_every_fragment_of_the_json_ld_is_an_element_of_the_page(page):
    root = page(full(kind="summary"))
    graph = root.find(".//script").text
    named = set(re.findall(re.escape(BASE) + r"#([\w-]+)", graph))
    # What has no place of its own in the page is said by another element: what a demand asks for is in the demand.
    assert named
    inside = {name for name in named if name.endswith("_action") or name.startswith("mira_") or "_affiliation" in name}
    assert named - inside - set(ids(root)) == set()


def test_every_link_within_the_page_finds_its_target(page):
    root = page(full(kind="summary"))
    targets = [a.get("href")[1:] for a in root.iter("a") if a.get("href").startswith("#")]
    assert targets
    assert set(targets) <= set(ids(root))


def test_what_a_label_points_to_exists(page):
    root = page(full(kind="statement"))
    labels = [e.get("aria-labelledby") for e in root.iter() if isinstance(e.tag, str) and e.get("aria-labelledby")]
    assert labels
    assert set(labels) <= set(ids(root))


def test_a_quote_is_a_paragraph_with_its_source_and_attribution(page):
    quote = page(full()).find(".//p[@id='tied-up']")
    said = quote.find("q")
    assert said.get("cite") == "https://council.example/timetable-2026.pdf"
    assert words(said) == "“We tie up while half the town is still at work”"
    assert words(quote.find("span[@class='attribution']")) == (
        "Tomas Reyl, Ferry pilot, 29 April 2026 · At the east quay, after the last sailing"
        " · translated by Mira Sandoval[1]"
    )


def test_the_words_before_translation_name_their_language_and_direction(page):
    original = page(full()).find(".//*[@id='shalom_original']")
    assert (original.get("lang"), original.get("dir")) == ("he", "rtl")
    assert words(original) == "”הסירה הלכה, 18:00”"


def test_a_quote_in_a_sentence_is_a_q_with_its_marks_as_characters(page):
    q = page(full()).find(".//q[@id='heard']")
    assert words(q) == "‘nobody asked us’"


def test_a_disputed_quote_is_attributed_and_no_more(page):
    assert "attributed to A clerk in the ticket office" in words(page(full()).find(".//section[@class='quotations']"))


def test_a_later_placement_is_a_pull_quote_without_an_id(page):
    pull = page(full()).find(".//aside[@class='pull-quote']")
    assert ids(pull) == []
    assert words(pull) == "“We tie up while half the town is still at work” Tomas Reyl"


def test_a_pull_quote_is_not_read_out_a_second_time(page):
    assert [pull.get("aria-hidden") for pull in page(full()).iter("aside") if pull.get("class") == "pull-quote"] == [
        "true"
    ]


def test_a_demand_says_who_demands_what_of_whom_by_when(page):
    item = page(full()).find(".//li[@id='evening-sailing']")
    assert words(item) == (
        "The council should publish a timetable with one evening sailing before the autumn."
        " In short: Publish a timetable with one evening sailing Demanded by: Mira Sandoval"
        " Demanded of: Harbour Town Council Due: 22 September 2026 Status: open"
    )


def test_demands_placed_apart_keep_their_numbers(page):
    article = full()
    lone = m.DemandList((article.demands[1],), start=2)
    root = page(replace(article, sections=(m.Section("s", None, (lone,)),)))
    assert root.find(".//ol[@class='demands']").get("start") == "2"


def test_headings_skip_no_level(page):
    levels = [int(e.tag[1]) for e in page(full(kind="statement")).iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_a_section_without_a_heading_has_no_empty_one(page):
    root = page(full(sections=(m.Section("section-1", None, (m.Paragraph((m.Text("Words."),)),)),)))
    section = root.find(".//div[@id='section-1']")
    assert (section.get("aria-labelledby"), len(section), words(section)) == (None, 0, "")


def test_all_blocks_of_all_sections_have_one_parent(page):
    article = full()
    body = page(article).find(".//div[@class='body']")
    paragraphs = [b for section in article.sections for b in section.blocks if isinstance(b, m.Paragraph)]
    assert len(paragraphs) >= 2
    assert [part.get("id") for part in body if part.get("class") == "part"] == [s.id for s in article.sections]
    assert len([p for p in body.findall("p") if p.get("class") is None]) == len(paragraphs)


def test_an_image_says_its_size_and_is_embedded(page):
    image = page(full()).find(".//figure[@id='quay']/img")
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("160", "90", "The quay")
    assert image.get("src").startswith("data:image/png;base64,")


def test_a_logo_says_its_size(page):
    logo = page(full()).find(".//img[@id='outlet_logo']")
    assert (logo.get("width"), logo.get("height")) == ("160", "90")


def test_an_image_beside_the_page_is_named_by_its_path(options):
    quay = replace(full().images[0], file="img/the quay#1.png")
    article = full(sections=(m.Section("s", None, (m.Figure(quay),)),))
    assert 'src="img/the%20quay%231.png"' in html.render(article, Options(options.theme, images="beside"))


def test_the_json_ld_is_the_one_script(page):
    scripts = page(full()).findall(".//script")
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    assert json.loads(scripts[0].text)["headline"] == "Bring back the evening river bus"


# What the graph says about files, or in a vocabulary's own terms; readers see the same in other words.
NOT_SHOWN = {
    "additionalType",
    "articleBody",
    "contentSize",
    "encodingFormat",
    "genre",
    "height",
    "isAccessibleForFree",
    "sha256",
    "width",
    "wordCount",
}


def said(value, name: str = ""):
    """Yield every literal of the graph, with the property that holds it."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not key.startswith("@"):
                yield from said(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from said(item, name)
    elif name not in NOT_SHOWN:
        yield name, str(value)


@pytest.mark.parametrize("article", [*(full(kind=kind) for kind in KINDS), withdrawn()], ids=[*KINDS, "withdrawn"])
def test_everything_the_json_ld_says_is_to_be_seen(page, article):
    root = page(article)
    text = words(root.find("body"))
    attributes = {value for e in root.find("body").iter() if isinstance(e.tag, str) for value in e.attrib.values()}
    attributes |= {root.get("lang")} | {f"{article.base}#{value}" for value in attributes}

    def seen(value: str) -> bool:
        day = value.removesuffix("T00:00:00Z")
        handle = value.replace("acct:", "@")
        return " ".join(value.split()) in text or {value, day} & attributes or handle in text

    pictures = {image.url for image in article.images}  # where an image is published; the page shows the image itself
    graph = list(said(json.loads(root.find(".//script").text)))
    assert graph
    assert [(name, value) for name, value in graph if not seen(value) and value not in pictures] == []


def test_the_page_for_print_has_notes_for_the_foot_of_the_page_and_no_json_ld(page):
    root = page(full(), target="pdf")
    notes = root.findall(".//span[@class='footnote']")
    assert root.find(".//script") is None
    assert len(notes) == 1  # at the first of the two references
    assert "River bus timetable 2026" in words(notes[0])


def test_a_summary_says_first_whose_opinion_it_tells(page):
    box = page(full(kind="summary")).find(".//*[@id='based_on']")
    assert words(box).startswith(
        "Summary of an opinion piece by Lena Marsh, Harbour pilot, in Quayside News, 30 April 2026"
    )
    assert "Quoted: Tomas Reyl, A clerk in the ticket office, Harbour Town Council" in words(box)
    assert "mira" not in ids(box)


def test_a_statement_shows_embargo_contact_end_mark_and_notes_in_a_press_offices_order(page):
    text = words(page(full(kind="statement")).find("body"))
    order = ["Embargo: not for release before 4 May 2026, 06:00 (UTC+1)", "Bring back", " Ends ", "Notes to editors",
             "Founded in 1911.", "Contact Press office"]  # fmt: skip
    found = [text.find(part) for part in order]
    assert -1 not in found
    assert found == sorted(found)


def test_only_a_statement_has_an_end_mark(page):
    assert page(full()).find(".//p[@class='ends']") is None


def test_a_withdrawn_article_is_a_tombstone(page):
    article = withdrawn()
    text = words(page(article).find("body"))
    assert "Withdrawn: 1 June 2026 Reason: The timetable it relied on was a draft." in text
    assert all(part in text for part in (article.headline, "By Mira Sandoval", "The Harbour Post", "wrong quay"))


def test_labels_in_another_language_than_the_article_say_so(page):
    heading = page(full("ur")).find(".//h2[@id='sources_heading']")
    assert (heading.get("lang"), heading.get("dir"), words(heading)) == ("en", "ltr", "Sources")


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"), ("ja", "ltr")])
def test_the_page_has_the_language_and_direction_of_the_article(page, language, direction):
    root = page(full(language))
    assert (root.get("lang"), root.get("dir")) == (language, direction)


def test_the_title_of_a_foreign_work_names_its_language(page):
    cite = page(full("ar", "summary")).find(".//*[@class='original-title']/cite")
    assert (cite.get("lang"), cite.get("dir")) == ("en", "ltr")


def test_the_page_asks_nobody_for_anything(page):
    root = page(full(kind="summary"))
    loaded = [e.get("src") for e in root.iter() if isinstance(e.tag, str) and e.get("src")]
    sheets = [e.get("rel") for e in root.iter("link") if "stylesheet" in e.get("rel") or "icon" in e.get("rel")]
    styles = "".join(style.text for style in root.iter("style"))
    assert loaded
    assert all(src.startswith("data:") for src in loaded)
    assert (sheets, "url(" in styles, "@import" in styles) == ([], False, False)


def test_writing_twice_gives_the_same_bytes(options):
    assert html.write(full("de", "summary"), options) == html.write(full("de", "summary"), options)


def test_the_browsers_own_colour_is_the_papers(page, options):
    root = page(full())
    papers = re.findall(r"--paper: (#[0-9a-f]{6});", options.theme.text("screen.css"))
    assert [meta.get("content") for meta in root.findall(".//meta[@name='theme-color']")] == papers[:2]


def test_weasyprint_has_nothing_to_say_about_the_page_itself(options, caplog):
    with caplog.at_level("WARNING", logger="weasyprint"):
        weasyprint.HTML(string=html.render(full(kind="summary"), options)).render()
    assert caplog.messages == []

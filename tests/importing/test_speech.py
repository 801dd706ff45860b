"""Who speaks: only whom a verb of saying ties to the words, and whom the text introduces. All else stays prose."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import time

import pytest
from tests.importing.readback import imported, values

from pressmark.importing.guess.speech import quotations

_HEAD = "Seals return to the quay\n\nBy Ada Quill\n\n4 May 2026\n\nThe seals are back on the old slipway, and nobody there minds them.\n\n"


def _said(text, language="en"):
    found = imported(_HEAD + text + "\n", language=language)
    made = values(found)
    parties = made.get("parties", {})
    return {
        quote["text"].rstrip(",."): (parties.get(quote["speaker"]) or {"name": quote["speaker"]}).get("name", "unnamed")
        for quote in made.get("quotes", {}).values()
    }, found


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We go,” said Tomas Reyl, a ferry pilot.", "Tomas Reyl"),
        ("“We go,” said Coastal Bank senior economist Jean-Luc Ferrand.", "Jean-Luc Ferrand"),
        ("“We go,” said Rep. Otis P. Garland, Ore., who leads the panel.", "Otis P. Garland"),
        ("“We go,” Northline Chief Executive Tom Reyl said.", "Tom Reyl"),
        ("Mirko Sands, chief executive of Arden Robotics, said: “We go.”", "Mirko Sands"),
        ("The harbourmaster, Ole Thorsen, told the pilots: “We go.”", "Ole Thorsen"),
        ("“We go,” said the harbourmaster, Ole Thorsen.", "Ole Thorsen"),
        ("“We go,” said Head of Public Works Petra Lund.", "Petra Lund"),
        ("“We go,” Northline’s Petra Lund said.", "Petra Lund"),
        ("Councillor Petra Lund, Leader of Harbour Council, said: “We go.”", "Petra Lund"),
        ("The harbourmaster, Ole Thorsen, came late. “We go,” he said.", "Ole Thorsen"),
        ('"We go,” said the clerk, Petra Lund.', "Petra Lund"),
        ("Rob Lorne, President Arden North Maravale, says: “We go.”", "Rob Lorne"),
        ("According to Mayor Petra Lund, “We go.”", "Petra Lund"),
        ("Hans Obermann, a former economist who now teaches at Maravale, Eastport, has warned that a rise could mean “We go.”", "Hans Obermann"),
        ("Mayor Petra Lund came late.\n\n“We go,” Lund said.", "Petra Lund"),
        ("Mayor Petra Lund came late. “We go,” she said.", "Petra Lund"),
        ("Mayor Petra Lund came late.\n\n“We go,” the mayor said.", "Petra Lund"),
    ],
)  # fmt: skip
def test_a_verb_of_saying_ties_words_to_somebody_introduced(text, speaker):
    said, _ = _said(text)

    assert said == {"We go": speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Earlier in North Maravale, a landing that the harbour office described as “We go” kept the pilots awake.",
        "Lately I read a notice that went like, “We go to the sea now.”",
        "Review: “We go every year! The biscuits are good.”",
        "“We go” director Kim Sora said backstage that nobody had seen the prize coming.",
        "Residents of Eastport said “We go to the sea now.”",
        "Mayor Petra Lund met Ole Thorsen, a pilot. “We go,” he said.",
        "“We go,” Reyl said.",
        "“We go,” said South Taranaki.",
        "The attack on Mayor Petra Lund’s house was filmed. “We go,” he wrote.",
        "The so-called “quiet quay” is loud, said nobody.",
        "The prize goes to “Seawall,” said Petra Lund, a pilot.",
        "The mud was “great stuff,” said Petra Lund, a pilot.",
        "Whoever called said, “We go to sea,” the Harbour Office said.",
        "“We go,” said planetary geologist Petra Lund of Northline’s Ferry Works.",
        "Recently I met a man in Eastport. “We go,” he said.",
        "Ole Thorsen wrote that Mayor Petra Lund spoke “at length of the sea.”",
    ],
)
def test_places_firms_notices_titles_and_strangers_never_speak(text):
    said, _ = _said(text)

    assert said == {}


def test_a_member_is_not_taken_for_another_of_the_same_title():
    said, _ = _said("“We go,” said Rep. Otis P. Garland.\n\n“They stay,” added Rep. Lemuel R. Stokes.")

    assert said == {"We go": "Otis P. Garland", "They stay": "Lemuel R. Stokes"}


def test_who_may_have_said_it_is_offered():
    _, found = _said("Mayor Petra Lund came. “It is the right thing to do now,” it was whispered on the quay.")

    assert any("named nearby: Petra Lund" in message for _, message in found.report.checks)


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "„Wir gehen“, sagte Fährpilot Tomas Reyl.", "Tomas Reyl"),
        ("de", "Tomas Reyl, Fährpilot, sagte: „Wir gehen“", "Tomas Reyl"),
        ("fr", "« Wir gehen », a déclaré le maire Jean Dupont.", "Jean Dupont"),
        ("fr", "Le maire Jean Dupont est venu.\n\n« Wir gehen », a-t-il dit.", "Jean Dupont"),
        ("de", "Die Lage sei ruhig, so Hafenmeister Tomas Reyl: „Wir gehen“", "Tomas Reyl"),
        ("es", "«Wir gehen», dijo la alcaldesa Petra Lund.", "Petra Lund"),
        ("es", "«Wir gehen», reprochó la gobernadora Petra Lund.", "Petra Lund"),
        ("de", "„Wir gehen“, mahnte Hafensprecherin Petra Lund.", "Petra Lund"),
        ("da", "»Wir gehen«, siger borgmester Petra Lund.", "Petra Lund"),
        ("no", "«Wir gehen», sier prosjektleder Petra Lund.", "Petra Lund"),
        ("sv", "”Wir gehen”, säger rektor Petra Lund.", "Petra Lund"),
        ("fi", "”Wir gehen”, sanoo kirjastonjohtaja Petra Lund.", "Petra Lund"),
        ("pl", "„Wir gehen” – powiedziała burmistrz Petra Lund.", "Petra Lund"),
        ("cs", "„Wir gehen,“ řekla starostka Petra Lund.", "Petra Lund"),
        ("ro", "„Wir gehen”, a declarat primarul Petra Lund.", "Petra Lund"),
        ("uk", "«Wir gehen», — каже керівниця школи Олена Лунд.", "Олена Лунд"),
    ],
)
def test_other_languages_are_read_alike(language, text, speaker):
    said, _ = _said(text, language)

    assert list(said.values()) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "„Wir gehen“, sagte der Vorstand Regionen der Hafenkasse, Ole Thorsen.",
        "Inselblatt-Autorin Ada Quill Tomas Reyl traf ihn am Kai. „Wir gehen“, sagte Reyl.",
        "„Wir gehen“, sagte Chef de Mission Lund.",
        "„Wir gehen“, so die Port Hessler Sportdirektorin über die Fähre.",
        "Dieses Jahr fand das Treffen „Wir gehen zur See“ statt.",
    ],
)
def test_nobody_is_made_of_an_office_or_of_two_who_stand_side_by_side(text):
    assert _said(text, "de")[0] == {}


def test_a_list_that_nobody_is_named_for_stays_a_list():
    _, found = _said(
        "We urge the school board to do these things:\n\n- The board must publish it.\n- The board must pay."
    )

    assert "demands" not in values(
        imported(
            "A statement\n\nThe group met today and wrote this.\n\nThe board was urged to act:\n\n- It must pay.\n- It must go.\n"
        )
    )
    assert found.yaml


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“We go and never stop", ["We go and never stop"]),
        ("“We go,” he said. “And never stop", ["We go,", "And never stop"]),
        ("“Zo is het”, zei ze", ["Zo is het"]),
        ("She said: “He told me ‘go’ and left.”", ["He told me ‘go’ and left."]),
        ('"We go and stop,” he said. "And “never” stop', ["We go and stop,", "And “never” stop"]),
    ],
)
def test_a_quotation_has_all_its_words_and_no_mark(text, words):
    assert [one.text for one in quotations(text, continues=True)] == words


@pytest.mark.parametrize(
    ("language", "text", "role"),
    [
        ("de", "„Wir gehen“, sagte Ole Thorsen, Virologe an der Hafenklinik.", "Virologe an der Hafenklinik"),
        ("pt", "«Wir gehen», disse a proposta do senador Ole Thorsen.", "senador"),
        ("en", "“We go,” said associate professor Ole Thorsen.", "associate professor"),
        ("en", "“We go,” said former Harbour Line head Ole Thorsen.", "former Harbour Line head"),
        (
            "en",
            "Yesterday former U.N. Ambassador Ole Thorsen came late. “We go,” Thorsen said.",
            "former U.N. Ambassador",
        ),
        ("fr", "« Wir gehen », dit Ole Thorsen, chercheur inde\u0301pendant.", "chercheur indépendant"),
        ("en", "“We go,” said Ole Thorsen, a public information officer.", "public information officer"),
    ],
)
def test_a_role_is_whole_and_nobody_else_s(language, text, role):
    (party,) = values(_said(text, language)[1])["parties"].values()

    assert (party["name"], party["role"]) == ("Ole Thorsen", role)


def test_a_verb_alone_goes_on_with_whoever_spoke_last_and_begins_with_nobody():
    said, _ = _said(
        "«Wir gehen bald», dijo la alcaldesa Petra Lund. «Y no volvemos más», añade.\n\nOle Thorsen es piloto.\n\n«No hay barco hoy», resalta.",
        "es",
    )

    assert said == {"Wir gehen bald": "Petra Lund", "Y no volvemos más": "Petra Lund"}


def test_nobody_is_named_before_a_verb_where_the_words_that_open_sentences_are_not_known():
    assert _said("Wczoraj Petra Lund powiedziała: „Wir gehen”", "pl")[0] == {}


def test_a_role_before_of_is_another_s():
    made = values(_said("The lawyer of Petra Lund came late.\n\n“We go,” Petra Lund said.")[1])

    assert [party.get("role") for party in made["parties"].values()] == [None]


def test_a_family_name_that_two_bear_names_neither():
    said, _ = _said("Mayor Petra Lund and Councillor Olaf Lund came late.\n\n“We go,” Lund said.")

    assert said == {}


_CALL = "Mayor Petra Lund met the Harbour Council and ferry pilot Tomas Reyl on Monday.\n\n{} for the following measures:\n\n"


@pytest.mark.parametrize(
    ("item", "of"),
    [
        ("The Harbour Council must pay the crew.", "Harbour Council"),
        ("Petra Lund must have a boat.", None),
        ("The Harbour Council must be heard.", None),
        ("The crew must be paid by the Harbour Council.", None),
        ("Somebody must pay the crew.", None),
    ],
)
def test_who_must_act_is_whom_an_item_names_to_do_it_other_than_who_demands(item, of):
    made = values(
        imported(f"{_HEAD}{_CALL.format('Mayor Petra Lund calls')}- {item}\n- The boats must sail.\n", language="en")
    )

    demand = made["demands"][0]
    assert made["parties"][demand["by"]]["name"] == "Petra Lund"
    assert [made["parties"][one]["name"] for one in demand.get("of", [])] == [of] * bool(of)


def test_where_two_are_named_nobody_is_made_the_one_who_demands():
    made = values(
        imported(
            f"{_HEAD}{_CALL.format('Petra Lund and Tomas Reyl call')}- The boats must sail.\n- The crew must be paid.\n",
            language="en",
        )
    )

    assert "demands" not in made


_HOSTILE = [
    "?", ".", "#", "\u00a0", "A and ", "A, ", "“", "“a", "a.b", "By ", "<", "[^", "{{", "— ", "1 ", "https://", "A B ", "’s ", "@", ": ", "(a",
]  # fmt: skip


@pytest.mark.parametrize("unit", _HOSTILE)
def test_a_hundred_kilobytes_of_anything_on_one_line_take_no_minute(unit):
    start = time.monotonic()
    imported("A headline\n\nBy Ada Quist\n\n" + unit * (100_000 // len(unit)))

    assert time.monotonic() - start < 20  # 62 s for some before; a second on an idle machine


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Petra Lund came late.\n\n“We go,” said Petra Lund’s brother, Karl Lund.",
        "Mayor Petra Lund came late.\n\n“We go,” wrote Lund’s lawyer, Mary Stone.",
        "Mayor Petra Lund met Tomas Reyl, a ferry pilot.\n\n“We go,” said Lund and Reyl.",
        "“We go,” says the film Two Rivers.",
    ],
)
def test_an_owner_one_of_two_and_a_film_are_given_no_words(text):
    said, _ = _said(text)

    assert said == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mayor Petra Lund met Tomas Reyl, a ferry pilot.\n\n“We go,” Reyl and Lund said."),
        ("en", "Mayor Petra Lund met Tomas Reyl, a ferry pilot.\n\n“We go,” Lund was told."),
        ("en", "Mayor Petra Lund met Tomas Reyl, a ferry pilot.\n\n“We go,” Lund claimed Reyl had said."),
        ("en", "Mayor Petra Lund met Tomas Reyl, a ferry pilot.\n\n“We go,” Lund would have said."),
        ("de", "Bürgermeisterin Petra Lund kam. Lund ist so „frei und ohne alle Sorge“, wie sie es lange war."),
        ("de", "Bürgermeisterin Petra Lund kam. Lund ist so: „frei und ohne alle Sorge“"),
        ("en", "The lawyer for the mayor, Petra Lund, said: “We go.”"),
        ("en", "Mayor Petra Lund and Tomas Reyl, a pilot, said: “We go.”"),
        ("en", "Its mayor, Petra Lund, and its pilot, Tomas Reyl, said: “We go.”"),
        ("en", "Neither Mayor Petra Lund nor Tomas Reyl said: “We go.”"),
        ("en", "Fans of Mayor Petra Lund said: “We go.”"),
        ("de", "„Wir gehen“, so die Mitteilung der Bürgermeisterin Petra Lund."),
        ("en", "Mayor Petra Lund came late. “We go,” she was told."),
        ("en", "Mayor Petra Lund came late. “We go,” she would have said."),
        ("en", "Petra Lund, the mayor, would have said: “We go.”"),
        ("en", "Petra Lund, the mayor, was asked: “We go?”"),
        ("de", "Bürgermeisterin Petra Lund traf den Fährpiloten Tomas Reyl.\n\n„Wir gehen“, sagte der Bruder von Petra Lund."),
        ("de", "Bürgermeisterin Petra Lund traf den Fährpiloten Tomas Reyl.\n\n„Wir gehen“, sagte Lunds Bruder."),
        ("de", "Bürgermeisterin Petra Lund traf den Fährpiloten Tomas Reyl.\n\n„Wir gehen“, sagte nicht Lund, sondern Reyl."),
        ("de", "Bürgermeisterin Petra Lund traf den Fährpiloten Tomas Reyl.\n\n„Wir gehen“, soll Lund gesagt haben."),
    ],
)  # fmt: skip
def test_two_at_once_hearsay_the_spoken_to_and_relatives_are_given_no_words(language, text):
    said, _ = _said(text, language)

    assert said == {}


def test_words_before_another_quotation_are_not_those_of_who_says_the_next():
    said, _ = _said("After Tomas Reyl, a pilot, asked “Do we go now?” Mayor Petra Lund responded that “they stay on.”")

    assert said.get("Do we go now?") in {None, "Tomas Reyl"}


def test_teams_and_stations_are_no_persons():
    _, found = _said("“We counted the boats,” Team Lund said. “They went out early,” Radio Reyl said.")

    assert {party.get("type") for party in values(found)["parties"].values()} == {"organization"}


def test_an_original_or_a_translation_in_brackets_is_no_second_quote():
    said, found = _said("“We have waited,” said Tomas Reyl, a ferry pilot (“Wir haben gewartet”).")

    assert said == {"We have waited": "Tomas Reyl"}
    assert "(“Wir haben gewartet”)" in found.yaml

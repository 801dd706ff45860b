"""Right quotations are found in every kind of copy, and none that is wrong in any way."""

from __future__ import annotations

import io
import random
import re
import unicodedata
import zipfile
from email.message import EmailMessage
from html import escape

import pytest
from tests.evidence.passages import TALK

import pressmark
from pressmark.evidence import UnreadableCopy, named_at, read, somebody_else
from pressmark.evidence.matching import SearchedText, WordOrder, find, made_of

_GAPLESS = {"ja", "zh", "th"}


def _paragraphs(language: str, seed: str, count: int = 10) -> list[list[str]]:
    """Return *count* paragraphs of whole sentences in *language*, each sentence once or twice in the text."""
    rng = random.Random(f"{language} {seed}")
    made = []
    for _ in range(count):
        sentences = TALK[language][:]
        rng.shuffle(sentences)
        made.append(sentences[:4])
    return made


def _join(language: str, sentences: list[str]) -> str:
    return ("" if language in _GAPLESS else " ").join(sentences)


# Copies: a text in the guise of a file.


def _text(language: str, paragraphs: list[str]) -> bytes:
    return "\n\n".join(_wrapped(language, paragraph) for paragraph in paragraphs).encode()


def _wrapped(language: str, paragraph: str, width: int = 38) -> str:
    """Break *paragraph* into lines, words hyphenated at their ends where the script has hyphens."""
    if language in _GAPLESS:
        return "\n".join(re.findall(r".{1,20}(?!(?<=[\d,])[\d,])", paragraph))
    lines, line = [], ""
    for word in paragraph.split(" "):
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
        elif re.fullmatch(r"[^\W\d_]{8,}", word) and language not in {"ar", "he"}:
            lines.append(f"{line} {word[:4]}-".strip())
            line = word[4:]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


def _mac_text(_language: str, paragraphs: list[str]) -> bytes:
    return unicodedata.normalize("NFD", "\r\n\r\n".join(paragraphs)).encode("utf-8-sig")


def _page(_language: str, paragraphs: list[str]) -> bytes:
    """Give some words an element, letters that are no ASCII an entity, and long words soft hyphens."""
    out = []
    for paragraph in paragraphs:
        words = [
            f"<b>{escape(word)}</b>" if index % 3 == 1 else _softened(escape(word))
            for index, word in enumerate(paragraph.split(" "))
        ]
        out.append(f"<p>{' '.join(words)}</p>")
    page = f"<!doctype html><title>x</title><body><script>a</script>{''.join(out)}</body>"
    return page.encode("ascii", "xmlcharrefreplace")


def _softened(word: str) -> str:
    return f"{word[:5]}&shy;{word[5:]}" if re.fullmatch(r"[^\W\d_]{9,}", word) else word


def _word_document(_language: str, paragraphs: list[str]) -> bytes:
    body = "".join(
        "<w:p>"
        + "".join(
            f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in re.split(r"(?<=\W)", paragraph)
        )
        + "</w:p>"
        for paragraph in paragraphs
    )
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


def _mail(_language: str, paragraphs: list[str]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "desk@example.org", "What they said"
    message.set_content("\n\n".join(paragraphs))
    return bytes(message)


_COPIES = {"txt": _text, "mac.txt": _mac_text, "html": _page, "docx": _word_document, "eml": _mail}

# Right quotations: the words of the source as an editor writes them down.


def _straight(quote: str) -> str:
    return quote.replace("’", "'").replace("–", "-")


def _curly(quote: str) -> str:
    return quote.replace("'", "’")


def _decomposed(quote: str) -> str:
    return unicodedata.normalize("NFD", quote)


def _clipped(quote: str) -> str:
    """Leave out the first and the last word: a phrase within a sentence."""
    words = quote.split(" ")
    return " ".join(words[1:-1]) if len(words) > 4 else quote


def _gapped(quote: str) -> str:
    """Leave out a word or two in the middle that turn nothing round, and say so."""
    words = quote.split(" ")
    middle = len(words) // 2
    return " ".join([*words[:middle], "[…]", *words[middle:]]) if len(words) > 5 else quote


def _explained(quote: str) -> str:
    words = quote.split(" ")
    return " ".join([*words[:2], "[in the harbour]", *words[2:]]) if len(words) > 5 else quote


_RIGHT = {
    "as it is": str,
    "straight": _straight,
    "curly": _curly,
    "NFD": _decomposed,
    "a phrase": _clipped,
    "a gap": _gapped,
    "explained": _explained,
}


@pytest.mark.parametrize("language", sorted(TALK))
def test_every_right_quotation_is_found(language: str) -> None:
    paragraphs = _paragraphs(language, "right")
    texts = [_join(language, sentences) for sentences in paragraphs]
    looked = 0
    for suffix, make in _COPIES.items():
        copy = read(make(language, texts), f"copy.{suffix}")
        for way, change in _RIGHT.items():
            for sentence in sorted({sentence for sentences in paragraphs for sentence in sentences}):
                quote = change(sentence)
                looked += 1
                assert copy.find(quote) is not None, f"{suffix}, {way}: {quote}"
        for text in texts[:3]:
            looked += 1
            assert copy.find(text) is not None, f"{suffix}: a whole paragraph: {text}"
    assert looked > 100


# Wrong quotations, of eight kinds.


def _half(sentence: str, *, first: bool) -> str:
    words = sentence.split(" ") if " " in sentence else list(sentence)
    glue = " " if " " in sentence else ""
    half = len(words) // 2
    return glue.join(words[:half] if first else words[half:])


_NEGATED = {
    "en": ("has not answered", "has answered"),
    "de": ("nicht geantwortet", "geantwortet"),
    "fr": ("n’a pas répondu", "a répondu"),
    "es": ("no ha contestado", "ha contestado"),
    "pl": ("nie odpowiedziała", "odpowiedziała"),
    "tr": ("cevap vermedi", "cevap verdi"),
    "ar": ("لم يردّ", "ردّ"),
    "he": ("לא ענתה", "ענתה"),
    "ja": ("くれませんでした", "くれました"),
    "zh": ("没有回复", "回复"),
    "th": ("ไม่ได้ตอบ", "ได้ตอบ"),
    "hu": ("nem válaszolt", "válaszolt"),
}
_INVENTED = {
    "en": "We shall close the harbour tomorrow and send everybody home.",
    "de": "Wir schließen den Hafen morgen und schicken alle heim.",
    "fr": "Nous fermerons le port demain et renverrons tout le monde.",
    "es": "Mañana cerraremos el puerto y mandaremos a todos a casa.",
    "pl": "Jutro zamkniemy port i wszystkich odeślemy do domu.",
    "tr": "Yarın limanı kapatıp herkesi eve göndereceğiz.",
    "ar": "سنغلق الميناء غدا ونعيد الجميع إلى بيوتهم.",
    "he": "מחר נסגור את הנמל ונשלח את כולם הביתה.",
    "ja": "明日は港を閉めて全員を帰らせます。",
    "zh": "明天我们关闭港口，让大家都回家。",
    "th": "พรุ่งนี้เราจะปิดท่าเรือและให้ทุกคนกลับบ้าน",
    "hu": "Holnap bezárjuk a kikötőt, és mindenkit hazaküldünk.",
}


def _swapped(sentence: str) -> str:
    words = sentence.split(" ") if " " in sentence else list(sentence)
    glue = " " if " " in sentence else ""
    middle = len(words) // 2
    words[middle - 1], words[middle] = words[middle], words[middle - 1]
    return glue.join(words)


def _wrong(language: str, sentences: list[str]) -> list[tuple[str, str]]:
    """Return wrong quotations with their kind; *sentences* stand far from each other in the copy, in this order."""
    before, after = _NEGATED[language]
    made = [("invented", _INVENTED[language])]
    made += [("negated", sentence.replace(before, after)) for sentence in sentences if before in sentence]
    made += [
        ("negated behind a gap", sentence.replace(before, f"[…] {after}"))
        for sentence in sentences
        if before in sentence and language in {"en", "de", "es", "pl", "hu"}
    ]
    for one, other in zip(sentences, sentences[2:], strict=False):
        glue = "" if language in _GAPLESS else " "
        made.append(("spliced", _half(one, first=True) + glue + _half(other, first=False)))
        made.append(("spliced behind a gap", f"{_half(one, first=True)} […] {_half(other, first=False)}"))
        made.append(("sentences in another order", f"{other}{glue}{one}"))
    for sentence in sentences:
        made.append(("words in another order", _swapped(sentence)))
        for number in re.findall(r"\d+", sentence):
            made.append(("number changed", sentence.replace(number, str(int(number) + 1), 1)))
            made.append(
                ("number cut", sentence.replace(number, number[1:], 1))
                if len(number) > 1
                else ("invented", _INVENTED[language])
            )
    made += [
        ("a word more", f"{_half(sentence, first=True)} zwar {_half(sentence, first=False)}") for sentence in sentences
    ]
    return made


@pytest.mark.parametrize("language", sorted(TALK))
def test_no_wrong_quotation_is_found(language: str) -> None:
    # Between one sentence and the next stands more than a gap may leave out.
    filler = "Harbour Town. " * 40
    texts = [part for sentence in TALK[language] for part in (sentence, filler)]
    looked = 0
    for suffix, make in _COPIES.items():
        copy = read(make(language, texts), f"copy.{suffix}")
        for kind, quote in _wrong(language, TALK[language]):
            if quote in TALK[language]:
                continue
            looked += 1
            found = copy.find(quote)
            assert found is None, f"{suffix}, {kind}: {quote} was found as {found}"
    assert looked > 30


@pytest.mark.parametrize("language", sorted(TALK))
def test_a_quotation_is_not_found_in_another_source(language: str) -> None:
    copy = read(_text(language, TALK[language][: len(TALK[language]) // 2]), "copy.txt")
    for sentence in TALK[language][len(TALK[language]) // 2 :]:
        assert copy.find(sentence) is None


def test_what_differs_from_the_nearest_passage_is_marked() -> None:
    copy = read(_text("en", [_join("en", TALK["en"])]), "copy.txt")
    near = copy.nearest("The council has answered 14 of our 23 letters")
    assert near is not None
    assert [(found.kind, found.words) for found in near.near.differences] == [
        ("same", "The council has"),
        ("copy", "not"),
        ("same", "answered 14 of our 23 letters"),
    ]


SPOKEN = [
    ("“{quote},” said Tomas Reyl, a ferry pilot.", "Tomas Reyl"),
    ("“{quote}”, Tomas Reyl said.", "Tomas Reyl"),
    ("On Monday Tomas Reyl left. Ada Quill, head of the market, said: “{quote}.”", "Ada Quill"),
    ("„{quote}“, sagte Tomas Reyl am Montag.", "Tomas Reyl"),
    ("« {quote} », a déclaré Tomas Reyl.", "Tomas Reyl"),
    ("MS QUILL: When?\n\nMR REYL: {quote}.\n\nMS QUILL: And then?\n\nMR REYL: Home.", "MR REYL"),
]
UNSAID = [
    "“{quote},” he said. Tomas Reyl had left.",
    "“{quote},” said the pilot.",
    "“{quote}.” Tomas Reyl was not asked.",
    "Tomas Reyl said nothing. {quote}.",
    "Question: When?\n\nAnswer: {quote}.",
    "“{quote},” said Reyl.",
    "Tomas Reyl: {quote}.\n\nThe bell rang.",
    "Tomas Reyl: {quote}.\n\nTomas Reyl: And home.\n\nTomas Reyl: That is all.",
]


@pytest.mark.parametrize(("copy", "named"), SPOKEN)
def test_somebody_else_is_named_where_the_copy_says_so(copy: str, named: str) -> None:
    quote = "We tie up at six"
    text = copy.format(quote=quote)
    start = text.index(quote)
    assert named_at(text, start, start + len(quote)) == named
    assert somebody_else(named, "Mira Sandoval")
    assert not somebody_else(named, "Tomas B. Reyl" if "R" in named else "Dr. Ada Quill")


@pytest.mark.parametrize("copy", UNSAID)
def test_nobody_is_named_where_the_copy_does_not_say_plainly(copy: str) -> None:
    text = copy.format(quote="We tie up at six")
    start = text.index("We tie up")
    assert named_at(text, start, start + len("We tie up at six")) is None


REFUSED = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
    "RTF": (b"{\\rtf1 words}", "RTF"),
    "an old document": (b"\xd0\xcf\x11\xe0" + bytes(64), "old Word"),
    "a damaged ZIP": (b"PK\x03\x04" + bytes(64), "damaged"),
    "a PDF cut off": (b"%PDF-1.7\n1 0 obj", "can’t be read"),
    "nothing": (b"", "no text"),
    "bytes": (bytes(range(256)) * 4, "neither"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_has_no_words_is_refused_with_what_would_do(kind: str) -> None:
    data, reason = REFUSED[kind]
    with pytest.raises(UnreadableCopy, match=reason):
        read(data, "copy").find("We tie up at six")


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_right_quotation_is_found_in_a_print_copy_of_two_columns(language: str) -> None:
    paragraphs = _paragraphs(language, "print", 12)
    texts = [_join(language, sentences) for sentences in paragraphs]
    article = {
        "pressmark": 1,
        "kind": "news",
        "language": language,
        "headline": TALK[language][0],
        "published": "2026-05-04",
        "authors": [{"name": "Ada Quill"}],
        "outlet": {"name": "The Harbour Post"},
        "sections": [{"heading": TALK[language][1], "body": "\n\n".join(texts)}],
    }
    copy = read(pressmark.render(pressmark.load(article), "pdf", columns=2), "copy.pdf")

    for way, change in _RIGHT.items():
        for sentence in TALK[language]:
            assert copy.find(change(sentence)) is not None, f"{way}: {sentence}"
    for text in texts:
        assert copy.find(text) is not None, text
    for kind, quote in _wrong(language, TALK[language]):
        # In a text of the same sentences over and over, two halves may well stand near each other behind a gap.
        if "gap" not in kind and quote not in " ".join(texts):
            assert copy.find(quote) is None, f"{kind}: {quote}"


def _apart(letters: int) -> SearchedText:
    """Return a text whose two sentences have about so many *letters* of another between them."""
    return SearchedText(
        "The boats are tied up. " + "So the clerk went on. " * (letters // 22) + "Nobody crosses the river now."
    )


@pytest.mark.parametrize(("letters", "there"), [(300, True), (500, False)])
def test_a_gap_leaves_out_a_few_sentences_and_no_more(letters, there):
    assert bool(find("The boats are tied up. … Nobody crosses the river now.", _apart(letters))) is there


def test_all_gaps_together_leave_out_less_than_each_alone_may():
    between = "So the clerk went on. " * 16
    parts = ["The boats are tied up.", "The quay is dark.", "The bell is gone.", "The river is empty now."]

    assert find(" … ".join(parts[:3]), SearchedText(f" {between}".join(parts[:3])))
    assert not find(" … ".join(parts), SearchedText(f" {between}".join(parts)))


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("The board doesn’t want, as it said, to open the dam.", "The board … to open the dam."),
        ("我们不会在任何情况下打开大坝。", "我们……打开大坝"),
        ("Nous n’avons qu’un bateau.", "Nous … avons … un bateau"),
        ("The board will, says Dr. Oben, never, says Mr. T. Reyl, open the dam.", "The board will … open the dam"),
        ("We scarcely sail.", "We … sail"),
    ],
)
def test_a_negation_inside_a_word_is_not_left_out_either(source, quote):
    assert not find(quote, SearchedText(source))


def test_words_of_two_quotations_are_not_one():
    assert find("We will stay. Here we live.", SearchedText("“We will stay.\n\nHere we live.”"))
    assert not find("We will stay. Here we live.", SearchedText("“We will stay.”\n\n“Here we live.”"))


def test_a_passage_at_the_very_beginning_of_a_page_stands_on_that_page():
    reading = WordOrder("The quay.\nThe bell.", pages=(0, 10))

    assert [reading.place(at)[0] for at in (0, 9, 10)] == [1, 1, 2]


def test_a_figure_raised_above_the_line_is_another_figure():
    assert not find("at least 102 boats", SearchedText("There are at least 10² boats."))


def test_initials_are_nobody_else_than_who_bears_them():
    assert not somebody_else("TR", "Tomas Reyl")
    assert somebody_else("TQ", "Tomas Reyl")


def test_a_whole_sentence_with_a_not_may_be_left_out_between_two_others():
    assert find("We sail. … We go home.", SearchedText("We sail. It is not late. We go home."))
    assert find("We sail. … We go home.", SearchedText("“We sail.” It is not late, Mr. Reyl. “We go home.”"))
    assert find("私は行く。……帰る。", SearchedText("私は行く。行かない。帰る。"))
    assert not find("私は……行く。", SearchedText("私は行かない、そして行く。"))
    assert not find("We sail. … go home.", SearchedText("We sail. We do not go home."))


@pytest.mark.parametrize(
    ("source", "quote", "there"),
    [
        ("We will sail tonight.", "We will [not] sail tonight", False),
        ("We will sail tonight.", "[We never said that] we will sail tonight", False),
        ("We will sail tonight.", "We will sail [not] tonight", False),
        ("We won’t sail tonight.", "We [will not] sail tonight", True),
        ("We will sail tonight.", "[The captains] will sail tonight", True),
        ("It is a safe boat.", "It is a [un]safe boat", False),
        ("It is unsafe here.", "It is [un]safe here", True),
        ("And he sails.", "[S]he sails", False),
        ("And the boat sails.", "[T]he boat[s]", True),
        ("There is hope here.", "There is hope[less]", False),
        ("Boats of the ’90s.", "Boats of the [19]90s", True),
    ],
)
def test_what_is_put_in_in_brackets_turns_nothing_round(source, quote, there):
    assert bool(find(quote, SearchedText(source))) is there


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("It was –5 degrees.", "5 degrees"),
        ("It was 3–5 degrees.", "5 degrees"),
        ("From 2026–27 on.", "From 2026"),
        ("About 1/2 of the boats.", "2 of the boats"),
        ("It leaves at 18:30.", "It leaves at 18"),
    ],
)
def test_a_part_of_a_number_is_another_number(source, quote):
    assert not find(quote, SearchedText(source))


@pytest.mark.parametrize(
    ("quote", "exact", "said"),
    [
        ("We sail … at six", "We sail today at six", True),
        ("We sail … at six", "We sail at", False),
        ("[T]he boat sails", "he boat sails", True),
        ("We sail, and … and sail", "We sail, and sail", False),
        ("We re-sign", "We re­sign", True),
        ("… …", "We sail", False),
    ],
)
def test_a_recorded_passage_has_the_quotation_s_words_from_the_first_to_the_last(quote, exact, said):
    assert made_of(quote, exact) is said


def test_what_can_not_be_published_is_left_out_of_a_passage_and_what_stands_around_it():
    reading = WordOrder("Said \x1b\u202ehe: we\u202e sail.\x7f Yes.")

    found = reading.found(find("we sail", reading.text))
    assert (found.prefix, found.exact, found.suffix) == ("Said he: ", "we sail", ". Yes.")

"""Dates, addresses, language tags and slips of the keys: what is taken, and what is offered instead."""

from __future__ import annotations

import pytest

from pressmark.model import dates
from pressmark.reader import schema


@pytest.mark.parametrize("text", ["2026-05-04", "0001-01-01", "2024-02-29"])
def test_days_are_days(text):
    assert dates.day(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "2026-5-4",
        "20260504",
        "2026-02-30",
        "2025-02-29",
        "0000-01-01",
        "2026-W19-1",
        "2026-05-04 ",
        "２０２６-05-04",
        "",
    ],
)
def test_other_words_are_no_days(text):
    assert dates.day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-04T07:30:00Z",
        "2026-05-04T07:30:00+01:00",
        "2026-05-04T00:00:00.123456-12:45",
        "2026-05-04T23:59:59-00:00",
    ],
)
def test_times_are_times(text):
    assert dates.time(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-04T07:30:00",
        "2026-05-04T07:30Z",
        "2026-05-04 07:30:00Z",
        "2026-05-04t07:30:00z",
        "2026-05-04T24:00:00Z",
        "2026-05-04T07:60:00Z",
        "2026-05-04T07:30:60Z",
        "2026-05-04T07:30:00+1",
        "2026-05-04T07:30:00+0100",
        "2026-02-30T07:30:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-05-04T07:30:00+24:00",
    ],
)
def test_times_without_offset_and_others_are_none(text):
    assert dates.time(text) is None


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ("2026-05-03", "2026-05-04", True),
        ("2026-05-04", "2026-05-04", False),
        ("2026-05-04T07:00:00+02:00", "2026-05-04T06:00:00Z", True),
        ("2026-05-04T08:00:00+02:00", "2026-05-04T06:00:00Z", False),
        ("2026-05-04T00:30:00+02:00", "2026-05-04", True),
        ("2026-05-03T23:30:00-02:00", "2026-05-04", False),
        ("no date", "2026-05-04", False),
    ],
)
def test_earlier_is_earlier(one, other, earlier):
    assert dates.before(one, other) is earlier


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "http://a.example:8080/b?c=d&e=f#g",
        "https://a.example/%C3%A9",
        "https://xn--9ca.example/",
        "https://[::1]/",
        "urn:uuid:6ba7b812-9dad-11d1-80b4-00c04fd430c8",
        "mailto:mira@riverforum.example",
        "tag:a.example,2026:b",
        "https://a_b.example/(x)/~y;z=1",
        "https://1.2.3.4/",
    ],
)
def test_uris_are_uris(text):
    assert schema.is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "www.a.example",
        "//a.example",
        "/a",
        "https:",
        "https://",
        "https:///a",
        "https:a",
        "http://?a",
        "https://a b.example",
        "https://a.example/é",
        "https://a.example/%zz",
        "https://a.example/%",
        "https://a.example/<b>",
        'https://a.example/"',
        "https://-a.example",
        "https://a..example",
        "https://a.example/\n",
        "https://a.example/#b#c",
        "1a:b",
        "https://a.example/[b]",
        "https://a.example/{b}",
    ],
)
def test_other_words_are_no_uris(text):
    assert not schema.is_uri(text)


def test_a_malformed_address_is_found_out_in_bounded_time():
    assert not schema.is_uri("https://" + "a." * 50_000 + "!")
    assert not schema.is_email("a." * 50_000)
    assert not schema.is_uri("a:" + "%41" * 50_000 + "\x00")


@pytest.mark.parametrize("text", ["mira@riverforum.example", "a.b+c@d-e.example", "o'neil@a.b.example"])
def test_email_addresses_are_taken(text):
    assert schema.is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "mira",
        "mira@",
        "@a.example",
        "mira@localhost",
        "a..b@c.example",
        ".a@b.example",
        "a b@c.example",
        "a@b.example\n",
        "a@-b.example",
    ],
)
def test_other_words_are_no_email_addresses(text):
    assert not schema.is_email(text)


@pytest.mark.parametrize(
    "tag",
    [
        "en",
        "en-GB",
        "EN-gb",
        "zh-Hant-TW",
        "sr-Latn",
        "es-419",
        "de-1996",
        "zh-yue-HK",
        "ckb",
        "en-u-ca-gregory",
        "fr-x-quai",
        "sl-rozaj-biske",
    ],
)
def test_language_tags_are_well_formed(tag):
    assert schema.is_language(tag)
    assert schema.unknown_language(tag) is None


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "en_GB",
        "english",
        "en-",
        "-en",
        "en--GB",
        "en GB",
        "en-GB-",
        "e1",
        "123",
        "en-x",
        "français",
    ],
)
def test_other_words_are_no_language_tags(tag):
    assert not schema.is_language(tag)


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("en_GB", "en-GB"),
        ("en GB", "en-GB"),
        ("English", "en"),
        ("Français", "fr"),
        ("en_US.UTF-8", "en-US"),
        ("中文", "zh"),
        ("?", None),
    ],
)
def test_the_language_that_was_meant_is_found(tag, meant):
    assert schema.meant_language(tag) == meant


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("en-UK", ("UK", "en-GB")),
        ("gr", ("gr", "el")),
        ("jp", ("jp", "ja")),
        ("xq", ("xq", None)),
        ("en-USA", ("USA", "en-US")),
    ],
)
def test_languages_and_countries_that_do_not_exist_are_named(tag, found):
    assert schema.unknown_language(tag) == found


_KEYS = ("headline", "deck", "published", "authors", "keywords", "language", "same_as", "sources")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("headlin", "headline"),
        ("haedline", "headline"),
        ("Headline", "headline"),
        ("title", "headline"),
        ("autor", "authors"),
        ("author", "authors"),
        ("sameAs", "same_as"),
        ("same-as", "same_as"),
        ("same as", "same_as"),
        ("keyword", "keywords"),
        ("tags", "keywords"),
        ("“deck”", "deck"),
        ("date", "published"),
        ("lang", "language"),
        ("colour", None),
        ("x", None),
        ("", None),
        ("a" * 100_000, None),
    ],
)
def test_the_key_that_was_meant_is_found(word, meant):
    assert schema.near(word, _KEYS) == meant

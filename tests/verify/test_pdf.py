"""A copy that was changed is found out; one that can't be compared here is not accused."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from tests.conftest import CHECKOUT
from tests.pdf.conftest import article, printed

from pressmark.theme import Options, load_theme
from pressmark.verify.pdf import verify
from pressmark.writers import writer


def _statuses(verdict) -> dict[str, str]:
    return {check.name: check.status for check in verdict.checks}


@pytest.mark.parametrize("name", ["opinion", "fa", "he"])
def test_a_copy_is_what_it_says_and_prints_again(name, saved):
    verdict = verify(saved(name), rebuild=True)

    assert set(_statuses(verdict).values()) == {"ok"}, verdict


@pytest.mark.parametrize(
    ("name", "edition"),
    [("opinion", "archive"), ("opinion", "press"), ("opinion", "booklet"), ("withdrawn", "standard")],
)
def test_what_carries_no_source_or_tags_is_not_accused(name, edition, saved):
    verdict = verify(saved(name, edition), rebuild=True)

    assert verdict.ok
    assert "not compared" in _statuses(verdict).values()


def _changed(data: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _say(old: str, new: str):
    def change(pdf) -> None:
        metadata = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(old.encode(), new.encode()))

    return change


def _other_source(pdf) -> None:
    held = next(s for s in pdf.Root.AF if s.AFRelationship == "/Source").EF.F
    held.write(held.read_bytes().replace(b"evening", b"morning"))


def _other_graph(pdf) -> None:
    held = next(s for s in pdf.Root.AF if s.AFRelationship == "/Data").EF.F
    held.write(held.read_bytes().replace(b"evening", b"morning"))


def _other_words(pdf) -> None:
    page = pdf.pages[0]
    drawn = list(pikepdf.parse_content_stream(page))
    texts = [n for n, i in enumerate(drawn) if str(i.operator) == "TJ"]
    first, second = texts[1], texts[2]
    drawn[first], drawn[second] = drawn[second], drawn[first]
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(drawn))


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (_other_source, "the source embedded is the one recorded"),
        (_other_graph, "the metadata embedded is the source's"),
        (_other_words, "the words are the source's"),
        (_say("<pressmark:source>", "<pressmark:source>0"), "the fingerprint on the page is that of the record"),
    ],
    ids=["another source", "other metadata", "other words", "another record"],
)
def test_a_changed_copy_is_found_out(change, failing, tmp_path):
    path = tmp_path / "article.pdf"
    path.write_bytes(_changed(printed("opinion"), change))

    verdict = verify(path)

    assert not verdict.ok
    assert _statuses(verdict)[failing] == "failed"


def test_a_change_of_one_byte_is_found_by_printing_again(saved):
    path = saved("opinion")
    path.write_bytes(path.read_bytes().replace(b"<xmp:CreateDate>2026-05-04", b"<xmp:CreateDate>2026-05-05"))

    assert verify(path).ok
    assert _statuses(verify(path, rebuild=True))["the source prints this very file again"] == "failed"


def test_other_versions_and_themes_cannot_be_compared(tmp_path):
    path = tmp_path / "article.pdf"
    with pikepdf.open(io.BytesIO(printed("opinion"))) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
    version = json.loads(packet.partition("<pressmark:software>")[2].partition("<")[0])["pango"]
    path.write_bytes(_changed(printed("opinion"), _say(f'"pango": "{version}"', '"pango": "1.0.0"')))

    check = verify(path, rebuild=True).checks[-1]

    assert (check.status, verify(path, rebuild=True).ok) == ("not compared", True)
    assert "pango 1.0.0" in check.detail


def _theme(folder, colour):
    folder.mkdir()
    style = (CHECKOUT / "templates" / "page.css").read_text("utf-8")
    (folder / "page.css").write_text(f"{style}\nh1 {{ color: {colour} }}\n", "utf-8")
    return folder


def test_a_copy_in_a_theme_is_compared_only_with_that_theme(tmp_path):
    own, other = _theme(tmp_path / "own", "#112233"), _theme(tmp_path / "other", "#332211")
    path = tmp_path / "article.pdf"
    path.write_bytes(writer("pdf").write(article("de"), Options(load_theme(own))))

    def said(theme):
        verdict = verify(path, rebuild=True, theme=theme)
        assert verdict.ok
        return verdict.checks[-1].status, verdict.checks[-1].detail

    assert said(own)[0] == "ok"
    assert said(None) == ("not compared", "cannot compare: it was made with another theme; name it with --theme")
    assert said(other) == ("not compared", "cannot compare: that is not its theme")


def test_a_foreign_pdf_is_none_of_ours(tmp_path):
    path = tmp_path / "foreign.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)

    assert not verify(path).ok


def test_the_command_says_so(pressmark, tmp_path):
    (tmp_path / "article.pdf").write_bytes(_changed(printed("opinion"), _other_source))

    ran = pressmark("verify", "article.pdf")

    assert ran.code == 1
    assert "its SHA-256 begins with" in ran.out

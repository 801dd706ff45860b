"""``pressmark verify`` on a built folder and ``pressmark build --check``, as people run them."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from tests.conftest import Command
from tests.parity.conftest import NAMES

from pressmark import reader
from pressmark.parity import comparable
from pressmark.theme import Options, load_theme
from pressmark.verify.folder import verify
from pressmark.writers import formats, writer

# The build that they all read takes seconds: one worker makes it for all.
pytestmark = pytest.mark.xdist_group("parity")


def _alone(own, name: str):
    others = {one for one in NAMES if one != name}
    for path in (own / "build").iterdir():
        if path.name.split(".")[0] in others:
            path.unlink()
    return own


@pytest.fixture
def small(own):
    """Return the folder with one short article's renditions alone."""
    return _alone(own, "statement")


@pytest.fixture
def opinion(own):
    """Return the folder with the renditions of one opinion piece alone."""
    return _alone(own, "opinion")


@pytest.fixture
def run(own) -> Command:
    """Return the command, to be run in the folder of ``source`` and ``build``."""
    return Command(own)


def _change(path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_folder_as_it_was_built_is_in_order(run):
    done = run("verify", "build")

    assert (done.code, done.err) == (0, "")
    compared = [name for name in formats() if comparable(f"x{writer(name).suffix}")]
    about = f"{len(compared) * len(NAMES)} renditions of {len(NAMES)} articles"
    assert done.out == f"build: ok: {about}; built again, the same byte for byte\n"


def test_a_readme_beside_what_was_built_is_no_rendition(run, opinion):
    (opinion / "build" / "README.md").write_text("# What is here\n", "utf-8")

    assert run("verify", "build", "--quick").code == 0


@pytest.mark.usefixtures("opinion")
def test_every_check_is_named_on_request(run):
    done = run("verify", "build", "-v", "--quick")

    assert "  opinion.pdf says what the source says: ok\n" in done.out
    assert re.search(r"  the renditions of opinion come from its source: ok \(SHA-256 [0-9a-f]{64}\)\n", done.out)


def test_a_changed_word_is_named_with_its_file_and_fails(run, opinion):
    _change(opinion / "build" / "opinion.html", "leaves the east quay", "leaves the west quay")

    done = run("verify", "build", "--quick")

    assert done.code == 1
    assert "opinion.html: paragraph 1 of section “The last boat” differs: it says “" in done.out
    assert "west quay" in done.out


def test_a_good_file_after_a_bad_one_does_not_make_it_good(run, own):
    _change(own / "build" / "opinion.html", "leaves the east quay", "leaves the west quay")

    assert run("verify", "--quick", "build/opinion.html", "build/statement.html").code == 1
    assert run("verify", "--quick", "build/statement.html", "build/statement.txt").code == 0


def test_the_verdict_is_to_be_had_as_json(run, opinion):
    _change(opinion / "build" / "opinion.txt", "Bring back the evening river bus", "Bring back the evening canal bus")

    done = run("verify", "build", "--json", "--quick")
    verdict = json.loads(done.out)

    assert done.code == 1
    assert (verdict["kind"], verdict["ok"]) == ("folder", False)
    assert [f["path"] for check in verdict["checks"] for f in check["findings"]] == ["opinion.txt"]


def test_a_rendition_of_another_source_is_named_by_the_digests(run, opinion):
    digest = reader.read(opinion / "source" / "opinion.yaml").source.sha256
    _change(opinion / "build" / "opinion.jsonld", digest, "0" * 64)

    done = run("verify", "build", "--quick")

    assert done.code == 1
    assert f"opinion.jsonld: it states the source’s SHA-256 as {'0' * 64}, but the source’s is {digest}" in done.out


def test_a_source_that_changed_after_the_build_is_not_taken_for_the_one_it_was_built_from(small):
    _change(small / "source" / "statement.yaml", "from today", "from tomorrow")

    assert verify(small / "build").ok, "the PDF carries the source it was printed from"


def test_a_changed_source_without_the_one_in_the_pdf_is_found(small):
    _change(small / "source" / "statement.yaml", "from today", "from tomorrow")
    (small / "build" / "statement.pdf").unlink()

    verdict = verify(small / "build")

    assert any(
        "it states the source’s SHA-256 as" in f.message for f in verdict.findings if f.path == "statement.jsonld"
    )


def test_without_a_source_there_is_nothing_to_hold_to(own):
    shutil.rmtree(own / "source")

    verdict = verify(own / "build")

    assert {f.path.partition(".")[0] for f in verdict.findings} == {"withdrawn"}, (
        "a withdrawn article’s PDF carries no source"
    )


def test_one_file_is_held_to_the_source_too(run, own):
    assert run("verify", "build/opinion.html", "build/statement.txt", "build/summary.jsonld").code == 0

    _change(own / "build" / "opinion.html", "leaves the east quay", "leaves the west quay")
    assert run("verify", "build/opinion.html").code == 1


def test_editions_are_held_to_the_source_of_their_article(opinion):
    article = reader.read(opinion / "source" / "opinion.yaml")
    options = Options(load_theme())
    (opinion / "build" / "opinion.copy.pdf").write_bytes(writer("pdf").write(article, options))

    verdict = verify(opinion / "build")

    assert verdict.ok, verdict.findings
    assert "opinion.copy.pdf says what the source says" in [check.name for check in verdict.checks]


_DEEP = {b"[": b"]", b'{"encoding":[': b"]}", b"<div>": b""}


@pytest.mark.parametrize("opening", _DEEP)
@pytest.mark.parametrize("suffix", ["html", "jsonld"])
def test_a_rendition_that_is_nested_beyond_reason_is_a_finding(opening, suffix, small):
    (small / "build" / f"statement.{suffix}").write_bytes(opening * 50_000 + _DEEP[opening] * 50_000)

    assert {finding.path for finding in verify(small / "build").findings} == {f"statement.{suffix}"}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\xff\xfe\x00"])
@pytest.mark.parametrize("suffix", ["html", "jsonld", "pdf", "txt"])
def test_a_damaged_rendition_is_a_finding_and_no_crash(content, suffix, small):
    (small / "build" / f"statement.{suffix}").write_bytes(content)

    verdict = verify(small / "build")

    assert not verdict.ok
    assert {finding.path for finding in verdict.findings} == {f"statement.{suffix}"}


def test_pictures_beside_the_page_are_the_source_s(run, own):
    built = run("build", "source/opinion.yaml", "-o", "out", "--to", "html", "--images", "beside")
    assert built.code == 0, built.err
    assert run("verify", "out").code == 0

    (own / "out" / "quay.png").write_bytes((own / "source" / "logo.png").read_bytes())
    (own / "out" / "logo.png").unlink()
    done = run("verify", "out")

    assert "opinion.html: the picture quay.png is not the one in the source" in done.out
    assert "opinion.html: the picture logo.png is not there" in done.out


def test_a_folder_without_renditions_does_not_pass(run, own):
    (own / "empty").mkdir()

    done = run("verify", "empty")

    assert done.code == 1
    assert "no rendition in it" in done.out


def test_a_rebuild_compares_every_byte(run, small):
    assert run("verify", "build", "--rebuild").code == 0

    page = small / "build" / "statement.html"
    page.write_bytes(page.read_bytes() + b"\n")
    done = run("verify", "build", "--rebuild")

    assert done.code == 1
    assert "statement.html: other bytes are built here from the same source" in done.out


def test_a_build_that_checks_itself_passes(run):
    done = run("build", "source/opinion.yaml", "--check", "-o", "out", "--to", "pdf,html,jsonld,text")

    assert done.code == 0, done.err


def test_a_theme_that_drops_words_fails_the_check_and_leaves_the_old_outputs(run, own):
    theme = own / "theme"
    theme.mkdir()
    template = load_theme().text("article.html.j2")
    assert '<p class="deck">{{ article.deck }}</p>' in template
    (theme / "article.html.j2").write_text(
        template.replace('<p class="deck">{{ article.deck }}</p>', '<p class="deck">{{ article.deck }} indeed</p>')
    )
    before = (own / "build" / "opinion.html").read_bytes()

    done = run("build", "source/opinion.yaml", "--check", "--theme", "theme", "--to", "html")

    assert done.code == 1
    assert "opinion.html: the deck differs" in done.err
    assert (own / "build" / "opinion.html").read_bytes() == before

"""What `pack` writes: the same bytes anywhere, nothing invented, and everything back again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from tests.archive.conftest import ARTICLES, DATE, packed, run

from pressmark.archive import bag
from pressmark.archive.pack import _PRONOM
from pressmark.archive.unpack import tree
from pressmark.verify.package import same_source
from pressmark.writers import formats, writer

pytestmark = pytest.mark.xdist_group("packages")

RIVER = "https://harbourpost.example/2026/opinion/evening-river-bus"


def report(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def info(folder: Path) -> dict[str, str]:
    return dict(bag.read_info((folder / "bag-info.txt").read_text("utf-8")))


def graph(folder: Path) -> dict[str, dict]:
    document = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    return {node["@id"]: node for node in document["@graph"]}


def test_the_same_articles_give_the_same_bytes_in_another_place_zone_and_language(zips, tmp_path):
    elsewhere = shutil.copytree(ARTICLES, tmp_path / "an other place" / "texts")
    for path in elsewhere.rglob("*"):
        path.touch()
    out = tmp_path / "out"
    done = run("pack", ".", "-o", out, cwd=elsewhere, TZ="Pacific/Auckland", LANG="de_DE.UTF-8", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    again = sorted(out.glob("*.zip"))
    assert [path.name for path in again] == [path.name for path in zips]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in zips]


def test_packing_again_gives_the_same_folder_and_leaves_no_litter(river, tmp_path):
    source = ARTICLES / "evening-river-bus.yaml"
    for _ in range(2):
        assert run("pack", source, "--as", "bag-dir", "--date", DATE, "-o", tmp_path, cwd=tmp_path).returncode == 0
    (made,) = tmp_path.iterdir()
    ours = {path.relative_to(river): path.read_bytes() for path in river.rglob("*") if path.is_file()}
    assert {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()} == ours


def test_a_store_made_twice_is_the_same(tmp_path):
    for name in ("one", "two"):
        packed(tmp_path / name, "--as", "ocfl")
    one, two = (
        {p.relative_to(r): p.read_bytes() for p in r.rglob("*") if p.is_file()}
        for r in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_zip_holds_plain_files_of_one_date_and_mode_in_order_below_one_folder(zips):
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
        assert {entry.filename.split("/")[0] for entry in entries} == {path.stem}
        assert {(entry.date_time, entry.external_attr >> 16, entry.compress_type) for entry in entries} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644, zipfile.ZIP_STORED)
        }
        assert all(re.fullmatch(r"[a-z0-9._-]+(/[a-z0-9._-]+)*", entry.filename) for entry in entries)


def test_without_a_given_date_the_article_dates_the_package_and_nothing_else_is_dated(zips, tmp_path):
    shutil.unpack_archive(next(path for path in zips if path.name.startswith("evening")), tmp_path)
    (made,) = tmp_path.iterdir()
    assert info(made)["Bagging-Date"] == "2026-05-05"
    said = (made / "data/metadata/premis.xml").read_text("utf-8")
    assert re.findall(r"<premis:eventType>([^<]+)", said) == ["publication", "modification"]
    assert re.findall(r"<premis:eventDateTime>([^<]+)", said) == [
        "2026-05-04T07:30:00+01:00",
        "2026-05-05T09:00:00+01:00",
    ]
    dates = set(re.findall(r"\d{4}-\d\d-\d\d", (made / "data/ro-crate-metadata.json").read_text("utf-8")))
    assert dates <= set(re.findall(r"\d{4}-\d\d-\d\d", (ARTICLES / "evening-river-bus.yaml").read_text("utf-8")))


def test_source_date_epoch_dates_the_packing_and_the_option_goes_before_it(tmp_path):
    source = ARTICLES / "mylos.yaml"
    for name, more, expected in (("a", (), "2026-11-24"), ("b", ("--date", "2026-12-01T10:00:00+02:00"), "2026-12-01")):
        out = tmp_path / name
        assert (
            run(
                "pack", source, "--as", "bag-dir", "-o", out, *more, cwd=tmp_path, SOURCE_DATE_EPOCH="1795478400"
            ).returncode
            == 0
        )
        assert info(next(out.iterdir()))["Bagging-Date"] == expected


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01", "2026-05-04T10:00", "20260504"])
def test_a_date_that_is_none_is_refused(tmp_path, date):
    done = run("pack", ARTICLES / "mylos.yaml", "--date", date, "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "date" in done.stderr
    assert not (tmp_path / "out").exists()


def test_identifiers_are_made_from_what_the_article_says(bags):
    found = {path.name: UUID(info(path)["External-Identifier"].removeprefix("urn:uuid:")) for path in bags}
    assert {identifier.version for identifier in found.values()} == {5}
    river = next(name for name in found if name.startswith("evening"))
    assert found[river] == uuid5(NAMESPACE_URL, RIVER)
    statement = next(name for name in found if name.startswith("comunicado"))
    assert found[statement] == uuid5(NAMESPACE_URL, "ark:/99999/portoclaro-17")


def test_the_bag_says_who_deposits_it(tmp_path):
    (tmp_path / "us.txt").write_text(
        "Source-Organization: River Archive\nContact-Email: deposits@\n  archive.example\n"
    )
    done = run("pack", ARTICLES / "mylos.yaml", "--as", "bag-dir", "--depositor", "us.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "out").iterdir()
    said = info(made)
    assert said["Source-Organization"] == "River Archive"
    assert said["Contact-Email"] == "deposits@ archive.example"
    assert run("verify", "--rebuild", made, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Payload-Oxum: 1.1\n", "is filled in by pressmark"),
        ("Contact-Name: A\nContact-Name: B\n", "is there twice"),
        ("hello\n", "line 1"),
    ],
)
def test_a_depositor_file_that_says_something_else_is_refused(tmp_path, text, complaint):
    (tmp_path / "us.txt").write_text(text)
    done = run("pack", ARTICLES / "mylos.yaml", "--depositor", "us.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert complaint in done.stderr


def test_a_folder_is_packed_past_bad_articles_and_ends_with_a_report(tmp_path):
    desk = tmp_path / "desk"
    (desk / "deep" / "er").mkdir(parents=True)
    shutil.copy(ARTICLES / "mylos.yaml", desk / "deep" / "er" / "mylos.yaml")
    shutil.copy(ARTICLES / "bandar.yaml", desk)
    (desk / "broken.yaml").write_text("pressmark: 1\nheadline: [\n")
    (desk / "twin.yml").write_text((ARTICLES / "bandar.yaml").read_text() + "slug: bandar\n")
    done = run("pack", desk, "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    rows = report(done.stdout)
    assert (tmp_path / "out" / "ingest-report.csv").read_text() == done.stdout
    assert list(rows[0]) == ["id", "file", "sha512", "size", "status"]
    good = [row for row in rows if row["status"] == "packed"]
    assert len(good) == 2
    for row in good:
        data = (tmp_path / "out" / row["file"]).read_bytes()
        assert (hashlib.sha512(data).hexdigest(), str(len(data))) == (row["sha512"], row["size"])
    bad = {Path(row["file"]).name: row["status"] for row in rows if row["status"] != "packed"}
    assert set(bad) == {"broken.yaml", "twin.yml"}
    assert all(status.startswith("failed: ") for status in bad.values())
    assert "has the identifier of" in bad["twin.yml"]


def test_a_folder_without_articles_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("pack", "empty", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "without articles" in done.stderr


def test_packing_a_folder_into_itself_does_not_pack_the_packages(tmp_path):
    shutil.copy(ARTICLES / "mylos.yaml", tmp_path)
    for _ in range(2):
        done = run("pack", ".", "--as", "bag-dir", "-o", "out", cwd=tmp_path)
        assert done.returncode == 0
        assert len(report(done.stdout)) == 1


def test_an_article_with_a_letter_that_no_font_has_is_not_packed_and_its_place_is_named(tmp_path):
    text = (ARTICLES / "mylos.yaml").read_text("utf-8").replace("Το νερό", "Το ก νερό")
    (tmp_path / "mylos.yaml").write_text(text, "utf-8")
    done = run("pack", "mylos.yaml", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "mylos.yaml:10:10: error[glyph-missing]" in done.stderr
    assert not list(tmp_path.glob("out/*.zip"))


def test_an_article_that_cannot_be_read_back_everywhere_is_not_packed(tmp_path):
    shutil.copy(ARTICLES / "mylos.yaml", tmp_path / "what: now?.yaml")
    done = run("pack", "what: now?.yaml", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "rename it" in done.stderr


def test_every_package_gives_back_a_folder_that_builds_byte_for_byte(zips, tmp_path):
    for path in zips:
        out = tmp_path / path.stem
        done = run("unpack", path, "-o", out, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        restored = {
            found.relative_to(out).as_posix(): found.read_bytes() for found in out.rglob("*") if found.is_file()
        }
        assert restored
        assert all((ARTICLES / name).read_bytes() == data for name, data in restored.items())
    (tmp_path / "again").mkdir()
    sources = sorted(tmp_path.glob("*/*.yaml"))
    done = run("build", *sources, "--to", "html,text", "-o", "again", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "again").glob("*.html"))) == len(sources) == len(zips)


@pytest.mark.parametrize("form", ["tar", "gztar"])
def test_a_package_is_read_from_a_tar_too(river, tmp_path, form):
    archive = Path(shutil.make_archive(str(tmp_path / "bag"), form, river.parent, river.name))
    assert run("verify", archive, cwd=tmp_path).returncode == 0
    assert run("unpack", archive, "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "quay.jpg").read_bytes() == (ARTICLES / "quay.jpg").read_bytes()


def test_every_package_is_rebuilt_from_its_own_source(zips, tmp_path):
    done = run("verify", "--rebuild", "--json", *zips, cwd=tmp_path)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout
    assert len(verdicts) == len(zips)
    assert all(
        verdict["checks"][-1] == {"name": "rebuild", "status": "ok", "detail": "", "findings": [], "remarks": []}
        for verdict in verdicts
    )


def test_a_rebuild_under_another_version_cannot_be_compared_and_is_no_difference(river, tmp_path):
    files = {path.relative_to(river).as_posix(): path.read_bytes() for path in river.rglob("*") if path.is_file()}
    payload = bag.payload(files)
    payload["ro-crate-metadata.json"] = re.sub(
        rb'("name": "weasyprint",\s+"url": "[^"]+",\s+"version": ")[^"]+',
        rb"\g<1>69.0",
        payload["ro-crate-metadata.json"],
    )
    stated = [
        (name, bag.oxum(payload) if name == "Payload-Oxum" else value)
        for name, value in bag.read_info(files["bag-info.txt"].decode())
    ]
    older = tmp_path / "older"
    for name, data in bag.make(payload, stated).items():
        (older / name).parent.mkdir(parents=True, exist_ok=True)
        (older / name).write_bytes(data)
    done = run("verify", "--rebuild", "-v", older, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "rebuild: not compared (cannot compare: weasyprint 69.0 made it" in done.stdout


def test_a_theme_shapes_the_package_and_is_needed_to_rebuild_it(tmp_path):
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "screen.css").write_text("body { color: black }\n")
    source = ARTICLES / "mylos.yaml"
    assert run("pack", source, "--as", "bag-dir", "--theme", "theme", "-o", "out", cwd=tmp_path).returncode == 0
    (made,) = (tmp_path / "out").iterdir()
    assert "another theme" in run("verify", "--rebuild", "-v", made, cwd=tmp_path).stdout
    done = run("verify", "--rebuild", "-v", "--theme", "theme", made, cwd=tmp_path)
    assert "rebuild: ok" in done.stdout


def test_a_withdrawn_article_keeps_its_source_and_shows_its_tombstone(bags):
    made = next(path for path in bags if path.name.startswith("withdrawn"))
    words = "The mill turns for the first time since the flood."
    assert (made / "data/article.yaml").read_bytes() == (ARTICLES / "withdrawn-tide.yaml").read_bytes()
    assert (made / "data/images/quay.jpg").read_bytes() == (ARTICLES / "quay.jpg").read_bytes()
    for name in (
        "article.html",
        "article.jsonld",
        "ro-crate-metadata.json",
        "metadata/metadata.csv",
        "metadata/premis.xml",
    ):
        text = (made / "data" / name).read_text("utf-8")
        assert words not in text
    assert "The mill in the picture was another one." in (made / "data/metadata/premis.xml").read_text("utf-8")


def test_names_from_the_article_are_mapped_and_the_crate_remembers_them(bags):
    made = next(path for path in bags if path.name.startswith("arger"))
    nodes = graph(made / "data")
    assert nodes["images/ubersicht-hafen-1.png"]["alternateName"] == "bilder/Übersicht Hafen (1).PNG"
    assert nodes["article.yaml"]["alternateName"] == "Ärger im Hafen.yaml"
    assert nodes["images/ubersicht-hafen-1.png"]["encodesCreativeWork"]["@id"].endswith("#plan")


def test_a_package_keeps_the_article_in_further_formats_and_holds_them_to_the_source(tmp_path):
    done = run(
        "pack", ARTICLES / "told-again.yaml", "-o", "out", "--as", "bag-dir", "--with", "text,html", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    (made,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir())
    text = made / "data" / "article.txt"
    assert graph(made / "data")["article.txt"]["encodingFormat"][0] == "text/plain"
    assert run("verify", made, cwd=tmp_path).stdout.count("built again, the same byte for byte") == 1

    text.write_text(text.read_text("utf-8").replace("library", "archive"), "utf-8")
    found = same_source(bag.payload(tree(made)[0]))
    assert found.findings
    assert {one.path for one in found.findings} == {"article.txt"}


def test_every_format_that_a_package_may_hold_has_an_identifier_of_pronom():
    unnamed = [name for name in formats() if _PRONOM.get(writer(name).media_type) is None]

    # PRONOM tells PNG files by the pieces in them: one picture is of version 1.0, the next of 1.2.
    assert unnamed == ["card", "png"]

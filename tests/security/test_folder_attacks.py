"""Attacks by the folder that somebody works in: what lies in it is data, and nothing of it is run or obeyed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image
from tests.building.conftest import article

from pressmark import disk, reader
from pressmark.building import work
from pressmark.building.plan import Deps, Outcome
from pressmark.building.sources import Found
from pressmark.building.state import Clock, LocalFiles, Output
from pressmark.problems import BuildError, PressmarkError
from pressmark.reader.kept_copies import keep
from pressmark.verify import kind_of

# Modules that Python's own start, its worker processes and our libraries look for; each says that it was run.
_MODULES = [
    "selectors",
    "socket",
    "signal",
    "pickle",
    "queue",
    "json",
    "yaml",
    "typing",
    "dataclasses",
    "tempfile",
    "threading",
    "traceback",
    "copyreg",
    "struct",
    "multiprocessing",
    "resource",
    "random",
    "secrets",
    "hashlib",
    "logging",
    "shutil",
    "weasyprint",
    "PIL",
    "pikepdf",
    "jinja2",
    "sitecustomize",
]


def _trapped(folder: Path) -> Path:
    """Put a module of each name into *folder*, and return the file that they would write."""
    said = folder.parent / "run"
    for name in _MODULES:
        (folder / f"{name}.py").write_text(f"open({str(said)!r}, 'a').write({name!r} + '\\n')\n")
    return said


def _run(*arguments: str, folder: Path, script: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
    program = [str(Path(sys.executable).with_name("pressmark"))] if script else [sys.executable, "-m", "pressmark"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(
        [*program, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=environment | more
    )


@pytest.mark.parametrize(
    ("script", "temporary"), [(True, ""), (False, ""), (True, "a" * 100)], ids=["script", "module", "spawned"]
)
def test_no_module_of_the_working_folder_is_run_by_a_worker(script, temporary, tmp_path):
    # Tried: `selectors.py` and others beside the articles; worker processes began with “” on sys.path.
    # Stopped by: PYTHONSAFEPATH and a cleaned sys.path while processes are started (`disk.nothing_from_here`).
    folder = tmp_path / "theirs"
    (folder / "source").mkdir(parents=True)
    for name in "abc":
        (folder / "source" / f"{name}.yaml").write_text(article(name))
    said = _trapped(folder)
    machine = tmp_path / (temporary or "t")  # where a socket's path would be too long, workers are spawned
    machine.mkdir()

    done = _run("build", "--to", "html", "-j", "1", folder=folder, script=script, TMPDIR=str(machine))

    assert done.returncode == 0, done.stderr
    assert len(list((folder / "build").glob("*.html"))) == 3
    assert not said.exists(), said.read_text()


def test_a_users_pythonpath_is_left_alone(tmp_path):
    # The one way in that stays: what the user names, for instance a plugin of fonts.
    folder = tmp_path / "theirs"
    (folder / "source").mkdir(parents=True)
    for name in "abc":
        (folder / "source" / f"{name}.yaml").write_text(article(name))
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text(f"open({str(tmp_path / 'run')!r}, 'a').write('x')\n")

    done = _run("build", "--to", "html", "-j", "1", folder=folder, PYTHONPATH=str(own))

    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "run").read_text()) > 1, "the user's place was kept from the workers"


@pytest.mark.parametrize("name", ["q=1.png;id>PWNED;.png", "a|b.png", "$(id).png", "`id`.png", "a&b.png", "x\ny.png"])
def test_a_pictures_name_is_no_command_in_the_rules_for_make(name, tmp_path):
    # Tried: a picture named as an assignment, or with a semicolon, after which make reads a command.
    # Stopped by: `building.plan` refuses names that make or a shell reads as more than a name; JSON takes any.
    deps = Deps(tmp_path / "deps.mk", None)
    deps.add(_outcome(tmp_path, name))

    with pytest.raises(BuildError, match="JSON"):
        deps.write()

    assert not (tmp_path / "deps.mk").exists()
    other = Deps(tmp_path / "deps.json", None)
    other.add(_outcome(tmp_path, name))
    other.write()
    assert json.loads((tmp_path / "deps.json").read_text())["rules"][0]["inputs"][1] == str(tmp_path / name)


def test_the_rules_for_make_run_nothing_when_they_are_included(tmp_path):
    # The same with the real make: names that are allowed are names, to the last letter.
    names = ["it's a quay.png", "50% #1.png", "a:b.png", "$HOME.png", "é ü.png"]
    deps = Deps(tmp_path / "deps.mk", None)
    for name in names:
        (tmp_path / name).touch()
        deps.add(_outcome(tmp_path, name))
    deps.write()
    (tmp_path / "Makefile").write_text("all:\n\t@echo made\n-include deps.mk\n")

    done = subprocess.run(
        ["make", "all"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        # These tests may be run by a make of their own.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
    )

    assert (done.stdout, done.stderr) == ("made\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "Makefile", "deps.mk"])


def _outcome(folder: Path, name: str) -> Outcome:
    page = Output("a.html", "html", "text/html", "", "", 1, "0")
    return Outcome(Found("a.yaml"), "built", (page,), (str(folder / "a.yaml"), str(folder / name)), folder=str(folder))


def test_a_picture_with_an_absolute_path_is_not_written_by_a_clusters_worker(tmp_path):
    # Tried: `file: /…/x.png` in the source, which the worker wrote where it says.
    # Stopped by: such files do not travel (`work.with_files`), and a worker takes none (`work.read`).
    folder, target = tmp_path / "article", tmp_path / "victim.png"
    folder.mkdir()
    target.write_bytes(b"theirs")
    source = folder / "a.yaml"
    source.write_text(article() + f"images:\n  quay: {{file: {target}, alt: The quay}}\n")

    task = work.with_files(work.Task(Found(str(source)), ("html",)))
    assert [name for name, _ in task.files] == ["a.yaml"]
    forged = replace(task, files=(*task.files, (str(target), b"x"), ("../y.png", b"x")))
    with pytest.raises(BuildError, match="outside the article's folder"):
        work.read(forged)

    assert target.read_bytes() == b"theirs"
    assert not (tmp_path / "y.png").exists()


def test_a_picture_that_is_too_large_does_not_travel_cut(tmp_path):
    # Tried: a picture of more than 32 MiB; its beginning travelled. Stopped by: nothing of it travels, and it is said.
    source = tmp_path / "a.yaml"
    source.write_text(article() + "images:\n  quay: {file: quay.png, alt: The quay}\n")
    with (tmp_path / "quay.png").open("wb") as file:
        file.truncate(33 * 1024 * 1024)

    assert work.with_files(work.Task(Found(str(source)), ("html",))) is None


# --- What is written, and what is read, is what was meant.


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "protected", "loop"])
@pytest.mark.parametrize("command", ["import", "deps"])
def test_nothing_but_a_plain_file_is_ever_replaced(kind, command, tmp_path, pressmark):
    # Tried: `import -o /dev/null --force` as root, which replaced the machine's null device; pipes, folders, links.
    # Stopped by: one way to write a file (`disk.stage`), which looks at what is there first.
    (tmp_path / "a.yaml").write_text(article())
    (tmp_path / "a.txt").write_text("A headline\n\nBy Mira Sandoval\n\nSome words of an article that was written.\n")
    target = tmp_path / "target.yaml"
    if kind == "device":
        os.mknod(target, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    elif kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    elif kind == "loop":
        target.symlink_to(target.name)
    else:
        target.write_text("mine")
        if subprocess.run(["chattr", "+i", target], check=False, capture_output=True).returncode:
            pytest.skip("a file that even root may not write can't be made here")
    before = target.lstat()

    how = {
        "import": ("import", "a.txt", "-o", target, "--force"),
        "deps": ("build", "a.yaml", "--to", "text", "--deps", target),
    }
    ran = pressmark(*how[command])
    if kind == "protected":
        subprocess.run(["chattr", "-i", target], check=True)

    assert ran.code != 0
    assert "Traceback" not in ran.err
    assert (target.lstat().st_mode, target.lstat().st_ino) == (before.st_mode, before.st_ino)


def test_a_link_is_written_where_it_points_and_keeps_its_permissions(tmp_path, pressmark):
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(0o600)
    (tmp_path / "link.yaml").symlink_to(real)
    (tmp_path / "a.txt").write_text("A headline\n\nBy Mira Sandoval\n\nSome words of an article.\n")

    pressmark("import", "a.txt", "-o", "link.yaml", "--force")

    assert (tmp_path / "link.yaml").is_symlink()
    assert "A headline" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


def test_an_output_that_is_a_link_to_somebodys_settings_is_not_written_through(tmp_path):
    # Tried: `build/a.txt -> ~/.ssh/authorized_keys` in a folder that was sent; the article's words would let in whoever
    # wrote them. Stopped by: a link to another kind of file outside the folder is refused (`disk.place`).
    out, home = tmp_path / "build", tmp_path / "home"
    out.mkdir()
    home.mkdir()
    (home / "authorized_keys").write_text("mine")
    for name, target in (("a.txt", "authorized_keys"), ("b.txt", "not-there-yet"), ("c.txt", "page.txt")):
        (out / name).symlink_to(home / target)
    (out / "d.txt").symlink_to("inside")

    for name in ("a.txt", "b.txt"):
        with pytest.raises(BuildError, match="another kind of file"):
            disk.write(out / name, b"theirs")
    disk.write(out / "c.txt", b"a page")
    disk.write(out / "d.txt", b"a page")

    assert (home / "authorized_keys").read_text() == "mine"
    assert sorted(path.name for path in home.iterdir()) == ["authorized_keys", "page.txt"]
    assert (out / "inside").read_bytes() == b"a page"


@pytest.mark.parametrize("kind", ["pipe", "device", "holes", "folder", "other", "same"])
def test_what_is_there_is_compared_without_waiting_and_without_reading_holes(kind, tmp_path):
    # Tried: a pipe, a device or a file of a terabyte of holes in the place of a package, a page, or a store's file:
    # pack, collect and verify waited for ever or ended in a traceback. Stopped by: `disk.holds`, and plain files only.
    path = tmp_path / "there"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "holes":
        with path.open("wb") as file:
            file.truncate(1 << 40)
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"data" if kind == "same" else b"date")

    assert disk.holds(path, b"data") is (kind == "same")
    clock = Clock(path.stat().st_dev, 0)
    assert LocalFiles(clock).same(str(path), hashlib.sha256(b"data").hexdigest(), None)[0] is (kind == "same")
    if kind in {"pipe", "device"}:
        with pytest.raises(PressmarkError, match="plain file"):
            kind_of(path)


@pytest.mark.parametrize("name", ['s".txt', "a: b.txt", 's"\nheadline: "x.txt', "a\u202e.txt"])
def test_a_file_with_a_name_that_not_every_system_writes_is_no_kept_copy(name, tmp_path):
    # Tried: a file called as YAML with a key of its own, which `source add` wrote into the article.
    source = tmp_path / "a.yaml"
    source.write_text(article() + "sources:\n  talk: {title: A talk}\n")
    (tmp_path / name).write_text("We tie up too early.")

    with pytest.raises(BuildError, match="another one"):
        keep(source, "talk", tmp_path / name)


def test_the_name_of_a_kept_copy_is_quoted_in_the_article(tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text(article() + "sources:\n  talk: {title: A talk}\n")
    (tmp_path / "s # x.txt").write_text("We tie up too early.")

    assert b'file: "s # x.txt"' in keep(source, "talk", tmp_path / "s # x.txt").article


@pytest.mark.parametrize("words", ["root:x:0:0:secret", "secret: [of, somebody]"])
def test_a_source_that_is_a_link_to_somebody_elses_file_is_not_quoted(words, tmp_path, pressmark):
    # Tried: `a.yaml -> ../elsewhere/secret`; the report showed its lines. Stopped by: what a link out of the folder
    # leads to must say that it is an article, or nothing of it is shown.
    folder = tmp_path / "theirs"
    folder.mkdir()
    (tmp_path / "secret").write_text(words)
    (folder / "a.yaml").symlink_to("../secret")

    ran = pressmark("validate", folder / "a.yaml")

    assert ran.code == 1
    assert "secret" not in ran.out + ran.err
    assert "a link to a file outside its folder" in ran.out + ran.err
    (tmp_path / "secret").write_text(article())
    assert pressmark("validate", folder / "a.yaml").code == 0


@pytest.mark.parametrize("words", ["root:x:0:0:secret", "secret: [of, somebody]"])
def test_a_house_that_is_a_link_to_somebody_elses_file_is_not_quoted(words, tmp_path):
    # Tried: `house.yaml -> ../elsewhere/secret`; what was wrong with it was told with its words, at each article below.
    folder = tmp_path / "theirs"
    folder.mkdir()
    (tmp_path / "secret").write_text(words)
    (folder / "a.yaml").write_text(article())
    (folder / "house.yaml").symlink_to("../secret")

    for reading in (reader.check_file(folder / "a.yaml"), reader.check_house(folder / "house.yaml")):
        told = " ".join(f"{problem.message} {problem.help}" for problem in reading.problems)
        assert "a link to a file outside its folder" in told
        assert "0:0" not in told
        assert "of, some" not in told
    (tmp_path / "secret").write_text("house: 1\nlanguage: en\n")
    assert reader.check_file(folder / "a.yaml").article is not None


def test_an_output_never_replaces_a_picture_of_its_article(tmp_path, pressmark):
    # Tried: `--to png -o .` with a picture of the article's own name. Stopped by: `run._spare_inputs`.
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), (10, 60, 90)).save(picture, "PNG")
    (tmp_path / "a.png").write_bytes(picture.getvalue())
    source = article(body="The boat.\n\n      {image:quay}") + "images:\n  quay: {file: a.png, alt: The quay}\n"
    (tmp_path / "a.yaml").write_text(source)

    ran = pressmark("build", "a.yaml", "--to", "png", "-o", ".")

    assert ran.code == 1
    assert "would replace the article's own file" in ran.err
    assert (tmp_path / "a.png").read_bytes() == picture.getvalue()


@pytest.mark.parametrize("what", ["pipe", "cut", "no profile", "offsets", "for a screen"])
def test_a_colour_profile_is_whole_and_for_print(what, tmp_path, pressmark):
    # Tried: a pipe, an endless device, half a profile, one with tags beyond its end. Stopped by: `options._profile`.
    whole = bytearray((files("pressmark.pdf") / "profiles" / "ISOcoated_v2_300_bas.icc").read_bytes())
    path = tmp_path / "p.icc"
    (tmp_path / "a.yaml").write_text(article())
    if what == "pipe":
        os.mkfifo(path)
    elif what == "offsets":
        whole[136:140] = (2**31).to_bytes(4, "big")
        path.write_bytes(whole)
    elif what == "for a screen":
        whole[16:20] = b"RGB "
        path.write_bytes(whole)
    else:
        path.write_bytes(whole[: len(whole) // 2] if what == "cut" else b"x" * 200)

    ran = pressmark("build", "a.yaml", "--to", "pdf", "--edition", "press", "--icc", path)

    assert ran.code == 2
    assert "p.icc" in ran.err
    assert "Traceback" not in ran.err


def test_the_sweep_of_temporary_folders_spares_what_is_not_ours(tmp_path, monkeypatch):
    # Tried: any `pressmark-*` with a `.lock` was removed, whoever made it. Stopped by: our folders say so in their lock.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    theirs, ours = tmp_path / "pressmark-theirs", tmp_path / "pressmark-ours"
    for folder, mark in ((theirs, b""), (ours, disk._MARK)):
        folder.mkdir()
        (folder / ".lock").write_bytes(mark)
        (folder / "precious").touch()
    (tmp_path / "pymp-abcdefgh").mkdir()
    (ours / "pymp-abcdefgh").touch()
    (tmp_path / "pymp-zzzzzzzz").mkdir()

    disk.sweep_scratch()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["pressmark-theirs", "pymp-zzzzzzzz"]


def test_a_scheduler_of_ours_talks_to_nobody_without_the_key_of_the_run(canary):
    # Tried: another user of the machine, who connected to the scheduler on loopback and had its workers run what he
    # liked with our rights. Stopped by: TLS with a key that is made for the run and stays in memory; no dashboard.
    distributed = pytest.importorskip("distributed")
    cluster = pytest.importorskip("pressmark.building.cluster")
    security = distributed.Security.temporary()

    with cluster._local(0, security) as ours:
        assert ours.scheduler_address.startswith("tls://127.0.0.1:")
        for path in ("status", "info/main/workers.html", "health", "metrics", "json/counts.json", ""):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{ours.scheduler.http_server.port}/{path}", timeout=5)
        plain = ours.scheduler_address.replace("tls://", "tcp://")
        for address, key in ((plain, None), (ours.scheduler_address, distributed.Security.temporary())):
            with pytest.raises(OSError, match=r".*"):
                distributed.Client(address, security=key, timeout="2s")
        with distributed.Client(ours.scheduler_address, security=security, timeout="10s") as client:
            assert client.scheduler_info()["workers"] == {}
    canary.touched.clear()  # those were ours

"""The same build on a cluster and in a store: a real scheduler, workers that die, an S3 server on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.building.conftest import article
from tests.conftest import Command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.gate, pytest.mark.xdist_group("cluster")]

_TO = ("--to", "html,text")
_COUNTS = [24, pytest.param(300, marks=pytest.mark.soak)]


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """Run moto's server with a bucket; return the environment that leads there."""
    from moto.server import ThreadedMotoServer  # not among what `make test` sets up

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    env = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    yield env
    server.stop()


@pytest.fixture
def bucket(s3, monkeypatch, request) -> tuple[str, object]:
    """Return the URL of a bucket of this test's own, and its file system."""
    import s3fs  # an optional part

    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    name = f"test-{abs(hash(request.node.name))}"
    store = s3fs.S3FileSystem(endpoint_url=s3["AWS_ENDPOINT_URL"], use_listings_cache=False, skip_instance_cache=True)
    store.mkdir(name)
    return f"s3://{name}", store


class Cluster:
    """A Dask scheduler and two workers with one thread each, as processes of their own."""

    def __init__(self, folder: Path) -> None:
        """Start them, with their files in *folder*."""
        self._file = folder / "scheduler.json"
        self._folder = folder
        self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", self._file)
        deadline = time.monotonic() + 60
        while not self._file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.address = json.loads(self._file.read_text("utf-8"))["address"]
        self.workers = [
            self._start("worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny") for _ in range(2)
        ]

    processes: list[subprocess.Popen[bytes]]

    def _start(self, *args: str | Path) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "distributed.cli.dask_" + str(args[0]),
                    "--host",
                    "127.0.0.1",
                    *map(str, args[1:]),
                ],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        self.processes = [*getattr(self, "processes", []), process]
        return process

    def stop(self) -> None:
        """End all of them."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path, s3, monkeypatch) -> Iterator[Cluster]:
    """Return a cluster that reaches the S3 server."""
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    yield started
    started.stop()


def _upload(store: object, url: str, count: int) -> None:
    for number in range(count):
        path = f"{url}/in/week-{number // 10}/article-{number}.yaml"
        store.pipe_file(path.removeprefix("s3://"), article(f"Number {number}").encode())


@pytest.mark.parametrize("count", _COUNTS)
def test_articles_of_a_store_are_built_into_it_though_a_worker_dies(count, cluster, bucket, tmp_path):
    url, store = bucket
    _upload(store, url, count)
    name = url.removeprefix("s3://")
    command = [sys.executable, "-m", "pressmark", "build", f"{url}/in", "-o", f"{url}/out", *_TO, "--json"]
    process = subprocess.Popen(
        [*command, "--cluster", cluster.address], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and len(store.find(f"{name}/out")) < count // 3:
        time.sleep(0.1)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    out, err = process.communicate(timeout=300)

    assert process.returncode == 0, err.decode()
    report = json.loads(out)
    assert report["totals"]["built"] == count
    assert report["totals"]["failed"] == 0
    made = {path.removeprefix(f"{name}/out/") for path in store.find(f"{name}/out")} - {".pressmark.sqlite"}
    assert made == {f"week-{n // 10}/article-{n}{suffix}" for n in range(count) for suffix in (".html", ".txt")}
    assert b"Number 7" in store.cat_file(f"{name}/out/week-0/article-7.html")


def _whole(folder: Path) -> set[str]:
    """Return the names of the pages below *folder*, after asserting that each is one, to its end."""
    pages = sorted(folder.rglob("*.html"))
    assert all(page.read_bytes().rstrip().endswith(b"</html>") for page in pages)
    return {page.name for page in pages}


def test_a_scheduler_that_dies_half_way_is_one_message_and_what_was_made_stays(cluster, many, tmp_path):
    many(60)
    command = [sys.executable, "-m", "pressmark", "build", "many", "-o", "out", "--to", "html"]
    process = subprocess.Popen(
        [*command, "--cluster", cluster.address], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not list((tmp_path / "out").rglob("*.html")):
        time.sleep(0.02)
    for one in cluster.processes:
        one.kill()
    _, err = process.communicate(timeout=120)
    made = _whole(tmp_path / "out")
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=200)

    assert process.returncode == 1, err.decode()
    assert b"the Dask scheduler at" in err or b"the cluster could not build it" in err
    assert b"Traceback" not in err
    assert made
    assert again.returncode == 0, again.stderr.decode()
    assert made < _whole(tmp_path / "out")
    assert list((tmp_path / "out").rglob("*.part")) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets that the store left open
def test_a_store_that_is_lost_half_way_is_said_for_each_article_and_the_rest_is_made_later(bucket, tmp_path):
    url, store = bucket
    _upload(store, url, 30)
    relay = _Relay(os.environ["AWS_ENDPOINT_URL"])
    command = [sys.executable, "-m", "pressmark", "build", f"{url}/in", "-o", f"{url}/out", "--to", "text", "-j", "2"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "AWS_ENDPOINT_URL": relay.url, "AWS_MAX_ATTEMPTS": "1"},
    )  # fmt: skip
    name = url.removeprefix("s3://")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not store.find(f"{name}/out"):
        time.sleep(0.05)
    relay.close()
    _, err = process.communicate(timeout=240)
    made = {path: store.cat_file(path) for path in store.find(f"{name}/out") if path.endswith(".txt")}
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=240)

    assert process.returncode == 1, err.decode()
    assert b"cannot use s3://" in err
    assert b"Traceback" not in err
    assert 0 < len(made) < 30
    assert again.returncode == 0, again.stderr.decode()
    assert {path: store.cat_file(path) for path in made} == made
    assert len([path for path in store.find(f"{name}/out") if path.endswith(".txt")]) == 30


class _Relay:
    """What stands between a build and a store, and goes away: it refuses whoever comes then."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._to = (host, int(port))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self._socket.accept()
                other = socket.create_connection(self._to)
            except OSError:
                return
            self._open += [one, other]
            for ends in ((one, other), (other, one)):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Refuse, from now on, and break off what is under way."""
        for one in (self._socket, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def test_a_store_is_built_only_where_it_changed(bucket, tmp_path):
    url, store = bucket
    _upload(store, url, 12)
    name = url.removeprefix("s3://")
    pressmark = Command(tmp_path)
    first = pressmark("build", f"{url}/in", "-o", f"{url}/out", *_TO, "--json", "-j", "2")
    store.pipe_file(f"{name}/in/week-0/article-3.yaml", article("Another").encode())
    store.rm_file(f"{name}/out/week-0/article-5.txt")
    store.pipe_file(f"{name}/out/week-0/article-6.html", b"altered")

    second = pressmark("build", f"{url}/in", "-o", f"{url}/out", *_TO, "--json", "-j", "2")

    assert json.loads(first.out)["totals"]["built"] == 12
    made = {
        artifact["path"].rpartition("/")[2]
        for artifact in json.loads(second.out)["artifacts"]
        if artifact["state"] == "built"
    }
    assert made == {"article-3.html", "article-3.txt", "article-5.txt", "article-6.html"}
    assert store.info(f"{name}/out/week-0/article-6.html")["size"] > 1000


def test_a_cluster_builds_what_lies_on_this_machine_and_the_bytes_are_the_same(cluster, many, pressmark, tmp_path):
    from PIL import Image  # only here

    root = many(6)
    Image.new("RGB", (30, 20), "teal").save(root / "quay.png")
    (root / "picture.yaml").write_text(
        "images:\n  quay: {file: quay.png, alt: The east quay}\n" + article(body="See:\n\n      {image:quay}"), "utf-8"
    )
    (root / "bad.yaml").write_text("no article", "utf-8")

    far = pressmark("build", "many", "-o", "far", *_TO, "--cluster", cluster.address)
    near = pressmark("build", "many", "-o", "near", *_TO)

    assert (far.code, near.code) == (1, 1)
    assert "many/bad.yaml:1:1: error" in far.err
    files = sorted(
        path.relative_to(tmp_path / "near") for path in (tmp_path / "near").rglob("*.*") if path.suffix != ".sqlite"
    )
    assert len(files) == 14
    for file in files:
        assert (tmp_path / "far" / file).read_bytes() == (tmp_path / "near" / file).read_bytes()


def test_a_local_cluster_is_started_and_ended(many, pressmark):
    many(4)

    ran = pressmark("build", "many", *_TO, "--cluster", "local", "-j", "2", "--json")

    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["totals"]["built"] == 4


def test_no_scheduler_is_one_message(many, pressmark):
    many(4)

    ran = pressmark("build", "many", *_TO, "--cluster", "tcp://127.0.0.1:9", "--json")

    assert ran.code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in ran.err


def test_a_file_url_is_a_plain_path(source, pressmark, tmp_path):
    ran = pressmark("build", source.as_uri(), "-o", (tmp_path / "out").as_uri(), *_TO)

    assert ran.code == 0, ran.err
    assert (tmp_path / "out" / "a.html").is_file()


def test_a_store_without_its_driver_is_one_message(pressmark):
    ran = pressmark("build", "gs://nowhere/a.yaml", *_TO)

    assert ran.code == 1
    assert "gs://nowhere" in ran.err

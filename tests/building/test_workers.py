"""Many articles, in worker processes: one that dies, hangs or grows takes nothing with it but its article."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from tests.building.conftest import QUICK, article, outputs
from tests.longrun import record, scale

from pressmark.building import workers as made_by
from pressmark.building.sources import Found
from pressmark.building.work import Task
from pressmark.building.workers import Limits, Pool


def _results(workers: Pool, count: int) -> dict[int, str]:
    found = {}
    deadline = time.monotonic() + 60
    while len(found) < count and time.monotonic() < deadline:
        found |= {number: made.error for number, made in workers.results()}
    return found


@pytest.fixture
def tasks(tmp_path) -> list[Task]:
    """Return ten articles to build."""
    paths = [tmp_path / f"article-{number}.yaml" for number in range(10)]
    for path in paths:
        path.write_text(article(path.stem), "utf-8")
    return [Task(Found(str(path)), QUICK) for path in paths]


def test_many_articles_come_back_in_their_order_and_mirror_their_folders(building, many):
    outcomes = building(many(10), jobs=2)

    assert [outcome.status for outcome in outcomes] == ["built"] * 10
    assert [outcome.found.key for outcome in outcomes] == [f"week-{n // 3}/article-{n}" for n in range(10)]
    assert set(outputs(building.folder / "out")) == {
        f"week-{n // 3}/article-{n}{suffix}" for n in range(10) for suffix in (".html", ".jsonld", ".txt")
    }
    assert building.statuses(building.folder / "many", jobs=2) == ["unchanged"] * 10


def test_workers_make_the_same_bytes_as_this_process(building, many):
    root = many(6)
    building(root, jobs=2)
    by_workers = outputs(building.folder / "out")

    building(root / "week-1" / "article-4.yaml", folder=building.folder / "here")

    assert by_workers["week-1/article-4.html"] == (building.folder / "here" / "article-4.html").read_bytes()


def test_bad_articles_are_passed_over(building, many):
    root = many(7)
    (root / "week-0" / "article-1.yaml").write_text("no article", "utf-8")
    (root / "week-1" / "article-4.yaml").write_text(article().replace("opinion", "opinions"), "utf-8")

    outcomes = building(root, jobs=2)

    failed = [outcome.found.key for outcome in outcomes if outcome.status == "failed"]
    assert failed == ["week-0/article-1", "week-1/article-4"]
    assert [outcome.status for outcome in outcomes].count("built") == 5


def test_fail_fast_stops_at_the_first_bad_article(building, many):
    root = many(40)
    (root / "week-0" / "article-0.yaml").write_text("no article", "utf-8")

    statuses = building.statuses(root, jobs=1, fail_fast=True)

    assert statuses[0] == "failed"
    assert len(statuses) < 40


def test_a_worker_that_dies_takes_only_its_article_with_it(building, tasks):
    with Pool(2, building.order.settings) as workers:
        for number, task in enumerate(tasks[:4]):
            workers.give(number, task)
        victim = workers._workers[0]
        (lost, _) = victim.tasks[0]
        os.kill(victim.process.pid, signal.SIGSTOP)
        os.kill(victim.process.pid, signal.SIGKILL)
        found = _results(workers, 4)

    assert found.pop(lost) == "the worker process that built it died (SIGKILL)"
    assert found == dict.fromkeys(found, "")
    assert len(found) == 3


def test_an_article_that_takes_too_long_is_given_up(building, tasks, tmp_path):
    with Pool(1, building.order.settings, Limits(seconds=30)) as workers:
        workers.give(0, tasks[0])
        assert _results(workers, 1) == {0: ""}
        workers._limits = Limits(seconds=0.2)
        # A stopped process is one that hangs.
        os.kill(workers._workers[0].process.pid, signal.SIGSTOP)
        workers.give(1, tasks[1])
        assert _results(workers, 1) == {1: "took longer than 0.2 seconds"}
        workers._limits = Limits(seconds=30)
        workers.give(2, tasks[2])
        assert _results(workers, 1) == {2: ""}


def test_an_article_that_needs_too_much_memory_is_given_up(building, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(article(body="\n\n      ".join(["word " * 200] * 1000)), "utf-8")

    (outcome,) = building(path, limits=Limits(memory=1_000_000))

    assert outcome.status == "failed"
    assert "memory" in outcome.error


def test_a_worker_is_replaced_before_it_grows(building, tasks, monkeypatch):
    monkeypatch.setattr(made_by, "_WARM_AFTER", 2)
    monkeypatch.setattr(made_by, "_GROWTH", -1_000_000)
    with Pool(1, building.order.settings) as workers:
        pids = set()
        for number, task in enumerate(tasks):
            workers.give(number, task)
            pids.add(workers._workers[0].process.pid)
            assert _results(workers, 1) == {number: ""}

    assert len(pids) >= 3


def test_no_process_is_left_behind(building, tasks):
    with Pool(2, building.order.settings) as workers:
        for number, task in enumerate(tasks[:3]):
            workers.give(number, task)
        pids = [worker.process.pid for worker in workers._workers]

    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_end_when_the_command_is_killed(pressmark, many, tmp_path):
    import subprocess  # only here
    import sys  # only here

    many(60)
    process = subprocess.Popen(
        [sys.executable, "-m", "pressmark", "build", "many", "-o", "out", "--to", "html", "-j", "2", "-q"], cwd=tmp_path
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(list((tmp_path / "out").rglob("*.html"))) < 3:
        time.sleep(0.02)
    family = _family(process.pid)
    process.kill()
    process.wait()
    while time.monotonic() < deadline and any(_alive(pid) for pid in family):
        time.sleep(0.05)

    assert len(family) >= 2
    assert [pid for pid in family if _alive(pid)] == []


def _family(pid: int) -> list[int]:
    """Return the processes that *pid* has started, and those that they have."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return children + [pid for child in children for pid in _family(child)]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.soak
def test_ten_thousand_articles_leak_neither_memory_nor_files_nor_processes(tmp_path):
    from bench.scale import endure  # only here

    count = scale(10_000)
    found = endure(tmp_path, count)

    late = found.files[len(found.files) // 5 :]
    assert found.drift() < 1.1, found.series
    assert max(late[-len(late) // 4 :]) <= max(late[: len(late) // 4]) + 4, late
    assert found.left() == []
    what = f"memory × {found.drift():.2f} over the last 80 % (peak {found.peak:.0f} MB), files steady, no process left"
    record("Articles, 10 % with images and 2 % broken", f"{count:,} built", what)

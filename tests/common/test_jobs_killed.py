"""Real workers, really killed: nothing is lost and nothing is done twice (reliability §6.5)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from fuyuantong.common import jobs
from fuyuantong.common.jobs import registry

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parent
LONGEST = 90  # seconds until we give up waiting; nothing is measured


@pytest.fixture
def addresses(db, databases, transactional_db):
    found = databases.addresses(connection.settings_dict["NAME"])
    with psycopg.connect(found["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE test_effect (name text NOT NULL)")
        owner.execute("CREATE TABLE test_tick (pid integer NOT NULL)")
        owner.execute("GRANT ALL ON test_effect, test_tick TO PUBLIC")
    return found


@pytest.fixture
def start(addresses, tmp_path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a worker process; all of them are gone at the end of the test."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            **addresses,
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings_test"
            ),
            "FYT_TEST_FLAG": str(tmp_path / "flag"),
            "FYT_TEST_SILENT": "2",
            "FYT_VAR": str(tmp_path / "var"),
        }
        with (tmp_path / f"worker{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(HERE / "worker_process.py")],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        kill(process)


@pytest.fixture(autouse=True)
def test_jobs(monkeypatch):
    """The jobs of worker_process.py are known here too, or nobody could defer them."""
    for name in ("plain", "slow", "failing", "refused", "chain", "outside"):
        spec = registry.JobSpec(f"test.{name}", print, name, name == "outside", 3, 0, "work")
        monkeypatch.setitem(registry._specs, f"test.{name}", spec)
    slow = registry.JobSpec("test.patient", print, "patient", True, 3, 0, "sources")
    monkeypatch.setitem(registry._specs, "test.patient", slow)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def effects() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM test_effect ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


def status(name: str) -> list[str]:
    return list(ProcrastinateJob.objects.filter(task_name=f"test.{name}").values_list("status", flat=True))


def test_a_job_whose_worker_is_killed_in_the_middle_is_done_once_by_the_next(start, tmp_path):
    flag = tmp_path / "flag"
    jobs.defer_once(None, "test.slow", "s", name="slow", seconds=600)
    first = start()
    until(flag.exists, "the job did not begin")
    kill(first)
    assert effects() == [], "what was half done is undone"
    assert status("slow") == ["doing"]
    Path(f"{flag}.again").touch()
    start()
    until(lambda: status("slow") == ["succeeded"], "the job was not run again")
    assert effects() == ["slow"]


def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(start):
    names = [f"n{i:03d}" for i in range(120)]
    for name in names:
        jobs.defer_once(None, "test.plain", name, name=name)
    for kills in range(3):
        worker = start()
        until(lambda: len(effects()) >= 20 * (kills + 1), "no progress")  # noqa: B023
        kill(worker)
    start()
    until(lambda: set(status("plain")) == {"succeeded"}, "some jobs were lost")
    assert effects() == names


def test_slow_sources_hold_their_own_places_and_keep_no_other_job_waiting(start, tmp_path):
    """Twice as many as a queue has places in this worker."""
    for n in range(4):
        jobs.defer_once(None, "test.patient", str(n), name=f"asked {n}", seconds=600)
    start()
    until(lambda: len(effects()) == 2, "the sources were not asked")
    jobs.defer_once(None, "test.plain", "p", name="plain")
    until(lambda: status("plain") == ["succeeded"], "it stood behind slow sources")
    assert sorted(status("patient")) == ["doing", "doing", "todo", "todo"]
    Path(f"{tmp_path / 'flag'}.again").touch()
    until(lambda: set(status("patient")) == {"succeeded"}, "the others were not asked afterwards")


def test_no_job_waits_in_a_queue_that_no_worker_serves():
    with pytest.raises(ValueError, match="nowhere"):
        jobs.job("test.lost", queue="nowhere")


def test_a_job_that_fails_is_a_dead_letter_after_its_tries(start):
    from fuyuantong.notices.models import DeadLetter

    jobs.defer_once(None, "test.failing", "f", name="failing")
    jobs.defer_once(None, "test.refused", "r", name="refused")
    start()
    until(lambda: status("failing") + status("refused") == ["failed", "failed"], "the jobs were not given up")
    until(lambda: DeadLetter.objects.filter(final=True).count() == 2, "nobody was told")
    failing = DeadLetter.objects.get(name="test.failing")
    assert (failing.tries, failing.key) == (3, "f")
    assert "ValueError" in failing.error
    assert "11010519491231002X" not in failing.error
    assert DeadLetter.objects.get(name="test.refused").tries == 1
    assert effects() == [], "a failed try leaves nothing"


def test_a_job_deferred_by_a_failing_job_vanishes_with_it(start):
    jobs.defer_once(None, "test.chain", "bad", name="bad", fail=True)
    jobs.defer_once(None, "test.chain", "good", name="good", fail=False)
    start()
    until(lambda: sorted(status("chain")) == ["failed", "succeeded"], "the jobs did not end")
    until(lambda: status("plain") == ["succeeded"], "the good one's child did not run")
    assert effects() == ["good:child"]


def test_an_outside_job_is_handed_its_key(start):
    jobs.defer_once(None, "test.outside", "k", name="outside")
    start()
    until(lambda: effects() == ["outside:k"], "the job did not run")


def test_a_worker_told_to_stop_ends_cleanly(start):
    worker = start()
    until(lambda: not jobs.scheduler_silent(), "the scheduler does not beat")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(LONGEST) == 0


def test_the_duty_of_a_killed_scheduler_is_taken_over_and_two_share_it(start):
    first = start()
    until(ticks, "no tick")
    kill(first)
    second, third = start(), start()
    until(lambda: ticks() - {first.pid}, "nobody took over")
    assert ticks() <= {first.pid, second.pid, third.pid}


def ticks() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT pid FROM test_tick")
        return {row[0] for row in cursor.fetchall()}


def test_a_worker_whose_connections_are_all_dropped_goes_on(start):
    worker = start()
    until(ticks, "no tick")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        cursor.execute("DELETE FROM test_tick")
    jobs.defer_once(None, "test.plain", "after", name="after")
    until(lambda: effects() == ["after"], "the queue's part did not come back")
    until(ticks, "the scheduler did not come back")
    assert worker.poll() is None


def test_a_worker_told_to_stop_lets_the_running_job_end(start, tmp_path):
    jobs.defer_once(None, "test.slow", "s", name="slow", seconds=3)
    worker = start()
    until((tmp_path / "flag").exists, "the job did not begin")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(LONGEST) == 0
    assert status("slow") == ["succeeded"]
    assert effects() == ["slow"]

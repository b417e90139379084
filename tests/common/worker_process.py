"""A real worker process for the tests of jobs: `python tests/common/worker_process.py`.

Registers jobs of its own whose effects are rows of the table `test_effect`, then runs until killed.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / part) for part in ("src", "tests")]


def register() -> None:
    from django.db import connection

    from fuyuantong.common.jobs import duty, job
    from fuyuantong.common.refusals import Forbidden

    def effect(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_effect (name) VALUES (%s)", [name])

    @job("test.plain", "测试任务")
    def plain(uow, name):
        effect(name)

    @job("test.slow", "慢任务")
    def slow(uow, name, seconds):
        """Write, tell that we are in the middle, wait: a kill in between must leave nothing."""
        effect(name)
        Path(os.environ["FYT_TEST_FLAG"]).write_text(str(os.getpid()))
        if not Path(os.environ["FYT_TEST_FLAG"] + ".again").exists():
            time.sleep(seconds)

    @job("test.failing", "必败任务", tries=3, first_wait=0)
    def failing(uow, name):
        effect(name)
        raise ValueError("身份证 11010519491231002X 的任务失败")

    @job("test.refused", "被拒任务")
    def refused(uow, name):
        raise Forbidden("不能办理。")

    @job("test.chain", "派生任务", tries=1)
    def chain(uow, name, fail):
        """Defers another job, then perhaps fails: the other one must vanish with it."""
        from fuyuantong.common.jobs import defer_once

        defer_once(uow, "test.plain", f"{name}:child", name=f"{name}:child")
        if fail:
            raise ValueError("失败")

    @job("test.outside", "外部任务", outside=True, first_wait=0)
    def outside(key, name):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_effect (name) VALUES (%s)", [f"{name}:{key}"])

    @job("test.patient", "等对方的任务", outside=True, queue="sources")
    def patient(key, name, seconds):
        """A source that is slow: it tells that it was asked, and answers when the flag lets it."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_effect (name) VALUES (%s)", [name])
        until = time.monotonic() + seconds
        while time.monotonic() < until and not Path(os.environ["FYT_TEST_FLAG"] + ".again").exists():
            time.sleep(0.05)

    @duty("test.tick", 1)
    def tick(now):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_tick (pid) VALUES (%s)", [os.getpid()])


if __name__ == "__main__":
    import django

    django.setup()
    register()
    from fuyuantong.common.jobs import run_worker, stalled

    stalled.SILENT_WORKER = int(os.environ.get("FYT_TEST_SILENT", "30"))
    run_worker(concurrency=2, beat_seconds=0.2, heartbeat_seconds=0.5)

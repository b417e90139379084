"""What the benchmarks stand on: a private cluster, migrated, with the fictional 临江市; gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("src", "tests", ".", "bench")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings_test")
os.environ.setdefault("FYT_LOG", "ERROR")
MECHANISMS = ("annual-plan-item", "assigned-item", "judicial-recommendation")


@contextlib.contextmanager
def ground(*, durable: bool) -> Iterator[dict[str, str]]:
    """Start a cluster and migrate it; yields both addresses, also in the environment.

    `durable`: with the settings of a real installation (fsync and all), else those of the tests.
    """
    from fuyuantong.config.launcher import Cluster, database_environment

    folder = Path(tempfile.mkdtemp(prefix="fyt-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder, throw_away=not durable)
    try:
        cluster.start()
        addresses = database_environment(cluster)
        os.environ.update(addresses, FYT_VAR=str(folder / "var"))
        command = [sys.executable, "-m", "fuyuantong.config.cli", "migrate", "--no-library"]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[:4])}
        subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        connect()
        yield addresses
    finally:
        from django.db import connections

        connections.close_all()
        cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def connect() -> None:
    """Set Django up in this process, working as the application's role."""
    import django

    django.setup()
    from fuyuantong.config.roles import connect_as

    connect_as(os.environ["DATABASE_URL"])


def city():
    """临江市 with its usual cast, and the mechanisms published."""
    from tests import make

    for code in MECHANISMS:
        make.mechanism(code)
    return make.City()


def median(work: Callable[[], object], rounds: int) -> float:
    """Median time of one call in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def side_by_side(ours: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median times of two works, measured in turns, so that what else runs on the machine falls on both."""
    mine, theirs = [], []
    for _ in range(rounds):
        for work, times in ((ours, mine), (bare, theirs)):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return statistics.median(mine), statistics.median(theirs)


def tell(bench: str, *, ratio: float, goal: str, ok: bool, **more: object) -> None:
    """Print one JSON line."""
    line = {"bench": bench, "ratio": round(ratio, 3), "goal": goal, "ok": ok, **more}
    print(json.dumps(line, ensure_ascii=False), flush=True)

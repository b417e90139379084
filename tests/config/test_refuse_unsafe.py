"""Nothing starts on a database that could lose or hide what it has acknowledged: one real process each."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from config.processes import environment, fyt
from fuyuantong.config.checks import examine_database
from fuyuantong.config.launcher import Cluster, database_environment
from fuyuantong.config.launcher.binaries import find_binaries

pytestmark = [pytest.mark.launcher, pytest.mark.crash]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    var = Path("/tmp") / f"fyt-unsafe-{os.getpid()}"
    var.mkdir()
    made = Cluster(var)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(var)


def start(cluster: Cluster, **more: str) -> subprocess.CompletedProcess[str]:
    """Start the worker, as on a machine that only works: it checks what `fyt up` checks."""
    addresses = database_environment(cluster) | {"FYT_SECRET_KEY": "k" * 50} | more
    return fyt("worker", env=environment(cluster.var, **addresses))


def refused(done: subprocess.CompletedProcess[str], word: str) -> bool:
    return done.returncode == 1 and "E-DB-UNSAFE" in done.stderr and word in done.stderr


def as_superuser(cluster: Cluster, *statements: str) -> None:
    with cluster.superuser("fuyuantong") as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_forgets_at_a_power_cut(cluster: Cluster, name: str) -> None:
    as_superuser(cluster, f"ALTER SYSTEM SET {name} = off", "SELECT pg_reload_conf()")
    try:
        assert refused(start(cluster), f"{name} = off")
    finally:
        as_superuser(cluster, f"ALTER SYSTEM RESET {name}", "SELECT pg_reload_conf()")


@pytest.mark.parametrize("strength", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_that_no_rule_binds(cluster: Cluster, strength: str) -> None:
    as_superuser(cluster, f"ALTER ROLE fyt_app {strength}")
    try:
        assert refused(start(cluster), "超级用户")
    finally:
        as_superuser(cluster, f"ALTER ROLE fyt_app NO{strength}")


def test_a_role_that_owns_the_tables(cluster: Cluster) -> None:
    assert refused(start(cluster, DATABASE_URL=cluster.address("fyt_owner")), "拥有")


def test_a_role_that_is_a_member_of_the_owner(cluster: Cluster) -> None:
    as_superuser(cluster, "GRANT fyt_owner TO fyt_app")
    try:
        assert refused(start(cluster), "拥有")
    finally:
        as_superuser(cluster, "REVOKE fyt_owner FROM fyt_app")


def test_a_short_secret_key(cluster: Cluster) -> None:
    assert refused(start(cluster, FYT_SECRET_KEY="changeme"), "FYT_SECRET_KEY")


def test_a_clock_that_is_not_the_databases(cluster: Cluster) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=9)):
        problems = [
            finding.what for finding in examine_database(cluster.address("fyt_app")) if finding.problem
        ]
    assert problems == ["clock"]


def test_a_server_without_checksums(cluster: Cluster) -> None:
    program = find_binaries().folder / "pg_checksums"
    switch = [str(program), "-D", str(cluster.data), "--no-sync"]
    who = {"user": cluster.who.uid, "group": cluster.who.gid}
    for action in ("--disable", "--enable"):
        cluster.stop()
        subprocess.run([*switch, action], check=True, capture_output=True, cwd="/", **who)
        cluster.start()
        if action == "--disable":
            assert refused(start(cluster), "校验和")


def test_one_that_is_safe_has_no_findings(cluster: Cluster) -> None:
    assert [finding.problem for finding in examine_database(cluster.address("fyt_app"))] == [""] * 7

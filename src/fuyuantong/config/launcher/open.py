"""The way to a database for every command: DATABASE_URL, the running private cluster, or a new one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from fuyuantong.common.refusals import Refusal
from fuyuantong.config.launcher.cluster import Cluster

_WAIT_SECONDS = 60


def var_folder() -> Path:
    """Return the folder that holds everything this installation keeps ($FYT_VAR, default ./var)."""
    return Path(os.environ.get("FYT_VAR", "var")).resolve()


def database_environment(cluster: Cluster) -> dict[str, str]:
    """Return the two addresses of a private cluster as environment variables."""
    return {
        "DATABASE_URL": cluster.address(cluster.roles.app),
        "DATABASE_OWNER_URL": cluster.address(cluster.roles.owner),
    }


@contextlib.contextmanager
def open_database(*, exclusive: bool = False) -> Iterator[Cluster | None]:
    """Make a database reachable, put its addresses into os.environ; yield our own cluster, if we run one.

    With `exclusive` (that is `fyt up`) a cluster that somebody else runs is a refusal; otherwise it is used.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        _refuse_unreachable(given)
        yield None
        return
    cluster = Cluster(var_folder())
    var_folder().mkdir(parents=True, exist_ok=True)
    with (var_folder() / "lock").open("a+") as lock:
        if not _taken(lock.fileno()):
            if exclusive:
                raise Refusal(
                    "E-UP-RUNNING",
                    f"数据文件夹 {var_folder()} 已由另一个 fyt 使用。",
                    hint="请先停止它，或用 FYT_VAR 指定另一个文件夹。",
                )
            _wait_for_other(cluster, lock.fileno())
        else:
            try:
                cluster.start()
                os.environ.update(database_environment(cluster))
                yield cluster
            finally:
                cluster.stop()
            return
    os.environ.update(database_environment(cluster))
    yield None


def _refuse_unreachable(address: str) -> None:
    """Say in a sentence that the given server does not let us in (E-DB-REACH), before anything is begun."""
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise Refusal(
            "E-DB-REACH",
            f"连接不上 DATABASE_URL 指定的数据库：{reason}。",
            hint="请检查地址、账号和密码，以及服务器是否在运行。",
        ) from error


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_other(cluster: Cluster, descriptor: int) -> None:
    """Wait until the cluster that another process runs answers."""
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(cluster.address(cluster.roles.app)),
        ):
            return
        if _taken(descriptor):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            raise Refusal("E-DB-START", "另一个 fyt 刚刚停止，请再试一次。")
        time.sleep(0.1)
    raise Refusal("E-DB-START", "另一个 fyt 持有数据库，但它没有应答。请查看它的输出。")

"""`fyt up` as a real process: ready, revived, stopped, and never half-dead."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.processes import Up, alive, children_of, environment, eventually, free_port, fyt

pytestmark = [pytest.mark.launcher, pytest.mark.crash]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """The folder of a real installation that has been started once."""
    folder = Path("/tmp") / f"fyt-up-{os.getpid()}"
    with Up(environment(folder)) as first:
        first.ready()
        assert "正在准备数据库" in first.said()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def up(var: Path) -> Iterator[Up]:
    with Up(environment(var)) as started:
        yield started.ready()


def test_it_revives_whatever_is_killed(up: Up) -> None:
    for word, sentence in [
        ("gunicorn", "网页服务意外结束"),
        ("worker", "后台任务意外结束"),
        ("postgres", "数据库意外结束"),
    ]:
        killed = up.child(word)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda s=sentence: s in up.said()), up.said()
        assert up.child(word) != killed
    assert eventually(up.answers), up.said()


def test_a_second_start_prepares_nothing_and_sigterm_ends_everything(up: Up) -> None:
    assert "正在准备数据库" not in up.said()
    family = [*children_of(up.process.pid), *(c for p in children_of(up.process.pid) for c in children_of(p))]
    assert len(family) >= 4
    assert up.stop() == 0
    assert "府院通已停止" in up.said()
    assert not [pid for pid in family if alive(pid)]


def test_when_it_is_killed_its_children_end_too(var: Path) -> None:
    with Up(environment(var)) as up:
        up.ready()
        family = list(children_of(up.process.pid))
        up.process.kill()
        up.process.wait()
        assert eventually(lambda: not [pid for pid in family if alive(pid)], 60)


def test_other_commands_use_its_database(up: Up, var: Path) -> None:
    done = fyt("doctor", "--json", env=environment(var))
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"check": "migrations", "ok": true' in done.stdout


def test_a_second_one_on_the_same_folder_is_refused(up: Up, var: Path) -> None:
    done = fyt("up", "--port", str(free_port()), env=environment(var))
    assert done.returncode == 1
    assert "E-UP-RUNNING" in done.stderr


def test_real_data_is_not_started_as_a_demonstration(var: Path) -> None:
    done = fyt("up", "--demo", "--port", str(free_port()), env=environment(var))
    assert done.returncode == 1
    assert "E-UP-MODE" in done.stderr


def test_a_busy_port_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = fyt("up", "--port", str(other.getsockname()[1]), env=environment(tmp_path / "var"))
    assert done.returncode == 1
    assert "E-UP-PORT" in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_demonstration_is_bound_to_this_machine(tmp_path: Path) -> None:
    done = fyt("up", "--demo", "--host", "0.0.0.0", env=environment(tmp_path / "var"))
    assert done.returncode == 1
    assert "E-UP-DEMO" in done.stderr


def test_the_secret_key_is_kept_closed(var: Path) -> None:
    key = var / "secret-key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    done = fyt("up", "--port", str(free_port()), env=environment(var))
    key.chmod(0o600)
    assert done.returncode == 1
    assert "E-DB-UNSAFE" in done.stderr

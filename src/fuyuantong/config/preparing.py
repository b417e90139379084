"""Bringing a database to the state this release needs: migrations, rights, library, sample data.

Done by the owner under an advisory lock, so that two starts at once do it once; remembered by a fingerprint
in the database itself, so that the next start can tell without loading Django.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from fuyuantong.common.refusals import Refusal
from fuyuantong.config import fingerprint, grants
from fuyuantong.config.launcher.open import var_folder
from fuyuantong.config.preparing_state import kept_state, mode_of
from fuyuantong.config.roles import app_address, connect_as, owner_address

_LOCK = 0x66797431  # "fyt1"
_REMEMBERED = (
    "CREATE TABLE IF NOT EXISTS fyt_prepared"
    " (what text PRIMARY KEY, fingerprint text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
)
#: Modules with `load() -> Sequence[str]`: idempotent, run under the application's role; the lines
#: are for the terminal.
_LIBRARY = "fuyuantong.config.library"
_DEMO = "fuyuantong.config.demo"


def prepare(*, demo: bool | None, library: bool = True) -> Sequence[str]:
    """Migrate, grant and load, through the owner's connection; return the lines that loading wants shown.

    `demo` is None for a bare `fyt migrate`, which leaves the kind of installation open. Needs Django set up.
    """
    if not owner_address():
        raise Refusal(
            "E-DB-OWNER",
            "数据库需要升级，但没有设置 DATABASE_OWNER_URL（拥有者账号）。",
            hint="请设置后再执行 fyt migrate，见 docs/operate/install.md。",
        )
    lines: list[str] = []
    with psycopg.connect(owner_address(), autocommit=True, connect_timeout=5) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connect_as(owner_address())
        from fuyuantong.config.migrating import migrate

        migrate()
        owner.execute(_REMEMBERED)
        grants.grant_to_app(owner, str(conninfo_to_dict(app_address()).get("user") or "fyt_app"))
        connect_as(app_address())
        if library:
            lines += _load(_LIBRARY)
        if demo:
            lines += _load_demo(owner)
        if library:
            _remember(owner, "database", fingerprint.of_database())
        if demo is not None:
            _remember(owner, "mode", mode_of(demo=demo))
    return lines


def _load(module: str) -> Sequence[str]:
    if importlib.util.find_spec(module) is None:
        return ()
    lines: Sequence[str] = importlib.import_module(module).load() or ()
    return lines


def _load_demo(owner: psycopg.Connection[tuple[object, ...]]) -> Sequence[str]:
    """Load the sample data, in many transactions; half a story is never shown."""
    if kept_state(owner_address()).get("demo") == "begun":
        raise Refusal(
            "E-UP-HALF",
            "上一次载入演示数据时被中断，数据不完整。",
            hint=f"请删除演示数据文件夹 {var_folder()}（或清空该数据库）后重新启动。",
        )
    _remember(owner, "demo", "begun")
    lines = _load(_DEMO)
    _remember(owner, "demo", "done")
    return lines


def _remember(owner: psycopg.Connection[tuple[object, ...]], what: str, value: str) -> None:
    owner.execute(
        "INSERT INTO fyt_prepared (what, fingerprint) VALUES (%s, %s)"
        " ON CONFLICT (what) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()",
        [what, value],
    )


def collect_static(folder: Path) -> None:
    """Copy and compress what browsers load into `folder`, when it has changed. Needs Django set up."""
    from django.core.management import call_command

    mark = folder / ".fingerprint"
    wanted = fingerprint.of_static()
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=folder.exists())
    mark.write_text(wanted, encoding="ascii")

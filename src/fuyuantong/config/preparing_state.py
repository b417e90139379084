"""Whether a database and the static files are ready for this release: read without loading Django."""

from __future__ import annotations

from pathlib import Path

import psycopg

from fuyuantong.common.refusals import Refusal
from fuyuantong.config import fingerprint


def kept_state(address: str) -> dict[str, str]:
    """Return what preparing has written down in the database at `address`; empty if it never ran there."""
    with psycopg.connect(address, connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('public.fyt_prepared')").fetchone() == (None,):
            return {}
        rows = connection.execute("SELECT what, fingerprint FROM fyt_prepared").fetchall()
    return {str(what): str(value) for what, value in rows}


def is_prepared(address: str, *, demo: bool) -> bool:
    """Tell, without Django, whether the database is ready for this release and this kind of start."""
    rows = kept_state(address)
    kept = rows.get("mode")
    if kept is not None and kept != mode_of(demo=demo):
        raise Refusal(
            "E-UP-MODE",
            "这个数据库里是演示数据，不能作为正式系统启动。"
            if kept == "demo"
            else "这个数据库里是正式数据，不能以演示方式启动。",
            hint="请用 FYT_VAR 或 DATABASE_URL 指定另一个。",
        )
    return kept is not None and rows.get("database") == fingerprint.of_database()


def static_is_ready(folder: Path) -> bool:
    mark = folder / ".fingerprint"
    return mark.exists() and mark.read_text(encoding="ascii") == fingerprint.of_static()


def mode_of(*, demo: bool) -> str:
    return "demo" if demo else "real"

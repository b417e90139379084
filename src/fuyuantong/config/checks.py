"""Settings under which nothing may start: a database that could lose or hide what it acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from fuyuantong.common.refusals import Refusal

_FURTHEST_CLOCK_SECONDS = 5
_OWNS_SOMETHING = """
SELECT EXISTS (
  SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND pg_has_role(current_user, c.relowner, 'MEMBER')
) OR EXISTS (
  SELECT 1 FROM pg_database d
  WHERE d.datname = current_database() AND pg_has_role(current_user, d.datdba, 'MEMBER')
) OR has_schema_privilege('public', 'CREATE')
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `problem` is empty when all is well."""

    what: str
    problem: str = ""


def examine_database(address: str) -> Iterator[Finding]:
    """Look at the server and the role of `address` (that of the application, not the owner's)."""
    with psycopg.connect(address, connect_timeout=5) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            value = _one(connection, f"SHOW {name}")
            yield Finding(
                name, f"{name} = {value}：断电会丢失已确认的数据，请改为 on。" if value == "off" else ""
            )
        bad_pages = _one(connection, "SHOW data_checksums") != "on"
        yield Finding(
            "data_checksums",
            "没有开启数据校验和，损坏会不被发现，请用 pg_checksums --enable 开启。" if bad_pages else "",
        )
        strong = _one(
            connection, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        yield Finding(
            "role",
            "工作账号是超级用户或可绕过行级规则，审计记录因此可被改写，请换用普通账号。" if strong else "",
        )
        owns = _one(connection, _OWNS_SOMETHING)
        yield Finding(
            "owner", "工作账号拥有数据表或可建表，审计记录因此可被改写，请与拥有者账号分开。" if owns else ""
        )
        moment = _one(connection, "SELECT clock_timestamp()")
        apart = abs((datetime.now(UTC) - moment).total_seconds()) if isinstance(moment, datetime) else 0.0
        late = apart > _FURTHEST_CLOCK_SECONDS
        yield Finding(
            "clock", f"本机与数据库的时钟相差 {apart:.0f} 秒，期限会算错，请先对时。" if late else ""
        )


def refuse_unsafe(address: str) -> None:
    """Refuse to start (E-DB-UNSAFE) and name everything that is wrong."""
    problems = [finding.problem for finding in examine_database(address) if finding.problem]
    if problems:
        raise Refusal("E-DB-UNSAFE", "数据库的设置不安全，没有启动：" + "".join(problems))


def _one(connection: psycopg.Connection[tuple[object, ...]], query: str) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None

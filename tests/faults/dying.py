"""Dying at a chosen statement, by an exception or by SIGKILL; and what the database holds, as one figure a table."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections

TABLES = "matters_%|audit_entry|audit_head|plans_%|notices_notice|documents_%|common_rememberedrequest|procrastinate_jobs"


class Died(BaseException):
    """The process ends here. No `except Exception` of the product may catch it, as none can catch a kill."""


@contextmanager
def dying_after(n: int) -> Iterator[list[str]]:
    """Raise once, right after the n-th statement was carried out; yields the statements so far."""
    asked: list[str] = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        done = execute(sql, params, many, context)
        if len(asked) == n:
            raise Died
        return done

    with connection.execute_wrapper(count):
        yield asked


def state() -> dict[str, str]:
    """{table: digest of all its rows}."""
    like = " OR ".join("tablename LIKE %s" for _ in TABLES.split("|"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND ({like})", TABLES.split("|")
        )
        tables = sorted(row[0] for row in cursor.fetchall())
        parts = " UNION ALL ".join(
            f"SELECT '{t}', md5(coalesce(string_agg(x::text, '\n' ORDER BY x::text), '')) FROM {t} x"
            for t in tables
        )
        cursor.execute(parts)
        return dict(cursor.fetchall())


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a forked process with a connection of its own; returns its number for `wait_for`."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            # the parent's connection stays referenced and is never used or closed here: it is the parent's
            inherited = connection.connection
            connections["default"].connection = None
            connections["default"].in_atomic_block = False
            connections["default"].atomic_blocks = []
            work()
            code = 0
            del inherited
        except BaseException:  # noqa: BLE001 - the parent asks for the exit code
            code = 3
        finally:
            os._exit(code)
    return pid


def wait_for(pid: int) -> int:
    """The exit code of a forked process; negative is the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextmanager
def killed_after(n: int) -> Iterator[None]:
    """SIGKILL to this very process right after its n-th statement."""
    count = 0

    def execute_then(execute, sql, params, many, context):
        nonlocal count
        done = execute(sql, params, many, context)
        count += 1
        if count == n:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with connection.execute_wrapper(execute_then):
        yield

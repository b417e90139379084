"""Holding two registers against each other: which rows of the one have no match in the other, as SQL."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import connection

from fuyuantong.indicators.compiling.cells import OWNER, Source
from fuyuantong.indicators.compiling.conditions import condition, interval
from fuyuantong.indicators.kinds import Reconciliation, Side
from fuyuantong.indicators.models import RuleVersion
from fuyuantong.indicators.planning import find_source
from fuyuantong.indicators.reading import examined_rule


@lru_cache(maxsize=128)
def rule_of(digest: str, source: str) -> Reconciliation:  # noqa: ARG001 - the digest is part of the key
    """The rule of a published text, read once for the process."""
    return examined_rule(source)


def told(row: RuleVersion) -> Reconciliation:
    return rule_of(row.digest, row.source)


def _side(side: Side, source: Source) -> tuple[str, str]:
    """(columns k0, k1 … in the standard spelling they are stored in, condition)."""
    cells = source.cells
    keys = ", ".join(
        f"coalesce(({cells[name].sql})::text, '') AS k{n}" for n, name in enumerate(side.columns)
    )
    return keys, f"{source.base} AND {condition(side.where, cells)}"


def differences(rule: Reconciliation, today: date) -> dict[str, str]:
    """{id of a row without its match: the unit that has to explain it (a name, or the owner's id)}."""
    one, other = find_source(rule.each.register), find_source(rule.match.register)
    keys, where = _side(rule.each, one)
    there, apart = _side(rule.match, other)
    unit = one.cells[rule.each.unit or OWNER].sql
    if rule.grace is not None and rule.each.day:
        where += f" AND ({one.cells[rule.each.day].sql})::date + {interval(rule.grace)} < %s"
    joined = " AND ".join(f"m.k{n} = e.k{n}" for n in range(len(rule.each.columns)))
    sql = (
        f"SELECT e.id, e.unit FROM (SELECT r.id, ({unit})::text AS unit, {keys} FROM {one.table} r"
        f" WHERE {where}) e WHERE NOT EXISTS (SELECT 1 FROM (SELECT {there} FROM {other.table} r"
        f" WHERE {apart}) m WHERE {joined})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [today] if rule.grace is not None and rule.each.day else [])
        return {str(row[0]): str(row[1] or "") for row in cursor.fetchall()}

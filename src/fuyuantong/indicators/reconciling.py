"""Which rows of a register a rule lists: without a match, a second time, or as described. As SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from fuyuantong.indicators.compiling.cells import OWNER, Cell, Kind, Source, quoted, with_today
from fuyuantong.indicators.compiling.conditions import condition, interval
from fuyuantong.indicators.kinds import Means, Reconciliation, Side
from fuyuantong.indicators.models import RuleVersion
from fuyuantong.indicators.planning import find_source
from fuyuantong.indicators.reading import examined_rule


@dataclass(frozen=True, slots=True)
class Near:
    """Only rows of `each` with these keys (JSON values by column, of either side) or ids are looked at."""

    each: tuple[str, ...]
    match: tuple[str, ...]
    ids: tuple[UUID, ...]


@lru_cache(maxsize=128)
def rule_of(digest: str, source: str) -> Reconciliation:  # noqa: ARG001 - the digest is part of the key
    """The rule of a published text, read once for the process."""
    return examined_rule(source)


def told(row: RuleVersion) -> Reconciliation:
    return rule_of(row.digest, row.source)


def registers_of(rule: Reconciliation) -> frozenset[str]:
    """The registers whose changes may change what the rule lists."""
    return frozenset(side.register for side in (rule.each, rule.match) if side is not None)


def near(
    rule: Reconciliation, register: str, cells: Iterable[Mapping[str, Any]], ids: Iterable[UUID]
) -> Near:
    """What changed rows of a register may touch; rows without any of the values touch themselves only."""
    found: dict[tuple[str, str], None] = {}
    sides = [side for side in (rule.each, rule.match) if side is not None and side.register == register]
    other = rule.match or rule.each
    for row in cells:
        for side in sides:
            values = [row.get(name) for name in side.columns]
            if any(value not in (None, "") for value in values):
                found[_held(rule.each, values), _held(other, values)] = None
    return Near(tuple(a for a, _b in found), tuple(b for _a, b in found), tuple(ids))


def _held(side: Side, values: list[Any]) -> str:
    kept = {name: value for name, value in zip(side.columns, values, strict=True) if value is not None}
    return json.dumps(kept, ensure_ascii=False)


def differences(rule: Reconciliation, today: date, only: Near | None = None) -> dict[str, str]:
    """{id of a row that the rule lists: the unit that has to explain it (a name, or the owner's id)}."""
    params: list[Any] = []
    one = find_source(rule.each.register)
    unit = _names(one.cells[rule.each.unit or OWNER])
    rows = f"SELECT r.id, r.entered_at, ({unit})::text AS unit, {_side(rule.each, one, today)}"
    if rule.grace is not None and rule.each.day:
        due = f"({one.cells[rule.each.day].sql})::date + {interval(rule.grace)}"
        rows += f" AND {due} < {quoted(today.isoformat())}::date"
    if only is not None:
        rows += " AND (r.cells @> ANY(%s::jsonb[]) OR r.id = ANY(%s::uuid[]))"
        params += [list(only.each), list(only.ids)]
    differs = "TRUE"
    if rule.means is not Means.SUCH:
        other = rule.match or rule.each
        there = f"SELECT r.id, r.entered_at, {_side(other, find_source(other.register), today)}"
        joined = " AND ".join(f"m.k{n} = e.k{n}" for n in range(len(rule.each.columns)))
        if rule.means is Means.REPEATED:
            some = " OR ".join(f"e.k{n} <> ''" for n in range(len(rule.each.columns)))
            joined += f" AND (m.entered_at, m.id) < (e.entered_at, e.id) AND ({some})"
        if only is not None:
            there += " AND r.cells @> ANY(%s::jsonb[])"
            params.append(_with_own(rule, only))
        word = "" if rule.means is Means.REPEATED else "NOT "
        differs = f"{word}EXISTS (SELECT 1 FROM ({there}) m WHERE {joined})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT e.id, e.unit FROM ({rows}) e WHERE {differs}", params)
        return {str(row[0]): str(row[1] or "") for row in cursor.fetchall()}


def _names(cell: Cell) -> str:
    """One name, or several in a row."""
    several = f"(SELECT string_agg(v, '、') FROM jsonb_array_elements_text({cell.sql}) v)"
    return several if cell.kind is Kind.MANY else cell.sql


def _with_own(rule: Reconciliation, only: Near) -> list[str]:
    """The keys to look for on the other side."""
    return list(only.match if rule.match is not None else only.each)


def _side(side: Side, source: Source, today: date) -> str:
    """`k0, k1 … FROM … WHERE …`: the columns in the standard spelling they are stored in."""
    keys = ", ".join(
        f"coalesce(({source.cells[name].sql})::text, '') AS k{n}" for n, name in enumerate(side.columns)
    )
    where = condition(side.where, with_today(source.cells, today))
    return f"{keys} FROM {source.table} r WHERE {source.base} AND {where}"

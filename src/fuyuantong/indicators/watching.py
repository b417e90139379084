"""Looking at rows as they are written: a row that must not count is kept out in the same transaction.

What reached the database in another way (a batch, a load by the database's own tools) is looked at within
the minute, from its images, and once a day all rows are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.indicators.actions.reconciling import settle
from fuyuantong.indicators.barring import barring_rules
from fuyuantong.indicators.models import Difference, RuleVersion
from fuyuantong.indicators.reconciling import differences, near, registers_of, told
from fuyuantong.indicators.trail import note
from fuyuantong.registers.events import RowsWritten

_NEAR = """SELECT r.id FROM registers_row r WHERE r.book_id = %s
  AND (r.cells @> ANY(%s::jsonb[]) OR r.id = ANY(%s::uuid[]))"""
MOST = 2000
"""Of more changed rows at once the whole register is looked at."""


def on_rows(uow: UnitOfWork, event: RowsWritten) -> None:
    for row, found, fresh in look(event.register, event.cells, event.keys, uow.today):
        if fresh:
            note(uow, "reconciled", "reconciliation", row.pk, code=row.code, found=found, fresh=fresh)


def look(
    register: str, cells: Iterable[Mapping[str, Any]], ids: Iterable[UUID], today: date
) -> list[tuple[RuleVersion, int, int]]:
    """Hold these rows, and those they touch, against every barring rule: (rule, listed, new)."""
    cells, ids, done = list(cells), list(ids), []
    for row in barring_rules():
        rule = told(row)
        if register not in registers_of(rule):
            continue
        only = near(rule, register, cells, ids) if len(cells) <= MOST else None
        known = Difference.objects.select_for_update().filter(code=row.code)
        if only is not None:
            known = known.filter(
                row_id__in=RawSQL(_NEAR, [rule.each.register, list(only.each), list(only.ids)])  # noqa: S611
            )
        found = differences(rule, today, only)
        fresh = settle(row, found, {str(one.row_id): one for one in known}, today)
        done.append((row, len(found), fresh))
    return done


def look_at_images(register: str, today: date) -> None:
    """The same for rows whose images the rollup does not hold yet."""
    if not any(register in registers_of(told(row)) for row in barring_rules()):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT cells::text FROM indicators_image WHERE book_id = %s LIMIT %s",
            [register, MOST + 1],
        )
        found = [row[0] for row in cursor.fetchall()]
    look(register, [_read(text) for text in found], [], today)


def _read(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text)
    return found

"""What the room's own tables say for the figures: one row for each item and month, one for each version of
a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs.models import Unit
from fuyuantong.registers.cells import Directory, clean_row
from fuyuantong.registers.kinds import ChangeKind, Register, RowState
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import register_of
from fuyuantong.registers.writing import Draft, add_rows, change_row
from fuyuantong.screening.kinds import ItemState, listings

MONTHS, DELIVERIES = "screening-months", "list-deliveries"
_COUNTED = ("比对数", "命中数", "确认数", "误报数", "已处置数")
#: Of the items that were agreed to by the end of a month: what was asked, met, found the same, found another,
#: acted on. A whole file counts with all its rows, of which only those that met something are checks.
_OF_MONTH = """
  SELECT i.id::text, i.title, i.listing, i.unit_id, coalesce(c.asked, 0) + coalesce(j.asked, 0),
         coalesce(c.met, 0), coalesce(c.same, 0), coalesce(c.other, 0), coalesce(c.acted, 0)
  FROM screening_item i
  LEFT JOIN (
    SELECT c.item_id, count(DISTINCT c.id) FILTER (WHERE c.job_id IS NULL) AS asked, count(h.id) AS met,
           count(h.id) FILTER (WHERE h.state = 'confirmed') AS same,
           count(h.id) FILTER (WHERE h.state = 'released') AS other,
           count(h.id) FILTER (WHERE h.state = 'confirmed' AND h.feedback_at IS NOT NULL) AS acted
    FROM screening_check c LEFT JOIN screening_hit h ON h.asked_id = c.id
    WHERE c.at >= %(first)s AND c.at < %(after)s AND c.decision <> 'refused' GROUP BY c.item_id
  ) c ON c.item_id = i.id
  LEFT JOIN (
    SELECT item_id, sum(rows) AS asked FROM screening_job
    WHERE state = 'done' AND at >= %(first)s AND at < %(after)s GROUP BY item_id
  ) j ON j.item_id = i.id
  WHERE i.state = %(agreed)s AND i.at < %(after)s AND i.valid_until >= %(day)s ORDER BY i.id"""
_OF_VERSIONS = """
  SELECT v.id::text, v.listing, v.number, v.unit_id, v.at, count(*),
         sum((v.at AT TIME ZONE 'Asia/Shanghai')::date - r.published_on)
  FROM screening_listversion v JOIN screening_record r ON r.listing = v.listing AND r.list_version = v.number
  WHERE v.at >= %s AND v.unit_id IS NOT NULL AND v.came > 0 AND r.state = 'listed'
  GROUP BY v.id ORDER BY v.id"""


def count_month(uow: UnitOfWork, month: date) -> int:
    """Write or correct the rows of a month (its first day); returns how many changed."""
    after = (month + timedelta(days=32)).replace(day=1)
    first, end = (datetime.combine(day, time(), SHANGHAI) for day in (month, after))
    asked = {"first": first, "after": end, "agreed": ItemState.AGREED, "day": month}
    return _write(uow, MONTHS, _months(asked, month))


def count_deliveries(uow: UnitOfWork, since: date) -> int:
    """Write the rows of the versions adopted since a day. What is withdrawn later does not change them."""
    return _write(uow, DELIVERIES, _versions(since), keep=True)


def _months(asked: Mapping[str, Any], month: date) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    known = listings()
    with connection.cursor() as cursor:
        cursor.execute(_OF_MONTH, asked)
        for key, title, listing, unit, *counts in cursor.fetchall():
            cells = {"业务事项": title, "名单": known[listing].name, "月份": month.isoformat()}
            yield f"{key} {month:%Y-%m}", unit, cells | dict(zip(_COUNTED, map(str, counts), strict=True))


def _versions(since: date) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    known = listings()
    with connection.cursor() as cursor:
        cursor.execute(_OF_VERSIONS, [datetime.combine(since, time(), SHANGHAI)])
        for key, listing, number, unit, at, many, days in cursor.fetchall():
            day = at.astimezone(SHANGHAI).date().isoformat()
            cells = {"名单": known[listing].name, "版次": str(number), "采用日期": day}
            yield key, unit, cells | {"条数": str(many), "时延天数合计": str(days)}


def _write(
    uow: UnitOfWork, code: str, lines: Iterator[tuple[str, Any, dict[str, Any]]], *, keep: bool = False
) -> int:
    """A row is known again by its source. Nothing where the register is not published."""
    try:
        register = register_of(code)
    except NotFound:
        return 0
    changed = 0
    for source, unit, cells in lines:
        owner = Unit.objects.get(pk=unit)
        row = (
            Row.objects.select_for_update()
            .filter(book_id=code, source=source, state=RowState.CURRENT)
            .first()
        )
        if row is None or not keep:
            changed += _put(uow, register, row, owner, source, cells)
    return changed


def _put(
    uow: UnitOfWork, register: Register, row: Row | None, owner: Unit, source: str, cells: dict[str, Any]
) -> bool:
    told = cells | {("办理单位" if register.code == MONTHS else "发布单位"): owner.name}
    cleaned = clean_row(register, told, Directory(owner.region_id, uow.today), "")
    if row is not None:
        return change_row(uow, register, row, cleaned, ChangeKind.CORRECTED, reason="按比对记录更新")
    add_rows(uow, register, [Draft(cleaned, owner, source=source)], ChangeKind.ENTERED)
    return True

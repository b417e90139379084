"""转登: rows that come or change are written into another register where the definition says so.

The definition gives the right, so the actor needs none there; the new row belongs to the unit of the first.
What a column cannot take is left out and named in the row's history. Rows that came this way are not
passed on again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.expressions import holds
from fuyuantong.registers.cells import Directory, clean_row, facts_of, words_of
from fuyuantong.registers.events import RowsWritten
from fuyuantong.registers.kinds import ChangeKind, Occasion, Passes, Register, RowState
from fuyuantong.registers.models import Book, Row
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.reading import PLACE
from fuyuantong.registers.trail import note_book
from fuyuantong.registers.writing import Draft, add_rows

SOURCE = "转登："


def on_rows(uow: UnitOfWork, event: RowsWritten) -> None:
    """Write what the rules of this register want of rows that are in force and not sealed."""
    register = register_of(event.register)
    if not register.passes:
        return
    before = event.cells[1] if len(event.keys) == 1 and len(event.cells) > 1 else None
    rows = Row.objects.filter(pk__in=event.keys, state=RowState.CURRENT, sealed=False).select_related("owner")
    there = [row for row in rows.order_by("pk") if not row.source.startswith(SOURCE)]
    for rule in register.passes:
        wanted = [row for row in there if _wanted(register, rule, row, before)]
        if wanted and Book.objects.filter(code=rule.register).exists():
            _pass_on(uow, register, rule, wanted)


def _wanted(register: Register, rule: Passes, row: Row, before: Mapping[str, Any] | None) -> bool:
    if rule.condition and not holds(rule.condition, facts_of(register, row.cells)):
        return False
    if rule.when is Occasion.NEW:
        return before is None and row.revision == 1
    if before is None:
        return False
    names = rule.changed or [column.key for column in register.columns]
    return any(row.cells.get(name) != before.get(name) for name in names)


def _pass_on(uow: UnitOfWork, register: Register, rule: Passes, rows: list[Row]) -> None:
    target, directory = register_of(rule.register), Directory(uow.actor.region, uow.today)
    drafts = []
    for row in rows:
        cleaned = clean_row(target, _cells(uow, register, rule, row), directory)
        left = "".join(error.message for error in cleaned.errors if error.code != "E-REQUIRED")
        source = f"{SOURCE}{register.name}“{rule.key}”" + (f"（未登记：{left}）" if left else "")
        drafts.append(Draft(cleaned, row.owner, source=source))
    made = add_rows(uow, target, drafts, ChangeKind.WRITTEN, drafts[0].source)
    note_book(uow, target.code, "rows_passed", source=register.code, rows=[str(row.pk) for row in made])


def _cells(uow: UnitOfWork, register: Register, rule: Passes, row: Row) -> dict[str, Any]:
    told = {to: row.cells[source] for to, source in rule.carries if row.cells.get(source) is not None}
    words = {c.key: words_of(c, row.cells.get(c.key)) for c in register.columns if not c.masked}
    words["今天"] = uow.today.isoformat()
    words["编号"] = f"{uow.today:%Y%m%d}-{row.pk.hex[-6:].upper()}-{row.revision}"
    return told | {to: PLACE.sub(lambda at: words[at[1]] or "无", text) for to, text in rule.says}

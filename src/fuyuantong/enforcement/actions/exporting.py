"""The room's figures as a file; the export itself goes on the trail."""

from __future__ import annotations

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, time_note, to_xlsx
from fuyuantong.enforcement import figures
from fuyuantong.enforcement.trail import note


def export_figures(uow: UnitOfWork) -> bytes:
    """An .xlsx of exactly what the page shows."""
    rows: list[list[Value]] = [
        [line.part, line.name, line.whole, line.done, line.rate, line.hours, line.limit]
        for line in figures.lines_of(uow.actor, uow.now)
    ]
    columns = [TableColumn(head, 4 if place == 1 else 2) for place, head in enumerate(figures.HEADS)]
    note(uow, "figures_exported", "unit", uow.actor.unit_key, rows=len(rows))
    moment = time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")
    return to_xlsx(TableSheet("执行查控统计（近一年）", columns, rows, [moment]))

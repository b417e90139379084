"""Taking the ledger out of the house: what is shown, as a file, with a line on the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.paging import in_order
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, time_note, to_docx, to_xlsx
from fuyuantong.matters.queries.choices import Choices
from fuyuantong.matters.queries.columns import LedgerColumn, Saying, reported
from fuyuantong.matters.queries.ledger import Filters, ledger
from fuyuantong.matters.trail import digest

EXPORT_MOST = 5000
WRITERS = {"xlsx": to_xlsx, "docx": to_docx}


def export_ledger(
    uow: UnitOfWork,
    filters: Filters,
    columns: Sequence[LedgerColumn],
    kind: str,
    *,
    said: Sequence[tuple[str, str]] = (),
    names: Choices | None = None,
) -> tuple[bytes, int]:
    """Return (file, rows): every page of what the actor sees with these filters, columns and order.

    At most `EXPORT_MOST` rows; the file says so when there were more. The trail keeps the filter (a searched
    word only as its digest: it may be somebody's name), the columns and the count.
    """
    write = WRITERS.get(kind)
    if write is None:
        raise NotFound
    rows = reported(ledger(uow.actor, filters, uow.today), columns)
    found = list(in_order(rows, filters.ordering())[: EXPORT_MOST + 1])
    shown = found[:EXPORT_MOST]
    saying = Saying(uow.today, names.mechanisms if names else {})
    narrowed = "；".join(f"{label}：{value}" for label, value in said) or _("无")
    count = _("共 %d 条") % len(shown)
    if len(found) > EXPORT_MOST:
        count = _("符合条件的超过 %(most)d 条，本文件为前 %(most)d 条") % {"most": EXPORT_MOST}
    sheet = TableSheet(
        _("联动任务台账"),
        [TableColumn(str(column.label), column.width) for column in columns],
        [[column.say(row, saying) for column in columns] for row in shown],
        [_("筛选条件：%s") % narrowed, count, time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")],
    )
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind="ledger.exported",
            object_type="ledger",
            object_id=None,
            region=uow.actor.region,
            data={
                "format": kind,
                "count": len(shown),
                "columns": [column.key for column in columns],
                "order": filters.order,
                "filter": _plain(filters),
            },
        )
    )
    return write(sheet), len(shown)


def _plain(filters: Filters) -> dict[str, object]:
    """The filter as JSON for the trail, without empty parts."""
    names = [field.name for field in fields(Filters) if field.name not in {"words", "states", "order"}]
    plain: dict[str, object] = {name: str(value) for name in names if (value := getattr(filters, name))}
    if filters.states:
        plain["states"] = list(filters.states)
    if filters.words:
        plain["words_digest"] = digest(filters.words)
    return plain
